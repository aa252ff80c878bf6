# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Free contracts that a former year's invoice, corrected or made anew, held up."""

from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    contracts = env["sale.subscription"].search([("open_term_id", "!=", False)])
    env.add_to_compute(contracts._fields["open_term_id"], contracts)
    env.flush_all()
