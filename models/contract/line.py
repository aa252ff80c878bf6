# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_round


class SaleSubscriptionLine(models.Model):
    """A line of a contract: a package or an app at its yearly price (clause 3.2)."""

    _inherit = "sale.subscription.line"

    sale_subscription_id = fields.Many2one(index=True)
    sale_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Order Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.constrains("sale_line_id", "sale_subscription_id")
    def _check_sale_line(self):
        # sudo: people who work on contracts need not be in sales
        for line in self.sudo().filtered("sale_line_id"):
            if line.sale_line_id.order_id != line.sale_subscription_id.sale_order_id:
                raise ValidationError(
                    self.env._(
                        "Order Line: a line of the order that the contract was made "
                        "from, not of %s.",
                        line.sale_line_id.order_id.name,
                    )
                )

    def _compute_name(self):
        lines = self._without_agreed()
        res = super(SaleSubscriptionLine, lines)._compute_name()
        for line in lines._filter_contract_lines().filtered("product_id"):
            lang = line.sale_subscription_id.company_id._get_paper_lang()
            product = line.product_id.with_context(lang=lang)
            line.name = product.get_product_multiline_description_sale()
        return res

    def _compute_price_unit(self):
        return super(SaleSubscriptionLine, self._without_agreed())._compute_price_unit()

    def _compute_discount(self):
        return super(SaleSubscriptionLine, self._without_agreed())._compute_discount()

    def _compute_tax_ids(self):
        lines = self._without_agreed()
        contract_lines = lines._filter_contract_lines()
        for company, own_lines in contract_lines.grouped("company_id").items():
            # the base module asks for the taxes of the user's company
            own_lines = own_lines.with_company(company)
            super(SaleSubscriptionLine, own_lines)._compute_tax_ids()
        return super(SaleSubscriptionLine, lines - contract_lines)._compute_tax_ids()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._filter_contract_lines()._check_editable()
        return lines

    def write(self, vals):
        self._filter_contract_lines()._check_editable()
        res = super().write(vals)
        contract_lines = self._filter_contract_lines()
        contract_lines._check_editable()
        # the base module's totals do not follow an edited price
        contract_lines.sale_subscription_id.modified(["sale_subscription_line_ids"])
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent_contract(self):
        self._filter_contract_lines()._check_editable()

    def _prepare_base_line_for_taxes_computation(self, years, **kwargs):
        """Prepare this line for the tax engine.

        :param int years: how many years of the yearly price are counted
        :param kwargs: values that take the place of the line's own
        :return: a base line of ``account.tax``
        :rtype: dict
        """
        self.ensure_one()
        contract = self.sale_subscription_id
        return self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            self,
            **{
                "tax_ids": self._get_agreed_taxes(),
                "quantity": self._get_agreed_quantity() * years,
                "discount": self._get_agreed_discount(),
                "partner_id": contract.partner_id,
                "currency_id": contract._get_currency(),
                "product_uom_id": self._get_uom(),
                "rate": 1.0,
                **kwargs,
            },
        )

    def _prepare_invoice_line(self, years, period_text):
        """Prepare the values of the invoice line of one period.

        :param int years: how long the period is
        :param str period_text: the period in words, in the language of the contract
        :rtype: dict
        """
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "name": f"{self.name}\n{period_text}",
            "quantity": self._get_agreed_quantity() * years,
            "product_uom_id": self._get_uom().id,
            "price_unit": self.price_unit,
            "discount": self._get_agreed_discount(),
            "tax_ids": [Command.set(self._get_agreed_taxes().ids)],
            "analytic_distribution": self.analytic_distribution,
        }

    def _get_paper_text(self):
        """Return this line as the paper has it: its own text, and how many.

        :rtype: str
        """
        self.ensure_one()
        name = self.name or ""
        quantity = self._get_agreed_quantity()
        if quantity == 1:
            return name
        return f"{name} × {Decimal(str(quantity)).normalize():f}"

    def _get_agreed_quantity(self):
        """Return the quantity as the order and the invoice count it."""
        return self._round_as("Product Unit", self.product_uom_qty)

    def _get_agreed_discount(self):
        """Return the discount as the order and the invoice grant it."""
        return self._round_as("Discount", self.discount)

    def _get_agreed_taxes(self):
        """Return the taxes that were agreed, those archived since among them."""
        return self.with_context(active_test=False).tax_ids

    @api.model
    def _round_as(self, usage, number):
        """Return a number rounded as a decimal precision of core has it."""
        # the base module keeps more digits than an order or an invoice
        digits = self.env["decimal.precision"].precision_get(usage)
        return float_round(number, precision_digits=digits)

    def _get_uom(self):
        """Return the unit of measure of the order's line, else of the product."""
        # sudo: people who work on contracts need not be in sales
        return self.sudo().sale_line_id.product_uom_id or self.product_id.uom_id

    def _filter_contract_lines(self):
        """Keep the lines of contracts among these lines of subscriptions."""
        return self.filtered(lambda line: line.sale_subscription_id._filter_contracts())

    def _without_agreed(self):
        """Leave out contract lines whose text, price and taxes stay as they are.

        An order gave them, or they were sent to the customer: whatever becomes of
        product, pricelist, fiscal position or party, nothing is computed anew.
        """
        return self - self._filter_contract_lines().filtered(
            lambda line: line.sale_line_id or not line.sale_subscription_id._is_draft()
        )

    def _check_editable(self):
        """Refuse to change the lines of a contract that was sent.

        :raises UserError: names the contracts
        """
        sent = self.sale_subscription_id.filtered(
            lambda contract: contract.contract_state != "draft"
        )
        if sent:
            raise UserError(
                self.env._(
                    "The lines of a contract that was sent cannot be changed: %s. "
                    "Until the customer has signed, it can be reset to draft.",
                    ", ".join(sent.mapped("display_name")),
                )
            )
