# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, fields, models
from odoo.fields import Domain

from ...policy.working_days import add_days
from ..nightly.concurrency import OVERTAKEN

_logger = logging.getLogger(__name__)

# How long a sent notice may stay without a recorded receipt before its people are told
DAYS_TO_ARRIVE = 7
CHANNELS = [
    ("portal", "Portal"),
    ("email", "E-mail"),
    ("courier", "Courier"),
    ("sms", "SMS"),
    ("wechat", "WeChat"),
    ("hand", "By Hand"),
    ("post", "Post"),
]


class ContractNotice(models.Model):
    """How a notice is sent.

    Notices that are made in a batch are only queued there: no PDF is rendered in a
    batch. The scheduled action sends them contract by contract afterwards, so that a
    letter that cannot be printed never undoes what it tells of.
    """

    _inherit = "miniprogram.contract.notice"

    channel = fields.Selection(
        selection=CHANNELS,
        copy=False,
        help="How it is sent: by e-mail where the customer has an address and nothing "
        "else is chosen, by hand where he has none.",
    )
    tracking_number = fields.Char(copy=False, index="btree_not_null")
    sent_to_partner_id = fields.Many2one(
        comodel_name="res.partner", string="Sent to", readonly=True, copy=False
    )
    sent_to_address = fields.Text(
        string="Address Sent to",
        readonly=True,
        copy=False,
        help="The address designated at that moment, kept as it was.",
    )
    hand_over_on = fields.Date(
        string="To Be Handed Over since",
        readonly=True,
        copy=False,
        help="The day on which its people were told to hand it over: it waits for them "
        "instead of the scheduled action.",
    )
    chased_on = fields.Date(
        readonly=True,
        copy=False,
        help="The day on which its people were told that no receipt is recorded.",
    )
    overdue_reported_on = fields.Date(
        readonly=True,
        copy=False,
        help="The day on which its people were told that it is overdue.",
    )

    def _queue(self):
        """Have the scheduled action send these notices, soon."""
        for company, notices in self.grouped("company_id").items():
            notices._write_protected({"queued_on": company._contract_today()})
        if self:
            self.env.ref("miniprogram_contract.ir_cron_track_notices")._trigger()

    @api.model
    def _withdraw(self, domain):
        """Cancel what has become pointless before it was sent or handed over.

        :param domain: which notices
        """
        queued = self.search(self._get_queued_domain() & Domain(domain))
        queued._write_protected({"state": "cancelled", "queued_on": False})

    @api.model
    def _get_queued_domain(self):
        return Domain("queued_on", "!=", False) & Domain("state", "=", "draft")

    @api.model
    def _get_sending_domain(self, company):
        """Say which queued notices of a company are to be sent today.

        :param company: whose own day counts
        :rtype: Domain
        """
        return (
            Domain("company_id", "=", company.id)
            & self._get_queued_domain()
            & Domain("queued_on", "<=", company._contract_today())
            & Domain("hand_over_on", "=", False)
        )

    def _send_from_queue(self):
        """Send one queued notice; what fails is noted on it and reported once."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._send_or_hand_over()
        except OVERTAKEN:
            raise
        except Exception as error:
            _logger.warning("Notice %s could not be sent", self.id, exc_info=True)
            self._set_failure(self._describe_error(error))

    def _send_or_hand_over(self):
        """E-mail these notices, or have a person hand over what has no address."""
        for notice in self:
            is_mail = notice.channel in (False, "email")
            if is_mail and notice.contract_id._get_designated_partner():
                notice._renew_time_to_cure()
                notice._check_can_be_sent()
                notice._send()
            else:
                today = notice.company_id._contract_today()
                notice._write_protected({"hand_over_on": today})
                notice.contract_id._warn_responsible(
                    self.env._(
                        "%s is not sent by e-mail. Send the notice, then print the "
                        "letter and hand it over.",
                        notice.display_name,
                    )
                )

    def _set_failure(self, message):
        """Keep why a notice could not be sent, and tell its people once.

        It is tried again on the next day.

        :param str message: the error
        """
        self.ensure_one()
        is_new = self.failure != message
        tomorrow = add_days(event=self.company_id._contract_today(), days=1)
        self._write_protected({"failure": message, "queued_on": tomorrow})
        if is_new:
            self.contract_id._warn_responsible(
                self.env._(
                    "%(notice)s could not be sent: %(error)s",
                    notice=self.display_name,
                    error=message,
                )
            )

    def _send(self):
        """Date, freeze and e-mail the letter; from here on it stays."""
        self.ensure_one()
        self._refill_late_letter()
        self._write_protected(
            {
                **self._prepare_destination(),
                "failure": False,
                "queued_on": False,
                "sent_on": self.company_id._contract_today(),
                "state": "sent",
            }
        )
        self._count_due_date_from("sending")
        self._freeze_letter()
        self.supporting_document_ids._freeze_for(self)
        self.proof_ids._freeze_for(self)
        self._post_letter()
        self._expect_next()

    def _freeze_letter(self):
        """Print the letter and keep it, from here on as it is."""
        self.ensure_one()
        document, digest = self.env["ir.attachment"]._freeze_document(
            self, self._get_document_name(), self._render_document(), "application/pdf"
        )
        self._write_protected({"document_id": document.id, "document_sha256": digest})

    def _renew_time_to_cure(self):
        """Count the days to cure of our own demands from the day they go out."""
        demand = self.env.ref("miniprogram_contract.notice_type_payment_demand")
        for notice in self.filtered(lambda n: n.queued_on and n.type_id == demand):
            # a letter that a person has written anew says what he wants it to say
            if notice.body == notice._fill_body():
                day = notice.term_id._get_cure_day()
                notice._write_protected({"due_date": max(day, notice.due_date)})

    def _refill_late_letter(self):
        """Let the letter say what a late one may, if its day passed after the draft."""
        self.ensure_one()
        if self._is_going_late() and self.body == self._fill(self.type_id.body):
            self.body = self._fill_body()

    def _prepare_destination(self):
        """Prepare by which way and to whom it goes: the address designated now (11.2).

        :rtype: dict
        """
        self.ensure_one()
        if self.direction == "incoming":
            company = self.company_id
            address = company._get_contract_party_data()["address"]
            return {
                "sent_to_partner_id": company.partner_id.id,
                "sent_to_address": address,
            }
        mailed = self.contract_id._get_designated_partner()
        channel = self.channel or ("email" if mailed else "hand")
        if channel == "email" and mailed:
            partner, address = mailed, mailed.email_formatted
        else:
            contract = self.contract_id
            partner = contract.notice_partner_id or contract.commercial_partner_id
            address = self._format_address(self._get_customer_data())
        return {
            "channel": channel,
            "sent_to_partner_id": partner.id,
            "sent_to_address": address,
        }

    def _get_document_name(self):
        self.ensure_one()
        day = fields.Date.to_string(self.sent_on)
        return f"{self.contract_id.contract_number} {self._get_letter_title()} {day}"

    def _post_letter(self):
        """Put the letter into the contract's chatter, and e-mail it from there."""
        self.ensure_one()
        is_mailed = self.channel == "email"
        partner = (
            self.contract_id._get_designated_partner()
            if is_mailed
            else self.env["res.partner"]
        )
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
            attachment_ids=(self.document_id | self.supporting_document_ids).ids,
            email_layout_xmlid="mail.mail_notification_light",
            force_send=False,
            partner_ids=partner.ids,
            subtype_xmlid="mail.mt_comment" if partner else "mail.mt_note",
        )

    @api.model
    def _get_unreceived_domain(self, company):
        """Say for which notices of a company a receipt is asked, once.

        :param company: whose own day counts
        :rtype: Domain
        """
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "sent")
            & Domain("chased_on", "=", False)
            & Domain(
                "sent_on",
                "<=",
                add_days(event=company._contract_today(), days=-DAYS_TO_ARRIVE),
            )
        )
