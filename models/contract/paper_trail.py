# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SaleSubscription(models.Model):
    """The paper's way to the customer and back, and where it is archived."""

    _inherit = "sale.subscription"

    paper_copies = fields.Integer(string="Copies", copy=False)
    courier_out_number = fields.Char(
        string="Courier Number (Out)", copy=False, index="btree_not_null"
    )
    courier_back_number = fields.Char(
        string="Courier Number (Back)", copy=False, index="btree_not_null"
    )
    paper_returned = fields.Boolean(copy=False)
    archive_number = fields.Char(copy=False, index="btree_not_null")

    @api.constrains("paper_copies")
    def _check_paper_copies(self):
        for contract in self:
            if contract.paper_copies < 0:
                raise ValidationError(self.env._("Copies: a whole number, 0 or more."))
