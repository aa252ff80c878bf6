# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.http import request


class ContractSignOnDevice(models.TransientModel):
    """The customer signs on our device, and confirms the same as in the portal.

    Only the one-time code is left out.
    """

    _name = "miniprogram.contract.sign.on.device"
    _description = "Sign on This Device"

    contract_id = fields.Many2one(
        comodel_name="sale.subscription", required=True, readonly=True
    )
    document = fields.Binary(
        compute="_compute_documents",
        help="The document that was sent, to be signed now.",
    )
    order_page_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Order on the Service Platform",
        compute="_compute_documents",
        help="The platform's pages of the order: they are part of the contract.",
    )
    shown_sha256 = fields.Char(string="SHA-256 of the Document", readonly=True)
    key_term_ids = fields.One2many(
        comodel_name="miniprogram.contract.sign.on.device.term",
        inverse_name="wizard_id",
        string="Key Terms",
        help="They limit or burden the customer's rights, so each is confirmed.",
    )
    agreement_text = fields.Text(string="Agreement to Sign Electronically")
    agreement = fields.Boolean(string="The Customer Agrees")
    signed_by = fields.Char(
        string="Signed by", help="The full name of who signs for the customer."
    )
    position = fields.Char(help="The signer's position at the customer.")
    signature = fields.Binary(attachment=False, help="Drawn or typed by the signer.")

    @api.depends("contract_id")
    def _compute_documents(self):
        for wizard in self:
            contract = wizard.contract_id
            wizard.document = contract.sent_document_id.datas
            wizard.order_page_ids = contract._get_platform_order_pages()

    @api.model
    def _open(self, contract):
        """Return the action that opens the dialog for signing a contract.

        :param contract: one that waits for the customer's signature
        :rtype: dict
        """
        asked = contract._get_portal_signing()
        wizard = self.create(
            {
                "agreement_text": asked["agreement"],
                "contract_id": contract.id,
                "key_term_ids": [Command.create(term) for term in asked["key_terms"]],
                "shown_sha256": asked["shown_sha256"],
                "signed_by": asked["signer"],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign on This Device"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_confirm(self):
        """Sign the contract with what was entered.

        :raises UserError: one error that names everything that is wrong or missing
        """
        self.ensure_one()
        confirmed = self.key_term_ids.filtered("is_confirmed")
        # the address is that of this very request, and not one that somebody names
        return self.contract_id._take_signature(
            self.signed_by,
            self.signature,
            confirmed={
                "agreement": self.agreement,
                "key_terms": confirmed.mapped("code"),
            },
            ip_address=request.httprequest.remote_addr if request else None,
            position=self.position,
            shown_sha256=self.shown_sha256,
        )


class ContractSignOnDeviceTerm(models.TransientModel):
    """One of the key terms that the customer confirms in the dialog."""

    _name = "miniprogram.contract.sign.on.device.term"
    _description = "Key Term Confirmed on This Device"

    wizard_id = fields.Many2one(
        comodel_name="miniprogram.contract.sign.on.device",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    code = fields.Char(required=True, readonly=True)
    text = fields.Text(string="Key Term", readonly=True)
    is_confirmed = fields.Boolean(string="Confirmed")


class SaleSubscription(models.Model):
    """The action that opens the dialog."""

    _inherit = "sale.subscription"

    def action_sign_on_device(self):
        """Open the dialog in which the customer signs on our device.

        :rtype: dict
        :raises UserError: the contract does not wait for the customer's signature
        """
        self.ensure_one()
        self._begin_signing()
        return self.env["miniprogram.contract.sign.on.device"]._open(self)
