# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .notice_declared_common import DeclaredEndCommon


@tagged("post_install", "-at_install")
class TestLettersOvertakenByAnEnd(DeclaredEndCommon):
    """A letter still on its way when its contract ended otherwise, and goes on."""

    def _end_unrenewed(self):
        """Return a contract that ended with its period, and the letter on its way."""
        contract = self._activate()
        letter = self._declare(contract, "2027-02-20")
        self._track("2027-02-20")
        self._track("2027-03-01")
        self._assert_ended(contract, "2027-02-28", "not_renewed")
        self.assertEqual(letter.state, "done")
        return contract, letter

    def _reinstate(self, contract, day):
        before = contract.notice_ids
        with self._on(day):
            contract.action_reinstate_contract("双方同意继续")
        return contract.notice_ids - before

    def test_it_is_withdrawn_and_the_customer_is_told(self):
        contract, letter = self._end_unrenewed()
        other = contract.notice_ids - letter
        self.assertEqual(other.state, "sent")
        told = self._reinstate(contract, "2027-03-02")
        self.assertEqual(letter.state, "cancelled")
        self.assertIn("双方同意继续", letter.effect_note)
        self.assertEqual(told.origin_id, other)
        self.assertIn(f"（编号：{other.letter_number}）不再执行", told.body)
        self.assertIn(f"（编号：{letter.letter_number}），该通知不发生效力", told.body)
        self.assertIn("经贵我双方协商一致", told.body)
        self.assertIn("恢复履行", told.body)

    def test_where_it_arrives_all_the_same_a_manager_is_asked(self):
        contract, letter = self._end_unrenewed()
        self._reinstate(contract, "2027-03-02")
        self._track("2027-03-02")
        self._arrive(letter, "2027-03-03")
        self.assertEqual(contract.contract_state, "active")
        (question,) = self._find_activities(contract, "article 141")
        self.assertEqual(question.user_id, contract._get_manager_user())

    def test_where_no_other_letter_was_sent_it_alone_is_named(self):
        contract = self._activate()
        self._renew(contract)
        letter = self._declare(contract, "2027-02-25")
        self._track("2027-02-25")
        self._end_unpaid("2027-03-04")
        told = self._reinstate(contract, "2027-03-04")
        self.assertEqual(letter.state, "cancelled")
        self.assertFalse(told.origin_id)
        self.assertIn(letter.letter_number, told.body)
        self.assertIn("恢复履行", told.body)

    def test_it_is_named_once(self):
        contract, letter = self._end_unrenewed()
        self._reinstate(contract, "2027-03-02")
        self._track("2027-03-02")
        with self._on("2027-03-03"):
            contract.action_terminate_contract(self._reason("law"))
        self._track("2027-03-03")
        told = self._reinstate(contract, "2027-03-10")
        self.assertNotIn(letter.letter_number, told.body)

    def test_one_of_two_that_has_not_ended_it_is_withdrawn(self):
        contract = self._activate()
        first = self._declare(contract, "2026-06-01")
        self._track("2026-06-01")
        second = self._declare(contract, "2026-06-02")
        self._track("2026-06-02")
        self._arrive(first, "2026-06-03")
        self._assert_ended(contract, "2026-06-03")
        told = self._reinstate(contract, "2026-06-10")
        self.assertEqual((first.state, second.state), ("done", "cancelled"))
        self.assertEqual(told.origin_id, first)
        self.assertIn("恢复履行", told.body)

    def test_one_that_a_payment_has_cured_stays_closed(self):
        contract, term = self._default()
        letter = self._declare(contract, "2027-03-05", "2027-03-31", term=term)
        self._track("2027-03-05")
        self._pay(contract, "2027-03-08")
        with self._on("2027-03-09"):
            contract.action_terminate_contract(self._reason("law"))
        self._reinstate(contract, "2027-03-10")
        self.assertEqual(letter.state, "done")

    def test_not_paid_and_arrived_before_its_cure_day_a_manager_is_asked(self):
        contract, term = self._default()
        letter = self._declare(contract, "2027-03-05", "2027-03-31", term=term)
        self._track("2027-03-05")
        letter._set_done()
        contract._forget_declared_end()
        self._arrive(letter, "2027-03-08")
        self.assertTrue(self._find_activities(contract, "was closed before"))
