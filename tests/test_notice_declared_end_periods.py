# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .notice_common import YEARLY
from .notice_declared_common import DeclaredEndCommon


@tagged("post_install", "-at_install")
class TestDeclaredEndPeriods(DeclaredEndCommon):
    """A declared end and the period that is over before it has come (4.1, 5.3).

    The contracts are paid until 28 February 2027, and their renewals can be paid until
    3 March.
    """

    # -- declared before the renewal was made ------------------------------------------

    def test_it_never_arrives_and_the_contract_ends_with_its_period(self):
        contract = self._activate()
        letter = self._declare(contract, "2027-01-10")
        self._track("2027-01-10")
        self._run("invoice_renewals", "2027-02-10")
        self.assertIn("Ends on 2027-02-28 at the latest", contract.termination_verdict)
        self._track("2027-02-28")
        self._assert_waits(contract, day="2027-02-20")
        self._track("2027-03-01")
        self._assert_ended(contract, "2027-02-28", "not_renewed")
        self.assertEqual(len(contract.term_ids), 1)
        self.assertEqual(letter.state, "done")
        self._track("2027-03-02")
        self._assert_ended(contract, "2027-02-28", "not_renewed")

    def test_the_customer_is_told_that_it_was_not_renewed(self):
        contract = self._activate()
        letter = self._declare(contract, "2027-01-10")
        self._track("2027-01-10")
        self._track("2027-03-01")
        told = contract.notice_ids - letter
        self.assertEqual(told.type_id, self._type("termination"))
        self.assertEqual(told.state, "sent")
        self.assertIn("根据本合同第4.1条的约定终止", told.body)
        self.assertIn("最后服务日为2027年2月28日", told.body)

    def test_after_days_without_a_night_it_ends_with_its_period_too(self):
        contract = self._activate()
        self._declare(contract, "2027-01-10")
        self._track("2027-01-10")
        self._track("2027-03-20")
        self._assert_ended(contract, "2027-02-28", "not_renewed")

    def test_a_receipt_that_is_recorded_later_changes_nothing(self):
        for day in ("2027-02-20", "2027-03-15"):
            with self.subTest(arrived=day):
                contract = self._activate()
                letter = self._declare(contract, "2027-01-10")
                self._track("2027-01-10")
                self._track("2027-03-01")
                self._arrive(letter, day, "2027-03-15")
                self._assert_ended(contract, "2027-02-28", "not_renewed")
                self.assertEqual(letter.state, "done")
                self.assertEqual(letter.received_on, date.fromisoformat(day))
                self.assertFalse(letter.effective_date)

    def test_it_arrives_after_days_without_a_night(self):
        for day, last_day, reason in (
            ("2027-02-20", "2027-02-20", "breach_customer"),
            ("2027-03-05", "2027-02-28", "not_renewed"),
        ):
            with self.subTest(arrived=day):
                contract = self._activate()
                letter = self._declare(contract, "2027-01-10")
                self._track("2027-01-10")
                self._arrive(letter, day, "2027-03-05")
                self._assert_ended(contract, last_day, reason)
                self.assertEqual(letter.state, "done")

    def test_one_that_arrives_after_a_reinstatement_ends_nothing(self):
        contract = self._activate()
        letter = self._declare(contract, "2027-01-10")
        self._track("2027-01-10")
        self._track("2027-03-01")
        with self._on("2027-03-02"):
            contract.action_reinstate_contract("双方谈妥")
        self.assertFalse(contract.is_end_declared)
        self._arrive(letter, "2027-03-03")
        self._track("2027-03-04")
        self.assertEqual(contract.contract_state, "active")
        self.assertFalse(contract.close_reason_id)
        self.assertEqual(len(self._find_activities(contract, "what holds")), 1)

    def test_one_that_was_not_sent_is_withdrawn_then(self):
        contract = self._activate()
        letter = self._declare(contract, "2027-01-10", facts=None)
        self._track("2027-03-01")
        self._assert_ended(contract, "2027-02-28", "not_renewed")
        self.assertEqual(letter.state, "cancelled")

    def test_given_up_before_the_period_is_over_it_is_renewed(self):
        contract = self._activate()
        self._declare(contract, "2027-01-10")
        self._track("2027-01-10")
        with self._on("2027-02-20"):
            contract.action_withdraw_termination("双方谈妥", has_not_arrived=True)
        self._run("invoice_renewals", "2027-02-20")
        self.assertEqual(contract.open_term_id.kind, "renewal")
        self._track("2027-03-01")
        self.assertEqual(contract.contract_state, "active")

    def test_form_and_filters_say_so_the_day_before(self):
        contract = self._activate()
        self._declare(contract, "2027-01-10")
        self._track("2027-01-10")
        cron = self.env.ref("miniprogram_contract.ir_cron_track_notices")
        cron.nextcall = "2027-02-28 17:00:00"
        with self._on("2027-02-28"):
            contract.invalidate_recordset()
            self.assertTrue(contract.is_terminated_tonight)
            self.assertIn(
                contract, contract.search([("is_terminated_tonight", "=", True)])
            )

    def test_signed_years_go_on_until_their_last_one_is_over(self):
        contract = self._activate(**YEARLY)
        letter = self._declare(contract, "2027-01-10")
        self._track("2027-01-10")
        self._renew(contract, "2027-01-29")
        self._track("2027-03-01")
        self._assert_waits(contract, day="2027-03-02")
        self._renew(contract, "2028-01-30")
        self._track("2029-03-01")
        self._assert_ended(contract, "2029-02-28", "not_renewed")
        owed = contract.term_ids.filtered(lambda term: term.state == "invoiced")
        self.assertEqual(owed.mapped("kind"), ["instalment", "instalment"])
        self.assertEqual(letter.state, "done")

    # -- what a letter that takes it back says of the period ---------------------------

    def _take_back(self, day, is_paid=False):
        """Return our letter that a declared end does not hold, written on a day."""
        contract = self._activate()
        self._renew(contract)
        if is_paid:
            self._pay(contract, "2027-02-10")
        letter = self._declare(contract, "2027-02-15")
        self._track("2027-02-15")
        with self._on(day):
            contract.action_withdraw_termination("双方谈妥", has_not_arrived=True)
        told = contract.notice_ids - letter
        self._track(day)
        self.assertEqual(told.state, "sent")
        self.assertEqual(told._get_letter_title(), "合同继续履行确认函")
        return told

    def test_taken_back_in_the_paid_period_the_letter_names_it(self):
        told = self._take_back("2027-02-20")
        self.assertIn("服务期为2026年3月1日至2027年2月28日。", told.body)

    def test_taken_back_in_the_days_of_grace_it_confirms_no_period(self):
        told = self._take_back("2027-03-01")
        self.assertIn("自2027年3月1日起继续履行。", told.body)
        self.assertNotIn("服务期", told.body)
        self.assertNotIn("＿", told.body)

    def test_taken_back_after_the_renewal_was_paid_it_names_that(self):
        told = self._take_back("2027-03-01", is_paid=True)
        self.assertIn("服务期为2027年3月1日至2028年2月29日。", told.body)

    # -- a day to cure after the period ------------------------------------------------

    def test_no_day_to_cure_is_granted_that_the_contract_does_not_live_to_see(self):
        contract = self._activate()
        with self.assertRaisesRegex(UserError, "Not before: .* 2027-02-28"):
            self._declare(contract, "2027-01-10", "2027-03-01")
        self.assertFalse(contract.is_end_declared)
        letter = self._declare(contract, "2027-01-10", "2027-02-28")
        self._track("2027-01-10")
        self._arrive(letter, "2027-01-15")
        self._track("2027-03-01")
        self._assert_ended(contract, "2027-02-28")

    def test_a_day_to_cure_may_be_in_the_days_until_an_agreed_end(self):
        contract = self._activate()
        with self._on("2027-01-20"):
            contract.action_terminate_contract(
                self.agreement, "2027-06-30", charge="by_day"
            )
        term = self._renew(contract)
        self.assertEqual(term.date_end, date(2027, 6, 30))
        letter = self._declare(contract, "2027-04-05", "2027-04-20", term=term)
        self._track("2027-04-05")
        self._arrive(letter, "2027-04-10")
        self._track("2027-04-11")
        self.assertEqual(contract.contract_state, "active")
        self.assertNotEqual(term.state, "lapsed", "these days are owed")
        self._track("2027-04-21")
        self._assert_ended(contract, "2027-04-20")
        self.assertNotEqual(term.state, "lapsed")

    def _arrived(self, cure_day="2027-03-10"):
        """Return a contract with a renewal to be paid, whose letter has arrived."""
        contract = self._activate()
        term = self._renew(contract)
        letter = self._declare(contract, "2027-02-15", cure_day)
        self._track("2027-02-15")
        self._arrive(letter, "2027-02-20")
        self.assertEqual(contract.termination_date, date.fromisoformat(cure_day))
        self.assertEqual(contract.contract_state, "active")
        self.assertEqual(term.state, "invoiced")
        self.assertEqual(term.invoice_id.payment_state, "not_paid")
        return contract, term, letter

    def test_the_renewal_stays_payable_and_unpaid_it_ends_by_5_3(self):
        contract, term, letter = self._arrived()
        self.assertIn("Can be paid until 2027-03-03", contract.termination_verdict)
        self.assertIn("Ends on 2027-03-10", contract.termination_verdict)
        self.assertFalse(contract.next_reminder_on)
        self._track("2027-03-03")
        self._end_unpaid("2027-03-03")
        self.assertEqual(contract.contract_state, "active")
        self._end_unpaid("2027-03-04")
        self._assert_ended(contract, "2027-02-28", "unpaid")
        self.assertEqual(term.state, "lapsed")
        self.assertEqual(letter.state, "done")

    def test_the_renewal_is_paid_and_it_ends_on_the_day_to_cure(self):
        contract, term, letter = self._arrived()
        self._pay(contract, "2027-02-25")
        self.assertEqual(term.state, "paid")
        self._end_unpaid("2027-03-04")
        self._track("2027-03-10")
        self.assertEqual(contract.contract_state, "active")
        self._track("2027-03-11")
        self._assert_ended(contract, "2027-03-10")
        self.assertEqual(term.state, "paid")
        self.assertEqual(letter.state, "done")

    def test_the_renewal_is_paid_the_breach_is_cured_and_it_goes_on(self):
        contract, term, letter = self._arrived()
        self._pay(contract, "2027-02-25")
        with self._on("2027-03-05"):
            letter.action_done()
        self.assertEqual(contract.contract_state, "active")
        self.assertFalse(contract.termination_date)
        self._track("2027-03-11")
        self.assertEqual(contract.paid_until, date(2028, 2, 29))
        self.assertEqual(term.former_invoice_ids.ids, [])

    def test_within_the_days_of_grace_the_unpaid_renewal_is_given_up(self):
        contract, term, _letter = self._arrived("2027-03-02")
        self._track("2027-03-03")
        self._assert_ended(contract, "2027-03-02")
        self.assertEqual(term.state, "lapsed")
        self.assertEqual(term.invoice_id.amount_residual, 0.0)

    def test_it_arrives_within_the_days_of_grace_and_ends_then_not_before(self):
        contract = self._activate()
        term = self._renew(contract)
        letter = self._declare(contract, "2027-02-15")
        self._track("2027-02-15")
        self._arrive(letter, "2027-03-02")
        self._assert_ended(contract, "2027-03-02")
        self.assertEqual(term.state, "lapsed")

    def test_it_arrives_after_the_renewal_could_be_paid_whether_or_not_a_night_ran(
        self,
    ):
        for is_night_missed in (True, False):
            with self.subTest(missed=is_night_missed):
                contract = self._activate()
                term = self._renew(contract)
                letter = self._declare(contract, "2027-02-15")
                self._track("2027-02-15")
                if not is_night_missed:
                    self._end_unpaid("2027-03-04")
                self._arrive(letter, "2027-03-20")
                self._assert_ended(contract, "2027-02-28", "unpaid")
                self.assertEqual(term.state, "lapsed")
                self.assertEqual(letter.state, "done")

    def test_it_arrives_while_money_holds_the_unpaid_renewal(self):
        contract = self._activate()
        self._renew(contract)
        letter = self._declare(contract, "2027-02-15")
        self._track("2027-02-15")
        self._credit(contract, 7208.0, "2027-03-02")
        self._end_unpaid("2027-03-04")
        self.assertEqual(contract.contract_state, "active")
        self._arrive(letter, "2027-03-20")
        self._assert_ended(contract, "2027-03-20")

    def test_a_renewal_that_begins_after_the_day_to_cure_is_credited_on_that_day(self):
        contract, term, _letter = self._arrived("2027-02-24")
        self._track("2027-02-24")
        self.assertEqual(term.state, "invoiced")
        self._track("2027-02-25")
        self._assert_ended(contract, "2027-02-24")
        self.assertEqual(term.state, "lapsed")

    def test_what_is_cured_before_leaves_the_renewal_as_it_was(self):
        contract, term, letter = self._arrived("2027-02-24")
        with self._on("2027-02-23"):
            letter.action_done()
        self.assertEqual(term.state, "invoiced")
        self.assertTrue(contract.next_reminder_on)
        self._pay(contract, "2027-02-28")
        self.assertEqual(contract.paid_until, date(2028, 2, 29))

    def test_a_signed_year_that_begins_after_it_is_given_up_on_that_day_only(self):
        contract = self._activate(**YEARLY)
        term = self._renew(contract, "2027-01-29")
        letter = self._declare(contract, "2027-02-01", "2027-02-20")
        self._track("2027-02-01")
        self._arrive(letter, "2027-02-03")
        self.assertEqual(term.state, "invoiced")
        self._track("2027-02-21")
        self._assert_ended(contract, "2027-02-20")
        self.assertEqual(term.state, "lapsed")
