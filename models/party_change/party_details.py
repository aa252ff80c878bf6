# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...tools.typed_text import one_line


class ResCompany(models.Model):
    """Our own details, as far as a notice announces them (clause 11.3)."""

    _inherit = "res.company"

    def _get_contract_details(self):
        """Return what of the heading's data of 乙方 a notice tells when it changes.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        partner = self.partner_id  # its own values: those of the company follow them
        details = {
            "name": partner.name,
            "address": partner._get_contract_address(),
            "zip": partner.zip,
            "phone": self.contract_phone or partner.phone,
            "hotline": self.contract_hotline,
            "email": partner.email,
        }
        return {item: one_line(value) for item, value in details.items()}


class ResPartner(models.Model):
    """A partner's part of a party's details (clause 11.3)."""

    _inherit = "res.partner"

    def _get_party_details(self, party_id, company_id):
        """Return this partner's own part of a party's details.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        company = self.env["res.company"].sudo().browse(company_id)
        if company.partner_id.id == party_id:
            return company._get_contract_details()
        if not self._belongs_to(self.browse(party_id)):
            return {"contact": ""}
        details = {
            "address": self._get_contract_address(),
            "zip": self.zip,
            "phone": self.phone,
            "fax": self.fax,
            "email": self.email,
        }
        if self.id != party_id:  # another name of the party is another notice (12.9)
            details["contact"] = self.active and self.name
        return {item: one_line(value) for item, value in details.items()}

    def _prepare_new_detail(self, item):
        """Prepare the fields of a notice that tell what an item is now.

        :param str item: see :meth:`_get_party_details`
        :rtype: dict
        """
        self.ensure_one()
        if item == "contact":
            return {"new_contact_id": self.id}
        if item == "address":
            return {
                "new_country_id": self.country_id.id,
                "new_state_id": self.state_id.id,
                "new_city": self.city,
                "new_street": self.street,
                "new_street2": self.street2,
            }
        return {f"new_{item}": self[item]}
