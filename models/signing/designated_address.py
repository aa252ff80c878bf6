# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

from ...tools.phone_number import to_e164
from ...tools.typed_text import one_line

# By channel: the field of the contract, and that of a partner
ADDRESSES = {"email": ("signing_email", "email"), "sms": ("signing_phone", "phone")}
ADDRESS_FIELDS = {own for own, _theirs in ADDRESSES.values()}


class SaleSubscription(models.Model):
    """The addresses that the customer designated (送达信息确认), as the paper has them.

    Codes go there, by e-mail or by SMS: what holds of one address holds of the other.
    They stay with the document that was sent; of a document frozen before there was
    such a part, a contract manager can still change them.
    """

    _inherit = "sale.subscription"

    is_signing_address_open = fields.Boolean(
        compute="_compute_is_signing_address_open",
        help="Whether this user can change the address for codes.",
    )

    @api.depends("contract_state", "sent_content", "signed_by_customer_on")
    @api.depends_context("uid")
    def _compute_is_signing_address_open(self):
        for contract in self:
            contract.is_signing_address_open = not contract._is_address_frozen()

    @api.constrains("signing_email", "signing_phone")
    def _check_signing_email(self):
        for contract in self:
            for own in sorted(ADDRESS_FIELDS):
                if problem := contract._get_own_mailbox_problem(contract[own]):
                    raise ValidationError(problem)

    def _get_own_mailbox_problem(self, address):
        """Return why an address cannot be the customer's, "" if it can.

        :param str address: an e-mail address, or a phone number
        :rtype: str
        """
        owner = self.env["res.users"]._find_owner_of_ours(address)[:1]
        if not owner:
            return ""
        name = owner.sudo().name  # sudo: the name of a colleague
        if email_normalize(address):
            return self.env._(
                "Email for Signing: %(email)s is the address of %(name)s, one of us, "
                "and never the customer's. Enter an address of the customer's own.",
                email=address,
                name=name,
            )
        return self.env._(
            "Phone for Signing: %(phone)s is the number of %(name)s, one of us, and "
            "never the customer's. Enter a number of the customer's own.",
            phone=address,
            name=name,
        )

    def _get_sending_problems(self):
        addresses = map(self._get_address_to_print, ADDRESSES)
        problems = map(self._get_own_mailbox_problem, addresses)
        return super()._get_sending_problems() + list(filter(None, problems))

    def _get_address_to_print(self, channel="email"):
        """Return an address for the paper: that of a draft is still to come.

        :param str channel: a key of ``ADDRESSES``
        :rtype: str
        """
        self.ensure_one()
        own, theirs = ADDRESSES[channel]
        address = self._get_owner_of_address(channel)[theirs]
        return self[own] or self._normalize_address(channel, address) or ""

    def _get_designated_mailboxes(self):
        """Return the address that stands in the contract that was sent.

        It stays in force until the customer changes it by notice (clause 11.3),
        whatever people write on the customer's record.
        """
        email = email_normalize(self.signing_email)
        if email and self.contract_state != "draft":
            return [email]
        return super()._get_designated_mailboxes()

    def _get_owner_of_address(self, channel):
        """Return the partner on whose record an address for codes stands.

        :param str channel: a key of ``ADDRESSES``
        """
        self.ensure_one()
        if channel == "email":
            return self._get_designated_partner()
        return self._get_designated_person()

    def _get_designated_person(self):
        """Return the person who takes notices: the designated one, else the contact."""
        self.ensure_one()
        designated = self.notice_partner_id
        is_person = designated.name and not designated.is_company
        is_other = is_person and designated != self.commercial_partner_id
        return designated if is_other else self.contact_partner_id

    @api.model
    def _normalize_address(self, channel, address):
        """Return an address as it is kept: a phone number as people wrote it."""
        return email_normalize(address) if channel == "email" else address

    @api.model
    def _is_same_address(self, channel, one, other):
        """Whether two addresses are the same one, however they are written."""
        normalize = email_normalize if channel == "email" else to_e164
        return (normalize(one) or "") == (normalize(other) or "")

    # -- on paper -------------------------------------------------------------------

    def _get_document_data(self):
        data = super()._get_document_data()
        return {**data, "delivery": self._get_delivery_details()}

    def _prepare_sent_content(self, data):
        return {**super()._prepare_sent_content(data), "delivery": data["delivery"]}

    @api.model
    def _get_text_names(self):
        return (*super()._get_text_names(), "delivery")

    def _read_sent_content(self, content):
        text = super()._read_sent_content(content)
        return {**text, "delivery": content.get("delivery")}

    def _get_delivery_details(self):
        """Return what the paper says of where notices and codes go.

        :return: recipient, address, phone, email and the clause on changes, "" where
            there is none
        :rtype: dict[str, str]
        """
        self.ensure_one()
        designated, party = self.notice_partner_id, self.commercial_partner_id
        person = self._get_designated_person()
        place = designated._get_contract_address() if designated else ""
        phone = self._get_address_to_print("sms")
        phones = (phone, designated.phone, party.phone)
        details = {
            "recipient": person.name or party.name,
            "address": place or (party._get_contract_address() if party else ""),
            "phone": next(filter(None, phones), ""),
            "email": self._get_address_to_print(),
            "clause": self._cite_clause("address_change"),
        }
        return {name: one_line(value) for name, value in details.items()}

    def _has_delivery_details(self):
        """Whether the document that was sent says where codes go."""
        self.ensure_one()
        return bool((self.sent_content or {}).get("delivery"))

    # -- it stays -------------------------------------------------------------------

    @api.model
    def _get_frozen_fields(self):
        return [
            *super()._get_frozen_fields(),
            (ADDRESS_FIELDS, lambda contract: contract._is_address_frozen()),
        ]

    def _is_address_frozen(self):
        """Whether the address for codes stays as it is, for this user."""
        self.ensure_one()
        if self.contract_state == "draft":
            return False
        is_open = not self._has_delivery_details() and not self.is_waiting_for_seal
        return not (is_open and self._is_contract_manager())
