# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..party.company_language import in_company_language

# Where a manager's word is kept that money of a kind is for something else
IGNORED_IN = {
    "account.move.line": "ignored_move_ids",
    "account.bank.statement.line": "ignored_move_ids",
    "account.payment": "ignored_payment_ids",
    "payment.transaction": "ignored_transaction_ids",
}


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

    ignored_transaction_ids = fields.Many2many(
        comodel_name="payment.transaction",
        relation="miniprogram_contract_term_ignored_transaction_rel",
        string="Disregarded Online Payments",
        help="A manager stated that these online payments are not for this period.",
    )

    @api.private
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
            term._log_ignored_credit(reason.strip())
        return True

    @in_company_language
    def _log_ignored_credit(self, reason):
        self.ensure_one()
        self.contract_id.message_post(
            body=self.env._(
                "The customer's open credit is not for %(term)s: %(reason)s",
                term=self.display_name,
                reason=reason,
            )
        )

    def _ignore_credit(self):
        """Record that the customer's open credit is not for this period."""
        self.ensure_one()
        for money in self._get_open_credit():
            field = IGNORED_IN[money.source._name]
            self[field] |= money.source._get_ignored_record()

    def _is_disregarded(self, source):
        """Whether a manager stated that money is not for this period.

        :param source: where it is, as :class:`OpenMoney` says
        """
        self.ensure_one()
        if source._get_ignored_record() in self[IGNORED_IN[source._name]]:
            return True
        transaction = source._get_online_payment()
        return bool(transaction & self.ignored_transaction_ids)

    def _get_credit_in_time(self):
        """Return the open credit dated in time, if it covers what is due.

        :return: the sum in the contract's currency; 0.0 when it does not cover what is
            due
        :rtype: float
        """
        self.ensure_one()
        return self._get_credits_in_time()[self]

    def _get_credits_in_time(self):
        """Return of each term the open credit dated in time, if it covers what is due.

        What counts is the payment's own date, not the day on which it was entered.

        :rtype: dict[miniprogram.contract.term, float]
        """
        return {
            term: term._sum_if_enough(credit)
            for term, credit in self._get_open_credits().items()
        }

    def _sum_if_enough(self, credit):
        self.ensure_one()
        total = sum(money.amount for money in credit)
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
        """Return the open credit that is dated in time for this period.

        :return: of :class:`OpenMoney`
        :rtype: list
        """
        self.ensure_one()
        return self._get_open_credits()[self]

    def _get_open_credits(self):
        """Return of each term the open credit that is dated in time for it.

        What names the contract comes first.

        :return: of each term, a list of :class:`OpenMoney`
        :rtype: dict[miniprogram.contract.term, list]
        """
        return {
            term: sorted(
                (money for money in all_money if term._is_in_time(money.source)),
                key=lambda money: not term.contract_id._is_named_by(money.source),
            )
            for term, all_money in self._find_open_money().items()
        }

    def _is_in_time(self, source):
        """Whether money is dated in time, and not said to be for something else."""
        self.ensure_one()
        deadline = self._get_deadline()
        return (
            bool(deadline)
            and source._get_payment_day() <= deadline
            and not self._is_disregarded(source)
        )

    def _get_deadline(self):
        """Return the last day on which this term can be paid, or could have been."""
        self.ensure_one()
        return self.payment_deadline or self.contract_id.payment_deadline

    def _revive(self):
        """Invoice a lapsed period anew and pay it with the credit that came in time.

        :raises UserError: accounting cannot give its price
        """
        self.ensure_one()
        credit = self._get_open_credit()
        # from here on the contract's own deadline counts again
        self.payment_deadline = False
        self._forget_invoice()
        if problems := self._invoice():
            raise UserError("\n".join(problems))
        self.credit_note_id = False
        self._allocate([money.source for money in credit])

    def _allocate(self, sources):
        """Pay this term's invoice with open credit, until nothing is left to pay.

        :param sources: where it is, as :class:`OpenMoney` says; the first is used first
        """
        self.ensure_one()
        pay = {
            "account.move.line": self._pay_with_line,
            "account.bank.statement.line": self._pay_with_bank_line,
            "account.payment": self._pay_with_payment,
            "payment.transaction": self._pay_with_transaction,
        }
        for source in sources:
            if self._get_open_amount():
                pay[source._name](source)

    def _pay_with_line(self, line):
        """Pay with a receivable line, less what was given back of it.

        :raises UserError: core cannot reconcile it, as it is on another account
        """
        receivable = self._get_receivable_account()
        if line.account_id != receivable:
            raise UserError(
                self.env._(
                    "%(amount)s of %(payer)s is on the account %(account)s, and the "
                    "invoice on %(receivable)s: accounting has to book it on that "
                    "account first.",
                    amount=line.currency_id.format(-line.amount_residual_currency),
                    payer=line.partner_id.display_name or self.env._("a payer"),
                    account=line.account_id.display_name,
                    receivable=receivable.display_name,
                )
            )
        line._get_given_up_invoice()._settle_with_own_credit_notes()
        refunds = line._get_open_refunds().filtered(
            lambda refund: refund.account_id == line.account_id
        )
        if refunds:
            (line | refunds).reconcile()
        if not line.reconciled:
            self.invoice_id.js_assign_outstanding_line(line.id)

    def _get_receivable_account(self):
        return self.invoice_id._get_receivable_lines().account_id[:1]

    def _pay_with_bank_line(self, bank_line):
        """Pay this term's invoice with a bank line; any surplus stays a credit."""
        suspense = bank_line._get_suspense_lines()
        payer = bank_line.partner_id or self.invoice_id.commercial_partner_id
        suspense.write(
            {"account_id": self._get_receivable_account().id, "partner_id": payer.id}
        )
        for line in suspense:
            self._pay_with_line(line)

    def _pay_with_payment(self, payment):
        self.invoice_id.matched_payment_ids = [Command.link(payment.id)]

    def _pay_with_transaction(self, transaction):
        """Process an online payment now, and pay with what core makes of it."""
        transaction._post_process()
        payment = transaction.payment_id
        self._allocate(payment._get_open_credit_lines())
        if not payment.move_id:
            self._allocate(payment)
