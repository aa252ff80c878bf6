# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._filter_posted_bank_lines()._report_late_credit()
        return lines

    def write(self, vals):
        is_named = bool(vals.keys() & {"account_id", "partner_id"})
        payers = self._get_payers() if is_named else {}
        res = super().write(vals)
        if is_named:
            # somebody says whose money it is: what was known is not told again
            named = self.filtered(lambda line: payers.get(line) != line.partner_id)
            named._filter_posted_bank_lines()._report_late_credit()
        return res

    def _get_payers(self):
        """Give whose money these lines are known to be.

        :return: of each bank line that is a customer's money, the customer
        :rtype: dict
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
            lambda line: (
                line.balance < 0 and line.partner_id and line._is_customer_money()
            )
        )

    def _report_late_credit(self):
        """Tell of customers' money among these lines, for contracts that have ended."""
        if money := self._filter_customer_money():
            self.env["sale.subscription"]._receive_money(money)

    def _get_meant_invoices(self):
        """Collect the invoices that the payments of these lines are meant for."""
        return self.move_id.origin_payment_id._get_meant_invoices()

    def _get_stated_purpose(self):
        """Give what the money is for, in the payer's words.

        :rtype: str
        """
        self.ensure_one()
        move = self.move_id
        words = (
            move.origin_payment_id.memo,
            move.ref,
            move.statement_line_id.payment_ref,
            self.name,
        )
        return " ".join(filter(None, words))

    def _is_customer_money(self):
        """Tell whether it is a receivable credit, or a bank line not matched yet."""
        self.ensure_one()
        return self.account_type == "asset_receivable" or (
            bool(self.move_id.statement_line_id)
            and self.account_id == self.journal_id.suspense_account_id
        )
