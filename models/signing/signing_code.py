# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import secrets
import smtplib
from datetime import timedelta
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import consteq, hmac

from ...tools.web_address import get_network
from ..contract.mail_posting import LAYOUT, Mail

_logger = logging.getLogger(__name__)

CODE_DIGITS = 6
MINUTES_VALID = 10
MAX_TRIES = 5
# How often codes are sent for a contract to one who asks: the least time between two of
# them, and how many within an hour and a day; and to all who have but a link, in a day
SECONDS_BETWEEN = 60
MAX_AN_HOUR = 5
MAX_A_DAY = 15
MAX_BY_LINK_A_DAY = 45
# By what a session without a login is known; how a network begins in ``asked_from``
ASKER = "miniprogram_contract_asker"
NETWORK = "network "
DAYS_KEPT = 30
TEMPLATE = "miniprogram_contract.mail_template_signing_code"
ACT_TEMPLATE = "miniprogram_contract.mail_template_act_code"
# What a code for signing is for; those for other acts say what they do
SIGNING = "sign"
# What stands for the code where its mail is only looked at
SAMPLE_CODE = "000000"

CHANNELS = [("email", "Email"), ("sms", "SMS")]


class CodeLimitError(UserError):
    """More codes were asked for than are sent.

    :param str message: for who asks
    :param int times: how many are sent at most
    :param int hours: within which time
    """

    def __init__(self, message, times, hours):
        super().__init__(message)
        self.times, self.hours = times, hours


class Act(NamedTuple):
    """What a one-time code is for: one act on one contract, and the words of it.

    :param contract: the ``sale.subscription``
    :param str purpose: what it does; "sign" for signing
    :param str sha256: the hash of the words that are signed or given
    :param str label: what it does, as the mail with the code says it
    """

    contract: models.BaseModel
    purpose: str
    sha256: str
    label: str = ""


class ContractSigningCode(models.Model):
    """A one-time code that proves access to an address: it does one act.

    No user has access rights: the contract issues codes and tries them. The code is
    never stored, only a keyed hash of it.
    """

    _name = "miniprogram.contract.signing.code"
    _description = "One-Time Code for Signing"
    _order = "id desc"

    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    document_sha256 = fields.Char(
        string="SHA-256 of the Document", required=True, readonly=True
    )
    purpose = fields.Char(required=True, readonly=True, default=SIGNING)
    label = fields.Char(string="What It Does", readonly=True)
    code_hash = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    channel = fields.Selection(selection=CHANNELS, required=True, readonly=True)
    address = fields.Char(string="Sent to", required=True, readonly=True)
    sent_on = fields.Datetime(required=True, readonly=True)
    tries = fields.Integer(readonly=True)
    used_on = fields.Datetime(readonly=True)
    asked_by = fields.Char(
        string="Asked for by",
        readonly=True,
        groups=fields.NO_ACCESS,
        help="The login or the session that asked for it, and may use it.",
    )
    asked_from = fields.Char(
        string="Asked for from",
        readonly=True,
        groups=fields.NO_ACCESS,
        help="The login or the network whose codes are counted.",
    )

    def _compute_display_name(self):
        # what heads its mail
        for code in self:
            code.display_name = code.contract_id.contract_number

    @api.model
    def _issue(self, act, channel, address):
        """Create a new code for an act, and send it.

        :param Act act: what it is for; its contract is locked
        :param str channel: one of ``CHANNELS``
        :param str address: the email address or phone number it goes to
        :return: the code's record
        :raises UserError: sending failed
        """
        contract, code = act.contract, self._generate()
        # a code that was not sent leaves nothing behind: the next one need not wait
        with self.env.cr.savepoint():
            issued = self.create(
                {
                    "address": address,
                    "asked_by": self._get_asker(),
                    "channel": channel,
                    "code_hash": self._hash(act, code),
                    "contract_id": contract.id,
                    "document_sha256": act.sha256,
                    "label": act.label,
                    "purpose": act.purpose,
                    "sent_on": fields.Datetime.now(),
                    "asked_from": self._get_source(),
                }
            )
            issued._send(code)
        return issued

    @api.model
    def _get_asker(self):
        """Return who asks: the login, else the session of a visitor who has none.

        :rtype: str
        """
        user = self.env.user
        if not request or not user._is_public():
            return f"user {user.id}"
        if ASKER not in request.session:
            request.session[ASKER] = secrets.token_hex(16)
        return f"session {request.session[ASKER]}"

    @api.model
    def _get_source(self):
        """Return whose codes are counted: the login's, else those of the network.

        A new session costs nothing. Of the network a keyed hash is kept.

        :rtype: str
        """
        if not self.env.user._is_public():
            return self._get_asker()
        network = get_network(self.env["sale.subscription"]._get_ip_address())
        key = hmac(self.env(su=True), "miniprogram-contract-network", network)
        return f"{NETWORK}{key}"

    @api.model
    def _check_rate(self, contract):
        """Refuse to send codes too often or too many of them.

        All documents of a contract count together: their codes fill one mailbox. Who
        has but a link never uses up the codes of a login, nor those of another network.
        """
        now = fields.Datetime.now()
        today = self.search(
            Domain("contract_id", "=", contract.id)
            & Domain("sent_on", ">", now - timedelta(days=1))
        )
        source = self._get_source()
        sent = today.filtered(lambda code: code.asked_from == source).mapped("sent_on")
        if any(moment > now - timedelta(seconds=SECONDS_BETWEEN) for moment in sent):
            raise UserError(
                self.env._("A code was sent just now. Wait a minute for the next one.")
            )
        latest = [moment for moment in sent if moment > now - timedelta(hours=1)]
        if len(latest) >= MAX_AN_HOUR:
            problem = self.env._("Too many codes were sent. Try again in an hour.")
            raise CodeLimitError(problem, MAX_AN_HOUR, 1)
        by_link = today.filtered(
            lambda code: (code.asked_from or "").startswith(NETWORK)
        )
        is_by_link = source.startswith(NETWORK)
        if is_by_link and len(by_link) >= MAX_BY_LINK_A_DAY:
            problem = self.env._(
                "Too many codes were sent to visitors without a login. Log in to sign "
                "today, or try again tomorrow."
            )
            raise CodeLimitError(problem, MAX_BY_LINK_A_DAY, 24)
        if len(sent) >= MAX_A_DAY:
            problem = self.env._("Too many codes were sent. Try again tomorrow.")
            raise CodeLimitError(problem, MAX_A_DAY, 24)

    @api.model
    def _generate(self):
        return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"

    @api.model
    def _hash(self, act, code):
        """Return the keyed hash of a code, and of all that it is for."""
        message = (act.contract.id, act.purpose, act.sha256, code)
        return hmac(self.env(su=True), "miniprogram-contract-signing", message)

    def _send(self, code):
        """Send a code by its channel, see :meth:`_get_code_channels` of the document.

        Each has a method of its own, ``_send_by_email()`` for one, that says whether
        the code left.

        :param str code: what the customer types
        :raises UserError: it could not be sent
        """
        self.ensure_one()
        send = getattr(self, f"_send_by_{self.channel}")
        try:
            is_sent = send(code)
        except (OSError, smtplib.SMTPException) as error:
            # core raises it where the connection is lost after it was made
            is_sent = self._log_failure(str(error) or type(error).__name__)
        if not is_sent:
            raise UserError(
                self.env._(
                    "The code could not be sent. You can ask for it again at once. If "
                    "that fails too, ask your contact."
                )
            )

    def _log_failure(self, failure):
        """Tell the administrators why a code was not sent, in the server's log.

        :param str failure: what the mail server or the SMS provider said, "" if it
            was sent
        :return: whether it was sent
        :rtype: bool
        """
        if not failure:
            return True
        _logger.warning(
            "The code for signing contract %s could not be sent by %s: %s",
            self.contract_id.contract_number,
            self.channel,
            " ".join(failure.split()),
        )
        return False

    def _send_by_email(self, code):
        """E-mail a code at once, keep no mail, and return whether it left."""
        is_signing = self.purpose == SIGNING
        template = self.env.ref(TEMPLATE if is_signing else ACT_TEMPLATE)
        mail_id = (
            template.with_company(self.contract_id.company_id)
            .with_context(signing_code=code)
            .send_mail(
                self.id,
                force_send=True,
                email_layout_xmlid=LAYOUT,
                # core deletes even what it could not send, if no recipient was taken
                email_values={
                    "auto_delete": False,
                    "email_to": self.address,
                    "recipient_ids": [],
                },
            )
        )
        mail = self.env["mail.mail"].browse(mail_id)
        # some servers limit how many leave at a time: core's scheduled action sends it
        if mail.state == "outgoing":
            mail.auto_delete = True
            return True
        failed = mail.state != "sent"
        failure = (mail.failure_reason or mail.state) if failed else ""
        mail.unlink()
        return self._log_failure(failure)

    @api.model
    def _compose_sample(self, contract):
        """Return the mail that brings a code, with one that signs nothing.

        :param contract: the contract that would be signed
        :rtype: Mail
        """
        # sudo: nobody has access to codes, and this one is never stored
        sample = self.sudo().new({"contract_id": contract.id})
        template = (
            self.env.ref(TEMPLATE)
            .with_company(contract.company_id)
            .with_context(signing_code=SAMPLE_CODE)
            .sudo()  # what people edit there is read by whoever sends a code
        )
        values = template._generate_template([sample.id], ("subject", "body_html"))
        mail = values[sample.id]
        partner = contract._get_mail_partner() or contract.partner_id
        sender = contract.company_id.partner_id
        return Mail(mail["subject"], Markup(mail["body_html"]), {}, partner, sender)

    def _send_by_sms(self, code):
        """Send a code by SMS, and return whether it left."""
        sms = self.env["sms.sms"].create(
            {"body": self._get_sms_text(code), "number": self.address}
        )
        sms.send(unlink_failed=False, unlink_sent=True)
        failed = sms.exists().filtered(lambda sms: sms.state == "error")
        failure = (failed.failure_type or failed.state) if failed else ""
        failed.unlink()
        return self._log_failure(failure)

    def _get_sms_text(self, code):
        if self.purpose != SIGNING:
            return self.env._(
                "%(code)s is the code for: %(act)s (contract %(number)s). It is valid "
                "for %(minutes)s minutes. Give it to nobody.",
                code=code,
                act=self.label,
                number=self.contract_id.contract_number,
                minutes=MINUTES_VALID,
            )
        return self.env._(
            "%(code)s is the code for signing contract %(number)s. It is valid for "
            "%(minutes)s minutes.",
            code=code,
            number=self.contract_id.contract_number,
            minutes=MINUTES_VALID,
        )

    @api.model
    def _find_latest(self, contract):
        """Return the code for a contract that was sent last to who asks, if any.

        What others ask for or try leaves it as it is.
        """
        return self.search(
            Domain("contract_id", "=", contract.id)
            & Domain("asked_by", "=", self._get_asker()),
            limit=1,
        )

    def _try(self, act, code):
        """Try a code that a visitor typed; each try counts, right or wrong.

        :param Act act: what is to be done with it
        :param str code: what was typed
        :return: what is wrong, in the visitor's words; "" for the right code
        :rtype: str
        """
        self.ensure_one()
        if problem := self._get_problem(act):
            return problem
        self.tries += 1
        typed = "".join((code or "").split())
        if consteq(self._hash(act, typed), self.code_hash):
            return ""
        if self.tries >= MAX_TRIES:
            return self.env._("The code is wrong. Ask for a new one.")
        return self.env._("The code is wrong. Tries left: %s.", MAX_TRIES - self.tries)

    def _use(self):
        """Use this code up: it does nothing twice."""
        self.ensure_one()
        self.used_on = fields.Datetime.now()

    def _get_problem(self, act):
        """Return why this code is not valid for an act, "" while it is."""
        self.ensure_one()
        too_old = fields.Datetime.now() - timedelta(minutes=MINUTES_VALID)
        is_over = self.used_on or self.tries >= MAX_TRIES or self.sent_on < too_old
        own = (self.contract_id, self.purpose, self.document_sha256)
        is_other = own != (act.contract, act.purpose, act.sha256)
        if is_over or is_other:
            return self.env._("This code is no longer valid. Ask for a new one.")
        return ""

    @api.autovacuum
    def _gc_codes(self):
        """Delete old codes: what proves a signature is kept on its contract."""
        before = fields.Datetime.now() - timedelta(days=DAYS_KEPT)
        self.search([("sent_on", "<", before)]).unlink()
