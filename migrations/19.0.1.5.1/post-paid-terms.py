# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Since when periods are paid that no payment has paid: nothing said so before."""

from odoo import SUPERUSER_ID, api, fields


def migrate(cr, _version):
    env = api.Environment(
        cr, SUPERUSER_ID, {"active_test": False, "tracking_disable": True}
    )
    counted = env["miniprogram.contract.term"].search(
        [
            ("counted_as_paid_reason", "!=", False),
            ("paid_on", "=", False),
            ("state", "=", "paid"),
        ]
    )
    for company, terms in counted.grouped("company_id").items():
        own = terms.with_context(tz=company.contract_tz)
        for term in own:
            # not before that day it was counted, and hardly ever changed after
            term.paid_on = fields.Datetime.context_timestamp(own, term.write_date)
