# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from ..contract.mail_posting import Mail, paragraphs
from ..evidence.security_log import note_attempt
from ..party.company_language import get_company_env, in_company_language
from .signing_code import MAX_TRIES, CodeLimitError

# What the warning of the person responsible is about
WRONG_CODES = "wrong_codes"
# The same is noted once within this time
NOTED_EVERY = timedelta(days=1)


class ContractSigningCode(models.Model):
    """Who guesses codes, or asks for too many, is seen: both sides hear of it."""

    _inherit = "miniprogram.contract.signing.code"

    @api.model
    def _check_rate(self, contract):
        try:
            return super()._check_rate(contract)
        except CodeLimitError as error:
            contract._note_code_limit(error.times, error.hours)
            raise

    def _try(self, act, code):
        tries = self.tries
        problem = super()._try(act, code)
        if problem and self.tries > tries:
            act.contract._note_wrong_code(self._count_wrong(act.contract), act.sha256)
        elif problem:
            note_attempt(self.env, "code_not_valid", contract=act.contract.id)
        return problem

    @api.model
    def _count_wrong(self, contract):
        """Return how many wrong codes were typed for a contract in 24 hours."""
        lately = self.search(
            Domain("contract_id", "=", contract.id)
            & Domain("sent_on", ">", fields.Datetime.now() - timedelta(days=1))
        )
        return sum(lately.mapped("tries")) - len(lately.filtered("used_on"))


class SaleSubscription(models.Model):
    """What is noted of wrong codes, and who is told: never so often that it hides more.

    Nothing that a visitor typed is kept. Requests that do this end with an answer and
    not with an error, so that the entries stay, as the count of tries does.
    """

    _inherit = "sale.subscription"

    def _note_wrong_code(self, count, sha256):
        """Note that a wrong code was typed, and tell both sides where it is odd.

        :param int count: how many there were in 24 hours
        :param str sha256: the hash of the words that it was for
        """
        self.ensure_one()
        note_attempt(self.env, "code_wrong", contract=self.id, count=count)
        if not is_noted(count):
            return
        words = get_company_env(self)._("Wrong codes in 24 hours: %s", count)
        is_new = self._note_attempt("code_refused", words, sha256)
        if is_new and count == MAX_TRIES:
            self._tell_of_wrong_codes()

    def _note_code_limit(self, times, hours):
        """Note that more codes were asked for than are sent.

        :param int times: how many are sent at most
        :param int hours: within which time
        """
        self.ensure_one()
        note_attempt(self.env, "code_limit", contract=self.id, times=times, hours=hours)
        words = get_company_env(self)._(
            "Codes sent within %(hours)s hours: %(times)s. No more were sent.",
            hours=hours,
            times=times,
        )
        self._note_attempt("code_limit", words)

    def _note_attempt(self, kind, words, sha256=""):
        """Note an attempt in the evidence log, and warn the person responsible.

        Nobody fills the log: what stands there since a day ago is not noted again.

        :param str kind: see ``_log_event``
        :param str words: what happened, in the company's language
        :param str sha256: the hash of the words that were to be signed or given
        :return: whether it was noted
        :rtype: bool
        """
        # sudo: who tries it need not see the log
        is_known = (
            self.env["miniprogram.contract.event"]
            .sudo()
            .search_count(
                Domain("contract_id", "=", self.id)
                & Domain("kind", "=", kind)
                & Domain("description", "=", words)
                & Domain("date", ">", fields.Datetime.now() - NOTED_EVERY),
                limit=1,
            )
        )
        if is_known:
            return False
        self._log_event(kind, words, sha256)
        self._warn_of_attempt(words)
        return True

    @in_company_language
    def _warn_of_attempt(self, words):
        self.ensure_one()
        note = self.env._(
            "Somebody may have tried to act for the customer. %(words)s. The evidence "
            "log says from where. Ask the customer whether it was one of them; "
            "otherwise withdraw the link.",
            words=words.rstrip("."),
        )
        # sudo: a visitor has no rights on warnings
        self.sudo()._warn_responsible_once((WRONG_CODES,), note)

    def _tell_of_wrong_codes(self):
        """Tell the designated address that somebody guesses its codes."""
        self.ensure_one()
        # sudo: a visitor may not read where codes go
        contract = self.sudo()
        if contract.signing_email:
            # by the system: it is not the visitor who writes
            system = contract.with_user(SUPERUSER_ID)
            system._post_mail_to(
                [contract.signing_email], system._compose_attempt_mail()
            )

    def _compose_attempt_mail(self):
        """Return the mail that says that wrong codes were typed.

        :rtype: Mail
        """
        self.ensure_one()
        contract = self._speak_to(self._get_mail_partner() or self.partner_id)
        _, number = contract.env._, self.contract_number or ""
        body = paragraphs(
            _("Dear %s,", self.partner_id.name),
            _(
                "Somebody asked for one-time codes for contract %(number)s and typed "
                "%(count)s wrong ones. Nothing was signed or given by them.",
                number=number,
                count=MAX_TRIES,
            ),
            _(
                "If it was you, ask for a new code. If you know nothing of it, give no "
                "code to anybody, and tell us: %(name)s, phone %(phone)s.",
                name=self.company_id.name,
                phone=self.company_id.phone or "–",
            ),
        )
        return Mail(
            _("Contract %s: wrong codes were typed", number),
            body,
            {},
            self.env["res.partner"],
            self.company_id.partner_id,
        )


def is_noted(count):
    """Whether so many wrong codes are noted: a code's tries, and each time twice that.

    :param int count: how many there were
    """
    while count > MAX_TRIES and count % 2 == 0:
        count //= 2
    return count == MAX_TRIES
