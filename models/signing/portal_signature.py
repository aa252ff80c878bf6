# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, plaintext2html

from ...tools.masking import mask_email, mask_phone
from ...tools.typed_text import clean_text
from ..evidence.security_log import note_attempt
from ..party.company_language import in_company_language
from .countersignature import REFUSED_ACTIVITY
from .customer_signature import MAX_NAME
from .signing_code import SIGNING, Act

MAX_REASON = 2000


class SignableDocument(models.AbstractModel):
    """Signing in the portal: what is asked of the customer, and each answer checked.

    Every reader of the document there may try; the code goes to the address for
    signing alone.
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
        """Return the channels by which the code can be sent.

        Modules with other channels add them here, with a ``_send_by_<channel>()`` of
        the code.

        :return: address by channel
        :rtype: dict[str, str]
        """
        self.ensure_one()
        contract, channels = self._get_contract(), {}
        if email := email_normalize(contract.signing_email):
            channels["email"] = email
        if self._is_sms_on() and contract.signing_phone:
            channels["sms"] = contract.signing_phone
        return channels

    def _is_sms_on(self):
        """Whether the company lets codes go by SMS, and can."""
        self.ensure_one()
        return self.company_id.contract_code_by_sms and "sms.sms" in self.env

    def _get_masked_channels(self):
        """Return the same with masked addresses: any reader sees the page.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        return {
            channel: self._mask_address(channel, address)
            for channel, address in self._get_code_channels().items()
        }

    def _mask_address(self, channel, address):
        return mask_email(address) if channel == "email" else mask_phone(address)

    def _get_signing_act(self):
        """Return what the code is for by which the customer signs.

        :rtype: Act
        """
        self.ensure_one()
        return Act(self._get_contract(), SIGNING, self.sent_document_sha256)

    def _send_act_code(self, act, channel):
        """Send the code for an act to the address designated, and note it.

        :param Act act: what it is for
        :param str channel: a key of :meth:`_get_code_channels`
        :return: the address, masked
        :rtype: str
        :raises UserError: there is no such address, it is one of ours, or too many
            codes were sent
        """
        self.ensure_one()
        address = self._get_code_channels().get(channel)
        # sudo: whose address it is concerns no visitor
        contract = act.contract.sudo()
        if problem := contract._get_own_mailbox_problem(address):
            raise UserError(problem)
        if not address:
            raise UserError(self._get_no_address_message())
        codes = self.env["miniprogram.contract.signing.code"]
        codes._check_rate(contract)
        words = ", ".join(filter(None, (address, act.label)))
        # Two at once conflict at the log: before anything leaves, as what was sent is
        # not taken back where Odoo tries again. What was not sent is not noted either.
        with self.env.cr.savepoint():
            act.contract._log_event("code_sent", words, act.sha256)
            codes._issue(act, channel, address)
        return self._mask_address(channel, address)

    def _get_no_address_message(self):
        return self.env._(
            "No address for the code is designated in the contract. Ask your contact."
        )

    def _try_code(self, act, typed):
        """Try the code that was typed for an act.

        :param Act act: what is to be done with it
        :param str typed: what was typed
        :return: the code, and what is wrong with it, "" for the right one
        :rtype: tuple
        """
        code = self.env["miniprogram.contract.signing.code"]._find_latest(act.contract)
        if not code:
            note_attempt(self.env, "code_not_asked_for", contract=act.contract.id)
            return code, self.env._("Code: ask for it first.")
        return code, code._try(act, typed)

    def _use_act_code(self, code):
        """Use a code up for an act, and note it.

        :param code: one that was tried
        """
        self.ensure_one()
        code._use()
        words = ", ".join(filter(None, (code.address, code.label)))
        self._get_contract()._log_event("code_used", words, code.document_sha256)

    def _send_signing_code(self, channel):
        """Send the code for signing.

        :param str channel: a key of :meth:`_get_code_channels`
        :return: the address, masked
        :rtype: str
        :raises UserError: the document does not wait for a signature, there is no such
            address, or too many codes were sent
        """
        self._begin_signing()
        return self._send_act_code(self._get_signing_act(), channel)

    # -- signing --------------------------------------------------------------------

    def _get_portal_signing(self):
        """Return what the page for signing shows and asks.

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

    def _sign_in_portal(self, form_data, ip_address):
        """Take a signature from the portal, when everything about it is right.

        :param dict form_data: what the page posted: ``name``, ``position``,
            ``signature``, ``shown_sha256``, ``key_terms`` (codes), ``agreement`` and
            ``code``
        :param str ip_address: where it was posted from
        :return: what is wrong, in the customer's words; nothing once it is signed
        :rtype: list[str]
        :raises UserError: the document does not wait for a signature
        """
        self._begin_signing()
        signer, problems = self._read_signer(
            form_data.get("name"),
            form_data.get("signature"),
            form_data.get("position"),
        )
        problems += self._get_confirmation_problems(form_data)
        if problems:
            return problems
        code, problem = self._try_code(self._get_signing_act(), form_data.get("code"))
        if problem:
            return [problem]
        # what fails from here on leaves the try counted, and the code unused
        with self.env.cr.savepoint():
            self._sign_with_code(code, {**signer, "signing_ip": ip_address})
        return []

    def _sign_with_code(self, code, values):
        self.ensure_one()
        self._use_act_code(code)
        self._sign(
            {
                **values,
                "signing_code_address": self._mask_address(code.channel, code.address),
                "signing_code_channel": code.channel,
                "signing_code_sent_on": code.sent_on,
                "signing_confirmations": self._prepare_confirmations(),
            }
        )

    def _sign(self, values):
        # a signature withdraws an earlier refusal
        super()._sign({**values, "refused_on": False, "refused_reason": False})
        self.activity_unlink([REFUSED_ACTIVITY])

    # -- refusing -------------------------------------------------------------------

    def _get_refusing_act(self):
        """Return what the code is for by which the customer refuses to sign.

        :rtype: Act
        """
        self.ensure_one()
        contract = self._get_contract()
        label = contract._speak_to_customer().env._("refusing to sign it")
        return Act(contract, "refuse", self.sent_document_sha256, label)

    def _send_refusing_code(self, channel):
        """Send the code by which the customer refuses to sign.

        :param str channel: a key of :meth:`_get_code_channels`
        :return: the address, masked
        :rtype: str
        :raises UserError: see :meth:`_send_signing_code`
        """
        self._begin_signing()
        return self._send_act_code(self._get_refusing_act(), channel)

    def _refuse_in_portal(self, reason, typed):
        """Note that the customer does not sign, and why, for our side to react.

        The document stays sent: a customer who refuses usually wants something
        changed, and the person responsible decides whether to change, explain or
        cancel it.

        :param str reason: why, in the customer's words
        :param str typed: the code, as it was typed
        :return: what is wrong, in the customer's words; nothing once it is refused
        :rtype: list[str]
        :raises UserError: it does not wait for a signature
        """
        self._begin_signing()
        reason = clean_text(reason)[:MAX_REASON]
        if not reason:
            return [self.env._("Reason: say why you will not sign.")]
        if self.refused_on:
            return [self.env._("You have already told us that you will not sign this.")]
        code, problem = self._try_code(self._get_refusing_act(), typed)
        if problem:
            return [problem]
        with self.env.cr.savepoint():
            self._use_act_code(code)
            self._refuse(reason, code)
        return []

    def _refuse(self, reason, code):
        """Note a refusal, and ask the person responsible what follows from it."""
        self.ensure_one()
        self._write_protected(
            {
                "refused_on": self.company_id._contract_today(),
                "refused_reason": reason,
            }
        )
        self._log_refusal(reason, code.address)
        self._ask_colleague(
            REFUSED_ACTIVITY,
            self._get_contract()._get_own_user_or_manager(),
            plaintext2html(reason),
        )

    @in_company_language
    def _log_refusal(self, reason, address):
        self.ensure_one()
        self.message_post(
            author_id=self._get_signing_author().id,
            body=self.env._("The customer refuses to sign: %s", reason),
        )
        words = self.env._(
            "%(reason)s (code sent to %(address)s)", reason=reason, address=address
        )
        self._log_document_event("refused", words, self.sent_document_sha256)
