# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.documents import decode_scan
from ..party.company_language import in_company_language


class SignableDocument(models.AbstractModel):
    """Signed on paper, stamped by both sides and scanned: the usual way in China."""

    _inherit = "miniprogram.signable.document"

    def action_register_signed_paper(
        self, signed_by, document, *, signed_by_customer_on=None, countersigned_on=None
    ):
        """Register the scan of the paper that both sides have stamped.

        :param str signed_by: who signed for the customer
        :param document: the scan in base64: PDF, JPEG or PNG
        :param date signed_by_customer_on: the customer's day on paper, today by default
        :param date countersigned_on: our day on paper, today by default
        :raises UserError: the document is not waiting for signatures, or one of these
            values is wrong: one error that names all of them
        """
        self.ensure_one()
        self._lock_in_state("sent")
        today = self.company_id._contract_today()
        days = {
            "signed_by_customer_on": fields.Date.to_date(signed_by_customer_on)
            or today,
            "countersigned_on": fields.Date.to_date(countersigned_on) or today,
        }
        raw, mimetype = self._check_signed_paper(signed_by, document, days)
        scan, digest = self._freeze(
            self.env._("%s signed", self._get_number()), raw, mimetype, None
        )
        self._write_protected(
            {
                **days,
                "signed_by": signed_by.strip(),
                "signed_document_id": scan.id,
                "signed_document_sha256": digest,
            }
        )
        self._log_signed_paper()
        self._set_signed()
        return True

    def _check_signed_paper(self, signed_by, document, days):
        """Check everything that is registered with a signed paper.

        :param str signed_by: see :meth:`action_register_signed_paper`
        :param document: the scan in base64
        :param dict days: the day on which each side signed, by the field that holds it
        :return: the scan's bytes and type
        :rtype: tuple[bytes, str]
        :raises UserError: names all that is wrong
        """
        self.ensure_one()
        _ = self.env._
        scan, problems = None, []
        if not (signed_by or "").strip():
            problems.append(
                _("Signed by: the name of the person who signed for the customer.")
            )
        try:
            scan = decode_scan(document)
        except ValueError:
            problems.append(_("Scan: a PDF, JPEG or PNG file of the stamped paper."))
        else:
            files = [(_("Scan"), scan[0])]
            problems += self.env["ir.attachment"]._get_file_problems(files)
        problems += self._get_day_problems(days)
        problems += self._get_signing_problems()
        if problems:
            raise UserError("\n".join(problems))
        return scan

    def _get_day_problems(self, days):
        """Return which of these days are in the future.

        :param dict days: the days, by the field that holds each
        :rtype: list[str]
        """
        today = self.company_id._contract_today()
        return [
            self.env._(
                "%(field)s: %(day)s is in the future.",
                field=self._describe_fields([name]),
                day=day,
            )
            for name, day in days.items()
            if day > today
        ]

    @in_company_language
    def _log_signed_paper(self):
        self.ensure_one()
        self.message_post(
            body=self.env._(
                "The stamped paper signed by %(name)s was put on file "
                "(SHA-256 %(hash)s).",
                name=self.signed_by,
                hash=self.signed_document_sha256,
            ),
            attachment_ids=self.signed_document_id.ids,
        )
        for side, day in (
            ("paper_customer", self.signed_by_customer_on),
            ("paper_company", self.countersigned_on),
        ):
            words = " ".join(filter(None, (str(day), self._get_paper_signer(side))))
            self._log_document_event(side, words, self.signed_document_sha256)

    def _get_paper_signer(self, side):
        """Return who signed a paper for one side, "" where the paper alone says so.

        :param str side: the kind of the event
        """
        self.ensure_one()
        return self.signed_by if side == "paper_customer" else ""
