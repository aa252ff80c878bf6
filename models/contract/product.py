# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ProductProduct(models.Model):
    """A package or an app, sold on a contract plan."""

    _inherit = "product.product"

    def _get_contract_plan(self):
        """Return the contract plan that this product is sold on.

        :return: a contract plan, or no record
        :rtype: sale.subscription.template
        """
        return self.filtered("subscribable").subscription_template_id._filter_plans()
