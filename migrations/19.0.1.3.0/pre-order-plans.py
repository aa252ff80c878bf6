# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keep the plan that each line of an order was quoted on.

Odoo would compute it anew, from what the product's plan is today.
"""

from odoo.tools.sql import column_exists, create_column


def migrate(cr, _version):
    if column_exists(cr, "sale_order_line", "product_plan_id"):
        return
    create_column(cr, "sale_order_line", "product_plan_id", "int4")
    cr.execute("""
        UPDATE sale_order_line SET product_plan_id = contract_plan_id
         WHERE contract_plan_id IS NOT NULL
    """)
