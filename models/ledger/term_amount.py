# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from ..party.company_language import in_company_language
from .term_settlement import PRICE


class ContractTerm(models.Model):
    """A different amount than the contract's, for one period and a reason (4.1).

    The contract's own price, and so the later periods, stay as they are: a permanent
    change of the price is an amendment.
    """

    _inherit = "miniprogram.contract.term"

    def _filter_another_amount(self):
        """Keep the periods whose invoice differs from what they cost."""
        return self.filtered(
            lambda term: term._is_in_another_currency() or term._is_another_total()
        )

    def _is_in_another_currency(self):
        self.ensure_one()
        return self.invoice_id.currency_id != self.currency_id

    def _is_another_total(self):
        self.ensure_one()
        total = self.invoice_id.amount_total
        return self.currency_id.compare_amounts(total, self.amount) != 0

    def _check_another_amount(self):
        """Refuse another amount, unless a contract manager posts it and gives a reason.

        :raises UserError: names each invoice, its two amounts, and the ways out
        """
        problems = [term._get_amount_problem() for term in self]
        if any(problems):
            raise UserError("\n".join(filter(None, problems)))

    def _get_amount_problem(self):
        """Return in the user's words why this period's invoice cannot be posted.

        :return: the problem; None when a manager posts it and gives a reason
        :rtype: str or None
        """
        self.ensure_one()
        invoice = self.invoice_id
        if self._is_in_another_currency():  # clause 3.2
            return self.env._(
                "Currency: %(term)s is invoiced in %(currency)s, not in %(other)s.",
                term=self.display_name,
                currency=self.currency_id.name,
                other=invoice.currency_id.name,
            )
        is_manager = self.contract_id._is_contract_manager()
        if invoice._get_amount_reason() and is_manager:
            return None
        return self.env._(
            "Total: %(term)s costs %(amount)s, and its invoice amounts to %(total)s. "
            "Restore the price, or let a contract manager give a “%(field)s” and post "
            "the invoice: that sets the amount of this period only. A permanent change "
            "of the price is an amendment of the contract.",
            term=self.display_name,
            amount=self.currency_id.format(self.amount),
            total=self.currency_id.format(invoice.amount_total),
            field=invoice._get_amount_reason_label(),
        )

    def _take_agreed_amount(self):
        """Take over the amount of these periods' invoices, and log the reason."""
        for term in self:
            term._log_agreed_amount()
            term.amount = term.invoice_id.amount_total

    @in_company_language
    def _log_agreed_amount(self):
        for term in self:
            invoice = term.invoice_id
            note = self.env._(
                "%(term)s costs %(total)s instead of %(amount)s: %(reason)s",
                term=term.display_name,
                total=term.currency_id.format(invoice.amount_total),
                amount=term.currency_id.format(term.amount),
                reason=invoice._get_amount_reason(),
            )
            term.contract_id.message_post(body=note)
            invoice.message_post(body=note)

    def _filter_misinvoiced(self):
        """Keep the periods whose new invoice is not of what they cost."""
        return self.filtered(
            lambda term: (
                term._is_in_another_currency()
                or term.currency_id.compare_amounts(
                    term.invoice_id.amount_total, term._get_amount_to_invoice()
                )
            )
        )

    def _wait_for_price(self):
        """Take the invoices of these periods back, and say why: a person decides.

        :return: why they wait, in the user's words
        :rtype: list[str]
        """
        self._warn_of_price()
        problems = [term._describe_price_problem() for term in self]
        drafts = self.invoice_id
        self.invoice_id = False
        drafts.unlink()
        return problems

    @in_company_language
    def _warn_of_price(self):
        for term in self:
            term.contract_id._warn_responsible_once(
                (PRICE, term), term._describe_price_problem()
            )

    def _describe_price_problem(self):
        """Return in words why this period is not invoiced.

        :rtype: str
        """
        self.ensure_one()
        invoice = self.invoice_id
        return self.env._(
            "Not invoiced: %(term)s costs %(amount)s as signed, and with today's "
            "taxes, payment terms and prices its invoice would amount to %(total)s."
            " Restore what was changed, then invoice it again.",
            term=self.display_name,
            amount=self.currency_id.format(self._get_amount_to_invoice()),
            total=invoice.currency_id.format(invoice.amount_total),
        )

    def _take_invoiced_amount(self):
        """Take over what is left of periods that had been credited in part."""
        for term in self:
            if term._is_another_total():
                term.amount = term._get_amount_to_invoice()

    def _get_amount_to_invoice(self):
        """Return what this period's next invoice comes to, tax included.

        :rtype: float
        """
        self.ensure_one()
        return self._get_remainder().amount_total or self.amount

    def _get_invoice_to_repeat(self):
        """Return the entry whose lines the next invoice repeats, if there is one.

        :return: an invoice or a credit note, empty where the contract's lines count
        """
        self.ensure_one()
        return self._get_remainder() or self._get_agreed_invoice()

    def _get_remainder(self):
        """Return the credit note of what was left, where a part was credited before.

        A period that was credited in part before it was given up costs the remainder.

        :return: a credit note, empty where the whole period is to be invoiced
        """
        self.ensure_one()
        credit_note = self.credit_note_id
        return credit_note.filtered(
            lambda move: (
                self.currency_id.compare_amounts(move.amount_total, self.amount) < 0
            )
        )

    def _get_agreed_invoice(self):
        """Return the former invoice that set another amount for this period.

        :return: an invoice, empty where the period costs what the contract says
        """
        self.ensure_one()
        return self.former_invoice_ids.filtered(
            lambda invoice: (
                invoice._get_amount_reason()
                and not self.currency_id.compare_amounts(
                    invoice.amount_total, self.amount
                )
            )
        ).sorted("id")[-1:]
