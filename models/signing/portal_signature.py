# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, plaintext2html

from ...tools.masking import mask_email, mask_phone
from ...tools.typed_text import clean_text
from .customer_signature import MAX_NAME

MAX_REASON = 2000

# What the customer agrees to, kept with his signature: a contract in Chinese, and the
# sentence too (Electronic Signature Law, article 3).
AGREEMENT = (
    "本人已获甲方授权签署本合同。甲方同意使用电子签名、数据电文订立本合同"
    "（《中华人民共和国电子签名法》第三条），并不因其采用电子形式而否认其效力。"
)


class SignableDocument(models.AbstractModel):
    """Signing in the portal: what is asked of the customer, and each answer checked.

    Whoever may read a contract there may try; only who reads the address that was
    designated in it gets the code.
    """

    _inherit = "miniprogram.signable.document"

    refused_on = fields.Date(readonly=True, copy=False, tracking=True)
    refused_reason = fields.Text(readonly=True, copy=False)

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"refused_on", "refused_reason"}

    @api.model
    def _prepare_draft_values(self):
        return {
            **super()._prepare_draft_values(),
            "refused_on": False,
            "refused_reason": False,
        }

    # -- the code -------------------------------------------------------------------

    def _get_code_channels(self):
        """Give the ways by which the code can be sent.

        Modules that know other ways add them here, and to the code's ``_send()``.

        :return: address by channel
        :rtype: dict[str, str]
        """
        self.ensure_one()
        contract, channels = self._get_contract(), {}
        if email := email_normalize(contract.signing_email):
            channels["email"] = email
        is_sms_on = self.company_id.contract_code_by_sms and "sms.sms" in self.env
        if is_sms_on and contract.signing_phone:
            channels["sms"] = contract.signing_phone
        return channels

    def _get_masked_channels(self):
        """Give the same for the page: the visitor may be another.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        return {
            channel: self._mask_address(channel, address)
            for channel, address in self._get_code_channels().items()
        }

    def _mask_address(self, channel, address):
        return mask_email(address) if channel == "email" else mask_phone(address)

    def _send_signing_code(self, channel):
        """Send the code for signing.

        :param str channel: one of those that ``_get_code_channels()`` gives
        :return: the address, masked
        :rtype: str
        :raises UserError: the contract does not wait for a signature, has no such
            address, or too many codes were sent
        """
        self._begin_signing()
        address = self._get_code_channels().get(channel)
        if not address:
            raise UserError(
                self.env._(
                    "No address for the code is designated in the contract. Ask your "
                    "contact."
                )
            )
        self.env["miniprogram.contract.signing.code"]._issue(self, channel, address)
        return self._mask_address(channel, address)

    # -- signing --------------------------------------------------------------------

    def _get_portal_signing(self):
        """Give what the page of signing asks.

        :rtype: dict
        """
        self.ensure_one()
        document = self.env["miniprogram.contract.document"]
        return {
            "agreement": self._get_agreement(),
            "channels": self._get_masked_channels(),
            "key_terms": [
                {"code": term["code"], "text": document._get_text(term)}
                for term in self._get_key_terms()
            ],
            "max_length": MAX_NAME,
            "max_reason": MAX_REASON,
            "refused_on": self.refused_on,
            "shown_sha256": self.sent_document_sha256,
            "signer": self._get_contract().contact_partner_id.name or "",
        }

    def _get_key_terms(self):
        """Give the key terms as the customer was sent them (Civil Code, art. 496).

        :return: paragraphs, see the wording
        :rtype: list[dict]
        """
        self.ensure_one()
        return [
            paragraph
            for paragraph in self._get_text_data()["paragraphs"]
            if paragraph["is_key_term"]
        ]

    def _get_agreement(self):
        """Give the sentence by which the customer agrees to sign on screen.

        :rtype: str
        """
        return AGREEMENT

    def _sign_in_portal(self, given, ip_address):
        """Take a signature from the portal, when everything about it is right.

        :param dict given: what the page posted: ``name``, ``position``, ``signature``,
            ``shown_sha256``, ``key_terms`` (codes), ``agreement`` and ``code``
        :param str ip_address: from where
        :return: what is wrong, in the customer's words; nothing once it is signed
        :rtype: list[str]
        :raises UserError: the contract does not wait for a signature
        """
        self._begin_signing()
        signer, problems = self._read_signer(
            given.get("name"), given.get("signature"), given.get("position")
        )
        problems += self._get_confirmation_problems(given)
        if problems:
            return problems
        code = self.env["miniprogram.contract.signing.code"]._find_latest(self)
        if problem := self._try_code(code, given.get("code")):
            return [problem]
        # what fails from here on leaves the try counted, and the code unused
        with self.env.cr.savepoint():
            self._sign_with_code(code, {**signer, "signing_ip": ip_address})
        return []

    def _get_confirmation_problems(self, given):
        """List what the customer did not confirm, or confirmed of something else."""
        self.ensure_one()
        _ = self.env._
        problems = []
        if given.get("shown_sha256") != self.sent_document_sha256:
            problems.append(self._get_changed_message())
        if not clean_text(given.get("position")):
            problems.append(_("Position: what you are at the customer."))
        confirmed = set(given.get("key_terms") or [])
        if missing := [t for t in self._get_key_terms() if t["code"] not in confirmed]:
            problems.append(
                _(
                    "Key terms: confirm each of them; missing: %s.",
                    ", ".join(term["number"] for term in missing),
                )
            )
        if not given.get("agreement"):
            problems.append(_("Agree to sign electronically."))
        return problems

    def _try_code(self, code, typed):
        """Say what is wrong with the code that was typed, "" when it is the one."""
        if not code:
            return self.env._("Code: ask for it first.")
        return code._try(self, typed)

    def _sign_with_code(self, code, values):
        self.ensure_one()
        code.used_on = fields.Datetime.now()
        self._sign(
            {
                **values,
                "signing_code_address": self._mask_address(code.channel, code.address),
                "signing_code_channel": code.channel,
                "signing_code_sent_on": code.sent_on,
                "signing_confirmations": self._prepare_confirmations(),
            }
        )

    def _prepare_confirmations(self):
        """Prepare what is kept of all that the customer confirmed: its words.

        :rtype: dict
        """
        self.ensure_one()
        document = self.env["miniprogram.contract.document"]
        return {
            "agreement": self._get_agreement(),
            "key_terms": [document._get_text(term) for term in self._get_key_terms()],
        }

    # -- refusing -------------------------------------------------------------------

    def _refuse_in_portal(self, reason):
        """Give the contract back to our side with the customer's reason.

        It stays sent: who refuses usually wants something changed, and whoever looks
        after the contract decides whether to change, explain or cancel it.

        :param str reason: why, in the customer's words
        :raises UserError: it does not wait for a signature, was refused already, or
            no reason is given
        """
        self._begin_signing()
        reason = clean_text(reason)[:MAX_REASON]
        if not reason:
            raise UserError(self.env._("Reason: say why you do not sign."))
        if self.refused_on:
            raise UserError(self.env._("We know already that you do not sign this."))
        self._write_protected(
            {
                "refused_on": self.company_id._contract_today(),
                "refused_reason": reason,
            }
        )
        self.message_post(
            author_id=self._get_signing_author().id,
            body=self.env._("The customer does not sign: %s", reason),
        )
        self._ask_colleague(
            "miniprogram_contract.mail_activity_type_refused",
            self._get_contract()._get_own_user_or_manager(),
            plaintext2html(reason),
        )
