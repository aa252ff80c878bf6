# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Free reinstated contracts from what is still owed until their former end."""

from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    env = api.Environment(
        cr, SUPERUSER_ID, {"active_test": False, "tracking_disable": True}
    )
    owed = env["miniprogram.contract.term"].search(
        [
            ("contract_id.contract_state", "in", ("signed", "active")),
            ("state", "in", ("planned", "invoiced")),
            ("is_agreed", "=", True),
            ("is_cut", "=", True),
        ]
    )
    # nothing follows a period that ends with its contract, unless it was reinstated
    owed.filtered(
        lambda term: term != term.contract_id._get_last_term()
    ).is_left_owed = True
