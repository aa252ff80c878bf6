# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..models.party.typed_day import Day


class ContractReinstate(models.TransientModel):
    """The way back for a contract that has ended: why, and from when on."""

    _name = "miniprogram.contract.reinstate"
    _description = "Reinstate a Contract"

    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        default=lambda self: self.env.context.get("active_id"),
        required=True,
    )
    reason = fields.Text(required=True)
    is_paid_in_time = fields.Boolean(
        string="Paid in Time", compute="_compute_is_paid_in_time"
    )
    date_start = Day(
        string="Continues from",
        compute="_compute_date_start",
        store=True,
        readonly=False,
        help="The first day of the new period. Money that came in time pays the period "
        "it was meant for instead, and leaves no gap.",
    )

    @api.depends("contract_id")
    def _compute_is_paid_in_time(self):
        for wizard in self:
            # sudo: contract users need no access to the customer's accounting
            wizard.is_paid_in_time = bool(
                wizard.contract_id.sudo()._get_term_paid_in_time()
            )

    @api.depends("contract_id")
    def _compute_date_start(self):
        for wizard in self:
            contract = wizard.contract_id
            wizard.date_start = contract and contract._get_first_day_after_end()

    def action_confirm(self):
        """Reinstate the contract."""
        self.ensure_one()
        return self.contract_id.action_reinstate_contract(self.reason, self.date_start)
