# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import replace

from odoo import api, fields, models

from ...policy import terms
from ...policy.working_days import add_days
from ..party.company_language import in_company_language

# What warnings are about
DEMANDED = "demanded"
NOT_DEMANDED = "not_demanded"
NOT_DEMANDED_BESIDE = "not_demanded_beside"


class ContractTerm(models.Model):
    """What is owed and not paid on its due date: first terms and instalments (5.4).

    A renewal is no debt: it is an offer, and not paying it ends the contract (5.3). But
    what both sides agreed to charge until an agreed end is owed.
    """

    _inherit = "miniprogram.contract.term"

    due_on = fields.Date(
        related="invoice_id.invoice_date_due",
        string="Due on",
        store=True,
        help="The due date of this period's invoice.",
    )
    demanded_on = fields.Date(
        help="The day on which the payment was demanded, or reported as missing. Each "
        "is done once."
    )

    def _set_state(self, state):
        was_paid = self.state == "paid"
        super()._set_state(state)
        if state == "paid" and self._may_have_letters():
            self._withdraw_demands()
            self.env["miniprogram.contract.notice"]._settle(self)
            self.demanded_on = False  # what falls back is demanded again
        elif was_paid and state != "paid":
            self._withdraw_questions()

    def _may_have_letters(self):
        """Whether letters ask for its payment, or end the contract over it."""
        self.ensure_one()
        is_asked = self.demanded_on or self.grace_until
        return bool(is_asked or self.contract_id.close_reason_id)

    def _prepare_changed_period(self, values):
        # what it costs now is demanded anew, and no letter on the old amount goes out
        self._withdraw_demands()
        return {**super()._prepare_changed_period(values), "demanded_on": False}

    def _withdraw_demands(self):
        """Withdraw the letters that ask for this payment, and were not sent yet.

        Other letters are about this period too and go out, as that on an agreed end.
        """
        self.env["miniprogram.contract.notice"]._withdraw(
            [("term_id", "in", self.ids), ("type_id.awaits_action", "=", True)]
        )

    def _get_payment_demand_day(self):
        """Return the day from which on its payment is demanded, or None."""
        self.ensure_one()
        return terms.payment_demand_day(term=self._get_facts())

    def _prepare_facts(self):
        return {
            **super()._prepare_facts(),
            "demanded_on": self.demanded_on or None,
            "due_on": self.due_on or None,
        }

    def _is_demand_due(self):
        """Whether the payment of this period is to be demanded now."""
        self.ensure_one()
        day = self._get_payment_demand_day()
        today = self.company_id._contract_today()
        return bool(day) and day <= today and self.invoice_id.state == "posted"

    def _demand(self):
        """Demand the payment of these overdue periods in writing (clause 5.4)."""
        notice_type = self.env.ref("miniprogram_contract.notice_type_payment_demand")
        notices = self.env["miniprogram.contract.notice"].create(
            [
                term.contract_id._prepare_notice(
                    notice_type,
                    due_date=term._get_cure_day(),
                    event_date=term.due_on,
                    term_id=term.id,
                )
                for term in self
            ]
        )
        notices._queue()
        for term in self:
            term.contract_id._withdraw_warning((NOT_DEMANDED, term))
            term.contract_id._withdraw_warning((NOT_DEMANDED_BESIDE,))
            term._warn_of_demand()

    @in_company_language
    def _warn_of_demand(self):
        self.ensure_one()
        self.contract_id._warn_responsible(
            self._describe_demand(), matter=(DEMANDED, self)
        )

    def _is_in_arrears(self):
        """Whether its due date is over."""
        self.ensure_one()
        today = self.company_id._contract_today()
        return bool(self.due_on) and self.due_on < today

    def _get_demand_problems(self):
        """Return why the payment of this period cannot be demanded now (clause 5.4).

        :rtype: list[str]
        """
        self.ensure_one()
        _ = self.env._
        if self._is_offer():
            return [
                _(
                    "Term: %s is only offered, and nobody owes it. What is not paid in "
                    "time ends the contract (clause 5.3).",
                    self.display_name,
                )
            ]
        if self._is_in_arrears():
            return []
        return [
            _(
                "Term: %(term)s is not overdue, as it is to be paid by %(day)s.",
                term=self.display_name,
                day=self.due_on or _("a day to come"),
            )
        ]

    def _withdraw_payment_warnings(self):
        super()._withdraw_payment_warnings()
        self.contract_id._withdraw_warning((DEMANDED, self))
        self.contract_id._withdraw_warning((NOT_DEMANDED, self))

    def _describe_demand(self):
        """Return that the payment of this period was demanded, and what is open.

        :rtype: str
        """
        self.ensure_one()
        demanded = self.env._(
            "%(term)s was not paid by %(day)s: a payment demand was created.",
            term=self.display_name,
            day=self.due_on,
        )
        if self.contract_id.contract_state != "signed":
            return demanded
        unstarted = self.env._(
            "The service has not started. Only a contract manager can end the contract."
        )
        return f"{demanded} {unstarted}"

    def _filter_without_other_invoice(self):
        """Return the periods beside which the customer paid no other invoice."""
        held = self.contract_id._get_holding_invoices()
        for contract, invoices in held.items():
            contract._warn_of_undemanded_period(invoices)
        return self.filtered(lambda term: term.contract_id not in held)

    def _filter_without_credit(self):
        """Return the periods without money that has come but is not allocated yet."""
        owed = self.browse()
        for term, credit in self._get_credits_in_time().items():
            if credit:
                term._warn_of_unallocated_credit()
            else:
                owed |= term
        return owed

    @in_company_language
    def _warn_of_unallocated_credit(self):
        self.ensure_one()
        self.contract_id._warn_responsible_once(
            (NOT_DEMANDED, self), self._describe_held_demand()
        )

    def _describe_held_demand(self):
        """Return that the payment of this period is not demanded, and why.

        :rtype: str
        """
        self.ensure_one()
        return self.env._(
            "%s is not demanded: a payment of the customer is not allocated yet.",
            self.display_name,
        )

    def _get_deadline(self):
        """Return the last day to pay: letters may leave more time than the contract.

        What arrives by the end of the time to cure is in time.
        """
        self.ensure_one()
        deadline = super()._get_deadline()
        if self._is_offer():
            return deadline
        days = [deadline, *self._get_days_of_letters()]
        return max(filter(None, days), default=False)

    def _get_days_of_letters(self):
        """Return the last days to pay that letters on this period leave."""
        self.ensure_one()
        letters = self.contract_id.notice_ids.filtered(
            lambda notice: self in notice.term_id | notice.origin_id.term_id
        )
        return [letter._get_last_day_to_pay() for letter in letters]

    def _get_last_day_to_pay(self):
        """Return until when what is owed can be paid, before anything follows from it.

        Its due date, or what its invoice, an undone payment, a manager or our letter
        leaves beyond that: not the grace days of a renewal (5.3).

        :rtype: date or bool
        """
        self.ensure_one()
        asked_on = terms.payment_demand_day(
            term=replace(self._get_facts(), demanded_on=None)
        )
        days = [self.due_on, *self._get_days_of_letters()]
        if asked_on:
            days.append(add_days(event=asked_on, days=-1))
        if self.kind == terms.INITIAL and self == self.contract_id.open_term_id:
            days.append(self.contract_id.payment_deadline)
        return max(filter(None, days), default=False)

    def _get_granted_day(self):
        """Return the last day to pay after more time was granted."""
        self.ensure_one()
        if self == self.contract_id.open_term_id:
            return self.contract_id.payment_deadline
        return terms.granted_day(grace_until=self.grace_until or None)

    def _grant_time(self, grace_until, reason):
        res = super()._grant_time(grace_until, reason)
        self.contract_id._create_notices(  # clause 10.1
            self.env.ref("miniprogram_contract.notice_type_time_granted"),
            term_id=self.id,
            due_date=self._get_granted_day(),
        )
        return res


class ContractNotice(models.Model):
    """A demand that a person writes: with the days of one that is made by itself."""

    _inherit = "miniprogram.contract.notice"

    @api.onchange("type_id", "term_id")
    def _onchange_demanded_term(self):
        if self.term_id and self._is_demand():
            # sudo: the user who writes a letter need not see the customer's account
            term = self.term_id.sudo()
            if term._is_in_arrears():
                self.event_date = term.due_on
            self.due_date = term._get_cure_day()

    def _is_demand(self):
        """Whether it is the letter by which a payment is demanded (clause 5.4)."""
        self.ensure_one()
        return self.type_id == self.env.ref(
            "miniprogram_contract.notice_type_payment_demand"
        )

    def _get_sending_problems(self):
        problems = super()._get_sending_problems()
        if self.term_id and self._is_demand():
            # sudo: the user who writes a letter need not see the customer's account
            problems += self.term_id.sudo()._get_demand_problems()
        return problems

    def _send(self):
        res = super()._send()
        if self._is_demand():
            # it is not repeated by itself; sudo: only the contract writes the ledger
            self.term_id.sudo().demanded_on = self.sent_on
        return res
