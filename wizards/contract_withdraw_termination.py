# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class ContractWithdrawTermination(models.TransientModel):
    """A planned end, or a letter on its way, that is withdrawn: why."""

    _name = "miniprogram.contract.withdraw.termination"
    _description = "Withdraw the Planned End of a Contract"

    notice_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice",
        string="Letter",
        default=lambda self: self._get_chosen("miniprogram.contract.notice"),
        help="Only this letter is withdrawn.",
    )
    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        compute="_compute_contract_id",
        store=True,
        readonly=False,
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

    def _get_chosen(self, model):
        """Return the id of the record on which the dialog was opened.

        :param str model: its model; by default it is a contract
        :return: False where it is of another model
        :rtype: int or bool
        """
        context = self.env.context
        is_chosen = context.get("active_model", "sale.subscription") == model
        return is_chosen and context.get("active_id")

    @api.depends("notice_id")
    def _compute_contract_id(self):
        for wizard in self:
            chosen = wizard.contract_id.id or wizard._get_chosen("sale.subscription")
            wizard.contract_id = wizard.notice_id.contract_id.id or chosen

    @api.depends("contract_id")
    def _compute_declared_end(self):
        for wizard in self:
            contract = wizard.contract_id
            is_awaited = contract and contract._awaits_arrival()
            wizard.declared_end = is_awaited and contract.termination_verdict

    @api.depends("contract_id", "notice_id")
    def _compute_sent_letters(self):
        for wizard in self:
            letters = wizard.notice_id or wizard.contract_id._get_letters_to_withdraw()
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
        if self.notice_id:
            return self.notice_id.action_withdraw_end(self.reason)
        return self.contract_id.action_withdraw_termination(self.reason)
