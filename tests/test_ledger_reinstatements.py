# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SCAN
from .ledger_unpaid_renewal_common import UnpaidRenewalCommon


@tagged("post_install", "-at_install")
class TestReinstatements(UnpaidRenewalCommon):
    """A manager takes the end of a contract back, with or without a gap."""

    def test_money_for_the_rest_revives_a_partly_credited_one(self):
        self._credit_partly(self.term, 208.0, "2027-02-10")
        self._end_unpaid("2027-03-04")
        self._credit(self.contract, 7000.0, "2027-03-02")  # entered late
        with self._on("2027-03-10"):
            self.contract.action_reinstate_contract("汇款及时，入账较晚")
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.term.invoice_id.amount_total, 7000.0)
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))

    def test_reinstated_without_a_gap_when_the_money_was_in_time(self):
        self._end_unpaid("2027-03-04")
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
        self._end_unpaid("2027-03-04")
        with self._on("2027-04-01"):
            with self.assertRaises(UserError):
                self.contract.action_reinstate_contract("客户要求", "2027-02-28")
            with self.assertRaises(UserError):
                self.contract.action_reinstate_contract("")
            self.contract.action_reinstate_contract("客户要求", "2027-04-05")
        term = self.contract.open_term_id
        self.assertEqual(term.date_start, date(2027, 4, 5))
        self.assertEqual(term.date_end, date(2028, 4, 4))
        self._end_unpaid("2027-04-08")
        self.assertEqual(self.contract.contract_state, "active")
        self._end_unpaid("2027-04-09")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_a_period_that_starts_far_ahead_can_be_paid_until_it_has_begun(self):
        self._end_unpaid("2027-03-04")
        with self._on("2027-04-01"):
            self.contract.action_reinstate_contract("客户要求", "2027-06-01")
        # three days of grace, counted from its first day
        self.assertEqual(self.contract.payment_deadline, date(2027, 6, 4))
        for day in ("2027-04-09", "2027-06-04"):
            self._end_unpaid(day)
            self.assertEqual(self.contract.contract_state, "active")
        self._end_unpaid("2027-06-05")
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

    def test_an_unpaid_instalment_until_the_end_stays_owed_beside_the_new_one(self):
        contract = self._activate(
            "2026-03-01", contract_term_years=3, contract_payment_schedule="yearly"
        )
        owed = self._renew(contract, "2027-01-29")
        with self._on("2027-05-01"):
            contract.action_terminate_contract(
                self.agreement, "2027-06-30", charge="by_day"
            )
        self._run("track_notices", "2027-07-01")
        with self._on("2027-07-05"):
            contract.action_reinstate_contract("双方同意继续")
        term = contract.open_term_id
        self.assertNotEqual(term, owed)
        self.assertEqual(term.date_start, date(2027, 7, 5))
        self.assertEqual((owed.state, owed.date_end), ("invoiced", date(2027, 6, 30)))
