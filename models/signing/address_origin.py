# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import email_normalize

from ..party.mailbox import NOTED
from .designated_address import ADDRESS_FIELDS, ADDRESSES

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
    """Where each address for codes came from, who last changed it and when."""

    _inherit = "sale.subscription"

    signing_address_origin = fields.Json(
        readonly=True,
        copy=False,
        help="Where the address for codes came from, who last changed it and when.",
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"signing_address_origin"}

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
            self._keep_origins({"email": self._prepare_origin()})
            self._write_protected({"signing_email": email})

    def write(self, vals):
        if not ADDRESS_FIELDS & vals.keys():
            return super().write(vals)
        former = {contract: contract._get_addresses() for contract in self}
        res = super().write(vals)
        for contract, addresses in former.items():
            if contract.is_miniprogram:
                contract._note_addresses("typed", addresses)
        return res

    def _get_addresses(self):
        """Return the addresses for codes as they are, by channel.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        return {channel: self[own] for channel, (own, _theirs) in ADDRESSES.items()}

    def _get_origin(self, channel="email"):
        """Return what was noted of an address for codes: where it came from.

        :param str channel: a key of ``ADDRESSES``; what is noted of phones stands
            under it, what is noted of e-mail addresses at the top
        :rtype: dict
        """
        self.ensure_one()
        origins = self.signing_address_origin or {}
        if channel != "email":
            return origins.get(channel) or {}
        return {key: origins[key] for key in origins if key not in ADDRESSES}

    def _keep_origins(self, origins):
        """Keep what was noted of addresses for codes.

        :param dict origins: see :meth:`_get_origin`, by channel
        """
        self.ensure_one()
        known = {channel: self._get_origin(channel) for channel in ADDRESSES}
        kept = {**known, **origins}
        by_email = kept.pop("email")
        others = {channel: origin for channel, origin in kept.items() if origin}
        self._write_protected({"signing_address_origin": {**by_email, **others}})

    def _note_addresses(self, source, former, **options):
        """Note where the addresses that are no longer the same come from now.

        :param dict former: the addresses before, see :meth:`_get_addresses`
        :param options: see :meth:`_note_address`
        """
        self.ensure_one()
        for channel, address in former.items():
            if (self[ADDRESSES[channel][0]] or "") != (address or ""):
                self._note_address(source, address, channel=channel, **options)

    def _note_address(self, source, former, name="", by=None, channel="email"):
        """Note where an address for codes comes from now, and tell the old one.

        :param str source: one of ``SOURCES``
        :param str former: the address before, if there was one
        :param str name: whose it is, or the notice that tells of it
        :param str by: who changed it, by default the user
        :param str channel: a key of ``ADDRESSES``
        """
        self.ensure_one()
        known = self._get_origin(channel).get("former", [])
        if self.contract_state == "draft":  # no code ever went there
            former = False
        origin = {
            "source": source,
            "name": name,
            "changed_by": by or self.env.user._describe_login(),
            "changed_on": fields.Datetime.to_string(fields.Datetime.now()),
            "former": self._list_former(channel, former, *known),
            "is_change": True,
        }
        self._keep_origins({channel: origin})
        if self.contract_state != "draft":
            self._tell_former_addresses(channel)

    def _take_address_of_new_party(self):
        """Let codes go to the party that took the customer's place, and tell both.

        What is none of its own, or one of ours, is left out: no code goes to who was
        the customer before.
        """
        self.ensure_one()
        former, partner = self._get_addresses(), self._get_designated_partner()
        values = {"signing_email": email_normalize(partner.email) or False}
        values["signing_phone"] = partner.phone
        for own, address in values.items():
            if self._get_own_mailbox_problem(address):
                values[own] = False
        self._write_protected(values)
        source = self._get_address_source(partner)
        self._note_addresses(source, former, name=partner.name or "")

    def _list_former(self, channel, *addresses):
        """Return former addresses, without blanks, twice the same and today's.

        :param str channel: a key of ``ADDRESSES``
        """
        self.ensure_one()
        today = self[ADDRESSES[channel][0]]
        listed = []
        for address in filter(None, addresses):
            others = (today, *listed)
            if not any(self._is_same_address(channel, address, o) for o in others):
                listed.append(self._normalize_address(channel, address))
        return list(filter(None, listed))

    # -- sent, and taken back -------------------------------------------------------

    def action_reset_to_draft(self):
        former = {contract: contract._get_addresses() for contract in self}
        res = super().action_reset_to_draft()
        for contract, addresses in former.items():
            contract._keep_origins(
                {
                    channel: contract._prepare_open_origin(channel, address)
                    for channel, address in addresses.items()
                }
            )
        return res

    def _prepare_open_origin(self, channel, address):
        """Prepare what is noted of an address that is open again: where codes went.

        :rtype: dict
        """
        self.ensure_one()
        known = self._get_origin(channel).get("former", [])
        return {"former": self._list_former(channel, address, *known)}

    def _send(self):
        self._keep_origins(
            {channel: self._prepare_origin(channel) for channel in ADDRESSES}
        )
        res = super()._send()
        for channel in ADDRESSES:
            self._tell_former_addresses(channel)
        return res

    def _prepare_origin(self, channel="email"):
        """Prepare where an address comes from that the paper is to say.

        :param str channel: a key of ``ADDRESSES``
        :return: {} where there is no address, and none was told
        :rtype: dict
        """
        self.ensure_one()
        (own, theirs), known = ADDRESSES[channel], self._get_origin(channel)
        address = self._get_address_to_print(channel)
        sent_before = self._drop_address(channel, known.get("former", []), address)
        if self[own]:  # typed in
            typed = {
                "source": "typed",
                "name": "",
                # sudo: the name of a colleague
                "changed_by": self.sudo().create_uid._describe_login(),
                "changed_on": fields.Datetime.to_string(self.create_date),
                "is_change": True,
            }
            return {**typed, **known, "former": sent_before}
        if channel != "email" and not (address or sent_before):
            return {}
        origin = self._prepare_origin_on_file(channel, theirs)
        if sent_before:  # another one stands on this paper than on the last
            origin |= {
                "changed_by": self.env.user._describe_login(),
                "changed_on": fields.Datetime.to_string(fields.Datetime.now()),
                "is_change": True,
            }
        others = origin["former"]
        for former in (address, *sent_before):
            others = self._drop_address(channel, others, former)
        origin["former"] = [*sent_before, *others]
        return origin

    def _prepare_origin_on_file(self, channel, name):
        """Prepare where an address comes from that stands on the customer's record.

        :param str channel: a key of ``ADDRESSES``
        :param str name: its field on the partner
        :rtype: dict
        """
        self.ensure_one()
        partner = self._get_owner_of_address(channel)
        # sudo: what was noted of a partner is for colleagues, whoever sends
        noted, (former, by, on) = partner.sudo(), NOTED[name]
        is_change = noted._has_new_mailbox(name)
        before = is_change and self._normalize_address(channel, noted[former])
        return {
            "source": self._get_address_source(partner),
            "name": partner.name or partner.commercial_partner_id.name or "",
            "changed_by": noted[by] or "",
            "changed_on": fields.Datetime.to_string(noted[on]),
            "former": [before] if before else [],
            "is_change": is_change,
        }

    @api.model
    def _drop_address(self, channel, addresses, address):
        """Return addresses without one of them."""
        return [
            other
            for other in addresses
            if not self._is_same_address(channel, other, address)
        ]

    def _get_address_source(self, partner):
        """Return where on file an address stands, as one of ``SOURCES``."""
        self.ensure_one()
        if partner and partner == self.notice_partner_id:
            return "notice_address"
        return "contact" if partner == self.contact_partner_id else "customer"
