# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestOrderToContract(ContractCommon):
    """A confirmed quotation makes the contract, already filled in."""

    def test_confirmed_order_makes_a_draft_contract(self):
        order = self._create_order(self.package, self.app)
        order.action_confirm()
        contract = order.subscription_ids
        self.assertEqual(len(contract), 1)
        self.assertEqual(contract.contract_state, "draft")
        self.assertFalse(contract.contract_number)
        self.assertEqual(contract.template_id, self.plan)
        self.assertEqual(contract.wording_id, self.wording)
        self.assertEqual(contract.company_id, order.company_id)
        self.assertEqual(contract.currency_id, self.cny)
        self.assertEqual(contract.user_id, order.user_id)
        self.assertEqual(contract.crm_team_id, order.team_id)
        self.assertEqual(contract.partner_invoice_id, order.partner_invoice_id)
        self.assertEqual(contract.contact_partner_id, self.contact)

    def test_one_contract_per_plan(self):
        order = self._create_order(
            self.package,
            self.app,
            self.yearly_package,
            contract_term_years=2,
            contract_payment_schedule="one_off",
        )
        order.action_confirm()
        by_plan = {c.template_id: c for c in order.subscription_ids}
        self.assertEqual(set(by_plan), {self.plan, self.yearly_plan})
        self.assertEqual(
            by_plan[self.plan].sale_subscription_line_ids.product_id,
            self.package | self.app,
        )
        self.assertEqual(
            by_plan[self.yearly_plan].sale_subscription_line_ids.product_id,
            self.yearly_package,
        )
        self.assertEqual(set(order.subscription_ids.mapped("term_years")), {2})

    def test_other_products_stay_on_the_order(self):
        order = self._create_order(self.package, self.product_a)
        order.action_confirm()
        contract = order.subscription_ids
        self.assertEqual(contract.sale_subscription_line_ids.product_id, self.package)

    def test_other_subscriptions_are_made_as_before(self):
        template = self.env["sale.subscription.template"].create({"name": "Other"})
        other = self._create_contract_product("Hosting", 10.0, template)
        order = self._create_order(other)
        order.action_confirm()
        subscription = order.subscription_ids
        self.assertFalse(subscription.is_miniprogram)
        self.assertFalse(subscription.contract_state)
        self.assertTrue(subscription.in_progress)

    def test_line_keeps_text_price_discount_and_taxes_of_the_order(self):
        order = self._create_order(
            lines=[
                {
                    "product_id": self.package.id,
                    "name": "商城版套餐（含安装）",
                    "product_uom_qty": 2,
                    "price_unit": 6500.0,
                    "discount": 5.0,
                    "tax_ids": [Command.clear()],
                }
            ]
        )
        order.action_confirm()
        line = order.subscription_ids.sale_subscription_line_ids
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertRecordValues(
            line,
            [
                {
                    "name": "商城版套餐（含安装）",
                    "product_uom_qty": 2,
                    "price_unit": 6500.0,
                    "discount": 5.0,
                    "tax_ids": [],
                    "sale_line_id": order.order_line.id,
                }
            ],
        )

    def test_term_and_schedule_come_from_the_plan(self):
        order = self._create_order(self.yearly_package)
        self.assertEqual(order.contract_term_years, 3)
        self.assertEqual(order.contract_payment_schedule, "yearly")

    def test_term_and_schedule_are_chosen_on_the_order(self):
        with Form(self._create_order(self.package)) as form:
            form.contract_term_years = 2
            form.contract_payment_schedule = "yearly"
        order = form.record
        order.action_confirm()
        contract = order.subscription_ids
        self.assertEqual(contract.term_years, 2)
        self.assertEqual(contract.payment_schedule, "yearly")

    def test_a_choice_stays_when_a_line_of_the_same_plan_is_added(self):
        order = self._create_order(self.package, contract_term_years=2)
        order.order_line = [Command.create({"product_id": self.app.id})]
        self.assertEqual(order.contract_term_years, 2)

    def test_plans_with_other_defaults_need_a_choice(self):
        order = self._create_order(self.package, self.yearly_package)
        self.assertFalse(order.contract_term_years)
        self.assertFalse(order.contract_payment_schedule)
        with self.assertRaises(UserError) as error:
            order.action_confirm()
        self.assertIn("Contract Term (Years)", str(error.exception))
        self.assertIn("Contract Payment Schedule", str(error.exception))
        self.assertFalse(order.subscription_ids)
        self.assertEqual(order.state, "draft")

    def test_first_day_is_the_day_the_order_was_confirmed(self):
        with freeze_time("2026-03-01 02:00:00"):
            contract = self._create_contract()
        self.assertEqual(contract.purchase_date, fields.Date.to_date("2026-03-01"))
        self.assertEqual(
            contract.contract_date_start, fields.Date.to_date("2026-03-01")
        )
        self.assertEqual(contract.contract_date_end, fields.Date.to_date("2027-02-28"))

    def test_first_day_is_the_company_day_not_the_server_day(self):
        with freeze_time("2026-03-01 16:30:00"):  # in Shanghai it is the 2nd
            contract = self._create_contract()
        self.assertEqual(contract.purchase_date, fields.Date.to_date("2026-03-02"))

    def test_an_order_in_another_currency_is_refused_before_anything_is_made(self):
        usd = self.env.ref("base.USD")
        pricelist = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": usd.id}
        )
        order = self._create_order(self.package, pricelist_id=pricelist.id)
        with self.assertRaisesRegex(UserError, "yuan"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.subscription_ids)

    def test_a_plan_without_wording_or_with_a_draft_is_refused(self):
        self.plan.wording_id = False
        self.yearly_plan.wording_id = self.wording.copy()
        order = self._create_order(
            self.package,
            self.yearly_package,
            contract_term_years=1,
            contract_payment_schedule="one_off",
        )
        with self.assertRaises(UserError) as error:
            order.action_confirm()
        self.assertIn(self.plan.name, str(error.exception))
        self.assertIn(self.yearly_plan.name, str(error.exception))
        self.assertEqual(order.state, "draft")

    def test_a_negative_term_is_refused(self):
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self._create_order(self.package, contract_term_years=-1)

    def test_a_discount_of_the_whole_order_is_refused_with_the_way_to_give_it(self):
        order = self._create_order(self.package)
        wizard = self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": 0.1,
            }
        )
        wizard.action_apply_discount()
        with self.assertRaisesRegex(UserError, "On All Order Lines"):
            order.action_confirm()

    def test_a_deducted_line_is_refused_as_no_contract_would_have_it(self):
        order = self._create_order(
            lines=[
                {"product_id": self.package.id},
                {"product_id": self.app.id, "product_uom_qty": -1},
            ]
        )
        with self.assertRaisesRegex(UserError, f"Quantity: “{self.app.name}”"):
            order.action_confirm()
        self.assertFalse(order.subscription_ids)

    def test_a_company_without_pricelists_gets_none_for_its_other_orders(self):
        self.env["product.pricelist"].search([]).action_archive()
        contract = self._create_contract()
        self.assertEqual(contract.pricelist_id.currency_id, self.cny)
        self.assertFalse(contract.pricelist_id.active)
        self.assertFalse(self._create_order(self.product_a).pricelist_id)

    def test_salesman_confirms_his_order(self):
        order = self._create_order(self.package, user_id=self.salesman.id)
        order.with_user(self.salesman).action_confirm()
        contract = order.subscription_ids
        self.assertEqual(contract.user_id, self.salesman)
        contract.with_user(self.salesman).action_send_contract()
        self.assertEqual(contract.contract_state, "sent")

    def test_cancelling_the_order_cancels_its_unsigned_contract(self):
        contract = self._create_sent_contract()
        contract.sale_order_id._action_cancel()
        self.assertEqual(contract.contract_state, "cancelled")
        self.assertEqual(contract.sale_order_id.state, "cancel")

    def test_cancelling_the_order_is_refused_after_signature(self):
        contract = self._create_signed_contract()
        with self.assertRaisesRegex(UserError, contract.contract_number):
            contract.sale_order_id._action_cancel()
        self.assertEqual(contract.sale_order_id.state, "sale")

    def test_a_contract_handed_over_is_found_when_the_order_is_cancelled(self):
        other = new_test_user(
            self.env, "contract_other", "sales_team.group_sale_salesman"
        )
        team = self.env["crm.team"].create({"name": "其他团队"})
        orders = self.env["sale.order"]
        for make in (self._create_signed_contract, self._create_sent_contract):
            contract = make(user_id=self.salesman.id)
            contract.write({"user_id": other.id, "crm_team_id": team.id})
            orders |= contract.sale_order_id
        self.env.invalidate_all()
        signed, sent = orders.with_user(self.salesman)
        with self.assertRaisesRegex(UserError, "its contract is signed"):
            signed._action_cancel()
        sent._action_cancel()
        self.assertEqual(sent.sudo().subscription_ids.contract_state, "cancelled")

    def test_a_cancelled_order_confirmed_again_makes_a_new_contract(self):
        former = self._create_sent_contract()
        order = former.sale_order_id
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        contract = order.subscription_ids - former
        self.assertEqual(contract.contract_state, "draft")
        self.assertEqual(former.contract_state, "cancelled")

    def test_the_plan_of_the_quotation_counts_not_a_later_one_of_the_product(self):
        template = self.env["sale.subscription.template"].create({"name": "Other"})
        for later in (self.yearly_plan, template, template.browse()):
            self.package.subscription_template_id = self.plan
            order = self._create_order(self.package)
            self.package.subscription_template_id = later
            order.action_confirm()
            self.assertEqual(order.subscription_ids.template_id, self.plan)

    def test_what_became_a_package_after_the_quotation_is_an_ordinary_product(self):
        order = self._create_order(self.product_a)
        self.product_a.write(
            {"subscribable": True, "subscription_template_id": self.plan.id}
        )
        order.action_confirm()
        self.assertFalse(order.subscription_ids)
        self.assertEqual(order.invoice_status, "to invoice")

    def test_the_lines_of_a_confirmed_order_stay_as_its_contract_has_them(self):
        order = self._create_contract(contract_term_years=3).sale_order_id
        for values in (
            {"product_uom_qty": 2},
            {"product_uom_qty": 0},
            {"price_unit": 1},
            {"discount": 1},
            {"tax_ids": [Command.clear()]},
            {"product_id": self.product_a.id},
            {"contract_plan_id": False},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                order.order_line.write(values)
        for values in (
            {"contract_term_years": 2},
            {"contract_payment_schedule": "yearly"},
            {"order_line": [Command.create({"product_id": self.app.id})]},
        ):
            error = self.assertRaisesRegex(UserError, "is confirmed")
            with self.subTest(values=values), error, self.cr.savepoint():
                order.write(values)

    def test_a_contract_line_is_one_of_its_own_order(self):
        line = self._create_contract().sale_subscription_line_ids
        other = self._create_contract().sale_order_id.order_line
        with self.assertRaisesRegex(ValidationError, "Order Line"):
            line.sale_line_id = other

    def test_an_option_not_taken_is_no_part_of_the_contract(self):
        self.yearly_plan.wording_id = False
        order = self._create_order(
            lines=[
                {"product_id": self.package.id},
                {"product_id": self.yearly_package.id, "product_uom_qty": 0},
            ],
            contract_term_years=1,
            contract_payment_schedule="one_off",
        )
        order.action_confirm()
        self.assertEqual(order.subscription_ids.template_id, self.plan)
        with self.assertRaisesRegex(UserError, "is confirmed"):
            order.order_line[1].product_uom_qty = 1

    def test_another_product_on_a_confirmed_order_moves_no_price(self):
        contracts = self._create_contract(
            self.package,
            self.yearly_package,
            contract_term_years=3,
            contract_payment_schedule="one_off",
        )
        order = contracts.sale_order_id
        before = order.amount_total
        order.order_line = [
            Command.create(
                {
                    "product_id": self.product_a.id,
                    "price_unit": 100.0,
                    "tax_ids": [Command.clear()],
                }
            )
        ]
        self.assertEqual(order.contract_term_years, 3)
        self.assertEqual(order.amount_total, before + 100.0)

    def test_the_customer_confirms_online(self):
        order = self._create_order(self.package)
        order.with_user(self.env.ref("base.public_user")).sudo().action_confirm()
        self.assertEqual(order.subscription_ids.user_id, order.user_id)

    def test_opportunity_and_order_show_their_contracts(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "小程序商城",
                "type": "opportunity",
                "partner_id": self.customer.id,
            }
        )
        contract = self._create_contract(opportunity_id=lead.id)
        self.assertEqual(lead.contract_count, 1)
        self.assertEqual(lead.action_view_contracts()["res_id"], contract.id)
        self.assertEqual(contract.sale_order_id.contract_count, 1)
        action = contract.sale_order_id.action_view_contracts()
        self.assertEqual(action["res_id"], contract.id)
        self.assertEqual(self.customer.contract_count, 1)
        self.assertEqual(self.contact.contract_count, 1)
