# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Contracts whose end is planned are found too while a letter is on its way."""

from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    env = api.Environment(
        cr, SUPERUSER_ID, {"active_test": False, "tracking_disable": True}
    )
    notices = env["miniprogram.contract.notice"]
    declared = notices.search(
        [("state", "in", ("draft", "sent")), *notices._get_declaration_domain()]
    )
    contracts = declared.contract_id
    env.add_to_compute(contracts._fields["is_end_declared"], contracts)
