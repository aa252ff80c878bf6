# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ContractSignedPaper(models.TransientModel):
    _name = "miniprogram.contract.signed.paper"
    _description = "Register a Signed Paper"

    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        default=lambda self: self.env.context.get("active_id"),
        required=True,
    )
    signed_by = fields.Char(
        string="Signed by",
        compute="_compute_signed_by",
        store=True,
        readonly=False,
        required=True,
        help="Who signed for the customer.",
    )
    document = fields.Binary(
        string="Scan",
        required=True,
        help="The paper stamped by both sides: PDF, JPEG or PNG.",
    )
    document_name = fields.Char()
    signed_by_customer_on = fields.Date(
        string="Signed by Customer on",
        default=lambda self: self.env.company._contract_today(),
        required=True,
    )
    countersigned_on = fields.Date(
        string="Countersigned on",
        default=lambda self: self.env.company._contract_today(),
        required=True,
    )
    paper_copies = fields.Integer(string="Copies", default=2)
    courier_out_number = fields.Char(string="Courier Number (Out)")
    courier_back_number = fields.Char(string="Courier Number (Back)")
    archive_number = fields.Char()

    @api.depends("contract_id")
    def _compute_signed_by(self):
        for wizard in self:
            wizard.signed_by = wizard.contract_id.contact_partner_id.name

    def action_confirm(self):
        """Put the scan on the contract's file and mark the contract signed."""
        self.ensure_one()
        self.contract_id.write(self._prepare_paper_trail())
        return self.contract_id.action_register_signed_paper(
            self.signed_by,
            self.document,
            signed_by_customer_on=self.signed_by_customer_on,
            countersigned_on=self.countersigned_on,
        )

    def _prepare_paper_trail(self):
        """Prepare how the paper went out and came back.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "paper_copies": self.paper_copies,
            "courier_out_number": self.courier_out_number,
            "courier_back_number": self.courier_back_number,
            "paper_returned": True,
            "archive_number": self.archive_number,
        }
