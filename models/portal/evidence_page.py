# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SaleSubscription(models.Model):
    """The evidence log as the customer sees it, and what a visit adds to it."""

    _inherit = "sale.subscription"

    def _get_portal_page(self):
        return {
            **super()._get_portal_page(),
            "events": list(reversed(self._get_log_rows())),
            "log_url": f"{self.access_url}/log",
            "log_zone": self._get_log_zone(),
        }

    def _log_visit(self):
        """Note that the customer has opened the page of this contract.

        Who works for us is no customer.
        """
        self.ensure_one()
        if not self.env.user._is_internal():
            self._log_event("opened", document_sha256=self._get_shown_sha256())

    def _get_shown_sha256(self):
        """Return the hash of the document that the page shows."""
        self.ensure_one()
        return self.signed_document_sha256 or self.sent_document_sha256
