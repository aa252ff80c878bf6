# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..models.contract.mail_posting import LAYOUT


class ContractMailPreview(models.TransientModel):
    """A mail to the customer of a contract, seen before it goes out."""

    _name = "miniprogram.contract.mail.preview"
    _description = "Preview of a Mail"

    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        string="Contract",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    kind = fields.Selection(
        selection=[
            ("reminder", "Renewal Reminder"),
            ("letter", "Letter"),
            ("code", "Code for Signing"),
            ("signed", "Signed Contract"),
            ("cancelled", "Cancelled after the Customer Signed"),
        ],
        string="Mail",
        required=True,
        default="reminder",
    )
    notice_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice",
        string="Letter",
        domain="[('contract_id', '=', contract_id), ('direction', '=', 'outgoing')]",
    )
    from_whom = fields.Char(string="Sender", compute="_compute_mail")
    to_whom = fields.Char(string="Recipient", compute="_compute_mail")
    title = fields.Char(string="Subject", compute="_compute_mail")
    body = fields.Html(compute="_compute_mail", sanitize=False)

    @api.onchange("kind")
    def _onchange_kind(self):
        """Show the latest letter, where a letter is looked at."""
        letters = self.contract_id.notice_ids.filtered(
            lambda notice: notice.direction == "outgoing"
        )
        is_letter = self.kind == "letter"
        self.notice_id = is_letter and letters.sorted("id", reverse=True)[:1]

    @api.depends("contract_id", "kind", "notice_id")
    def _compute_mail(self):
        for preview in self:
            mail = preview._compose()
            contract = preview.contract_id
            values = mail and contract._prepare_mail(mail.partner, mail.sender)
            preview.from_whom = mail and values["email_from"]
            preview.to_whom = mail and mail.partner._describe_mailbox()
            preview.title = mail and mail.subject
            preview.body = mail and preview._render_page(mail)

    def _compose(self):
        """Return the mail as it would go out now, None where there is none to see.

        :rtype: Mail
        """
        self.ensure_one()
        contract = self.contract_id
        if self.kind == "code":
            codes = self.env["miniprogram.contract.signing.code"]
            return codes._compose_sample(contract)
        if self.kind == "signed":
            return contract._compose_signed_mail()
        if self.kind == "cancelled":
            return contract._compose_cancelling_mail()
        if self.kind == "reminder" and contract.open_term_id:
            return contract._compose_renewal_reminder()
        if self.kind == "letter" and self.notice_id:
            return self.notice_id._compose_mail(contract._get_designated_reader())
        return None

    def _render_page(self, mail):
        """Return the page that the customer sees.

        :param Mail mail: what is sent
        :rtype: Markup
        """
        self.ensure_one()
        contract = self.contract_id._speak_to(mail.partner)
        message = self.env["mail.message"].new(
            {"body": mail.html, "subject": mail.subject}
        )
        values = {
            "button_access": mail.button,
            # sudo: whoever looks at a mail need not read all of our company
            "company": contract.company_id.sudo(),
            "has_button_access": bool(mail.button),
            "lang": contract.env.lang,
            "message": message,
            "record_name": contract.display_name,
        }
        return contract.env["ir.qweb"]._render(LAYOUT, values, minimal_qcontext=True)
