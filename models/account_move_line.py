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
        res = super().write(vals)
        # somebody says whose money it is
        if vals.keys() & {"account_id", "partner_id"}:
            self._filter_posted_bank_lines()._report_late_credit()
        return res

    def _filter_posted_bank_lines(self):
        moves = self.move_id.filtered(
            lambda move: move.statement_line_id and move.state == "posted"
        )
        return self.filtered(lambda line: line.move_id in moves)

    def _report_late_credit(self):
        """Tell of customers' money among these lines, for contracts that have ended."""
        money = self.filtered(
            lambda line: (
                line.balance < 0 and line.partner_id and line._is_customer_money()
            )
        )
        if money:
            self.env["sale.subscription"]._report_late_credit(
                money.partner_id, money.company_id
            )

    def _is_customer_money(self):
        """Tell whether it is a receivable credit, or a bank line not matched yet."""
        self.ensure_one()
        return self.account_type == "asset_receivable" or (
            bool(self.move_id.statement_line_id)
            and self.account_id == self.journal_id.suspense_account_id
        )
