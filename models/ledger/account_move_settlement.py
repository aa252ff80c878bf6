# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

# The key of the context in which documents are replaced: terms follow afterwards
WITHOUT_SYNC = "contract_terms_follow_later"


class AccountMove(models.Model):
    """What settles an invoice: money, or something else."""

    _inherit = "account.move"

    def _get_receivable_lines(self):
        """Return the journal items of these entries on what customers owe."""
        return self.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def _is_money(self):
        """Whether a payment, a bank line or money booked by hand is among these."""
        return bool(self.origin_payment_id or self.statement_line_id) or any(
            move._is_money_booked_by_hand() for move in self
        )

    def _is_money_booked_by_hand(self):
        """Whether this is a plain journal entry by which a customer's money came in.

        Its counterpart is in a liquidity account, or in an account for outstanding
        receipts. Nothing is looked up for an entry that credits no customer.
        """
        self.ensure_one()
        if self.move_type != "entry" or self.origin_payment_id:
            return False
        if not any(line.balance < 0 for line in self._get_receivable_lines()):
            return False
        received = self.line_ids.filtered(lambda line: line.balance > 0).account_id
        return bool(
            received.filtered(lambda account: account.account_type == "asset_cash")
            or received & self._get_outstanding_accounts(received)
        )

    def _get_outstanding_accounts(self, accounts):
        """Return which of these accounts hold what has come and is not in the bank yet.

        :param accounts: the accounts in question
        """
        self.ensure_one()
        # sudo: how payments are booked is no secret to who books them
        lines = self.env["account.payment.method.line"].sudo()
        used = lines.search(
            [
                ("payment_account_id", "in", accounts.ids),
                ("payment_type", "=", "inbound"),
            ]
        ).payment_account_id
        company = self.company_id.root_id
        chart = self.env["account.chart.template"].sudo()
        default = chart.with_context(allowed_company_ids=company.ids).ref(
            "account_journal_payment_debit_account_id", raise_if_not_found=False
        )
        return used | (default or company.transfer_account_id)

    def _get_settling_entries(self):
        """Return the journal entries that these invoices are reconciled with."""
        receivables = self._get_receivable_lines()
        return (
            receivables.matched_credit_ids.credit_move_id.move_id
            | receivables.matched_debit_ids.debit_move_id.move_id
        )

    def _is_customer_refunded(self):
        """Whether money went back to this invoice's customer for nothing in particular.

        Until it is reconciled, it may be what any of the customer's credits was.
        """
        self.ensure_one()
        # sudo: money may go back at a branch that the user does not work for
        refunds = (
            self.env["miniprogram.contract.term"]
            .sudo()
            ._read_refunds(
                self.company_id._get_branch_tree(),
                self.currency_id,
                Domain("partner_id", "child_of", self.commercial_partner_id.id),
            )
        )
        return bool(refunds)

    def _get_posted_credit_notes(self):
        """Return the posted credit notes of these invoices."""
        return self.reversal_move_ids.filtered(lambda move: move.state == "posted")

    def _is_credited_in_full(self):
        """Whether posted credit notes take back all that this invoice comes to."""
        self.ensure_one()
        credited = sum(self._get_posted_credit_notes().mapped("amount_total"))
        return self.currency_id.compare_amounts(credited, self.amount_total) >= 0

    def _has_received_money(self):
        """Whether money has come for this invoice, little or all of it."""
        self.ensure_one()
        entries = self._get_settling_entries()
        return entries.filtered(lambda entry: entry.state == "posted")._is_money() or (
            bool(self.matched_payment_ids._get_amount_paid_of(self))
        )
