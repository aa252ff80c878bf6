# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ContractNoticeType(models.Model):
    """Which notices the customer gives in the portal, and how they read there."""

    _inherit = "miniprogram.contract.notice.type"

    is_given_in_portal = fields.Boolean(
        string="Given in the Portal",
        help="The customer can give this notice in the portal, with a login of their "
        "own.",
    )
    portal_label = fields.Char(
        string="Name in the Portal",
        translate=True,
        help="The label of its button in the portal.",
    )
    portal_description = fields.Text(
        string="Description in the Portal",
        translate=True,
        help="Shown to the customer before the notice is given.",
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
        """Return the domain of the types of notice that customers give in the portal.

        :rtype: Domain
        """
        return Domain("is_given_in_portal", "=", True) & Domain(
            "direction", "in", ("incoming", "both")
        )

    def _get_portal_label(self):
        """Return the name that the customer reads."""
        self.ensure_one()
        return self.portal_label or self.name

    def _get_portal_values(self):
        """Return what the form shows and asks of any notice of this type.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "asks_event": self._asks_event(),
            "asks_facts": self._asks_facts(),
            "asks_requested": self.effect == "terminate",
            "deadline_days": self.deadline_days,
            "deadline_is_working_days": self.deadline_unit == "working_days",
            "description": self.portal_description or "",
            "document": self.needs_document,
            "ends_hold": self._ends_hold(),
            "label": self._get_portal_label(),
        }

    def _get_preceding_types(self):
        """Return the types that this one follows: what it proves, or the end of it."""
        if self._ends_hold():
            return self.search([("effect", "=", "hold_termination")])
        return self.search([("next_type_id", "in", self.ids)])

    def _ends_hold(self):
        """Whether it says that an event is over (clause 8.2)."""
        self.ensure_one()
        return self.effect == "end_hold"

    def _asks_event(self):
        """Whether the customer is asked for the day of the event."""
        self.ensure_one()
        is_counted = bool(self.deadline_days) and self.deadline_from == "event"
        return self._ends_hold() or (is_counted and not self._get_preceding_types())

    def _asks_facts(self):
        """Whether the letter needs the customer's own words."""
        self.ensure_one()
        return "{facts}" in (self.customer_body or self.body or "")
