# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ContractTerm(models.Model):
    """Periods that are charged anew: the same term, on other days or at another price.

    The old invoice is credited and stays among the former ones; what was paid of it
    pays the new one.
    """

    _inherit = "miniprogram.contract.term"

    def _change_period(self, values):
        """Let this unpaid period end on another day, or cost another amount.

        A period that waits for a person to invoice it goes on waiting.

        :param dict values: what the contract prepares for a period from its first day
        """
        self.ensure_one()
        invoice = self.invoice_id
        is_invoiced = self.state == "invoiced"
        is_posted = invoice.state == "posted"
        lines = self._get_money_lines()
        payments = invoice.matched_payment_ids._filter_without_entry()
        words = self._get_paper_env()._("Charged anew: %s", invoice.name)
        self._withdraw_invoices(ref=words)
        self._forget_invoice()
        self.write(self._prepare_changed_period(values))
        if is_invoiced:
            self._invoice()
            if is_posted and self.invoice_id.state == "draft":
                self.invoice_id._post(soft=False)
            self._allocate([*lines, *payments._get_unused(self.currency_id)])

    def _is_charged_as(self, values):
        """Whether this period ends on that day already, and costs that much.

        :param dict values: what the contract prepares for a period from its first day
        """
        self.ensure_one()
        is_price = not self.currency_id.compare_amounts(self.amount, values["amount"])
        return is_price and all(
            self[name] == values[name] for name in ("date_end", "is_agreed", "is_cut")
        )

    def _prepare_changed_period(self, values):
        """Prepare what changes of a period that is charged anew: made to be extended.

        :param dict values: what the contract prepares for a period from its first day
        :rtype: dict
        """
        names = ("amount", "date_end", "is_agreed", "is_cut", "kind", "years")
        return {name: values[name] for name in names}

    def _get_money_lines(self):
        """Return the journal items by which money pays this period's invoice.

        :return: the oldest first
        """
        receivables = self.invoice_id._get_receivable_lines()
        lines = receivables.matched_credit_ids.credit_move_id
        return lines.filtered(lambda line: line.move_id._is_money()).sorted("date")
