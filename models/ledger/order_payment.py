# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ContractTerm(models.Model):
    """Money paid on the order: it goes to the signed terms, the oldest first.

    What is over stays the customer's credit, and a renewal takes none of it by itself.
    """

    _inherit = "miniprogram.contract.term"

    def _take_order_money(self):
        """Pay what these terms owe with what is left of the money paid on the order."""
        owed = self.filtered(
            lambda term: term.kind != "renewal" and term.state == "invoiced"
        )
        for term in owed.sorted(lambda term: (term.date_start, term.id)):
            money = term._get_order_payments()
            if money:
                term._allocate(
                    money._get_open_credit_lines(),
                    money._get_unused(term.currency_id),
                )

    def _get_order_payments(self):
        """Give the living payments of the order's online transactions."""
        self.ensure_one()
        # sudo: transactions are not for people who keep contracts
        order = self.contract_id.sale_order_id.sudo()
        payments = order.transaction_ids.payment_id.filtered(
            lambda payment: (
                payment._is_effective()
                and payment.payment_type == "inbound"
                and payment.company_id == self.company_id
            )
        )
        return payments.sorted(lambda payment: (payment.date, payment.id))
