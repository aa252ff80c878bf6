# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import tagged

from .ledger_accounting_common import RenewalAccountingCommon


@tagged("post_install", "-at_install")
class TestInvoicesOfRenewals(RenewalAccountingCommon):
    """Whatever becomes of a renewal's invoice, who paid goes on and nobody else."""

    # -- the invoice ----------------------------------------------------------------

    def test_posted_again_gives_seven_days(self):
        with self._on("2027-03-02"):
            self.invoice.button_draft()
        self._end_unpaid("2027-03-09")
        self.assertRuns(self.contract)
        self.assertEqual(len(self._reports(self.contract, "no posted invoice")), 1)
        with self._on("2027-03-10"):
            self.invoice.action_post()
        self.assertEqual(self.term.invoiced_on, date(2027, 3, 10))
        self.assertEqual(self.contract.payment_deadline, date(2027, 3, 17))
        self._end_unpaid("2027-03-17")
        self.assertRuns(self.contract)
        self._end_unpaid("2027-03-18")
        self.assertEnded(self.contract)

    def test_a_paid_invoice_corrected_in_draft_is_paid_when_posted_again(self):
        self._pay(self.contract, "2027-02-20")
        with self._on("2027-03-10"):
            self.invoice.button_draft()
            self.assertEqual(self.term.state, "invoiced")
            self.invoice.narration = "改了备注"
            self.invoice.action_post()
        self.assertEqual(self.term.state, "paid")
        self._end_unpaid("2027-06-01")
        self.assertRuns(self.contract)

    def test_cancelled_or_deleted_holds_it_until_a_person_invoices_again(self):
        for undo in ("button_cancel", "unlink"):
            with self.subTest(undo=undo), self.cr.savepoint() as savepoint:
                with self._on("2027-02-20"):
                    self.invoice.button_draft()
                    self.invoice.name = False
                    getattr(self.invoice, undo)()
                self.assertEqual(self.term.state, "planned")
                self.assertEqual(self.contract.open_term_id, self.term)
                self.assertEqual(len(self._reports(self.contract, "again")), 1)
                self._end_unpaid("2027-04-01")
                self._run("invoice_renewals", "2027-04-01")
                self.assertRuns(self.contract)
                self.assertEqual(len(self.contract.term_ids), 2)
                with self._on("2027-04-01"):
                    self.term.action_invoice_again()
                self.assertEqual(self.contract.payment_deadline, date(2027, 4, 8))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_blocked_renewal_is_paid_by_money_and_given_no_more_time(self):
        self.invoice.action_toggle_block_payment()
        self.assertEqual(self.term.state, "invoiced")
        self.assertEqual(self.contract.payment_deadline, date(2027, 3, 3))
        bank_line = self._import_bank_line("2027-03-01")
        self._match(bank_line, "2027-03-01", self.invoice)
        self.assertEqual(self.invoice.payment_state, "blocked")
        self.assertEqual(self.term.state, "paid")
        self._unmatch(self.invoice, "2027-03-02")
        self.assertEqual(self.term.state, "invoiced")

    # -- written off, credited ------------------------------------------------------

    def test_a_bank_fee_written_off_beside_a_payment_is_fine(self):
        with self._on("2027-02-20"):
            wizard = (
                self.env["account.payment.register"]
                .with_context(active_model="account.move", active_ids=self.invoice.ids)
                .create(
                    {
                        "journal_id": self.bank_journal.id,
                        "amount": 7198.0,
                        "payment_difference_handling": "reconcile",
                        "writeoff_account_id": self.company_data[
                            "default_account_expense"
                        ].id,
                    }
                )
            )
            wizard._create_payments()
        self.assertEqual(self.term.state, "paid")

    def test_a_fen_written_off_later_beside_a_payment_is_fine(self):
        self._pay(self.contract, "2027-02-20", amount=7207.99)
        self._write_off(self.invoice, 0.01, "2027-02-25")
        self.assertEqual(self.term.state, "paid")
        self._end_unpaid("2027-03-04")
        self.assertRuns(self.contract)

    def test_a_write_off_taken_back_leaves_the_rest_to_be_paid(self):
        self._pay(self.contract, "2027-02-20", amount=7000.0)
        entry = self._write_off(self.invoice, 208.0, "2027-02-25")
        self.assertEqual(self.term.state, "paid")
        with self._on("2027-03-10"):
            entry.button_draft()
        self.assertEqual(self.term.state, "invoiced")
        self.assertEqual(self.contract.payment_deadline, date(2027, 3, 17))
        with self._on("2027-03-10"):
            entry.action_post()
        self.assertEqual(self.term.state, "paid")

    def test_written_off_whole_is_on_hold_and_a_person_decides(self):
        entry = self._write_off(self.invoice, 7208.0, "2027-02-25")
        self.assertEqual(self.term.state, "planned")
        self.assertEqual(len(self._reports(self.contract, "written off")), 1)
        self._end_unpaid("2027-04-01")
        self.assertRuns(self.contract)
        self.assertTrue(self._reports(self.contract, "not invoiced again"))
        with self._on("2027-04-01"):
            entry.button_draft()
        self.assertEqual(self.term.state, "invoiced")
        self.assertFalse(
            self._reports(self.contract, "not invoiced again"), "it is settled"
        )
        self._end_unpaid("2027-04-02")
        self.assertEnded(self.contract)

    def test_credited_in_part_and_the_rest_paid_is_paid(self):
        refund = self._credit_note(self.invoice, "2027-02-10", 208.0)
        self._reconcile("2027-02-10", self.invoice, refund)
        self.assertEqual(self.invoice.amount_residual, 7000.0)
        self.assertEqual(self.term.state, "invoiced")
        self._pay(self.contract, "2027-02-20")
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))

    def test_credited_in_part_and_the_rest_unpaid_is_ended(self):
        refund = self._credit_note(self.invoice, "2027-02-10", 208.0)
        self._reconcile("2027-02-10", self.invoice, refund)
        self._end_unpaid("2027-03-04")
        self.assertEnded(self.contract)
        self.assertEqual(self.invoice.payment_state, "reversed")

    def test_a_credit_note_back_in_draft_leaves_the_rest_to_be_paid(self):
        refund = self._credit_note(self.invoice, "2027-02-10", 208.0)
        self._reconcile("2027-02-10", self.invoice, refund)
        self._pay(self.contract, "2027-02-20")
        with self._on("2027-02-21"):
            refund.button_draft()
        self.assertEqual(self.term.state, "invoiced")
        with self._on("2027-02-21"):
            refund.action_post()
        self.assertEqual(self.term.state, "paid")

    def test_credited_whole_when_unpaid_is_on_hold(self):
        refund = self._credit_note(self.invoice, "2027-02-10")
        self._reconcile("2027-02-10", self.invoice, refund)
        self.assertEqual(self.term.state, "planned")
        self._end_unpaid("2027-04-01")
        self.assertRuns(self.contract)
        self.assertEqual(len(self._reports(self.contract, "credited")), 2)

    def test_credited_whole_when_partly_paid_is_on_hold(self):
        payment = self._pay(self.contract, "2027-02-15", amount=2162.4)
        refund = self._credit_note(self.invoice, "2027-02-20")
        self.assertEqual(refund.amount_residual, 2162.4, "core settles what was open")
        self.assertEqual(self.term.state, "planned")
        self.assertEqual(self.contract.paid_until, date(2027, 2, 28))
        self._end_unpaid("2027-04-01")
        self.assertRuns(self.contract)
        with self._on("2027-04-02"):
            payment.action_draft()
            payment.action_cancel()
        self.assertEqual(self.term.state, "planned", "still all of it is credited")
        with self._on("2027-04-03"):
            self.contract.action_terminate_contract(self.agreement)
        self.assertEqual(self.invoice.reversal_move_ids, refund, "and nothing twice")
        self.assertEqual(self.invoice.amount_residual, 0.0)
        self.assertEqual(refund.amount_residual, 0.0)

    def test_a_credit_note_of_what_is_owed_again_pays_nothing(self):
        # 2162.40 come back from the bank before the period is invoiced again, or after
        for undone_on in ("2027-02-21", "2027-02-23"):
            with self.subTest(undone_on=undone_on), self.cr.savepoint() as savepoint:
                payment = self._pay(self.contract, "2027-02-15", amount=2162.4)
                self._credit_note(self.invoice, "2027-02-20")
                for day in sorted([undone_on, "2027-02-22"]):
                    with self._on(day):
                        if day == undone_on:
                            payment.action_draft()
                            payment.action_cancel()
                        else:
                            self.term.action_invoice_again()
                self._pay(self.contract, "2027-02-24", amount=5045.6)
                self.assertEqual(self.term._get_credit_in_time(), 0.0)
                self._end_unpaid("2027-04-01")
                self.assertEnded(self.contract)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_part_paid_before_all_was_credited_is_the_customers_credit(self):
        self._pay(self.contract, "2027-02-15", amount=2162.4)
        self._credit_note(self.invoice, "2027-02-20")
        with self._on("2027-02-22"):
            self.term.action_invoice_again()
        self._pay(self.contract, "2027-02-24", amount=5045.6)
        self.assertEqual(self.term._get_credit_in_time(), 2162.4)
        self._end_unpaid("2027-04-01")
        self.assertRuns(self.contract)

    def test_credited_whole_when_paid_stays_paid_and_is_reported(self):
        self._pay(self.contract, "2027-02-20")
        self._credit_note(self.invoice, "2027-04-10")
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))
        self.assertEqual(len(self._reports(self.contract, "credit note")), 1)

    def test_credited_whole_by_several_credit_notes_is_reported_too(self):
        self._pay(self.contract, "2027-02-20")
        self._credit_note(self.invoice, "2027-04-10", 3604.0)
        self.assertFalse(self._reports(self.contract, "credit note"))
        self._credit_note(self.invoice, "2027-04-11", 3604.0)
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(len(self._reports(self.contract, "credit note")), 1)

    def test_reversed_when_paid_frees_the_money_and_puts_it_on_hold(self):
        self._pay(self.contract, "2027-02-20")
        with self._on("2027-04-10"):
            self.invoice._reverse_moves(cancel=True)
        self.assertEqual(self.term.state, "planned")
        self._end_unpaid("2027-06-01")
        self.assertRuns(self.contract)
        self.assertEqual(self.contract.paid_until, date(2027, 2, 28))

    # -- other books ----------------------------------------------------------------

    def test_a_payment_in_dollars(self):
        usd = self.setup_other_currency("USD", rates=[("2027-01-01", 0.125)])
        payments = self._pay_together(
            self.contract, "2027-02-20", currency_id=usd.id, amount=900.0
        )
        self.assertEqual(payments.currency_id, usd)
        self.assertEqual(self.term.state, "invoiced")  # 7,200 yuan
        self._pay(self.contract, "2027-02-21")
        self.assertEqual(self.term.state, "paid")

    def test_a_payment_in_dollars_without_an_entry(self):
        self._without_outstanding_account()
        usd = self.setup_other_currency("USD", rates=[("2027-01-01", 0.125)])
        self._pay_together(
            self.contract, "2027-02-20", currency_id=usd.id, amount=900.0
        )
        self.assertEqual(self.term.state, "invoiced")
        self._pay_together(self.contract, "2027-02-21", currency_id=usd.id, amount=1.0)
        self.assertEqual(self.term.state, "paid")

    def test_paid_in_a_locked_period_and_undone_later(self):
        payment = self._pay(self.contract, "2027-02-20")
        self.company.fiscalyear_lock_date = "2027-02-28"
        self._unmatch(self.invoice, "2027-03-10")
        self.assertEqual(self.term.state, "invoiced")
        self._reconcile("2027-03-12", self.invoice, payment.move_id)
        self.assertEqual(self.term.state, "paid")
        self._end_unpaid("2027-06-01")
        self.assertRuns(self.contract)

    def test_ended_though_the_invoice_is_in_a_locked_period(self):
        for lock in ("fiscalyear_lock_date", "sale_lock_date", "hard_lock_date"):
            with self.subTest(lock=lock), self.cr.savepoint() as savepoint:
                self.company[lock] = "2027-02-28"
                self._end_unpaid("2027-03-04")
                self.assertEnded(self.contract)
                self.assertEqual(self.invoice.payment_state, "reversed")
                refund = self.invoice.reversal_move_ids
                self.assertEqual(refund.date, date(2027, 3, 4))
                savepoint.rollback()
                self.env.invalidate_all()
