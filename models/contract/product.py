# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_contract_plan(self):
        """Give the contract plan that this product is sold on, if it is sold on one.

        :return: a contract plan or an empty record
        """
        return self.filtered("subscribable").subscription_template_id._filter_plans()
