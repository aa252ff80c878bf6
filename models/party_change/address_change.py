# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

NEW_ADDRESS_FIELDS = {
    "new_country_id": "country_id",
    "new_state_id": "state_id",
    "new_city": "city",
    "new_street": "street",
    "new_street2": "street2",
    "new_zip": "zip",
    "new_phone": "phone",
    "new_fax": "fax",
    "new_email": "email",
}
POSTAL_FIELDS = {"country_id", "state_id", "city", "street", "street2"}


def item_of(name):
    """Name the item of a party's details that a partner's field is a part of."""
    return "address" if name in POSTAL_FIELDS else name


class ContractNotice(models.Model):
    """A change of an address: it counts from its receipt (clause 11.3)."""

    _inherit = "miniprogram.contract.notice"

    address_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Whose Address",
        compute="_compute_address_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        help="The partner whose address changes: the one designated for notices, or "
        "our own company.",
    )
    new_country_id = fields.Many2one(comodel_name="res.country")
    new_state_id = fields.Many2one(
        comodel_name="res.country.state", string="New Province"
    )
    new_city = fields.Char()
    new_street = fields.Char()
    new_street2 = fields.Char(string="New Street (Continued)")
    new_zip = fields.Char()
    new_phone = fields.Char()
    new_fax = fields.Char()
    new_email = fields.Char()
    new_contact_id = fields.Many2one(
        comodel_name="res.partner", string="New Contact Person"
    )
    new_contact_name = fields.Char(
        string="New Contact's Name",
        help="Who the new contact person is, in the customer's own words. One whom we "
        "do not know is recorded with the receipt of the notice.",
    )
    former_address = fields.Text(
        copy=False, help="What the address was before, kept as it was."
    )

    @api.depends("type_id", "contract_id", "direction")
    def _compute_address_partner_id(self):
        for notice in self:
            notice.address_partner_id = (
                notice.type_id.effect == "change_address"
                and notice._get_address_partner()
            )

    def _get_address_partner(self):
        """Give the partner whose address a change notice is about."""
        self.ensure_one()
        contract = self.contract_id
        if self.direction == "outgoing":
            return contract.company_id.partner_id
        return contract.notice_partner_id or contract.commercial_partner_id

    @api.model
    def _get_content_fields(self):
        return super()._get_content_fields() | self._get_address_fields()

    @api.model
    def _get_letter_fields(self):
        return super()._get_letter_fields() | self._get_address_fields()

    @api.model
    def _get_address_fields(self):
        """Name the fields that say what changes about an address."""
        return {
            *NEW_ADDRESS_FIELDS,
            "address_partner_id",
            "former_address",
            "new_contact_id",
            "new_contact_name",
        }

    @api.model
    def _get_own_placeholders(self):
        return super()._get_own_placeholders() | {"new_address"}

    def _get_placeholder_values(self):
        values = super()._get_placeholder_values()
        is_change = self.type_id.effect == "change_address"
        address = self._describe_new_address() if is_change else ""
        return {**values, "new_address": address}

    def _get_giving_problems(self):
        problems = super()._get_giving_problems()
        if self.direction == "incoming" and self.type_id.effect == "change_address":
            problems += self._get_address_problems()
        return problems

    def _get_effect_methods(self):
        return {
            **super()._get_effect_methods(),
            "change_address": self._change_address,
        }

    def _get_address_problems(self):
        """Say what is wrong about a new address."""
        self.ensure_one()
        _ = self.env._
        problems, party = [], self.contract_id.commercial_partner_id
        if not (self._prepare_new_address() or self._get_new_contact()):
            problems.append(_("New address: give at least one item that changes."))
        country = self.new_country_id or self.address_partner_id.country_id
        if country and self.new_state_id.country_id not in (country, country.browse()):
            problems.append(_("New Province: one of the address's country."))
        if self.address_partner_id.commercial_partner_id != party:
            problems.append(_("Whose Address: one of the customer's own."))
        contact = self.new_contact_id
        if contact and contact.commercial_partner_id != party:
            problems.append(_("New Contact Person: one of the customer's own."))
        return problems

    def _change_address(self):
        """Bring the customer's address up to date, and keep the old one here.

        Ours is in our company's settings: our notice only tells of it.
        """
        self.ensure_one()
        if self.direction == "incoming":
            # sudo: who records a notice need not be allowed to edit partners, nor see
            # the contracts of other salespeople
            self.sudo()._change_address_of_customer()
        self._set_done()

    def _change_address_of_customer(self):
        """Change what has not changed again since then."""
        self.ensure_one()
        partner = self.address_partner_id
        former = self.former_address or self._format_address(
            self._get_party_address(partner, self.contract_id.contact_partner_id)
        )
        self._write_protected({"former_address": former})
        outdated = self._get_outdated_items()
        # this notice tells of the change: it needs no other one
        partner.with_context(contract_change_is_told=True).write(
            {
                name: value
                for name, value in self._prepare_new_address().items()
                if item_of(name) not in outdated
            }
        )
        if "contact" not in outdated:
            self._change_contact()
        self._log_address_change(former)
        if outdated:
            self._note_outdated(outdated)

    def _change_contact(self):
        """Name the new contact person on all the customer's living contracts."""
        self.ensure_one()
        if self.new_contact_name and not self.new_contact_id:
            self._write_protected({"new_contact_id": self._create_new_contact().id})
        if self.new_contact_id:
            contracts = self.contract_id._get_living_contracts_of_party()
            contracts._write_protected({"contact_partner_id": self.new_contact_id.id})

    def _create_new_contact(self):
        """Record the new contact person, whom we do not know yet, with the customer."""
        self.ensure_one()
        # sudo: who records a notice need not be allowed to edit partners
        partners = self.env["res.partner"].sudo()
        return partners.create(
            {
                "name": self.new_contact_name,
                "parent_id": self.contract_id.commercial_partner_id.id,
                "type": "contact",
            }
        )

    def _get_new_contact(self):
        """Give the new contact person, not saved where we do not know him yet.

        :return: a partner, empty when the contact person stays
        """
        self.ensure_one()
        if self.new_contact_id or not self.new_contact_name:
            return self.new_contact_id
        return self.env["res.partner"].new({"name": self.new_contact_name})

    def _prepare_new_address(self):
        """Prepare what changes: what is not given stays.

        :rtype: dict
        """
        self.ensure_one()
        values = {
            own: self[new].id if self._fields[new].relational else self[new]
            for new, own in NEW_ADDRESS_FIELDS.items()
            if self[new]
        }
        if self.new_street:  # the second line belongs to the first
            values["street2"] = self.new_street2
        if self._leaves_country():  # the province was one of the former country
            values["state_id"] = self.new_state_id.id
        return values

    def _leaves_country(self):
        """Tell whether the address has a province, and is abroad from it then."""
        self.ensure_one()
        former = self.address_partner_id.state_id.country_id
        return bool(former and self.new_country_id) and former != self.new_country_id

    def _log_address_change(self, former):
        self.ensure_one()
        self.contract_id.message_post(
            body=self.env._(
                "The address of %(partner)s changed by notice. Before: %(former)s",
                partner=self.address_partner_id.display_name,
                former=former.replace("\n", "；"),
            )
        )

    def _describe_new_address(self):
        """Write the whole address as it is from now on, for the letter.

        :rtype: str
        """
        self.ensure_one()
        values = self._prepare_new_address()
        data = {**self._get_current_address(), **values}
        if POSTAL_FIELDS & values.keys():
            data["address"] = self._get_new_postal_address(values)
        if contact := self._get_new_contact():
            data["contact"] = contact.name
        return self._format_address(data)

    def _get_current_address(self):
        """Collect the address as it stands: ours is in our company's settings."""
        self.ensure_one()
        contract = self.contract_id
        if self.direction == "outgoing":
            return contract.company_id._get_contract_party_data()
        partner = self.address_partner_id or contract.commercial_partner_id
        # a new one's own phone and e-mail, where the address has none
        contact = self._get_new_contact() or contract.contact_partner_id
        return self._get_party_address(partner, contact)

    def _get_new_postal_address(self, values):
        """Write the postal address that these values make, changing nothing yet.

        :param dict values: see :meth:`_prepare_new_address`
        """
        self.ensure_one()
        partner = self.address_partner_id
        former = {name: partner[name] for name in POSTAL_FIELDS}
        return partner.new({**former, **values})._get_contract_address()
