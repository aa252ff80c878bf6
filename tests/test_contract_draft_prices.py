# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestDraftPrices(ContractCommon):
    """The prices of a draft without an order: what somebody typed stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("product.group_product_pricelist")
        cls.other = cls.customer.copy({"name": "成都青羊餐饮有限公司"})
        cls.cheap = cls.env["product.pricelist"].create(
            {
                "name": "老客户价",
                "currency_id": cls.cny.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "compute_price": "percentage",
                            "percent_price": 10.0,
                        }
                    )
                ],
            }
        )

    def _create_draft(self, **line):
        return self.env["sale.subscription"].create(
            {
                "partner_id": self.customer.id,
                "template_id": self.plan.id,
                "sale_subscription_line_ids": [
                    Command.create({"product_id": self.package.id, **line})
                ],
            }
        )

    def _price(self, contract):
        return contract.sale_subscription_line_ids.price_unit

    def _open_form(self, contract=None):
        contracts = contract or self.env["sale.subscription"].with_context(
            default_code=False, default_contract_state="draft"
        )
        return Form(contracts, view="miniprogram_contract.view_contract_form")

    def test_a_typed_price_stays_whoever_the_party_is(self):
        contract = self._create_draft(price_unit=1999.0)
        contract.partner_id = self.other
        contract.pricelist_id = self.cheap
        self.assertEqual(self._price(contract), 1999.0)
        self.assertEqual(contract.amount_total, 2118.94)

    def test_a_price_from_the_pricelist_stays_too(self):
        contract = self._create_draft()
        self.assertEqual(self._price(contract), 6800.0)
        contract.pricelist_id = self.cheap
        self.assertEqual(self._price(contract), 6800.0)

    def test_a_discount_stays(self):
        contract = self._create_draft(price_unit=1999.0, discount=5.0)
        contract.pricelist_id = self.cheap
        self.assertEqual(contract.sale_subscription_line_ids.discount, 5.0)

    def test_on_the_form_it_stays_before_and_after_saving(self):
        form = self._open_form()
        form.partner_id = self.customer
        form.template_id = self.plan
        with form.sale_subscription_line_ids.new() as line:
            line.product_id = self.package
            self.assertEqual(line.price_unit, 6800.0)
            line.price_unit = 1999.0
        form.partner_id = self.other
        form.pricelist_id = self.cheap
        contract = form.save()
        self.assertEqual(self._price(contract), 1999.0)
        form = self._open_form(contract)
        form.partner_id = self.customer
        contract = form.save()
        self.assertEqual(self._price(contract), 1999.0)

    def test_a_product_that_is_chosen_before_the_party_has_its_price(self):
        form = self._open_form()
        form.template_id = self.plan
        with form.sale_subscription_line_ids.new() as line:
            line.product_id = self.package
        form.partner_id = self.customer
        self.assertEqual(self._price(form.save()), 6800.0)

    def test_another_product_has_its_own_price(self):
        contract = self._create_draft(price_unit=1999.0)
        contract.sale_subscription_line_ids.product_id = self.app
        self.assertEqual(self._price(contract), 980.0)
        contract.sale_subscription_line_ids.write(
            {"product_id": self.package.id, "price_unit": 5000.0}
        )
        contract.pricelist_id = self.cheap
        self.assertEqual(self._price(contract), 5000.0)

    def test_a_copy_keeps_it(self):
        contract = self._create_draft(price_unit=1999.0).copy()
        contract.pricelist_id = self.cheap
        self.assertEqual(self._price(contract), 1999.0)

    def test_prices_are_updated_where_somebody_asks_for_it(self):
        contract = self._create_draft(price_unit=1999.0)
        contract.pricelist_id = self.cheap
        # the base module gives a lower price as a discount, where those are used
        self.salesman.group_ids += self.env.ref("sale.group_discount_per_so_line")
        own = contract.with_user(self.salesman)
        contract.user_id = self.salesman
        own.action_update_prices()
        line = contract.sale_subscription_line_ids
        self.assertEqual((line.price_unit, line.discount), (6800.0, 10.0))
        self.assertEqual(line.price_total, 6487.2)
        self.assertEqual(contract.amount_total, 6487.2)
        self.assertIn("老客户价", contract.message_ids[:1].body)

    def test_prices_that_an_order_gave_are_not_updated(self):
        contract = self._create_contract()
        line = contract.sale_subscription_line_ids
        line.price_unit = 5000.0
        contract.pricelist_id = self.cheap
        contract.action_update_prices()
        self.assertEqual(line.price_unit, 5000.0)

    def test_what_was_sent_is_not_updated(self):
        contract = self._create_sent_contract()
        with self.assertRaises(UserError):
            contract.action_update_prices()
