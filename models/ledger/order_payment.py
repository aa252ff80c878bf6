# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...policy.terms import RENEWAL


class ContractTerm(models.Model):
    """Money paid on the order: it pays the signed terms, the oldest first.

    Any surplus stays the customer's credit; it pays no renewal automatically.
    """

    _inherit = "miniprogram.contract.term"

    def _allocate_order_payments(self):
        """Pay what these terms owe with what is left of the money paid on the order."""
        owed = self.filtered(
            lambda term: term.kind != RENEWAL and term.state == "invoiced"
        )
        for term in owed.sorted(lambda term: (term.date_start, term.id)):
            if payments := term._get_order_payments():
                term._allocate(payments._get_open_credit_lines())
                term._allocate(payments._get_unused(term.currency_id))

    def _get_order_payments(self):
        """Return the effective payments of the order's online transactions."""
        self.ensure_one()
        # sudo: contract users have no access to transactions
        order = self.contract_id.sale_order_id.sudo()
        payments = order.transaction_ids.payment_id.filtered(
            lambda payment: (
                payment._is_effective()
                and payment.payment_type == "inbound"
                and payment.company_id == self.company_id
            )
        )
        return payments.sorted(lambda payment: (payment.date, payment.id))
