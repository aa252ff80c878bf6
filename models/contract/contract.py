# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

CONTRACT_STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("signed", "Signed"),
    ("active", "Active"),
    ("terminated", "Terminated"),
    ("cancelled", "Cancelled"),
]
# Those of a contract that both sides have signed, and that has not ended
LIVE_STATES = ("signed", "active")


class SaleSubscription(models.Model):
    """The contract: what both sides agree on."""

    _name = "sale.subscription"
    _inherit = ["sale.subscription", "miniprogram.signable.document"]

    _lifecycle_state = "contract_state"
    _document_number = "contract_number"

    is_miniprogram = fields.Boolean(
        related="template_id.is_miniprogram", store=True, index=True
    )
    contract_number = fields.Char(
        readonly=True, copy=False, index="btree_not_null", tracking=True
    )
    contract_state = fields.Selection(
        selection=CONTRACT_STATES,
        string="Contract Status",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    wording_id = fields.Many2one(
        comodel_name="miniprogram.contract.wording",
        string="Wording",
        compute="_compute_wording_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        domain=[("state", "=", "published")],
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        # not the partner's company: a contact who changes jobs is no change of party
        depends=["partner_id"],
        string="Party A",
        store=True,
        index=True,
    )
    contact_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact Person",
        compute="_compute_contact_partner_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
    )
    notice_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Notice Address",
        compute="_compute_notice_partner_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
        help="The address that the customer designated for notices (clause 11.2).",
    )
    # looked up whenever details of a partner change, or a partner is deleted
    partner_invoice_id = fields.Many2one(index="btree_not_null")
    partner_shipping_id = fields.Many2one(index="btree_not_null")
    # the base module's, by which contracts are looked up
    sale_order_id = fields.Many2one(index="btree_not_null")
    template_id = fields.Many2one(index=True)
    close_reason_id = fields.Many2one(index="btree_not_null")
    opportunity_id = fields.Many2one(
        related="sale_order_id.opportunity_id", store=True, index="btree_not_null"
    )
    # What else the service table says: clause 3
    platform_order_ref = fields.Char(
        string="Platform Order",
        copy=False,
        help="The order on the service platform whose contents prevail (clause 3.1).",
    )
    contract_remark = fields.Text(string="Remark")

    _contract_number_unique = models.UniqueIndex(
        "(company_id, contract_number) WHERE contract_number IS NOT NULL",
        "Contract numbers are unique within a company.",
    )
    # the list of one's own contracts, in its order
    _user_index = models.Index("(user_id, id)")

    @api.depends("template_id")
    def _compute_wording_id(self):
        for contract in self:
            contract.wording_id = contract.template_id._filter_plans().wording_id

    @api.depends("partner_id")
    def _compute_contact_partner_id(self):
        for contract in self:
            partner = contract.partner_id
            if partner.is_company or not partner:
                partner = partner._get_contract_contact()
            contract.contact_partner_id = partner

    @api.depends("partner_id")
    def _compute_notice_partner_id(self):
        for contract in self:
            partner = contract.commercial_partner_id
            contract.notice_partner_id = partner.address_get(["notice"])["notice"]

    @api.constrains("template_id", "wording_id")
    def _check_wording(self):
        for contract in self._filter_contracts():
            if contract.wording_id and contract.wording_id.state != "published":
                raise ValidationError(
                    self.env._(
                        "Wording: “%s” is still a draft; a contract needs a published "
                        "wording.",
                        contract.wording_id.display_name,
                    )
                )

    def get_formview_id(self, access_uid=None):
        if self._filter_contracts():
            return self.env.ref("miniprogram_contract.view_contract_form").id
        return super().get_formview_id(access_uid)

    def action_view_contract(self):
        """Open the contract's own form from the base module's form."""
        self.check_access("read")  # core finds the form as superuser
        return self.get_formview_action()

    def action_view_sale_order(self):
        """Open the order that this contract was made from."""
        return self.sale_order_id.get_formview_action()

    def _filter_contracts(self):
        """Keep the mini-program contracts among these subscriptions."""
        return self.filtered("is_miniprogram")

    def _get_contract(self):
        return self

    @api.model
    def _get_contracts_action(self, domain):
        """Return the action that opens contracts: one in its form, more in a list.

        :param domain: of the contracts
        :rtype: dict
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "miniprogram_contract.action_contract"
        )
        contracts = self.search(Domain("is_miniprogram", "=", True) & Domain(domain))
        action["domain"] = [("id", "in", contracts.ids)]
        if len(contracts) == 1:
            form = self.env.ref("miniprogram_contract.view_contract_form")
            action.update(res_id=contracts.id, views=[(form.id, "form")])
        return action
