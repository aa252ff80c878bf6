# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.fields import Domain


class SaleSubscription(models.Model):
    """Notices to many are made in batches, a notice for each contract."""

    _inherit = "sale.subscription"

    pending_mailing_ids = fields.Many2many(
        comodel_name="miniprogram.contract.notice.mailing",
        relation="miniprogram_contract_mailing_pending_rel",
        column1="contract_id",
        column2="mailing_id",
        string="Notices to Be Made",
        readonly=True,
        copy=False,
    )

    @api.model
    def _get_mailing_domain(self, company):
        """Say which contracts are still to get a notice that was sent to many.

        :param company: unused: what was sent is due
        :rtype: Domain
        """
        return Domain("pending_mailing_ids", "!=", False)

    def _create_mailing_notices(self):
        """Make the notices of these contracts, and queue their letters."""
        for mailing in self.pending_mailing_ids:
            mailing._create_notices(
                self.filtered(
                    lambda c, mailing=mailing: mailing in c.pending_mailing_ids
                )
            )
        mailings = self.pending_mailing_ids
        self._write_protected({"pending_mailing_ids": [Command.clear()]})
        mailings._finish()

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"pending_mailing_ids"}
