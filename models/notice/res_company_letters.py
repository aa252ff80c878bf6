# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

MAX_DAYS = 366


class ResCompany(models.Model):
    """How many days our letters leave at the end of a contract."""

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

    @api.constrains("contract_data_export_days", "contract_refund_days")
    def _check_days_of_letters(self):
        names = ("contract_data_export_days", "contract_refund_days")
        for company in self:
            for name in names:
                if not 1 <= company[name] <= MAX_DAYS:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: a whole number from %(minimum)s to "
                            "%(maximum)s.",
                            field=self._fields[name]._description_string(self.env),
                            minimum=1,
                            maximum=MAX_DAYS,
                        )
                    )
