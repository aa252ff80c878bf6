# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ContractNoticeMailing(models.Model):
    """A bulk notice that tells all customers of our changed details (clause 11.3)."""

    _inherit = "miniprogram.contract.notice.mailing"

    detail_change_id = fields.Many2one(
        comodel_name="miniprogram.contract.detail.change",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
    )

    def action_send(self):
        res = super().action_send()
        for mailing in self:
            # sudo: sending the notice to all customers is what the change called for
            mailing.detail_change_id.sudo()._close_as_recorded(mailing.event_date)
        return res

    def _prepare_notice_values(self):
        values = super()._prepare_notice_values()
        return {**values, "detail_change_id": self.detail_change_id.id}
