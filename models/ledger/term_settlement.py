# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...policy.terms import EXTENSION
from ..party.company_language import in_company_language

# What warnings are about
HOLD = "hold"
MISSING_INVOICE = "missing_invoice"
PRICE = "price"
TO_ALLOCATE = "to_allocate"
UNDONE_PAYMENT = "undone_payment"


class ContractTerm(models.Model):
    """How a term follows accounting: whether its invoice is paid, and what is left.

    Only money decides, never the label ``payment_state``, which stays "paid" when a
    payment bounces and calls a written-off invoice paid.
    """

    _inherit = "miniprogram.contract.term"

    amount_due = fields.Monetary(
        string="Left to Pay",
        compute="_compute_amount_due",
        help="What of this period's invoice is not paid yet.",
    )

    @api.depends(
        "state",
        "invoice_id.state",
        "invoice_id.amount_residual",
        "invoice_id.matched_payment_ids",
    )
    def _compute_amount_due(self):
        for term in self:
            # sudo: contract users need no access to the customer's accounting
            is_credited = term.state == "planned"
            term.amount_due = 0.0 if is_credited else term.sudo()._get_open_amount()

    paid_on = fields.Date(
        string="Paid since",
        readonly=True,
        help="The company's day on which this period became paid, whichever way. Of a "
        "payment its own day counts, which may be earlier.",
    )

    def _sync_with_accounting(self):
        """Bring these terms in line with their invoices and payments.

        It can run at any time and any number of times: only terms whose state changes
        are touched.
        """
        changed = self.browse()
        for term in self.filtered(lambda term: term.state != "lapsed"):
            state = term._get_accounting_state()
            term._note_posting()
            if state != term.state:
                term._set_state(state)
                changed |= term
        if changed:
            changed.contract_id._follow_ledger()

    def _get_accounting_state(self):
        """Return the state that follows from invoice and payments.

        :return: ``planned`` without an invoice that can be paid, else ``invoiced`` or
            ``paid``
        :rtype: str
        """
        self.ensure_one()
        invoice = self.invoice_id
        if self.is_opening or self.kind == EXTENSION:
            return "paid"
        if invoice and self._is_paid():
            return "paid"
        if not invoice or invoice.state == "cancel" or self._is_settled_unpaid():
            return "planned"
        return "invoiced"

    def _is_paid(self):
        """Whether effective payments cover all of the posted invoice."""
        self.ensure_one()
        invoice = self.invoice_id
        if invoice.state != "posted":
            return False
        currency = invoice.currency_id
        if currency.is_zero(invoice.amount_total):
            return True
        # what was paid before stays paid
        if self.state != "paid" and self._is_credited_unpaid():
            return False
        is_settled = currency.is_zero(invoice.amount_residual)
        if is_settled and not self._is_settled_by_effective_payments():
            return False
        return currency.is_zero(self._get_open_amount())

    def _is_settled_by_effective_payments(self):
        """Whether payments or bank lines settled it, and all of them are effective."""
        self.ensure_one()
        entries = self._get_settling_entries()
        return entries._is_money() and self._are_effective(entries)

    def _is_settled_unpaid(self):
        """Whether nothing is left to pay without a payment: credited or written off."""
        self.ensure_one()
        invoice = self.invoice_id
        if self._is_credited_unpaid():
            return True
        if invoice.state != "posted" or not invoice.currency_id.is_zero(
            invoice.amount_residual
        ):
            return False
        entries = self._get_settling_entries()
        return not entries._is_money() and self._are_effective(entries)

    def _is_credited_unpaid(self):
        """Whether all of the invoice was credited, and money did not pay all of it.

        A part that was paid is the customer's credit then, wherever core has put it.
        """
        self.ensure_one()
        invoice = self.invoice_id
        if invoice.state != "posted" or not invoice._is_credited_in_full():
            return False
        is_open = not invoice.currency_id.is_zero(invoice.amount_residual)
        return is_open or bool(invoice._get_settlements_without_money())

    def _are_effective(self, entries):
        """Whether these entries, and the payments that made them, are all effective.

        An entry that is reset to draft stays reconciled, and settles nothing.
        """
        return all(entry.state == "posted" for entry in entries) and all(
            payment._is_effective() for payment in entries.origin_payment_id
        )

    def _get_settling_entries(self):
        """Return the journal entries that this invoice is reconciled with."""
        self.ensure_one()
        return self.invoice_id._get_settling_entries()

    def _get_unreconciled_amount(self):
        """Return what payments without a journal entry pay of this period's invoice.

        :return: the sum in the invoice's currency
        :rtype: float
        """
        self.ensure_one()
        return self.invoice_id.matched_payment_ids._get_amount_paid_of(self.invoice_id)

    def _get_paid_on(self):
        """Return the day of the payment that completed what paid this period.

        What counts is the payments' own days, not those on which they were entered.
        What no payment has paid is paid since the day on which it became so.

        :return: None while it is not paid
        :rtype: datetime.date or None
        """
        self.ensure_one()
        receivables = self.invoice_id._get_receivable_lines()
        money = receivables.matched_credit_ids.credit_move_id.filtered(
            lambda line: line.move_id._is_money()
        )
        payments = self.invoice_id.matched_payment_ids._filter_without_entry()
        days = [line._get_payment_day() for line in money]
        days += [payment._get_payment_day() for payment in payments]
        return max(days, default=self.paid_on or None)

    def _note_posting(self):
        """Note the company's day on which the invoice was last posted."""
        self.ensure_one()
        is_posted = self.invoice_id.state == "posted"
        if is_posted != bool(self.invoiced_on):
            self.invoiced_on = is_posted and self.company_id._contract_today()

    def _set_state(self, state):
        """Move to a state, and warn of what has to be looked into.

        :param str state: ``planned``, ``invoiced`` or ``paid``
        """
        self.ensure_one()
        former = self.state
        self.state = state
        self.paid_on = state == "paid" and self.company_id._contract_today()
        if former == "paid":
            self.fell_back_on = self.company_id._contract_today()
            self._warn_of_undone_payment()
        if former == "planned":
            self._withdraw_invoice_warnings()
        if state == "planned":
            self._warn_of_missing_invoice()
        if state == "paid":
            self._withdraw_payment_warnings()

    def _withdraw_payment_warnings(self):
        """Withdraw what asked somebody to see to the payment of this period: a hook."""
        self.ensure_one()
        for matter in (TO_ALLOCATE, self), (UNDONE_PAYMENT, self), (HOLD,):
            self.contract_id._withdraw_warning(matter)

    def _withdraw_invoice_warnings(self):
        """Withdraw what asked somebody to see to the invoice of this period."""
        self.ensure_one()
        for kind in MISSING_INVOICE, PRICE:
            self.contract_id._withdraw_warning((kind, self))

    @in_company_language
    def _warn_of_undone_payment(self):
        self.ensure_one()
        self.contract_id._warn_responsible(
            self._describe_undone_payment(), matter=(UNDONE_PAYMENT, self)
        )

    @in_company_language
    def _warn_of_missing_invoice(self):
        self.ensure_one()
        self.contract_id._warn_responsible(
            self._describe_missing_invoice(), matter=(MISSING_INVOICE, self)
        )

    def _describe_missing_invoice(self):
        """Return in words that this period has no invoice that can be paid any more.

        :rtype: str
        """
        self.ensure_one()
        return self.env._(
            "The invoice of %s was cancelled, credited, written off or deleted. It is "
            "not invoiced again automatically: invoice it again, let another invoice "
            "take its place, let an accountant count the period as paid if it was "
            "settled in another way, or end the contract.",
            self.display_name,
        )

    def _describe_undone_payment(self):
        """Return in words why this period is no longer paid.

        :rtype: str
        """
        self.ensure_one()
        _ = self.env._
        if given_back := self._get_amount_given_back():
            return _(
                "%(amount)s of the payment of %(term)s was given back: the period is "
                "not paid any more. Reconcile the refund with the payment, so that the "
                "invoice can be paid again, or with a credit note of the invoice.",
                amount=self.currency_id.format(given_back),
                term=self.display_name,
            )
        if self.invoice_id.state == "draft":
            return _(
                "The invoice of %s, which was paid, is a draft: post it, and allocate "
                "the customer's payment to it.",
                self.display_name,
            )
        return _("The payment of %s was undone or bounced.", self.display_name)

    def _get_open_amount(self):
        """Return what is left to pay of this period's invoice, in its currency.

        :rtype: float
        """
        self.ensure_one()
        invoice = self.invoice_id
        if invoice.state != "posted":
            return 0.0
        unpaid = invoice.amount_residual - self._get_unreconciled_amount()
        return invoice.currency_id.round(
            max(unpaid, 0.0) + self._get_amount_given_back()
        )
