# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class AccountMove(models.Model):
    """The base module's link from an invoice to its contract: it is searched by."""

    _inherit = "account.move"

    subscription_id = fields.Many2one(index="btree_not_null")
