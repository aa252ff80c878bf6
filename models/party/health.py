# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..health.health import Check, Finding


class ContractHealth(models.TransientModel):
    """Whether amounts in yuan can be converted into the books of a company."""

    _inherit = "miniprogram.contract.health"

    @api.model
    def _get_checks(self):
        return [
            *super()._get_checks(),
            Check(
                self.env._("Exchange Rate"),
                "_check_rate",
                is_of_company=True,
                states=("sent", "signed", "active"),  # a draft lists it among others
                action="base.action_currency_form",
            ),
            Check(
                self.env._("Language of Notes"),
                "_check_record_language",
                is_of_company=True,
            ),
        ]

    def _check_record_language(self, company):
        lang = self.env["res.lang"]._get_data(code=company._get_record_lang())
        return [
            Finding(
                self.env._(
                    "Notes and activities are written in %s: the language of the "
                    "company's contact, where it can be changed.",
                    lang.name,
                )
            )
        ]

    def _check_rate(self, company):
        cny = self.env.ref("base.CNY")
        if cny == company.currency_id:
            return [Finding(self.env._("The books are kept in yuan."))]
        problems = cny._get_rate_problems(company, company._contract_today())
        if not problems:
            return [Finding(self.env._("There is a rate for CNY."))]
        return [
            Finding(self.env._("There is no rate for CNY today."), problem)
            for problem in problems
        ]
