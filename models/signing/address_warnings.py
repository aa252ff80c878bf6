# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.tools import email_normalize, format_datetime

from ..contract.mail_posting import Mail, paragraphs
from ..party.company_language import in_company_language
from ..party.mailbox import DAYS_NEW
from .address_origin import SOURCES
from .designated_address import ADDRESSES


class SignableDocument(models.AbstractModel):
    """Whoever seals a document hears what is unusual about the address for the code."""

    _inherit = "miniprogram.signable.document"

    def _get_signing_warnings(self):
        warnings = super()._get_signing_warnings()
        for document in self:
            # sudo: the keeper of the seal may not read who changed a customer
            contract = document._get_contract().sudo()
            prefix = f"{document._get_number()}: " if len(self) > 1 else ""
            warnings += [prefix + text for text in contract._get_address_warnings()]
        return warnings


class SaleSubscription(models.Model):
    """What is unusual about the address for codes, and who is told of a change."""

    _inherit = "sale.subscription"

    def _get_address_warnings(self):
        """Return what whoever seals this contract has to know of the addresses.

        :rtype: list[str]
        """
        self.ensure_one()
        return [
            warning
            for channel in ADDRESSES
            if self._is_code_channel(channel)
            for warning in (
                *self._get_change_warnings(channel),
                *self._get_owner_warnings(channel),
            )
        ]

    def _is_code_channel(self, channel):
        """Whether codes may go to an address, or the one for signing went there."""
        self.ensure_one()
        is_used = channel == self.signing_code_channel
        return channel == "email" or is_used or channel in self._get_code_channels()

    def _get_change_warnings(self, channel):
        """Return what has to be known of a change of late.

        :param str channel: a key of ``ADDRESSES``
        :rtype: list[str]
        """
        self.ensure_one()
        _, origin = self.env._, self._get_origin(channel)
        changed_on = fields.Datetime.to_datetime(origin.get("changed_on"))
        since = fields.Datetime.now() - timedelta(days=DAYS_NEW)
        if not origin.get("is_change") or not changed_on or changed_on < since:
            return []
        zone = self.company_id.contract_tz
        values = {
            "address": self[ADDRESSES[channel][0]] or _("none"),
            "moment": format_datetime(self.env, changed_on, tz=zone),
            "user": origin.get("changed_by") or _("unknown"),
            "former": ", ".join(origin.get("former", [])) or _("none"),
        }
        if channel == "email":
            return [
                _(
                    "The address for the code, %(email)s, was changed on %(moment)s by "
                    "%(user)s. Before: %(former)s.",
                    email=values.pop("address"),
                    **values,
                )
            ]
        return [
            _(
                "The phone for the code, %(address)s, was changed on %(moment)s by "
                "%(user)s. Before: %(former)s.",
                **values,
            )
        ]

    def _get_owner_warnings(self, channel):
        """Return whether an address is one of ours, or may be.

        :param str channel: a key of ``ADDRESSES``
        :rtype: list[str]
        """
        self.ensure_one()
        address = self[ADDRESSES[channel][0]]
        if problem := self._get_own_mailbox_problem(address):
            return [problem]
        if channel == "email" and self.env["res.users"]._is_at_our_domain(address):
            return [
                self.env._(
                    "The address for the code, %s, is at a domain where colleagues "
                    "have theirs.",
                    address,
                )
            ]
        return []

    def _describe_address_origin(self, channel="email"):
        """Return where an address for codes comes from, for the page of evidence.

        :param str channel: a key of ``ADDRESSES``
        :return: in Chinese, "" where nothing is known of it
        :rtype: str
        """
        self.ensure_one()
        origin = self._get_origin(channel)
        if not origin.get("source"):
            return ""
        name = f"“{origin['name']}”" if origin.get("name") else ""
        words = [f"{SOURCES[origin['source']]}{name}"]
        if origin.get("changed_on"):
            moment = fields.Datetime.to_datetime(origin["changed_on"])
            by = origin.get("changed_by")
            words.append(
                f"最后由{by or '（未记录）'}于{self._describe_moment(moment)}填写或修改"
            )
        if former := origin.get("former"):
            words.append(f"此前的地址：{self._mask_all(channel, former)}")
        return "；".join(words)

    # -- the old address is told ----------------------------------------------------

    def _tell_former_addresses(self, channel="email"):
        """Tell old and new address that codes go to the new one, and note it.

        Phones are told by SMS where the company sends codes so; else the designated
        e-mail address is told of them.

        :param str channel: a key of ``ADDRESSES``
        """
        self.ensure_one()
        former = self._get_origin(channel).get("former", [])
        if not former:
            return
        self._log_changed_address(channel, ", ".join(former))
        today = self[ADDRESSES[channel][0]]
        if channel == "sms" and self._is_sms_on():
            self._send_sms_of_change([*former, *filter(None, [today])])
            return
        told = [*former, today] if channel == "email" else [self.signing_email]
        for email in filter(None, map(email_normalize, told)):
            # each alone: neither is to learn the other
            self._post_mail_to([email], self._compose_address_mail(channel))

    def _send_sms_of_change(self, numbers):
        """Tell phones, one by one, that codes go to another one.

        :param list numbers: phone numbers
        """
        self.ensure_one()
        text = self._speak_to(self._get_mail_partner()).env._(
            "Codes for contract %(number)s now go to %(phone)s. If you know nothing "
            "of it, tell us at once: %(name)s, phone %(company_phone)s.",
            number=self.contract_number or "",
            phone=self._mask_address("sms", self.signing_phone or "") or "–",
            name=self.company_id.name,
            company_phone=self.company_id.phone or "–",
        )
        # sudo: whoever changes a phone need not be allowed to send messages
        messages = self.env["sms.sms"].sudo()
        # they leave with the queue: what fails there keeps nobody from working here
        messages.create([{"body": text, "number": number} for number in numbers])

    def _mask_all(self, channel, addresses):
        """Return addresses as strangers may see them."""
        return "、".join(self._mask_address(channel, each) for each in addresses)

    @in_company_language
    def _log_changed_address(self, channel, former):
        self.ensure_one()
        origin = self._get_origin(channel)
        self._log_event(
            "address_changed",
            self.env._(
                "Codes go to %(email)s from now on, no longer to %(former)s; changed "
                "by %(user)s.",
                email=self[ADDRESSES[channel][0]] or self.env._("no address"),
                former=former,
                user=origin.get("changed_by") or self.env._("unknown"),
            ),
            self.sent_document_sha256,
        )

    def _compose_address_mail(self, channel="email"):
        """Return the mail that tells of the address that codes go to now.

        :param str channel: a key of ``ADDRESSES``
        :rtype: Mail
        """
        self.ensure_one()
        contract = self._speak_to(self._get_mail_partner() or self.partner_id)
        _, origin = contract.env._, self._get_origin(channel)
        number, today = self.contract_number or "", self[ADDRESSES[channel][0]]
        former = [self._mask_address(channel, each) for each in origin["former"]]
        body = paragraphs(
            _("Dear %s,", self.partner_id.name),
            _(
                "One-time codes for contract %(number)s now go to %(email)s, no longer "
                "to %(former)s. The change was made by %(user)s.",
                number=number,
                email=self._mask_address(channel, today) if today else "–",
                former=", ".join(former),
                user=origin.get("changed_by") or "–",
            ),
            _(
                "If you know nothing of it, tell us at once: %(name)s, phone "
                "%(phone)s. Whoever gets the codes signs and gives notice for you.",
                name=self.company_id.name,
                phone=self.company_id.phone or "–",
            ),
        )
        return Mail(
            _("Contract %s: codes go to another address", number),
            body,
            {},
            self.env["res.partner"],
            self.company_id.partner_id,
        )

    def _prepare_further_readers(self, partner):
        """Prepare who gets the finished document beside who gets all mail.

        These are the address that the code went to, and what it was before a change.

        :param partner: who gets it anyway
        :return: further options of ``message_post()``
        :rtype: dict
        """
        self.ensure_one()
        former = self._get_origin().get("former", [])
        addresses = [email_normalize(self.signing_email), *former]
        own = email_normalize(partner.email)
        others = [email for email in addresses if email and email != own]
        return {"outgoing_email_to": ", ".join(others)} if others else {}

    def _post_mail_to(self, addresses, mail, **options):
        """Post a mail of this contract that goes to addresses, not to partners.

        :param list addresses: e-mail addresses
        :param Mail mail: what is sent
        """
        self.ensure_one()
        # sudo: whoever changes an address need not be allowed to write to customers
        self.sudo()._post_mail(mail, outgoing_email_to=", ".join(addresses), **options)
