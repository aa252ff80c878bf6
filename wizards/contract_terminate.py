# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


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

    def action_confirm(self):
        """End the contract, today or on the chosen day."""
        self.ensure_one()
        return self.contract_id.action_terminate_contract(
            self.reason_id, self.termination_date, self.document_ids
        )
