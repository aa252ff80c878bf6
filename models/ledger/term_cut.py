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
        is_settled = self._is_settled_unpaid()
        self._forget_invoice()
        money = [] if is_settled else self._withdraw_former_invoice(invoice)
        self.write(self._prepare_changed_period(values))
        if is_invoiced:
            self._invoice()
            if is_posted and self.invoice_id.state == "draft":
                self.invoice_id._post(soft=False)
            self._allocate(money)

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

    def _withdraw_former_invoice(self, invoice):
        """Cancel or credit an invoice that this period no longer has.

        :param invoice: the former invoice, if there was one
        :return: where the money is that was paid of it, see :class:`OpenMoney`
        :rtype: list
        """
        if invoice.state == "draft":
            invoice.button_cancel()
        if invoice.state != "posted":
            return []
        payments = invoice.matched_payment_ids._filter_without_entry()
        lines = self._get_money_lines(invoice)
        invoice._free_payments_without_entry()
        values = {
            **self._prepare_credit_note(invoice),
            "ref": self._get_paper_env()._("Charged anew: %s", invoice.name),
        }
        invoice._reverse_remainder([values])
        return [*lines, *payments._get_unused(self.currency_id)]

    def _get_money_lines(self, invoice):
        """Return the journal items by which money pays an invoice, the oldest first.

        :param invoice: a posted invoice
        """
        receivables = invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        lines = receivables.matched_credit_ids.credit_move_id
        return lines.filtered(lambda line: line.move_id._is_money()).sorted("date")
