# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..party.company_language import in_company_language


class SaleSubscription(models.Model):
    """A draft whose prices are taken anew, where a person asks for it."""

    _inherit = "sale.subscription"

    def action_update_prices(self):
        """Take the prices and discounts of drafts from their pricelists anew.

        What an order gave stays.

        :raises UserError: a contract that was sent
        """
        self._lock_in_state("draft")
        for contract in self:
            contract.sale_subscription_line_ids._price_anew()
            contract._log_new_prices()
        return True

    @in_company_language
    def _log_new_prices(self):
        self.ensure_one()
        self.message_post(
            body=self.env._(
                "Prices were taken anew from the pricelist %s.",
                self.pricelist_id.display_name,
            )
        )


class SaleSubscriptionLine(models.Model):
    """The price of a draft's line: another party or pricelist leaves it as it is.

    It comes from the pricelist when a product is chosen, as on an order.
    """

    _inherit = "sale.subscription.line"

    priced_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Product with This Price",
        ondelete="set null",
        index="btree_not_null",
        help="The product whose price this line has: it is priced anew when another "
        "one is chosen.",
    )

    @api.onchange("product_id", "price_unit", "discount")
    def _onchange_price(self):
        """Remember on a form whose price a line has, as soon as it has one."""
        for line in self:
            contract = line.sale_subscription_id
            if line.price_unit or (contract.partner_id and contract.pricelist_id):
                line.priced_product_id = line.product_id

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._keep_prices()
        return lines

    def write(self, vals):
        res = super().write(vals)
        if "product_id" in vals:
            self._keep_prices()
        return res

    def _compute_price_unit(self):
        lines = self._without_kept_prices()
        return super(SaleSubscriptionLine, lines)._compute_price_unit()

    def _compute_discount(self):
        lines = self._without_kept_prices()
        return super(SaleSubscriptionLine, lines)._compute_discount()

    def _without_kept_prices(self):
        """Leave out contract lines that have the price of their product already."""
        return self - self._filter_contract_lines().filtered(
            lambda line: line.product_id and line.priced_product_id == line.product_id
        )

    def _keep_prices(self):
        """Keep the prices that these contract lines have now."""
        lines = self._filter_contract_lines().filtered(
            lambda line: line.priced_product_id != line.product_id
        )
        # those that follow from the pricelist are computed before they are kept
        lines.mapped("price_unit")
        lines.mapped("discount")
        for product, own_lines in lines.grouped("product_id").items():
            own_lines.priced_product_id = product

    def _price_anew(self):
        """Take price and discount of these lines from the pricelist."""
        self.priced_product_id = False
        for name in ("price_unit", "discount"):
            self.env.add_to_compute(self._fields[name], self)
        self.with_context(force_pricelist_discount=True)._recompute_recordset(
            ["price_unit", "discount"]
        )
        self.modified(["price_unit", "discount"])
        self._keep_prices()
