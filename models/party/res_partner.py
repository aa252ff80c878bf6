# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models

from ...tools.chinese_address import chinese_address
from ...tools.typed_text import one_line

ZIP_CODE = re.compile("[0-9]{6}")


class ResPartner(models.Model):
    """What a contract says of its 甲方, and what it lacks for that."""

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
        """Return the 联系人 of a party: a contact of the company, or the person.

        :return: a person, or no record for a company without contacts
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
        :return: name, address, contact, zip, phone, fax
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
        """Whether the address is one in China: it is, unless it says otherwise."""
        return self.country_id.code in ("CN", False)

    def _get_missing_contract_data(self, contact=None):
        """Return what the heading of a contract needs of 甲方 and is missing or wrong.

        :param contact: see :meth:`_get_contract_party_data`
        :return: translated labels that name side and item, none if all is there
        :rtype: list[str]
        """
        data = self._get_contract_party_data(contact)
        return self._list_missing_contract_data(self.env._("Party A"), data)

    def _list_missing_contract_data(self, side, data):
        """List what is missing or wrong in a party's data as the heading shows it.

        :param str side: name of the party that each label begins with
        :param dict data: the party's data; a 联系人 is needed where it has the key
        :return: see :meth:`_get_missing_contract_data`
        :rtype: list[str]
        """
        self.ensure_one()
        street = one_line(self.street) or one_line(self.street2)
        required = {
            self.env._("Name"): data["name"],
            self.env._("Address (with street)"): street,
            self.env._("Contact"): data.get("contact", True),
            self._get_contract_zip_label(data["zip"]): (
                self._is_contract_zip_valid(data["zip"])
            ),
            self.env._("Phone"): data["phone"],
        }
        return [
            self.env._("%(side)s: %(item)s", side=side, item=item)
            for item, value in required.items()
            if not value
        ]

    def _is_contract_zip_valid(self, zip_code):
        """Whether a zip code is one of six digits; abroad any is fine, or none."""
        is_chinese = self._is_contract_address_chinese()
        return not is_chinese or bool(ZIP_CODE.fullmatch(zip_code))

    def _get_contract_zip_label(self, zip_code):
        if not zip_code:
            return self.env._("Zip Code (six digits)")
        return self.env._(
            "Zip Code (six digits without spaces, not “%(zip)s”)", zip=zip_code
        )

    def _belongs_to(self, party):
        """Whether this partner is that party, one of its contacts or branches.

        A person who is a party remains one after joining a company.

        :param party: a partner
        :rtype: bool
        """
        self.ensure_one()
        is_branch = self.parent_id == party  # a company of its own to core
        return is_branch or self.commercial_partner_id == party.commercial_partner_id
