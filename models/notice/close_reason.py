# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

GENERAL_NOTICE = "miniprogram_contract.notice_type_termination"
ACCEPTANCE = "miniprogram_contract.notice_type_termination_acceptance"


class SaleSubscriptionCloseReason(models.Model):
    """Which notice is given when a contract ends for a reason."""

    _inherit = "sale.subscription.close.reason"

    notice_type_id = fields.Many2one(
        comodel_name="miniprogram.contract.notice.type",
        string="Notice",
        index="btree_not_null",
        ondelete="restrict",
        help="The written notice of a contract that ends for this reason (clause 5.1). "
        "Without one, the general notice of termination is given.",
    )

    def _get_notice_type(self):
        """Return the type of the notice of a contract that ends for this reason."""
        self.ensure_one()
        return self.notice_type_id or self.env.ref(GENERAL_NOTICE)
