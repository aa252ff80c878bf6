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

    def _get_designated_mailboxes(self):
        """Return the e-mail addresses where letters have to arrive (clause 11.2).

        Here it is that of the designated partner: made to be extended.

        :rtype: list[str]
        """
        self.ensure_one()
        email = email_normalize(self._get_designated_partner().email)
        return [email] if email else []

    def _get_designated_reader(self):
        """Return who is greeted in what goes to the designated addresses.

        :rtype: res.partner
        """
        self.ensure_one()
        return self._get_designated_partner() or self.partner_id

    def _describe_designated_mailboxes(self):
        """Return whose the designated addresses are, and what, "" without any.

        :rtype: str
        """
        self.ensure_one()
        addresses = ", ".join(self._get_designated_mailboxes())
        reader = self._get_designated_reader()
        name = reader.name or reader.commercial_partner_id.name
        return f"{name} <{addresses}>" if addresses else ""

    def _prepare_readers(self, partner, *, also_own=False):
        """Prepare that a mail reaches the designated addresses.

        :param partner: whom it speaks to
        :param bool also_own: whether it goes to this partner's own address too, where
            that is another one
        :return: options of ``message_post()``
        :rtype: dict
        """
        self.ensure_one()
        own = email_normalize(partner.email)
        addresses = self._get_designated_mailboxes()
        others = [email for email in addresses if email != own]
        is_reader = also_own or own in addresses
        return {
            "outgoing_email_to": ", ".join(others) or False,
            "partner_ids": partner.ids if is_reader else [],
        }

    def _find_reachable(self, *partners):
        """Return the first of these who belongs to 甲方 and has an e-mail address."""
        self.ensure_one()
        for partner in partners:
            is_own = partner and partner._belongs_to(self.commercial_partner_id)
            if is_own and email_normalize(partner.email):
                return partner
        return self.env["res.partner"]
