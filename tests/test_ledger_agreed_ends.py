# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .ledger_agreed_end_common import AGREED_DAY, BY_DAY, AgreedEndCommon


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

    def _undo_former_year(self):
        """Return a contract with a former year no longer paid, that and the year after.

        The year after it, until 28 February 2029, is paid.
        """
        contract = self._activate()
        former = self._renew(contract)
        payment = self._pay(contract, "2027-02-20")
        later = self._renew(contract)
        self._pay(contract, "2028-02-20", term=later)
        with self._on("2028-03-10"):
            payment.action_draft()
        return contract, former, later

    def test_a_former_year_stays_owed_where_the_end_comes_before_what_is_paid(self):
        contract, former, later = self._undo_former_year()
        for charge in ({}, {"charge": "by_day"}):
            self._agree(contract, "2028-03-15", "2028-12-31", **charge)
            self.assertEqual(former.state, "invoiced")
            self.assertEqual(former.date_end, self._day("2028-02-29"))
            self.assertFalse(former.is_agreed, "it is not charged until the end")
            self.assertEqual(self._get_charged(contract), later)

    def test_a_former_year_whose_payment_was_undone_stays_as_it_is(self):
        amount = {"charge": "amount", "charge_amount": 500.0}
        for charge in ({}, {"charge": "by_day"}, amount):
            with self.subTest(**charge):
                contract, former, _later = self._undo_former_year()
                self._agree(contract, "2028-03-15", "2029-06-30", **charge)
                self._run("invoice_renewals", "2029-01-29")
                self.assertEqual(former.state, "invoiced")
                self.assertEqual(former.date_end, self._day("2028-02-29"))
                last = self._get_charged(contract)
                self.assertEqual(last.date_start, self._day("2029-03-01"))
                self.assertEqual(last.date_end, self._day("2029-06-30"))
                self._assert_no_hole(contract, self._day("2029-06-30"))
