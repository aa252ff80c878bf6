# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2.errors import ExclusionViolation, UniqueViolation

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SCAN
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestLedger(LedgerCommon):
    """What accounting does, the ledger follows: paid is what the money says."""

    def test_a_paid_first_term_makes_the_contract_active(self):
        contract = self._sign()
        self.assertEqual(contract.contract_state, "signed")
        self.assertEqual(contract.term_ids.state, "invoiced")
        self._pay(contract, "2026-03-02")
        self.assertEqual(contract.term_ids.state, "paid")
        self.assertEqual(contract.contract_state, "active")
        self.assertEqual(contract.stage_id.type, "in_progress")
        self.assertFalse(contract.in_progress)
        self.assertEqual(contract.paid_until, date(2027, 2, 28))

    def test_partly_paid_is_unpaid(self):
        contract = self._sign()
        self._pay(contract, "2026-03-02", amount=7207.99)
        self.assertEqual(contract.term_ids.state, "invoiced")
        self._pay(contract, "2026-03-03")
        self.assertEqual(contract.term_ids.state, "paid")

    def test_a_payment_undone_takes_the_contract_back_to_signed(self):
        contract = self._activate()
        invoice = contract.term_ids.invoice_id
        receivable = self._receivable(invoice)
        with self._on("2026-03-10"):
            receivable.remove_move_reconcile()
        self.assertEqual(contract.term_ids.state, "invoiced")
        self.assertEqual(contract.term_ids.fell_back_on, date(2026, 3, 10))
        self.assertEqual(contract.contract_state, "signed")

    def test_a_payment_in_draft_or_rejected_is_no_payment(self):
        for undo in ("action_draft", "action_reject", "action_cancel"):
            with self.subTest(undo=undo):
                contract = self._sign()
                payment = self._pay(contract, "2026-03-02")
                self.assertEqual(contract.term_ids.state, "paid")
                with self._on("2026-03-10"):
                    getattr(payment, undo)()
                self.assertEqual(contract.term_ids.state, "invoiced")
                self.assertEqual(contract.contract_state, "signed")

    def test_an_invoice_reset_to_draft_is_unpaid_until_posted_again(self):
        contract = self._activate()
        invoice = contract.term_ids.invoice_id
        invoice.button_draft()
        self.assertEqual(contract.term_ids.state, "invoiced")
        invoice.action_post()
        self.assertEqual(contract.term_ids.state, "paid")

    def test_a_cancelled_invoice_is_reported_and_not_made_again(self):
        contract = self._sign()
        contract.term_ids.invoice_id.button_draft()
        contract.term_ids.invoice_id.button_cancel()
        self.assertEqual(contract.term_ids.state, "planned")
        self.assertEqual(len(contract.activity_ids), 1)
        self._run("invoice_renewals", "2028-01-01")
        self.assertEqual(len(contract.term_ids), 1)

    def test_a_deleted_invoice_is_reported(self):
        contract = self._sign()
        invoice = contract.term_ids.invoice_id
        invoice.button_draft()
        invoice.name = False
        invoice.unlink()
        self.assertEqual(contract.term_ids.state, "planned")
        self.assertEqual(len(contract.activity_ids), 1)

    def test_a_person_invoices_it_again(self):
        contract = self._sign()
        former = contract.term_ids.invoice_id
        former.button_draft()
        former.button_cancel()
        with self.assertRaises(UserError):
            contract.term_ids.with_user(self.salesman).action_invoice_again()
        contract.term_ids.action_invoice_again()
        self.assertEqual(contract.term_ids.state, "invoiced")
        self.assertEqual(contract.term_ids.former_invoice_ids, former)
        self.assertNotEqual(contract.term_ids.invoice_id, former)

    def test_a_credit_note_of_the_whole_amount_is_no_payment(self):
        contract = self._sign()
        contract.term_ids.invoice_id._reverse_moves(cancel=True)
        self.assertEqual(contract.term_ids.state, "planned")
        self.assertEqual(contract.contract_state, "signed")

    def test_a_credit_note_beside_a_paid_term_leaves_it_paid(self):
        contract = self._activate()
        refund = contract.term_ids.invoice_id._reverse_moves()
        refund.action_post()
        self.assertEqual(contract.term_ids.state, "paid")
        self.assertEqual(contract.contract_state, "active")

    def test_a_write_off_of_the_whole_amount_is_no_payment(self):
        contract = self._sign()
        invoice = contract.term_ids.invoice_id
        receivable = self._receivable(invoice)
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.account_id.id,
                            "partner_id": invoice.commercial_partner_id.id,
                            "currency_id": self.cny.id,
                            "credit": invoice.amount_total,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data[
                                "default_account_expense"
                            ].id,
                            "debit": invoice.amount_total,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        lines = receivable | entry.line_ids.filtered(
            lambda line: line.account_id == receivable.account_id
        )
        lines.reconcile()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(contract.term_ids.state, "planned")

    def test_a_bank_fee_written_off_beside_a_payment_is_fine(self):
        contract = self._sign()
        with self._on("2026-03-02"):
            self.env["account.payment.register"].with_context(
                active_model="account.move",
                active_ids=contract.term_ids.invoice_id.ids,
            ).create(
                {
                    "amount": 7207.99,
                    "journal_id": self.bank_journal.id,
                    "payment_difference_handling": "reconcile",
                    "writeoff_account_id": self.company_data[
                        "default_account_expense"
                    ].id,
                }
            )._create_payments()
        self.assertEqual(contract.term_ids.state, "paid")

    def test_a_bank_line_pays(self):
        contract = self._sign()
        invoice = contract.term_ids.invoice_id
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": "2026-03-02",
                "amount": invoice.amount_total,
                "partner_id": contract.partner_id.id,
                "payment_ref": contract.contract_number,
            }
        )
        _liquidity, suspense, _other = line._seek_for_lines()
        receivable = self._receivable(invoice)
        suspense.account_id = receivable.account_id
        (suspense | receivable).reconcile()
        self.assertEqual(contract.term_ids.state, "paid")

    def test_payments_without_an_entry_pay(self):
        self._without_outstanding_account()
        contract = self._sign()
        payment = self._pay(contract, "2026-03-02")
        self.assertFalse(payment.move_id)
        self.assertEqual(contract.term_ids.state, "paid")
        payment.action_reject()
        self.assertEqual(contract.term_ids.state, "invoiced")

    def test_one_of_a_hundred_without_an_entry_is_unpaid(self):
        self._without_outstanding_account()
        contract = self._sign()
        self._pay(contract, "2026-03-02", amount=1.0)
        self.assertEqual(contract.term_ids.state, "invoiced")

    def test_two_invoices_paid_at_once(self):
        contracts = self._sign() | self._sign()
        invoices = contracts.term_ids.invoice_id
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create({"group_payment": True, "journal_id": self.bank_journal.id})
        )
        wizard._create_payments()
        self.assertEqual(contracts.term_ids.mapped("state"), ["paid", "paid"])
        self.assertEqual(set(contracts.mapped("contract_state")), {"active"})

    def test_a_free_contract_term_is_paid(self):
        contract = self._sign()
        contract.term_ids.invoice_id.button_draft()
        contract.term_ids.invoice_id.invoice_line_ids.price_unit = 0.0
        contract.term_ids.invoice_id.contract_amount_reason = "首年免费"
        contract.term_ids.invoice_id.action_post()
        self.assertEqual(contract.term_ids.state, "paid")

    def test_a_blocked_invoice_with_nothing_left_is_paid_when_paid(self):
        contract = self._sign()
        contract.term_ids.invoice_id.payment_state = "blocked"
        self._pay(contract, "2026-03-02")
        self.assertEqual(contract.term_ids.state, "paid")

    def test_no_period_twice_and_none_overlapping(self):
        contract = self._activate()
        term = contract.term_ids.sudo()
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            term.copy({"date_start": "2030-01-01", "date_end": "2030-12-31"})
        with self.assertRaises(ExclusionViolation), self.cr.savepoint():
            term.copy({"sequence": 2, "date_start": "2027-02-28"})

    def test_more_time_by_a_manager(self):
        contract = self._sign()
        with self._on("2026-03-02"):
            with self.assertRaises(UserError):
                contract.term_ids.action_grant_time("2026-03-01", "")
            contract.term_ids.action_grant_time("2026-04-01", "财务流程")
        self.assertEqual(contract.term_ids.grace_until, date(2026, 4, 1))
        with self.assertRaises(UserError):
            contract.with_user(self.salesman).term_ids.action_grant_time(
                "2099-01-01", "x"
            )

    def test_a_yearly_contract_is_signed_for_its_whole_term(self):
        contract = self._activate(
            "2026-03-01", contract_term_years=3, contract_payment_schedule="yearly"
        )
        self.assertEqual(contract.paid_until, date(2027, 2, 28))
        self.assertEqual(contract.contract_date_end, date(2029, 2, 28))

    def test_the_scan_signs_and_the_order_money_pays(self):
        contract = self._create_sent_contract()
        contract.action_register_signed_paper("李静", SCAN)
        self.assertEqual(contract.open_term_id, contract.term_ids)
