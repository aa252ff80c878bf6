# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ContractNoticeSend(models.TransientModel):
    """What is asked before a notice goes out: to whom, which way, and with what."""

    _name = "miniprogram.contract.notice.send"
    _description = "Send a Notice"

    notice_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice",
        default=lambda self: self.env.context.get("active_id"),
        required=True,
    )
    recipient = fields.Char(compute="_compute_destination")
    channel = fields.Selection(
        selection=lambda self: (
            self.env["miniprogram.contract.notice"]
            ._fields["channel"]
            ._description_selection(self.env)
        ),
        string="Way of Sending",
        compute="_compute_destination",
    )
    address = fields.Text(compute="_compute_destination")
    enclosures = fields.Text(
        string="Attached",
        compute="_compute_destination",
        help="The letter, and what comes with it.",
    )
    letter = fields.Text(related="notice_id.body")
    problems = fields.Text(compute="_compute_destination")

    @api.depends("notice_id")
    def _compute_destination(self):
        for wizard in self:
            notice = wizard.notice_id
            destination = notice._prepare_destination()
            wizard.recipient = notice._describe_recipient(
                destination["sent_to_partner_id"]
            )
            wizard.channel = destination["channel"]
            wizard.address = destination["sent_to_address"]
            title = self.env._("%s (PDF)", notice._get_letter_title())
            wizard.enclosures = "\n".join([title, *notice._get_enclosures()])
            wizard.problems = "\n".join(notice._get_problems_to_mend())

    def action_confirm(self):
        """Send the notice."""
        self.ensure_one()
        return self.notice_id.action_send()
