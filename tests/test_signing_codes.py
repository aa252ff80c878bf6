# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import smtplib
from unittest.mock import Mock, patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import (
    IrMail_Server,
    MailDeliveryException,
)

from ..models.signing import signing_code
from ..models.signing.signing_code import (
    MAX_A_DAY,
    MAX_AN_HOUR,
    MAX_TRIES,
    MINUTES_VALID,
    SECONDS_BETWEEN,
    ContractSigningCode,
)
from .signing_common import CODE
from .signing_portal_common import SigningPortalCommon

LOGGER = "odoo.addons.miniprogram_contract.models.signing.signing_code"


@tagged("post_install", "-at_install")
class TestSigningCodes(SigningPortalCommon):
    """Anyone who may read may try, and gets nowhere without the code."""

    def test_guessing_ends_soon_and_tries_are_kept(self):
        self._ask_for_code()
        for left in range(MAX_TRIES - 1, 0, -1):
            self.assertIn(f"left: {left}", self._accept(code="000000")["error"])
        self.assertIn("Ask for a new one", self._accept(code="000000")["error"])
        self.assertIn("no longer valid", self._accept()["error"])
        self.assertFalse(self.contract.signed_by)

    def test_a_code_is_typed_with_blanks_too(self):
        self._ask_for_code()
        self.assertNotIn("error", self._accept(code=f" {CODE[:3]} {CODE[3:]} "))

    def test_no_code_was_asked_for(self):
        self.assertIn("ask for it first", self._accept()["error"])

    def test_an_old_code(self):
        self._ask_for_code()
        self._wait(minutes=MINUTES_VALID, seconds=1)
        self.assertIn("no longer valid", self._accept()["error"])
        self.assertFalse(self.contract.signed_by)

    def test_only_the_latest_code(self):
        with patch.object(ContractSigningCode, "_generate", lambda codes: "111111"):
            self._ask_for_code()
        self._wait(seconds=SECONDS_BETWEEN)
        self._ask_for_code()
        self.assertIn("wrong", self._accept(code="111111")["error"])

    def test_codes_are_not_sent_faster_than_people_read(self):
        self._ask_for_code()
        self.assertIn("just now", self._ask_for_code()["error"])
        for _code in range(MAX_AN_HOUR - 1):
            self._wait(seconds=SECONDS_BETWEEN)
            self.assertNotIn("error", self._ask_for_code())
        self._wait(seconds=SECONDS_BETWEEN)
        self.assertIn("Too many", self._ask_for_code()["error"])

    def test_no_mailbox_is_filled_with_codes(self):
        for _code in range(MAX_A_DAY):
            self.assertNotIn("error", self._ask_for_code())
            self._wait(minutes=20)
        self.assertIn("tomorrow", self._ask_for_code()["error"])
        self._wait(days=1)
        self.assertNotIn("error", self._ask_for_code())

    # -- others with the link ---------------------------------------------------------

    def _come_by_link(self, ip_address):
        """Come as a visitor who has but the link, from an address on the Internet."""
        self._log_out()
        contracts = self.registry["sale.subscription"]
        self.startPatcher(
            patch.object(contracts, "_get_ip_address", lambda contracts: ip_address)
        )
        token = self.contract._portal_ensure_token()
        self.env.flush_all()
        self._open_contract(self.contract, f"?access_token={token}")

    def _use_up_the_day(self):
        for _code in range(MAX_A_DAY):
            self.assertNotIn("error", self._ask_for_code())
            self._wait(minutes=20)
        self.assertIn("tomorrow", self._ask_for_code()["error"])

    def test_who_has_the_link_uses_up_the_codes_of_nobody_else(self):
        self._come_by_link("203.0.113.7")
        self._use_up_the_day()
        self._come_by_link("203.0.113.7")  # another session, and the same network
        self.assertIn("tomorrow", self._ask_for_code()["error"])
        self._come_by_link("198.51.100.9")
        self.assertNotIn("error", self._ask_for_code())
        self._log_in("jinli")
        self.assertNotIn("error", self._ask_for_code())
        self.assertNotIn("error", self._accept())
        self.assertEqual(self.contract.signed_by, "李静")

    def test_all_who_have_the_link_fill_no_mailbox_and_a_login_goes_on(self):
        with patch.object(signing_code, "MAX_BY_LINK_A_DAY", 2):
            for number in range(2):
                self._come_by_link(f"203.0.113.{number}")
                self.assertNotIn("error", self._ask_for_code())
            self._come_by_link("203.0.113.9")
            self.assertIn("Log in to sign today", self._ask_for_code()["error"])
            self._log_in("jinli")
            self.assertNotIn("error", self._ask_for_code())

    def test_what_others_ask_for_and_try_leaves_my_code_valid(self):
        self._ask_for_code()
        self._come_by_link("198.51.100.9")
        self._ask_for_code()
        for _time in range(MAX_TRIES):
            self.assertIn("error", self._accept(code="000000"))
        self.assertIn("no longer valid", self._accept()["error"])
        self._log_in("jinli")
        self.assertNotIn("error", self._accept())
        self.assertEqual(self.contract.signed_by, "李静")

    def test_a_code_that_was_used(self):
        self._ask_for_code()
        self._get_latest_code(self.contract).used_on = "2026-03-01 04:00:00"
        self.env.flush_all()
        self.assertIn("no longer valid", self._accept()["error"])
        self.assertFalse(self.contract.signed_by)

    def test_the_code_of_another_document(self):
        self._ask_for_code()
        self.contract.action_reset_to_draft()
        self.contract.contract_remark = "改了"
        self.contract.action_send_contract()
        self.env.flush_all()
        self.assertIn("no longer valid", self._accept()["error"])

    def test_the_code_of_another_contract(self):
        self._ask_for_code()
        other = self._create_sent_contract()
        self.env.flush_all()
        form_data = self._get_form_data(other)
        answer = self._post("sign/accept", contract=other, **form_data).json()
        self.assertIn("ask for it first", answer["error"])

    def test_a_code_has_six_digits_that_nobody_knows(self):
        generate = ContractSigningCode._generate  # as it is, and not as in tests
        for drawn, code in ((7, "000007"), (999_999, "999999")):
            with patch.object(signing_code.secrets, "randbelow") as draw:
                draw.return_value = drawn
                self.assertEqual(generate(self.codes), code)
                draw.assert_called_once_with(1_000_000)

    def test_the_code_itself_is_not_stored(self):
        self._ask_for_code()
        code = self._get_latest_code(self.contract)
        self.assertNotIn(CODE, str(code.read()))
        self.assertNotIn(CODE, str(code.sudo()._read_format(["code_hash"])))
        with self.assertRaises(AccessError):
            self.codes.with_user(self.visitor).search([])
        with self.assertRaises(AccessError):
            self.codes.with_user(self.salesman).search([])

    def test_it_goes_where_the_contract_says_whatever_changes_later(self):
        self.contact.email = "attacker@example.com"
        self.env.flush_all()
        self._ask_for_code()
        self.assertEqual(self._mails[-1]["email_to"], ["lijing@jinli.example.com"])

    def test_without_an_address_it_says_so(self):
        self.contract._write_protected({"signing_email": False})
        self.env.flush_all()
        self.assertIn("No address", self._ask_for_code()["error"])
        page = self._open(f"/my/contracts/{self.contract.id}/sign")
        self.assertIn("No address for the code", page.text_content())

    def _fail(self, error):
        """Ask for a code while the mail server answers with an error; return both."""
        with (
            patch.object(self.registry["ir.mail_server"], "send_email", error),
            mute_logger("odoo.addons.mail.models.mail_mail"),
            self.assertLogs(LOGGER, "WARNING") as log,
        ):
            return self._ask_for_code().get("error"), "\n".join(log.output)

    def test_a_mail_that_does_not_leave_is_said_and_not_kept(self):
        before = self.env["mail.mail"].search_count([])
        for reason, error in {
            "Mailbox unavailable": MailDeliveryException("Mailbox unavailable"),
            # core deletes such a mail as if it had been sent
            "valid recipient": AssertionError(IrMail_Server.NO_VALID_RECIPIENT),
            # core raises this one
            "Connection lost": smtplib.SMTPServerDisconnected("Connection lost"),
        }.items():
            with self.subTest(reason):
                answer, logged = self._fail(Mock(side_effect=error))
                self.assertIn("could not be sent", answer)
                self.assertIn(self.contract.contract_number, logged)
                self.assertIn(reason, logged)
                self.assertNotIn(CODE, logged)
                self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_a_code_that_was_not_sent_is_asked_for_again_without_waiting(self):
        for _code in range(MAX_A_DAY + 1):
            answer, _logged = self._fail(Mock(side_effect=OSError("No route")))
            self.assertIn("could not be sent", answer)
        self.assertFalse(self._get_latest_code(self.contract))
        self.assertNotIn("error", self._ask_for_code())
        self.assertNotIn("error", self._accept())

    def test_it_is_noted_before_it_leaves_and_not_where_it_does_not(self):
        # two at once conflict where it is noted: what has left is not taken back
        seen = []

        def look(code, typed):
            code.env.flush_all()
            seen.extend(code.contract_id.event_ids.sorted("sequence").mapped("kind"))
            return False

        with patch.object(ContractSigningCode, "_send_by_email", look):
            self.assertIn("could not be sent", self._ask_for_code()["error"])
        self.assertEqual(seen[-1:], ["code_sent"])
        self.assertNotIn("code_sent", self.contract.event_ids.mapped("kind"))

    def test_the_log_says_which_code_signed(self):
        self._ask_for_code()
        self.assertNotIn("error", self._accept())
        kinds = self.contract.event_ids.sorted("sequence").mapped("kind")
        self.assertEqual(
            kinds[kinds.index("code_sent") :], ["code_sent", "code_used", "signed"]
        )

    def test_the_log_says_which_code_refused(self):
        self._refuse("价格不对")
        kinds = self.contract.event_ids.sorted("sequence").mapped("kind")
        self.assertEqual(kinds[-3:], ["code_sent", "code_used", "refused"])

    def test_the_code_before_stays_valid_where_the_next_one_was_not_sent(self):
        self._ask_for_code()
        self._wait(seconds=SECONDS_BETWEEN)
        self._fail(Mock(side_effect=OSError("No route")))
        self.assertNotIn("error", self._accept())

    def test_a_mail_that_waits_for_its_turn_was_sent(self):
        with patch.object(self.registry["mail.mail"], "send", lambda *args, **kw: True):
            self.assertNotIn("error", self._ask_for_code())
        self.assertTrue(self._get_latest_code(self.contract))
        waiting = self.env["mail.mail"].search([("state", "=", "outgoing")], limit=1)
        self.assertIn(CODE, waiting.body_html)
        self.assertTrue(waiting.auto_delete)

    def test_an_sms_that_does_not_leave_is_said_too(self):
        if "sms.sms" not in self.env:
            return
        self.assertEqual(self.contract.signing_phone, "13800138000")
        self.company.contract_code_by_sms = True
        self.env.flush_all()

        def fail(messages, **kwargs):
            messages.write({"state": "error", "failure_type": "sms_credit"})

        with (
            patch.object(self.registry["sms.sms"], "send", fail),
            self.assertLogs(LOGGER, "WARNING") as log,
        ):
            answer = self._ask_for_code(channel="sms")
        self.assertIn("could not be sent", answer["error"])
        self.assertIn("sms_credit", log.output[0])
        self.assertFalse(self._get_latest_code(self.contract))

    def test_by_sms_where_the_company_wants_it(self):
        self.assertEqual(self.contract.signing_phone, "13800138000")
        self.assertNotIn("sms", self.contract._get_code_channels())
        self.company.contract_code_by_sms = True
        if "sms.sms" not in self.env:
            self.assertNotIn("sms", self.contract._get_code_channels())
            return
        self.env.flush_all()
        sent = []
        sms = self.registry["sms.sms"]
        with patch.object(
            sms, "send", lambda sms, **kwargs: sent.append(sms.body) or sms.unlink()
        ):
            answer = self._ask_for_code(channel="sms")
        self.assertEqual(answer, {"address": "138****8000"})
        self.assertIn(CODE, sent[0])

    def test_old_codes_are_deleted(self):
        self._ask_for_code()
        self._wait(days=31)
        self.codes._gc_codes()
        self.assertFalse(self._get_latest_code(self.contract))
