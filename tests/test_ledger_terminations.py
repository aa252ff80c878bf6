# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SCAN
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestTerminations(LedgerCommon):
    """Clause 5.3: who does not renew in time is ended, and nobody else."""

    def setUp(self):
        super().setUp()
        self.contract = self._activate()
        self.term = self._renew(self.contract)

    def _end(self, day):
        self._run("terminate_unpaid_renewals", day)

    def test_ended_on_the_day_after_the_deadline(self):
        # paid until Sunday 28 February, three days of grace: Wednesday 3 March
        self.assertEqual(self.contract.payment_deadline, date(2027, 3, 3))
        self._end("2027-03-03")
        self.assertEqual(self.contract.contract_state, "active")
        self._end("2027-03-04")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.contract.termination_date, date(2027, 2, 28))
        self.assertEqual(self.contract.close_reason_id, self.unpaid)
        self.assertEqual(self.term.state, "lapsed")
        self.assertEqual(self.term.invoice_id.payment_state, "reversed")
        self.assertEqual(self.contract.stage_id.type, "post")

    def test_who_pays_until_the_last_minute_goes_on(self):
        self._pay(self.contract, "2027-03-03")
        self._end("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")

    def test_any_payment_counts_until_the_end_is_carried_out(self):
        self._pay(self.contract, "2027-03-10")
        self._end("2027-03-11")
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
        contract._set_lifecycle({"grace_days": 4})
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
        self._end("2027-03-04")
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

    def test_partly_paid_is_ended_and_the_part_stays_a_credit(self):
        payment = self._pay(self.contract, "2027-02-20", amount=100.0)
        self._end("2027-03-04")
        self.assertEqual(self.contract.contract_state, "terminated")
        receivable = payment.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        self.assertEqual(receivable.amount_residual, -100.0)

    def test_a_partly_credited_one_is_credited_for_the_rest_only(self):
        refund = self._credit_partly(self.term, 208.0, "2027-02-10")
        payment = self._pay(self.contract, "2027-02-20", amount=100.0)
        self._end("2027-03-04")
        invoice = self.term.invoice_id
        rest = invoice.reversal_move_ids - refund
        self.assertEqual(rest.amount_total, 7000.0)
        for move in invoice | refund | rest:
            self.assertEqual(move.amount_residual, 0.0)
        self.assertEqual(invoice.payment_state, "reversed")
        self._check_balanced(invoice | refund | rest)
        self.assertEqual(self._get_open_credit(payment.move_id), 100.0)

    def test_each_line_is_credited_for_the_rest_of_its_own(self):
        self._check_each_line("round_per_line", 51.94)

    def test_each_line_is_credited_for_the_rest_of_its_own_rounded_globally(self):
        self._check_each_line("round_globally", 99.37)

    def test_a_rest_that_no_price_amounts_to_is_credited_to_the_cent(self):
        self._check_each_line("round_globally", 0.19)

    def test_a_partly_written_off_one_is_credited_for_the_rest_only(self):
        entry = self._write_off(self.term, 208.0, "2027-02-10")
        self._end("2027-03-04")
        invoice = self.term.invoice_id
        self.assertEqual(invoice.reversal_move_ids.amount_total, 7000.0)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(self._get_open_credit(entry), 0.0)

    def test_money_for_the_rest_revives_a_partly_credited_one(self):
        self._credit_partly(self.term, 208.0, "2027-02-10")
        self._end("2027-03-04")
        self._credit(self.contract, 7000.0, "2027-03-02")  # entered late
        with self._on("2027-03-10"):
            self.contract.action_reinstate_contract("汇款及时，入账较晚")
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.term.invoice_id.amount_total, 7000.0)
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))

    def test_an_unallocated_credit_in_time_holds_it(self):
        self._credit(self.contract, 7208.0, "2027-03-03")
        self._end("2027-03-04")
        self._end("2027-03-05")
        self.assertEqual(self.contract.contract_state, "active")
        self.assertEqual(len(self.contract.activity_ids), 1)
        with self._on("2027-03-05"):
            self.assertIn("On hold", self.contract.termination_verdict)
            self.term.action_ignore_credit("是另一笔采购的预付款")
        self._end("2027-03-06")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_money_that_comes_after_other_money_was_said_not_to_be_for_it(self):
        self._credit(self.contract, 8000.0, "2027-01-20")
        unknown = self._receive_in_bank(
            self.contract, 7208.0, "2027-01-25", partner_id=False
        )
        with self._on("2027-02-01"):
            self.assertTrue(self.contract.is_held_by_credit)
            self.term.action_ignore_credit("是另一笔采购的预付款")
            self.contract.invalidate_recordset()
            self.assertFalse(self.contract.is_held_by_credit)
        with self._on("2027-02-02"):
            unknown.partner_id = self.contract.partner_id
        self._end("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")
        with self._on("2027-03-04"):
            self.term.action_ignore_credit("也不是")
        self._receive_in_bank(self.contract, 7208.0, "2027-02-25")
        self._end("2027-03-05")
        self.assertEqual(self.contract.contract_state, "active")

    def test_payments_without_an_entry_that_are_not_for_it(self):
        self._without_outstanding_account()
        self._credit(self.contract, 7208.0, "2027-02-01")
        with self._on("2027-02-02"):
            self.term.action_ignore_credit("是另一笔采购的预付款")
            self.assertFalse(self.contract.is_held_by_credit)
        self._credit(self.contract, 7208.0, "2027-02-03")
        self._end("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")

    def test_a_credit_that_is_late_or_too_small_does_not_hold_it(self):
        self._credit(self.contract, 7207.99, "2027-03-01")
        self._credit(self.contract, 7208.0, "2027-03-04")
        self._end("2027-03-05")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_a_credit_that_covers_the_rest_of_a_partly_paid_one_holds_it(self):
        self._pay(self.contract, "2027-02-20", amount=3000.0)
        self._receive_in_bank(self.contract, 4208.0, "2027-03-02")
        self._end("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")
        self.assertIn("4,208.00", self.contract.activity_ids.summary)

    def test_a_credit_that_covers_the_rest_of_a_partly_credited_one_holds_it(self):
        self._credit_partly(self.term, 208.0, "2027-02-10")
        self.assertEqual(self.term.amount_due, 7000.0)
        self._credit(self.contract, 7000.0, "2027-03-02")
        self._end("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")

    def test_a_credit_that_does_not_cover_the_rest_does_not_hold_it(self):
        self._pay(self.contract, "2027-02-20", amount=3000.0)
        self._receive_in_bank(self.contract, 4207.99, "2027-03-02")
        self._end("2027-03-04")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_a_payment_without_an_entry_holds_it_too(self):
        self._without_outstanding_account()
        payment = self._credit(self.contract, 7208.0, "2027-03-02")
        self.assertFalse(payment.move_id)
        self._end("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")

    def test_a_draft_or_lost_invoice_holds_it(self):
        self.term.invoice_id.button_draft()
        self._end("2027-03-20")
        self.assertEqual(self.contract.contract_state, "active")
        self.term.invoice_id.button_cancel()
        self._end("2027-03-21")
        self.assertEqual(self.contract.contract_state, "active")

    def test_undone_and_redone_on_one_day_ends_nobody(self):
        payment = self._pay(self.contract, "2027-02-20")
        with self._on("2027-04-20"):
            receivable = self.term.invoice_id.line_ids.filtered(
                lambda line: line.account_type == "asset_receivable"
            )
            receivable.remove_move_reconcile()
            self.assertEqual(self.contract.payment_deadline, date(2027, 4, 27))
        self._end("2027-04-20")
        self.assertEqual(self.contract.contract_state, "active")
        with self._on("2027-04-20"):
            self.term.invoice_id.js_assign_outstanding_line(
                payment.move_id.line_ids.filtered(
                    lambda line: line.account_type == "asset_receivable"
                ).id
            )
        self.assertEqual(self.term.state, "paid")

    def test_more_time_moves_the_deadline(self):
        with self._on("2027-03-01"):
            self.term.action_grant_time("2027-03-31", "财务流程")
        self._end("2027-03-31")
        self.assertEqual(self.contract.contract_state, "active")
        self._end("2027-04-01")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_money_after_the_end_revives_nothing(self):
        self._end("2027-03-04")
        payment = self._credit(self.contract, 7208.0, "2027-03-10")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.term.state, "lapsed")
        self.assertEqual(payment.move_id.line_ids[0].move_id.state, "posted")

    def test_an_unpaid_instalment_is_never_ended_by_itself(self):
        contract = self._activate(
            "2026-03-01", contract_term_years=3, contract_payment_schedule="yearly"
        )
        self._renew(contract, "2027-01-29")
        self._end("2027-12-01")
        self.assertEqual(contract.contract_state, "active")

    def test_an_unpaid_first_term_is_never_ended_by_itself(self):
        contract = self._sign("2026-03-01")
        self._end("2027-12-01")
        self.assertEqual(contract.contract_state, "signed")

    def test_running_twice_changes_nothing(self):
        self._end("2027-03-04")
        refunds = self.contract.invoice_ids
        self._end("2027-03-05")
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

    def test_reinstated_without_a_gap_when_the_money_was_in_time(self):
        self._end("2027-03-04")
        self._credit(self.contract, 7208.0, "2027-03-02")  # entered late
        with self._on("2027-03-10"):
            self.contract.action_reinstate_contract("汇款及时，入账较晚")
        self.assertEqual(self.contract.contract_state, "active")
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(len(self.term.former_invoice_ids), 1)
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))

    def test_reinstated_within_a_paid_period_it_goes_on_with_it(self):
        contract = self._activate()
        with self._on("2026-06-30"):
            contract.action_terminate_contract(self.agreement)
        with self._on("2026-07-15"):
            contract.action_reinstate_contract("双方同意继续")
        self.assertEqual(contract.contract_state, "active")
        self.assertEqual(contract.term_ids.mapped("state"), ["paid"])
        self.assertEqual(contract.paid_until, date(2027, 2, 28))
        self.assertEqual(contract.renewal_invoice_on, date(2027, 1, 29))

    def test_reinstated_before_its_first_payment_it_is_not_served_yet(self):
        contract = self._sign()
        with self._on("2026-03-10"):
            contract.action_terminate_contract(self.agreement)
        with self._on("2026-03-15"):
            contract.action_reinstate_contract("双方同意继续")
        self.assertEqual(contract.contract_state, "signed")
        self.assertEqual(len(contract.term_ids), 1)
        self._pay(contract, "2026-03-20")
        self.assertEqual(contract.contract_state, "active")

    def test_reinstated_after_it_ended_before_its_start_it_is_served_once_paid(self):
        with self._on("2026-02-01"):
            contract = self._create_contract()
            contract.purchase_date = date(2026, 3, 1)
            contract.action_send_contract()
            contract.action_register_signed_paper("李静", SCAN)
        with self._on("2026-02-10"):
            contract.action_terminate_contract(self.agreement)
            self.assertEqual(contract.term_ids.state, "lapsed")
        with self._on("2026-03-15"):
            contract.action_reinstate_contract("双方同意继续")
        self.assertEqual(contract.contract_state, "signed")
        self._pay(contract, "2026-03-20")
        self.assertEqual(contract.contract_state, "active")
        self.assertEqual(contract.paid_until, date(2027, 3, 14))

    def test_reinstated_with_a_gap_from_the_day_given(self):
        self._end("2027-03-04")
        with self._on("2027-04-01"):
            with self.assertRaises(UserError):
                self.contract.action_reinstate_contract("客户要求", "2027-02-28")
            with self.assertRaises(UserError):
                self.contract.action_reinstate_contract("")
            self.contract.action_reinstate_contract("客户要求", "2027-04-05")
        term = self.contract.open_term_id
        self.assertEqual(term.date_start, date(2027, 4, 5))
        self.assertEqual(term.date_end, date(2028, 4, 4))
        self._end("2027-04-08")
        self.assertEqual(self.contract.contract_state, "active")
        self._end("2027-04-09")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_a_period_that_starts_far_ahead_can_be_paid_until_it_has_begun(self):
        self._end("2027-03-04")
        with self._on("2027-04-01"):
            self.contract.action_reinstate_contract("客户要求", "2027-06-01")
        # three days of grace, counted from its first day
        self.assertEqual(self.contract.payment_deadline, date(2027, 6, 4))
        for day in ("2027-04-09", "2027-06-04"):
            self._end(day)
            self.assertEqual(self.contract.contract_state, "active")
        self._end("2027-06-05")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_reinstated_within_the_signed_period_it_goes_on_by_instalments(self):
        contract = self._activate(
            "2026-03-01", contract_term_years=3, contract_payment_schedule="yearly"
        )
        self._renew(contract, "2027-01-29")
        with self._on("2027-02-20"):
            contract.action_terminate_contract(self.agreement)
        with self._on("2027-04-01"):
            contract.action_reinstate_contract("双方同意继续")
        term = contract.open_term_id
        self.assertEqual(term.kind, "instalment")
        self.assertEqual(term.date_end, date(2028, 3, 31))
        self._pay(contract, "2027-04-02")
        # no whole year of what was signed is left: what follows is an offer
        following = self._renew(contract)
        self.assertEqual(following.kind, "renewal")
        self.assertEqual(following.date_start, date(2028, 4, 1))

    def test_a_termination_that_fails_is_tried_again_and_reported_once(self):
        with patch.object(
            self.registry["account.move"],
            "_reverse_moves",
            side_effect=UserError("the journal is locked"),
        ):
            for day in ("2027-03-04", "2027-03-05", "2027-03-06", "2027-03-07"):
                self._end(day)
                self.assertEqual(self.contract.contract_state, "active")
                self.assertIn("locked", self.contract.contract_failure)
        self.assertEqual(len(self.contract.activity_ids), 1)
        self._end("2027-03-08")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertFalse(self.contract.contract_failure)

    def test_what_failed_for_a_customer_holds_his_termination(self):
        with self._on("2027-03-03"):
            self.contract._set_failure("_send_renewal_reminder", "no mail server")
        self.env.flush_all()
        self._end("2027-03-04")
        self._end("2027-03-05")
        self.assertEqual(self.contract.contract_state, "active")
        self.assertEqual(len(self.contract.activity_ids), 2)  # failed, and on hold

    def _check_balanced(self, moves):
        """Nothing is left of these entries on any account."""
        for account, lines in moves.line_ids.grouped("account_id").items():
            balance = sum(lines.mapped("balance"))
            self.assertAlmostEqual(balance, 0.0, 2, account.display_name)

    def _check_each_line(self, rounding, credited):
        """Credited in part, then ended: no line and no tax is credited twice."""
        self.company.tax_calculation_rounding_method = rounding
        self.app.property_account_income_id = self.env["account.account"].create(
            {"name": "应用收入", "code": "400999", "account_type": "income"}
        )
        contract = self._activate("2026-03-01", self.package, self.app)
        term = self._renew(contract)
        refund = self._credit_partly(term, credited, "2027-02-10")
        self._end("2027-03-04")
        invoice = term.invoice_id
        rest = invoice.reversal_move_ids - refund
        self.assertEqual(
            rest.amount_total,
            self.cny.round(invoice.amount_total - refund.amount_total),
        )
        self.assertEqual(invoice.amount_residual, 0.0)
        self._check_balanced(invoice | refund | rest)

    def _get_open_credit(self, entry):
        lines = entry.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        return -sum(lines.mapped("amount_residual"))

    def _write_off(self, term, amount, day):
        """An entry that writes a part of a term's invoice off."""
        receivable = term.invoice_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        expense = self.company_data["default_account_expense"]
        entry = self.env["account.move"].create(
            {
                "date": day,
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.account_id.id,
                            "partner_id": term.invoice_id.commercial_partner_id.id,
                            "currency_id": self.cny.id,
                            "amount_currency": -amount,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": expense.id,
                            "currency_id": self.cny.id,
                            "amount_currency": amount,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        (receivable | entry.line_ids[:1]).reconcile()
        return entry

    def _cron(self):
        return self.env.ref("miniprogram_contract.ir_cron_terminate_unpaid_renewals")
