# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain


class AccountMove(models.Model):
    """Invoices of contracts that wait to be e-mailed: what no longer counts is not."""

    _inherit = "account.move"

    @api.model
    def _cron_account_move_send(self, job_count=10):
        queued = self.search(
            Domain("sending_data", "!=", False)
            & Domain("state", "=", "posted")
            & Domain("move_type", "=", "out_invoice")
            & Domain("contract_term_id", "!=", False)
        )
        queued.filtered(
            lambda move: move._is_credited_or_replaced()
        ).sending_data = False
        return super()._cron_account_move_send(job_count)

    def _is_credited_or_replaced(self):
        """Whether this invoice of a contract's period is nothing to pay any more."""
        self.ensure_one()
        # sudo: an accountant need not see all contracts
        term = self.sudo().contract_term_id
        return (
            term.invoice_id != self
            or term.state in ("planned", "lapsed")
            or self._is_credited_in_full()
        )
