# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from .sale_subscription_close_reason import GENERAL_NOTICE

ENDING_EFFECTS = ("terminate", "object_renewal")
IMMEDIATE_EFFECTS = ("change_address", "transfer_party")


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
        """Let a notice that was just received do what it does, or wait for its day."""
        self.ensure_one()
        rule = self.type_id
        if self._tells_of_end():
            self._set_done()
        elif rule.effect == "terminate" and rule.effect_from != "due":
            self._end_contract()  # planned at once: no renewal is invoiced meanwhile
        elif rule.effect == "object_renewal":
            self._end_contract()
        elif rule.effect == "end_hold":
            self._end_hold()
        elif rule.effect not in ("none", "hold_termination"):
            self._take_effect_on_day()

    def _take_effect_on_day(self):
        """Do what waits for its day, if the day has come."""
        for notice in self:
            today = notice.company_id._contract_today()
            if notice.type_id.effect == "change_address":
                is_due, step = notice.effective_date <= today, notice._change_address
            elif notice.type_id.effect == "transfer_party":
                is_due, step = notice.effective_date <= today, notice._transfer_party
            else:
                is_due, step = notice._is_end_due(), notice._end_contract
            if is_due:
                step()

    def _is_end_due(self):
        """Tell whether the contract ends: at once, or when the time to cure is over."""
        self.ensure_one()
        today = self.company_id._contract_today()
        return self.effective_date < today or self.effective_date == self.received_on

    @api.model
    def _get_effective_domain(self, company):
        """Say which notices of a company take effect on its own day.

        :param company: whose own day counts
        :rtype: Domain
        """
        today = company._contract_today()
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "received")
            & (
                Domain("type_id.effect", "in", IMMEDIATE_EFFECTS)
                & Domain("effective_date", "<=", today)
                | Domain("type_id.effect", "=", "terminate")
                & Domain("effective_date", "<", today)
            )
        )

    def _end_contract(self):
        """End the contract, or plan its end: the same way as by decision."""
        self.ensure_one()
        contract, last_day = self.contract_id, self.effective_date
        if contract._ends_by(last_day):
            self._note(
                self.env._("The contract ends on %s anyway.", contract.termination_date)
            )
            if contract.contract_state == "terminated":
                self._set_done()
            return
        if self.requested_date and self.requested_date != last_day:
            self._note(
                self.env._(
                    "The requested last day of service, %(wanted)s, is moved to "
                    "%(day)s, which the contract allows.",
                    wanted=self.requested_date,
                    day=last_day,
                )
            )
        contract._end_by_notice(
            self._get_close_reason(), last_day, is_at_once=self._is_end_at_once()
        )

    def _is_end_at_once(self):
        """Tell whether service stops with the receipt, before the day is over."""
        self.ensure_one()
        rule = self.type_id
        is_immediate = rule.effect == "terminate" and not rule.effect_days
        return is_immediate and self.effective_date == self.received_on

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

    def _get_open_holds(self):
        """Find the force majeure of the same side that this notice ends."""
        self.ensure_one()
        holds = self.contract_id.notice_ids.filtered(
            lambda notice: (
                notice.state == "received"
                and notice.type_id.effect == "hold_termination"
                and notice.direction == self.direction
            )
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

    def _replace_expected(self):
        """Give up the draft that was kept for this notice, if it is another record."""
        self.ensure_one()
        expected = self.contract_id.notice_ids.filtered(
            lambda notice: (
                notice.state == "draft"
                and notice != self
                and notice.origin_id.type_id.next_type_id == self.type_id
                and notice.direction == self.direction
                and notice.event_date == self.event_date
            )
        )
        if expected and not self.origin_id:
            self._set_lifecycle({"origin_id": expected[:1].origin_id.id})
        expected._set_lifecycle({"state": "cancelled"})

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

    def _note(self, note):
        """Say what came of the notice, on it and on its contract.

        :param str note: in words
        """
        self.ensure_one()
        self._set_lifecycle({"effect_note": note})
        self.contract_id.message_post(body=f"{self.display_name}: {note}")
