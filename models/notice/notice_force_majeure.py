# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..ledger.contract_unpaid_renewal import Hold


class ContractNotice(models.Model):
    """A force majeure: it lasts until a notice announces its end (clauses 8.1, 8.2)."""

    _inherit = "miniprogram.contract.notice"

    def _is_holding(self):
        """Whether it announces a force majeure that is not over."""
        self.ensure_one()
        is_hold = self.type_id.effect == "hold_termination"
        return is_hold and self.state == "received"

    def _get_effect_methods(self):
        return {**super()._get_effect_methods(), "end_hold": self._end_hold}

    def _end_hold(self):
        """End the force majeure whose end this notice announces (clause 8.2)."""
        self.ensure_one()
        self._get_open_holds()._set_done()
        self._set_done()

    def _get_open_holds(self):
        """Return the force majeure notices of the same side that this one ends."""
        self.ensure_one()
        holds = self.contract_id.notice_ids.filtered(
            lambda notice: notice._is_holding() and notice.direction == self.direction
        )
        return holds & self.origin_id or holds

    def _get_giving_problems(self):
        return super()._get_giving_problems() + self._get_end_problems()

    def _get_end_problems(self):
        """Return what is wrong if an event would be over before it happened (8.2).

        :rtype: list[str]
        """
        self.ensure_one()
        if self.type_id.effect != "end_hold":
            return []
        happened = max(self._get_open_holds().mapped("event_date"), default=None)
        if not happened or happened <= self.event_date:
            return []
        return [
            self.env._(
                "Event Date: the force majeure happened on %s, and cannot be over "
                "before that.",
                happened,
            )
        ]


class SaleSubscription(models.Model):
    """A force majeure of the customer holds the automatic termination (clause 8.1)."""

    _inherit = "sale.subscription"

    is_force_majeure_open = fields.Boolean(
        string="Force Majeure Open",
        compute="_compute_is_force_majeure_open",
        store=True,
        help="The customer gave notice of a force majeure that is not over: the "
        "contract is not terminated automatically.",
    )

    @api.depends("notice_ids.direction", "notice_ids.state", "notice_ids.type_id")
    def _compute_is_force_majeure_open(self):
        for contract in self:
            contract.is_force_majeure_open = any(
                notice.direction == "incoming" and notice._is_holding()
                for notice in contract.notice_ids
            )

    def _find_hold(self, credit):
        if self.is_force_majeure_open:
            return Hold(
                "force_majeure",
                self.env._("a force majeure of the customer is not over"),
            )
        return super()._find_hold(credit)
