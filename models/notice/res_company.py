# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

# How many days a company may set, at the most
MAX_DAYS = {
    "contract_data_export_days": 366,
    "contract_decision_days": 90,
    "contract_refund_days": 366,
}


class ResCompany(models.Model):
    """How many days a company leaves itself and its customers at an end."""

    _inherit = "res.company"

    contract_data_export_days = fields.Integer(
        string="Days to Export Data",
        default=30,
        help="How many days after the last day of service customers have to export "
        "their data: letters that end the service name that day.",
    )
    contract_refund_days = fields.Integer(
        string="Days to Refund",
        default=15,
        help="Within how many days after the letter of termination we give back what "
        "was paid towards an unpaid renewal.",
    )
    contract_decision_days = fields.Integer(
        string="Days to Decide",
        default=7,
        groups="base.group_user",
        help="How many days after its receipt a contract manager has to decide on a "
        "customer's notice that the contract ends.",
    )

    @api.constrains(*MAX_DAYS)
    def _check_days_at_an_end(self):
        for company in self:
            for name, maximum in MAX_DAYS.items():
                if not 1 <= company[name] <= maximum:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: a whole number from %(minimum)s to "
                            "%(maximum)s.",
                            field=self._fields[name]._description_string(self.env),
                            minimum=1,
                            maximum=maximum,
                        )
                    )
