# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Withdraw links that the server did not make, and close frozen files to the world.

What leaves a customer's company no longer follows its contracts.
"""

import logging
import uuid

from odoo import SUPERUSER_ID, api
from odoo.fields import Domain
from odoo.tools import split_every

# a script has no name below "odoo", by which levels of logs are set
_logger = logging.getLogger("odoo.addons.miniprogram_contract.migrations")

CONTRACTS_AT_ONCE = 500


def is_made_by_server(token):
    """Whether a token is one of those that core makes."""
    try:
        return str(uuid.UUID(token)) == token
    except ValueError:
        return False


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    files = env["ir.attachment"].search(
        Domain("is_contract_document", "=", True)
        & (Domain("public", "=", True) | Domain("access_token", "!=", False))
    )
    files.write({"public": False, "access_token": False})
    contracts = env["sale.subscription"].with_context(active_test=False)
    linked = contracts.search(
        [("is_miniprogram", "=", True), ("access_token", "!=", False)]
    )
    typed = linked.filtered(lambda c: not is_made_by_server(c.access_token))
    typed._withdraw_link()
    moves = env["account.move"].search(
        [("contract_term_id", "!=", False), ("access_token", "!=", False)]
    )
    moves.filtered(
        lambda move: not is_made_by_server(move.access_token)
    ).access_token = False
    _unsubscribe_others(contracts)
    _logger.info("Links of %s contracts were withdrawn", len(typed))


def _unsubscribe_others(contracts):
    """Take portal users of other companies off the contracts that they follow."""
    followed = contracts.search(
        Domain("is_miniprogram", "=", True)
        & Domain("message_partner_ids.user_ids.share", "=", True)
    )
    for batch in split_every(CONTRACTS_AT_ONCE, followed.ids, followed.browse):
        for contract in batch:
            others = contract.message_partner_ids.filtered(
                lambda partner, party=contract.commercial_partner_id: (
                    partner.user_ids
                    and partner.partner_share
                    and partner.commercial_partner_id != party
                )
            )
            if others:
                contract.message_unsubscribe(others.ids)
