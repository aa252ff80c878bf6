# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..party.company_language import in_company_language

# How many contracts an error names
MAX_NAMED = 10
# The partners of a contract that belong to its customer
OWN_ROLES = ("partner_id", "contact_partner_id", "notice_partner_id")
RUNNING = ("draft", "sent", "signed", "active")


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Contacts that are merged: core moves links by SQL, past the contracts."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: who merges contacts need not see their contracts
        contracts = self.env["sale.subscription"].sudo().with_context(active_test=False)
        bound = contracts._find_bound_to(src_partners | dst_partner)
        self._check_may_merge(bound)
        names = ", ".join(src_partners.mapped("display_name"))
        named = contracts._find_with_own_contacts(src_partners)
        parties = contracts.search([("commercial_partner_id", "in", src_partners.ids)])
        followed = contracts.search(
            Domain("is_miniprogram", "=", True)
            & Domain("message_partner_ids", "in", src_partners.ids)
        )
        super()._update_foreign_keys(src_partners, dst_partner)
        self.env.add_to_compute(contracts._fields["commercial_partner_id"], parties)
        # core drops all of what somebody follows, if both followed one of the documents
        followed.message_subscribe(dst_partner.ids)
        named._warn_of_foreign_contact(dst_partner)
        bound._on_merge(names, dst_partner)

    def _check_may_merge(self, contracts):
        """Refuse to merge contacts of contracts, but for managers of their companies.

        :param contracts: those that bind one of the contacts, with the rights of the
            superuser
        :raises UserError: names those that the user may see, and counts the others
        """
        user = self.env.user
        if contracts._is_contract_manager():
            contracts = contracts.filtered(
                lambda contract: contract.company_id not in user.company_ids
            )
        if contracts and not self.env.su:
            raise UserError(
                self.env._(
                    "These contacts stand on contracts that were sent. Only a contract "
                    "manager of their company can merge them: %s.",
                    contracts._name_to_user(),
                )
            )


class SaleSubscription(models.Model):
    """A contract one of whose contacts was merged with somebody else's."""

    _inherit = "sale.subscription"

    @api.model
    def _find_with_own_contacts(self, partners):
        """Find the contracts that run and name one of these as their customer's.

        :param partners: contacts
        """
        is_named = Domain.OR(Domain(role, "in", partners.ids) for role in OWN_ROLES)
        return self.search(
            Domain("is_miniprogram", "=", True)
            & Domain("contract_state", "in", RUNNING)
            & is_named
        )

    @api.model
    def _find_bound_to(self, partners):
        """Find the contracts, sent at any time, of the companies of these partners.

        :param partners: contacts
        """
        roles = (*OWN_ROLES, "partner_invoice_id", "partner_shipping_id")
        is_named = Domain.OR(Domain(role, "in", partners.ids) for role in roles)
        parties = partners.commercial_partner_id
        return self.search(
            Domain("is_miniprogram", "=", True)
            & Domain("contract_number", "!=", False)
            & (is_named | Domain("commercial_partner_id", "in", parties.ids))
        )

    def _name_to_user(self):
        """Return the names of those that the user may see, and how many there are.

        :rtype: str
        """
        seen = self.browse()
        own = self.sudo(False).with_user(self.env.user)
        if own.has_access("read"):
            seen = own._filtered_access("read")
        if not seen:
            return str(len(self))
        names = ", ".join(seen[:MAX_NAMED].mapped("display_name"))
        others = len(self) - len(seen[:MAX_NAMED])
        if not others:
            return names
        return self.env._("%(names)s and %(others)s more", names=names, others=others)

    def _on_merge(self, names, contact):
        """Do what merged contacts call for, on each contract: made to be extended.

        :param str names: who was merged
        :param contact: into whom
        """
        self._log_event("contacts_merged", f"{names} → {contact.display_name}")

    @in_company_language
    def _warn_of_foreign_contact(self, contact):
        """Warn of a contact that is another company's now, and still these contracts'.

        :param contact: what contacts were merged into
        """
        for contract in self:
            party = contract.commercial_partner_id
            if contact._belongs_to(party):
                continue
            contract._warn_responsible_once(
                ("foreign_contact", contact),
                self.env._(
                    "%(contact)s is a contact of this contract and, since contacts "
                    "were merged, belongs to %(company)s, not to %(party)s. Letters "
                    "no longer go there. Name another contact: in a draft on its form, "
                    "later by the customer's notice of a change of address (11.3).",
                    contact=contact.name,
                    company=contact.commercial_partner_id.name,
                    party=party.name,
                ),
            )
