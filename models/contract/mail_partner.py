# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import email_normalize


class SaleSubscription(models.Model):
    """Who at the customer gets our mail."""

    _inherit = "sale.subscription"

    def _get_mail_partner(self):
        """Return who gets the mail of this contract.

        It is the contact person while they belong to 甲方, else the designated partner,
        else the customer.

        :return: a partner with an e-mail address, or no record
        :rtype: res.partner
        """
        self.ensure_one()
        return self._find_reachable(
            self.contact_partner_id, self.notice_partner_id, self.partner_id
        )

    def _get_designated_partner(self):
        """Return who gets what has to reach the designated address (clause 11.2).

        It is one of the same partners, but the designated one comes first.

        :return: a partner with an e-mail address, or no record
        :rtype: res.partner
        """
        self.ensure_one()
        return self._find_reachable(
            self.notice_partner_id, self.contact_partner_id, self.partner_id
        )

    def _find_reachable(self, *partners):
        """Return the first of these who belongs to 甲方 and has an e-mail address."""
        self.ensure_one()
        for partner in partners:
            is_own = partner and partner._belongs_to(self.commercial_partner_id)
            if is_own and email_normalize(partner.email):
                return partner
        return self.env["res.partner"]
