# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Let the salespeople of old contracts hear what their customers write there."""

import logging

from odoo import SUPERUSER_ID, api

from odoo.addons.miniprogram_contract.tools.batches import in_batches

# a script has no name below "odoo", by which levels of logs are set
_logger = logging.getLogger("odoo.addons.miniprogram_contract.migrations")


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
    for batch in in_batches(found):
        batch._let_salespeople_follow()
    _logger.info("Salespeople follow %s contracts", len(found))
