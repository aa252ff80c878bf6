# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import tagged

from .ledger_accounting_common import RenewalAccountingCommon


@tagged("post_install", "-at_install")
class TestPaymentsOfRenewals(RenewalAccountingCommon):
    """However a renewal is paid, who paid goes on and nobody else."""

    # -- partly, early, together ----------------------------------------------------

    def test_paid_in_parts_before_the_deadline_goes_on(self):
        self._pay(self.contract, "2027-02-10", amount=3000.0)
        self.assertEqual(self.term.state, "invoiced")
        self.assertEqual(self.contract.payment_deadline, date(2027, 3, 3))
        self._pay(self.contract, "2027-03-03")
        self.assertEqual(self.term.state, "paid")
        self._end_unpaid("2027-03-04")
        self.assertRuns(self.contract)
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))

    def test_two_renewals_paid_at_once_and_the_payment_bounces(self):
        other = self._activate()
        self._renew(other)
        contracts = self.contract | other
        payment = self._pay_together(contracts, "2027-02-20")
        self.assertEqual(len(payment), 1)
        self.assertFalse(contracts.open_term_id)
        with self._on("2027-03-10"):
            payment.action_reject()
        for contract in contracts:
            self.assertEqual(contract.open_term_id.state, "invoiced")
            self.assertEqual(contract.paid_until, date(2027, 2, 28))
            self.assertEqual(contract.payment_deadline, date(2027, 3, 17))
            self.assertEqual(len(self._reports(contract, "undone or bounced")), 1)
        self._end_unpaid("2027-03-17")
        self.assertRuns(contracts[0])
        self._end_unpaid("2027-03-18")
        self.assertEqual(set(contracts.mapped("contract_state")), {"terminated"})

    def test_a_payment_without_an_entry_pays_no_more_than_its_amount(self):
        self._without_outstanding_account()
        other = self._activate()
        self._renew(other)
        contracts = self.contract | other
        self._pay_together(contracts, "2027-02-20", amount=7208.0)
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(other.open_term_id.state, "invoiced")
        self._end_unpaid("2027-03-04")
        self.assertRuns(self.contract)
        self.assertEnded(other)

    def test_a_payment_without_an_entry_for_two_renewals_pays_both(self):
        self._without_outstanding_account()
        other = self._activate()
        self._renew(other)
        contracts = self.contract | other
        payment = self._pay_together(contracts, "2027-02-20")
        self.assertFalse(contracts.open_term_id)
        with self._on("2027-03-10"):
            payment.action_reject()
        self.assertEqual(
            contracts.open_term_id.mapped("state"), ["invoiced", "invoiced"]
        )

    def test_a_part_that_the_bank_confirms_is_not_counted_twice(self):
        self._without_outstanding_account()
        self._pay(self.contract, "2027-02-20", amount=3604.0)
        bank_line = self._import_bank_line("2027-02-22", 3604.0)
        self._match(bank_line, "2027-02-22", self.invoice)
        self.assertEqual(self.invoice.amount_residual, 3604.0)
        self.assertEqual(self.term.state, "invoiced")
        self._end_unpaid("2027-03-04")
        self.assertEnded(self.contract)

    def test_money_that_is_over_without_an_entry_holds_the_next_renewal(self):
        self._without_outstanding_account()
        payment = self._pay(self.contract, "2027-02-20", amount=14416.0)
        self.assertFalse(payment.move_id)
        self.assertEqual(self.term.state, "paid")
        term = self._renew(self.contract)
        self.assertEqual(term.state, "invoiced")
        self._end_unpaid("2028-04-01")
        self.assertRuns(self.contract)
        # accounting was asked instead of a reminder; then it held the end
        asked = self._reports(self.contract, "The customer is not reminded")
        held = self._reports(self.contract, "not allocated") - asked
        self.assertEqual([len(asked), len(held)], [1, 1])

    def test_money_used_up_without_an_entry_does_not_hold_the_next_renewal(self):
        self._without_outstanding_account()
        self._pay(self.contract, "2027-02-20")
        self._renew(self.contract)
        self._end_unpaid("2028-04-01")
        self.assertEnded(self.contract)

    def test_a_bank_fee_beside_a_payment_without_an_entry_is_no_credit(self):
        self._without_outstanding_account()
        payment = self._pay(self.contract, "2027-02-20")
        bank_line = self._import_bank_line("2027-02-22", 7198.0)
        self._match(bank_line, "2027-02-22", self.invoice)
        self.assertEqual(self.term.state, "paid")
        self._write_off(self.invoice, 10.0, "2027-02-22")
        self.assertEqual(self.term.state, "paid")
        self.assertFalse(payment.move_id)
        self._renew(self.contract)
        self._end_unpaid("2028-04-01")
        self.assertEnded(self.contract)

    def test_a_part_marked_as_paid_and_the_rest_by_the_bank_is_paid(self):
        self._without_outstanding_account()
        payment = self._pay(self.contract, "2027-02-20", amount=3000.0)
        with self._on("2027-02-20"):
            payment.action_validate()
        self.assertEqual(self.term.state, "invoiced")
        bank_line = self._import_bank_line("2027-02-22", 4208.0)
        self._match(bank_line, "2027-02-22", self.invoice)
        self.assertEqual(self.term.state, "paid")

    def test_a_payment_without_an_entry_that_the_bank_confirms_stays_paid(self):
        self._without_outstanding_account()
        payment = self._pay(self.contract, "2027-02-20")
        bank_line = self._import_bank_line("2027-03-08")
        self._match(bank_line, "2027-03-08", self.invoice)
        self.assertEqual(payment.state, "paid")
        self.assertEqual(self.term.state, "paid")
        self.assertFalse(self._reports(self.contract, "undone or bounced"))
        bank_line.action_undo_reconciliation()
        self.assertEqual(self.term.state, "paid")

    # -- undone ---------------------------------------------------------------------

    def test_a_payment_undone_gives_seven_days(self):
        for undo in ("action_draft", "action_cancel", "action_reject"):
            with self.subTest(undo=undo), self.cr.savepoint() as savepoint:
                payment = self._pay(self.contract, "2027-02-20")
                with self._on("2027-03-10"):
                    getattr(payment, undo)()
                self.assertEqual(self.term.state, "invoiced")
                self.assertEqual(self.contract.open_term_id, self.term)
                self.assertEqual(self.contract.paid_until, date(2027, 2, 28))
                self.assertEqual(self.contract.payment_deadline, date(2027, 3, 17))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_payment_deleted_gives_seven_days(self):
        payment = self._pay(self.contract, "2027-02-20")
        with self._on("2027-03-10"):
            payment.action_draft()
            payment.unlink()
        self.assertEqual(self.term.state, "invoiced")
        self.assertEqual(self.contract.payment_deadline, date(2027, 3, 17))

    def test_a_payment_in_draft_put_back_pays(self):
        payment = self._pay(self.contract, "2027-02-20")
        with self._on("2027-03-10"):
            payment.action_draft()
            self.assertEqual(self.term.state, "invoiced")
            payment.action_post()
        self.assertEqual(self.term.state, "paid")
        self._end_unpaid("2027-04-01")
        self.assertRuns(self.contract)

    def test_a_bounced_payment_is_no_credit_of_the_customer(self):
        payment = self._pay(self.contract, "2027-02-20")
        with self._on("2027-03-01"):
            payment.action_reject()
        self._unmatch(self.invoice, "2027-03-01")
        self._end_unpaid("2027-03-08")
        self.assertRuns(self.contract)
        self._end_unpaid("2027-03-09")
        self.assertEnded(self.contract)

    def test_what_a_bounced_payment_still_settles_is_credited_at_the_end(self):
        payment = self._pay(self.contract, "2027-02-20")
        with self._on("2027-03-01"):
            payment.action_reject()
        self._end_unpaid("2027-03-09")
        self.assertEnded(self.contract)
        self.assertEqual(self.invoice.payment_state, "reversed")

    def test_undone_and_redone_the_same_day_ends_nobody(self):
        self._pay(self.contract, "2027-02-20")
        for day in ("2027-03-04", "2027-05-20"):
            self._unmatch(self.invoice, day)
            self._end_unpaid(day)
            self.assertRuns(self.contract)
            payments = self.invoice.matched_payment_ids
            self._reconcile(day, self.invoice, payments.move_id)
            self.assertEqual(self.term.state, "paid")
        self._end_unpaid("2027-12-31")
        self.assertRuns(self.contract)
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))

    def test_a_payment_undone_after_a_termination_by_agreement_changes_no_state(self):
        payment = self._pay(self.contract, "2027-02-20")
        with self._on("2027-04-01"):
            self.contract.action_terminate_contract(self.agreement)
            payment.action_reject()
        self.assertEqual(self.term.state, "invoiced")
        self.assertEnded(self.contract)
        self.assertEqual(self.contract.close_reason_id, self.agreement)
        self._end_unpaid("2027-06-01")
        self.assertEqual(self.contract.termination_date, date(2027, 4, 1))

    def test_a_credit_undone_after_the_end_revives_nothing(self):
        self._end_unpaid("2027-03-04")
        self._unmatch(self.invoice, "2027-03-10")
        self._pay(self.contract, "2027-03-10", term=self.term)
        self.assertEqual(self.term.state, "lapsed")
        self.assertEnded(self.contract)
        self.assertEqual(self.contract.paid_until, date(2027, 2, 28))

    # -- money nobody has allocated, and money entered late -------------------------

    def test_a_bank_line_of_the_customer_that_nobody_matched_holds_it(self):
        bank_line = self._import_bank_line("2027-03-02", entered_on="2027-03-03")
        self._end_unpaid("2027-03-04")
        self.assertRuns(self.contract)
        self.assertEqual(len(self._reports(self.contract, "not allocated")), 1)
        self._match(bank_line, "2027-03-09", self.invoice)
        self.assertEqual(self.term.state, "paid")
        self._end_unpaid("2027-06-01")
        self.assertRuns(self.contract)

    def test_a_bank_line_that_is_late_too_small_or_outgoing_does_not_hold_it(self):
        self._import_bank_line("2027-03-04", 7208.0, "2027-03-04")
        self._import_bank_line("2027-03-01", 7207.99)
        self._import_bank_line("2027-03-01", -7208.0)
        self._end_unpaid("2027-03-05")
        self.assertEnded(self.contract)

    def test_a_bank_line_dated_in_time_and_entered_after_the_end(self):
        self._end_unpaid("2027-03-04")
        bank_line = self._import_bank_line("2027-03-02", entered_on="2027-03-10")
        self._match(bank_line, "2027-03-11")
        self.assertEnded(self.contract)
        self.assertEqual(len(self._reports(self.contract, "dated in time")), 1)
        former = self.invoice
        with self._on("2027-03-12"):
            self.contract.action_reinstate_contract("汇款及时，入账较晚")
        self.assertRuns(self.contract)
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.term.former_invoice_ids, former)
        self.assertNotEqual(self.term.invoice_id, former)
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))
        self.assertEqual(self.contract.term_ids, self.contract.term_ids[:2])
        self.assertTrue(bank_line.is_reconciled)
        self.assertEqual(self.term.invoice_id.amount_residual, 0.0)
        self._end_unpaid("2027-06-01")
        self.assertRuns(self.contract)

    def test_reinstated_with_a_bank_line_that_nobody_matched(self):
        self._end_unpaid("2027-03-04")
        bank_line = self._import_bank_line("2027-03-02", 8000.0, "2027-03-10")
        self.assertEqual(len(self._reports(self.contract, "dated in time")), 1)
        with self._on("2027-03-12"):
            self.contract.action_reinstate_contract("汇款及时，入账较晚")
        self.assertEqual(self.term.state, "paid")
        receivable = self._receivable(bank_line.move_id)
        self.assertEqual(
            receivable.amount_residual, -792.0
        )  # stays the customer's credit

    def test_reinstated_money_in_time_that_bounces_is_judged_anew(self):
        self._end_unpaid("2027-03-04")
        payment = self._credit(self.contract, 7208.0, "2027-03-02")
        with self._on("2027-03-10"):
            self.contract.action_reinstate_contract("汇款及时，入账较晚")
        with self._on("2027-04-01"):
            payment.action_reject()
        self.assertEqual(self.contract.payment_deadline, date(2027, 4, 8))
        self._credit(self.contract, 7208.0, "2027-04-08")
        self._end_unpaid("2027-04-09")
        self.assertRuns(self.contract)  # on hold: in time by the new deadline

    def test_part_paid_without_an_entry_stays_the_customers_credit(self):
        self._without_outstanding_account()
        self._pay(self.contract, "2027-02-20", amount=4000.0)
        self._end_unpaid("2027-03-04")
        self.assertEnded(self.contract)
        self._credit(self.contract, 3208.0, "2027-03-03")
        with self._on("2027-03-10"):
            self.contract.action_reinstate_contract("两笔汇款都及时")
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))
