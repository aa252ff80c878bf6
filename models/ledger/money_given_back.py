# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import models
from odoo.fields import Domain

from ...policy import open_credits
from .account_payment import EFFECTIVE_PAYMENT_STATES


class AccountPayment(models.Model):
    """Payments that give money back, through the provider or by hand."""

    _inherit = "account.payment"

    def action_post(self):
        res = super().action_post()
        if refunds := self._filter_unexplained_refunds():
            self.env["sale.subscription"]._warn_of_money_given_back(refunds)
        return res

    def _filter_unexplained_refunds(self):
        """Keep the payments to customers that give back what is not known.

        Neither a payment nor a credit note is named, and the customer had no open
        credit of that amount.
        """
        if self.env.context.get("contract_pays_invoices"):
            return self.browse()
        return self.filtered(
            lambda payment: (
                payment.payment_type == "outbound"
                and payment.partner_type == "customer"
                and payment.partner_id
                and not payment.source_payment_id
                and not payment._get_meant_invoices()
                and payment.currency_id.compare_amounts(
                    payment._get_balance_with_payer(), 0.0
                )
                > 0
            )
        )

    def _get_balance_with_payer(self):
        """Return by how much more was given back to a payer than was open.

        :return: the sum in this payment's currency
        :rtype: float
        """
        self.ensure_one()
        # sudo: money may have come in at a branch that the user does not work for
        terms = self.env["miniprogram.contract.term"].sudo()
        books = (
            self.company_id._get_branch_tree(),
            self.currency_id,
            Domain("partner_id", "child_of", self.partner_id.commercial_partner_id.id),
        )
        given_back = sum(terms._read_refunds(*books).values())
        return given_back - sum(terms._read_received(*books).values())

    def _get_refunded_money(self):
        """Return the open credit that this refund gives back, where that is known.

        A payment of which no credit is left stands for itself.
        """
        source = self.source_payment_id
        return source._get_open_credit_lines()[:1] or source

    def _get_amounts_given_back(self, currency):
        """Return what was given back of these payments, and is set off against nothing.

        :param currency: what the sums are in
        :return: of each payment, the sum
        :rtype: dict[account.payment, float]
        """
        amounts = dict.fromkeys(self, 0.0)
        for refund in self._find_refunds():
            amounts[refund.source_payment_id] += refund._get_open_refund(currency)
        # sudo: an accountant need not see transactions
        for payment in self.sudo():
            for transaction in payment._get_refunds_in_process():
                amounts[payment] += transaction._convert_amount(currency)
        return amounts

    def _get_refunds_in_process(self):
        """Return the online refunds of this payment that are done, not processed."""
        return self.payment_transaction_id.child_transaction_ids.filtered(
            lambda transaction: (
                transaction.operation == "refund"
                and transaction.state == "done"
                and not transaction.payment_id
            )
        )

    def _get_open_refund(self, currency):
        """Return what of this refund is set off against nothing yet.

        A refund without an entry that is linked to credit notes pays those.
        """
        self.ensure_one()
        if not self.move_id:
            return 0.0 if self.invoice_ids else self._convert_amount(currency)
        lines = self._get_open_refund_lines()
        return -sum(line._convert_open_credit(currency) for line in lines)

    def _get_open_refund_lines(self):
        """Return the receivable lines of these refunds that settle nothing yet."""
        return self.move_id._get_receivable_lines().filtered(
            lambda line: line.balance > 0 and not line.reconciled
        )

    def _find_refunds(self):
        """Find the effective payments that gave these ones back."""
        if not self:
            return self
        return self.search(
            Domain("source_payment_id", "in", self.ids)
            & Domain("payment_type", "=", "outbound")
            & Domain("state", "in", EFFECTIVE_PAYMENT_STATES)
        )

    def _get_amount_lost_by(self, invoice, given_back):
        """Return how much less this payment pays of an invoice than is reconciled.

        :param invoice: one that it is reconciled with
        :param float given_back: what was given back of it, in the invoice's currency
        :rtype: float
        """
        self.ensure_one()
        credits = self._get_open_credit_lines()
        left = given_back - sum(
            line._convert_open_credit(invoice.currency_id) for line in credits
        )
        matches = self.move_id.line_ids.matched_debit_ids
        for match in matches.sorted(self._get_due_day_of_match, reverse=True):
            lost = min(max(left, 0.0), match.debit_amount_currency)
            if match.debit_move_id.move_id == invoice:
                return lost
            left -= lost
        return 0.0

    @staticmethod
    def _get_due_day_of_match(match):
        return match.debit_move_id.date_maturity or match.debit_move_id.date


class AccountMoveLine(models.Model):
    """Journal items of payments that give money back."""

    _inherit = "account.move.line"

    def _get_refunded_money(self):
        """Return the open credit that this refund gives back, where that is known."""
        return self.move_id.origin_payment_id._get_refunded_money()

    def _get_open_refunds(self):
        """Return the journal items that gave the payment of this one back."""
        return self.move_id.origin_payment_id._find_refunds()._get_open_refund_lines()


class AccountBankStatementLine(models.Model):
    """Bank lines by which money went out, and which are not matched yet."""

    _inherit = "account.bank.statement.line"

    def _get_refunded_money(self):
        """Return the open credit that this refund gives back: none is known."""
        return self.browse()


class PaymentTransaction(models.Model):
    """Online refunds that are not processed yet."""

    _inherit = "payment.transaction"

    def _get_refunded_money(self):
        """Return the open credit that this refund gives back."""
        payment = self.source_transaction_id.payment_id
        return (
            payment._get_open_credit_lines()[:1]
            or payment
            or self.source_transaction_id
        )


class ContractTerm(models.Model):
    """What was given back of money that came, and of the money that paid a period."""

    _inherit = "miniprogram.contract.term"

    def _read_given_back(self, companies, currency):
        """Return what was given back to customers and is set off against nothing yet.

        :param companies: the companies whose money it was
        :param currency: what the amounts are in
        :rtype: list[open_credits.GivenBack]
        """
        return [
            open_credits.GivenBack(
                payer=refund.partner_id.commercial_partner_id,
                day=refund._get_payment_day(),
                amount=Decimal(str(amount)),
                source=refund._get_refunded_money() or None,
            )
            for refund, amount in self._read_refunds(companies, currency).items()
        ]

    def _read_refunds(self, companies, currency, payer=Domain.TRUE):
        """Return by what money was given back that is set off against nothing yet.

        :param companies: the companies whose money it was
        :param currency: what the amounts are in
        :param Domain payer: to whom it was given back, by default to anybody
        :return: of each journal item, payment without an entry, bank line and online
            refund, what of it is not set off
        :rtype: dict[models.Model, float]
        """
        lines = self.env["account.move.line"].search(
            payer & self._get_refund_line_domain(companies)
        )
        payments = self.env["account.payment"].search(
            payer & self._get_refund_payment_domain(companies)
        )
        bank_lines = self.env["account.bank.statement.line"].search(
            payer & self._get_outgoing_line_domain(companies)
        )
        transactions = self.env["payment.transaction"]
        transactions = transactions.search(
            payer
            & transactions._get_unprocessed_domain(companies)
            & Domain("amount", "<", 0)
        )
        return {
            **{line: -line._convert_open_credit(currency) for line in lines},
            **{money: money._convert_amount(currency) for money in payments},
            **{
                line: -line._convert_unmatched(currency)
                for line in bank_lines._filter_without_payment()
            },
            **{money: money._convert_amount(currency) for money in transactions},
        }

    def _get_open_line_domain(self, companies):
        """Return the domain of the posted receivable lines with something left on them.

        :param companies: the companies whose money it is
        :rtype: Domain
        """
        return (
            Domain("company_id", "in", companies.ids)
            & Domain("account_type", "=", "asset_receivable")
            & Domain("parent_state", "=", "posted")
            & Domain("reconciled", "=", False)
        )

    def _get_refund_line_domain(self, companies):
        """Return the domain of the receivable lines by which money was given back.

        By a payment, by a bank line, or by hand: from a liquidity account.

        :param companies: the companies whose money it was
        :rtype: Domain
        """
        from_bank = Domain("account_type", "=", "asset_cash") & Domain(
            "balance", "<", 0
        )
        by_hand = Domain("move_type", "=", "entry") & Domain(
            "move_id.line_ids", "any", from_bank
        )
        return (
            self._get_open_line_domain(companies)
            & Domain("amount_residual", ">", 0)
            & (
                Domain("payment_id.state", "in", EFFECTIVE_PAYMENT_STATES)
                | Domain("move_id.statement_line_id", "!=", False)
                | Domain("payment_id", "=", False) & by_hand
            )
        )

    def _get_outgoing_line_domain(self, companies):
        """Return the domain of the bank lines by which money went to somebody.

        They are not matched yet. Whose money it is has to be known.

        :param companies: the companies whose money it was
        :rtype: Domain
        """
        return (
            Domain("company_id", "in", companies.ids)
            & self.env["account.bank.statement.line"]._get_outgoing_domain()
            & Domain("partner_id", "!=", False)
        )

    def _get_refund_payment_domain(self, companies):
        """Return the domain of the payments without an entry that gave money back.

        :param companies: the companies whose money it was
        :rtype: Domain
        """
        return (
            Domain("company_id", "in", companies.ids)
            & Domain("payment_type", "=", "outbound")
            & Domain("partner_type", "=", "customer")
            & Domain("move_id", "=", False)
            & Domain("invoice_ids", "=", False)
            & Domain("state", "in", EFFECTIVE_PAYMENT_STATES)
        )

    def _get_amount_given_back(self):
        """Return what was given back of the money that settled this term's invoice.

        What a payment still has open is given back first, then what paid the invoices
        that were due last.

        :return: the sum in the invoice's currency
        :rtype: float
        """
        self.ensure_one()
        invoice = self.invoice_id
        currency = invoice.currency_id
        if self.state == "lapsed" or not invoice:
            return 0.0  # its invoice was credited, or there never was one
        if not currency.compare_amounts(invoice.amount_residual, invoice.amount_total):
            return 0.0  # nothing has settled any of it
        payments = self._get_settling_entries().origin_payment_id
        given_back = payments._get_amounts_given_back(currency)
        return currency.round(
            sum(
                payment._get_amount_lost_by(invoice, amount)
                for payment, amount in given_back.items()
                if not currency.is_zero(amount)
            )
        )
