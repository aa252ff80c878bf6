# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random

from odoo import Command
from odoo.tests import tagged

from .common import SCAN, ContractCommon


@tagged("post_install", "-at_install")
class TestAmounts(ContractCommon):
    """Quotation, paper and first invoice agree to the 分."""

    def _assert_agree(self, order):
        order.action_confirm()
        contract = order.subscription_ids
        contract.action_send_contract()
        contract.action_register_signed_paper("李静", SCAN)
        self._assert_first_term_agrees(contract)
        return contract

    def _assert_first_term_agrees(self, contract):
        order = contract.sale_order_id
        invoice = contract.term_ids.invoice_id
        self.assertEqual(invoice.state, "posted")
        self._assert_yuan(invoice.amount_total, order.amount_total)
        self._assert_yuan(invoice.amount_tax, order.amount_tax)
        self._assert_yuan(contract.term_ids.amount, order.amount_total)
        if contract.payment_schedule == "one_off":
            self._assert_yuan(contract.contract_amount, order.amount_total)
        else:
            self._assert_yuan(contract.amount_total, order.amount_total)
            self._assert_yuan(
                contract.contract_amount, order.amount_total * contract.term_years
            )

    def _assert_yuan(self, amount, expected):
        self.assertEqual(self.cny.round(amount), self.cny.round(expected))

    def _order_lines(self, *prices, taxes=None, discount=0.0):
        taxes = self.tax_6 if taxes is None else taxes
        return [
            {
                "product_id": self.package.id,
                "price_unit": price,
                "discount": discount,
                "tax_ids": [Command.set(taxes.ids)],
            }
            for price in prices
        ]

    def test_one_off_counts_every_year(self):
        order = self._create_order(
            self.package, contract_term_years=3, contract_payment_schedule="one_off"
        )
        self.assertEqual(order.amount_untaxed, 3 * 6800)
        contract = self._assert_agree(order)
        self.assertEqual(contract.contract_amount, 21624.0)
        self.assertEqual(contract.contract_amount_words, "贰万壹仟陆佰贰拾肆元整")
        self.assertEqual(contract.term_ids.date_end, contract.contract_date_end)

    def test_yearly_is_invoiced_one_year_at_a_time(self):
        order = self._create_order(
            self.package, contract_term_years=3, contract_payment_schedule="yearly"
        )
        self.assertEqual(order.amount_untaxed, 6800)
        contract = self._assert_agree(order)
        self.assertEqual(contract.contract_amount, 21624.0)
        self.assertEqual(contract.term_ids.amount, 7208.0)
        self.assertLess(contract.term_ids.date_end, contract.contract_date_end)
        self.assertEqual(
            contract._get_paper_price(), "￥7,208.00/年，合同总价 ￥21,624.00"
        )

    def test_both_rounding_methods(self):
        for method, total in [("round_globally", 529.52), ("round_per_line", 529.50)]:
            with self.subTest(method=method):
                self.company.tax_calculation_rounding_method = method
                order = self._create_order(
                    lines=self._order_lines(*[99.91] * 5),
                    contract_term_years=1,
                )
                self.assertEqual(order.amount_total, total)
                contract = self._assert_agree(order)
                self.assertEqual(contract.amount_total, total)

    def test_discounts_several_taxes_and_included_prices(self):
        included = self._create_tax(
            "增值税 6%（含税）", 6, price_include_override="tax_included"
        )
        surcharge = self._create_tax("附加税 0.72%", 0.72)
        cases = {
            "discount": {"discount": 33.33},
            "several taxes": {"taxes": self.tax_6 | surcharge},
            "included": {"taxes": included},
            "included with discount": {"taxes": included, "discount": 7.77},
            "no tax": {"taxes": self.env["account.tax"]},
        }
        for method in ("round_globally", "round_per_line"):
            self.company.tax_calculation_rounding_method = method
            for name, values in cases.items():
                for schedule in ("one_off", "yearly"):
                    with self.subTest(method=method, case=name, schedule=schedule):
                        self._assert_agree(
                            self._create_order(
                                lines=self._order_lines(
                                    1999.99, 333.33, 0.07, **values
                                ),
                                contract_term_years=3,
                                contract_payment_schedule=schedule,
                            )
                        )

    def test_orders_at_random(self):
        self.env["decimal.precision"].search(
            [("name", "=", "Product Price")]
        ).digits = 4
        parts = self._create_tax("一", 2) | self._create_tax("二", 4)
        taxes = [
            self.tax_6,
            self._create_tax("含税", 13, price_include_override="tax_included"),
            self._create_tax("先征", 10, include_base_amount=True),
            self._create_tax("定额", 1.23, amount_type="fixed"),
            self._create_tax("价内", 5, amount_type="division"),
            self._create_tax(
                "组合",
                0,
                amount_type="group",
                children_tax_ids=[Command.set(parts.ids)],
            ),
        ]
        dice = random.Random(20260301)
        for number in range(24):
            self.company.tax_calculation_rounding_method = dice.choice(
                ["round_globally", "round_per_line"]
            )
            order = self._create_order(
                lines=[
                    self._throw_line(dice, taxes) for _line in range(dice.randint(1, 5))
                ],
                contract_term_years=dice.choice([1, 2, 3, 5]),
                contract_payment_schedule=dice.choice(["one_off", "yearly"]),
            )
            with self.subTest(number=number, lines=order.order_line.read()):
                order.action_confirm()
                contract = order.subscription_ids
                contract._write_protected({"contract_number": f"R-{number}"})
                contract._start_first_term()
                self._assert_first_term_agrees(contract)

    def _throw_line(self, dice, taxes):
        return {
            "product_id": self.package.id,
            "price_unit": dice.choice([0.07, 99.91, round(dice.uniform(0, 9999), 4)]),
            "product_uom_qty": dice.choice([1, 1, 2, 0.35, 1.15, 3.33]),
            "discount": dice.choice([0, 5, 7.77, 33.33]),
            "tax_ids": [
                Command.set([tax.id for tax in dice.sample(taxes, dice.randint(0, 2))])
            ],
        }

    def test_two_contracts_are_each_computed_over_their_own_lines(self):
        order = self._create_order(
            self.package,
            self.yearly_package,
            contract_term_years=2,
            contract_payment_schedule="one_off",
        )
        order.action_confirm()
        by_plan = {c.template_id: c for c in order.subscription_ids}
        self.assertEqual(by_plan[self.plan].contract_amount, 2 * 6800 * 1.06)
        self.assertEqual(by_plan[self.yearly_plan].contract_amount, 2 * 12800 * 1.06)
        self.assertEqual(
            sum(order.subscription_ids.mapped("contract_amount")), order.amount_total
        )

    def test_editing_a_draft_moves_its_price(self):
        contract = self._create_contract()
        contract.sale_subscription_line_ids.price_unit = 7000.0
        self.assertEqual(contract.amount_total, 7420.0)
        self.assertEqual(contract.contract_amount, 7420.0)

    def test_more_digits_than_an_invoice_has_are_no_part_of_the_price(self):
        contract = self._create_contract()
        contract.sale_subscription_line_ids.write(
            {"discount": 33.335, "price_unit": 1234.567, "product_uom_qty": 1.2345}
        )
        contract.action_send_contract()
        contract.action_register_signed_paper("李静", SCAN)
        invoice = contract.term_ids.invoice_id
        self._assert_yuan(invoice.amount_total, contract.contract_amount)

    def test_the_first_invoice_carries_what_accounting_needs(self):
        contract = self._create_signed_contract(self.package, self.app)
        invoice = contract.term_ids.invoice_id
        self.assertEqual(invoice.company_id, contract.company_id)
        self.assertEqual(invoice.currency_id, self.cny)
        self.assertEqual(invoice.payment_reference, contract.contract_number)
        self.assertEqual(invoice.subscription_id, contract)
        self.assertEqual(invoice.invoice_user_id, contract.user_id)
        self.assertEqual(
            invoice.invoice_line_ids.sale_line_ids, contract.sale_order_id.order_line
        )
        for line in invoice.invoice_line_ids:
            self.assertIn("Service period", line.name)
            self.assertTrue(line.account_id)

    def test_without_an_account_of_its_own_a_line_takes_the_company_s(self):
        self.package.property_account_income_id = False
        self.package.categ_id.property_account_income_categ_id = False
        account = self.company_data["default_account_revenue"].copy()
        self.company.income_account_id = account
        self.company_data["default_journal_sale"].default_account_id = account
        invoice = self._create_signed_contract().term_ids.invoice_id
        self.assertEqual(invoice.invoice_line_ids.account_id, account)

    def test_the_fiscal_position_of_the_order_is_the_invoice_s(self):
        position = self.env["account.fiscal.position"].create({"name": "小规模纳税人"})
        tax_3 = self._create_tax(
            "增值税 3%",
            3,
            fiscal_position_ids=[Command.set(position.ids)],
            original_tax_ids=[Command.set(self.tax_6.ids)],
        )
        contract = self._create_signed_contract(fiscal_position_id=position.id)
        invoice = contract.term_ids.invoice_id
        self.assertEqual(invoice.fiscal_position_id, position)
        self.assertEqual(invoice.invoice_line_ids.tax_ids, tax_3)
        self._assert_first_term_agrees(contract)

    def test_a_draft_invoice_where_the_plan_says_so(self):
        self.plan.invoicing_mode = "draft"
        contract = self._create_signed_contract()
        self.assertEqual(contract.term_ids.invoice_id.state, "draft")
