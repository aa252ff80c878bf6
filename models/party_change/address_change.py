# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..notice.notice_letter import BLANK

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
    """Return the item of a party's details that a partner's field is a part of."""
    return "address" if name in POSTAL_FIELDS else name


class ContractNotice(models.Model):
    """A change of an address: it counts from its receipt (clause 11.3)."""

    _inherit = "miniprogram.contract.notice"

    address_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Address Owner",
        compute="_compute_address_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        help="The partner whose address changes: the one designated for notices, or "
        "our own company.",
    )
    new_country_id = fields.Many2one(comodel_name="res.country", index="btree_not_null")
    new_state_id = fields.Many2one(
        comodel_name="res.country.state",
        string="New Province",
        index="btree_not_null",
    )
    new_city = fields.Char()
    new_street = fields.Char()
    new_street2 = fields.Char(string="New Street (Continued)")
    new_zip = fields.Char()
    new_phone = fields.Char()
    new_fax = fields.Char()
    new_email = fields.Char()
    new_contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="New Contact Person",
        index="btree_not_null",
    )
    new_contact_name = fields.Char(
        string="New Contact's Name",
        help="The name of the new contact person as the customer gave it. If it is not "
        "on file, it is recorded with the receipt of the notice.",
    )
    former_address = fields.Text(
        copy=False, help="The address before the change, kept as it was."
    )

    @api.depends("type_id", "contract_id", "direction")
    def _compute_address_partner_id(self):
        for notice in self:
            notice.address_partner_id = (
                notice.type_id.effect == "change_address"
                and notice._get_address_partner()
            )

    def _get_address_partner(self):
        """Return the partner whose address a change notice is about."""
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
        """Return the fields that say what changes about an address."""
        return {
            *NEW_ADDRESS_FIELDS,
            "address_partner_id",
            "former_address",
            "new_contact_id",
            "new_contact_name",
        }

    @api.model
    def _get_own_placeholders(self):
        return super()._get_own_placeholders() | {
            "address_changed",
            "address_valid_from",
            "new_address",
        }

    def _get_placeholder_values(self):
        values = super()._get_placeholder_values()
        is_change = self.type_id.effect == "change_address"
        address = self._describe_new_address() if is_change else ""
        day = values["event_date"]
        is_ahead = self._is_announced_ahead()
        return {
            **values,
            "address_changed": f"{'将' if is_ahead else '已'}于{day or BLANK}变更",
            "address_valid_from": day if is_ahead else "贵方实际收到本通知之日",
            "new_address": address,
        }

    def _may_be_announced_ahead(self):
        is_change = self.type_id.effect == "change_address"
        return is_change or super()._may_be_announced_ahead()

    def _get_giving_problems(self):
        problems = super()._get_giving_problems()
        if self.direction == "incoming" and self.type_id.effect == "change_address":
            problems += self._get_address_problems()
        return problems

    def _get_address_problems(self):
        """Return what is wrong about a new address."""
        self.ensure_one()
        _ = self.env._
        problems, party = [], self.contract_id.commercial_partner_id
        if not (self._prepare_new_address() or self._get_new_contact()):
            problems.append(_("New address: enter at least one item that changes."))
        country = self.new_country_id or self.address_partner_id.country_id
        if country and self.new_state_id.country_id not in (country, country.browse()):
            problems.append(_("New Province: one of the address's country."))
        if self.address_partner_id.commercial_partner_id != party:
            problems.append(_("Address Owner: one of the customer's own."))
        for address in (self.new_email, self.new_phone):
            if problem := self.contract_id._get_own_mailbox_problem(address):
                problems.append(problem)
        contact = self.new_contact_id
        if contact and contact.commercial_partner_id != party:
            problems.append(_("New Contact Person: one of the customer's own."))
        return problems

    def _get_new_contact(self):
        """Return the new contact person, unsaved if it is not on file yet.

        :return: a partner, empty when the contact person stays
        """
        self.ensure_one()
        if self.new_contact_id or not self.new_contact_name:
            return self.new_contact_id
        return self.env["res.partner"].new({"name": self.new_contact_name})

    def _prepare_new_address(self):
        """Prepare what changes: what is left empty stays.

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
        """Whether the address has a province, and is abroad from it then."""
        self.ensure_one()
        former = self.address_partner_id.state_id.country_id
        return bool(former and self.new_country_id) and former != self.new_country_id

    def _describe_new_address(self):
        """Return the whole address as it is from now on, for the letter.

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
        """Return the address as it stands: ours is in our company's settings.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        contract = self.contract_id
        if self.direction == "outgoing":
            return contract.company_id._get_contract_party_data()
        partner = self.address_partner_id or contract.commercial_partner_id
        # a new one's own phone and e-mail, where the address has none
        contact = self._get_new_contact() or contract.contact_partner_id
        return self._get_party_address(partner, contact)

    def _get_new_postal_address(self, values):
        """Return the postal address that these values make, changing nothing yet.

        :param dict values: see :meth:`_prepare_new_address`
        """
        self.ensure_one()
        partner = self.address_partner_id
        former = {name: partner[name] for name in POSTAL_FIELDS}
        return partner.new({**former, **values})._get_contract_address()
