# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestPlansInUse(ContractCommon):
    """A plan that others count on stays, and what has none says so."""

    def _assert_used_by(self, plan, *names):
        with self.assertRaises(UserError) as refused, self.cr.savepoint():
            plan.unlink()
        for name in (plan.name, *names):
            self.assertIn(name, str(refused.exception))

    def test_a_plan_that_is_used_is_not_deleted(self):
        plan = self._create_plan("三年套餐")
        package = self._create_contract_product("企业版套餐", 9800.0, plan)
        self._assert_used_by(plan, "packages and apps: 企业版套餐 (1)")
        order = self._create_order(package)
        package.subscription_template_id = False
        self._assert_used_by(plan, f"orders: {order.name} (1)")
        order.action_confirm()
        contract = order.subscription_ids
        contract.active = False
        self._assert_used_by(plan, f"contracts: {contract.display_name} (1)")

    def test_who_uses_it_is_counted_and_some_are_named(self):
        plan = self._create_plan("三年套餐")
        for number in range(1, 8):
            self._create_contract_product(f"应用{number}", 100.0, plan)
        names = ", ".join(f"应用{number}" for number in range(1, 6))
        self._assert_used_by(plan, f"packages and apps: {names}… (7)")

    def test_a_salesperson_is_told_of_what_others_sold(self):
        plan = self._create_plan("三年套餐")
        package = self._create_contract_product("企业版套餐", 9800.0, plan)
        order = self._create_order(package, user_id=self.env.user.id)
        manager = self._create_user(
            "plan_manager", "miniprogram_contract.group_contract_manager"
        )
        self._assert_used_by(plan.with_user(manager), order.name)

    def test_a_plan_that_nobody_uses_is_deleted(self):
        plan = self._create_plan("三年套餐")
        plan.unlink()
        self.assertFalse(plan.exists())

    def test_templates_of_other_subscriptions_are_deleted_as_before(self):
        template = self.env["sale.subscription.template"].create({"name": "Other"})
        product = self._create_contract_product("Other", 10.0, template)
        template.unlink()
        self.assertFalse(product.subscription_template_id)

    def test_a_package_without_a_plan_is_shown_as_such(self):
        self.assertFalse(self.package.is_without_plan)
        self.package.subscription_template_id = False
        self.assertTrue(self.package.is_without_plan)
        self.assertFalse(self.product_a.is_without_plan)
        action = self.env.ref("miniprogram_contract.action_contract_product")
        listed = self.env["product.template"].search(literal_eval(action.domain))
        self.assertIn(self.package.product_tmpl_id, listed)
        self.assertIn(self.app.product_tmpl_id, listed)
        self.assertNotIn(self.product_a.product_tmpl_id, listed)
        for kind in ("form", "kanban", "list"):
            arch = self.env["product.template"].get_view(view_type=kind)["arch"]
            self.assertIn("is_without_plan", arch, kind)

    def test_its_order_says_that_it_makes_no_contract(self):
        bare = self._create_contract_product("无套餐应用", 100.0)
        bare.subscription_template_id = False
        order = self._create_order(self.package, bare)
        self.assertIn("No contract is made for 无套餐应用", order.contract_warning)
        with Form(order) as form:
            self.assertIn("无套餐应用", form.contract_warning)
        order.action_confirm()
        contract = order.subscription_ids
        self.assertEqual(contract.sale_subscription_line_ids.product_id, self.package)
        self.assertIn("无套餐应用", order.contract_warning)

    def test_an_order_of_packages_with_plans_says_nothing(self):
        order = self._create_order(self.package, self.product_a)
        self.assertFalse(order.contract_warning)
        self.package.subscription_template_id = False  # quoted on its plan
        self.assertFalse(order.contract_warning)
