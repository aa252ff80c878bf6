# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models

from ...tools.chinese_address import chinese_address


def one_line(text):
    """Return the text with every run of white space as one blank, "" for nothing."""
    return " ".join((text or "").split())


class ResPartner(models.Model):
    _inherit = "res.partner"
    _complete_name_displayed_types = ("invoice", "delivery", "other", "notice")

    fax = fields.Char()
    type = fields.Selection(
        selection_add=[("notice", "Notice Address")],
        # not the default, Contact: that one needs a name, an address may have none
        ondelete={"notice": "set other"},
    )

    @api.depends("parent_id", "type")
    def _compute_type_address_label(self):
        notice_addresses = self.filtered(lambda partner: partner.type == "notice")
        notice_addresses.type_address_label = self.env._("Notice Address")
        return super(ResPartner, self - notice_addresses)._compute_type_address_label()

    def _get_contract_contact(self):
        """Return the 联系人 of a party: a contact of the company, a person himself.

        :returns: a person, or no record for a company without contacts
        :rtype: res.partner
        """
        if not self.is_company:
            return self
        return self.child_ids.filtered(
            lambda child: child.type == "contact" and not child.is_company
        )[:1]

    def _get_contract_party_data(self, contact=None):
        """Return what the heading of a contract says of 甲方, "" where it is missing.

        :param contact: the 联系人, by default :meth:`_get_contract_contact`
        :returns: name, address, contact, zip, phone, fax
        :rtype: dict[str, str]
        """
        self.ensure_one()
        contact = contact or self._get_contract_contact()
        data = {
            "name": self.name,
            "address": self._get_contract_address(),
            "contact": contact.name,
            "zip": self.zip,
            "phone": self.phone or contact.phone,
            "fax": self.fax or contact.fax,
        }
        return {key: one_line(value) for key, value in data.items()}

    def _get_contract_address(self):
        """Return the postal address on one line, without name and zip code.

        In China from the largest place to the door, country left out; abroad from the
        door to the country, whose name is English whoever prints it.

        :rtype: str
        """
        self.ensure_one()
        state, city, street, street2 = map(
            one_line, (self.state_id.name, self.city, self.street, self.street2)
        )
        if self._is_contract_address_chinese():
            return chinese_address(state, city, street, street2)
        country = self.country_id.with_context(lang="en_US").name
        return ", ".join(filter(None, (street, street2, city, state, country)))

    def _is_contract_address_chinese(self):
        return self.country_id.code in ("CN", False)

    def _get_missing_contract_data(self, contact=None):
        """Name what the heading of a contract needs of 甲方 and lacks or has wrong.

        :param contact: see :meth:`_get_contract_party_data`
        :returns: translated labels that name side and item, none if all is there
        :rtype: list[str]
        """
        data = self._get_contract_party_data(contact)
        return self._list_missing_contract_data(self.env._("Party A"), data)

    def _list_missing_contract_data(self, side, data):
        """Check a party's data as the heading shows it.

        :param str side: name of the party that each label begins with
        :param dict data: the party's data; a 联系人 is asked for where it has the key
        :returns: see :meth:`_get_missing_contract_data`
        :rtype: list[str]
        """
        self.ensure_one()
        street = one_line(self.street) or one_line(self.street2)
        faults = {
            self.env._("Name"): not data["name"],
            self.env._("Address (with street)"): not street,
            self.env._("Contact"): not data.get("contact", True),
            self._get_contract_zip_label(data["zip"]): (
                self._is_contract_address_chinese()
                and not re.fullmatch("[0-9]{6}", data["zip"])
            ),
            self.env._("Phone"): not data["phone"],
        }
        return [
            self.env._("%(side)s: %(item)s", side=side, item=item)
            for item, is_fault in faults.items()
            if is_fault
        ]

    def _get_contract_zip_label(self, zip_code):
        if not zip_code:
            return self.env._("Zip Code (six digits)")
        return self.env._(
            "Zip Code (six digits without spaces, not “%(zip)s”)", zip=zip_code
        )

    def _belongs_to(self, party):
        """Tell whether this partner is that party, one of its contacts or branches.

        A person who is a party himself stays one when he joins a company.

        :param party: a partner
        """
        self.ensure_one()
        is_branch = self.parent_id == party  # a company of its own to core
        return is_branch or self.commercial_partner_id == party.commercial_partner_id
