# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SCAN
from .ledger_unpaid_renewal_common import UnpaidRenewalCommon


@tagged("post_install", "-at_install")
class TestTerminations(UnpaidRenewalCommon):
    """Clause 5.3: who does not renew in time is ended, and nobody else."""

    def test_ended_on_the_day_after_the_deadline(self):
        # paid until Sunday 28 February, three days of grace: Wednesday 3 March
        self.assertEqual(self.contract.payment_deadline, date(2027, 3, 3))
        self._end_unpaid("2027-03-03")
        self.assertEqual(self.contract.contract_state, "active")
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.contract.termination_date, date(2027, 2, 28))
        self.assertEqual(self.contract.close_reason_id, self.unpaid)
        self.assertEqual(self.term.state, "lapsed")
        self.assertEqual(self.term.invoice_id.payment_state, "reversed")
        self.assertEqual(self.contract.stage_id.type, "post")

    def test_who_pays_until_the_last_minute_goes_on(self):
        self._pay(self.contract, "2027-03-03")
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")

    def test_any_payment_counts_until_the_end_is_carried_out(self):
        self._pay(self.contract, "2027-03-10")
        self._end_unpaid("2027-03-11")
        self.assertEqual(self.contract.contract_state, "active")

    def test_a_deadline_on_a_day_off_moves_to_the_next_working_day(self):
        with self._on("2025-09-25"):
            contract = self._create_contract()
            contract.purchase_date = date(2025, 9, 28)
            contract.action_send_contract()
            contract.action_register_signed_paper("李静", SCAN)
        self._pay(contract, "2025-09-28")
        self._renew(contract)
        # paid until 27 September 2026; grace ends on 30 September, a working day
        self.assertEqual(contract.payment_deadline, date(2026, 9, 30))
        contract._write_protected({"grace_days": 4})
        # 1 October: National Day, until the 7th
        self.assertEqual(contract.payment_deadline, date(2026, 10, 8))

    def test_the_time_zone_of_who_installed_it_does_not_decide(self):
        for zone in ("America/Los_Angeles", "Pacific/Kiritimati", False):
            self._cron().user_id.tz = zone
            self.env.flush_all()
            with freeze_time("2027-03-03 15:59:00"), self.enter_registry_test_mode():
                self._cron().method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(self.contract.contract_state, "active")

    def test_the_reason_of_an_end_is_not_deleted(self):
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.close_reason_id, self.unpaid)
        planned = self._activate()
        with self._on("2026-03-02"):
            planned.action_terminate_contract(self.agreement, "2026-12-31")
        never_used = self.env.ref("miniprogram_contract.close_reason_fraud")
        for reason in self.unpaid | self.agreement | never_used:
            with self.assertRaisesRegex(UserError, reason.name):
                reason.unlink()
        own = self.env["sale.subscription.close.reason"].create({"name": "别的"})
        own.unlink()

    def test_a_delivered_reason_that_was_exported_is_not_deleted_either(self):
        reason = self.env["sale.subscription.close.reason"].create({"name": "交付"})
        for module in ("__export__", "miniprogram_contract"):
            self.env["ir.model.data"].create(
                {
                    "module": module,
                    "name": "close_reason_of_two_names",
                    "model": reason._name,
                    "res_id": reason.id,
                }
            )
        with self.assertRaisesRegex(UserError, reason.name):
            reason.unlink()

    def test_shanghai_midnight_decides(self):
        self.env.flush_all()
        with freeze_time("2027-03-03 15:59:00"), self.enter_registry_test_mode():
            self._cron().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.contract.contract_state, "active")
        with freeze_time("2027-03-03 16:01:00"), self.enter_registry_test_mode():
            self._cron().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_undone_and_redone_on_one_day_ends_nobody(self):
        payment = self._pay(self.contract, "2027-02-20")
        with self._on("2027-04-20"):
            receivable = self._receivable(self.term.invoice_id)
            receivable.remove_move_reconcile()
            self.assertEqual(self.contract.payment_deadline, date(2027, 4, 27))
        self._end_unpaid("2027-04-20")
        self.assertEqual(self.contract.contract_state, "active")
        with self._on("2027-04-20"):
            self.term.invoice_id.js_assign_outstanding_line(
                self._receivable(payment.move_id).id
            )
        self.assertEqual(self.term.state, "paid")

    def test_more_time_moves_the_deadline(self):
        with self._on("2027-03-01"):
            self.term.action_grant_time("2027-03-31", "财务流程")
        self._end_unpaid("2027-03-31")
        self.assertEqual(self.contract.contract_state, "active")
        self._end_unpaid("2027-04-01")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_money_after_the_end_revives_nothing(self):
        self._end_unpaid("2027-03-04")
        payment = self._credit(self.contract, 7208.0, "2027-03-10")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.term.state, "lapsed")
        self.assertEqual(payment.move_id.line_ids[0].move_id.state, "posted")

    def test_an_unpaid_instalment_is_never_ended_automatically(self):
        contract = self._activate(
            "2026-03-01", contract_term_years=3, contract_payment_schedule="yearly"
        )
        self._renew(contract, "2027-01-29")
        self._end_unpaid("2027-12-01")
        self.assertEqual(contract.contract_state, "active")

    def test_an_unpaid_first_term_is_never_ended_automatically(self):
        contract = self._sign("2026-03-01")
        self._end_unpaid("2027-12-01")
        self.assertEqual(contract.contract_state, "signed")

    def _assert_no_overdue_renewal(self, contract, day):
        with self._on(day), self.assertRaisesRegex(UserError, "has no renewal"):
            contract.action_terminate_contract(self.unpaid)
        self.assertIn(contract.contract_state, ("signed", "active"))

    def test_nobody_ends_for_an_unpaid_renewal_what_has_none_that_is_overdue(self):
        self._assert_no_overdue_renewal(self.contract, "2027-03-03")
        self._assert_no_overdue_renewal(self._activate(), "2026-06-01")
        self._assert_no_overdue_renewal(self._sign("2026-03-01"), "2026-06-01")
        yearly = self._activate(
            "2026-03-01", contract_term_years=3, contract_payment_schedule="yearly"
        )
        self._renew(yearly, "2027-01-29")
        self._assert_no_overdue_renewal(yearly, "2027-06-01")

    def test_a_manager_may_end_what_was_not_renewed_in_time(self):
        with self._on("2027-03-04"):
            with self.assertRaisesRegex(UserError, "2027-02-28, the last one"):
                self.contract.action_terminate_contract(self.unpaid, "2027-03-04")
            self.contract.action_terminate_contract(self.unpaid)
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.contract.termination_date, date(2027, 2, 28))

    def test_running_twice_changes_nothing(self):
        self._end_unpaid("2027-03-04")
        refunds = self.contract.invoice_ids
        self._end_unpaid("2027-03-05")
        self.assertEqual(self.contract.invoice_ids, refunds)

    def _assert_ends_in_the_next_run(self, now, next_run, is_ended):
        """Compare what the form says with what the next run does."""
        self._cron().nextcall = next_run
        self.contract.invalidate_recordset()
        with freeze_time(now):
            self.assertEqual(self.contract.is_terminated_tonight, is_ended)
            verdict = self.contract.termination_verdict
            self.assertEqual("Will be terminated" in verdict, is_ended)
        self.env.flush_all()
        with freeze_time(next_run), self.enter_registry_test_mode():
            self._cron().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.contract.contract_state == "terminated", is_ended)

    def test_the_form_tells_of_the_next_run_before_midnight(self):
        self._assert_ends_in_the_next_run(
            "2027-03-03 04:00:00", "2027-03-03 15:00:00", False
        )

    def test_the_form_tells_of_the_next_run_after_midnight(self):
        self._assert_ends_in_the_next_run(
            "2027-03-03 04:00:00", "2027-03-03 17:00:00", True
        )

    def test_the_form_tells_of_a_next_run_that_is_late(self):
        self.contract.invalidate_recordset()
        self._cron().nextcall = "2027-03-01 17:00:00"
        with self._on("2027-03-03"):
            self.assertFalse(self.contract.is_terminated_tonight)

    def test_the_scheduled_actions_run_in_the_hour_after_midnight(self):
        for name in ("invoice_renewals", "terminate_unpaid_renewals", "track_notices"):
            cron = self.env.ref(f"miniprogram_contract.ir_cron_{name}")
            shanghai = cron.nextcall + timedelta(hours=8)
            self.assertEqual(shanghai.hour, 1)

    def test_the_verdict_says_why(self):
        Contract = self.env["sale.subscription"]
        self._cron().nextcall = "2027-03-02 17:00:00"
        with self._on("2027-03-02"):
            self.assertIn("2027-03-03", self.contract.termination_verdict)
            self.assertFalse(self.contract.is_terminated_tonight)
        self._cron().nextcall = "2027-03-03 17:00:00"
        self.contract.invalidate_recordset()
        with self._on("2027-03-03"):
            self.assertIn("Will be terminated", self.contract.termination_verdict)
            tonight = Contract.search([("is_terminated_tonight", "=", True)])
            self.assertIn(self.contract, tonight)
        self._credit(self.contract, 7208.0, "2027-03-03")
        self.contract.invalidate_recordset()
        with self._on("2027-03-03"):
            self.assertIn("On hold", self.contract.termination_verdict)
            held = Contract.search([("is_termination_on_hold", "=", True)])
            self.assertIn(self.contract, held)

    def test_by_decision_today_or_later(self):
        with self._on("2027-02-10"):
            with self.assertRaises(UserError):
                self.contract.with_user(self.salesman).action_terminate_contract(
                    self.agreement
                )
            with self.assertRaises(UserError):
                self.contract.action_terminate_contract(self.agreement, "2027-02-09")
            self.contract.action_terminate_contract(self.agreement, "2027-02-20")
        self.assertEqual(self.contract.contract_state, "active")
        self.assertEqual(self.term.state, "lapsed")
        self._run("track_notices", "2027-02-20")
        self.assertEqual(self.contract.contract_state, "active")
        self._run("track_notices", "2027-02-21")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.contract.termination_date, date(2027, 2, 20))
        self._run("invoice_renewals", "2027-02-21")
        self.assertEqual(len(self.contract.term_ids), 2)

    def test_a_termination_that_fails_is_tried_again_and_reported_once(self):
        with patch.object(
            self.registry["account.move"],
            "_reverse_moves",
            side_effect=UserError("the journal is locked"),
        ):
            for day in ("2027-03-04", "2027-03-05", "2027-03-06", "2027-03-07"):
                self._end_unpaid(day)
                self.assertEqual(self.contract.contract_state, "active")
                self.assertIn("locked", self.contract.contract_failure)
        self.assertEqual(len(self.contract.activity_ids), 1)
        self._end_unpaid("2027-03-08")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertFalse(self.contract.contract_failure)
