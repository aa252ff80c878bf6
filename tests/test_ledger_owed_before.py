# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import Form, tagged

from .ledger_agreed_end_common import BY_DAY, AgreedEndCommon


@tagged("post_install", "-at_install")
class TestOwedFromBefore(AgreedEndCommon):
    """Reinstated although the days until the agreed end are not paid yet."""

    def setUp(self):
        super().setUp()
        self._agree(self.contract, charge="by_day")
        self._run("track_notices", "2027-05-01")
        self.assertEqual(self.contract.contract_state, "terminated")

    def _reinstate(self, day, start=None):
        with self._on(day):
            self.contract.action_reinstate_contract("双方同意继续", start)
        return self.contract.open_term_id

    def _get_billed(self):
        moves = self.env["account.move"].search(
            [("subscription_id", "=", self.contract.id), ("state", "=", "posted")]
        )
        return sum(moves.mapped("amount_total_signed"))

    def test_one_period_is_to_be_paid_and_nothing_is_billed_twice(self):
        billed = self._get_billed()
        term = self._reinstate("2027-05-01")
        self.assertNotEqual(term, self.term)
        self.assertEqual(term.date_start, date(2027, 5, 1))
        self.assertEqual(term.date_end, date(2028, 4, 30))
        self.assertTrue(term._is_offer())
        self.assertEqual((self.term.state, self.term.amount_due), ("invoiced", BY_DAY))
        self.assertAlmostEqual(self._get_billed(), billed + 7208.0)

    def test_the_periods_form_says_that_it_is_owed_from_before(self):
        self._reinstate("2027-05-01")
        form = Form(self.term, "miniprogram_contract.view_contract_term_form")
        self.assertTrue(form.is_left_owed)
        self.assertTrue(form.is_agreed)

    def test_the_new_period_is_not_served_unpaid(self):
        term = self._reinstate("2027-05-10")
        self.assertEqual(term.date_start, date(2027, 5, 10))
        self._end_unpaid(self.contract.payment_deadline)
        self.assertEqual(self.contract.contract_state, "active")
        self._end_unpaid(self._day(self.contract.payment_deadline, 1))
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.contract.close_reason_id, self.unpaid)
        # the last day that was served and is owed, not the last one that was paid
        self.assertEqual(self.contract.termination_date, date(2027, 4, 30))
        self.assertEqual(term.state, "lapsed")
        self.assertEqual((self.term.state, self.term.amount_due), ("invoiced", BY_DAY))

    def test_the_verdict_names_the_day_on_which_it_ends(self):
        self._reinstate("2027-05-10")
        with self._on("2027-05-11"):
            last_day = self.contract._get_next_end().last_day
        self.assertEqual(last_day, date(2027, 4, 30))

    def test_what_is_owed_from_before_keeps_no_renewal_from_being_made(self):
        term = self._reinstate("2027-05-01")
        self._pay(self.contract, "2027-05-02")
        self.assertEqual(term.state, "paid")
        self.assertFalse(self.contract.open_term_id)
        following = self._renew(self.contract)
        self.assertEqual(following.date_start, date(2028, 5, 1))
        self._pay(self.contract, "2028-04-20", term=self.term)
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.contract.open_term_id, following)
        self.assertEqual(self.contract.paid_until, date(2028, 4, 30))

    def test_it_is_still_demanded(self):
        self._reinstate("2027-05-01")
        self._run("track_notices", "2027-05-02")
        self.assertTrue(self.term.demanded_on)
        self.assertIn(self.term, self.contract.notice_ids.term_id)

    def test_another_end_leaves_it_as_it_is(self):
        self._reinstate("2027-05-01")
        self._agree(self.contract, "2027-05-03", "2027-06-30", charge="by_day")
        self.assertEqual((self.term.state, self.term.amount), ("invoiced", BY_DAY))
        last = self._get_charged(self.contract)
        self.assertEqual(last.date_start, date(2027, 5, 1))
        self.assertEqual(last.date_end, date(2027, 6, 30))
        self._run("track_notices", "2027-07-01")
        self.assertEqual(self.contract.contract_state, "terminated")
        term = self._reinstate("2027-07-01")
        self.assertEqual(term.date_start, date(2027, 7, 1))

    def test_money_for_the_new_period_revives_it(self):
        term = self._reinstate("2027-05-10")
        self._end_unpaid(self._day(self.contract.payment_deadline, 1))
        self._credit(self.contract, 7208.0, "2027-05-12")  # entered late
        with self._on("2027-05-25"):
            self.contract.action_reinstate_contract("汇款及时，入账较晚")
        self.assertEqual(term.state, "paid")
        self.assertEqual(self.term.state, "invoiced")
