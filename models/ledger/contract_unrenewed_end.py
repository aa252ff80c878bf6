# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ...policy.ends import EndKind, is_end_due


class SaleSubscription(models.Model):
    """A declared end that has not come when the period is over (clause 4.1).

    No renewal is made before a declared end: the contract ends with its period, however
    long the letter travels.
    """

    _inherit = "sale.subscription"

    _unrenewed_index = models.Index(
        "(contract_date_end) "
        "WHERE contract_state = 'active' AND close_reason_id IS NOT NULL"
    )

    @api.model
    def _get_ended_domain(self, company, day=None):
        """Return the domain of what ends as planned, or may end with its period.

        Whether it does is decided by `_get_next_end`.

        :param company: the company whose calendar counts
        :param date day: as of which day, by default the company's today
        :rtype: Domain
        """
        unrenewed = (
            Domain("contract_state", "=", "active")
            & Domain("close_reason_id.takes_effect_on_arrival", "=", True)
            & Domain("contract_date_end", "<", day or company._contract_today())
        )
        return super()._get_ended_domain(company, day) | unrenewed

    def _get_last_day_problems(self, reason, day):
        problems = super()._get_last_day_problems(reason, day)
        if not day or not reason or not reason._is_declared_by_us():
            return problems
        return problems + [
            self.env._(
                "Not before: %(contract)s ends on %(last_day)s, with its period, since "
                "no renewal is made before a declared end. Name a day until then, or "
                "none.",
                contract=contract.display_name,
                last_day=contract._get_period_end(),
            )
            for contract in self
            if contract._is_over_before(day)
        ]

    def _is_over_before(self, day):
        """Whether the period is over before a day, and no renewal can be paid."""
        self.ensure_one()
        last_day = self._get_period_end()
        can_be_paid = self.open_term_id._is_offer()
        is_running = self.contract_state == "active" and not can_be_paid
        return bool(is_running and last_day) and last_day < day

    def _end_as_planned(self):
        end = self._get_next_end(is_on_hold=True)
        if end.kind is EndKind.PLANNED:
            super()._end_as_planned()
        else:
            self._terminate(self._get_reason_of(end), end.last_day)

    def _end_unrenewed_before(self, day):
        """End a contract whose period was over before a day, and no night has yet.

        A renewal that was to be paid before that day, and is not, ends it too (5.3).

        :param date day: from which on a letter would end it
        """
        self.ensure_one()
        deadline = self.open_term_id._is_offer() and self.payment_deadline
        if day and deadline and deadline < day:
            self._terminate_unpaid()
        end = self._get_next_end(is_on_hold=True)
        today = self.company_id._contract_today()
        is_due = is_end_due(end=end, run_day=today)
        is_over = is_due and end.kind is not EndKind.PLANNED
        if is_over and day and end.last_day < day:
            self._end_as_planned()
