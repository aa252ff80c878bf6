# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Free contracts that a former year's invoice, corrected or made anew, held up."""

from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    env = api.Environment(
        cr, SUPERUSER_ID, {"active_test": False, "tracking_disable": True}
    )
    compute_open_terms(env)
    serve_paid_contracts(env)


def compute_open_terms(env):
    """Let the years after a former one be renewed, and end, without it."""
    contracts = env["sale.subscription"].search([("open_term_id", "!=", False)])
    env.add_to_compute(contracts._fields["open_term_id"], contracts)
    env.flush_all()


def serve_paid_contracts(env):
    """Make contracts active again of which a later year is paid."""
    contracts = env["sale.subscription"].search(
        [("contract_state", "=", "signed"), ("paid_until", "!=", False)]
    )
    contracts._follow_ledger()
