# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ...policy import notices
from ...policy.notices import ENDING_EFFECTS
from .close_reason import ACCEPTANCE, GENERAL_NOTICE

EFFECTS_ON_THE_DAY = ("change_address", "end_hold", "transfer_party")


class ContractNotice(models.Model):
    """When a notice does what it does: once, with the change of its state."""

    _inherit = "miniprogram.contract.notice"

    def _take_effect(self):
        """Let received notices do what they do, if their day has come."""
        confirmations = self.filtered(lambda notice: notice._is_confirmation_of_end())
        confirmations._set_done()
        others = self - confirmations
        for notice in others - others._settle_paid():
            act = notice._get_effect_methods().get(notice.type_id.effect)
            if act and notice._is_effect_due():
                act()

    def _get_effect_methods(self):
        """Return the methods by which notices do what they do: made to be extended.

        :return: the method by one of ``EFFECTS``
        :rtype: dict[str, Callable]
        """
        self.ensure_one()
        return {}

    def _is_effect_due(self):
        """Whether the notice does now what it does."""
        self.ensure_one()
        return notices.is_effect_due(
            rule=self.type_id._get_effect_rule(),
            effective_date=self.effective_date or None,
            today=self.company_id._contract_today(),
        )

    @api.model
    def _get_effective_domain(self, company):
        """Return the domain of a company's notices that waited for its own day.

        :param company: whose own day counts
        :rtype: Domain
        """
        today = company._contract_today()
        is_change = Domain("type_id.effect", "in", EFFECTS_ON_THE_DAY)
        is_uncured = (
            Domain("type_id.effect", "=", "terminate")
            & Domain("type_id.effect_from", "=", "due")
            & Domain("direction", "=", "outgoing")
        )
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "received")
            & (
                is_change & Domain("effective_date", "<=", today)
                | is_uncured & Domain("effective_date", "<", today)
            )
        )

    # -- what the contract asks of its notices when it ends ---------------------------

    def _is_ending(self):
        """Whether it was received, and ended the contract or is to end it."""
        self.ensure_one()
        return self.state == "received" and self.type_id.effect in ENDING_EFFECTS

    def _demands_lapsed_term(self):
        """Whether it asks for the payment of a period that was given up."""
        self.ensure_one()
        is_open = self.type_id.awaits_action and self.state in ("sent", "received")
        return is_open and self.term_id.state == "lapsed"

    def _answer(self):
        """Answer the customer's notice that ended the contract; ours needs no answer.

        Where only the customer gives such notices their letter is the answer. The
        letters of other types speak for the side that gives them, so that a general
        letter answers them. What the customer declares is confirmed without its facts.
        """
        self.ensure_one()
        if self.direction == "outgoing" or self._is_answered():
            return
        self.contract_id._create_notices(self._get_answer_type(), origin_id=self.id)

    def _is_answered(self):
        """Whether its end was confirmed already, when it was accepted."""
        self.ensure_one()
        answers = self.contract_id.notice_ids.filtered(
            lambda notice: notice.origin_id == self and notice.state != "cancelled"
        )
        return self._is_claim() and self._get_answer_type() in answers.type_id

    def _get_answer_type(self):
        """Return the type of our answer to the customer's notice.

        :rtype: miniprogram.contract.notice.type
        """
        self.ensure_one()
        if self._is_claim():
            return self.env.ref(ACCEPTANCE)
        is_own = self._is_answered_by_letter()
        return self.type_id if is_own else self.env.ref(GENERAL_NOTICE)
