# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools import email_normalize

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

    def _get_designated_mailboxes(self):
        """Return also the address of a notice whose code did not redirect codes.

        A colleague has recorded it: it counts for letters from its receipt (11.3), and
        codes stay where they were.
        """
        addresses = super()._get_designated_mailboxes()
        owner = self.notice_partner_id or self.commercial_partner_id
        email = email_normalize(owner.email)
        if not email or email in addresses:
            return addresses
        told = self._find_address_notice(owner)
        return addresses + [email] * (email_normalize(told.new_email) == email)

    def _find_address_notice(self, owner):
        """Find the notice by which the customer last changed the e-mail address.

        :param owner: the partner whose address it changed
        """
        self.ensure_one()
        # sudo: whoever lets a mail go out need not read all notices
        notices = self.env["miniprogram.contract.notice"].sudo()
        return notices.search(
            Domain("address_partner_id", "=", owner.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("type_id.effect", "=", "change_address")
            & Domain("direction", "=", "incoming")
            & Domain("state", "=", "done")
            & Domain("new_email", "!=", False),
            order="event_date desc, id desc",
            limit=1,
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
