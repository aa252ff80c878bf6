# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SaleSubscription(models.Model):
    """Signing on our own device, while the customer is with us."""

    _inherit = "sale.subscription"

    def action_sign_on_device(self):
        """Open the dialog in which the customer signs on our device.

        :return: what opens it
        :rtype: dict
        :raises UserError: the contract does not wait for his signature
        """
        self.ensure_one()
        self._begin_signing()
        return self.env["miniprogram.contract.sign.on.device"]._open(self)
