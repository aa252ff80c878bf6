# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .account_payment import EFFECTIVE_PAYMENT_STATES


class OpenCredit(NamedTuple):
    """Money of a customer that pays no invoice yet, the oldest of each kind first.

    ``lines`` are open receivable lines, ``bank_lines`` bank statement lines that are
    not matched, ``payments`` the payments without an entry; of each of these, what is
    left of it.
    """

    lines: models.Model
    payments: dict
    bank_lines: models.Model | tuple = ()


class ContractTerm(models.Model):
    """Money of the customer that is not allocated to an invoice yet (待认领款)."""

    _inherit = "miniprogram.contract.term"

    # What was there when a manager disregarded it: entries of payments and of bank
    # lines, and payments without an entry. Money that comes later is not among it.
    ignored_move_ids = fields.Many2many(
        comodel_name="account.move",
        relation="miniprogram_contract_term_ignored_move_rel",
        string="Disregarded Entries",
        help="A manager stated that the open credit of these entries is not for this "
        "period.",
    )
    ignored_payment_ids = fields.Many2many(
        comodel_name="account.payment",
        relation="miniprogram_contract_term_ignored_payment_rel",
        string="Disregarded Payments",
        help="A manager stated that these payments are not for this period.",
    )

    def action_ignore_credit(self, reason):
        """Disregard the customer's open credit of today: it is not for these periods.

        Money that comes later still counts.

        :param str reason: why
        :raises UserError: not a manager, no reason
        """
        self.contract_id._check_manager()
        if not (reason or "").strip():
            raise UserError(self.env._("Reason: say what the money is for."))
        for term in self:
            # sudo: the ledger is written by the contract only
            term.sudo()._ignore_credit()
            term.contract_id.message_post(
                body=self.env._(
                    "The customer's open credit is not for %(term)s: %(reason)s",
                    term=term.display_name,
                    reason=reason.strip(),
                )
            )
        return True

    def _ignore_credit(self):
        """Record that the customer's open credit is not for this period."""
        self.ensure_one()
        credit = self._get_open_credit()
        self.ignored_move_ids |= credit.lines.move_id | credit.bank_lines.move_id
        self.ignored_payment_ids |= self.ignored_payment_ids.union(*credit.payments)

    def _filter_with_credit(self):
        """Keep the terms whose customer has an open credit, found for all at once."""
        partners = self.env["res.partner"]
        for model, domain in (
            ("account.move.line", self._get_credit_line_domain()),
            ("account.bank.statement.line", self._get_bank_line_domain()),
        ):
            for (partner,) in self.env[model]._read_group(domain, ["partner_id"]):
                partners |= partner
        payments = self.env["account.payment"].search(self._get_credit_payment_domain())
        for payment in payments._get_unused(self.currency_id[:1]):
            partners |= payment.partner_id
        # a contact's payment is the customer's
        while parents := partners.parent_id - partners:
            partners |= parents
        return self.filtered(lambda term: term._get_paying_partner() in partners)

    def _get_credit_in_time(self):
        """Return the customer's open credit dated in time, if it covers what is due.

        What counts is the payment's own date, not the day on which it was entered.

        :return: the sum in the contract's currency; 0.0 when it does not cover what is
            due
        :rtype: float
        """
        self.ensure_one()
        credit = self._get_open_credit()
        total = sum(map(self._convert_credit, credit.lines))
        total += sum(credit.payments.values())
        total += sum(map(self._convert_bank_line, credit.bank_lines))
        due = self._get_amount_to_cover()
        is_enough = self.currency_id.compare_amounts(total, due) >= 0
        return total if is_enough and total > 0 else 0.0

    def _get_amount_to_cover(self):
        """Return what is left to pay, or would be if the term were invoiced again.

        :rtype: float
        """
        self.ensure_one()
        if self.state == "lapsed":
            return self.credit_note_id.amount_total or self.amount
        is_posted = self.invoice_id.state == "posted"
        return self._get_open_amount() if is_posted else self.amount

    def _get_open_credit(self):
        """Return the customer's open credit that is dated in time for this period.

        :rtype: OpenCredit
        """
        self.ensure_one()
        return OpenCredit(
            lines=self._get_open_credit_lines(),
            payments=self._get_open_payments(),
            bank_lines=self._get_open_bank_lines(),
        )

    def _get_open_credit_lines(self):
        """Find the open receivable credits of the customer, dated in time."""
        self.ensure_one()
        return self.env["account.move.line"].search(
            self._get_credit_line_domain()
            & Domain("date", "<=", self._get_deadline())
            & Domain("move_id", "not in", self.ignored_move_ids.ids),
            order="date, id",
        )

    def _get_open_payments(self):
        """Find the customer's unused payments without an entry, dated in time.

        :return: of each payment, what is left of it in the contract's currency
        :rtype: dict
        """
        self.ensure_one()
        payments = self.env["account.payment"].search(
            self._get_credit_payment_domain()
            & Domain("date", "<=", self._get_deadline())
            & Domain("id", "not in", self.ignored_payment_ids.ids),
            order="date, id",
        )
        return payments._get_unused(self.currency_id)

    def _get_open_bank_lines(self):
        """Find the customer's bank lines that are not matched yet, dated in time."""
        self.ensure_one()
        return self.env["account.bank.statement.line"].search(
            self._get_bank_line_domain()
            & Domain("date", "<=", self._get_deadline())
            & Domain("move_id", "not in", self.ignored_move_ids.ids),
            order="date, id",
        )

    def _get_credit_line_domain(self):
        """Return the domain of the customers' receivable lines that are open credits.

        :rtype: Domain
        """
        return (
            self._get_customer_domain()
            & Domain("account_type", "=", "asset_receivable")
            & Domain("parent_state", "=", "posted")
            & Domain("reconciled", "=", False)
            & Domain("amount_residual", "<", 0)
            # a payment that bounced is no credit
            & (
                Domain("payment_id", "=", False)
                | Domain("payment_id.state", "in", EFFECTIVE_PAYMENT_STATES)
            )
        )

    def _get_credit_payment_domain(self):
        """Return the domain of the customers' payments without an entry, used or not.

        :rtype: Domain
        """
        return (
            self._get_customer_domain()
            & Domain("payment_type", "=", "inbound")
            & Domain("move_id", "=", False)
            & Domain("state", "in", EFFECTIVE_PAYMENT_STATES)
        )

    def _get_bank_line_domain(self):
        """Return the domain of the customers' bank lines that are not matched yet.

        :rtype: Domain
        """
        return (
            self._get_customer_domain()
            & Domain("amount", ">", 0)
            & Domain("is_reconciled", "=", False)
            & Domain("state", "=", "posted")
        )

    def _get_customer_domain(self):
        customers = {term._get_paying_partner().id for term in self}
        return Domain("company_id", "in", self.company_id.ids) & Domain(
            "partner_id", "child_of", list(customers)
        )

    def _get_paying_partner(self):
        self.ensure_one()
        contract = self.contract_id
        partner = contract.partner_invoice_id or contract.partner_id
        return partner.commercial_partner_id

    def _get_deadline(self):
        """Return the last day on which this term can be paid, or could have been."""
        self.ensure_one()
        return self.payment_deadline or self.contract_id.payment_deadline

    def _convert_credit(self, line):
        return line.currency_id._convert(
            -line.amount_residual_currency, self.currency_id, self.company_id, line.date
        )

    def _convert_bank_line(self, bank_line):
        _liquidity, suspense, _others = bank_line._seek_for_lines()
        return sum(
            line.currency_id._convert(
                -line.amount_currency, self.currency_id, self.company_id, line.date
            )
            for line in suspense
        )

    def _revive(self):
        """Invoice a lapsed period anew and pay it with the credit that came in time."""
        self.ensure_one()
        credit = self._get_open_credit()
        # from here on the contract's own deadline counts again
        self.payment_deadline = False
        self._forget_invoice()
        self._invoice()
        self.credit_note_id = False
        self._allocate(credit)

    def _allocate(self, credit):
        """Pay this term's invoice with open credit, until nothing is left to pay.

        Receivable lines come first, then bank lines, then payments without an entry.

        :param OpenCredit credit: what may be used
        """
        self.ensure_one()
        for pay, sources in (
            (self._pay_with_line, credit.lines),
            (self._pay_with_bank_line, credit.bank_lines),
            (self._pay_with_payment, credit.payments),
        ):
            for source in sources:
                if self._get_open_amount():
                    pay(source)

    def _pay_with_line(self, line):
        self.invoice_id.js_assign_outstanding_line(line.id)

    def _pay_with_bank_line(self, bank_line):
        """Pay this term's invoice with a bank line; any surplus stays a credit."""
        _liquidity, suspense, _others = bank_line._seek_for_lines()
        receivable = self.invoice_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        suspense.account_id = receivable.account_id[:1]
        for line in suspense:
            self._pay_with_line(line)

    def _pay_with_payment(self, payment):
        self.invoice_id.matched_payment_ids = [Command.link(payment.id)]
