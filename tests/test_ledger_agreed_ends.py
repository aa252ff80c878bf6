# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .ledger_unpaid_renewal_common import UnpaidRenewalCommon

AGREED_DAY = date(2027, 4, 30)
# 61 of the 366 days from 1 March 2027 to 29 February 2028, of 7,208.00 a year
BY_DAY = 1201.33


class AgreedEndCommon(UnpaidRenewalCommon):
    """Paid until 28 February 2027; both sides agree that it ends on 30 April."""

    def _agree(self, contract, day="2027-02-15", last_day="2027-04-30", **charge):
        with self._on(day):
            contract.action_terminate_contract(self.agreement, last_day, **charge)

    def _withdraw(self, contract, day):
        with self._on(day):
            contract.action_withdraw_termination("双方同意继续")

    def _get_charged(self, contract):
        """Return the periods that were not given up, the latest one."""
        terms = contract.term_ids.filtered(lambda term: term.state != "lapsed")
        return terms.sorted("date_start")[-1:]

    def _assert_no_hole(self, contract, last_day=AGREED_DAY):
        """Check that each day until the end is in one period, and none after it."""
        terms = contract.term_ids.filtered(lambda term: term.state != "lapsed")
        day = contract.contract_date_start
        for term in terms.sorted("date_start"):
            self.assertEqual(term.date_start, day)
            day = self._day(term.date_end, 1)
        self.assertEqual(self._day(day, -1), last_day)

    def _assert_goes_on_until_the_agreed_day(self, contract):
        for day in ("2027-03-04", "2027-04-29", "2027-04-30"):
            self._end_unpaid(day)
            self._run("track_notices", day)
            self.assertEqual(contract.contract_state, "active", day)
        self._end_unpaid("2027-05-01")
        self._run("track_notices", "2027-05-01")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.close_reason_id, self.agreement)
        self.assertEqual(contract.termination_date, AGREED_DAY)

    def _get_open_credit(self):
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )
        return -sum(lines.mapped("amount_residual_currency"))


@tagged("post_install", "-at_install")
class TestAgreedEnds(AgreedEndCommon):
    """An end that both sides agreed on beats clause 5.3."""

    def test_free_days_are_an_extension_and_the_renewal_is_credited(self):
        self._agree(self.contract)
        extension = self._get_charged(self.contract)
        self.assertEqual(self.term.state, "lapsed")
        self.assertEqual(self.term.invoice_id.payment_state, "reversed")
        self.assertEqual(
            (extension.kind, extension.state, extension.amount),
            ("extension", "paid", 0.0),
        )
        self.assertFalse(extension.invoice_id)
        self.assertEqual(self.contract.paid_until, AGREED_DAY)
        self.assertEqual(self.contract.contract_date_end, AGREED_DAY)
        self._assert_no_hole(self.contract)
        self._assert_goes_on_until_the_agreed_day(self.contract)

    def test_by_day_the_renewal_is_cut_and_invoiced_anew(self):
        old = self.term.invoice_id
        self._agree(self.contract, charge="by_day")
        self.assertEqual(self.term.date_end, AGREED_DAY)
        self.assertEqual(self.term.kind, "renewal")
        self.assertEqual(self.term.amount, BY_DAY)
        self.assertEqual(self.term.invoice_id.amount_total, BY_DAY)
        self.assertEqual(self.term.invoice_id.state, "posted")
        self.assertEqual(self.term.invoice_id.contract_period_end, AGREED_DAY)
        self.assertEqual(self.term.former_invoice_ids, old)
        self.assertEqual(old.payment_state, "reversed")
        self.assertFalse(self.contract.activity_ids)
        self._assert_no_hole(self.contract)
        self._assert_goes_on_until_the_agreed_day(self.contract)
        self.assertEqual(self.term.state, "invoiced", "it stays owed")

    def test_for_an_amount_the_same_term_costs_it(self):
        self._agree(self.contract, charge="amount", charge_amount=500.0)
        self.assertEqual(self._get_charged(self.contract), self.term)
        self.assertEqual(self.term.date_end, AGREED_DAY)
        self.assertEqual(self.term.invoice_id.amount_total, 500.0)
        self._assert_no_hole(self.contract)
        self._pay(self.contract, "2027-03-20")
        self.assertEqual(self.contract.paid_until, AGREED_DAY)
        self._assert_goes_on_until_the_agreed_day(self.contract)

    def test_the_lines_of_what_is_cut_come_to_the_very_amount(self):
        contract = self._activate("2026-03-01", self.package, self.app)
        term = self._renew(contract)
        for last_day in ("2027-03-01", "2027-03-17", "2027-04-30", "2027-12-31"):
            self._agree(contract, last_day=last_day, charge="by_day")
            days = (self._day(last_day) - self._day("2027-03-01")).days + 1
            self.assertEqual(term.amount, round(8246.8 * days / 366, 2))
            self.assertEqual(term.invoice_id.amount_total, term.amount)
            self.assertEqual(len(term.invoice_id.invoice_line_ids), 2)
        self.assertEqual(len(term.former_invoice_ids), 4)

    def test_planned_before_the_renewal_no_whole_year_is_invoiced(self):
        for charge, kind, amount in (
            ({"charge": "by_day"}, "renewal", BY_DAY),
            ({"charge": "amount", "charge_amount": 500.0}, "renewal", 500.0),
            ({}, "extension", 0.0),
        ):
            contract = self._activate()
            self._agree(contract, "2027-01-15", **charge)
            self._run("invoice_renewals", "2027-01-29")
            self._run("invoice_renewals", "2027-04-29")
            term = self._get_charged(contract)
            self.assertEqual(len(contract.term_ids), 2)
            self.assertEqual((term.kind, term.amount), (kind, amount))
            self.assertEqual(term.invoice_id.amount_total, amount)
            self._assert_no_hole(contract)
            self._assert_goes_on_until_the_agreed_day(contract)

    def test_a_draft_renewal_is_cancelled_and_made_anew(self):
        self.plan.invoicing_mode = "draft"
        contract = self._sign()
        with self._on("2026-03-01"):
            contract.term_ids.invoice_id.action_post()
        self._pay(contract, "2026-03-01")
        term = self._renew(contract)
        old = term.invoice_id
        self.assertEqual(old.state, "draft")
        self._agree(contract, charge="by_day")
        self.assertEqual(old.state, "cancel")
        self.assertEqual(term.invoice_id.state, "draft")
        self.assertEqual(term.invoice_id.amount_total, BY_DAY)
        self._assert_goes_on_until_the_agreed_day(contract)

    def test_what_was_paid_in_part_moves_to_the_new_invoice(self):
        self._pay(self.contract, "2027-02-10", amount=1000.0)
        self._agree(self.contract, charge="by_day")
        self.assertEqual(self.term.state, "invoiced")
        self.assertAlmostEqual(self.term.amount_due, BY_DAY - 1000.0)
        self.assertAlmostEqual(self._get_open_credit(), 1000.0 - BY_DAY)

    def test_what_was_paid_beyond_it_stays_with_the_customer(self):
        self._pay(self.contract, "2027-02-10", amount=2000.0)
        self._agree(self.contract, charge="by_day")
        self.assertEqual(self.term.state, "paid")
        self.assertAlmostEqual(self._get_open_credit(), 2000.0 - BY_DAY)

    def test_a_payment_without_entry_moves_too(self):
        self._without_outstanding_account()
        self._pay(self.contract, "2027-02-10", amount=1000.0)
        self._agree(self.contract, charge="by_day")
        self.assertAlmostEqual(self.term.amount_due, BY_DAY - 1000.0)

    def test_free_of_charge_what_was_paid_in_part_stays_with_the_customer(self):
        self._pay(self.contract, "2027-02-10", amount=1000.0)
        self._agree(self.contract)
        self.assertAlmostEqual(self._get_open_credit(), 1000.0)
        self.assertEqual(self.contract.paid_until, AGREED_DAY)

    def test_a_part_that_was_credited_is_not_charged_again(self):
        self._credit_partly(self.term, 208.0, "2027-02-10")
        self._agree(self.contract, charge="by_day")
        self.assertEqual(self.term.invoice_id.amount_total, BY_DAY)
        self.assertAlmostEqual(self.term.amount_due, BY_DAY)
        self.assertAlmostEqual(self._get_open_credit(), -BY_DAY)

    def test_a_renewal_that_is_paid_is_left(self):
        self._pay(self.contract, "2027-02-10")
        self._agree(self.contract, charge="by_day")
        self.assertEqual(self.term.amount, 7208.0)
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))
        self._assert_goes_on_until_the_agreed_day(self.contract)

    def test_agreed_on_the_very_day_in_the_time_of_grace(self):
        self._agree(self.contract, "2027-03-02", "2027-03-02", charge="by_day")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.contract.termination_date, date(2027, 3, 2))
        self.assertEqual(self.term.amount, round(7208.0 * 2 / 366, 2))
        self._assert_no_hole(self.contract, date(2027, 3, 2))

    def test_for_longer_than_a_year_each_year_is_invoiced_in_turn(self):
        self._agree(self.contract, last_day="2028-04-30", charge="by_day")
        self.assertEqual(self.term.date_end, date(2028, 2, 29))
        self.assertEqual(self.term.amount, 7208.0)
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active", "it is owed")
        self._run("invoice_renewals", "2028-02-01")
        last = self._get_charged(self.contract)
        self.assertEqual(last.date_end, date(2028, 4, 30))
        self.assertEqual(last.amount, round(7208.0 * 61 / 365, 2))
        self._assert_no_hole(self.contract, date(2028, 4, 30))

    def test_for_an_amount_longer_than_a_year_is_one_period(self):
        self._agree(
            self.contract, last_day="2028-04-30", charge="amount", charge_amount=9000.0
        )
        self.assertEqual(self.term.date_end, date(2028, 4, 30))
        self.assertEqual(self.term.invoice_id.amount_total, 9000.0)
        self._run("invoice_renewals", "2028-02-01")
        self._assert_no_hole(self.contract, date(2028, 4, 30))

    def test_within_the_signed_years_an_instalment_is_cut_too(self):
        contract = self._activate(
            "2026-03-01", contract_term_years=3, contract_payment_schedule="yearly"
        )
        term = self._renew(contract, "2027-01-29")
        self._agree(contract, charge="by_day")
        self.assertEqual((term.kind, term.amount), ("instalment", BY_DAY))
        self._run("invoice_renewals", "2028-02-01")
        self._assert_no_hole(contract)

    def test_no_reminder_of_what_is_owed_goes_out(self):
        self._agree(self.contract, charge="by_day")
        self.assertFalse(self.contract.next_reminder_on)

    def test_a_customer_whose_renewal_is_on_hold_can_agree_too(self):
        with self._on("2027-02-10"):
            self.term.invoice_id.button_draft()
            self.term.invoice_id.button_cancel()
        self.assertEqual(self.term.state, "planned")
        self._agree(self.contract, charge="by_day")
        self.assertEqual((self.term.state, self.term.amount), ("planned", BY_DAY))
        with self._on("2027-02-16"):
            self.term.action_invoice_again()
        self.assertEqual(self.term.invoice_id.amount_total, BY_DAY)

    def test_signed_and_not_paid_it_ends_on_the_agreed_day(self):
        contract = self._sign()
        self._agree(contract, "2026-03-10", "2026-06-30")
        self.assertEqual(contract.contract_state, "signed")
        self.assertEqual(contract.term_ids.kind, "initial")
        self.assertIn("2026-06-30", contract.termination_verdict)
        self._run("track_notices", "2026-07-01")
        self.assertEqual(contract.contract_state, "terminated")

    def test_a_failing_night_leaves_no_day_uncharged(self):
        contract = self._activate()
        self._agree(contract, "2027-01-15", charge="by_day")
        self._run("track_notices", "2027-05-01")  # no renewal run before
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(self._get_charged(contract).amount, BY_DAY)
        self._assert_no_hole(contract)

    def test_what_one_side_decides_cuts_a_renewal_and_leaves_5_3(self):
        law = self.env.ref("miniprogram_contract.close_reason_law")
        with self._on("2027-02-15"):
            self.contract.action_terminate_contract(law, "2027-04-30")
        self.assertEqual(self.term.amount, BY_DAY)
        self.assertIn("Can be paid until", self.contract.termination_verdict)
        self._end_unpaid(self._day(self.contract.payment_deadline, 1))
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.contract.close_reason_id, self.unpaid)

    def test_what_nobody_agreed_on_cannot_be_charged(self):
        law = self.env.ref("miniprogram_contract.close_reason_law")
        refused = (
            (law, {"charge": "by_day"}, "not agreed"),
            (self.agreement, {"charge": "amount"}, "more than zero"),
            (
                self.agreement,
                {"charge": "amount", "charge_amount": -1.0},
                "more than zero",
            ),
            (self.agreement, {"charge": "monthly"}, "free, by_day or amount"),
        )
        with self._on("2027-02-15"):
            for reason, charge, words in refused:
                with self.assertRaisesRegex(UserError, words):
                    self.contract.action_terminate_contract(
                        reason, "2027-04-30", **charge
                    )
            with self.assertRaisesRegex(UserError, "paid until 2027-02-28"):
                self.contract.action_terminate_contract(
                    self.agreement, "2027-02-20", charge="amount", charge_amount=1.0
                )
        self.assertFalse(self.contract.termination_date)


@tagged("post_install", "-at_install")
class TestAgreedAnew(AgreedEndCommon):
    """Another day is agreed on, the planned end is withdrawn, or it is reinstated."""

    def test_another_day_takes_the_place_of_the_first(self):
        self._agree(self.contract)
        self._agree(self.contract, "2027-02-20", "2027-06-30", charge="by_day")
        self.assertEqual(self.contract.paid_until, date(2027, 2, 28))
        self._run("invoice_renewals", "2027-02-21")
        self._assert_no_hole(self.contract, date(2027, 6, 30))
        self._agree(self.contract, "2027-02-25", "2027-05-31")
        self._assert_no_hole(self.contract, date(2027, 5, 31))
        self.assertEqual(self.contract.paid_until, date(2027, 5, 31))

    def test_the_same_day_agreed_on_twice_is_given_once(self):
        self._agree(self.contract)
        self._agree(self.contract)
        self._assert_no_hole(self.contract)

    def test_withdrawn_the_cut_renewal_is_a_whole_offer_again(self):
        self._agree(self.contract, charge="by_day")
        self._withdraw(self.contract, "2027-02-20")
        self.assertEqual(self.term.date_end, date(2028, 2, 29))
        self.assertEqual(self.term.invoice_id.amount_total, 7208.0)
        self.assertEqual(len(self.term.former_invoice_ids), 2)
        self.assertFalse(self.contract.termination_date)
        self.assertFalse(self.contract.termination_charge)
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.close_reason_id, self.unpaid)

    def test_withdrawn_the_free_days_to_come_are_taken_back(self):
        self._agree(self.contract)
        self._withdraw(self.contract, "2027-02-20")
        self.assertEqual(self.contract.paid_until, date(2027, 2, 28))
        term = self._renew(self.contract, "2027-02-21")
        self.assertEqual(term.date_start, date(2027, 3, 1))
        self.assertEqual(term.amount, 7208.0)

    def test_withdrawn_the_free_days_that_were_served_stay(self):
        self._agree(self.contract)
        self._withdraw(self.contract, "2027-04-10")
        self.assertEqual(self.contract.paid_until, date(2027, 4, 10))
        term = self._renew(self.contract, "2027-04-11")
        self.assertEqual(term.date_start, date(2027, 4, 11))
        self._end_unpaid("2027-04-12")
        self.assertEqual(self.contract.contract_state, "active", "a week to pay")

    def test_withdrawn_after_the_deadline_there_is_a_week_to_pay(self):
        self._agree(self.contract, last_day="2028-04-30", charge="by_day")
        self._withdraw(self.contract, "2027-06-01")
        self._end_unpaid("2027-06-08")
        self.assertEqual(self.contract.contract_state, "active")
        self._end_unpaid("2027-06-09")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_only_a_manager_withdraws_and_says_why(self):
        with self.assertRaisesRegex(UserError, "No end is planned"):
            self._withdraw(self.contract, "2027-02-16")
        self._agree(self.contract)
        with self.assertRaisesRegex(UserError, "Reason"):
            self.contract.action_withdraw_termination(" ")
        with self.assertRaises(UserError):
            self.contract.with_user(self.salesman).action_withdraw_termination("x")

    def test_reinstated_it_goes_on_after_the_agreed_day(self):
        self._agree(self.contract)
        self._run("track_notices", "2027-05-01")
        with self._on("2027-05-01"):
            self.contract.action_reinstate_contract("双方同意继续")
        self.assertEqual(self.contract.open_term_id.date_start, date(2027, 5, 1))
        self.assertTrue(self.contract.open_term_id._is_offer())
        self.assertFalse(self.contract.termination_charge)

    def test_reinstated_on_its_last_day_it_goes_on_from_the_next(self):
        self._agree(self.contract, "2027-03-02", "2027-03-02")
        with self._on("2027-03-02"):
            wizard = self.env["miniprogram.contract.reinstate"].create(
                {"contract_id": self.contract.id, "reason": "双方同意继续"}
            )
            self.assertEqual(wizard.date_start, date(2027, 3, 3))
            wizard.action_confirm()
        self.assertEqual(self.contract.contract_state, "active")
        self.assertEqual(self.contract.open_term_id.date_start, date(2027, 3, 3))

    def _open(self, dialog):
        model = self.env[f"miniprogram.contract.{dialog}"]
        return Form(model.with_context(active_id=self.contract.id))

    def test_a_manager_agrees_and_withdraws_in_dialogs(self):
        with self._on("2027-02-15"):
            dialog = self._open("terminate")
            dialog.reason_id = self.agreement
            dialog.termination_date = "2027-04-30"
            dialog.charge = "by_day"
            self.assertEqual(dialog.amount_by_day, BY_DAY)
            dialog.save().action_confirm()
            self.assertEqual(self.term.amount, BY_DAY)
            dialog = self._open("withdraw.termination")
            dialog.reason = "双方同意继续"
            dialog.save().action_confirm()
        self.assertEqual(self.term.amount, 7208.0)

    def test_what_the_dialog_of_the_end_asks(self):
        with self._on("2027-02-15"):
            wizard = self.env["miniprogram.contract.terminate"].create(
                {
                    "contract_id": self.contract.id,
                    "reason_id": self.agreement.id,
                    "termination_date": "2027-04-30",
                }
            )
            self.assertTrue(wizard.asks_charge)
            self.assertEqual(wizard.amount_by_day, BY_DAY)
            wizard.termination_date = "2027-02-28"
            self.assertFalse(wizard.asks_charge, "all of it is paid")
            wizard.termination_date = "2027-04-30"
            wizard.reason_id = self.env.ref("miniprogram_contract.close_reason_law")
            self.assertFalse(wizard.asks_charge, "nobody agreed")
            wizard.reason_id = self.agreement
            wizard.write({"charge": "amount", "charge_amount": 300.0})
            wizard.action_confirm()
        self.assertEqual(self.term.amount, 300.0)
