# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain

ADDRESS_FIELDS = {"city", "country_id", "state_id", "street", "street2"}
DETAIL_FIELDS = ADDRESS_FIELDS | {
    "active",
    "email",
    "fax",
    "name",
    "parent_id",
    "phone",
    "zip",
}
# The partners of a contract whose details are the customer's.
ROLES = (
    "commercial_partner_id",
    "contact_partner_id",
    "notice_partner_id",
    "partner_invoice_id",
)


class ResPartner(models.Model):
    """A party's details: when they change, the other side is notified (11.3)."""

    _inherit = "res.partner"

    detail_change_id = fields.Many2one(
        comodel_name="miniprogram.contract.detail.change",
        compute="_compute_detail_change_id",
        groups="miniprogram_contract.group_contract_user",
    )

    def _compute_detail_change_id(self):
        changes = self.env["miniprogram.contract.detail.change"].search(
            Domain("partner_id", "in", self.commercial_partner_id.ids)
            & Domain("state", "=", "open")
            & Domain("company_id", "in", self.env.companies.ids)
        )
        by_party = changes.grouped("partner_id")
        for partner in self:
            found = by_party.get(partner.commercial_partner_id, changes.browse())
            partner.detail_change_id = found[:1]

    def write(self, vals):
        # what a notice itself announces needs no other one
        is_told = self.env.context.get("contract_change_is_told")
        if is_told or not DETAIL_FIELDS & vals.keys():
            return super().write(vals)
        parties = self._find_contract_parties()
        before = self._get_details(parties)
        result = super().write(vals)
        self._note_changes(parties, before)
        return result

    def _find_contract_parties(self):
        """Find out of which contract parties' details these partners' are a part.

        :return: by partner id, the ids of party and company
        :rtype: dict[int, set[tuple[int, int]]]
        """
        parties = defaultdict(set)
        # sudo: the user who edits a partner need not see its contracts
        contracts = self.env["sale.subscription"].sudo()
        live = self.env["miniprogram.contract.detail.change"]._get_live_domain()
        is_role = Domain.OR(Domain(role, "in", self.ids) for role in ROLES)
        for contract in contracts.search_fetch(live & is_role, [*ROLES, "company_id"]):
            for role in ROLES:
                key = (contract.commercial_partner_id.id, contract.company_id.id)
                parties[contract[role].id].add(key)
        companies = self.env["res.company"].sudo()
        for company in companies.search([("partner_id", "in", self.ids)]):
            if contracts.search_count(
                live & Domain("company_id", "=", company.id), limit=1
            ):
                parties[company.partner_id.id].add((company.partner_id.id, company.id))
        return {partner: parties[partner] for partner in self.ids if partner in parties}

    def _get_details(self, parties):
        """Return the details of the partners that matter, as a notice tells them.

        :param dict parties: see :meth:`_find_contract_parties`
        :return: by ids of partner, party and company, the value of each item
        :rtype: dict
        """
        return {
            (partner.id, *party): partner._get_party_details(*party)
            for partner in self
            for party in parties.get(partner.id, ())
        }

    def _note_changes(self, parties, before):
        """Compare the details with those before, and note what changed.

        :param dict parties: see :meth:`_find_contract_parties`
        :param dict before: see :meth:`_get_details`
        """
        changes = defaultdict(dict)
        for key, details in self._get_details(parties).items():
            partner, party, earlier = key[0], key[1:], before[key]
            changed = {
                item: [earlier[item], value]
                for item, value in details.items()
                if value != earlier[item]
            }
            if changed:
                changes[party][partner] = changed
        if changes:
            self.env["miniprogram.contract.detail.change"]._note(changes)
