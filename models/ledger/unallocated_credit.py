# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .account_payment import EFFECTIVE_PAYMENT_STATES


class ContractTerm(models.Model):
    """Money of the customer that nobody has allocated yet (待认领款)."""

    _inherit = "miniprogram.contract.term"

    # What is known then, and nothing that comes later: entries of payments and of bank
    # lines, and payments without one
    ignored_move_ids = fields.Many2many(
        comodel_name="account.move",
        relation="miniprogram_contract_term_ignored_move_rel",
        string="Entries Not for This Term",
        help="A manager said that the open credit of these is not for this period.",
    )
    ignored_payment_ids = fields.Many2many(
        comodel_name="account.payment",
        relation="miniprogram_contract_term_ignored_payment_rel",
        string="Payments Not for This Term",
        help="A manager said that these payments are not for this period.",
    )

    def action_ignore_credit(self, reason):
        """Say that the customer's credit open today is not for these periods.

        Money that comes later is another matter.

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
        """Remember the customer's open credit as none of this period's."""
        self.ensure_one()
        entries = self._get_open_credit_lines().move_id
        entries |= self._get_open_bank_lines().move_id
        payments = self.env["account.payment"].union(*self._get_open_payments())
        self.ignored_move_ids |= entries
        self.ignored_payment_ids |= payments

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
        # what came from a contact is the customer's
        while parents := partners.parent_id - partners:
            partners |= parents
        return self.filtered(lambda term: term._get_paying_partner() in partners)

    def _get_credit_in_time(self):
        """Sum up the customer's open credit dated in time, if it covers what is due.

        In time is judged by the payment's own date against the deadline, not by the day
        on which somebody entered it.

        :return: the sum in the contract's currency, 0.0 when it does not cover it
        :rtype: float
        """
        self.ensure_one()
        credit = sum(map(self._convert_credit, self._get_open_credit_lines()))
        credit += sum(self._get_open_payments().values())
        credit += sum(map(self._convert_bank_line, self._get_open_bank_lines()))
        due = self._get_amount_to_cover()
        is_enough = self.currency_id.compare_amounts(credit, due) >= 0
        return credit if is_enough and credit > 0 else 0.0

    def _get_amount_to_cover(self):
        """Give what is left to pay, or would be if the term were invoiced again.

        :rtype: float
        """
        self.ensure_one()
        if self.state == "lapsed":
            return self.credit_note_id.amount_total or self.amount
        is_posted = self.invoice_id.state == "posted"
        return self._get_open_amount() if is_posted else self.amount

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
        """Find the customer's payments without entry, dated in time, that pay nothing.

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
        """Find the customer's bank lines that nobody has matched, dated in time."""
        self.ensure_one()
        return self.env["account.bank.statement.line"].search(
            self._get_bank_line_domain()
            & Domain("date", "<=", self._get_deadline())
            & Domain("move_id", "not in", self.ignored_move_ids.ids),
            order="date, id",
        )

    def _get_credit_line_domain(self):
        """Say which receivable lines are open credits of the customers.

        :rtype: Domain
        """
        return (
            self._get_customer_domain()
            & Domain("account_type", "=", "asset_receivable")
            & Domain("parent_state", "=", "posted")
            & Domain("reconciled", "=", False)
            & Domain("amount_residual", "<", 0)
            # money that bounced is nobody's credit
            & (
                Domain("payment_id", "=", False)
                | Domain("payment_id.state", "in", EFFECTIVE_PAYMENT_STATES)
            )
        )

    def _get_credit_payment_domain(self):
        """Say which payments of the customers have no entry, whatever they pay.

        :rtype: Domain
        """
        return (
            self._get_customer_domain()
            & Domain("payment_type", "=", "inbound")
            & Domain("move_id", "=", False)
            & Domain("state", "in", EFFECTIVE_PAYMENT_STATES)
        )

    def _get_bank_line_domain(self):
        """Say which bank lines of the customers are matched with nothing yet.

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
        """Give the last day on which this term can, or could, be paid."""
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
        lines, payments = self._get_open_credit_lines(), self._get_open_payments()
        bank_lines = self._get_open_bank_lines()
        # from here on the contract's own deadline counts again
        self.payment_deadline = False
        self._forget_invoice()
        self._invoice()
        self.credit_note_id = False
        self._allocate(lines, payments, bank_lines)

    def _allocate(self, lines, payments, bank_lines=()):
        """Pay this term's invoice with open credits, the oldest first.

        :param lines: open receivable lines
        :param payments: payments without an entry
        :param bank_lines: bank lines that are not matched yet
        """
        self.ensure_one()
        if self.invoice_id.state != "posted":
            return
        for line in lines:
            if self._get_open_amount():
                self.invoice_id.js_assign_outstanding_line(line.id)
        for bank_line in bank_lines:
            if self._get_open_amount():
                self._match_bank_line(bank_line)
        for payment in payments:
            if self._get_open_amount():
                self.invoice_id.matched_payment_ids = [Command.link(payment.id)]

    def _match_bank_line(self, bank_line):
        """Pay this term's invoice with a bank line; what is over stays a credit."""
        _liquidity, suspense, _others = bank_line._seek_for_lines()
        receivable = self.invoice_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        suspense.account_id = receivable.account_id[:1]
        for line in suspense:
            self.invoice_id.js_assign_outstanding_line(line.id)
