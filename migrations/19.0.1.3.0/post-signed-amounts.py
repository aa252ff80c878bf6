# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keep the prices that were signed for contracts signed before they were kept.

They come from what stands on the paper, and never from what taxes are today.
"""

from decimal import Decimal

from odoo import SUPERUSER_ID, api

from odoo.addons.miniprogram_contract.policy.prices import signed_yearly_price


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    for contract in find_signed_contracts(env):
        yearly = signed_yearly_price(
            whole=Decimal(str(contract.contract_amount)),
            years=contract.term_years,
            is_yearly=contract.payment_schedule == "yearly",
            counted=Decimal(str(contract.amount_total)),
        )
        contract._write_protected(
            {
                "signed_amount": contract.contract_amount,
                "signed_yearly_amount": float(yearly),
            }
        )


def find_signed_contracts(env):
    """Return the contracts that both sides signed, and whose prices nobody kept."""
    contracts = env["sale.subscription"].with_context(active_test=False)
    return contracts.search(
        [
            ("is_miniprogram", "=", True),
            ("signed_end", "!=", False),
            ("signed_yearly_amount", "in", (False, 0.0)),
            ("term_years", ">", 0),
        ]
    )
