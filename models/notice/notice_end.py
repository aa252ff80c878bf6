# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...policy.notices import DUE, End, classify_end
from .close_reason import ACCEPTANCE, GENERAL_NOTICE


class ContractNotice(models.Model):
    """What a notice says of its contract's end (clauses 5.1 to 5.4, 12.7)."""

    _inherit = "miniprogram.contract.notice"

    close_reason_id = fields.Many2one(
        comodel_name="sale.subscription.close.reason",
        string="Close Reason",
        index="btree_not_null",
        ondelete="restrict",
        help="Why the contract ends, where several reasons share this letter. Without "
        "one it ends for the reason of the type.",
    )

    @api.constrains("close_reason_id", "direction", "type_id")
    def _check_close_reason(self):
        for notice in self.filtered("close_reason_id"):
            reason = notice.close_reason_id
            is_own = notice.type_id == reason._get_notice_type()
            if notice.direction != "outgoing" or not is_own:
                raise ValidationError(
                    self.env._(
                        "Close Reason: none, or one whose notice is “%s”, on a letter "
                        "of ours.",
                        notice.type_id.name,
                    )
                )

    def _get_close_reason(self):
        """Return the reason by which this notice ends the contract, or announces it."""
        self.ensure_one()
        own = self.close_reason_id or self.type_id._get_close_reason(self.direction)
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
