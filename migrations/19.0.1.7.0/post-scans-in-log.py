# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Log the scans that were added to imported contracts after their logs had begun."""

import logging

from odoo import SUPERUSER_ID, api

# a script has no name below "odoo", by which levels of logs are set
_logger = logging.getLogger("odoo.addons.miniprogram_contract.migrations")


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    contracts = env["sale.subscription"].with_context(active_test=False)
    scanned = contracts.search(
        [
            ("is_miniprogram", "=", True),
            ("event_ids", "!=", False),
            ("sent_document_id", "=", False),
            ("signed_document_id", "!=", False),
            ("term_ids.is_opening", "=", True),
        ]
    )
    filed = scanned._get_filed_sha256s()
    added = scanned.filtered(
        lambda contract: (
            filed[contract] is not None
            and contract.signed_document_sha256 not in filed[contract]
        )
    )
    for contract in added:
        contract._log_document_event(
            "paper_customer",
            contract.signed_document_id.name,
            contract.signed_document_sha256,
        )
    _logger.info("Scans of %s imported contracts were logged", len(added))
