# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.models import LOG_ACCESS_COLUMNS
from odoo.tests import tagged

from ..models.contract.contract import CONTRACT_STATES
from .ledger_common import LedgerCommon


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
        """Read all that these contracts say anew."""
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
