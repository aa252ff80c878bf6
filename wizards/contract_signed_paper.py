# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..models.party.typed_day import Day

USUAL_COPIES = 2  # one for each side


class ContractSignedPaper(models.TransientModel):
    """Takes the scan of the stamped paper, who signed it and when."""

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
    signed_by_customer_on = Day(
        string="Signed by Customer on",
        compute="_compute_days",
        store=True,
        readonly=False,
        required=True,
    )
    countersigned_on = Day(
        string="Countersigned on",
        compute="_compute_days",
        store=True,
        readonly=False,
        required=True,
    )
    # What is known already is shown, so that it is not lost if it is not typed again.
    paper_copies = fields.Integer(
        string="Copies",
        compute="_compute_paper_trail",
        store=True,
        readonly=False,
    )
    courier_out_number = fields.Char(
        string="Courier Number (Out)",
        compute="_compute_paper_trail",
        store=True,
        readonly=False,
    )
    courier_back_number = fields.Char(
        string="Courier Number (Back)",
        compute="_compute_paper_trail",
        store=True,
        readonly=False,
    )
    archive_number = fields.Char(
        compute="_compute_paper_trail", store=True, readonly=False
    )

    @api.depends("contract_id")
    def _compute_signed_by(self):
        for wizard in self:
            wizard.signed_by = wizard.contract_id.contact_partner_id.name

    @api.depends("contract_id")
    def _compute_days(self):
        for wizard in self:
            company = wizard.contract_id.company_id or self.env.company
            wizard.signed_by_customer_on = company._contract_today()
            wizard.countersigned_on = company._contract_today()

    @api.depends("contract_id")
    def _compute_paper_trail(self):
        for wizard in self:
            contract = wizard.contract_id
            wizard.paper_copies = contract.paper_copies or USUAL_COPIES
            wizard.courier_out_number = contract.courier_out_number
            wizard.courier_back_number = contract.courier_back_number
            wizard.archive_number = contract.archive_number

    def action_confirm(self):
        """File the scan with the contract, and mark the contract signed."""
        self.ensure_one()
        self.contract_id.write(self._prepare_paper_trail())
        return self.contract_id.action_register_signed_paper(
            self.signed_by,
            self.document,
            signed_by_customer_on=self.signed_by_customer_on,
            countersigned_on=self.countersigned_on,
        )

    def _prepare_paper_trail(self):
        """Prepare the contract's values of how the paper went out and came back.

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
