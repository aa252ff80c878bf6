# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...policy.retention import LEAST_YEARS, MOST_YEARS, is_valid_retention

# How many days a company may set, at the most
MAX_DAYS = {
    "contract_data_export_days": 366,
    "contract_decision_days": 90,
    "contract_refund_days": 366,
}


class ResCompany(models.Model):
    """How many days a company leaves at an end, and how long it keeps logs."""

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
    contract_log_years = fields.Integer(
        string="Years to Keep What Logs Say",
        default=LEAST_YEARS,
        groups="base.group_user",
        help="How many years after the end of a contract the texts of its evidence log "
        "(names, addresses, descriptions) are deleted; hashes, kinds and dates stay, "
        "and the log can still be checked. At least three years (E-commerce Law art. "
        "31); 0: never. Nothing is deleted while something about the contract is open: "
        "money, a notice, an activity, a file for court printed since.",
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

    @api.constrains("contract_log_years")
    def _check_contract_log_years(self):
        if not all(
            is_valid_retention(years=company.contract_log_years) for company in self
        ):
            raise ValidationError(
                self.env._(
                    "Years to Keep What Logs Say: 0 to keep it for good, or "
                    "%(minimum)s to %(maximum)s. The E-commerce Law (art. 31) demands "
                    "that records of a transaction are kept for at least three years "
                    "after it is completed.",
                    minimum=LEAST_YEARS,
                    maximum=MOST_YEARS,
                )
            )
