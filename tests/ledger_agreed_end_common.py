# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

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
