# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

TERM_KINDS = [
    ("initial", "First Term"),
    ("instalment", "Instalment"),
    ("renewal", "Renewal"),
]


class ContractTerm(models.Model):
    _name = "miniprogram.contract.term"
    _description = "Contract Term"
    _order = "contract_id, sequence"
    _check_company_auto = True

    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id", store=True)
    sequence = fields.Integer(required=True)
    kind = fields.Selection(selection=TERM_KINDS, required=True)
    years = fields.Integer(required=True, default=1)
    date_start = fields.Date(string="From", required=True)
    date_end = fields.Date(string="To", required=True, help="The last day, inclusive.")
    amount = fields.Monetary(help="What this period costs, tax included.")
    invoice_id = fields.Many2one(
        comodel_name="account.move",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
    )

    _sequence_unique = models.Constraint(
        "UNIQUE (contract_id, sequence)",
        "A contract has each of its terms once.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_end >= date_start)",
        "A term cannot end before it starts.",
    )
    # int4range instead of contract_id itself: no btree_gist extension is needed
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist ("
        "int4range(contract_id, contract_id, '[]') WITH &&,"
        "daterange(date_start, date_end, '[]') WITH &&)",
        "The terms of a contract cannot overlap.",
    )

    @api.depends("contract_id", "sequence", "date_start", "date_end")
    def _compute_display_name(self):
        for term in self:
            term.display_name = self.env._(
                "%(contract)s, %(date_start)s to %(date_end)s",
                contract=term.contract_id.display_name,
                date_start=fields.Date.to_string(term.date_start),
                date_end=fields.Date.to_string(term.date_end),
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_invoiced(self):
        if self.filtered("invoice_id"):
            raise UserError(self.env._("A term that has an invoice cannot be deleted."))

    def _invoice(self):
        """Make the invoices of these terms, posted unless the plan says draft."""
        for company, terms in self.grouped("company_id").items():
            moves = self.env["account.move"].with_company(company)
            invoices = moves.create(
                [term.contract_id._prepare_term_invoice(term) for term in terms]
            )
            for term, invoice in zip(terms, invoices, strict=True):
                term.invoice_id = invoice
            posted = terms.filtered(lambda term: not term._is_invoiced_as_draft())
            posted.invoice_id.action_post()

    def _is_invoiced_as_draft(self):
        self.ensure_one()
        return self.contract_id.template_id.invoicing_mode == "draft"
