# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

from ...tools.typed_text import one_line

ADDRESS_FIELDS = {"signing_email", "signing_phone"}
# Where an address may come from: the page of evidence says so, in Chinese
SOURCES = {
    "notice_address": "客户档案中的送达地址",
    "contact": "客户档案中的联系人",
    "customer": "客户档案",
    "typed": "在合同上直接填写",
    "notice": "甲方的地址变更通知",
    "before": "本版本启用前已在合同上",
}


class SaleSubscription(models.Model):
    """The address that the customer designated (送达信息确认): it stands on the paper.

    Codes go there. It stays with the document that was sent; of a document frozen
    before there was such a part, a contract manager can still change it.
    """

    _inherit = "sale.subscription"

    signing_address_origin = fields.Json(
        readonly=True,
        copy=False,
        help="Where the address for codes came from, who last changed it and when.",
    )

    is_signing_address_open = fields.Boolean(
        compute="_compute_is_signing_address_open",
        help="Whether this user can change the address for codes.",
    )

    @api.depends("contract_state", "sent_content", "signed_by_customer_on")
    @api.depends_context("uid")
    def _compute_is_signing_address_open(self):
        for contract in self:
            contract.is_signing_address_open = not contract._is_address_frozen()

    @api.constrains("signing_email")
    def _check_signing_email(self):
        for contract in self:
            if problem := contract._get_own_mailbox_problem(contract.signing_email):
                raise ValidationError(problem)

    def _get_own_mailbox_problem(self, email):
        """Return why an address cannot be the customer's, "" if it can.

        :param str email: an address
        :rtype: str
        """
        owner = self.env["res.users"]._find_owner_of_ours(email)[:1]
        if not owner:
            return ""
        return self.env._(
            "Email for Signing: %(email)s is the address of %(name)s, one of us, and "
            "never the customer's. Enter an address of the customer's own.",
            email=email,
            # sudo: the name of a colleague
            name=owner.sudo().name,
        )

    def _get_sending_problems(self):
        problem = self._get_own_mailbox_problem(self._get_address_to_print())
        return super()._get_sending_problems() + ([problem] if problem else [])

    def _get_address_to_print(self):
        """Return the e-mail address for the paper: that of a draft is still to come."""
        self.ensure_one()
        partner = self._get_designated_partner()
        return self.signing_email or email_normalize(partner.email) or ""

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
        designated, contact = self.notice_partner_id, self.contact_partner_id
        party = self.commercial_partner_id
        is_person = designated.name and not designated.is_company
        person = designated if is_person and designated != party else contact
        place = designated._get_contract_address() if designated else ""
        phones = (self.signing_phone, person.phone, designated.phone, party.phone)
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

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        running = contracts._filter_contracts().filtered("contract_number")
        for contract in running.filtered(lambda one: one.contract_state != "draft"):
            contract._keep_address_on_file()
        return contracts

    def _keep_address_on_file(self):
        """Keep the address of the customer's file for a contract not sent from here."""
        self.ensure_one()
        email = self._get_address_to_print()
        if email and not self._get_own_mailbox_problem(email):
            origin = self._prepare_origin()
            self._write_protected(
                {"signing_address_origin": origin, "signing_email": email}
            )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"signing_address_origin"}

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

    def write(self, vals):
        if "signing_email" not in vals:
            return super().write(vals)
        former = {contract: contract.signing_email for contract in self}
        res = super().write(vals)
        for contract, email in former.items():
            if contract.is_miniprogram and contract.signing_email != email:
                contract._note_address("typed", email)
        return res

    def _note_address(self, source, former, name="", by=None):
        """Note where the address for codes comes from now, and tell the old one.

        :param str source: one of ``SOURCES``
        :param str former: the address before, if there was one
        :param str name: whose it is, or the notice that tells of it
        :param str by: who changed it, by default the user
        """
        self.ensure_one()
        known = (self.signing_address_origin or {}).get("former", [])
        if self.contract_state == "draft":  # no code ever went there
            former = False
        origin = {
            "source": source,
            "name": name,
            "changed_by": by or self.env.user._describe_login(),
            "changed_on": fields.Datetime.to_string(fields.Datetime.now()),
            "former": self._list_former(former, *known),
            "is_change": True,
        }
        self._write_protected({"signing_address_origin": origin})
        if self.contract_state != "draft":
            self._tell_former_addresses()

    def _take_address_of_new_party(self):
        """Let codes go to the party that took the customer's place, and tell both."""
        self.ensure_one()
        former, partner = self.signing_email, self._get_designated_partner()
        email = email_normalize(partner.email)
        if not email or self._get_own_mailbox_problem(email):
            return
        self._write_protected({"signing_email": email, "signing_phone": partner.phone})
        if email != former:
            source = self._get_address_source(partner)
            self._note_address(source, former, partner.name or "")

    def _list_former(self, *addresses):
        """Return former addresses, without blanks, twice the same and today's."""
        self.ensure_one()
        normal = dict.fromkeys(map(email_normalize, addresses))
        return [email for email in normal if email and email != self.signing_email]

    # -- sent, and taken back -------------------------------------------------------

    def action_reset_to_draft(self):
        former = {contract: contract.signing_email for contract in self}
        known = {
            contract: (contract.signing_address_origin or {}).get("former", [])
            for contract in self
        }
        res = super().action_reset_to_draft()
        for contract, email in former.items():
            addresses = contract._list_former(email, *known[contract])
            contract._write_protected({"signing_address_origin": {"former": addresses}})
        return res

    def _send(self):
        self._write_protected({"signing_address_origin": self._prepare_origin()})
        res = super()._send()
        self._tell_former_addresses()
        return res

    def _prepare_origin(self):
        """Prepare where the address comes from that the paper is to say.

        :rtype: dict
        """
        self.ensure_one()
        known = self.signing_address_origin or {}
        partner = self._get_designated_partner()
        email = self._get_address_to_print()
        sent_before = [e for e in known.get("former", []) if e != email]
        if self.signing_email:  # typed in
            typed = {
                "source": "typed",
                "name": "",
                # sudo: the name of a colleague
                "changed_by": self.sudo().create_uid._describe_login(),
                "changed_on": fields.Datetime.to_string(self.create_date),
                "is_change": True,
            }
            return {**typed, **known, "former": sent_before}
        # sudo: what was noted of a partner is for colleagues, whoever sends
        noted = partner.sudo()
        is_change = noted._has_new_mailbox()
        former = is_change and email_normalize(noted.former_mailbox)
        origin = {
            "source": self._get_address_source(partner),
            "name": partner.name or partner.commercial_partner_id.name or "",
            "changed_by": noted.mailbox_changed_by or "",
            "changed_on": fields.Datetime.to_string(noted.mailbox_changed_on),
            "former": list(dict.fromkeys(filter(None, [*sent_before, former]))),
            "is_change": is_change,
        }
        if sent_before:  # another one stands on this paper than on the last
            origin |= {
                "changed_by": self.env.user._describe_login(),
                "changed_on": fields.Datetime.to_string(fields.Datetime.now()),
                "is_change": True,
            }
        return origin

    def _get_address_source(self, partner):
        """Return where on file an address stands, as one of ``SOURCES``."""
        self.ensure_one()
        if partner and partner == self.notice_partner_id:
            return "notice_address"
        return "contact" if partner == self.contact_partner_id else "customer"
