# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Begin the evidence logs of the contracts that were sent before there were any."""

import logging

from odoo import SUPERUSER_ID, api

from odoo.addons.miniprogram_contract.tools.batches import in_batches

# a script has no name below "odoo", by which levels of logs are set
_logger = logging.getLogger("odoo.addons.miniprogram_contract.migrations")


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    contracts = env["sale.subscription"].with_context(active_test=False)
    sent = contracts.search(
        [
            ("is_miniprogram", "=", True),
            ("contract_number", "!=", False),
            ("event_ids", "=", False),
        ]
    )
    for batch in in_batches(sent):
        batch._begin_log()
    _logger.info("Evidence logs were begun for %s contracts", len(sent))
