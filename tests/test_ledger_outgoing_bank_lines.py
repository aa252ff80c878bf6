# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .ledger_accounting_common import RenewalAccountingCommon


@tagged("post_install", "-at_install")
class TestOutgoingBankLines(RenewalAccountingCommon):
    """Money that went back by bank, on a line that nobody has matched yet."""

    def _give_back(self, day="2027-02-22", amount=7208.0, **values):
        return self._import_bank_line(day, -amount, payment_ref="退款", **values)

    def test_open_credit_that_went_back_holds_nothing(self):
        self._credit(self.contract, 7208.0, "2027-02-20")
        self._give_back()
        self._end_unpaid("2027-03-04")
        self.assertEnded(self.contract)

    def test_money_on_a_bank_line_that_went_back_holds_nothing(self):
        self._import_bank_line("2027-02-20")
        self._give_back()
        self._end_unpaid("2027-03-04")
        self.assertEnded(self.contract)

    def test_it_is_not_left_with_us_of_a_customer_who_has_gone(self):
        self._credit(self.contract, 1000.0, "2027-02-20")
        self._give_back(amount=400.0)
        self._end_unpaid("2027-03-04")
        self.assertIn("600.00", self._reports(self.contract, "still with us").summary)

    def test_reinstating_does_not_use_it_again(self):
        self._end_unpaid("2027-03-04")
        self._credit(self.contract, 7208.0, "2027-03-02")  # entered late
        self._give_back("2027-03-08")
        with self._on("2027-03-10"):
            self.contract.action_reinstate_contract("双方同意继续")
        self.assertEqual(self.term.state, "lapsed")
        self.assertEqual(self.contract.open_term_id.state, "invoiced")

    def test_a_refund_that_is_booked_and_in_the_bank_is_counted_once(self):
        self._credit(self.contract, 7208.0, "2027-02-20")
        self._credit(self.contract, 7208.0, "2027-02-21")
        self._pay_back(self.contract, 7208.0, "2027-02-22")
        self._give_back("2027-02-23")
        self._end_unpaid("2027-03-04")
        self.assertRuns(self.contract)
        self._give_back("2027-02-24")
        self._end_unpaid("2027-03-05")
        self.assertEnded(self.contract)

    def test_what_pays_a_bill_of_the_customers_gives_nothing_back(self):
        self._credit(self.contract, 7208.0, "2027-02-20")
        self._pay_back(self.contract, 7208.0, "2027-02-22", partner_type="supplier")
        self._give_back("2027-02-23")
        self._end_unpaid("2027-03-04")
        self.assertRuns(self.contract)

    def test_what_went_to_others_gives_nothing_back(self):
        self._credit(self.contract, 7208.0, "2027-02-20")
        other = self.env["res.partner"].create({"name": "别的客户"})
        self._give_back(partner_id=other.id)
        self._give_back(partner_id=False)
        self._end_unpaid("2027-03-04")
        self.assertRuns(self.contract)

    def test_a_person_of_the_customer_gets_it(self):
        self._credit(self.contract, 7208.0, "2027-02-20")
        self._give_back(partner_id=self.contact.id)
        self._end_unpaid("2027-03-04")
        self.assertEnded(self.contract)
