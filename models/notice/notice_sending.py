# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...policy.working_days import add_days
from ..contract.mail_posting import Mail, paragraphs, unbroken
from ..party.company_language import in_company_language
from .notice import SENDING

# How long a sent notice may stay without a recorded receipt before it is chased, and
# one that ends its contract on arrival
DAYS_TO_ARRIVE = 7
DAYS_TO_ARRIVE_AND_END = 15
CHANNELS = [
    ("portal", "Portal"),
    ("email", "E-mail"),
    ("courier", "Courier"),
    ("sms", "SMS"),
    ("wechat", "WeChat"),
    ("hand", "By Hand"),
    ("post", "Post"),
]
PICTURE_CHANNELS = ("sms", "wechat")


class ContractNotice(models.Model):
    """How a notice is sent: checked, dated, frozen, and put on its way."""

    _inherit = "miniprogram.contract.notice"

    channel = fields.Selection(
        selection=CHANNELS,
        copy=False,
        help="How it is sent. If nothing is chosen: by e-mail if the customer has an "
        "address, otherwise by hand.",
    )
    tracking_number = fields.Char(copy=False, index="btree_not_null")
    sent_to_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Sent to",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    sent_to_address = fields.Text(
        string="Address Sent to",
        readonly=True,
        copy=False,
        help="The address designated at that moment, kept as it was.",
    )
    receipt_due_on = fields.Date(
        string="Receipt to Be Recorded by",
        compute="_compute_receipt_due_on",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The day on which the person responsible is told that no receipt is "
        "recorded.",
    )
    chased_on = fields.Date(
        readonly=True,
        copy=False,
        help="The day on which the person responsible was told that no receipt is "
        "recorded.",
    )

    @api.depends(
        "direction",
        "sent_on",
        "state",
        "type_id.close_reason_id.takes_effect_on_arrival",
        "type_id.effect",
    )
    def _compute_receipt_due_on(self):
        for notice in self:
            days = (
                DAYS_TO_ARRIVE_AND_END if notice._is_declaration() else DAYS_TO_ARRIVE
            )
            is_sent = notice.state == "sent" and notice.sent_on
            notice.receipt_due_on = is_sent and add_days(event=is_sent, days=days)

    def action_send(self):
        """Send these notices: from here on the letter stays as it is.

        The letter is printed and kept, and e-mailed to the customer if there is an
        address. Without one, the printed letter is handed over by the user.

        :raises UserError: when one is not a draft, or its letter is not complete
        """
        self._lock_in_state("draft")
        self._renew_time_to_cure()
        self._check_can_be_sent()
        for notice in self:
            notice._send()
        return True

    # -- what is wrong --------------------------------------------------------------

    def _check_can_be_sent(self):
        """Refuse to send what is not a draft of ours, or not complete."""
        self._check_state("draft")
        self._raise_problems(lambda notice: notice._get_sending_problems())

    def _get_sending_problems(self):
        """Return, in the user's words, why this notice cannot be sent.

        :rtype: list[str]
        """
        self.ensure_one()
        return [
            *self._get_giving_problems(),
            *self._get_letter_problems(),
            *self._get_channel_problems(),
        ]

    def _get_letter_problems(self):
        """Return what is wrong about the letter itself.

        :rtype: list[str]
        """
        self.ensure_one()
        _ = self.env._
        problems = []
        if self.direction != "outgoing":
            problems.append(_("it comes from the customer; we do not send it."))
        problems += self._get_blank_problems()
        if self._asks_too_late():
            problems.append(self._describe_late_asking())
        return problems

    def _asks_too_late(self):
        """Whether the day is over by which it asks for something to be done."""
        self.ensure_one()
        rule = self.type_id
        is_asking = rule.effect == "none" or self._is_declaration()
        day = rule.awaits_action and is_asking and self.due_date
        return bool(day) and not self._get_open_day(day)

    def _describe_late_asking(self):
        """Return what is expected of a day that is over before the letter leaves.

        :rtype: str
        """
        self.ensure_one()
        if not self._is_declaration():
            return self.env._("Due Date: a day that is not in the past.")
        return self.env._(
            "Due Date: the time to cure that the letter sets is over, and it has not "
            "been sent. Name a day that is still to come, or none: then the contract "
            "ends when the letter arrives."
        )

    def _get_channel_problems(self):
        """Return what the chosen channel needs, and is missing.

        :rtype: list[str]
        """
        self.ensure_one()
        _ = self.env._
        problems = []
        if self.channel == "email" and not self.contract_id._get_designated_mailboxes():
            problems.append(_("Channel: the customer has no e-mail address."))
        if self.channel in PICTURE_CHANNELS and not self.proof_ids:
            problems.append(_("Proof of Receipt: attach a picture of the message."))
        return problems

    def _get_problems_to_mend(self):
        """Return what keeps this notice from being sent by the user who is asked.

        The days of a demand that waits in the queue are counted anew when it goes.

        :rtype: list[str]
        """
        self.ensure_one()
        if self.state != "draft":
            return [self.env._("it was sent already.")]
        is_recounted = self.queued_on and not self._is_declaration()
        return [] if is_recounted else self._get_sending_problems()

    # -- sending --------------------------------------------------------------------

    def _send(self):
        """Date, freeze and e-mail the letter; from here on it stays."""
        self.ensure_one()
        self._refill_late_letter()
        self._write_protected(
            {
                **self._take_number(),
                **self._prepare_destination(),
                "failure": False,
                "queued_on": False,
                "sent_on": self.company_id._contract_today(),
                "state": "sent",
            }
        )
        self._withdraw_warnings(SENDING)
        self._count_due_date_from("sending")
        self._freeze_letter()
        self.supporting_document_ids._freeze_for(self)
        self.proof_ids._freeze_for(self)
        self._post_letter()
        self._log_notice_event("notice_sent", self.sent_on)
        self._expect_next()

    @in_company_language
    def _log_notice_event(self, kind, day):
        """Append what became of this notice to its contract's evidence log.

        :param str kind: what happened
        :param date day: on which day, where it happened
        """
        self.ensure_one()
        words = (self.display_name, self.sent_to_address, str(day))
        self.contract_id._log_event(
            kind, "\n".join(filter(None, words)), self.document_sha256
        )

    def _refill_late_letter(self):
        """Rewrite the letter, if its due date passed after the draft was written."""
        self.ensure_one()
        if self._is_going_late() and self.body == self._fill(self.type_id.body):
            self.body = self._fill_body()

    def _prepare_destination(self):
        """Prepare by which way and to whom it goes: the address designated now (11.2).

        :rtype: dict
        """
        self.ensure_one()
        if self.direction == "incoming":
            return self._prepare_own_destination()
        contract = self.contract_id
        mailboxes = contract._describe_designated_mailboxes()
        channel = self.channel or ("email" if mailboxes else "hand")
        if channel == "email" and mailboxes:
            partner, address = contract._get_designated_reader(), mailboxes
        else:
            partner = contract.notice_partner_id or contract.commercial_partner_id
            address = self._format_address(self._get_customer_data())
        return {
            "channel": channel,
            "sent_to_partner_id": partner.id,
            "sent_to_address": address,
        }

    def _describe_recipient(self, partner_id):
        """Return who takes our letter: the customer, and the person there.

        :param int partner_id: to whom it goes
        :rtype: str
        """
        self.ensure_one()
        party = self._get_recipient_data()["name"]
        person = self.env["res.partner"].browse(partner_id).name
        is_other = person and person != self.contract_id.commercial_partner_id.name
        return f"{party}（{person}）" if is_other else party

    def _prepare_own_destination(self):
        """Prepare our own address, where the customer's notices arrive.

        :rtype: dict
        """
        self.ensure_one()
        company = self.company_id
        return {
            "sent_to_partner_id": company.partner_id.id,
            "sent_to_address": company._get_contract_party_data()["address"],
        }

    def _freeze_letter(self):
        """Print the letter and keep it, from here on as it is."""
        self.ensure_one()
        raw = self._render_document()
        document, digest = self.env["ir.attachment"]._freeze_document(
            self,
            self._get_document_name(),
            raw,
            "application/pdf",
            self._get_printed(raw),
        )
        self._write_protected({"document_id": document.id, "document_sha256": digest})

    def _get_document_name(self):
        self.ensure_one()
        day = fields.Date.to_string(self.sent_on)
        number = self.letter_number or self.contract_id.contract_number
        return f"{number} {self._get_letter_title()} {day}"

    def _post_letter(self):
        """Put the letter into the contract's chatter, and e-mail it from there."""
        self.ensure_one()
        is_mail = self.channel == "email"
        contract = self.contract_id
        reader = contract._get_designated_reader() if is_mail else None
        readers = contract._prepare_readers(reader) if is_mail else {}
        contract._post_mail(
            self._compose_mail(reader),
            **readers,
            attachment_ids=(self.document_id | self.supporting_document_ids).ids,
            force_send=False,
        )

    def _compose_mail(self, partner=None):
        """Return the mail that brings this letter: what it is, and what to do.

        :param partner: who gets it; without, it is a note in the company's language
        :rtype: Mail
        """
        self.ensure_one()
        partner = partner or self.env["res.partner"]
        notice = self.with_context(lang=self.contract_id._speak_to(partner).env.lang)
        _ = notice.env._
        title, number = notice._name_letter(), notice.contract_id.contract_number
        letter = notice.letter_number or number
        body = paragraphs(
            partner and _("Dear %s,", partner.name),
            _(
                "Our letter no. %(letter)s on contract %(number)s is attached: "
                "%(title)s.",
                letter=unbroken(letter),
                number=unbroken(number),
                title=title,
            ),
            partner and notice._describe_what_to_do(),
            hint=self.document_sha256
            and _("SHA-256 of the letter: %s", self.document_sha256),
        )
        subject = _("%(title)s, no. %(letter)s", title=title, letter=letter)
        return Mail(subject, body, notice._get_page_button(), partner)

    def _name_letter(self):
        """Return what the letter is, for who reads its mail: its title is Chinese.

        :rtype: str
        """
        self.ensure_one()
        title = self._get_letter_title()
        if (self.env.lang or "").startswith("zh"):
            return title
        return f"{self.type_id.name} ({title})"

    def _describe_what_to_do(self):
        """Return in words what the customer is asked to do about this letter.

        :rtype: str
        """
        self.ensure_one()
        _ = self.env._
        day = self.type_id.awaits_action and self._get_open_day(self.due_date)
        if day:
            return _(
                "What to do: read the letter, do what it asks for by %(day)s, and "
                "confirm its receipt on the page of the contract.",
                day=format_date(self.env, day),
            )
        return _(
            "What to do: read the letter, and confirm its receipt on the page of the "
            "contract."
        )

    def _get_page_button(self):
        """Return what the button of its mail opens: a hook.

        :return: ``title`` and ``url``, {} for no button
        :rtype: dict
        """
        return {}

    # -- whose receipt is missing ---------------------------------------------------

    @api.model
    def _get_unreceived_domain(self, company):
        """Return the domain of a company's notices without receipt, not chased yet.

        :param company: whose own day counts
        :rtype: Domain
        """
        return (
            Domain("company_id", "=", company.id)
            & Domain("chased_on", "=", False)
            & Domain("receipt_due_on", "<=", company._contract_today())
        )
