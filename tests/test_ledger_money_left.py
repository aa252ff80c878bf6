# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestMoneyLeft(NoticeCommon):
    """What is left of a customer who has gone: accounting is told, and the customer."""

    def setUp(self):
        super().setUp()
        self.contract = self._activate()
        self.term = self._renew(self.contract)

    def _get_told(self):
        """Return the activities on what is left of the customer's money."""
        return self.contract.activity_ids.filtered(
            lambda activity: "still with us" in activity.summary
        )

    def _get_letter(self):
        return self.contract.notice_ids.filtered(
            lambda notice: notice.type_id == self._type("termination_unpaid")
        )

    def test_half_paid_it_is_ended_and_accounting_is_told_once(self):
        self._pay(self.contract, "2027-02-20", amount=1000.0)
        self._end_unpaid("2027-03-04")
        self._end_unpaid("2027-03-05")
        self.assertEqual(self.contract.contract_state, "terminated")
        told = self._get_told()
        self.assertEqual(len(told), 1)
        self.assertIn("1,000.00", told.summary)
        self.assertTrue(told.user_id.has_group("account.group_account_invoice"))

    def test_who_keeps_the_books_is_told_rather_than_an_administrator(self):
        books = self._create_user("books", "account.group_account_invoice")
        accounts = self.env.ref("account.group_account_invoice").all_user_ids
        others = accounts.filtered(lambda user: self.company in user.company_ids)
        (others - books).group_ids |= self.env.ref("base.group_system")
        self._pay(self.contract, "2027-02-20", amount=1000.0)
        self._end_unpaid("2027-03-04")
        self.assertEqual(self._get_told().user_id, books)

    def test_the_letter_says_how_much_is_left(self):
        self._pay(self.contract, "2027-02-20", amount=1000.0)
        self._end_unpaid("2027-03-04")
        self.assertIn("￥1,000.00", self._get_letter().body)

    def test_one_fen_short_without_allocation(self):
        self._credit(self.contract, 7207.99, "2027-03-01")
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertIn("7,207.99", self._get_told().summary)
        self.assertIn("￥7,207.99", self._get_letter().body)

    def test_half_paid_and_part_of_the_rest_not_allocated(self):
        self._pay(self.contract, "2027-02-20", amount=1000.0)
        self._receive_in_bank(self.contract, 500.0, "2027-03-02")
        self._end_unpaid("2027-03-04")
        self.assertIn("1,500.00", self._get_told().summary)

    def test_nothing_is_left_nobody_is_told(self):
        self._end_unpaid("2027-03-04")
        self.assertFalse(self._get_told())
        self.assertNotIn("尚未抵付", self._get_letter().body)

    def test_what_is_for_another_contract_is_not_left_of_this_one(self):
        other = self._sign("2027-02-01")
        self._receive_in_bank(
            other, 700.0, "2027-02-20", payment_ref=other.contract_number
        )
        self._end_unpaid("2027-03-04")
        self.assertFalse(self._get_told())

    def test_what_a_manager_said_is_for_something_else_is_not_left_of_it(self):
        self._credit(self.contract, 7208.0, "2027-02-20")
        with self._on("2027-02-21"):
            self.term.action_ignore_credit("是另一笔采购的预付款")
        self._end_unpaid("2027-03-04")
        self.assertFalse(self._get_told())

    def test_ended_for_another_reason_accounting_is_told_too(self):
        self._pay(self.contract, "2027-02-20", amount=1000.0)
        with self._on("2027-02-25"):
            self.contract.action_terminate_contract(self.agreement)
        self.assertIn("1,000.00", self._get_told().summary)
