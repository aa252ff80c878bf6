# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...policy import notices
from ...policy.working_days import last_known_day
from ..party.typed_day import Day


class ContractNotice(models.Model):
    """The days of a notice: by when it is due, and from when on it counts."""

    _inherit = "miniprogram.contract.notice"

    due_date = Day(
        string="Due Date",
        compute="_compute_due_date",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        help="The last day on which the notice may arrive, or on which the other side "
        "may do what it asks for.",
    )
    is_provisional = fields.Boolean(
        string="Provisional",
        compute="_compute_is_provisional",
        store=True,
        precompute=True,
        help="The working days of that year have not been announced yet: the due date "
        "is computed again once they are.",
    )
    effective_date = fields.Date(
        string="Takes Effect on",
        compute="_compute_effective_date",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The day on which it takes effect; of a termination, the last day of "
        "service.",
    )
    is_late = fields.Boolean(
        string="Received Late",
        compute="_compute_is_late",
        store=True,
        help="It arrived after its due date, but is valid all the same.",
    )
    is_overdue = fields.Boolean(
        string="Overdue",
        compute="_compute_is_overdue",
        search="_search_is_overdue",
        help="Its due date has passed, and it was not received or done.",
    )
    overdue_reported_on = fields.Date(
        readonly=True,
        copy=False,
        help="The day on which the person responsible was told that it is overdue.",
    )

    @api.depends("type_id", "event_date", "origin_id", "term_id")
    def _compute_due_date(self):
        for notice in self:
            notice.due_date = notice._get_due_date() or notice.due_date

    @api.depends("type_id", "due_date")
    def _compute_is_provisional(self):
        for notice in self:
            notice.is_provisional = notice._is_due_date_provisional()

    @api.depends(
        "type_id",
        "contract_id",
        "due_date",
        "event_date",
        "origin_id.term_id.grace_until",
        "received_on",
        "requested_date",
        "sent_on",
        "term_id.grace_until",
    )
    def _compute_effective_date(self):
        for notice in self:
            # what has taken effect, or is withdrawn, keeps the day that it has, if any
            day = notice.effective_date
            is_over = notice.state == "cancelled" or notice.state == "done" and day
            notice.effective_date = day if is_over else notice._get_effective_date()

    @api.depends("type_id", "due_date", "received_on")
    def _compute_is_late(self):
        for notice in self:
            notice.is_late = notices.is_late(
                received_on=notice.received_on or None,
                due_date=notice.due_date or None,
                awaits_action=notice.type_id.awaits_action,
            )

    @api.depends("company_id", "due_date", "state", "type_id")
    def _compute_is_overdue(self):
        overdue = self.browse()
        # on a new form there is no company yet
        with_company = self.filtered("company_id")
        for company, of_company in with_company.grouped("company_id").items():
            overdue |= of_company.filtered_domain(self._get_overdue_domain(company))
        for notice in self:
            notice.is_overdue = notice in overdue

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(map(self._get_overdue_domain, self.env.companies))

    @api.model
    def _get_overdue_domain(self, company):
        """Return the domain of a company's notices that are overdue on its own day.

        :param company: whose own day counts
        :rtype: Domain
        """
        return (
            Domain("company_id", "=", company.id)
            # after the time to cure that they set the contract ends: nothing is owed
            & ~self._get_declaration_domain()
            & Domain("due_date", "<", company._contract_today())
            & (
                Domain("state", "in", ("draft", "sent"))
                | Domain("state", "=", "received")
                & Domain("type_id.awaits_action", "=", True)
            )
        )

    @api.model
    def _get_newly_overdue_domain(self, company):
        """Return the domain of a company's overdue notices not reported yet.

        :param company: whose own day counts
        :rtype: Domain
        """
        return self._get_overdue_domain(company) & Domain(
            "overdue_reported_on", "=", False
        )

    def _has_to_arrive(self):
        """Whether the due date is the day by which the notice has to arrive."""
        self.ensure_one()
        return bool(self.due_date) and not self.type_id.awaits_action

    def _get_due_date(self):
        """Return the due date by the type's rule.

        :return: a day, or None without a rule, or before the day it counts from
        :rtype: date or None
        """
        self.ensure_one()
        rule = self.type_id
        if rule.effect_from == notices.DUE and self.origin_id.due_date:
            # the time to cure that was set before
            day = notices.last_day_to_cure(
                named=self.origin_id.due_date,
                grace_until=self._get_owed_term().grace_until or None,
            )
            return self._get_open_day(day) if self._is_declaration() else day
        return notices.count_due_date(
            rule=rule._get_deadline_rule(), start=self._get_base(rule.deadline_from)
        )

    def _get_open_day(self, day):
        """Return a day by which something is to be done, unless it is over.

        :param date day: the day, if there is one
        :rtype: date or None
        """
        self.ensure_one()
        company = self.contract_id.company_id or self.env.company
        today = company._contract_today()
        return notices.day_to_come(day=day or None, today=today)

    def _get_owed_term(self):
        """Return the period whose missing payment is the breach that we complain of.

        :return: a ``miniprogram.contract.term``, empty where the breach is another one
        """
        self.ensure_one()
        term = self.term_id or self.origin_id.term_id
        is_ours = self.direction == "outgoing" and self.type_id.effect_from == "due"
        return term if is_ours else term.browse()

    def _get_cure_day(self):
        """Return the last day to cure: the one named, or one granted in writing later.

        :rtype: date or False
        """
        self.ensure_one()
        if self.type_id.effect_from != notices.DUE:
            return False
        return notices.last_day_to_cure(
            named=self.due_date or None,
            grace_until=self._get_owed_term().grace_until or None,
        )

    def _get_base(self, base):
        """Return the day that a rule counts from.

        :param str base: ``event``, ``sending``, ``receipt`` or ``due``
        """
        self.ensure_one()
        return notices.base_day(base=base, days=self._get_known_days())

    def _get_known_days(self):
        """Return the days of the notice, as far as they are known.

        :rtype: NoticeDays
        """
        self.ensure_one()
        return notices.NoticeDays(
            event_date=self.event_date or None,
            sent_on=self.sent_on or None,
            received_on=self.received_on or None,
            cure_day=self._get_cure_day() or None,
            requested_date=self.requested_date or None,
        )

    def _is_due_date_provisional(self):
        self.ensure_one()
        return notices.is_due_date_provisional(
            rule=self.type_id._get_deadline_rule(), day=self.due_date or None
        )

    def _count_due_date_from(self, base):
        """Count a due date whose day to count from has just become known.

        :param str base: ``sending`` or ``receipt``
        """
        self.ensure_one()
        if self.type_id.deadline_from == base and (day := self._get_due_date()):
            self._write_protected({"due_date": day})

    def _get_effective_date(self):
        """Return the day on which the notice takes effect, as far as it is known.

        :rtype: date or None
        """
        self.ensure_one()
        contract = self.contract_id  # on a new form there is none yet
        return notices.effective_day(
            rule=self.type_id._get_effect_rule(),
            days=self._get_known_days(),
            contract_end=contract._get_last_possible_day() if contract else None,
        )

    @api.model
    def _get_announced_domain(self):
        """Return the domain of the provisional days that can be counted by now.

        :rtype: Domain
        """
        return Domain("is_provisional", "=", True) & Domain(
            "due_date", "<=", last_known_day()
        )

    def _recount(self):
        """Count provisional due dates again."""
        for notice in self:
            day = notice._get_due_date() or notice.due_date
            notice._write_protected({"due_date": day})
            is_provisional = notice._is_due_date_provisional()
            notice._write_protected({"is_provisional": is_provisional})
