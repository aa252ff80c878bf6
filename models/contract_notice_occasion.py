# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ContractNotice(models.Model):
    """What a notice was made for: a mailing, or details that changed."""

    _inherit = "miniprogram.contract.notice"

    mailing_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice.mailing",
        string="Notice to Many",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    detail_change_id = fields.Many2one(
        comodel_name="miniprogram.contract.detail.change",
        string="Changed Details",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
