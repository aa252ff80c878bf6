# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models

from ..party.company_language import get_company_env


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Customers that become one: whose logins still open their contracts."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: who merges contacts need not see users, nor contracts
        strangers = src_partners.sudo()._find_portal_users_beside(dst_partner)
        contracts = self.env["sale.subscription"].sudo().with_context(active_test=False)
        bound = contracts._find_bound_to(src_partners | dst_partner)
        super()._update_foreign_keys(src_partners, dst_partner)
        if bound and strangers:
            strangers._close_portal_login(bound)


class ResPartner(models.Model):
    """Partners that are about to be merged."""

    _inherit = "res.partner"

    def _find_portal_users_beside(self, kept):
        """Find the portal users of these partners' companies that are not the kept one.

        Contacts of one company are colleagues: their logins stay.

        :param kept: into whom these are merged
        """
        others = self.filtered(
            lambda partner: partner.commercial_partner_id != kept.commercial_partner_id
        )
        # archived ones too: whoever activates one later would open the contracts
        users = self.env["res.users"].with_context(active_test=False)
        return users.search(
            [("partner_id", "child_of", others.ids), ("share", "=", True)]
        )


class ResUsers(models.Model):
    """Portal users of partners that were merged."""

    _inherit = "res.users"

    def _close_portal_login(self, contracts):
        """Close the logins of who was merged into a contract's customer, as core does.

        Whoever may read there is given a login anew.

        :param contracts: the contracts that they would open
        """
        portal, public = map(self.env.ref, ("base.group_portal", "base.group_public"))
        groups = [Command.unlink(portal.id), Command.link(public.id)]
        self.write({"active": False, "group_ids": groups})
        logins = ", ".join(self.mapped("login"))
        contracts._log_events(
            [
                (
                    contract,
                    "contacts_merged",
                    get_company_env(contract)._("Logins closed: %s", logins),
                    "",
                )
                for contract in contracts
            ]
        )


class SaleSubscription(models.Model):
    """A contract whose contacts were merged: its links are made anew."""

    _inherit = "sale.subscription"

    def _on_merge(self, names, contact):
        super()._on_merge(names, contact)
        self._withdraw_link()
