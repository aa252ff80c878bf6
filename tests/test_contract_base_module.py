# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.models import LOG_ACCESS_COLUMNS
from odoo.tests import Form, tagged

from ..models.sale_subscription import CONTRACT_STATES
from .common import SCAN, ContractCommon
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestBaseModule(ContractCommon):
    """The base module's habits do not touch a contract, and stay for the others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_signed_contract()
        cls.template = cls.env["sale.subscription.template"].create({"name": "Other"})
        cls.subscription = cls.env["sale.subscription"].create(
            {
                "partner_id": cls.customer.id,
                "template_id": cls.template.id,
                "pricelist_id": cls.contract.pricelist_id.id,
                "date_start": date(2026, 1, 1),
                "recurring_next_date": date(2026, 1, 1),
                "sale_subscription_line_ids": [
                    Command.create({"product_id": cls.product_a.id})
                ],
            }
        )

    def test_stages_follow_the_contract_and_cannot_be_moved(self):
        in_progress = self.env.ref("subscription_oca.subscription_stage_in_progress")
        with self.assertRaisesRegex(UserError, "buttons of the contract"):
            self.contract.stage_id = in_progress
        cancelled = self._create_sent_contract()
        cancelled.action_cancel_contract("测试")
        self.assertEqual(cancelled.stage_id.type, "post")
        self.assertEqual(self.contract.stage_id.type, "draft")

    def test_its_own_fields_cannot_be_written_on_a_contract(self):
        draft = self._create_contract()
        for values in (
            {"in_progress": True},
            {"date_start": False},
            {"date_start": date(2020, 1, 1)},
            {"recurring_next_date": date(2020, 1, 1)},
            {"is_paused": True},
            {"recurring_rule_boundary": False},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                draft.write(values)

    def test_a_limited_template_does_not_move_a_contract(self):
        self.plan.write(
            {"recurring_rule_boundary": "limited", "recurring_rule_type": "months"}
        )
        contract = self._create_contract()
        self.assertEqual(contract.date, contract.contract_date_end)
        self.assertTrue(contract.recurring_rule_boundary)

    def test_new_contracts_take_no_number_of_its_sequence(self):
        sequence = self.env.ref("subscription_oca.seq_id")
        before = sequence.number_next_actual
        self._create_contract()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "miniprogram_contract.action_contract"
        )
        Contract = self.env["sale.subscription"].with_context(
            default_code=False, default_contract_state="draft"
        )
        self.assertIn("default_code", action["context"])
        Form(Contract, view="miniprogram_contract.view_contract_form")
        self.assertEqual(sequence.number_next_actual, before)

    def test_a_contract_by_hand(self):
        Contract = self.env["sale.subscription"].with_context(
            default_code=False, default_contract_state="draft"
        )
        form = Form(Contract, view="miniprogram_contract.view_contract_form")
        form.partner_id = self.customer
        form.template_id = self.plan
        self.assertEqual(form.wording_id, self.wording)
        self.assertEqual(form.term_years, 1)
        with form.sale_subscription_line_ids.new() as line:
            line.product_id = self.package
        contract = form.save()
        self.assertEqual(contract.contract_amount, 7208.0)
        contract.action_send_contract()
        self.assertEqual(contract.contract_state, "sent")

    def test_a_plan_cannot_change_its_kind_once_used(self):
        with self.assertRaises(UserError):
            self.plan.is_miniprogram = False
        with self.assertRaises(UserError):
            self.template.is_miniprogram = True

    def test_a_plan_is_used_by_archived_contracts_and_quotations_too(self):
        contract = self._create_contract()
        contract.sale_order_id._action_cancel()
        contract.action_archive()
        with self.assertRaises(UserError):
            self.plan.is_miniprogram = False
        self._create_order(self.yearly_package)
        with self.assertRaises(UserError):
            self.yearly_plan.is_miniprogram = False

    def test_the_kind_of_a_subscription_follows_its_template_only(self):
        with self.assertRaises(UserError):
            self.subscription.is_miniprogram = True
        copy = self.subscription.with_context(default_is_miniprogram=True).copy()
        self.assertFalse(copy.is_miniprogram)
        self.assertEqual(copy.template_id, self.template)

    def test_other_subscriptions_have_nothing_of_a_contract(self):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertRecordValues(
            self.subscription,
            [
                {
                    "contract_amount": 0.0,
                    "contract_date_start": False,
                    "contract_state": False,
                    "wording_id": False,
                }
            ],
        )

    def test_no_subscription_becomes_a_contract(self):
        with self.assertRaises(UserError):
            self.subscription.template_id = self.plan
        with self.assertRaises(UserError):
            self._create_contract().template_id = self.template

    def test_other_subscriptions_keep_their_habits(self):
        self.assertFalse(self.subscription.contract_state)
        self.subscription.action_start_subscription()
        self.assertTrue(self.subscription.in_progress)
        self.subscription.manual_invoice()
        self.assertEqual(len(self.subscription.invoice_ids), 1)
        self.subscription.action_pause(date.today() + timedelta(days=3))
        self.subscription.action_resume()
        self.subscription.close_subscription()
        self.assertEqual(self.subscription.stage_id.type, "post")

    def test_the_reader_of_a_contract_opens_its_own_form(self):
        form = self.env.ref("miniprogram_contract.view_contract_form")
        self.assertEqual(self.contract.get_formview_id(), form.id)
        self.assertNotEqual(self.subscription.get_formview_id(), form.id)


@tagged("post_install", "-at_install")
class TestEveryState(LedgerCommon):
    """Whatever state a contract is in, the base module has no hold on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contracts = cls._create_contract()
        cls.contracts |= cls._create_sent_contract()
        cancelled = cls._create_sent_contract()
        cancelled.action_cancel_contract("测试")
        terminated = cls._activate()
        with cls._on("2026-06-30"):
            terminated.action_terminate_contract(cls.agreement)
        cls.terminated = terminated
        cls.contracts |= cancelled | terminated | cls._sign() | cls._activate()
        cls.subscription = cls.env["sale.subscription"].create(
            {
                "partner_id": cls.customer.id,
                "template_id": cls.env["sale.subscription.template"]
                .create({"name": "Other"})
                .id,
                "pricelist_id": terminated.pricelist_id.id,
                "sale_subscription_line_ids": [
                    Command.create({"product_id": cls.product_a.id})
                ],
            }
        )
        cls.env.flush_all()

    def _read(self):
        """All that these contracts say, read anew."""
        self.env.flush_all()
        self.env.invalidate_all()
        names = [
            name
            for name, field in self.contracts._fields.items()
            if field.store
            and field.type != "binary"
            and self.contracts._has_field_access(field, "read")
        ]
        return self.contracts.read(names)

    def test_these_are_all_the_states(self):
        self.assertEqual(
            set(self.contracts.mapped("contract_state")), set(dict(CONTRACT_STATES))
        )

    # -- its scheduled action -------------------------------------------------------

    def test_its_scheduled_action_passes_contracts_by(self):
        self.subscription.action_start_subscription()
        before = self._read()
        for day in ("2026-03-01", "2027-02-28", "2027-03-01", "2029-01-01"):
            with self._on(day):
                self.env["sale.subscription"].cron_subscription_management()
        self.assertEqual(self._read(), before)
        self.assertTrue(self.subscription.invoice_ids)

    def test_its_scheduled_action_does_not_even_try(self):
        """As it must be when this addon, and with it every refusal, is gone."""
        tried = []
        for name in (
            "action_start_subscription",
            "action_resume",
            "close_subscription",
            "generate_invoice",
        ):
            self.startPatcher(
                patch.object(
                    self.registry["sale.subscription"],
                    name,
                    lambda subscription, *args, **kwargs: tried.append(subscription),
                )
            )
        ready = self.subscription.copy(
            {"date_start": "2020-01-01", "recurring_next_date": "2020-01-01"}
        )
        ready.stage_id = self.env.ref("subscription_oca.subscription_stage_ready")
        with self._on("2029-01-01"):
            self.env["sale.subscription"].cron_subscription_management()
        tried = self.env["sale.subscription"].union(*tried)
        self.assertIn(ready, tried)
        self.assertFalse(tried & self.contracts)

    def test_what_its_scheduled_action_asks_for_never_holds(self):
        for contract in self.contracts:
            with self.subTest(state=contract.contract_state):
                self.assertFalse(contract.in_progress)
                self.assertFalse(contract.is_paused)
                self.assertTrue(contract.date_start, "an empty one stops the whole run")
                self.assertNotEqual(contract.stage_id.type, "pre")

    def test_nor_after_a_contract_went_on_again(self):
        with self._on("2026-07-15"):
            self.terminated.action_reinstate_contract("双方同意继续")
        self.assertEqual(self.terminated.contract_state, "active")
        self.assertFalse(self.terminated.in_progress)
        self.assertEqual(self.terminated.date_start, date(2026, 3, 1))
        self.assertFalse(self.terminated.recurring_next_date)

    def test_what_is_not_running_is_invoiced_by_nobody(self):
        others = self.contracts.filtered(lambda c: c.contract_state != "active")
        before = others.invoice_ids
        for name in ("invoice_renewals", "terminate_unpaid_renewals", "track_notices"):
            self._run(name, "2029-01-01")
        self.env["sale.subscription"].cron_subscription_management()
        self.assertEqual(others.invoice_ids, before)

    def test_nobody_makes_it_hold(self):
        before = self._read()
        ready = self.env.ref("subscription_oca.subscription_stage_ready")
        for contract in self.contracts:
            for values in (
                {"in_progress": True},
                {"date_start": False},
                {"date_start": "2020-01-01"},
                {"recurring_next_date": "2020-01-01"},
                {"is_paused": True, "paused_until": "2026-01-01"},
                {"close_reason_id": False},
                {"date": False},
                {"stage_id": ready.id},
            ):
                with self.subTest(state=contract.contract_state, values=values):
                    with self.assertRaisesRegex(UserError, "buttons of the contract"):
                        contract.write(values)
                    with self.assertRaisesRegex(UserError, "buttons of the contract"):
                        contract.web_save(values, {})
        self.assertEqual(self._read(), before)

    def test_a_stage_that_contracts_are_in_keeps_its_type_and_is_not_deleted(self):
        for stage in self.contracts.stage_id:
            with self.subTest(stage=stage.name):
                with self.assertRaisesRegex(UserError, stage.name):
                    stage.type = "pre"
                with self.assertRaisesRegex(UserError, stage.name):
                    stage.unlink()
                stage.write({"name": "改名", "type": stage.type, "sequence": 9})
        other = self.env["sale.subscription.stage"].create({"name": "Other"})
        other.type = "in_progress"
        other.unlink()

    # -- its buttons and its kanban -------------------------------------------------

    def test_a_card_is_not_dragged_to_another_stage(self):
        before = self._read()
        for contract in self.contracts:
            for stage in self.env["sale.subscription.stage"].search([]):
                with (
                    self.subTest(state=contract.contract_state, stage=stage.name),
                    self.assertRaisesRegex(UserError, "buttons of the contract"),
                ):
                    contract.web_save({"stage_id": stage.id}, {"stage_id": {}})
        self.assertEqual(self._read(), before)

    def test_its_buttons_are_refused_with_the_right_way(self):
        before = self._read()
        for contract in self.contracts:
            for name in (
                "action_start_subscription",
                "action_open_pause_wizard",
                "action_pause",
                "action_resume",
                "action_close_subscription",
                "close_subscription",
                "create_invoice",
                "create_sale_order",
                "generate_invoice",
                "manual_invoice",
            ):
                with (
                    self.subTest(state=contract.contract_state, button=name),
                    self.assertRaisesRegex(UserError, "buttons of the contract"),
                ):
                    getattr(contract, name)()
        self.assertEqual(self._read(), before)

    def test_its_wizards_are_refused_with_the_right_way(self):
        before = self._read()
        for contract in self.contracts:
            for model in ("close.reason.wizard", "sale.subscription.pause.wizard"):
                wizard = self.env[model].with_context(active_id=contract.id).create({})
                with (
                    self.subTest(state=contract.contract_state, wizard=model),
                    self.assertRaisesRegex(UserError, "buttons of the contract"),
                ):
                    wizard.button_confirm()
        self.assertEqual(self._read(), before)

    def test_its_dates_are_not_calculated_anew(self):
        for contract in self.contracts:
            with (
                self.subTest(state=contract.contract_state),
                self.assertRaisesRegex(UserError, "buttons of the contract"),
            ):
                contract.calculate_recurring_next_date(date(2020, 1, 1))

    def test_the_reason_of_the_end_stays(self):
        closed = self.env.ref("subscription_oca.subscription_stage_closed")
        self.assertEqual(self.terminated.stage_id, closed)
        with self.assertRaises(UserError):
            self.terminated.stage_id = closed
        self.assertEqual(self.terminated.close_reason_id, self.agreement)
        self.assertFalse(self.terminated.recurring_next_date)

    # -- what is read only ----------------------------------------------------------

    def test_what_is_read_only_on_screen_is_so_in_a_remote_call(self):
        fields = {
            name: field
            for name, field in self.contracts._fields.items()
            if field.readonly
            and field.store
            and name not in LOG_ACCESS_COLUMNS
            and field._module in ("miniprogram_contract", "subscription_oca")
        }
        self.assertGreater(len(fields), 30)
        for contract in self.contracts:
            for name in fields:
                with self.subTest(state=contract.contract_state, field=name):
                    with self.assertRaises(UserError):
                        contract.write({name: False})
                    with self.assertRaises(UserError):
                        contract.web_save({name: False}, {})

    def test_a_copy_begins_anew(self):
        with self._on("2027-05-04"):
            for contract in self.contracts:
                with self.subTest(state=contract.contract_state):
                    copy = contract.copy()
                    self.assertRecordValues(
                        copy,
                        [
                            {
                                "close_reason_id": False,
                                "code": False,
                                "contract_date_end": date(2028, 5, 3),
                                "contract_date_start": date(2027, 5, 4),
                                "contract_number": False,
                                "contract_state": "draft",
                                "date_start": date(2027, 5, 4),
                                "in_progress": False,
                                "paid_until": False,
                                "purchase_date": date(2027, 5, 4),
                                "recurring_next_date": False,
                                "sale_order_id": False,
                                "sent_document_id": False,
                                "signed_document_id": False,
                                "signed_on": False,
                                "stage_type": "draft",
                                "term_ids": [],
                                "termination_date": False,
                            }
                        ],
                    )
                    self.assertFalse(copy.notice_ids)
                    copy.action_send_contract()
                    self.assertNotEqual(copy.contract_number, contract.contract_number)


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
