# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Let the salespeople of old contracts hear what their customers write there."""

import logging

from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

# a script has no name below "odoo", by which levels of logs are set
_logger = logging.getLogger("odoo.addons.miniprogram_contract.migrations")

CONTRACTS_AT_ONCE = 500


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    contracts = env["sale.subscription"].with_context(active_test=False)
    found = contracts.search(
        [
            ("is_miniprogram", "=", True),
            ("user_id.active", "=", True),
            ("contract_state", "!=", "cancelled"),
        ]
    )
    for batch in split_every(CONTRACTS_AT_ONCE, found.ids, found.browse):
        batch._let_salespeople_follow()
        env.flush_all()
        env.invalidate_all()
    _logger.info("Salespeople follow %s contracts", len(found))
