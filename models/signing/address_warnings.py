# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.tools import email_normalize, format_datetime

from ...tools.masking import mask_email
from ..contract.mail_posting import Mail, paragraphs
from ..party.company_language import in_company_language
from ..party.mailbox import DAYS_NEW
from .designated_address import SOURCES


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
        """Return what whoever seals this contract has to know of the address.

        :rtype: list[str]
        """
        self.ensure_one()
        _, email, warnings = self.env._, self.signing_email, []
        origin = self.signing_address_origin or {}
        changed_on = fields.Datetime.to_datetime(origin.get("changed_on"))
        since = fields.Datetime.now() - timedelta(days=DAYS_NEW)
        if origin.get("is_change") and changed_on and changed_on >= since:
            zone = self.company_id.contract_tz
            warnings.append(
                _(
                    "The address for the code, %(email)s, was changed on %(moment)s by "
                    "%(user)s. Before: %(former)s.",
                    email=email or _("none"),
                    moment=format_datetime(self.env, changed_on, tz=zone),
                    user=origin.get("changed_by") or _("unknown"),
                    former=", ".join(origin.get("former", [])) or _("none"),
                )
            )
        users = self.env["res.users"]
        if problem := self._get_own_mailbox_problem(email):
            warnings.append(problem)
        elif users._is_at_our_domain(email):
            warnings.append(
                _(
                    "The address for the code, %s, is at a domain where colleagues "
                    "have theirs.",
                    email,
                )
            )
        return warnings

    def _describe_address_origin(self):
        """Return where the address for codes comes from, for the page of evidence.

        :return: in Chinese, "" where nothing is known of it
        :rtype: str
        """
        self.ensure_one()
        origin = self.signing_address_origin or {}
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
            words.append(f"此前的地址：{'、'.join(map(mask_email, former))}")
        return "；".join(words)

    # -- the old address is told ----------------------------------------------------

    def _tell_former_addresses(self):
        """Tell old and new address that codes go to the new one, and note it."""
        self.ensure_one()
        former = (self.signing_address_origin or {}).get("former", [])
        if former:
            self._log_changed_address(", ".join(former))
            addresses = [*former, *filter(None, [email_normalize(self.signing_email)])]
            for email in addresses:  # each alone: neither is to learn the other
                self._post_mail_to([email], self._compose_address_mail())

    @in_company_language
    def _log_changed_address(self, former):
        self.ensure_one()
        origin = self.signing_address_origin
        self._log_event(
            "address_changed",
            self.env._(
                "Codes go to %(email)s from now on, no longer to %(former)s; changed "
                "by %(user)s.",
                email=self.signing_email or self.env._("no address"),
                former=former,
                user=origin.get("changed_by") or self.env._("unknown"),
            ),
            self.sent_document_sha256,
        )

    def _compose_address_mail(self):
        """Return the mail that tells of the address that codes go to now.

        :rtype: Mail
        """
        self.ensure_one()
        contract = self._speak_to(self._get_mail_partner() or self.partner_id)
        _, origin = contract.env._, self.signing_address_origin
        number = self.contract_number or ""
        body = paragraphs(
            _("Dear %s,", self.partner_id.name),
            _(
                "One-time codes for contract %(number)s now go to %(email)s, no longer "
                "to %(former)s. The change was made by %(user)s.",
                number=number,
                email=mask_email(self.signing_email) if self.signing_email else "–",
                former=", ".join(map(mask_email, origin.get("former", []))),
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
        former = (self.signing_address_origin or {}).get("former", [])
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
