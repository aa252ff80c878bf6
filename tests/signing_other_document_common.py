# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.orm.model_classes import add_to_registry

from .signing_common import SigningCommon


class SupplementaryAgreement(models.Model):
    """A second kind of document, made of the signable document and its hooks alone.

    No module owns it: only the test that needs it puts it into the registry.
    """

    _module = None
    _name = "miniprogram.contract.test.agreement"
    _description = "Supplementary Agreement"
    _inherit = ["miniprogram.signable.document", "mail.thread", "mail.activity.mixin"]
    _rec_name = "number"

    contract_id = fields.Many2one("sale.subscription", required=True)
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    number = fields.Char(readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent"), ("signed", "Signed")],
        default="draft",
        readonly=True,
    )
    text = fields.Text()

    @api.model_create_multi
    def create(self, vals_list):
        self._check_create(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_write(vals)
        return super().write(vals)

    @api.model
    def _get_sent_content_fields(self):
        return super()._get_sent_content_fields() | {"contract_id", "text"}

    def _get_contract(self):
        return self.contract_id

    def _get_document_data(self):
        contract = self.contract_id
        return {
            "title": "补充协议",
            "contract_number": self._get_number(),
            "is_draft": not self.sent_on,
            "party_a": contract.commercial_partner_id._get_contract_party_data(
                contract.contact_partner_id
            ),
            "party_b": contract.company_id._get_contract_party_data(),
            "paragraphs": [
                {
                    "code": "supplement",
                    "is_key_term": True,
                    "kind": "clause",
                    "level": 2,
                    "number": "1.1",
                    "text": self.text,
                }
            ],
            "signatures": {"party_a_on": None, "party_b_on": None},
            "seal": self._get_seal(),
            "cross_page_seal": None,
        }

    def _take_number(self):
        return self.number or f"{self.contract_id.contract_number}-B1"


class SigningOtherDocumentCommon(SigningCommon):
    """A model that exists while these tests run, and in their transaction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        name = SupplementaryAgreement._name
        add_to_registry(cls.registry, SupplementaryAgreement)
        cls.addClassCleanup(cls.registry.__delitem__, name)
        cls.registry._setup_models__(cls.env.cr, [name])
        cls.registry.init_models(cls.env.cr, [name], {"models_to_check": True})
        accesses = cls.env["ir.model.access"]
        accesses.create(
            {
                "name": name,
                "model_id": cls.env["ir.model"]._get_id(name),
                "group_id": cls.env.ref("base.group_user").id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
            }
        )
        accesses.call_cache_clearing_methods()
        cls.agreements = cls.env[name]

    def setUp(self):
        super().setUp()
        self.agreement = self.agreements.create(
            {"contract_id": self.contract.id, "text": "服务期限延长一个月。"}
        )
