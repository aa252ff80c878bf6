# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Note the SHA-256 of the files that were frozen before it was kept of each.

Where core's checksum no longer agrees none is noted: the check of stored documents goes
on telling that the file was altered or lost.
"""

import logging

from odoo import SUPERUSER_ID, api

from odoo.addons.miniprogram_contract.tools.batches import in_batches

# a script has no name below "odoo", by which levels of logs are set
_logger = logging.getLogger("odoo.addons.miniprogram_contract.migrations")


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    files = env["ir.attachment"].search(
        [("is_contract_document", "=", True), ("frozen_sha256", "=", False)]
    )
    noted = 0
    for batch in in_batches(files):
        noted += note(batch)
    _logger.info(
        "The SHA-256 of %s frozen files was noted, %s are no longer what was stored",
        noted,
        len(files) - noted,
    )


def note(files):
    """Note the SHA-256 of files, and return of how many it could be noted."""
    for file in files:
        file._note_sha256()
        file.invalidate_recordset(["raw", "db_datas"])  # they may be large
    return len(files.filtered("frozen_sha256"))
