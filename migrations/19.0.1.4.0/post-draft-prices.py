# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keep the prices of drafts, whoever the party is and whatever the pricelist."""

from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    env = api.Environment(
        cr, SUPERUSER_ID, {"active_test": False, "tracking_disable": True}
    )
    lines = env["sale.subscription.line"].search(
        [
            ("sale_subscription_id.is_miniprogram", "=", True),
            ("sale_subscription_id.contract_state", "=", "draft"),
            ("product_id", "!=", False),
            ("priced_product_id", "=", False),
        ]
    )
    for product, own_lines in lines.grouped("product_id").items():
        own_lines.priced_product_id = product
