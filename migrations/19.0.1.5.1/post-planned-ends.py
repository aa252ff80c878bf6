# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Ends that a notice has planned say so; until now it was found by comparing days.

The reasons of letters (``post-letter-reasons``) are there by now.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    env = api.Environment(
        cr, SUPERUSER_ID, {"active_test": False, "tracking_disable": True}
    )
    planned = env["sale.subscription"].search(
        [
            ("contract_state", "in", ("signed", "active")),
            ("termination_date", "!=", False),
        ]
    )
    by_letter = planned.filtered(lambda contract: contract._get_planning_notices())
    by_letter._write_protected({"is_planned_by_letter": True})
