# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo import api, models
from odoo.fields import Domain

from .account_payment import EFFECTIVE_PAYMENT_STATES


class AccountBankStatementLine(models.Model):
    """Bank lines that are not matched yet, as money of a customer."""

    _inherit = "account.bank.statement.line"

    def _get_payment_day(self):
        """Return the day on which the bank received the money."""
        self.ensure_one()
        return self.date

    def _get_meant_invoices(self):
        """Return the invoices that this money is linked to: none is before a match."""
        return self.env["account.move"]

    def _get_online_payment(self):
        """Return the online transaction that made it: none is known."""
        return self.env["payment.transaction"]

    def _get_ignored_record(self):
        """Return what is kept where a manager disregards this money."""
        return self.move_id

    def _get_stated_purpose(self):
        """Return what the money is for, in the payer's words.

        :rtype: str
        """
        self.ensure_one()
        return " ".join(filter(None, (self.payment_ref, self.move_id.ref)))

    def _get_suspense_lines(self):
        """Return the journal items that hold what is not matched yet."""
        self.ensure_one()
        _liquidity, suspense, _others = self._seek_for_lines()
        return suspense

    def _convert_unmatched(self, currency):
        """Return what is not matched yet.

        :param currency: what the sum is in
        :rtype: float
        """
        lines = self._get_suspense_lines()
        if currency == self.company_id.currency_id:  # what the bank gave us for it
            return -sum(lines.mapped("balance"))
        return sum(
            line.currency_id._convert(
                -line.amount_currency, currency, self.company_id, self.date
            )
            for line in lines
        )

    @api.model
    def _get_unmatched_domain(self):
        """Return the domain of the bank lines that are not matched yet.

        :rtype: Domain
        """
        return Domain("is_reconciled", "=", False) & Domain("state", "=", "posted")

    @api.model
    def _get_outgoing_domain(self):
        """Return the domain of the bank lines not matched yet by which money went out.

        :rtype: Domain
        """
        return self._get_unmatched_domain() & Domain("amount", "<", 0)

    def _filter_without_payment(self):
        """Keep the outgoing bank lines that no payment in the books stands for.

        A payment of the same sum to the same payee, which is not matched with the bank
        yet, stands for one of them.
        """
        if not self:
            return self
        payments = self.env["account.payment"].search(
            Domain("company_id", "in", self.company_id.ids)
            & Domain("payment_type", "=", "outbound")
            & Domain("state", "in", EFFECTIVE_PAYMENT_STATES)
            & Domain("is_matched", "=", False)
            & Domain(
                "partner_id", "child_of", self.partner_id.commercial_partner_id.ids
            )
        )
        known = Counter(payment._get_outgoing_key() for payment in payments)
        kept = self.browse()
        for line in self:
            key = line._get_outgoing_key()
            if known[key]:
                known[key] -= 1
            else:
                kept |= line
        return kept

    def _get_outgoing_key(self):
        """Return by what a payment of the same money is recognised."""
        currency = self.foreign_currency_id or self.currency_id
        amount = self.amount_currency if self.foreign_currency_id else self.amount
        payee = self.partner_id.commercial_partner_id
        return self.company_id, payee, currency, currency.round(-amount)
