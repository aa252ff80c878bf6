# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.tests import tagged

from .ledger_accounting_common import AccountingCommon


@tagged("post_install", "-at_install")
class TestAccountingOfOtherTerms(AccountingCommon):
    """The same for first terms and instalments, and before a renewal is made."""

    def test_money_before_the_renewal_is_invoiced_holds_it_until_allocated(self):
        payment = self._credit(self.contract, 7208.0, "2026-12-01")
        term = self._renew(self.contract)
        self.assertEqual(term.state, "invoiced")
        self._end_unpaid("2027-03-04")
        self.assertRuns(self.contract)
        self._reconcile("2027-03-20", term.invoice_id, payment.move_id)
        self.assertEqual(term.state, "paid")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))

    def test_a_draft_renewal_paid_early_is_paid_when_posted(self):
        self.contract._write_protected({"contract_invoicing_mode": "draft"})
        payment = self._credit(self.contract, 7208.0, "2027-01-15")
        term = self._renew(self.contract)
        self.assertEqual(term.invoice_id.state, "draft")
        with self._on("2027-02-01"):
            term.invoice_id.action_post()
        self._reconcile("2027-02-01", term.invoice_id, payment.move_id)
        self.assertEqual(term.state, "paid")

    def test_a_renewal_of_a_locked_day_is_reported_once_and_made_up_for(self):
        other = self._activate("2026-03-15")
        for lock in ("fiscalyear_lock_date", "sale_lock_date", "hard_lock_date"):
            with self.subTest(lock=lock), self.cr.savepoint() as savepoint:
                self.company[lock] = "2027-02-15"
                for day in ("2027-01-29", "2027-02-10", "2027-02-13"):
                    self._run("invoice_renewals", day)
                    self._end_unpaid(day)
                for contract in self.contract | other:
                    self.assertEqual(len(contract.term_ids), 1)
                    self.assertIn("Lock Date", contract.contract_failure)
                    self.assertEqual(len(self._reports(contract, "Lock Date")), 1)
                self._run("invoice_renewals", "2027-03-06")
                for contract in self.contract | other:
                    self.assertEqual(contract.open_term_id.state, "invoiced")
                    self.assertFalse(contract.contract_failure)
                self.assertEqual(self.contract.payment_deadline, date(2027, 3, 15))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_draft_renewal_of_a_locked_period_is_posted_after_it(self):
        self.contract._write_protected({"contract_invoicing_mode": "draft"})
        term = self._renew(self.contract)
        self.company.sale_lock_date = "2027-01-31"
        with self._on("2027-02-05"):
            term.invoice_id.action_post()
        self.assertEqual(term.state, "invoiced")
        self.assertEqual(term.invoiced_on, date(2027, 2, 5))
        self.assertGreater(term.invoice_id.date, date(2027, 1, 31))
        self.assertEqual(term.invoice_id.invoice_date_due, date(2027, 2, 28))
        self.assertEqual(self.contract.payment_deadline, date(2027, 3, 3))

    def test_a_draft_in_a_locked_period_is_cancelled_at_the_end(self):
        self.contract._write_protected({"contract_invoicing_mode": "draft"})
        term = self._renew(self.contract)
        self.company.fiscalyear_lock_date = "2027-01-31"
        with self._on("2027-02-10"):
            self.contract.action_terminate_contract(self.agreement)
        self.assertEqual(term.state, "lapsed")
        self.assertEqual(term.invoice_id.state, "cancel")

    def test_an_instalment_undone_ends_nobody_and_is_demanded_later(self):
        contract = self._activate(
            "2026-03-01", contract_term_years=3, contract_payment_schedule="yearly"
        )
        term = self._renew(contract, "2027-01-29")
        payment = self._pay(contract, "2027-02-20")
        self.assertEqual(contract.paid_until, date(2028, 2, 29))
        with self._on("2027-03-10"):
            payment.action_reject()
        self.assertEqual(term.state, "invoiced")
        self.assertEqual(contract.paid_until, date(2027, 2, 28))
        self.assertEqual(contract.contract_date_end, date(2029, 2, 28))
        self._end_unpaid("2027-06-01")
        self.assertRuns(contract)
        self.assertEqual(contract.payment_demand_on, date(2027, 3, 18))

    def test_an_instalment_credited_whole_is_on_hold(self):
        contract = self._activate(
            "2026-03-01", contract_term_years=3, contract_payment_schedule="yearly"
        )
        term = self._renew(contract, "2027-01-29")
        with self._on("2027-02-10"):
            term.invoice_id._reverse_moves(cancel=True)
        self.assertEqual(term.state, "planned")
        self.assertFalse(contract.payment_demand_on)
        self.assertEqual(len(self._reports(contract, "credited")), 1)

    def test_a_first_term_credited_whole_when_paid_stays_served(self):
        term = self.contract.term_ids
        self._credit_note(term.invoice_id, "2026-05-01")
        self.assertEqual(term.state, "paid")
        self.assertRuns(self.contract)
        self.assertEqual(len(self._reports(self.contract, "credit note")), 1)

    def test_a_first_term_reversed_when_paid_is_served_no_more(self):
        term = self.contract.term_ids
        with self._on("2026-05-01"):
            term.invoice_id._reverse_moves(cancel=True)
        self.assertEqual(term.state, "planned")
        self.assertEqual(self.contract.contract_state, "signed")
        self.assertFalse(self.contract.paid_until)

    def test_a_first_term_invoiced_again_is_paid_by_the_money_that_came_before(self):
        term = self.contract.term_ids
        payment = term.invoice_id.matched_payment_ids
        with self._on("2026-05-01"):
            term.invoice_id._reverse_moves(cancel=True)
            term.action_invoice_again()
        self._reconcile("2026-05-02", term.invoice_id, payment.move_id)
        self.assertEqual(term.state, "paid")
        self.assertRuns(self.contract)

    def test_a_first_term_paid_twice_leaves_the_second_payment_as_credit(self):
        payment = self._credit(self.contract, 7208.0, "2026-03-02")
        self.assertEqual(self.contract.term_ids.state, "paid")
        self.assertEqual(self._receivable(payment.move_id).amount_residual, -7208.0)


@tagged("post_install", "-at_install")
class TestAccountingInDollars(AccountingCommon):
    """A company whose own books are in another currency: contracts stay in yuan."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        usd = cls.setup_other_currency("USD", rates=[("2020-01-01", 1.0)])
        cls.cny.rate_ids.unlink()
        cls.cny.rate_ids = [
            Command.create({"name": day, "rate": rate, "company_id": cls.company.id})
            for day, rate in (("2020-01-01", 8.0), ("2027-02-10", 7.0))
        ]
        cls.company.currency_id = usd

    def test_the_exchange_difference_pays_nobody_and_spoils_no_payment(self):
        term = self._renew(self.contract)
        self.assertEqual(term.invoice_id.currency_id, self.cny)
        payment = self._pay(self.contract, "2027-02-20")
        self.assertEqual(payment.currency_id, self.cny)
        difference = self._receivable(term.invoice_id).matched_credit_ids
        self.assertTrue(difference.exchange_move_id)
        self.assertEqual(term.state, "paid")
        self._unmatch(term.invoice_id, "2027-03-10")
        self.assertEqual(term.state, "invoiced")
        self._reconcile("2027-03-10", term.invoice_id, payment.move_id)
        self.assertEqual(term.state, "paid")
        self._end_unpaid("2027-06-01")
        self.assertRuns(self.contract)

    def test_money_in_dollars_is_counted_in_yuan(self):
        self._renew(self.contract)
        self.assertEqual(self.contract.contract_amount, 7208.0)  # a price in yuan
        self._credit(self.contract, 1029.0, "2027-02-20")  # 7,203 yuan
        self._end_unpaid("2027-03-04")
        self.assertEnded(self.contract)
        self._credit(self.contract, 1.0, "2027-03-03")
        with self._on("2027-03-10"):
            self.contract.action_reinstate_contract("两笔汇款都及时")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))
