# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import compress

from odoo import api, models
from odoo.exceptions import UserError


class AccountTax(models.Model):
    """Lines that come to an agreed total, whatever the taxes have become.

    A tax that was edited changes the split into price and tax, and not the total. The
    split is kept on the line as core keeps it for down payments: ``extra_tax_data``.
    """

    _inherit = "account.tax"

    @api.model
    def _prepare_lines_of_total(self, vals_list, company, currency, total):
        """Prepare invoice lines that come to an agreed total.

        :param list vals_list: values of the lines, with what each of them cost
        :param company: whose invoice it is
        :param currency: the currency of the invoice
        :param float total: what was agreed, tax included
        :return: the values, as they were where the lines come to it by themselves, or
            where no price of theirs does
        :rtype: list[dict]
        """
        priced = [self._is_priced(vals) for vals in vals_list]
        base_lines = [
            self._prepare_base_line_of_vals(vals, currency)
            for vals in compress(vals_list, priced)
        ]
        reached = self._reach_total(base_lines, company, total)
        if reached is None or reached is base_lines:
            return vals_list
        prices = map(self._prepare_agreed_price, reached)
        return [
            {**vals, **next(prices)} if is_priced else vals
            for vals, is_priced in zip(vals_list, priced, strict=True)
        ]

    @api.model
    def _is_priced(self, vals):
        """Whether these values are of a line with a price, not of a note or title."""
        return vals.get("display_type", "product") == "product"

    @api.model
    def _reach_total(self, base_lines, company, total):
        """Return these lines at prices that come to a total, each moved in proportion.

        What is charged per piece, as fixed taxes are, stays as it is. What is left of
        rounding goes to the dearest line.

        :param list base_lines: of the tax engine
        :param company: whose lines they are
        :param float total: what was agreed, tax included
        :return: the same list where it comes to the total already; None where no price
            does
        :rtype: list[dict] or None
        """
        if not base_lines:
            return None
        currency = base_lines[0]["currency_id"]
        present = self._count_total(base_lines, company)
        if not currency.compare_amounts(present, total):
            return base_lines
        fixed = self._count_total(self._reprice(base_lines, 0.0), company)
        if not currency.compare_amounts(present, fixed):
            return None
        reached = self._reprice(base_lines, (total - fixed) / (present - fixed))
        self._count_total(reached, company)
        self._fix_base_lines_tax_details_on_manual_tax_amounts(reached, company)
        rest = currency.round(total - self._count_total(reached, company))
        if abs(rest) > currency.rounding * self._count_amounts(reached):
            return None
        self._add_rest(reached, rest)
        found = self._count_total(reached, company)
        return None if currency.compare_amounts(found, total) else reached

    @api.model
    def _count_total(self, base_lines, company):
        """Return what lines come to, tax included, as order and invoice count it.

        :param list base_lines: of the tax engine; they get their details
        :rtype: float
        """
        return self._count_totals(base_lines, company)["total_amount_currency"]

    @api.model
    def _count_totals(self, base_lines, company):
        """Return the totals of lines as order and invoice count them.

        :param list base_lines: of the tax engine; they get their details
        :rtype: dict
        """
        self._add_tax_details_in_base_lines(base_lines, company)
        self._round_base_lines_tax_details(base_lines, company)
        currency = base_lines[0]["currency_id"] if base_lines else company.currency_id
        return self._get_tax_totals_summary(base_lines, currency, company)

    @api.model
    def _reprice(self, base_lines, factor):
        """Return new lines whose prices are these lines' times a factor."""
        return [
            self._prepare_base_line_for_taxes_computation(
                line,
                price_unit=line["price_unit"] * factor,
            )
            for line in base_lines
        ]

    @api.model
    def _count_amounts(self, base_lines):
        """Return how many amounts are rounded in these lines."""
        return sum(1 + len(line["tax_details"]["taxes_data"]) for line in base_lines)

    @api.model
    def _add_rest(self, base_lines, rest):
        """Add what rounding left to the price of the dearest line, a taxed one first.

        :param list base_lines: of the tax engine, with their amounts fixed
        :param float rest: some 分
        """
        taxed = [line for line in base_lines if line["manual_tax_amounts"]]
        line = max(
            taxed or base_lines,
            key=lambda line: line["tax_details"]["total_excluded_currency"],
        )
        if not taxed:
            price = line["tax_details"]["total_excluded_currency"] + rest
            line.update(price_unit=price, quantity=1.0, discount=0.0)
            return
        line["manual_total_excluded_currency"] += rest
        for tax in line["tax_details"]["taxes_data"][0]["batch"]:
            line["manual_tax_amounts"][str(tax.id)]["base_amount_currency"] += rest

    @api.model
    def _prepare_base_line_of_vals(self, vals, currency):
        """Prepare the values of an invoice line for the tax engine.

        :param dict vals: the line's values; taxes as one command that sets them
        :rtype: dict
        """
        [(_command, _id, tax_ids)] = vals.get("tax_ids") or [(6, 0, [])]
        return self._prepare_base_line_for_taxes_computation(
            {},
            currency_id=currency,
            discount=vals.get("discount", 0.0),
            extra_tax_data=vals.get("extra_tax_data"),
            price_unit=vals.get("price_unit", 0.0),
            product_id=self.env["product.product"].browse(vals.get("product_id")),
            product_uom_id=self.env["uom.uom"].browse(vals.get("product_uom_id")),
            quantity=vals.get("quantity", 0.0),
            tax_ids=self.browse(tax_ids),
        )

    @api.model
    def _prepare_agreed_price(self, base_line):
        """Prepare what an invoice line keeps of a price that was agreed with its tax.

        The amounts in the books follow from the rate of the invoice.

        :param dict base_line: of the tax engine
        :rtype: dict
        """
        kept = self._export_base_line_extra_tax_data(base_line)
        kept.pop("manual_total_excluded", None)
        for amounts in kept.get("manual_tax_amounts", {}).values():
            amounts.pop("base_amount", None)
            amounts.pop("tax_amount", None)
        return {
            "discount": base_line["discount"],
            "extra_tax_data": kept,
            "price_unit": base_line["price_unit"],
            "quantity": base_line["quantity"],
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_contract(self):
        """Refuse to delete a tax by which a contract was priced.

        :raises UserError: names taxes and contracts
        """
        # sudo: who keeps taxes need not see contracts
        lines = self.env["sale.subscription.line"].sudo()
        used = lines.search(
            [
                ("tax_ids", "in", self.ids),
                ("sale_subscription_id.is_miniprogram", "=", True),
            ]
        )
        if not used:
            return
        contracts = used.sale_subscription_id
        raise UserError(
            self.env._(
                "%(taxes)s is on the lines of contracts (%(contracts)s), and cannot be "
                "deleted: archive it instead.",
                taxes=", ".join((self & used._get_agreed_taxes()).mapped("name")),
                contracts=", ".join(contracts[:5].mapped("display_name")),
            )
        )
