# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...policy.notices import ends_by, is_end_reached
from ..ledger.contract_unpaid_renewal import Hold


class SaleSubscription(models.Model):
    """What notices do to a contract: its end, what holds it, and its party."""

    _inherit = "sale.subscription"

    is_force_majeure_open = fields.Boolean(
        string="Force Majeure Open",
        compute="_compute_is_force_majeure_open",
        store=True,
        help="The customer gave notice of force majeure, which is not over: the "
        "contract is not terminated by itself.",
    )

    @api.depends("notice_ids.direction", "notice_ids.state", "notice_ids.type_id")
    def _compute_is_force_majeure_open(self):
        for contract in self:
            contract.is_force_majeure_open = any(
                notice.direction == "incoming" and notice._is_holding()
                for notice in contract.notice_ids
            )

    def _find_hold(self, has_credit):
        if self.is_force_majeure_open:  # clause 8.1
            return Hold(
                "force_majeure",
                self.env._("a force majeure of the customer is not over"),
            )
        return super()._find_hold(has_credit)

    def _get_termination_verdict(self):
        self.ensure_one()
        if self.contract_state == "active" and self.termination_date:
            return self.env._(
                "Ends on %(day)s: %(reason)s.",
                day=self.termination_date,
                reason=self.close_reason_id.name,
            )
        return super()._get_termination_verdict()

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
            self._plan_termination(reason, last_day)

    def _terminate(self, reason, last_day=None):
        res = super()._terminate(reason, last_day)
        self._close_notices()
        return res

    def _withdraw_termination(self):
        """Take back a planned end: what was given up of the ledger is made anew."""
        self._write_protected({"close_reason_id": False, "termination_date": False})

    def _end_by_what_stands(self, given_up):
        """Let the other notices that are to end the contract plan its end again.

        :param given_up: the notices that do not end it any more
        """
        standing = self._get_ending_notices() - given_up
        standing.sorted("effective_date")._take_effect()

    def _close_notices(self):
        """Nothing more is done about what has become pointless with the end."""
        pointless = self.notice_ids.filtered(
            lambda notice: (
                notice._is_ending()
                or notice._is_holding()
                or notice._demands_lapsed_term()
            )
        )
        pointless._set_done()
        expected = self.notice_ids.filtered(lambda notice: notice._is_expected())
        expected._write_protected({"state": "cancelled"})

    def _get_ending_notices(self):
        """Find the received notices that have ended these contracts, or were to."""
        return self.notice_ids.filtered(lambda notice: notice._is_ending())

    def _give_termination_notices(self, reason):
        """Answer a notice of the customer that ended it; ours was given before.

        So was the letter on an end that was still to come.
        """
        by_notice = self.browse()
        for notice in self._get_ending_notices():
            contract = notice.contract_id
            is_cause = (
                reason in notice._get_close_reason()
                and notice.effective_date == contract.termination_date
            )
            if is_cause and contract not in by_notice:
                by_notice |= contract
                notice._answer()
        untold = (self - by_notice).filtered(lambda c: not c._is_end_told(reason))
        untold._withdraw_letters_of_end()
        super(SaleSubscription, untold)._give_termination_notices(reason)
        untold._create_notices(reason._get_notice_type())  # clause 5.1

    def _announce_end(self, reason):
        # at once (clause 5.1)
        super()._announce_end(reason)
        self._withdraw_letters_of_end()
        self._create_notices(
            reason._get_notice_type(), requested_date=self.termination_date
        )

    def _is_end_told(self, reason):
        """Tell whether our letter said before that it ends, and on that very day.

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
        """Find our letters that told of an end to come."""
        return self.notice_ids.filtered(
            lambda notice: (
                notice.direction == "outgoing"
                and notice.requested_date
                and notice.event_date < notice.requested_date
                and (notice.queued_on or notice.state in ("sent", "received", "done"))
            )
        )
