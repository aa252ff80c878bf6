# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import tagged

from .notice_declared_common import LETTER, DeclaredEndCommon


@tagged("post_install", "-at_install")
class TestPaymentsOfDeclaredEnds(DeclaredEndCommon):
    """A payment cures a breach until the end over it has taken effect (5.4, 565).

    The second year of the contracts is not paid; it was demanded on 1 March 2027.
    """

    def _send(self, cure_day=False):
        """Return a contract, its unpaid period and the letter sent on 11 March."""
        contract, term = self._default()
        letter = self._give(
            contract,
            "termination_breach",
            "2027-03-11",
            term_id=term.id,
            origin_id=contract.notice_ids.id,
            due_date=cure_day,
            **LETTER,
        )
        self.assertEqual(letter.state, "sent")
        self.assertEqual(letter.due_date, cure_day and date.fromisoformat(cure_day))
        return contract, term, letter

    def _enter(self, contract, term, day, entered_on):
        """Enter a payment of a period on another day than its own."""
        payment = self._credit(contract, 7208.0, day)
        with self._on(entered_on):
            self._receivable(payment.move_id | term.invoice_id).reconcile()
        self.assertEqual(term.state, "paid")
        self.assertEqual(term._get_paid_on(), date.fromisoformat(day))

    def _find_questions(self, contract):
        return self._find_activities(contract, "was on its way")

    def _assert_asked(self, contract, letter):
        self.assertEqual(letter.state, "sent")
        self._assert_waits(contract, day="2027-03-15")
        question = self._find_questions(contract)
        self.assertEqual(len(question), 1)
        self.assertEqual(question.user_id, contract._get_manager_user())
        self.assertIn("record its receipt", question.summary)
        self.assertIn("withdraw the end", question.summary)

    def test_paid_before_the_slip_is_typed_in_a_manager_is_asked(self):
        contract, term, letter = self._send()
        self._pay(contract, "2027-03-13")
        self.assertEqual(term.state, "paid")
        self._assert_asked(contract, letter)
        self._track("2027-03-14")
        self._assert_asked(contract, letter)

    def test_the_letter_had_arrived_before_and_the_contract_has_ended(self):
        contract, term, letter = self._send()
        self._pay(contract, "2027-03-13")
        self._arrive(letter, "2027-03-12", "2027-03-15")
        self._assert_ended(contract, "2027-03-12")
        self.assertEqual(letter.state, "done")
        self.assertEqual(term.state, "paid")
        self.assertFalse(self._find_questions(contract))

    def test_the_letter_arrived_after_the_payment_and_the_contract_goes_on(self):
        contract, _term, letter = self._send()
        self._pay(contract, "2027-03-13")
        self._arrive(letter, "2027-03-14", "2027-03-15")
        self._assert_goes_on(contract)
        self.assertEqual(letter.state, "done")
        self.assertFalse(self._find_questions(contract))

    def _find_letter_that_it_goes_on(self, contract):
        reinstatement = self._type("reinstatement")
        return contract.notice_ids.filtered(lambda n: n.type_id == reinstatement)

    def _assert_told_that_it_goes_on(self, contract, letter, day):
        told = self._find_letter_that_it_goes_on(contract)
        self.assertEqual(told.origin_id, letter)
        self.assertIn(f"自{day}起继续履行", told.body)
        self.assertIn("不再执行", told.body)
        self.assertNotIn("协商一致", told.body)
        self.assertTrue(told.queued_on or told.state == "sent")

    def test_who_holds_a_letter_that_ends_it_is_told_that_it_goes_on(self):
        contract, _term, letter = self._send()
        self._pay(contract, "2027-03-13")
        self._arrive(letter, "2027-03-14", "2027-03-16")
        self._assert_goes_on(contract)
        self._assert_told_that_it_goes_on(contract, letter, "2027年3月13日")

    def test_who_paid_before_it_was_sent_is_told_too(self):
        contract, term, letter = self._send()
        self._enter(contract, term, "2027-03-10", "2027-03-15")
        self._assert_goes_on(contract)
        self._assert_told_that_it_goes_on(contract, letter, "2027年3月10日")
        told = self._find_letter_that_it_goes_on(contract)
        self.assertEqual(told.term_id, term)
        self.assertIn("服务期为2027年3月1日至2028年2月29日", told.body)

    def test_time_that_was_granted_makes_no_end_of_it(self):
        contract, term, _letter = self._send()
        with self._on("2027-03-12"):
            term.action_grant_time("2027-03-31", "客户资金周转")
        self._pay(contract, "2027-03-20")
        self._assert_goes_on(contract)
        told = self._find_letter_that_it_goes_on(contract)
        self.assertNotIn("协商一致", told.body)

    def test_a_letter_that_sets_a_day_to_cure_says_itself_that_it_goes_on(self):
        contract, _term, letter = self._send("2027-03-20")
        self._arrive(letter, "2027-03-13")
        self._pay(contract, "2027-03-15")
        self._assert_goes_on(contract)
        self.assertFalse(self._find_letter_that_it_goes_on(contract))

    def test_a_payment_that_bounces_leaves_no_question(self):
        contract, term, letter = self._send()
        payment = self._pay(contract, "2027-03-13")
        with self._on("2027-03-15"):
            payment.action_draft()
        self.assertEqual(term.state, "invoiced")
        self.assertFalse(self._find_questions(contract))
        self._arrive(letter, "2027-03-16")
        self._assert_ended(contract, "2027-03-16")

    def test_a_contract_that_ends_meanwhile_leaves_no_question(self):
        contract, _term, _letter = self._send()
        self._pay(contract, "2027-03-13")
        with self._on("2027-03-15"):
            contract._terminate(self.unpaid)
        self.assertFalse(self._find_questions(contract))

    def test_the_manager_withdraws_the_end(self):
        contract, _term, letter = self._send()
        self._pay(contract, "2027-03-13")
        self._withdraw(contract, "2027-03-15")
        self._assert_goes_on(contract)
        self.assertEqual(letter.state, "cancelled")
        self.assertFalse(self._find_questions(contract))

    def test_paid_when_the_day_to_cure_was_over_a_manager_is_asked(self):
        contract, _term, letter = self._send("2027-03-20")
        self._pay(contract, "2027-03-21")
        self._assert_asked(contract, letter)
        self._arrive(letter, "2027-03-18", "2027-03-22")
        self._assert_ended(contract, "2027-03-20")

    def test_paid_on_the_day_to_cure_and_entered_on_that_day_it_goes_on(self):
        contract, term, letter = self._send("2027-03-20")
        self._arrive(letter, "2027-03-13")
        self._enter(contract, term, "2027-03-20", "2027-03-20")
        self._assert_goes_on(contract)
        self.assertEqual(letter.state, "done")

    def test_dated_in_time_and_entered_while_it_travels_it_goes_on(self):
        contract, term, letter = self._send("2027-03-20")
        self._enter(contract, term, "2027-03-20", "2027-03-25")
        self._assert_goes_on(contract)
        self.assertEqual(letter.state, "done")

    def test_dated_before_the_letter_was_sent_it_goes_on(self):
        contract, term, letter = self._send()
        self._enter(contract, term, "2027-03-10", "2027-03-15")
        self._assert_goes_on(contract)
        self.assertEqual(letter.state, "done")

    def test_paid_too_late_after_its_arrival_it_ends_on_the_day_to_cure(self):
        contract, _term, letter = self._send("2027-03-20")
        self._arrive(letter, "2027-03-13")
        # after days without a night, and with money left of something else
        self._pay(contract, "2027-03-22")
        self._credit(contract, 100.0, "2027-03-18")
        self.assertEqual(letter.state, "received")
        self.assertFalse(self._find_questions(contract))
        self._track("2027-03-23")
        self._assert_ended(contract, "2027-03-20")

    def test_what_has_ended_is_not_touched(self):
        contract, term, letter = self._send()
        self._arrive(letter, "2027-03-12")
        self._assert_ended(contract, "2027-03-12")
        self._pay(contract, "2027-03-13", term=term)
        self._assert_ended(contract, "2027-03-12")
        self.assertEqual(letter.state, "done")
        self.assertFalse(self._find_questions(contract))

    def _find_entered_late(self, contract):
        return self._find_activities(contract, "this was entered after the end")

    def test_paid_in_time_and_entered_after_the_end_a_manager_is_told(self):
        contract, term, letter = self._send("2027-03-20")
        self._arrive(letter, "2027-03-13")
        self._track("2027-03-21")
        self._enter(contract, term, "2027-03-20", "2027-03-25")
        self._assert_ended(contract, "2027-03-20")
        told = self._find_entered_late(contract)
        self.assertEqual(len(told), 1)
        self.assertEqual(told.user_id, contract._get_manager_user())
        self.assertIn("was paid on 2027-03-20, in time", told.summary)
        with self._on("2027-03-26"):
            contract.action_reinstate_contract("付款在期限内")
        self.assertFalse(self._find_entered_late(contract))

    def test_paid_too_late_and_entered_after_the_end_nobody_is_told(self):
        contract, term, letter = self._send("2027-03-20")
        self._arrive(letter, "2027-03-13")
        self._track("2027-03-21")
        self._enter(contract, term, "2027-03-22", "2027-03-25")
        self._assert_ended(contract, "2027-03-20")
        self.assertFalse(self._find_entered_late(contract))

    def test_money_in_time_that_nobody_allocated_holds_the_end(self):
        contract, _term, letter = self._send("2027-03-20")
        self._arrive(letter, "2027-03-13")
        self._credit(contract, 7208.0, "2027-03-20")
        self._track("2027-03-21")
        self.assertEqual(contract.contract_state, "active")

    def test_money_in_time_that_is_entered_after_the_end_a_manager_is_told(self):
        contract = self._end_over_payment()
        self._receive_in_bank(contract, 7200.0, "2027-03-19")
        self.assertFalse(self._find_not_allocated(contract), "it is too little")
        self._credit(contract, 8.0, "2027-03-20")
        told = self._find_not_allocated(contract)
        self.assertEqual(len(told), 1)
        self.assertEqual(told.user_id, contract._get_manager_user())
        self.assertIn("7,208.00", told.summary)
        self._assert_ended(contract, "2027-03-20")

    def test_more_of_it_is_told_of_once(self):
        contract = self._end_over_payment()
        self._credit(contract, 7208.0, "2027-03-20")
        self._credit(contract, 100.0, "2027-03-20")
        self.assertEqual(len(self._find_not_allocated(contract)), 1)

    def test_money_beside_a_period_that_is_paid_nobody_is_told_of(self):
        contract = self._end_over_payment()
        self._enter(contract, contract.term_ids[1:2], "2027-03-22", "2027-03-26")
        self._credit(contract, 50.0, "2027-03-18")
        self.assertFalse(self._find_not_allocated(contract))

    def test_money_that_is_too_late_by_the_letter_nobody_is_told_of(self):
        contract = self._end_over_payment()
        self._credit(contract, 7208.0, "2027-03-21")
        self.assertFalse(self._find_not_allocated(contract))

    def test_money_that_names_another_contract_nobody_is_told_of(self):
        contract = self._end_over_payment()
        other = self._sign()
        self._credit(contract, 7208.0, "2027-03-20", memo=other.contract_number)
        self.assertFalse(self._find_not_allocated(contract))

    def test_once_it_is_allocated_the_payment_is_what_is_told(self):
        contract = self._end_over_payment()
        term = contract.notice_ids.term_id
        self._enter(contract, term, "2027-03-20", "2027-03-26")
        self.assertFalse(self._find_not_allocated(contract))
        self.assertEqual(len(self._find_entered_late(contract)), 1)

    def _end_over_payment(self):
        contract, _term, letter = self._send("2027-03-20")
        self._arrive(letter, "2027-03-13")
        self._track("2027-03-21")
        self._assert_ended(contract, "2027-03-20")
        return contract

    def _find_not_allocated(self, contract):
        return self._find_activities(contract, "is not allocated yet")

    def test_without_an_entry_the_payments_own_day_counts_too(self):
        self._without_outstanding_account()
        contract, term, letter = self._send("2027-03-20")
        self._pay(contract, "2027-03-19")
        self.assertEqual(term.state, "paid")
        self.assertEqual(term._get_paid_on(), date(2027, 3, 19))
        self.assertEqual(letter.state, "done")

    # -- counted as paid, without a payment -------------------------------------------

    def _count_as_paid(self, term, day, paid_before=0.0):
        """Let an accountant count a period as paid, in part by former money."""
        with self._on(day):
            if paid_before:
                self._pay(term.contract_id, "2027-03-02", amount=paid_before)
            term.invoice_id._reverse_moves(cancel=True)
            self.assertEqual(term.state, "planned")
            term.action_count_as_paid("与应付账款对冲")
        self.assertEqual(term.state, "paid")

    def test_counted_as_paid_it_is_paid_on_that_day_whenever_it_is_asked(self):
        for paid_before in (0.0, 2000.0):
            with self.subTest(paid_before=paid_before):
                contract, term, letter = self._send()
                self._count_as_paid(term, "2027-03-13", paid_before)
                self.assertIn(
                    "paid on 2027-03-13", self._find_questions(contract).summary
                )
                self._arrive(letter, "2027-03-14", "2027-03-15")
                self._assert_goes_on(contract)
                self.assertEqual(letter.state, "done")

    def test_counted_as_paid_after_it_had_arrived_it_has_ended(self):
        contract, term, letter = self._send()
        self._count_as_paid(term, "2027-03-13")
        self._arrive(letter, "2027-03-12", "2027-03-15")
        self._assert_ended(contract, "2027-03-12")

    def test_counted_anew_only_the_last_time_counts(self):
        contract, term, letter = self._send()
        self._count_as_paid(term, "2027-03-13")
        with self._on("2027-03-14"):
            term.action_stop_counting_as_paid("对错了客户")
            self.assertFalse(term.paid_on)
        with self._on("2027-03-16"):
            term.action_count_as_paid("与另一笔对冲")
        self._arrive(letter, "2027-03-15", "2027-03-17")
        self._assert_ended(contract, "2027-03-15")

    def test_the_demand_is_closed_whatever_the_letter_waits_for(self):
        contract, _term, letter = self._send()
        demand = letter.origin_id
        self._pay(contract, "2027-03-13")
        self.assertEqual(demand.state, "done")
