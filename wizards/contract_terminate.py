# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..models.ledger.contract_agreed_end import END_CHARGES
from ..policy.ends import FREE
from ..policy.working_days import add_days


class ContractTerminate(models.TransientModel):
    """The end of a contract by decision, today or on a later day."""

    _name = "miniprogram.contract.terminate"
    _description = "Terminate a Contract"

    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        default=lambda self: self.env.context.get("active_id"),
        required=True,
    )
    reason_id = fields.Many2one(
        comodel_name="sale.subscription.close.reason",
        domain=[("clause_code", "!=", False)],
        required=True,
    )
    termination_date = fields.Date(
        string="Last Day of Service",
        compute="_compute_termination_date",
        store=True,
        readonly=False,
        required=True,
        help="The contract is served until this day, inclusive; nothing is invoiced "
        "beyond it.",
    )
    clause = fields.Char(compute="_compute_clause")
    needs_document = fields.Boolean(related="reason_id.needs_document")
    document_name = fields.Char(related="reason_id.document_name")
    document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="miniprogram_contract_terminate_document_rel",
        string="Supporting Documents",
    )

    currency_id = fields.Many2one(related="contract_id.currency_id")
    paid_until = fields.Date(related="contract_id.paid_until")
    asks_charge = fields.Boolean(compute="_compute_asks_charge")
    charge = fields.Selection(
        selection=END_CHARGES,
        string="Charge until the End",
        default=FREE,
        required=True,
        help="How the days after the last paid one are charged. What was invoiced "
        "otherwise is credited; what both sides agreed on is owed, and not paying it "
        "does not end the contract before.",
    )
    charge_amount = fields.Monetary(
        string="Agreed Amount", help="What these days cost altogether, tax included."
    )
    amount_by_day = fields.Monetary(
        string="Amount by Day",
        compute="_compute_amount_by_day",
        help="At the yearly price, tax included.",
    )

    @api.depends("contract_id")
    def _compute_termination_date(self):
        for wizard in self:
            company = wizard.contract_id.company_id or self.env.company
            wizard.termination_date = company._contract_today()

    @api.depends("contract_id", "reason_id")
    def _compute_clause(self):
        for wizard in self:
            code = wizard.reason_id.clause_code
            wizard.clause = code and wizard.contract_id._cite_clause(code)

    @api.depends("contract_id", "reason_id", "termination_date")
    def _compute_asks_charge(self):
        for wizard in self:
            wizard.asks_charge = bool(wizard._find_first_uncharged_day())

    @api.depends("contract_id", "reason_id", "termination_date")
    def _compute_amount_by_day(self):
        for wizard in self:
            first_day = wizard._find_first_uncharged_day()
            wizard.amount_by_day = first_day and wizard.contract_id._get_amount_by_day(
                first_day, wizard.termination_date
            )

    def _find_first_uncharged_day(self):
        """Return the first day until the agreed end that is not paid, if there is one.

        :rtype: date or bool
        """
        self.ensure_one()
        contract, last_day = self.contract_id, self.termination_date
        is_agreed = self.reason_id.is_agreement and contract.contract_state == "active"
        if not is_agreed or not last_day or not contract.paid_until:
            return False
        first_day = add_days(event=contract.paid_until, days=1)
        return first_day <= last_day and first_day

    def action_confirm(self):
        """End the contract, today or on the chosen day."""
        self.ensure_one()
        asked = {"charge": self.charge, "charge_amount": self.charge_amount}
        return self.contract_id.action_terminate_contract(
            self.reason_id,
            self.termination_date,
            self.document_ids,
            **(asked if self.asks_charge else {}),
        )
