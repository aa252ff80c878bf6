# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ContractNoticeType(models.Model):
    """Which notices the customer gives in the portal, and how they read there."""

    _inherit = "miniprogram.contract.notice.type"

    is_given_in_portal = fields.Boolean(
        string="Given in the Portal",
        help="The customer can give this notice in the portal, with his own login.",
    )
    portal_label = fields.Char(
        string="Name in the Portal",
        translate=True,
        help="What its button says there, in the customer's words.",
    )
    portal_description = fields.Text(
        string="What It Does",
        translate=True,
        help="Read by the customer before he gives it.",
    )

    @api.constrains("is_given_in_portal", "direction")
    def _check_given_in_portal(self):
        for notice_type in self:
            if notice_type.is_given_in_portal and not notice_type._allows("incoming"):
                raise ValidationError(
                    self.env._(
                        "Given in the Portal: “%s” is not given by the customer.",
                        notice_type.name,
                    )
                )

    @api.model
    def _get_letter_fields(self):
        return [*super()._get_letter_fields(), "customer_title", "customer_body"]

    @api.model
    def _get_portal_domain(self):
        """Say of which types customers give notices in the portal.

        :rtype: Domain
        """
        return Domain("is_given_in_portal", "=", True) & Domain(
            "direction", "in", ("incoming", "both")
        )

    def _get_portal_label(self):
        """Give the name that the customer reads."""
        self.ensure_one()
        return self.portal_label or self.name

    def _get_preceding_types(self):
        """Give the types that this one follows: of what it proves, or tells the end."""
        if self._ends_hold():
            return self.search([("effect", "=", "hold_termination")])
        return self.search([("next_type_id", "in", self.ids)])

    def _ends_hold(self):
        """Tell whether it says that an event is over (clause 8.2)."""
        self.ensure_one()
        return self.effect == "end_hold"

    def _asks_event(self):
        """Tell whether the customer says when what he tells of has happened."""
        self.ensure_one()
        is_counted = bool(self.deadline_days) and self.deadline_from == "event"
        return self._ends_hold() or (is_counted and not self._get_preceding_types())

    def _asks_facts(self):
        """Tell whether the letter needs words of his own."""
        self.ensure_one()
        return "{facts}" in (self.customer_body or self.body or "")
