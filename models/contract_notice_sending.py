# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import Error as DatabaseError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..tools.concurrency import OVERTAKEN
from .contract_notice_letter import BLANK


class ContractNotice(models.Model):
    """How a notice is sent.

    Notices that are made in a batch are only queued there: no PDF is rendered in a
    batch. The scheduled action sends them one by one afterwards, so that a letter that
    cannot be printed never undoes what it tells of.
    """

    _inherit = "miniprogram.contract.notice"

    def _queue(self):
        """Have the scheduled action send these notices, soon."""
        for company, notices in self.grouped("company_id").items():
            notices._set_lifecycle({"queued_on": company._contract_today()})
        if self:
            self.env.ref("miniprogram_contract.ir_cron_track_notices")._trigger()

    @api.model
    def _withdraw(self, domain):
        """Cancel what is queued and has become pointless before it was sent.

        :param domain: which notices
        """
        queued = self.search(self._get_queued_domain() & Domain(domain))
        queued._set_lifecycle({"state": "cancelled", "queued_on": False})

    @api.model
    def _get_queued_domain(self):
        return Domain("queued_on", "!=", False) & Domain("state", "=", "draft")

    @api.model
    def _send_queued(self):
        """Send the queued notices, each in a transaction of its own."""
        queued = self.search(self._get_queued_domain())
        self.env["ir.cron"]._commit_progress(remaining=len(queued))
        for notice in queued:
            notice._send_from_queue()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _send_from_queue(self):
        """Send one queued notice; what fails is noted on it and reported once."""
        self.ensure_one()
        try:
            locked = self.try_lock_for_update(allow_referencing=True)
            locked.invalidate_recordset()
            # another worker may have sent it meanwhile
            locked.filtered(lambda notice: notice.state == "draft")._send_or_hand_over()
            self.env.flush_all()
        except OVERTAKEN:
            self.env.cr.rollback()
        except (UserError, DatabaseError, ValueError) as error:
            self.env.cr.rollback()
            self.env.invalidate_all()
            self._set_failure(str(error))

    def _send_or_hand_over(self):
        """E-mail these notices, or have a person hand over what has no address."""
        for notice in self:
            if notice._get_mailed_partner():
                notice._check_can_be_sent()
                notice._send()
            else:
                notice._set_lifecycle({"queued_on": False})
                notice.contract_id._report(
                    self.env._(
                        "%s: the customer has no e-mail address. Send the notice, then "
                        "print the letter and hand it over.",
                        notice.display_name,
                    )
                )

    def _set_failure(self, message):
        """Keep why a notice could not be sent, and tell its people once.

        :param str message: the error
        """
        self.ensure_one()
        is_new = self.failure != message
        self._set_lifecycle({"failure": message})
        if is_new:
            self.contract_id._report(
                self.env._(
                    "%(notice)s could not be sent: %(error)s",
                    notice=self.display_name,
                    error=message,
                )
            )

    def _check_can_be_sent(self):
        """Refuse to send what is no draft of ours, or is not complete."""
        self._check_state("draft")
        problems = [
            f"{notice.display_name}: {problem}"
            for notice in self
            if (problem := notice._get_sending_problem())
        ]
        if problems:
            raise UserError("\n".join(problems))

    def _get_sending_problem(self):
        """Say, in the user's words, why this notice cannot be sent, or give None."""
        self.ensure_one()
        if self.direction != "outgoing":
            return self.env._("it comes from the customer; we do not send it.")
        if not (self.body or "").strip():
            return self.env._("the letter says nothing yet.")
        if BLANK in self.body:
            return self.env._("fill in the blanks of the letter: %s", BLANK)
        return None

    def _send(self):
        """Date, freeze and e-mail the letter; from here on it stays."""
        self.ensure_one()
        self._set_lifecycle(
            {
                "failure": False,
                "queued_on": False,
                "sent_on": self.company_id._contract_today(),
                "state": "sent",
            }
        )
        document, digest = self.env["ir.attachment"]._freeze_document(
            self, self._get_document_name(), self._render_document(), "application/pdf"
        )
        self._set_lifecycle({"document_id": document.id, "document_sha256": digest})
        self._post_letter()

    def _get_document_name(self):
        self.ensure_one()
        day = fields.Date.to_string(self.sent_on)
        return f"{self.contract_id.contract_number} {self._get_letter_title()} {day}"

    def _post_letter(self):
        """Put the letter into the contract's chatter, and e-mail it from there."""
        self.ensure_one()
        partner = self._get_mailed_partner()
        contract = self.contract_id.with_context(lang=partner.lang or self.env.lang)
        contract.message_post(
            subject=self._get_document_name(),
            body=contract.env._(
                "Please find our letter on contract %(number)s attached: %(title)s "
                "(SHA-256 %(hash)s).",
                number=contract.contract_number,
                title=self._get_letter_title(),
                hash=self.document_sha256,
            ),
            attachment_ids=self.document_id.ids,
            email_layout_xmlid="mail.mail_notification_light",
            force_send=False,
            partner_ids=partner.ids,
            subtype_xmlid="mail.mt_comment" if partner else "mail.mt_note",
        )

    def _get_mailed_partner(self):
        """Give who gets the letter by e-mail: the notice address, else the contact."""
        self.ensure_one()
        contract = self.contract_id
        partners = (
            contract.notice_partner_id,
            contract.contact_partner_id,
            contract.partner_id,
        )
        for partner in partners:
            if email_normalize(partner.email):
                return partner
        return self.env["res.partner"]
