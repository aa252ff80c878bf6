# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SaleSubscriptionTemplate(models.Model):
    """A plan is in use, too, when it was quoted."""

    _inherit = "sale.subscription.template"

    def _filter_used(self):
        on_orders = self.env["sale.order.line"]._read_group(
            [("contract_plan_id", "in", self.ids)], ["contract_plan_id"]
        )
        return super()._filter_used().union(*(plan for (plan,) in on_orders))

    def _list_uses(self):
        return super()._list_uses() + self._describe_use(
            self.env._("orders"), "sale.order", "order_line.contract_plan_id"
        )
