# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ...policy.ends import first_day_after_end
from ...policy.terms import INITIAL
from ..party.company_language import in_company_language


class SaleSubscription(models.Model):
    """A manager's way to reinstate a contract that has ended (clause 5.3)."""

    _inherit = "sale.subscription"

    def action_reinstate_contract(self, reason, date_start=None):
        """Let terminated contracts continue.

        Money of the customer that is dated in time pays the period it was meant for,
        and there is no gap. A contract that ended within a period continues with that
        period. Otherwise a new one starts on a day of the manager's choice, and the gap
        stays visible.

        :param str reason: why, in the manager's words
        :param date date_start: the first day of the new period, by default the first
            that is possible: today, or the day after the last day of service
        :raises UserError: not a manager, not terminated, no reason, a day before the
            last day of service
        """
        self._check_manager()
        self._lock_in_state("terminated")
        if not (reason or "").strip():
            raise UserError(self.env._("Reason: say why the contract continues."))
        for contract in self:
            start = fields.Date.to_date(date_start)
            contract._check_reinstatement(start)
            contract._reinstate(reason.strip(), start)
        return True

    def _check_reinstatement(self, start):
        self.ensure_one()
        if start and start <= self.termination_date:
            raise UserError(
                self.env._(
                    "Continues from: a day after the last day of service, %s.",
                    self.termination_date,
                )
            )

    def _reinstate(self, reason, start):
        """Revive the contract with a period that it has, or with a new one."""
        self.ensure_one()
        start = start or self._get_first_day_after_end()
        lapsed = self._get_term_paid_in_time()
        for matter in ("money_left",), ("paid_in_time",), ("paid_late",):
            self._withdraw_warning(matter)
        self._write_protected(
            {
                **self._prepare_no_end(),
                "contract_state": self._get_reinstated_state(),
            }
        )
        if lapsed:
            # sudo: contract managers need no access to the customer's accounting
            lapsed.sudo()._revive()
        elif not self._has_term_on(start):
            self._leave_owed()
            self._start_term_after_gap(start)
        self._log_reinstating(reason)
        if self.contract_state == "active":
            self._on_service_start()

    @in_company_language
    def _log_reinstating(self, reason):
        self.ensure_one()
        self.message_post(body=self.env._("Reinstated: %s", reason))
        self._log_event("reinstated")  # why is our own matter: the customer reads it

    def _get_first_day_after_end(self):
        """Return the first day on which the contract can go on.

        :rtype: date
        """
        self.ensure_one()
        return first_day_after_end(
            last_day=self.termination_date or None,
            today=self.company_id._contract_today(),
        )

    def _get_reinstated_state(self):
        """Return the state to continue in: what was never paid is not served yet."""
        self.ensure_one()
        return "active" if self._has_paid_term() else "signed"

    def _has_term_on(self, day):
        """Whether a period that was not given up still runs on a day, or later."""
        self.ensure_one()
        last = self._get_last_term()
        return bool(last and last.date_end >= day)

    def _leave_owed(self):
        """Leave the unpaid periods until the end owed, whatever becomes of the next."""
        # sudo: the ledger is written by the contract only
        unpaid = self.sudo()._get_unpaid_terms()
        unpaid.filtered(lambda term: term.kind != INITIAL).is_left_owed = True

    def _start_term_after_gap(self, start):
        terms = self.env["miniprogram.contract.term"].sudo()
        terms.create(self._prepare_later_term(start))._invoice()

    def _get_term_paid_in_time(self):
        """Return the lapsed renewal that open credit of the customer pays in time."""
        self.ensure_one()
        lapsed = self._get_lapsed_renewal()
        # sudo: contract managers need no access to the customer's accounting
        if lapsed and lapsed.sudo()._get_credit_in_time():
            return lapsed
        return lapsed.browse()
