# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command

from .ledger_common import LedgerCommon


class AccountingCommon(LedgerCommon):
    """A contract paid until 28 February 2027, and what an accountant does to it."""

    def setUp(self):
        super().setUp()
        self.contract = self._activate()

    def _reconcile(self, day, *moves):
        with self._on(day):
            lines = self._receivable(self.env["account.move"].union(*moves))
            return lines.filtered(lambda line: not line.reconciled).reconcile()

    def _unmatch(self, invoice, day):
        with self._on(day):
            self._receivable(invoice).remove_move_reconcile()

    def _import_bank_line(self, day, amount=7208.0, entered_on=None, **values):
        """Enter a line of the bank statement that is not matched yet."""
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
        """Book a bad debt, or a bank's fee, against the invoice."""
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
        """Credit the invoice, the whole of it or a part."""
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

    def _reissue(self, invoice, day, post=True):
        """Reverse an invoice and make it anew (红冲重开) in accounting's dialog."""
        with self._on(day):
            wizard = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=invoice.ids)
                .create({"journal_id": invoice.journal_id.id, "reason": "换抬头"})
            )
            action = wizard.modify_moves()
            new = self.env["account.move"].browse(action["res_id"])
            if post:
                new.action_post()
        return new

    def _copy(self, invoice, day, **default):
        with self._on(day):
            copy = invoice.copy({"invoice_date": day, **default})
            copy.action_post()
        return copy

    def _reports(self, contract, text):
        return contract.activity_ids.filtered(lambda act: text in (act.summary or ""))

    def assertEnded(self, contract):
        self.assertEqual(contract.contract_state, "terminated")

    def assertRuns(self, contract):
        self.assertEqual(contract.contract_state, "active")


class RenewalAccountingCommon(AccountingCommon):
    """The same contract, with a renewal that is invoiced."""

    def setUp(self):
        super().setUp()
        self.term = self._renew(self.contract)
        self.invoice = self.term.invoice_id
