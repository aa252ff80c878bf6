# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import cache

from odoo import api, fields, models


class SaleSubscription(models.Model):
    """A contract says at its top what on the server is not as it needs it."""

    _inherit = "sale.subscription"

    health_warning = fields.Html(
        compute="_compute_health_warning",
        help="What on the server is not ready for this contract.",
    )

    @api.depends("company_id", "contract_state", "is_miniprogram")
    def _compute_health_warning(self):
        health = self.env["miniprogram.contract.health"]
        find_problems = cache(health._find_problems)
        for contract in self:
            problems = []
            # a new contract is about to be filled in
            if contract._origin and contract.is_miniprogram and contract.company_id:
                problems = find_problems(contract.contract_state, contract.company_id)
            contract.health_warning = contract._list_in_banner(problems)
