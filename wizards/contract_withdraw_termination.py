# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class ContractWithdrawTermination(models.TransientModel):
    """A planned end that is withdrawn: why the contract continues."""

    _name = "miniprogram.contract.withdraw.termination"
    _description = "Withdraw the Planned End of a Contract"

    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        default=lambda self: self.env.context.get("active_id"),
        required=True,
    )
    termination_date = fields.Date(
        string="Last Day of Service", related="contract_id.termination_date"
    )
    declared_end = fields.Char(string="End", compute="_compute_declared_end")
    sent_letters = fields.Text(
        compute="_compute_sent_letters",
        help="Our letters on their way to the customer.",
    )
    may_be_in_mailbox = fields.Boolean(compute="_compute_sent_letters")
    has_not_arrived = fields.Boolean(
        string="Not Arrived Yet",
        help="Confirm that none of these letters has arrived: after that its end can "
        "no longer be withdrawn by us alone (article 141).",
    )
    reason = fields.Text(required=True)

    @api.depends("contract_id")
    def _compute_declared_end(self):
        for wizard in self:
            contract = wizard.contract_id
            is_declared = contract.is_end_declared
            wizard.declared_end = is_declared and contract.termination_verdict

    @api.depends("contract_id")
    def _compute_sent_letters(self):
        for wizard in self:
            letters = wizard.contract_id._get_sent_letters()
            wizard.sent_letters = "\n".join(map(wizard._describe_letter, letters))
            wizard.may_be_in_mailbox = "email" in letters.mapped("channel")

    def _describe_letter(self, letter):
        """Return which letter was sent, when and which way.

        :param letter: a ``miniprogram.contract.notice``
        :rtype: str
        """
        channels = dict(letter._fields["channel"]._description_selection(self.env))
        return self.env._(
            "%(letter)s, sent on %(day)s: %(channel)s",
            letter=letter.letter_number or letter.display_name,
            day=letter.sent_on,
            channel=channels.get(letter.channel, ""),
        )

    def action_confirm(self):
        """Let the contract continue.

        :raises UserError: when a letter on its end may have arrived
        """
        self.ensure_one()
        if self.sent_letters and not self.has_not_arrived:
            raise UserError(
                self.env._(
                    "Not Arrived Yet: confirm it. A letter that has arrived can no "
                    "longer be withdrawn (article 141): record its receipt. After that "
                    "the contract goes on only if both sides agree."
                )
            )
        return self.contract_id.action_withdraw_termination(self.reason)
