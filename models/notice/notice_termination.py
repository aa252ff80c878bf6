# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from ...policy import notices
from ...policy.notices import ENDING_EFFECTS
from ..party.company_language import in_company_language


class ContractNotice(models.Model):
    """A notice that ends its contract, and what happens if that is given up."""

    _inherit = "miniprogram.contract.notice"

    def action_done(self):
        """Close notices that were received, and about which nothing is left to do.

        What was to take effect later no longer does: a breach was
        cured, for example. Only a contract manager decides that.

        :raises UserError: when one was not received; not a manager, and one was to
            take effect
        """
        self._lock_in_state("received")
        self._check_may_be_done()
        self._give_up_effect()
        self._set_done()
        return True

    def _check_may_be_done(self):
        """Let only managers give up what was to take effect."""
        pending = self.filtered(lambda notice: notice.type_id.effect != "none")
        if pending and not self._is_manager():
            raise UserError(
                self.env._(
                    "Only a contract manager can decide that this no longer takes "
                    "effect: %s.",
                    ", ".join(pending.mapped("display_name")),
                )
            )

    def _get_effect_methods(self):
        return {
            **super()._get_effect_methods(),
            "object_renewal": self._end_contract,
            "terminate": self._end_contract,
        }

    def _end_contract(self):
        """End the contract, or plan its end: the same way as by decision."""
        self.ensure_one()
        contract = self.contract_id
        contract._end_unrenewed_before(self.effective_date)
        is_planned = self._has_planned_end()
        if contract._ends_by(self.effective_date) and not is_planned:
            self._note_earlier_end()
        elif not is_planned or self._is_last_day_reached():
            self._note_moved_day()
            self._end_or_hold()

    def _end_or_hold(self):
        """End the contract or plan its end, unless its last day is here and it waits.

        Money that may cure the breach holds it: the end is planned, and looked at
        every night.
        """
        self.ensure_one()
        contract, reason = self.contract_id, self._get_close_reason()
        hold = self._is_last_day_reached() and self._find_payment_hold()
        if hold:
            contract._plan_termination(reason, self.effective_date, is_by_letter=True)
            contract._warn_of_hold(hold)
        else:
            contract._end_by_notice(
                reason, self.effective_date, is_at_once=self._is_end_at_once()
            )

    def _is_last_day_reached(self):
        """Whether the last day of service is over, or service stops at once."""
        self.ensure_one()
        return notices.is_end_reached(
            last_day=self.effective_date,
            today=self.company_id._contract_today(),
            is_at_once=self._is_end_at_once(),
        )

    def _move_planned_end(self):
        """Plan the ends of contracts anew: there is more time to cure than before."""
        for notice in self:
            notice.contract_id._end_by_notice(
                notice._get_close_reason(), notice.effective_date, is_at_once=False
            )

    @in_company_language
    def _note_earlier_end(self):
        """Note that the contract ends no later anyway: this notice ends nothing."""
        self.ensure_one()
        contract = self.contract_id
        self._note(
            self.env._("The contract ends on %s anyway.", contract.termination_date)
        )
        if contract.contract_state == "terminated":
            self._set_done()

    @in_company_language
    def _note_moved_day(self):
        """Note if the requested day is not the one that the contract allows."""
        self.ensure_one()
        if self.requested_date and self.requested_date != self.effective_date:
            self._note(
                self.env._(
                    "The requested last day of service, %(wanted)s, is moved to "
                    "%(day)s, which the contract allows.",
                    wanted=self.requested_date,
                    day=self.effective_date,
                )
            )

    def _is_end_at_once(self):
        """Whether service stops with the receipt, before the day is over."""
        self.ensure_one()
        return notices.is_end_at_once(
            rule=self.type_id._get_effect_rule(),
            days=self._get_known_days(),
            effective_date=self.effective_date or None,
        )

    def _give_up_effect(self):
        """Take back the end of a contract that these notices have planned."""
        for notice in self:
            # asked of each in turn: another one may have planned the end meanwhile
            if notice._has_planned_end():
                contract = notice.contract_id
                contract._withdraw_termination()
                notice._note_withdrawn_end()
                contract._end_by_remaining_notices(self)
                notice._withdraw_answers()

    def _withdraw_answers(self):
        """Withdraw our letters that confirm its end, and were not sent yet."""
        self.ensure_one()
        answers = self.contract_id.notice_ids.filtered(
            lambda letter: (
                letter.origin_id == self and letter.type_id == self._get_answer_type()
            )
        )
        answers._withdraw([("id", "in", answers.ids)])

    @in_company_language
    def _note_withdrawn_end(self):
        self.ensure_one()
        self._note(self.env._("The planned end of the contract was withdrawn."))

    def _has_planned_end(self):
        """Whether the end to come of its contract is the one that it has planned."""
        self.ensure_one()
        contract = self.contract_id
        return (
            self.type_id.effect in ENDING_EFFECTS
            and contract.contract_state != "terminated"
            and contract.close_reason_id == self._get_close_reason()
            and contract.termination_date == self.effective_date
        )
