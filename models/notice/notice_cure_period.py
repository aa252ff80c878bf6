# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...policy import notices, terms
from ...policy.notices import ENDING_EFFECTS
from ..ledger.contract_unpaid_renewal import Hold
from ..party.company_language import in_company_language
from .notice import PAYMENT


class SaleSubscription(models.Model):
    """How long a breach can be cured, copied from the plan at sending."""

    _inherit = "sale.subscription"

    cure_days = fields.Integer(
        string="Days to Cure",
        readonly=True,
        copy=False,
        help="The plan's value, copied at sending.",
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"cure_days"}

    def _prepare_plan_values(self):
        values = super()._prepare_plan_values()
        return {**values, "cure_days": self.template_id.cure_days}


class ContractTerm(models.Model):
    """By when an overdue payment cures the breach."""

    _inherit = "miniprogram.contract.term"

    def _get_cure_day(self):
        """Return the last day to pay after a payment demand of today."""
        self.ensure_one()
        return terms.demand_cure_day(
            demanded_on=self.company_id._contract_today(),
            cure_days=self.contract_id.cure_days,
        )

    def _withdraw_questions(self):
        """Withdraw what was asked about the payment of this period: it fell back."""
        self.ensure_one()
        letters = self.contract_id.notice_ids.filtered(
            lambda notice: self in notice.term_id | notice.origin_id.term_id
        )
        letters._withdraw_warnings(PAYMENT)


class ContractNotice(models.Model):
    """The time to cure a breach, and the payment that cures it (clause 5.4)."""

    _inherit = "miniprogram.contract.notice"

    def _get_last_day_to_pay(self):
        """Return the last day on which a payment is in time by this letter.

        :rtype: date or False
        """
        self.ensure_one()
        is_given = self.state in ("sent", "received") and self.type_id.awaits_action
        return bool(is_given) and (
            self.effective_date if self._get_owed_term() else self.due_date
        )

    def _renew_time_to_cure(self):
        """Count the days to cure of our own demands from the day they go out."""
        demand = self.env.ref("miniprogram_contract.notice_type_payment_demand")
        for notice in self.filtered(lambda n: n.queued_on and n.type_id == demand):
            # a letter that a person has rewritten keeps the day that it names
            if notice.body == notice._fill_body():
                day = notice.term_id._get_cure_day()
                notice._write_protected({"due_date": max(day, notice.due_date)})

    @api.model
    def _settle(self, term):
        """Close what asked for a payment that has come.

        A letter that declares the end over it stays as it is where the payment came too
        late, or may have: somebody has to say whether it had arrived before.

        :param term: the period that is paid
        """
        about = Domain("term_id", "=", term.id) | Domain(
            "origin_id.term_id", "=", term.id
        )
        asked = self.search(
            about
            & Domain("state", "in", ("sent", "received"))
            & Domain("type_id.awaits_action", "=", True)
        )
        declared = asked.filtered(lambda notice: notice._is_end_over_payment())
        (asked - declared)._set_cured()
        living = declared.filtered(
            lambda notice: notice.contract_id.contract_state != "terminated"
        )
        cured = living.filtered(lambda notice: notice._is_cured())
        cured._set_cured()
        (living - cured)._ask_whether_arrived()
        self.search(about & self._get_ended_over_payment_domain())._warn_if_cured()

    @api.model
    def _get_ended_over_payment_domain(self):
        """Return the domain of the letters by which contracts have ended.

        :rtype: Domain
        """
        return (
            self._get_declaration_domain()
            & Domain("state", "=", "done")
            & Domain("effective_date", "!=", False)
            & Domain("contract_id.contract_state", "=", "terminated")
        )

    @in_company_language
    def _warn_if_cured(self):
        """Tell a manager of what ended over a payment that came in time after all."""
        for notice in self.filtered(lambda notice: notice._has_ended_over_payment()):
            if notice._is_cured():
                manager = notice.contract_id._get_manager_user()
                notice._withdraw_warnings(PAYMENT)
                notice._warn_of_notice(PAYMENT, notice._describe_cured(), manager)

    def _describe_cured(self):
        """Return that an end was not justified, and what to do about that.

        :rtype: str
        """
        self.ensure_one()
        # sudo: the user who enters a payment need not see the ledger
        term = self._get_owed_term().sudo()
        return self.env._(
            "%(term)s was paid on %(day)s, in time by %(notice)s, but this was entered "
            "after the end: reinstate the contract, or agree with the customer that it "
            "has ended.",
            term=term.display_name,
            day=term._get_paid_on(),
            notice=self.display_name,
        )

    def _has_ended_over_payment(self):
        """Whether its contract has ended by it, because a payment was missing."""
        self.ensure_one()
        has_ended_it = self.contract_id.termination_date == self.effective_date
        return has_ended_it and self._is_end_over_payment()

    def _is_end_over_payment(self):
        """Whether it ends the contract because a payment is missing."""
        self.ensure_one()
        is_ending = self.type_id.effect in ENDING_EFFECTS
        return is_ending and bool(self._get_owed_term())

    def _is_cured(self):
        """Whether the payment that it is about, which has come, is in time."""
        self.ensure_one()
        # sudo: the user who records a notice need not see the customer's account
        term = self._get_owed_term().sudo()
        return notices.is_cured(
            paid_on=term._get_paid_on() or self.company_id._contract_today(),
            days=self._get_known_days(),
        )

    def _has_been_cured(self):
        """Whether it is about a payment that has come, and was in time."""
        self.ensure_one()
        return self._get_owed_term().state == "paid" and self._is_cured()

    @in_company_language
    def _ask_whether_arrived(self):
        """Ask a manager whether letters on their way had arrived before the payment."""
        for notice in self.filtered(lambda notice: notice.state == "sent"):
            notice._withdraw_warnings(PAYMENT)
            # sudo: the user who enters a payment need not see the ledger
            term = notice._get_owed_term().sudo()
            note = self.env._(
                "%(term)s was paid on %(day)s, while %(notice)s was on its way. If the "
                "letter had arrived before, record its receipt: the contract has "
                "ended. If it had not, withdraw the end: the contract continues.",
                term=term.display_name,
                day=term._get_paid_on() or notice.company_id._contract_today(),
                notice=notice.display_name,
            )
            manager = notice.contract_id._get_manager_user()
            notice._warn_of_notice(PAYMENT, note, manager)

    def _settle_paid(self):
        """Close the notices of a breach that a payment has cured.

        A termination for the breach takes effect when the time to cure is over: until
        then a payment cures it.

        :return: those that were closed
        """
        for notice in self:
            # sudo: the user who records a notice need not see the customer's account;
            # what accounting says now decides, not what was stored before
            notice._get_owed_term().sudo()._sync_with_accounting()
        paid = self.filtered(lambda notice: notice._has_been_cured())
        paid._note_payment()
        paid._set_cured()
        return paid

    @in_company_language
    def _note_payment(self):
        for notice in self:
            notice._note(
                self.env._("The payment was received: the contract continues.")
            )

    def _set_cured(self):
        """Close these notices: what they asked for is paid, and their end given up."""
        self._give_up_effect()
        self._set_done()
        self._give_up_declarations()

    def _find_payment_hold(self):
        """Find what keeps a contract from ending over a missing payment.

        :rtype: Hold or None
        """
        self.ensure_one()
        # sudo: the user who records a notice need not see the customer's account
        term = self._get_owed_term().sudo()
        if term.state == "paid":  # too late
            return None
        if term.state == "planned":
            return Hold(
                "credited", self.env._("the invoice was credited or written off")
            )
        if credit := term and term._get_credit_in_time():
            return Hold(
                "open_credit",
                self.env._(
                    "%s of the customer is not allocated yet",
                    term.currency_id.format(credit),
                ),
            )
        return None
