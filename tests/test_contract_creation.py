# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import SCAN
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestNewContract(LedgerCommon):
    """A contract made by hand or by a remote call, whatever it brings or leaves out."""

    def _create(self, **values):
        return self.env["sale.subscription"].create(
            {
                "partner_id": self.customer.id,
                "template_id": self.plan.id,
                "sale_subscription_line_ids": [
                    Command.create({"product_id": self.package.id})
                ],
                **values,
            }
        )

    def _new_form(self):
        Contract = self.env["sale.subscription"].with_context(
            default_code=False, default_contract_state="draft"
        )
        return Form(Contract, view="miniprogram_contract.view_contract_form")

    def test_just_after_midnight_in_shanghai_it_is_the_new_day(self):
        self.env.user.tz = "America/Los_Angeles"
        with freeze_time("2026-02-28 16:30:00"):
            form = self._new_form()
            form.partner_id = self.customer
            form.template_id = self.plan
            with form.sale_subscription_line_ids.new() as line:
                line.product_id = self.package
            contract = form.save()
            contract.action_send_contract()
            contract.action_register_signed_paper("李静", SCAN)
        day = date(2026, 3, 1)
        self.assertRecordValues(
            contract,
            [
                {
                    "contract_date_end": date(2027, 2, 28),
                    "contract_date_start": day,
                    "date": date(2027, 2, 28),
                    "date_start": day,
                    "purchase_date": day,
                    "recurring_next_date": False,
                    "sent_on": day,
                    "signed_on": day,
                }
            ],
        )
        self.assertEqual(contract.term_ids.invoice_id.invoice_date, day)

    def test_a_server_that_runs_for_a_month_stamps_no_old_date(self):
        default = self.env["sale.subscription"].default_get(["date_start"])
        with self._on("2031-07-01"):
            contract = self._create()
        self.assertEqual(contract.date_start, date(2031, 7, 1))
        self.assertNotEqual(contract.date_start, default["date_start"])
        self.assertFalse(contract.recurring_next_date)

    def test_the_dates_of_the_base_module_are_not_taken(self):
        limited = {
            "recurring_rule_boundary": "limited",
            "recurring_rule_type": "months",
        }
        for template in ({}, limited):
            self.plan.write(template)
            for values in (
                {"recurring_rule_boundary": False},
                {"date_start": False},
                {"date_start": False, "recurring_next_date": False},
                {"date_start": "2030-01-01", "recurring_next_date": "2020-01-01"},
                {"date": "2020-01-01", "in_progress": True, "is_paused": True},
                {"purchase_date": False, "contract_date_start": False},
                {
                    "stage_id": self.env.ref(
                        "subscription_oca.subscription_stage_ready"
                    ).id
                },
            ):
                with self.subTest(template=template, values=values):
                    with self._on("2026-03-01"):
                        contract = self._create(**values)
                        self.env.flush_all()
                    self.env.invalidate_all()
                    self.assertRecordValues(
                        contract,
                        [
                            {
                                "date": contract.contract_date_end,
                                "date_start": date(2026, 3, 1),
                                "in_progress": False,
                                "is_paused": False,
                                "recurring_next_date": False,
                                "recurring_rule_boundary": True,
                                "stage_type": "draft",
                            }
                        ],
                    )

    def test_the_last_paid_day_is_a_day_of_service(self):
        contract = self._activate("2026-03-01")
        self.assertEqual(contract.date, date(2027, 2, 28))
        with self._on("2027-02-28"):
            self.env["sale.subscription"].cron_subscription_management()
        self.assertEqual(contract.contract_state, "active")

    def test_what_nobody_may_give_is_refused_at_creation_too(self):
        for values in (
            {"contract_number": "XCX-1"},
            {"contract_state": "active"},
            {"paid_until": "2030-01-01"},
            {"termination_date": "2030-01-01"},
        ):
            with self.subTest(values=values):
                with self.assertRaises(UserError):
                    self._create(**values)
                with self.assertRaises(UserError):
                    self.env["sale.subscription"].web_save(
                        {
                            "partner_id": self.customer.id,
                            "template_id": self.plan.id,
                            **values,
                        },
                        {},
                    )

    def test_where_only_a_pricelist_in_dollars_is_in_use(self):
        self.env["product.pricelist"].search([]).action_archive()
        dollars = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": self.env.ref("base.USD").id}
        )
        self.env.user.group_ids += self.env.ref("product.group_product_pricelist")
        self.assertEqual(self.customer.property_product_pricelist, dollars)
        self.assertEqual(self._create().currency_id, self.cny)
        for names in (("partner_id", "template_id"), ("template_id", "partner_id")):
            form = self._new_form()
            for name in names:
                form[name] = self.customer if name == "partner_id" else self.plan
            with form.sale_subscription_line_ids.new() as line:
                line.product_id = self.package
            contract = form.save()
            self.assertEqual(contract.currency_id, self.cny)
            self.assertEqual(contract.contract_amount, 7208.0)

    def test_the_plan_may_be_chosen_before_the_customer(self):
        form = self._new_form()
        form.template_id = self.plan
        self.assertFalse(form.sending_problems)
        form.partner_id = self.env["res.partner"].create({"name": "空白客户"})
        self.assertIn("Address", form.sending_problems)

    def test_a_price_that_changes_leaves_a_trace(self):
        # an environment that tracks, as every other but that of a test does
        contract = self._create().with_env(self.env(context={}))
        self._save(contract)
        contract.sale_subscription_line_ids.price_unit = 7000.0
        self._save(contract)
        values = contract.message_ids.tracking_value_ids.filtered(
            lambda value: value.field_id.name == "contract_amount"
        )
        self.assertEqual(values.old_value_float, 7208.0)
        self.assertEqual(values.new_value_float, 7420.0)

    def _save(self, contract):
        contract.env.flush_all()
        self.cr.precommit.run()
