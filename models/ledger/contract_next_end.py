# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ...policy.ends import EndFacts, EndKind, is_end_due, next_end
from ...tools.chinese_text import join_sentences
from ..contract.close_reason import NOT_RENEWED
from .contract_unpaid_renewal import RUNS


class SaleSubscription(models.Model):
    """How a contract ends next: form, filters, nightly runs and portal ask this."""

    _inherit = "sale.subscription"

    def _get_next_end(self, is_on_hold=False):
        """Return how this contract ends, if nothing changes until then.

        Form, filters, nightly runs and portal ask this, and nothing else.

        :param bool is_on_hold: whether something holds a termination for its unpaid
            renewal
        :rtype: End or None
        """
        self.ensure_one()
        return next_end(
            facts=EndFacts(
                is_active=self.contract_state == "active",
                is_signed=self.contract_state == "signed",
                planned_day=self.termination_date or None,
                is_offer_open=self.open_term_id._is_offer(),
                payment_deadline=self.payment_deadline or None,
                served_until=self._get_last_served_day() or None,
                period_end=self._get_period_end(),
                is_on_hold=is_on_hold,
                is_declared=self._has_declared_end(),
                cure_day=self._get_declared_day() if self._awaits_arrival() else None,
            )
        )

    def _get_period_end(self):
        """Return the last day of what is paid or owed: no offer is among it.

        :rtype: date or None
        """
        self.ensure_one()
        terms = self.term_ids.filtered(
            lambda term: term.state != "lapsed" and not term._is_offer()
        )
        days = (self.contract_date_end, *terms.mapped("date_end"))
        return max(filter(None, days), default=None)

    def _get_reason_of(self, end):
        """Return the reason for which the contract ends in this way.

        :param End end: how it ends
        :rtype: sale.subscription.close.reason
        """
        self.ensure_one()
        is_decided = end.kind is EndKind.PLANNED
        return self.close_reason_id if is_decided else self.env.ref(NOT_RENEWED)

    def _get_decided_last_day(self):
        """Return the last day of service, unless a missing payment ends it before.

        :return: False while nothing is decided
        :rtype: date or bool
        """
        self.ensure_one()
        if self.contract_state == "terminated":
            return self.termination_date
        end = self._find_next_end()
        is_known = bool(end) and end.kind in (EndKind.PLANNED, EndKind.UNRENEWED)
        return is_known and end.last_day

    def _find_next_end(self):
        """Find how this contract ends, considering what holds its termination.

        :rtype: End or None
        """
        self.ensure_one()
        due = self._filter_due_tonight()
        is_on_hold = bool(due and due._get_termination_hold())
        return self._get_next_end(is_on_hold=is_on_hold)

    def _filter_unpaid(self, get_run_day):
        """Keep the contracts that a run ends as unpaid, unless something holds it.

        :param Callable get_run_day: returns the day of that run for a contract
        """
        return self.filtered(
            lambda contract: contract._is_ending(
                EndKind.UNPAID, contract._get_next_end(), get_run_day(contract)
            )
        )

    def _filter_unpaid_today(self):
        """Keep the contracts that a run of today ends as unpaid, unless held."""
        return self._filter_unpaid(lambda c: c.company_id._contract_today())

    def _is_ending(self, kind, end, run_day):
        """Whether a run of one kind of end carries out this end.

        :param EndKind kind: one that the run carries out; others may be too
        :param End end: how the contract ends next, if it does
        :param date run_day: the company's own day of that run
        """
        self.ensure_one()
        return is_end_due(end=end, run_day=run_day) and RUNS[end.kind] == RUNS[kind]

    def _find_ends_tonight(self):
        """Find which of these contracts the next runs end, and which are on hold.

        :return: the contracts that end, and those that would but for what holds them
        :rtype: tuple
        """
        unpaid = self._filter_due_tonight()
        held = unpaid._filter_held()
        planned = (self - unpaid | held).filtered(
            lambda contract: contract._is_ending(
                EndKind.PLANNED,
                contract._get_next_end(is_on_hold=contract in held),
                self._get_next_run_day(contract.company_id, EndKind.PLANNED),
            )
        )
        waiting = planned.filtered(lambda contract: contract._find_planned_hold())
        planned -= waiting
        return unpaid - held | planned, held - planned | waiting

    def _filter_ending_as_planned(self):
        unpaid = self._filter_unpaid_today()
        planned = super()._filter_ending_as_planned() - (unpaid - unpaid._filter_held())
        planned = planned.filtered(
            lambda contract: contract._is_ending(
                EndKind.PLANNED,
                contract._get_next_end(is_on_hold=True),
                contract.company_id._contract_today(),
            )
        )
        return planned.filtered(lambda contract: not contract._warn_of_planned_hold())

    def _warn_of_planned_hold(self):
        """Whether something holds a planned end: the person responsible is told so."""
        self.ensure_one()
        hold = self._find_planned_hold()
        if hold:
            self._warn_of_hold(hold)
        return bool(hold)

    @api.model
    def _get_planned_domain(self, companies):
        """Return the domain of the planned ends that the next run carries out.

        :param companies: the companies whose contracts are asked for
        :rtype: Domain
        """
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & self._get_ended_domain(
                company, self._get_next_run_day(company, EndKind.PLANNED)
            )
            for company in companies
        )

    def _describe_end(self, end):
        """Return in words how the contract ends: made to be extended.

        :param End end: how it ends next, if it does
        :return: "" if nothing is to end it
        :rtype: str
        """
        self.ensure_one()
        _ = self.env._
        if not end:
            return ""
        if end.kind is EndKind.UNPAID:
            open_until = _("Can be paid until %s.", end.waits_until)
            once_paid = self._describe_end(self._get_next_end(is_on_hold=True))
            return join_sentences(open_until, once_paid)
        if end.kind is EndKind.DECLARED:
            return self._describe_declared_end(end)
        ends = _(
            "Ends on %(day)s: %(reason)s.",
            day=end.last_day,
            reason=self._get_reason_of(end).name,
        )
        if not self.open_term_id.is_agreed:
            return ends
        owed = _(
            "Until then %s is owed: it is demanded, not terminated (5.4).",
            self.currency_id.format(self.open_term_id.amount_due),
        )
        return join_sentences(ends, owed)

    def _describe_held_end(self, end):
        """Return in words how the contract ends, and what holds an end of tonight.

        :param End end: how it ends next
        :rtype: str
        """
        self.ensure_one()
        run_day = self._get_next_run_day(self.company_id, EndKind.PLANNED)
        is_due = self._is_ending(EndKind.PLANNED, end, run_day)
        hold = self._find_planned_hold() if is_due else None
        held = self.env._("On hold: %s.", hold.text) if hold else ""
        return join_sentences(held, self._describe_end(end))

    def _describe_declared_end(self, end):
        """Return in words that the contract ends when our letter arrives.

        :param End end: of the kind ``DECLARED``
        :rtype: str
        """
        self.ensure_one()
        _ = self.env._
        reason = self.close_reason_id.name
        ends = _("Ends on receipt of our letter: %s.", reason)
        if end.not_before:
            ends = _(
                "Ends on receipt of our letter, not before %(day)s: %(reason)s.",
                day=end.not_before,
                reason=reason,
            )
        if not end.last_day:
            return ends
        latest = _(
            "Ends on %s at the latest: it is not renewed meanwhile.", end.last_day
        )
        return join_sentences(ends, latest)
