# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    """Lines that make a contract: multiplied by its years, and billed by it."""

    _inherit = "sale.order.line"

    product_plan_id = fields.Many2one(
        comodel_name="sale.subscription.template",
        compute="_compute_product_plan_id",
        string="Plan of the Product",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    contract_plan_id = fields.Many2one(
        comodel_name="sale.subscription.template",
        compute="_compute_contract_plan_id",
        string="Contract Plan",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    contract_years = fields.Integer(
        string="Years",
        compute="_compute_contract_years",
        help="By how many years the line's yearly price is multiplied.",
    )

    # stored: a later change of the product's plan leaves orders as they are
    @api.depends("product_id")
    def _compute_product_plan_id(self):
        for line in self:
            line.product_plan_id = line.product_id._get_contract_plan()

    @api.depends(
        "product_plan_id",
        "order_id.order_line.product_plan_id",
        "order_id.order_line.product_uom_qty",
    )
    def _compute_contract_plan_id(self):
        for line in self:
            line.contract_plan_id = line._choose_plan()

    def _choose_plan(self):
        """Return the plan that this line is sold on.

        An app goes with the packages on its order, where these are on other plans, and
        apps alone go together.
        """
        self.ensure_one()
        own = self.product_plan_id
        if not self._filter_apps():
            return own
        lines = self.order_id.order_line.filtered(
            lambda line: line.product_plan_id and line.product_uom_qty > 0
        )
        plans = (lines - lines._filter_apps()).product_plan_id
        if own in plans:
            return own
        return (plans or lines.product_plan_id)[:1] or own

    def _filter_apps(self):
        """Keep the lines of apps that go with the package beside them."""
        return self.filtered(lambda line: line.product_id._filter_contract_apps())

    @api.depends(
        "contract_plan_id",
        "order_id.contract_term_years",
        "order_id.contract_payment_schedule",
    )
    def _compute_contract_years(self):
        for line in self:
            order = line.order_id
            is_one_off = order.contract_payment_schedule == "one_off"
            is_multiplied = line.contract_plan_id and is_one_off
            line.contract_years = is_multiplied and order.contract_term_years or 1

    @api.depends("contract_years")
    def _compute_amount(self):
        return super()._compute_amount()

    def _prepare_base_line_for_taxes_computation(self, **kwargs):
        if self.contract_years > 1:
            kwargs.setdefault("quantity", self.product_uom_qty * self.contract_years)
        return super()._prepare_base_line_for_taxes_computation(**kwargs)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # their plan was chosen before they knew of each other
        lines._filter_apps().modified(["product_plan_id"])
        # their amounts were computed before the order had their plan, and with it the
        # years that they are multiplied by
        contract_lines = lines._filter_contract_lines()
        contract_lines.modified(["contract_years"])
        contract_lines._check_not_agreed()
        return lines

    def write(self, vals):
        if not self._get_agreed_fields() & vals.keys():
            return super().write(vals)
        self._check_not_agreed()
        res = super().write(vals)
        self._check_not_agreed()
        return res

    @api.model
    def _get_agreed_fields(self):
        """Return the fields of which a confirmed order's contract is made."""
        return {
            "contract_plan_id",
            "discount",
            "price_unit",
            "product_id",
            "product_uom_id",
            "product_uom_qty",
            "tax_ids",
        }

    def _check_not_agreed(self):
        """Refuse to change, or to add, contract lines once their order is confirmed."""
        agreed = self._filter_contract_lines().order_id.filtered(
            lambda order: order.state == "sale"
        )
        if agreed:
            raise UserError(
                self.env._(
                    "%s is confirmed and its contract was made from these lines, so "
                    "they cannot change. Make a new quotation for anything else; or "
                    "cancel this order, set it back to quotation and confirm it again.",
                    ", ".join(agreed.mapped("name")),
                )
            )

    # -- billed by the contract, never by the order ---------------------------------

    def _prepare_qty_invoiced(self):
        """Count packages, not years: the first term's invoice multiplies both."""
        quantities = super()._prepare_qty_invoiced()
        for line in self._filter_contract_lines():
            quantities[line] /= line.contract_years
        return quantities

    def _compute_qty_to_invoice(self):
        contract_lines = self._filter_contract_lines()
        contract_lines.qty_to_invoice = 0.0
        return super(SaleOrderLine, self - contract_lines)._compute_qty_to_invoice()

    def _compute_untaxed_amount_to_invoice(self):
        contract_lines = self._filter_contract_lines()
        contract_lines.untaxed_amount_to_invoice = 0.0
        others = super(SaleOrderLine, self - contract_lines)
        return others._compute_untaxed_amount_to_invoice()

    def _compute_amount_to_invoice(self):
        contract_lines = self._filter_contract_lines()
        contract_lines.amount_to_invoice = 0.0
        return super(SaleOrderLine, self - contract_lines)._compute_amount_to_invoice()

    def _filter_contract_lines(self):
        """Keep the lines that a contract is made of, and bills."""
        return self.filtered(
            lambda line: line.contract_plan_id and line.product_uom_qty > 0
        )

    def _filter_deducted(self):
        """Keep the lines on a contract plan that are taken off the order's total."""
        return self.filtered(
            lambda line: line.contract_plan_id and line.product_uom_qty < 0
        )

    def _filter_without_plan(self):
        """Keep the lines of subscribable products that are on no plan."""
        return self.filtered(
            lambda line: line.product_id.is_without_plan and not line.contract_plan_id
        )

    def _prepare_contract_line(self):
        """Prepare the contract's line, with the text, price and taxes of this one.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "analytic_distribution": self.analytic_distribution,
            "discount": self.discount,
            "name": self._get_contract_text(),
            "price_unit": self.price_unit,
            "product_id": self.product_id.id,
            "product_uom_qty": self.product_uom_qty,
            "sale_line_id": self.id,
            "tax_ids": self.tax_ids.ids,
        }

    def _get_contract_text(self):
        """Return the line's own text, with the product's name if it is missing there.

        :rtype: str
        """
        self.ensure_one()
        name = self.product_id.with_context(
            lang=self.order_id._get_lang(), display_default_code=False
        ).display_name
        return self.env["account.move.line"]._get_journal_items_full_name(
            self.name, name
        )
