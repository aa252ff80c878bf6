# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class AccountMove(models.Model):
    """What the invoice of a contract shows to the people who open it."""

    _inherit = "account.move"

    contract_due_date_note = fields.Char(
        compute="_compute_contract_due_date_note",
        groups="account.group_account_invoice,account.group_account_readonly",
        help="Says that a later due date is no later end of the contract.",
    )

    def _compute_payment_count(self):
        moves = self
        if self.env.user._is_internal():
            # sudo: salespeople open the invoices of their contracts, and core fails on
            # the payments, which they may not read
            moves = self.sudo()
        return super(AccountMove, moves)._compute_payment_count()

    @api.depends("contract_term_id", "invoice_date_due", "line_ids.date_maturity")
    def _compute_contract_due_date_note(self):
        for move in self:
            move.contract_due_date_note = (
                move._is_due_after_the_end() and move._describe_due_date()
            )

    def _is_due_after_the_end(self):
        """Whether its contract ends for want of payment before this invoice is due."""
        self.ensure_one()
        # sudo: an accountant need not see all contracts
        term = self.sudo().contract_term_id
        contract = term.contract_id
        if (
            self.state != "posted"
            or not term._is_offer()
            or term != contract.open_term_id
            or term.invoice_id != self._origin
            or not contract.payment_deadline
        ):
            return False
        days = [self.invoice_date_due, *self.line_ids.mapped("date_maturity")]
        return any(day and day > contract.payment_deadline for day in days)

    def _describe_due_date(self):
        """Return what the due date does not do, and who can.

        :rtype: str
        """
        self.ensure_one()
        # sudo: an accountant need not see all contracts
        contract = self.sudo().contract_term_id.contract_id
        return self.env._(
            "Due Date: a later day gives the customer no more time. Contract "
            "%(contract)s ends if this is not paid by %(deadline)s. More time is "
            "granted by a contract manager, by “More Time” on the contract.",
            contract=contract.display_name,
            deadline=contract.payment_deadline,
        )
