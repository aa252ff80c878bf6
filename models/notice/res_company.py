# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

MAX_DECISION_DAYS = 90


class ResCompany(models.Model):
    """How long managers have to decide on an end that a customer declares."""

    _inherit = "res.company"

    contract_decision_days = fields.Integer(
        string="Days to Decide",
        default=7,
        groups="base.group_user",
        help="How many days after its receipt a contract manager has to decide on a "
        "customer's notice that the contract ends.",
    )

    @api.constrains("contract_decision_days")
    def _check_decision_days(self):
        for company in self:
            if not 1 <= company.contract_decision_days <= MAX_DECISION_DAYS:
                raise ValidationError(
                    self.env._(
                        "Days to Decide: a number of days from 1 to %s.",
                        MAX_DECISION_DAYS,
                    )
                )
