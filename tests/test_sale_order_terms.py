# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import UserError
from odoo.modules.migration import load_script
from odoo.tests import Form, tagged
from odoo.tools.misc import file_path

from .common import ContractCommon

MIGRATIONS = "miniprogram_contract/migrations/19.0.1.3.0"
SCHEDULES = ["one_off", "yearly"]
# Of what is added to quotations: the plan's term and schedule, and the yearly price
PLANS = [(1, "one_off"), (1, "one_off"), (3, "yearly"), None]
PRICES = [6800.0, 980.0, 1580.0, 100.0]


class OrderTermCommon(ContractCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("sale.automatic_invoice", False)
        cls.stored_value = cls._create_contract_product(
            "会员储值应用", 1580.0, cls.yearly_plan
        )

    def _assert_order(self, order, years, schedule, total):
        """Assert what an order says: the saved one, or the one on the form."""
        self.assertEqual(order.contract_term_years, years)
        self.assertEqual(order.contract_payment_schedule or False, schedule)
        shown = order.tax_totals["total_amount_currency"]
        self.assertEqual(self.cny.round(shown), self.cny.round(total))


@tagged("post_install", "-at_install")
class TestChosenTerms(OrderTermCommon):
    """The term and schedule that somebody chose stay; until then the plans' count."""

    def _add(self, form, product):
        with form.order_line.new() as line:
            line.product_id = product

    def test_what_was_chosen_beside_another_plan_stays_without_it(self):
        order = self._create_order(self.package, self.stored_value)
        with Form(order) as form:
            form.contract_term_years = 3
        form = Form(order)
        form.order_line.remove(1)
        form.contract_payment_schedule = "one_off"
        self._assert_order(form, 3, "one_off", 3 * 7208.0)
        form.save()
        self._assert_order(order, 3, "one_off", 3 * 7208.0)
        order.action_confirm()
        self.assertEqual(order.subscription_ids.term_years, 3)
        self.assertEqual(order.subscription_ids.contract_amount, 3 * 7208.0)

    def test_on_a_new_quotation_a_choice_survives_every_line(self):
        form = Form(self.env["sale.order"])
        form.partner_id = self.customer
        self._add(form, self.package)
        self.assertEqual(form.contract_term_years, 1)
        form.contract_term_years = 5
        self._add(form, self.stored_value)
        self.assertEqual(form.contract_term_years, 5)
        form.order_line.remove(0)
        self.assertEqual(form.contract_term_years, 5)
        self.assertEqual(form.save().contract_term_years, 5)

    def test_what_nobody_chose_follows_the_plan(self):
        form = Form(self.env["sale.order"])
        form.partner_id = self.customer
        self._add(form, self.package)
        order = form.save()
        self.assertFalse(order.contract_term_choice)
        self._assert_order(order, 1, "one_off", 7208.0)
        with Form(order) as form:
            self._add(form, self.stored_value)
            form.order_line.remove(0)
        self._assert_order(order, 3, "yearly", 1580.0 * 1.06)
        self.assertFalse(order.contract_term_choice)
        self.assertFalse(order.contract_schedule_choice)

    def test_the_plan_s_own_number_can_be_chosen_too(self):
        order = self._create_order(self.yearly_package, contract_term_years=3)
        order.order_line = [
            Command.create({"product_id": self.package.id}),
            Command.delete(order.order_line.id),
        ]
        self.assertEqual(order.contract_term_years, 3)

    def test_a_choice_given_up_is_the_plan_s_again_and_never_no_years(self):
        with Form(self._create_order(self.package, contract_term_years=3)) as form:
            form.contract_term_years = 0
            self.assertEqual(form.contract_term_years, 1)
        self.assertEqual(form.record.contract_term_years, 1)
        form.record.contract_term_years = 4
        form.record.contract_term_years = False
        self.assertEqual(form.record.contract_term_years, 1)

    def test_a_copy_has_what_was_chosen(self):
        order = self._create_order(self.package, contract_term_years=3)
        self.assertEqual(order.copy().contract_term_years, 3)
        self.assertFalse(self._create_order(self.package).copy().contract_term_choice)

    def test_an_option_decides_nothing_until_it_is_taken(self):
        lines = [
            {"product_id": self.package.id},
            {"product_id": self.stored_value.id, "product_uom_qty": 0},
        ]
        order = self._create_order(lines=lines)
        self.assertEqual(order.contract_term_years, 1)
        order.order_line[1].product_uom_qty = 1
        self.assertFalse(order.contract_term_years)

    def test_an_option_that_the_customer_takes_leaves_what_he_was_offered(self):
        lines = [
            {"product_id": self.package.id},
            {"product_id": self.stored_value.id, "product_uom_qty": 0},
        ]
        order = self._create_order(lines=lines)
        order.action_quotation_sent()
        order.order_line[1].product_uom_qty = 1
        self._assert_order(order, 1, "one_off", 8380.0 * 1.06)
        order.action_confirm()
        self.assertEqual(set(order.subscription_ids.mapped("term_years")), {1})

    def test_what_stood_on_orders_before_an_update_stays(self):
        order = self._create_order(self.package, contract_term_years=3)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE sale_order SET contract_term_choice = NULL,"
            " contract_schedule_choice = NULL WHERE id = %s",
            [order.id],
        )
        script = load_script(file_path(f"{MIGRATIONS}/post-order-choices.py"), "order")
        script.migrate(self.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        order.order_line = [Command.create({"product_id": self.stored_value.id})]
        self._assert_order(order, 3, "one_off", 3 * 8380.0 * 1.06)

    def test_an_update_keeps_the_plan_that_a_line_was_quoted_on(self):
        line = self._create_order(self.package).order_line
        self.package.subscription_template_id = self.yearly_plan
        self.env.flush_all()
        self.cr.execute("ALTER TABLE sale_order_line DROP COLUMN product_plan_id")
        script = load_script(file_path(f"{MIGRATIONS}/pre-order-plans.py"), "plans")
        script.migrate(self.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertEqual(line.product_plan_id, self.plan)

    def test_the_form_shows_no_years_of_no_choice(self):
        arch = self.env["sale.order"].get_view(view_type="form")["arch"]
        self.assertIn('widget="contract_years"', arch)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 3)),
        st.tuples(st.just("delete"), st.integers(0, 3)),
        st.tuples(st.just("years"), st.integers(0, 5)),
        st.tuples(st.just("schedule"), st.sampled_from([False, *SCHEDULES])),
        st.tuples(st.just("save"), st.none()),
    ),
    min_size=3,
    max_size=10,
)


@tagged("post_install", "-at_install")
class TestAnyOrder(OrderTermCommon):
    """Whatever is done to a quotation, what is on the screen is what is saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = [cls.package, cls.app, cls.stored_value, cls.product_a]
        cls.product_a.write({"list_price": 100.0, "taxes_id": cls.tax_6.ids})

    def setUp(self):
        super().setUp()
        self.lines, self.years, self.schedule = [], 0, False

    def _get_expected(self):
        """Return term, schedule and total by the plainest arithmetic."""
        plans = {PLANS[line] for line in self.lines if PLANS[line]}
        plan = plans.pop() if len(plans) == 1 else (0, False)
        years, schedule = self.years or plan[0], self.schedule or plan[1]
        factor = years if schedule == "one_off" and years else 1
        total = sum(
            PRICES[line] * (factor if PLANS[line] else 1) for line in self.lines
        )
        return years, schedule, total * 1.06

    def _assert_as_expected(self, shown):
        self._assert_order(shown, *self._get_expected())

    @settings(
        deadline=None,
        derandomize=True,
        max_examples=25,
        suppress_health_check=[HealthCheck.differing_executors],
    )
    @given(STEPS)
    def test_on_the_form(self, steps):
        self.lines, self.years, self.schedule = [], 0, False
        form = Form(self.env["sale.order"])
        form.partner_id = self.customer
        for step, value in steps:
            if step == "add":
                with form.order_line.new() as line:
                    line.product_id = self.products[value]
                self.lines.append(value)
            elif step == "delete" and value < len(self.lines):
                form.order_line.remove(value)
                del self.lines[value]
            elif step == "years":
                if self._choose_on_form(form, "contract_term_years", value):
                    self.years = value
            elif step == "schedule":
                if self._choose_on_form(form, "contract_payment_schedule", value):
                    self.schedule = value
            elif step == "save":
                self._assert_as_expected(form.save())
            self._assert_as_expected(form)
        self._assert_as_expected(form.save())

    def _choose_on_form(self, form, name, value):
        """Choose a value, unless the form does not ask or has it: nobody types then.

        :return: whether somebody chose
        """
        is_asked = any(PLANS[line] for line in self.lines)
        if not is_asked or (form[name] or False) == value:
            return False
        form[name] = value
        return True

    @settings(
        deadline=None,
        derandomize=True,
        max_examples=40,
        suppress_health_check=[HealthCheck.differing_executors],
    )
    @given(STEPS)
    def test_by_a_remote_call(self, steps):
        self.lines, self.years, self.schedule = [], 0, False
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        for step, value in steps:
            if step == "add":
                product = self.products[value]
                order.order_line = [Command.create({"product_id": product.id})]
                self.lines.append(value)
            elif step == "delete" and value < len(self.lines):
                order.order_line = [Command.delete(order.order_line[value].id)]
                del self.lines[value]
            elif step == "years":
                order.contract_term_years = value
                self.years = value
            elif step == "schedule":
                order.contract_payment_schedule = value
                self.schedule = value
            elif step == "save":
                self.env.flush_all()
                self.env.invalidate_all()
            self._assert_as_expected(order)


@tagged("post_install", "-at_install")
class TestAppsOnAnyPlan(OrderTermCommon):
    """An app goes with the package beside it; several contracts are announced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stored_value.is_sold_on_any_plan = True

    def test_an_app_of_another_plan_is_in_the_package_s_contract(self):
        order = self._create_order(self.package, self.stored_value)
        self._assert_order(order, 1, "one_off", 8380.0 * 1.06)
        self.assertFalse(order.contract_note)
        order.action_confirm()
        contract = order.subscription_ids
        self.assertEqual(contract.template_id, self.plan)
        self.assertEqual(
            contract.sale_subscription_line_ids.product_id,
            self.package | self.stored_value,
        )

    def test_whichever_line_comes_first(self):
        order = self._create_order(self.stored_value)
        self.assertEqual(order.order_line.contract_plan_id, self.yearly_plan)
        with Form(order) as form, form.order_line.new() as line:
            line.product_id = self.package
        self.assertEqual(order.order_line.contract_plan_id, self.plan)
        order.order_line[1].unlink()
        self.assertEqual(order.order_line.contract_plan_id, self.yearly_plan)
        self.assertEqual(order.contract_term_years, 3)

    def test_beside_a_package_of_its_own_plan_it_stays_there(self):
        order = self._create_order(self.package, self.yearly_package, self.stored_value)
        self.assertEqual(order.order_line[2].contract_plan_id, self.yearly_plan)

    def test_apps_alone_make_one_contract(self):
        self.app.is_sold_on_any_plan = True
        order = self._create_order(self.app, self.stored_value)
        self.assertEqual(order.order_line.contract_plan_id, self.plan)

    def test_an_app_without_a_plan_is_sold_with_a_package(self):
        self.stored_value.subscription_template_id = False
        order = self._create_order(self.package, self.stored_value)
        self.assertEqual(order.order_line.contract_plan_id, self.plan)
        self.assertFalse(order.contract_warning)

    def test_what_is_no_contract_is_never_on_a_plan(self):
        hosting = self.env["sale.subscription.template"].create({"name": "Other"})
        product = self._create_contract_product(
            "Hosting", 10.0, hosting, is_sold_on_any_plan=True
        )
        order = self._create_order(self.package, product)
        self.assertEqual(order.order_line[0].contract_plan_id, self.plan)
        self.assertFalse(order.order_line[1].contract_plan_id)

    def test_a_banner_says_which_contracts_and_why(self):
        order = self._create_order(self.package, self.app, self.yearly_package)
        note = Form(order).contract_note
        for words in (
            "2 contracts",
            "商城版套餐, 分销应用 on “一次性套餐” (years: 1, One-off)",
            "连锁版套餐 on “按年套餐” (years: 3, Yearly)",
            "choose contract term and payment",
        ):
            self.assertIn(words, note)
        order.write({"contract_term_years": 1, "contract_payment_schedule": "one_off"})
        self.assertNotIn("choose", order.contract_note)
        order.action_confirm()
        self.assertEqual(len(order.subscription_ids), 2)

    def test_a_contract_line_of_a_confirmed_order_stays_on_its_plan(self):
        order = self._create_order(self.package, self.stored_value)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "is confirmed"):
            order.order_line = [Command.create({"product_id": self.yearly_package.id})]
