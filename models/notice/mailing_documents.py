# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ContractNoticeMailing(models.Model):
    """What goes with each letter of a bulk notice, such as a certificate."""

    _inherit = "miniprogram.contract.notice.mailing"

    supporting_document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="miniprogram_contract_mailing_document_rel",
        string="Supporting Documents",
        copy=False,
        help="Each notice gets a copy of its own.",
    )

    def _preview_notice(self, contract):
        notice = super()._preview_notice(contract)
        notice.supporting_document_ids = self.supporting_document_ids
        return notice

    def _create_notices(self, contracts):
        notices = super()._create_notices(contracts)
        # image_no_postprocess: files are evidence, and must not be shrunk
        files = self.supporting_document_ids.with_context(image_no_postprocess=True)
        if files:
            for notice in notices:
                notice.supporting_document_ids = files.copy(
                    {"res_model": notice._name, "res_id": notice.id}
                )
        return notices
