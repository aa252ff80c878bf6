# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...policy.notices import ends_by, is_end_reached


class SaleSubscription(models.Model):
    """The end of a contract by notice, and the notices of its end (clause 5.1)."""

    _inherit = "sale.subscription"

    # -- what notices do to it --------------------------------------------------------

    def _ends_by(self, day):
        """Whether the contract has ended, or ends by that day anyway.

        :param date day: the last day of service by another notice
        """
        self.ensure_one()
        return ends_by(
            is_terminated=self.contract_state == "terminated",
            termination_date=self.termination_date or None,
            day=day,
        )

    def _get_last_possible_day(self):
        """Return the last day on which a notice can end the contract (clause 5.2).

        An unpaid renewal does not move the end; what both sides agreed on does.

        :rtype: date or None
        """
        self.ensure_one()
        days = (self.contract_date_end, self._get_agreed_last_day())
        return max(filter(None, days), default=None)

    def _end_by_notice(self, reason, last_day, is_at_once):
        """End the contract by a notice that was received.

        :param reason: a ``sale.subscription.close.reason``
        :param date last_day: the last day of service
        :param bool is_at_once: whether service stops before that day is over
        """
        self.ensure_one()
        today = self.company_id._contract_today()
        if is_end_reached(last_day=last_day, today=today, is_at_once=is_at_once):
            self._terminate(reason, last_day)
        else:
            charge = reason.is_agreement and self.termination_charge
            amount = self.termination_charge_amount
            self._plan_termination(reason, last_day, is_by_letter=True)
            if charge:  # another day, and what was agreed on it stands
                self._agree_charge(charge, amount)
                self._charge_until_end()

    def _end_by_remaining_notices(self, given_up):
        """Let the other notices that are to end the contract plan its end again.

        :param given_up: the notices that no longer end it
        """
        remaining = self._get_ending_notices() - given_up
        remaining.sorted("effective_date")._take_effect()

    def _get_ending_notices(self):
        """Return the received notices that ended these contracts, or are to."""
        return self.notice_ids.filtered(lambda notice: notice._is_ending())

    def _get_withdrawal_problems(self):
        problems = super()._get_withdrawal_problems()
        planning = self._get_planning_notices()
        return problems + [
            self.env._(
                "The end follows from a notice that was received, %s: close that "
                "notice, and nothing ends any more.",
                notice.display_name,
            )
            for notice in planning
        ]

    def _withdraw_decision(self, reason):
        self._withdraw_letters_of_end()
        super()._withdraw_decision(reason)

    # -- what its end does to notices -------------------------------------------------

    def _terminate(self, reason, last_day=None):
        res = super()._terminate(reason, last_day)
        self._close_notices()
        return res

    def _close_notices(self):
        """Close the notices that are pointless now that the contract has ended."""
        pointless = self.notice_ids.filtered(
            lambda notice: (
                notice._is_ending()
                or notice._is_holding()
                or notice._demands_lapsed_term()
            )
        )
        pointless._set_done()
        expected = self.notice_ids.filtered(lambda notice: notice._is_expected())
        expected._set_cancelled()
        queued = self.notice_ids.filtered_domain(self.notice_ids._get_queued_domain())
        queued.filtered(lambda letter: letter._get_contract_problems())._set_cancelled()

    # -- our letters on it ------------------------------------------------------------

    def _give_termination_notices(self, reason):
        """Answer the notices of customers that ended contracts, and notify the others.

        Those whose customer was told of this very end before need no other letter.
        """
        causes = self._get_causes_of_end(reason)
        untold = self.filtered(lambda contract: not contract._is_end_told(reason))
        untold._withdraw_letters_of_end()
        for notice in causes:
            notice._answer()
        untold -= causes.contract_id
        super(SaleSubscription, untold)._give_termination_notices(reason)
        untold._create_notices(  # clause 5.1
            reason._get_notice_type(), close_reason_id=reason.id
        )

    def _get_causes_of_end(self, reason):
        """Return the notices by which these contracts ended, one of each at most.

        :param reason: the ``sale.subscription.close.reason`` of the end
        """
        causes = self.env["miniprogram.contract.notice"]
        for notice in self._get_ending_notices():
            contract = notice.contract_id
            is_cause = (
                reason in notice._get_close_reason()
                and notice.effective_date == contract.termination_date
            )
            if is_cause and contract not in causes.contract_id:
                causes |= notice
        return causes

    def _announce_end(self, reason):
        # at once (clause 5.1)
        super()._announce_end(reason)
        self._withdraw_letters_of_end()
        self._create_notices(
            reason._get_notice_type(),
            close_reason_id=reason.id,
            requested_date=self.termination_date,
        )

    def _word_letter_of_end(self, reason, words):
        super()._word_letter_of_end(reason, words)
        given = {name: text for name, text in words.items() if text}
        letters = self.notice_ids.filtered(
            lambda notice: (
                notice.direction == "outgoing"
                and notice.type_id == reason._get_notice_type()
                and notice.state == "draft"
                and notice.queued_on
            )
        )
        if given:
            letters.write(given)

    def _is_end_told(self, reason):
        """Whether an earlier letter of ours names this end, and its very day.

        :param reason: a ``sale.subscription.close.reason``
        """
        self.ensure_one()
        return any(
            letter.type_id == reason._get_notice_type()
            and letter.requested_date == self.termination_date
            for letter in self._get_letters_of_end()
        )

    def _withdraw_letters_of_end(self):
        """Withdraw our letters on another last day that were not sent yet."""
        letters = self._get_letters_of_end()
        letters._withdraw([("id", "in", letters.ids)])

    def _get_letters_of_end(self):
        """Return our letters that told of an end to come."""
        return self.notice_ids.filtered(
            lambda notice: (
                notice.direction == "outgoing"
                and notice.requested_date
                and notice.event_date < notice.requested_date
                and (notice.queued_on or notice.state in ("sent", "received", "done"))
            )
        )
