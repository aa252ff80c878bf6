# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.typed_text import one_line

# What a letter calls the items of an address
ADDRESS_LABELS = {
    "address": "通讯地址",
    "zip": "邮编",
    "contact": "联系人",
    "phone": "联系电话",
    "fax": "传真号码",
    "email": "电子邮件",
}
# Who stands for a person who is gone
HEIRS = "权利义务承受人"


class ContractNoticeType(models.Model):
    """To whom letters of a type are addressed."""

    _inherit = "miniprogram.contract.notice.type"

    recipient_role = fields.Char(
        string="Addressed to",
        help="Who takes our letter in the customer's place, in Chinese, such as "
        "清算组. Empty: the customer itself.",
    )


class ContractNotice(models.Model):
    """To whom a letter goes: the address designated, and the person there (11.2)."""

    _inherit = "miniprogram.contract.notice"

    recipient_role = fields.Char(
        string="Addressed to",
        compute="_compute_recipient_role",
        store=True,
        readonly=False,
        precompute=True,
        help="Who takes our letter in the customer's place, in Chinese: 清算组, 管理人 "
        "or 权利义务承受人 of a party that is gone.",
    )

    @api.depends("type_id", "contract_id", "direction")
    def _compute_recipient_role(self):
        for notice in self:
            role = notice.direction == "outgoing" and notice.type_id.recipient_role
            is_person = not notice.contract_id.commercial_partner_id.is_company
            notice.recipient_role = (HEIRS if is_person else role) if role else False

    @api.model
    def _get_letter_fields(self):
        return super()._get_letter_fields() | {"recipient_role"}

    @api.model
    def _get_own_placeholders(self):
        return super()._get_own_placeholders() | {"parties"}

    def _get_placeholder_values(self):
        party = self.contract_id.commercial_partner_id.name
        parties = f"{party}与我方" if self.recipient_role else "贵我双方"
        return {**super()._get_placeholder_values(), "parties": parties}

    def _get_recipient_data(self):
        """Return whom our letter is addressed to, see :meth:`_get_customer_data`.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        data = self._get_customer_data()
        role = one_line(self.recipient_role)
        link = "" if self.contract_id.commercial_partner_id.is_company else "的"
        return {**data, "name": f"{data['name']}{link}{role}"} if role else data

    def _get_customer_data(self):
        """Return where letters reach the customer: the address designated (11.2).

        The contact is the person designated, else that of the contract, and
        ``contact_phone`` is a phone of that person's own.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        contract = self.contract_id
        party = contract.commercial_partner_id
        designated = contract.notice_partner_id
        contact = self._get_letter_contact()
        data = party._get_contract_party_data(contact)
        if address := designated._get_contract_address() if designated else "":
            data.update(address=address, zip=one_line(designated.zip))
        own_phone = one_line(self._get_contact_phone(contact))
        data.update(contact_phone=own_phone, phone=own_phone or data["phone"])
        if contact == party:  # a person, who is named already
            data["contact"] = ""
        return data

    def _get_letter_contact(self):
        """Return the person whom letters name: the one designated, if it is one."""
        self.ensure_one()
        contract = self.contract_id
        designated = contract.notice_partner_id
        is_person = designated.name and not designated.is_company
        is_other = designated != contract.commercial_partner_id
        return designated if is_person and is_other else contract.contact_partner_id

    def _get_contact_phone(self, contact):
        """Return the phone of the person whom letters name, never the switchboard.

        A designated address without a name has a phone for the person who is there.

        :param contact: see :meth:`_get_letter_contact`
        """
        self.ensure_one()
        party = self.contract_id.commercial_partner_id
        designated = self.contract_id.notice_partner_id
        people = contact if designated.name else designated | contact
        own = people.filtered(lambda partner: partner != party or not party.is_company)
        return next(filter(None, own.mapped("phone")), "")

    @api.model
    def _get_party_address(self, partner, contact):
        """Return the address of a party as a letter gives it.

        :param partner: whose address
        :param contact: the contact person
        :rtype: dict[str, str]
        """
        data = partner._get_contract_party_data(contact)
        if contact == partner:  # a person, who is named already
            data["contact"] = ""
        return {**data, "email": partner.email or contact.email or ""}

    @api.model
    def _format_address(self, data):
        """Return an address in Chinese, an item a line; what is missing is left out.

        :param dict data: see :meth:`_get_party_address`
        :rtype: str
        """
        return "\n".join(
            f"{label}：{data[name]}"
            for name, label in ADDRESS_LABELS.items()
            if data.get(name)
        )
