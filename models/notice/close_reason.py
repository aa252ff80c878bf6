# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

GENERAL_NOTICE = "miniprogram_contract.notice_type_termination"
ACCEPTANCE = "miniprogram_contract.notice_type_termination_acceptance"


class SaleSubscriptionCloseReason(models.Model):
    """Which notice is given when a contract ends for a reason."""

    _inherit = "sale.subscription.close.reason"

    notice_type_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice.type",
        string="Notice",
        index="btree_not_null",
        ondelete="restrict",
        help="The written notice of a contract that ends for this reason (clause 5.1). "
        "Without one, the general notice of termination is given.",
    )

    def write(self, vals):
        if "takes_effect_on_arrival" in vals and not self.env.su:  # an update may
            is_on = bool(vals["takes_effect_on_arrival"])
            self.filtered(
                lambda reason: reason.takes_effect_on_arrival != is_on
            )._check_no_letter_on_its_way()
        return super().write(vals)

    def _check_no_letter_on_its_way(self):
        """Refuse another rule of arrival for letters that are on their way.

        :raises UserError: names them
        """
        # sudo: letters count that this user is not allowed to see
        letters = (
            self.env["miniprogram.contract.notice"]
            .sudo()
            .search(
                [
                    ("contract_id.contract_state", "in", ("signed", "active")),
                    ("direction", "=", "outgoing"),
                    ("state", "in", ("draft", "sent")),
                    ("type_id.effect", "=", "terminate"),
                    "|",
                    ("type_id.close_reason_id", "in", self.ids),
                    ("close_reason_id", "in", self.ids),
                ]
            )
        )
        on_their_way = letters.filtered(
            lambda letter: letter.state == "sent" or letter.queued_on
        )
        if on_their_way:
            raise UserError(
                self.env._(
                    "Takes Effect On Arrival: letters are on their way by the rule as "
                    "it is. Record their receipt, or withdraw them: %s.",
                    ", ".join(on_their_way.mapped("display_name")),
                )
            )

    def _get_words_to_give(self):
        """Return what a person has to say in the letter on an end for this reason.

        :return: ``facts`` and ``settlement``, if it has a place for them that is empty
        :rtype: set[str]
        """
        self.ensure_one()
        body = self._get_notice_type().body or ""
        asked = {name for name in ("facts", "settlement") if f"{{{name}}}" in body}
        return asked - {"settlement"} if self.settlement else asked

    def _get_notice_type(self):
        """Return the type of the notice of a contract that ends for this reason."""
        self.ensure_one()
        return self.notice_type_id or self.env.ref(GENERAL_NOTICE)
