# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.chinese_text import join_sentences


class ContractTerm(models.Model):
    """What of a period is paid in money: a part of it is not enough."""

    _inherit = "miniprogram.contract.term"

    amount_paid = fields.Monetary(
        string="Paid So Far",
        compute="_compute_amount_paid",
        help="What of this period's invoice is paid; credit notes are not payments.",
    )

    @api.depends(
        "state",
        "invoice_id.state",
        "invoice_id.amount_residual",
        "invoice_id.matched_payment_ids",
    )
    def _compute_amount_paid(self):
        for term in self:
            # sudo: contract users need no access to the customer's accounting
            term.amount_paid = term.sudo()._get_paid_amount()

    def _get_paid_amount(self):
        """Return what effective payments pay of this period's posted invoice.

        :return: the sum in the invoice's currency
        :rtype: float
        """
        self.ensure_one()
        if self.invoice_id.state != "posted":
            return 0.0
        settled = self._get_settled_amount(lambda entry: entry._is_money())
        return settled + self._get_unreconciled_amount()

    def _get_amount_to_pay(self):
        """Return what this period costs, without what of its invoice was credited.

        :return: the sum in the invoice's currency; before it is posted, the agreed one
        :rtype: float
        """
        self.ensure_one()
        if self.invoice_id.state != "posted":
            return self.amount
        credited = self._get_settled_amount(lambda entry: not entry._is_money())
        return self.invoice_id.amount_total - credited

    def _get_settled_amount(self, is_counted):
        """Return what entries that are effective settle of this period's invoice.

        :param is_counted: a function of a journal entry: whether it is counted
        :return: the sum in the invoice's currency
        :rtype: float
        """
        self.ensure_one()
        receivables = self.invoice_id._get_receivable_lines()
        return sum(
            match.debit_amount_currency
            for match in receivables.matched_credit_ids
            if self._are_effective(match.credit_move_id.move_id)
            and is_counted(match.credit_move_id.move_id)
        )


class SaleSubscription(models.Model):
    """What is due on a contract, what of it is paid and left, and what follows."""

    _inherit = "sale.subscription"

    open_amount = fields.Monetary(
        string="Due",
        compute="_compute_open_amounts",
        help="What the term to be paid costs.",
    )
    open_amount_paid = fields.Monetary(
        string="Paid So Far",
        compute="_compute_open_amounts",
        help="What of the term to be paid has been paid.",
    )
    open_amount_left = fields.Monetary(
        string="Left to Pay", compute="_compute_open_amounts"
    )
    payment_progress = fields.Char(
        compute="_compute_payment_progress",
        help="What of the term to be paid has been paid, and what follows.",
    )

    @api.depends("open_term_id.amount", "open_term_id.amount_paid", "contract_state")
    def _compute_open_amounts(self):
        running = self.filtered(lambda c: c.contract_state in ("signed", "active"))
        for contract in self:
            # sudo: contract users need no access to the customer's accounting
            term = (contract & running).open_term_id.sudo()
            due = term._get_amount_to_pay() if term else 0.0
            contract.open_amount = due
            contract.open_amount_paid = term.amount_paid
            contract.open_amount_left = max(due - term.amount_paid, 0.0)

    @api.depends(
        "contract_state",
        "open_amount",
        "open_amount_paid",
        "open_amount_left",
        # what is an offer
        "open_term_id.date_start",
        "open_term_id.is_agreed",
        "open_term_id.is_left_owed",
        "open_term_id.kind",
        "termination_date",
        "close_reason_id.is_agreement",
    )
    def _compute_payment_progress(self):
        for contract in self:
            contract.payment_progress = contract._describe_payment_progress()

    def _describe_payment_progress(self):
        """Return what of the open term is paid and left, and what follows.

        :return: a sentence or two; false where nothing is due, or nothing paid yet of
            a contract whose service has begun
        :rtype: str or bool
        """
        self.ensure_one()
        if not self.open_amount or not (
            self.open_amount_paid or self.contract_state == "signed"
        ):
            return False
        return join_sentences(self._describe_amounts(), self._describe_what_follows())

    def _describe_amounts(self):
        self.ensure_one()
        currency = self.currency_id
        return self.env._(
            "%(paid)s of %(due)s is paid, %(left)s is left to pay.",
            paid=currency.format(self.open_amount_paid),
            due=currency.format(self.open_amount),
            left=currency.format(self.open_amount_left),
        )

    def _describe_what_follows(self):
        """Return what a part that is paid means; until when is said by the next end."""
        self.ensure_one()
        if self.contract_state == "signed":
            return self.env._("Service begins when all of it is paid.")
        if self.open_term_id._is_offer():
            return self.env._("A part does not renew the contract.")
        return ""
