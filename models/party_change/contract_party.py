# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..contract.contract import LIVE_STATES


class SaleSubscription(models.Model):
    """A contract that continues with another party (5.1.1, 12.6, 12.9)."""

    _inherit = "sale.subscription"

    def _find_running_contracts_of_party(self):
        """Find the customer's contracts that are running, in the same company."""
        self.ensure_one()
        return self.search(
            [
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("contract_state", "in", LIVE_STATES),
            ]
        )

    def _change_party(self, partner):
        """Carry the contract over to the party that took the customer's place.

        Its number, its terms, what was paid and what was signed stay. Invoices that
        were issued stay with whom they were issued to; drafts and later ones are the
        new party's.

        :param partner: the new party
        """
        self.ensure_one()
        former = self.commercial_partner_id
        self._write_protected({"partner_id": partner.id})
        self._filter_moved_from(former)._on_party_change(former)
        self._take_address_of_new_party()
        # sudo: the user who records a notice need not keep the books
        drafts = self.term_ids.sudo().invoice_id.filtered(
            lambda move: move.state == "draft"
        )
        drafts.write(
            {
                "partner_id": (self.partner_invoice_id or partner).id,
                "partner_shipping_id": (self.partner_shipping_id or partner).id,
            }
        )
