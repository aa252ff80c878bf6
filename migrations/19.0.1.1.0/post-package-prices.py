# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keep what packages cost where the books are not in yuan.

Their price was one in the company's currency, which the pricelist converted; now it is
a price in yuan (clause 3.2).
"""

from odoo import SUPERUSER_ID, api, fields


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    yuan = env.ref("base.CNY")
    for product in find_packages(env):
        company = product.company_id or env["res.company"]._get_main_company()
        if company.currency_id != yuan and has_rate(company, yuan):
            product.list_price = company.currency_id._convert(
                product.list_price, yuan, company, fields.Date.today()
            )


def find_packages(env):
    """Return the products that are sold on a contract plan."""
    return env["product.template"].search(
        [
            ("subscribable", "=", True),
            ("subscription_template_id.is_miniprogram", "=", True),
        ]
    )


def has_rate(company, currency):
    """Whether a company converts a currency at all: without a rate, 1 stands for 1."""
    rates = company.env["res.currency.rate"]
    return bool(
        rates.search_count(
            [
                ("currency_id", "=", currency.id),
                ("company_id", "in", (False, company.root_id.id)),
                ("name", "<=", fields.Date.today()),
            ],
            limit=1,
        )
    )
