# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.tests import tagged

from .ledger_common import LedgerCommon


class AccountingCommon(LedgerCommon):
    """A contract paid until 28 February 2027, and what an accountant does to it."""

    def setUp(self):
        super().setUp()
        self.contract = self._activate()

    def _end(self, day):
        self._run("terminate_unpaid_renewals", day)

    def _receivable(self, move):
        return move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def _reconcile(self, day, *moves):
        with self._on(day):
            lines = self._receivable(self.env["account.move"].union(*moves))
            return lines.filtered(lambda line: not line.reconciled).reconcile()

    def _unmatch(self, invoice, day):
        with self._on(day):
            self._receivable(invoice).remove_move_reconcile()

    def _import_bank_line(self, day, amount=7208.0, entered_on=None, **values):
        """A line of the bank statement that nobody has matched yet."""
        with self._on(entered_on or day):
            return self.env["account.bank.statement.line"].create(
                {
                    "journal_id": self.bank_journal.id,
                    "date": day,
                    "amount": amount,
                    "partner_id": self.customer.id,
                    "payment_ref": "转账",
                    **values,
                }
            )

    def _match(self, bank_line, day, *invoices):
        """Match a bank line with invoices, or only say that it is a customer's."""
        with self._on(day):
            _liquidity, suspense, _others = bank_line._seek_for_lines()
            account = self.customer.property_account_receivable_id
            suspense.account_id = account
            lines = self._receivable(self.env["account.move"].union(*invoices))
            if lines:
                (suspense | lines).reconcile()

    def _write_off(self, invoice, amount, day):
        """A bad debt, or a bank's fee, booked against the invoice."""
        with self._on(day):
            entry = self.env["account.move"].create(
                {
                    "date": day,
                    "journal_id": self.company_data["default_journal_misc"].id,
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": self._receivable(invoice).account_id.id,
                                "partner_id": self.customer.id,
                                "credit": amount,
                            }
                        ),
                        Command.create(
                            {
                                "account_id": self.company_data[
                                    "default_account_expense"
                                ].id,
                                "debit": amount,
                            }
                        ),
                    ],
                }
            )
            entry.action_post()
        self._reconcile(day, invoice, entry)
        return entry

    def _credit_note(self, invoice, day, amount=None):
        """A credit note of the invoice, of the whole or of a part of it."""
        with self._on(day):
            wizard = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=invoice.ids)
                .create({"date": day, "journal_id": invoice.journal_id.id})
            )
            wizard.refund_moves()
            refund = wizard.new_move_ids
            if amount:
                refund.invoice_line_ids.write(
                    {"price_unit": amount, "tax_ids": [Command.clear()]}
                )
            refund.action_post()
        return refund

    def _pay_together(self, contracts, day, **values):
        with self._on(day):
            wizard = (
                self.env["account.payment.register"]
                .with_context(
                    active_model="account.move",
                    active_ids=contracts.open_term_id.invoice_id.ids,
                )
                .create(
                    {
                        "group_payment": True,
                        "journal_id": self.bank_journal.id,
                        "payment_date": day,
                        **values,
                    }
                )
            )
            return wizard._create_payments()

    def _reports(self, contract, text):
        return contract.activity_ids.filtered(lambda act: text in (act.summary or ""))

    def assertEnded(self, contract):
        self.assertEqual(contract.contract_state, "terminated")

    def assertRuns(self, contract):
        self.assertEqual(contract.contract_state, "active")


@tagged("post_install", "-at_install")
class TestAccountingOfRenewals(AccountingCommon):
    """Whatever accounting does to a renewal, who paid goes on and nobody else."""

    def setUp(self):
        super().setUp()
        self.term = self._renew(self.contract)
        self.invoice = self.term.invoice_id

    # -- partly, early, together ----------------------------------------------------

    def test_paid_in_parts_before_the_deadline_goes_on(self):
        self._pay(self.contract, "2027-02-10", amount=3000.0)
        self.assertEqual(self.term.state, "invoiced")
        self.assertEqual(self.contract.payment_deadline, date(2027, 3, 3))
        self._pay(self.contract, "2027-03-03")
        self.assertEqual(self.term.state, "paid")
        self._end("2027-03-04")
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
            self.assertEqual(len(self._reports(contract, "fell back")), 1)
        self._end("2027-03-17")
        self.assertRuns(contracts[0])
        self._end("2027-03-18")
        self.assertEqual(set(contracts.mapped("contract_state")), {"terminated"})

    def test_a_payment_without_an_entry_pays_no_more_than_its_amount(self):
        self._without_outstanding_account()
        other = self._activate()
        self._renew(other)
        contracts = self.contract | other
        self._pay_together(contracts, "2027-02-20", amount=7208.0)
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(other.open_term_id.state, "invoiced")
        self._end("2027-03-04")
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
        self._end("2027-03-04")
        self.assertEnded(self.contract)

    def test_money_that_is_over_without_an_entry_holds_the_next_renewal(self):
        self._without_outstanding_account()
        payment = self._pay(self.contract, "2027-02-20", amount=14416.0)
        self.assertFalse(payment.move_id)
        self.assertEqual(self.term.state, "paid")
        term = self._renew(self.contract)
        self.assertEqual(term.state, "invoiced")
        self._end("2028-04-01")
        self.assertRuns(self.contract)
        self.assertEqual(len(self._reports(self.contract, "not allocated")), 1)

    def test_money_used_up_without_an_entry_does_not_hold_the_next_renewal(self):
        self._without_outstanding_account()
        self._pay(self.contract, "2027-02-20")
        self._renew(self.contract)
        self._end("2028-04-01")
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
        self._end("2028-04-01")
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
        self.assertFalse(self._reports(self.contract, "fell back"))
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
        self._end("2027-04-01")
        self.assertRuns(self.contract)

    def test_a_bounced_payment_is_no_credit_of_the_customer(self):
        payment = self._pay(self.contract, "2027-02-20")
        with self._on("2027-03-01"):
            payment.action_reject()
        self._unmatch(self.invoice, "2027-03-01")
        self._end("2027-03-08")
        self.assertRuns(self.contract)
        self._end("2027-03-09")
        self.assertEnded(self.contract)

    def test_what_a_bounced_payment_still_settles_is_credited_at_the_end(self):
        payment = self._pay(self.contract, "2027-02-20")
        with self._on("2027-03-01"):
            payment.action_reject()
        self._end("2027-03-09")
        self.assertEnded(self.contract)
        self.assertEqual(self.invoice.payment_state, "reversed")

    def test_undone_and_redone_the_same_day_ends_nobody(self):
        self._pay(self.contract, "2027-02-20")
        for day in ("2027-03-04", "2027-05-20"):
            self._unmatch(self.invoice, day)
            self._end(day)
            self.assertRuns(self.contract)
            payments = self.invoice.matched_payment_ids
            self._reconcile(day, self.invoice, payments.move_id)
            self.assertEqual(self.term.state, "paid")
        self._end("2027-12-31")
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
        self._end("2027-06-01")
        self.assertEqual(self.contract.termination_date, date(2027, 4, 1))

    def test_a_credit_undone_after_the_end_revives_nothing(self):
        self._end("2027-03-04")
        self._unmatch(self.invoice, "2027-03-10")
        self._pay(self.contract, "2027-03-10", term=self.term)
        self.assertEqual(self.term.state, "lapsed")
        self.assertEnded(self.contract)
        self.assertEqual(self.contract.paid_until, date(2027, 2, 28))

    # -- the invoice ----------------------------------------------------------------

    def test_posted_again_gives_seven_days(self):
        with self._on("2027-03-02"):
            self.invoice.button_draft()
        self._end("2027-03-09")
        self.assertRuns(self.contract)
        self.assertEqual(len(self._reports(self.contract, "no posted invoice")), 1)
        with self._on("2027-03-10"):
            self.invoice.action_post()
        self.assertEqual(self.term.invoiced_on, date(2027, 3, 10))
        self.assertEqual(self.contract.payment_deadline, date(2027, 3, 17))
        self._end("2027-03-17")
        self.assertRuns(self.contract)
        self._end("2027-03-18")
        self.assertEnded(self.contract)

    def test_a_paid_invoice_corrected_in_draft_is_paid_when_posted_again(self):
        self._pay(self.contract, "2027-02-20")
        with self._on("2027-03-10"):
            self.invoice.button_draft()
            self.assertEqual(self.term.state, "invoiced")
            self.invoice.narration = "改了备注"
            self.invoice.action_post()
        self.assertEqual(self.term.state, "paid")
        self._end("2027-06-01")
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
                self._end("2027-04-01")
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
        self._end("2027-03-04")
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
        self._end("2027-04-01")
        self.assertRuns(self.contract)
        with self._on("2027-04-01"):
            entry.button_draft()
        self.assertEqual(self.term.state, "invoiced")
        self._end("2027-04-02")
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
        self._end("2027-03-04")
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
        self._end("2027-04-01")
        self.assertRuns(self.contract)
        self.assertEqual(len(self._reports(self.contract, "credited")), 2)

    def test_credited_whole_when_paid_stays_paid_and_is_reported(self):
        self._pay(self.contract, "2027-02-20")
        self._credit_note(self.invoice, "2027-04-10")
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))
        self.assertEqual(len(self._reports(self.contract, "credit note")), 1)

    def test_reversed_when_paid_frees_the_money_and_puts_it_on_hold(self):
        self._pay(self.contract, "2027-02-20")
        with self._on("2027-04-10"):
            self.invoice._reverse_moves(cancel=True)
        self.assertEqual(self.term.state, "planned")
        self._end("2027-06-01")
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
        self._end("2027-06-01")
        self.assertRuns(self.contract)

    def test_ended_though_the_invoice_is_in_a_locked_period(self):
        for lock in ("fiscalyear_lock_date", "sale_lock_date", "hard_lock_date"):
            with self.subTest(lock=lock), self.cr.savepoint() as savepoint:
                self.company[lock] = "2027-02-28"
                self._end("2027-03-04")
                self.assertEnded(self.contract)
                self.assertEqual(self.invoice.payment_state, "reversed")
                refund = self.invoice.reversal_move_ids
                self.assertEqual(refund.date, date(2027, 3, 4))
                savepoint.rollback()
                self.env.invalidate_all()

    # -- money nobody has allocated, and money entered late -------------------------

    def test_a_bank_line_of_the_customer_that_nobody_matched_holds_it(self):
        bank_line = self._import_bank_line("2027-03-02", entered_on="2027-03-03")
        self._end("2027-03-04")
        self.assertRuns(self.contract)
        self.assertEqual(len(self._reports(self.contract, "not allocated")), 1)
        self._match(bank_line, "2027-03-09", self.invoice)
        self.assertEqual(self.term.state, "paid")
        self._end("2027-06-01")
        self.assertRuns(self.contract)

    def test_a_bank_line_that_is_late_too_small_or_outgoing_does_not_hold_it(self):
        self._import_bank_line("2027-03-04", 7208.0, "2027-03-04")
        self._import_bank_line("2027-03-01", 7207.99)
        self._import_bank_line("2027-03-01", -7208.0)
        self._end("2027-03-05")
        self.assertEnded(self.contract)

    def test_a_bank_line_dated_in_time_and_entered_after_the_end(self):
        self._end("2027-03-04")
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
        self._end("2027-06-01")
        self.assertRuns(self.contract)

    def test_reinstated_with_a_bank_line_that_nobody_matched(self):
        self._end("2027-03-04")
        bank_line = self._import_bank_line("2027-03-02", 8000.0, "2027-03-10")
        self.assertEqual(len(self._reports(self.contract, "dated in time")), 1)
        with self._on("2027-03-12"):
            self.contract.action_reinstate_contract("汇款及时，入账较晚")
        self.assertEqual(self.term.state, "paid")
        receivable = self._receivable(bank_line.move_id)
        self.assertEqual(receivable.amount_residual, -792.0)  # stays his credit

    def test_reinstated_money_in_time_that_bounces_is_judged_anew(self):
        self._end("2027-03-04")
        payment = self._credit(self.contract, 7208.0, "2027-03-02")
        with self._on("2027-03-10"):
            self.contract.action_reinstate_contract("汇款及时，入账较晚")
        with self._on("2027-04-01"):
            payment.action_reject()
        self.assertEqual(self.contract.payment_deadline, date(2027, 4, 8))
        self._credit(self.contract, 7208.0, "2027-04-08")
        self._end("2027-04-09")
        self.assertRuns(self.contract)  # on hold: in time by the new deadline

    def test_part_paid_without_an_entry_stays_the_customers_credit(self):
        self._without_outstanding_account()
        self._pay(self.contract, "2027-02-20", amount=4000.0)
        self._end("2027-03-04")
        self.assertEnded(self.contract)
        self._credit(self.contract, 3208.0, "2027-03-03")
        with self._on("2027-03-10"):
            self.contract.action_reinstate_contract("两笔汇款都及时")
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))


@tagged("post_install", "-at_install")
class TestAccountingOfOtherTerms(AccountingCommon):
    """The same for first terms and instalments, and before a renewal is made."""

    def test_money_before_the_renewal_is_invoiced_holds_it_until_allocated(self):
        payment = self._credit(self.contract, 7208.0, "2026-12-01")
        term = self._renew(self.contract)
        self.assertEqual(term.state, "invoiced")
        self._end("2027-03-04")
        self.assertRuns(self.contract)
        self._reconcile("2027-03-20", term.invoice_id, payment.move_id)
        self.assertEqual(term.state, "paid")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))

    def test_a_draft_renewal_paid_early_is_paid_when_posted(self):
        self.contract._set_lifecycle({"contract_invoicing_mode": "draft"})
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
                    self._end(day)
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
        self.contract._set_lifecycle({"contract_invoicing_mode": "draft"})
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
        self.contract._set_lifecycle({"contract_invoicing_mode": "draft"})
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
        self._end("2027-06-01")
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
        self._end("2027-06-01")
        self.assertRuns(self.contract)

    def test_money_in_dollars_is_counted_in_yuan(self):
        self._renew(self.contract)
        self.assertEqual(self.contract.contract_amount, 57664.0)  # from dollars
        self._credit(self.contract, 8230.0, "2027-02-20")  # 57,610 yuan
        self._end("2027-03-04")
        self.assertEnded(self.contract)
        self._credit(self.contract, 8.0, "2027-03-03")
        with self._on("2027-03-10"):
            self.contract.action_reinstate_contract("两笔汇款都及时")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))
