# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


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
        return sum(
            line.currency_id._convert(
                -line.amount_currency, currency, self.company_id, self.date
            )
            for line in self._get_suspense_lines()
        )
