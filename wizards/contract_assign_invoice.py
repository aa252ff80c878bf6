# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class ContractAssignInvoice(models.TransientModel):
    """What an invoice of a contract that none of its periods has is for."""

    _name = "miniprogram.contract.assign.invoice"
    _description = "Assign an Invoice"

    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        default=lambda self: self.env.context.get("active_id"),
        required=True,
    )
    available_invoice_ids = fields.Many2many(
        comodel_name="account.move", compute="_compute_available"
    )
    available_term_ids = fields.Many2many(
        comodel_name="miniprogram.contract.term", compute="_compute_available"
    )
    invoice_id = fields.Many2one(
        comodel_name="account.move",
        compute="_compute_defaults",
        store=True,
        readonly=False,
    )
    # sudo: contract managers need no access to the customer's accounting
    invoice_total = fields.Monetary(
        string="Amount", related="invoice_id.amount_total", related_sudo=True
    )
    invoice_left = fields.Monetary(
        string="Left to Pay", related="invoice_id.amount_residual", related_sudo=True
    )
    currency_id = fields.Many2one(related="invoice_id.currency_id", related_sudo=True)
    purpose = fields.Selection(
        selection=[
            ("period", "It takes the place of a period's invoice"),
            ("other", "It is for something else"),
        ],
        string="What For",
        default="period",
        required=True,
    )
    term_id = fields.Many2one(
        comodel_name="miniprogram.contract.term",
        string="Term",
        compute="_compute_defaults",
        store=True,
        readonly=False,
        help="The period whose invoice it replaces.",
    )
    reason = fields.Text(required=True)

    @api.depends("contract_id")
    def _compute_available(self):
        for wizard in self:
            contract = wizard.contract_id
            invoices = contract and contract._find_invoices_to_assign()
            wizard.available_invoice_ids = [
                Command.set(invoices.ids if invoices else [])
            ]
            wizard.available_term_ids = contract.term_ids.filtered(
                lambda term: term.state in ("planned", "invoiced")
            )

    @api.depends("available_invoice_ids", "available_term_ids")
    def _compute_defaults(self):
        for wizard in self:
            wizard.invoice_id = wizard.available_invoice_ids[:1]
            wizard.term_id = wizard.available_term_ids[:1]

    def action_confirm(self):
        """Let the invoice take the place of the period's, or set it aside."""
        self.ensure_one()
        if self.purpose == "other":
            return self.contract_id.action_set_invoice_aside(
                self.invoice_id, self.reason
            )
        if not self.term_id:
            raise UserError(self.env._("Term: choose the one that it is for."))
        return self.term_id.action_replace_invoice(self.invoice_id, self.reason)
