# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError

from ...tools.chinese_text import chinese_day
from ..contract.mail_posting import Mail, paragraphs
from ..party.company_language import in_company_language

_logger = logging.getLogger(__name__)

SEAL_ACTIVITY = "miniprogram_contract.mail_activity_type_seal"
REFUSED_ACTIVITY = "miniprogram_contract.mail_activity_type_refused"


class SignableDocument(models.AbstractModel):
    """Our seal on what the customer signed on screen: then the document binds."""

    _inherit = "miniprogram.signable.document"

    countersigned_at = fields.Datetime(readonly=True, copy=False)
    countersigned_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Countersigned by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The seal keeper who put our seal on it; empty if that was automatic.",
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {
            "countersigned_at",
            "countersigned_by_id",
        }

    @api.private
    def action_countersign(self, confirmed_warnings=""):
        """Put our seal and the day on what the customer signed on screen.

        :param str confirmed_warnings: what the user has read of what is unusual, one
            a line, and seals all the same
        :raises AccessError: the user is not a keeper of the seal
        :raises UserError: they are not waiting for our seal, or it cannot be put on,
            or something is unusual about an address and was not confirmed
        """
        self._lock_in_state("sent")
        if not self.env.user.has_group("miniprogram_contract.group_seal_keeper"):
            raise AccessError(
                self.env._(
                    "Only keepers of the contract seal can put it on a contract."
                )
            )
        self._check_waiting_for_seal()
        self._check_addresses(confirmed_warnings)
        for document in self:
            document._countersign(self.env.user)
        return True

    def _check_addresses(self, confirmed_warnings=""):
        """Refuse to seal what was signed with a code to an unusual address.

        :param str confirmed_warnings: see :meth:`action_countersign`
        """
        if warnings := self._get_new_warnings(confirmed_warnings):
            raise UserError(
                self.env._(
                    "Check with the customer, by a phone number that you know, before "
                    "you seal, and confirm that you did:\n%s",
                    "\n".join(warnings),
                )
            )

    def _get_new_warnings(self, confirmed_warnings):
        """Return what whoever seals has to confirm, and has not seen yet.

        :param str confirmed_warnings: see :meth:`action_countersign`
        :rtype: list[str]
        """
        lines = set(str(confirmed_warnings or "").splitlines())
        return [
            warning
            for warning in self._get_signing_warnings()
            if not lines.issuperset(warning.splitlines())
        ]

    def _get_signing_warnings(self):
        """Return what whoever seals has to confirm: made to be extended.

        :rtype: list[str]
        """
        return []

    def _check_waiting_for_seal(self):
        self.invalidate_recordset(["signed_by_customer_on"])
        if unsigned := self - self.filtered("customer_document_id"):
            raise UserError(
                self.env._(
                    "The customer has not signed these on screen yet: %s.",
                    ", ".join(unsigned.mapped("display_name")),
                )
            )

    def _sign(self, values):
        res = super()._sign(values)
        self._seal_or_ask()
        return res

    def _seal_or_ask(self):
        """Put our seal on at once where the company wants it so, else ask for it."""
        self.ensure_one()
        if not (self.company_id.contract_seal_at_once and self._countersign_at_once()):
            self._ask_seal_keepers()

    def _countersign_at_once(self):
        """Try to put our seal on; note in the chatter what keeps it off.

        :return: whether the seal is on the document
        :rtype: bool
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._check_addresses()
                # by the system: neither the visitor nor a colleague does it
                self.with_user(SUPERUSER_ID)._countersign(self.env["res.users"])
        except (RedirectWarning, UserError) as error:
            reason = error.args[0]
            _logger.info("%s is not sealed at once: %s", self._get_number(), reason)
            self._log_missing_seal(reason)
            return False
        return True

    @in_company_language
    def _log_missing_seal(self, reason):
        self.ensure_one()
        self.message_post(
            body=self.env._("Our seal could not be put on automatically: %s", reason)
        )

    def _ask_seal_keepers(self):
        """Raise an activity for each keeper of the seal, else for a manager."""
        self.ensure_one()
        keepers = self._get_seal_keepers()
        for keeper in keepers or self._get_contract()._get_manager_user():
            self._ask_colleague(SEAL_ACTIVITY, keeper)

    def _get_seal_keepers(self):
        """Return the keepers of the company's seal who may write this document.

        :rtype: res.users
        """
        self.ensure_one()
        group = self.env.ref("miniprogram_contract.group_seal_keeper")
        # sudo: a visitor may not read who is in which group
        return group.sudo().all_user_ids.filtered(
            lambda user: (
                user.active
                and self.company_id in user.company_ids
                and self.with_user(user).has_access("write")
            )
        )

    def _countersign(self, keeper):
        """Put our seal on the customer's document and keep it: both sides have signed.

        :param keeper: the ``res.users`` who does it, empty when the system does
        :raises UserError: there is no seal, something changed since it was sent, or
            the certificate cannot sign
        """
        self.ensure_one()
        self._check_can_be_sealed()
        self._write_protected(
            {
                "countersigned_at": fields.Datetime.now(),
                "countersigned_by_id": keeper.id,
                "countersigned_on": self.company_id._contract_today(),
            }
        )
        document, digest = self._freeze(
            self.env._("%s signed", self._get_number()),
            self._sign_document_bytes(self._render_signed_document()),
            "application/pdf",
            None,  # read back before it was signed: what signs it may rewrite it
        )
        self._write_protected(
            {"signed_document_id": document.id, "signed_document_sha256": digest}
        )
        self._log_countersigning()
        self._set_signed()
        self._send_signed_document()

    def _set_signed(self):
        res = super()._set_signed()
        self._close_signing_activities()
        return res

    def _close_signing_activities(self):
        """Remove the activities that ask for signatures: nothing is left to do."""
        self.activity_unlink([SEAL_ACTIVITY, REFUSED_ACTIVITY])

    def _check_can_be_sealed(self):
        """Refuse to put our seal on, with all the reasons in one error."""
        self.ensure_one()
        problems = []
        # sudo: few may read the seal's image; here it is only stamped
        if not self.sudo().company_id.contract_seal:
            problems.append(
                self.env._(
                    "Contract Seal: its picture is missing in the settings. The paper "
                    "that both sides have stamped can be registered instead."
                )
            )
        problems += self._get_signing_problems()
        if problem := self._get_certificate_problem():
            problems.append(problem)
        if problems:
            raise UserError("\n".join(problems))

    def _render_signed_document(self):
        """Return the customer's document with our seal and the page of evidence.

        :rtype: bytes
        :raises UserError: characters are missing in what was printed
        """
        self.ensure_one()
        document = self.env["miniprogram.contract.document"]
        original = self.customer_document_id._read_stored()
        evidence = self._get_evidence_data()
        description, stamp = self._get_document_description(), self._get_seal_stamp()
        sealed = document._stamp_signature(original, description, stamp)
        signed = document._append_evidence(sealed, evidence)
        document._check_printed(
            signed,
            document._get_signed(original, description, stamp, evidence, signed),
        )
        return signed

    def _get_seal_stamp(self):
        """Return what we put on the document; without the seal where that is printed.

        :rtype: dict
        """
        self.ensure_one()
        # sudo: the seal is put on by a keeper, or by the company's settings
        company = self.sudo().company_id
        seal = None if self._get_seal() else company._get_contract_seal()
        return {
            "cross_page_seal": company.contract_cross_page_seal and seal or None,
            "day": chinese_day(self.countersigned_on),
            "is_seal": True,
            "picture": seal,
            "side": "party_b",
            "signer": "",
        }

    @in_company_language
    def _log_countersigning(self):
        self.ensure_one()
        keeper = self.countersigned_by_id
        body = (
            self.env._(
                "Our seal was put on the contract by %(name)s (SHA-256 %(hash)s).",
                name=keeper.name,
                hash=self.signed_document_sha256,
            )
            if keeper
            else self.env._(
                "Our seal was put on the contract automatically, by the company's "
                "settings (SHA-256 %s).",
                self.signed_document_sha256,
            )
        )
        self.message_post(body=body)
        self._log_document_event(
            "sealed",
            "\n".join(self._get_signing_warnings()),
            self.signed_document_sha256,
        )

    def _send_signed_document(self):
        """E-mail the signed document to both sides."""
        self.ensure_one()
        contract, mail = self._get_contract(), self._compose_signed_mail()
        contract._post_mail(
            mail,
            thread=self,
            attachment_ids=self.signed_document_id.ids,
            partner_ids=(mail.partner | contract.user_id.partner_id).ids,
            **contract._prepare_further_readers(mail.partner),
        )

    def _compose_signed_mail(self):
        """Return the mail that brings the signed document.

        :rtype: Mail
        """
        self.ensure_one()
        contract, number = self._get_contract(), self._get_number()
        partner = contract._get_mail_partner() or contract.partner_id
        contract = contract._speak_to(partner)
        _ = contract.env._
        body = paragraphs(
            _("Dear %s,", partner.name),
            _("Both sides have signed contract %s. Please find it attached.", number),
            hint=self.signed_document_sha256
            and _("SHA-256 of the document: %s", self.signed_document_sha256),
        )
        return Mail(
            _("Contract %s is signed", number),
            body,
            contract._get_page_button(),
            partner,
            # who writes a mail gets none, and the salesperson is to get this one
            self.company_id.partner_id,
        )
