# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Ends that both sides agreed on beat clause 5.3, those among them that are planned."""

from odoo import SUPERUSER_ID, api

AGREEMENT = "miniprogram_contract.close_reason_agreement"


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    agreement = env.ref(AGREEMENT, raise_if_not_found=False)
    if agreement:
        agreement.is_agreement = True
        ask_for_charges(env, agreement)


def ask_for_charges(env, agreement):
    """Ask what the days until planned ends cost: nobody was asked before."""
    contracts = env["sale.subscription"].with_context(active_test=False)
    planned = contracts.search(
        [
            ("is_miniprogram", "=", True),
            ("contract_state", "=", "active"),
            ("close_reason_id", "=", agreement.id),
            ("termination_date", "!=", False),
            ("termination_charge", "=", False),
        ]
    )
    for contract in planned.filtered(lambda c: c.paid_until < c.termination_date):
        contract._warn_responsible_once(
            ("agreed_end_charge",),
            env._(
                "Both sides agreed on an end on %(day)s, and it is paid until "
                "%(paid)s: terminate the contract once more for that day, and say how "
                "the days after what is paid are charged.",
                day=contract.termination_date,
                paid=contract.paid_until,
            ),
        )
