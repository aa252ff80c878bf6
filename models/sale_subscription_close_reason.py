# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SaleSubscriptionCloseReason(models.Model):
    _inherit = "sale.subscription.close.reason"

    name = fields.Char(translate=True)
    clause_code = fields.Char(
        string="Clause",
        help="The stable code of the clause that a contract ends by; its number is that "
        "of the contract's own wording.",
    )
