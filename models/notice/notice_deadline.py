# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.deadlines import add_days, is_provisional, last_known_day


class ContractNotice(models.Model):
    """The days of a notice: by when, too late or not, and from when on it counts."""

    _inherit = "miniprogram.contract.notice"

    due_date = fields.Date(
        string="To Be Done by",
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
        help="The working days of that year are still to be announced: the due date is "
        "computed again when they are.",
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
        help="It arrived after its due date. It counts all the same.",
    )
    is_overdue = fields.Boolean(
        string="Overdue",
        compute="_compute_is_overdue",
        search="_search_is_overdue",
        help="Its due date is over, and it was not received or done.",
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
            # what has taken effect keeps its day
            is_over = notice.state in ("done", "cancelled") and notice.effective_date
            notice.effective_date = is_over or notice._get_effective_date()

    @api.depends("type_id", "due_date", "received_on")
    def _compute_is_late(self):
        for notice in self:
            is_judged = notice.received_on and notice._has_to_arrive()
            notice.is_late = bool(is_judged) and notice.received_on > notice.due_date

    @api.depends("company_id", "due_date", "state", "type_id")
    def _compute_is_overdue(self):
        overdue = self.browse()
        # on a new form there is no company yet
        given = self.filtered("company_id")
        for company, notices in given.grouped("company_id").items():
            overdue |= notices.filtered_domain(self._get_overdue_domain(company))
        for notice in self:
            notice.is_overdue = notice in overdue

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(map(self._get_overdue_domain, self.env.companies))

    @api.model
    def _get_overdue_domain(self, company):
        """Say which notices of a company are overdue on its own day.

        :param company: whose own day counts
        :rtype: Domain
        """
        return (
            Domain("company_id", "=", company.id)
            & Domain("due_date", "<", company._contract_today())
            & (
                Domain("state", "in", ("draft", "sent"))
                | Domain("state", "=", "received")
                & Domain("type_id.awaits_action", "=", True)
            )
        )

    @api.model
    def _get_newly_overdue_domain(self, company):
        """Say which overdue notices of a company nobody was told of.

        :param company: whose own day counts
        :rtype: Domain
        """
        return self._get_overdue_domain(company) & Domain(
            "overdue_reported_on", "=", False
        )

    def _has_to_arrive(self):
        """Tell whether the due date is the day by which the notice has to arrive."""
        self.ensure_one()
        return bool(self.due_date) and not self.type_id.awaits_action

    def _get_due_date(self):
        """Count the due date by the type's rule.

        :return: a day, or False without a rule, or before the day it counts from
        :rtype: date or False
        """
        self.ensure_one()
        rule = self.type_id
        if rule.effect_from == "due" and self.origin_id.due_date:
            # the time to cure that was set before
            return max(filter(None, (self.origin_id.due_date, self._get_granted_day())))
        return rule._count_due_date(self._get_base(rule.deadline_from))

    def _get_base(self, base):
        """Give the day that a rule counts from.

        :param str base: ``event``, ``sending``, ``receipt`` or ``due``
        """
        self.ensure_one()
        return {
            "event": self.event_date,
            "sending": self.sent_on,
            "receipt": self.received_on,
            "due": self._get_cure_day() or self.received_on,
        }.get(base)

    def _is_due_date_provisional(self):
        self.ensure_one()
        rule = self.type_id
        depends_on_calendar = rule.deadline_days and (
            rule.deadline_unit == "working_days" or rule.deadline_rolls
        )
        return bool(
            depends_on_calendar and self.due_date and is_provisional(self.due_date)
        )

    def _get_effective_date(self):
        """Give the day on which the notice takes effect, as far as it is known.

        :rtype: date or False
        """
        self.ensure_one()
        start = self._get_base(self.type_id.effect_from)
        if not start:
            return False
        earliest = add_days(start, self.type_id.effect_days)
        if self.received_on:
            earliest = max(earliest, self.received_on)  # clause 11.1
        return self._limit_effective_date(earliest)

    def _limit_effective_date(self, earliest):
        """Bring a contract's end within its period, and not before it may be.

        :param date earliest: the first day on which the notice may take effect
        :rtype: date
        """
        self.ensure_one()
        end = self.contract_id.contract_date_end
        if self.type_id.effect == "object_renewal":
            return end or earliest  # clause 4.1
        if self.type_id.effect != "terminate":
            return earliest
        wanted = max(earliest, self.requested_date or earliest)
        # clause 5.2: an unpaid renewal does not move the end
        return min(wanted, end) if end else wanted

    @api.model
    def _get_announced_domain(self):
        """Say which provisional days are in a year that is announced by now.

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
