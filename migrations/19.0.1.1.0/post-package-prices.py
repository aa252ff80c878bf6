# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keep what packages cost where the books are not in yuan.

Their price was one in the company's currency, which the pricelist converted; now it is
a price in yuan (clause 3.2).
"""

from odoo import SUPERUSER_ID, api, fields


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    yuan, today = env.ref("base.CNY"), fields.Date.today()
    for product in find_packages(env):
        company = product.company_id or env["res.company"]._get_main_company()
        # without a rate a number stood for as many yuan
        if not yuan._get_rate_problems(company, today):
            product.list_price = company.currency_id._convert(
                product.list_price, yuan, company, today
            )


def find_packages(env):
    """Return the products that are sold on a contract plan."""
    return env["product.template"].search(
        [
            ("subscribable", "=", True),
            ("subscription_template_id.is_miniprogram", "=", True),
        ]
    )
