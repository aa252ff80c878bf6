# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools.sql import column_exists, create_column

# Empty on all records from before the first contract plan: it would be useless to
# compute them for every order, line and subscription of a database in use.
EMPTY_COLUMNS = {
    "sale_order": {
        "contract_payment_schedule": "varchar",
        "contract_term_years": "int4",
    },
    "sale_order_line": {"contract_plan_id": "int4", "product_plan_id": "int4"},
    "sale_subscription": {
        "contact_partner_id": "int4",
        "contract_amount": "numeric",
        "notice_partner_id": "int4",
        "payment_schedule": "varchar",
        "print_seal": "bool",
        "purchase_date": "date",
        "purchase_date_confirmed": "bool",
        "term_years": "int4",
        "wording_id": "int4",
    },
}


def pre_init_hook(env):
    """Create the columns that would be computed in vain for existing records."""
    for table, columns in EMPTY_COLUMNS.items():
        for name, kind in columns.items():
            if not column_exists(env.cr, table, name):
                create_column(env.cr, table, name, kind)


def post_init_hook(env):
    """Activate the yuan, the currency of every contract (clause 3.2)."""
    env.ref("base.CNY").active = True
