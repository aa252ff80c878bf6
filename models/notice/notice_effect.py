# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...policy import notices
from ...policy.notices import ENDING_EFFECTS
from .close_reason import GENERAL_NOTICE

EFFECTS_ON_THE_DAY = ("change_address", "end_hold", "transfer_party")


class ContractNotice(models.Model):
    """What a notice does: once, on the right day, with the change of its state."""

    _inherit = "miniprogram.contract.notice"

    effect_note = fields.Text(
        readonly=True,
        copy=False,
        help="What came of what was asked for, such as another day than the requested "
        "one.",
    )

    def _take_effect(self):
        """Let received notices do what they do, if their day has come."""
        telling = self.filtered(lambda notice: notice._is_confirmation_of_end())
        telling._set_done()
        others = self - telling
        for notice in others - others._settle_paid():
            act = notice._get_effect_methods().get(notice.type_id.effect)
            if act and notice._is_effect_due():
                act()

    def _get_effect_methods(self):
        """Return by which method a notice does what it does: each room adds its own.

        :return: the method by one of ``EFFECTS``
        :rtype: dict[str, Callable]
        """
        self.ensure_one()
        return {
            "end_hold": self._end_hold,
            "object_renewal": self._end_contract,
            "terminate": self._end_contract,
        }

    def _is_effect_due(self):
        """Whether the notice does now what it does."""
        self.ensure_one()
        return notices.is_effect_due(
            rule=self.type_id._get_effect_rule(),
            days=self._get_known_days(),
            effective_date=self.effective_date or None,
            today=self.company_id._contract_today(),
        )

    @api.model
    def _get_effective_domain(self, company):
        """Say which notices of a company have waited for its own day.

        :param company: whose own day counts
        :rtype: Domain
        """
        today = company._contract_today()
        is_change = Domain("type_id.effect", "in", EFFECTS_ON_THE_DAY)
        is_uncured = Domain("type_id.effect", "=", "terminate") & Domain(
            "type_id.effect_from", "=", "due"
        )
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "received")
            & (
                is_change & Domain("effective_date", "<=", today)
                | is_uncured & Domain("effective_date", "<", today)
            )
        )

    def _end_contract(self):
        """End the contract, or plan its end: the same way as by decision."""
        self.ensure_one()
        contract = self.contract_id
        if hold := self._find_payment_hold():
            contract._warn_of_hold(hold)
            return
        if contract._ends_by(self.effective_date):
            self._note(
                self.env._("The contract ends on %s anyway.", contract.termination_date)
            )
            if contract.contract_state == "terminated":
                self._set_done()
            return
        self._note_moved_day()
        contract._end_by_notice(
            self._get_close_reason(),
            self.effective_date,
            is_at_once=self._is_end_at_once(),
        )

    def _note_moved_day(self):
        """Say so when the requested day is not the one that the contract allows."""
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

    def _answer(self):
        """Answer the customer's notice that ended the contract; ours needs no answer.

        Where only the customer gives such notices their letter is the answer. Others
        are written from their giver's side, so that a general letter answers them.
        """
        self.ensure_one()
        if self.direction == "outgoing":
            return
        is_own = self._is_answered_by_letter()
        self.contract_id._create_notices(
            self.type_id if is_own else self.env.ref(GENERAL_NOTICE),
            origin_id=self.id,
        )

    def _end_hold(self):
        """End the force majeure that this notice tells the end of (clause 8.2)."""
        self.ensure_one()
        self._get_open_holds()._set_done()
        self._set_done()

    def _get_giving_problems(self):
        return super()._get_giving_problems() + self._get_end_problems()

    def _get_end_problems(self):
        """Say so when an event would be over before it happened (clause 8.2)."""
        self.ensure_one()
        if self.type_id.effect != "end_hold":
            return []
        happened = max(self._get_open_holds().mapped("event_date"), default=None)
        if not happened or happened <= self.event_date:
            return []
        return [
            self.env._(
                "Event on: the force majeure happened on %s, and is over on that day "
                "or later.",
                happened,
            )
        ]

    def _get_open_holds(self):
        """Find the force majeure of the same side that this notice ends."""
        self.ensure_one()
        holds = self.contract_id.notice_ids.filtered(
            lambda notice: notice._is_holding() and notice.direction == self.direction
        )
        return holds & self.origin_id or holds

    def _expect_next(self):
        """Keep the deadline of the notice that its giver owes next (clause 8.1)."""
        self.ensure_one()
        self._replace_expected()
        if next_type := self.type_id.next_type_id:
            self.create(self._prepare_next(next_type))

    def _prepare_next(self, next_type):
        """Prepare the draft of the notice that is owed next.

        :param next_type: its type
        :rtype: dict
        """
        self.ensure_one()
        return {
            "contract_id": self.contract_id.id,
            "direction": self.direction,
            "event_date": self.event_date,
            "origin_id": self.id,
            "type_id": next_type.id,
        }

    def _is_ending(self):
        """Tell whether it was received, and ends the contract or is to end it."""
        self.ensure_one()
        return self.state == "received" and self.type_id.effect in ENDING_EFFECTS

    def _is_holding(self):
        """Tell whether it tells of a force majeure that is not over."""
        self.ensure_one()
        is_hold = self.type_id.effect == "hold_termination"
        return is_hold and self.state == "received"

    def _is_expected(self):
        """Tell whether it is only a draft of what is owed next."""
        self.ensure_one()
        is_next = self.type_id in self.origin_id.type_id.next_type_id
        return is_next and self.state == "draft" and not self.queued_on

    def _get_expected(self):
        """Find the drafts of what was owed next after these notices."""
        drafts = self.search([("origin_id", "in", self.ids), ("state", "=", "draft")])
        return drafts.filtered(lambda notice: notice._is_expected())

    def _demands_lapsed_term(self):
        """Tell whether it asks for the payment of a period that was given up."""
        self.ensure_one()
        is_open = self.type_id.awaits_action and self.state in ("sent", "received")
        return is_open and self.term_id.state == "lapsed"

    def _replace_expected(self):
        """Give up the draft that was kept for this notice, if it is another record."""
        self.ensure_one()
        expected = self.contract_id.notice_ids.filtered(
            lambda notice: (
                notice._is_expected()
                and notice != self
                and notice.type_id == self.type_id
                and notice.direction == self.direction
                and notice.event_date == self.event_date
            )
        )
        if expected and not self.origin_id:
            self._write_protected({"origin_id": expected[:1].origin_id.id})
        expected._write_protected({"state": "cancelled"})

    @api.model
    def _settle(self, term):
        """Nothing is left to be done about what asked for a payment that has come.

        A termination for the breach waits for the end of the time to cure, and is given
        up: the breach was cured in time.

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
        asked._set_done()

    def _give_up_effect(self):
        """Take back the end of a contract that these notices have planned."""
        for notice in self:
            contract = notice.contract_id
            if (
                notice.type_id.effect in ENDING_EFFECTS
                and contract.contract_state != "terminated"
                and contract.close_reason_id == notice._get_close_reason()
                and contract.termination_date == notice.effective_date
            ):
                contract._withdraw_termination()
                notice._note(self.env._("The end of the contract was taken back."))
                contract._end_by_what_stands(self)

    def _note(self, note):
        """Say what came of the notice, on it and on its contract.

        :param str note: in words
        """
        self.ensure_one()
        self._write_protected({"effect_note": note})
        self.contract_id.message_post(
            body=self.env._("%(notice)s: %(note)s", notice=self.display_name, note=note)
        )
