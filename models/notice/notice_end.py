# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...policy.notices import DUE, End, classify_end
from .close_reason import ACCEPTANCE, GENERAL_NOTICE


class ContractNotice(models.Model):
    """What a notice says of its contract's end (clauses 5.1 to 5.4, 12.7)."""

    _inherit = "miniprogram.contract.notice"

    def _get_close_reason(self):
        """Return the reason by which this notice ends the contract, or announces it."""
        self.ensure_one()
        own = self.type_id._get_close_reason(self.direction)
        decided = self.contract_id.close_reason_id
        if self.direction == "outgoing" and decided and own:
            # several reasons may share a letter: it gives the one that was chosen
            return decided if decided.notice_type_id == self.type_id else own
        return own or (self.contract_id.close_reason_id if self._is_general() else own)

    def _is_general(self):
        """Whether its type is about ends, whatever the reason."""
        self.ensure_one()
        reason = self.contract_id.close_reason_id
        general = self.env.ref(GENERAL_NOTICE) | self.env.ref(ACCEPTANCE)
        if reason:
            general |= reason._get_notice_type()
        return not self.type_id.clause_code and self.type_id in general

    def _classify_end(self):
        """Return what it says of the contract's end that is decided already.

        :rtype: End
        """
        self.ensure_one()
        contract = self.contract_id
        cure_day = self.type_id.effect_from == DUE and self.due_date
        return classify_end(
            gives_decided_reason=self._gives_reason(contract.close_reason_id),
            is_terminated=contract.contract_state == "terminated",
            decided_day=contract.termination_date or None,
            cure_day=cure_day or None,
            requested_date=self.requested_date or None,
            effective_date=self.effective_date or None,
        )

    def _gives_reason(self, reason):
        """Whether it gives this reason for the end of a contract.

        :param reason: a ``sale.subscription.close.reason``, or none
        """
        self.ensure_one()
        return bool(reason) and (
            reason in self._get_close_reason()
            or self.type_id == reason._get_notice_type()
        )

    def _is_confirmation_of_end(self):
        """Whether it is our letter on the end that is decided: it does no more."""
        self.ensure_one()
        return self.direction == "outgoing" and self._classify_end() is End.CONFIRMATION
