# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    contract_number = fields.Char(related="subscription_id.contract_number")

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & self._get_fields_of_contract_terms():
            self._sync_contract_terms()
        return res

    def unlink(self):
        terms = self._get_contract_terms()
        res = super().unlink()
        terms._sync_with_accounting()
        return res

    @api.model
    def _get_fields_of_contract_terms(self):
        """Name the fields whose change may move the ledger of a contract."""
        return {
            "state",
            "matched_payment_ids",
            "origin_payment_id",
            "statement_line_id",
        }

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._report_late_credit()
        posted._report_credit_of_paid_terms()
        posted._filter_contract_invoices()._get_contract_terms()._take_order_money()
        return posted

    def _filter_contract_invoices(self):
        return self.filtered(
            lambda move: move.subscription_id and move.move_type == "out_invoice"
        )

    def _report_late_credit(self):
        """Tell of customers' money for contracts that have ended.

        Only payments and bank lines are looked at: for everybody else nothing is read
        from the database.
        """
        payments = self.origin_payment_id._filter_unallocated()
        money = self.filtered(
            lambda move: move.statement_line_id or move.origin_payment_id in payments
        )
        money.line_ids._report_late_credit()

    def _report_credit_of_paid_terms(self):
        """Tell of credit notes of all that was paid: they leave the period paid."""
        invoices = self.filtered(
            lambda move: (
                move.move_type == "out_refund"
                and move.reversed_entry_id.subscription_id
                and move.amount_total >= move.reversed_entry_id.amount_total
            )
        ).reversed_entry_id
        if not invoices:
            return
        # sudo: the ledger follows whoever keeps the books
        terms = self.env["miniprogram.contract.term"].sudo()
        paid = terms.search(
            [("invoice_id", "in", invoices.ids), ("state", "=", "paid")]
        )
        paid._report_credit_note()

    def _sync_contract_terms(self):
        """Let the ledger of contracts follow these entries and what they settle."""
        self._get_contract_terms()._sync_with_accounting()

    def _get_contract_terms(self):
        """Find the terms that these entries are the invoices or the payments of."""
        # sudo: the ledger follows whoever keeps the books
        Term = self.env["miniprogram.contract.term"].sudo()
        if not self:  # core unlinks empty recordsets, several times an invoice
            return Term
        invoices = self._filter_contract_invoices()
        others = self - invoices
        if others:
            payments = others.origin_payment_id | others.statement_line_id.payment_ids
            invoices |= payments.invoice_ids.filtered("subscription_id")
            invoices |= others._get_settled_contract_invoices()
        if not invoices:
            return Term
        return Term.search([("invoice_id", "in", invoices.ids)])

    def _get_settled_contract_invoices(self):
        """Find the contracts' invoices that these entries settle: money or not."""
        # sudo: the ledger follows whoever keeps the books
        matches = self.env["account.partial.reconcile"].sudo()
        return matches.search(
            [
                ("credit_move_id.move_id", "in", self.ids),
                ("debit_move_id.move_id.subscription_id", "!=", False),
            ]
        ).debit_move_id.move_id

    def _free_payments_without_entry(self):
        """Leave what was paid of these invoices without an entry as open credit."""
        for move in self:
            payments = move.matched_payment_ids._filter_without_entry()
            if payments:
                move.matched_payment_ids = [Command.unlink(p.id) for p in payments]

    def _convert_residual(self, currency):
        self.ensure_one()
        return self.currency_id._convert(
            self.amount_residual, currency, self.company_id, self.invoice_date
        )

    def _hand_over(self):
        """Hand sending to core's own job: no PDF is rendered here."""
        job = self.env.ref(
            "account.ir_cron_account_move_send", raise_if_not_found=False
        )
        self.sending_data = {
            "author_user_id": self.env.uid,
            "sending_methods": ["email"],
        }
        if self and job:
            job._trigger()
