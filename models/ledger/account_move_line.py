# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class AccountMoveLine(models.Model):
    """Customers' money on journal items: recognised once its payer is known."""

    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._filter_posted_bank_lines()._receive_customer_money()
        return lines

    def write(self, vals):
        if not vals.keys() & {"account_id", "partner_id"}:
            return super().write(vals)
        known_payers = self._get_known_payers()
        res = super().write(vals)
        # only money whose payer was not known before is news
        news = self.filtered(lambda line: known_payers.get(line) != line.partner_id)
        news._filter_posted_bank_lines()._receive_customer_money()
        return res

    def _get_known_payers(self):
        """Return whose money these lines are known to be.

        :return: of each bank line that is a customer's money, the payer, if known
        :rtype: dict[account.move.line, res.partner]
        """
        money = self._filter_posted_bank_lines()._filter_customer_money()
        return {line: line.partner_id for line in money}

    def _filter_posted_bank_lines(self):
        moves = self.move_id.filtered(
            lambda move: move.statement_line_id and move.state == "posted"
        )
        return self.filtered(lambda line: line.move_id in moves)

    def _filter_customer_money(self):
        return self.filtered(
            lambda line: line.balance < 0 and line._is_customer_money()
        )

    def _receive_customer_money(self):
        """Let contracts take note of customers' money among these lines."""
        if money := self._filter_customer_money():
            self.env["sale.subscription"]._receive_money(money)

    def _get_payment_day(self):
        """Return the day of the payment: closed books may date its entry later."""
        self.ensure_one()
        return self.move_id.origin_payment_id.date or self.date

    def _get_meant_invoices(self):
        """Return the invoices that the payments of these lines are meant for."""
        return self.move_id.origin_payment_id._get_meant_invoices()

    def _get_online_payment(self):
        """Return the online transaction that made this money's payment."""
        return self.move_id.origin_payment_id.payment_transaction_id

    def _get_ignored_record(self):
        """Return what is kept where a manager disregards this money."""
        return self.move_id

    def _get_stated_purpose(self):
        """Return what the money is for, in the payer's words.

        :rtype: str
        """
        self.ensure_one()
        move = self.move_id
        words = (
            move.origin_payment_id._get_stated_purpose(),
            move.ref,
            move.statement_line_id.payment_ref,
            self.name,
        )
        return " ".join(filter(None, words))

    def _convert_open_credit(self, currency):
        """Return what is left of an open credit: negative if it is a debit.

        In the company's own currency it is what the books say, whatever the day's rate.
        A credit note settles its own invoice before anything else.

        :param currency: what the sum is in
        :rtype: float
        """
        self.ensure_one()
        invoice = self._get_given_up_invoice()
        if currency == self.company_currency_id:
            left = -self.amount_residual - invoice.amount_residual_signed
        else:
            left = self.currency_id._convert(
                -self.amount_residual_currency - invoice.amount_residual,
                currency,
                self.company_id,
                self.date,
            )
        return max(left, 0.0) if invoice else left

    def _get_given_up_invoice(self):
        """Return the invoice that this credit note takes back, if no period needs it.

        Core leaves both open where a payment of the invoice is undone later.
        """
        invoice = self.move_id.reversed_entry_id
        # sudo: an accountant has no access to the ledger
        term = invoice.sudo().contract_term_id
        is_needed = term.invoice_id == invoice and term.state in ("invoiced", "paid")
        return invoice.browse() if is_needed or not term else invoice

    def _is_customer_money(self):
        """Whether it is a receivable item, or one of a bank line not matched yet."""
        self.ensure_one()
        return self.account_type == "asset_receivable" or (
            bool(self.move_id.statement_line_id)
            and self.account_id == self.journal_id.suspense_account_id
        )
