# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models

from ...policy.ends import (
    AMOUNT,
    BY_DAY,
    FREE,
    PlannedEnd,
    amount_until,
    cut_period,
)
from ...policy.terms import DAYS_TO_PAY, EXTENSION, INITIAL
from ...policy.working_days import add_days

END_CHARGES = [
    (FREE, "Free of Charge"),
    (BY_DAY, "By Day"),
    (AMOUNT, "An Agreed Amount"),
]


class SaleSubscription(models.Model):
    """What the days until a decided end cost.

    An end that both sides agreed on beats clause 5.3: no whole renewal goes past it,
    and the days after the last paid one are charged as they agreed.
    """

    _inherit = "sale.subscription"

    termination_charge = fields.Selection(
        selection=END_CHARGES,
        string="Charge until the End",
        readonly=True,
        copy=False,
        help="How the days after the last paid one are charged until the agreed end.",
    )
    termination_charge_amount = fields.Monetary(
        string="Agreed Amount",
        readonly=True,
        copy=False,
        help="What these days cost altogether, tax included.",
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {
            "termination_charge",
            "termination_charge_amount",
        }

    def _get_planned_end(self):
        """Return the end that was decided, and how the days until then are charged.

        One that is declared cuts no period: a payment may still cure the breach.

        :rtype: PlannedEnd or None
        """
        self.ensure_one()
        is_over = self.contract_state == "terminated"
        if not self.termination_date or is_over or self._has_declared_end():
            return None
        return PlannedEnd(
            day=self.termination_date,
            is_agreed=bool(self._get_agreed_last_day()),
            charged_by=self.termination_charge or BY_DAY,
        )

    # -- what its last days cost ------------------------------------------------------

    def _get_later_period(self, start):
        """Return the period that begins on a day, as far as the contract goes.

        :param date start: its first day
        :rtype: Period
        """
        self.ensure_one()
        whole = super()._get_later_period(start)
        return cut_period(
            period=whole,
            planned_end=self._get_planned_end(),
            paid_until=self.paid_until or None,
        )

    def _prepare_term(self, period, sequence):
        values = super()._prepare_term(period, sequence)
        end = self._get_planned_end()
        is_agreed = bool(end) and self._is_charged_until(end, period)
        values.update(is_agreed=is_agreed, is_cut=period.is_cut)
        if period.kind == EXTENSION:
            values["state"] = "paid"
        if period.is_cut:
            values["amount"] = self._get_cut_amount(period, end)
        return values

    def _is_charged_until(self, planned_end, period):
        """Whether a period is charged until an agreed end: no former year is.

        :param PlannedEnd planned_end: the end that was decided
        :param Period period: the period, as far as it goes until then
        :rtype: bool
        """
        self.ensure_one()
        if not planned_end.is_agreed or not self.termination_charge:
            return False
        is_whole_year = not period.is_cut and period.kind != EXTENSION
        is_former = bool(self.paid_until) and period.end < self.paid_until
        return not (is_whole_year and is_former)

    def _get_cut_amount(self, period, planned_end):
        """Return what a period costs that ends with its contract, tax included.

        :param Period period: its first and last day
        :param PlannedEnd planned_end: how it is charged
        :rtype: float
        """
        self.ensure_one()
        if planned_end.is_agreed and planned_end.charged_by == AMOUNT:
            return self.termination_charge_amount
        return self._get_amount_by_day(period.start, period.end)

    def _get_amount_by_day(self, first_day, last_day):
        """Return what the days from one to another cost at the yearly price.

        :param date first_day: the first day that is charged
        :param date last_day: the last one, inclusive
        :rtype: float
        """
        self.ensure_one()
        amount = amount_until(
            yearly_amount=Decimal(str(self._get_yearly_price())),
            start=first_day,
            last_day=last_day,
        )
        return float(amount)

    def _get_yearly_price(self):
        """Return what a year costs, tax included."""
        self.ensure_one()
        price = self.signed_yearly_amount or self._get_period_amount(1)
        return self._get_currency().round(price)

    def _get_charge_problems(self, reason, day, charge, charge_amount):
        """Return why the days until an end cannot be charged in this way.

        :param reason: a ``sale.subscription.close.reason``
        :param date day: the last day of service, if it is not today
        :param str charge: how the days until then are charged
        :param float charge_amount: what they cost altogether
        :rtype: list[str]
        """
        _ = self.env._
        if charge not in dict(END_CHARGES):
            return [_("Charge until the End: free, by_day or amount.")]
        if charge == FREE or not reason:
            return []
        if not reason.is_agreement:
            return [
                _(
                    "Charge until the End: only what both sides agreed on can be "
                    "charged, and “%s” is not agreed.",
                    reason.name,
                )
            ]
        if charge != AMOUNT:
            return []
        problems = self._get_uncharged_problems(day)
        if not charge_amount or charge_amount < 0:
            problems.append(_("Agreed Amount: more than zero."))
        return problems

    def _get_uncharged_problems(self, day):
        """Return of which contracts no day is left to be charged.

        :param date day: the last day of service, if it is not today
        :rtype: list[str]
        """
        return [
            self.env._(
                "Agreed Amount: %(contract)s is paid until %(day)s, beyond its last "
                "day of service.",
                contract=contract.display_name,
                day=contract.paid_until,
            )
            for contract in self
            if contract.paid_until
            and contract.paid_until >= (day or contract.company_id._contract_today())
        ]

    def _agree_charge(self, charge, charge_amount):
        """Keep how the days until an agreed end are charged.

        :param str charge: ``free``, ``by_day`` or ``amount``
        :param float charge_amount: what they cost altogether
        """
        self.ensure_one()
        is_agreed = bool(self._get_agreed_last_day())
        is_amount = is_agreed and charge == AMOUNT
        self._write_protected(
            {
                "termination_charge": is_agreed and charge,
                "termination_charge_amount": is_amount and charge_amount,
            }
        )

    def _charge_until_end(self):
        """Charge the days until a decided end as agreed, what is invoiced included.

        Days that were given free until another end are taken back first. What is free
        is given at once; what costs something is invoiced on its day by the nightly
        run, or at once where it does not come before the end.
        """
        for contract in self:
            contract._take_back_extension()
            start = contract._fit_open_terms()
            end = contract._get_planned_end()
            if end and end.is_agreed and contract.contract_state == "active":
                is_at_once = end.day <= contract.company_id._contract_today()
                if is_at_once or end.charged_by == FREE:
                    contract._start_terms_until(end.day, start)

    def _take_back_extension(self):
        """Take back the days to come that were given free until an agreed end."""
        self.ensure_one()
        today = self.company_id._contract_today()
        given = self.term_ids.sudo().filtered(
            lambda term: (
                term.kind == EXTENSION
                and term.is_agreed
                and term.state == "paid"
                and term.date_end > today
            )
        )
        begun = given.filtered(lambda term: term.date_start <= today)
        (given - begun)._lapse()
        begun.date_end = today
        self._free_days(given)

    def _fit_open_terms(self):
        """Let the unpaid later periods go as far as the contract does, and no further.

        :return: the first day that is not charged any more, if there is one
        :rtype: date or None
        """
        self.ensure_one()
        # sudo: the ledger is written by the contract only
        unpaid = self.sudo()._get_unpaid_terms_ahead()
        open_terms = unpaid.filtered(lambda term: term.kind != INITIAL)
        changes, given_up, covered_until = [], open_terms.browse(), None
        for term in open_terms.sorted("date_start"):
            period = self._get_later_period(term.date_start)
            is_covered = covered_until and term.date_start <= covered_until
            if is_covered or period.kind == EXTENSION:
                given_up |= term
                continue
            covered_until = period.end
            changes.append((term, self._prepare_term(period, term.sequence)))
        given_up._lapse()
        self._free_days(given_up)
        for term, values in changes:
            self._fit_term(term, values)
        return min(given_up.mapped("date_start"), default=None) if not changes else None

    def _free_days(self, terms):
        """Let other periods take the days of these: the database compares them all."""
        terms.flush_recordset(["date_end", "state"])

    def _fit_term(self, term, values):
        """Let one unpaid period go as far as the contract does.

        :param term: the period
        :param dict values: what it is from its first day on
        """
        was_owed = term.is_agreed
        is_cut = values["is_cut"] or term.is_cut
        if is_cut and not term._is_charged_as(values):
            term._change_period(values)
        elif values["is_agreed"] != term.is_agreed:
            term.is_agreed = values["is_agreed"]
        if was_owed and not term.is_agreed:
            self._leave_time_to_pay(term)

    def _leave_time_to_pay(self, term):
        """Leave a week for what is an offer again, and could not be paid in time."""
        today = self.company_id._contract_today()
        is_over = self.payment_deadline and self.payment_deadline < today
        if term == self.open_term_id.sudo() and term._is_offer() and is_over:
            term.grace_until = today + timedelta(days=DAYS_TO_PAY)

    def _start_terms_until(self, day, start=None):
        """Make the periods that are missing until the end of the contract.

        :param date day: the last day of service
        :param date start: the first day that is missing, by default the one after the
            last period
        """
        self.ensure_one()
        start = start or add_days(event=self._get_last_term().date_end, days=1)
        while start <= day:
            self._start_term(start)
            start = add_days(event=self._get_last_term().date_end, days=1)

    def _start_term(self, start):
        """Make the period that begins on a day, and its invoice if it costs anything.

        :param date start: its first day
        """
        # sudo: the ledger is written by the contract only
        terms = self.env["miniprogram.contract.term"].sudo()
        terms.create(self._prepare_later_term(start))._invoice()
