# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from unittest.mock import patch

from odoo.tests import tagged

from ..models.signing import signing_code
from ..models.signing.code_attempts import WRONG_CODES, is_noted
from ..models.signing.signing_code import MAX_AN_HOUR, MAX_TRIES, SECONDS_BETWEEN
from .common import CODE
from .signing_portal_common import SigningPortalCommon

LOGGER = "odoo.addons.miniprogram_contract.models.evidence.security_log"
ADDRESS = "lijing@jinli.example.com"


@tagged("post_install", "-at_install")
class TestSigningCodeAttempts(SigningPortalCommon):
    """Who guesses codes is seen: in the logs of both, and both sides are told."""

    def _guess(self, times=MAX_TRIES):
        """Ask for a code, and type wrong ones."""
        self._age_codes(seconds=SECONDS_BETWEEN)
        self._ask_for_code()
        mails = []
        for _time in range(times):
            self.assertIn("error", self._accept(code="000000"))
            mails += self._mails
        return mails

    def _get_noted(self, kind):
        events = self.contract.event_ids.sorted("sequence")
        return events.filtered(lambda event: event.kind == kind)

    def _get_lines(self, log, what):
        """Return what the lines of one kind say."""
        said = [
            json.loads(record.getMessage().removeprefix("security "))
            for record in log.records
        ]
        return [line for line in said if line["what"] == what]

    # -- wrong codes ------------------------------------------------------------------

    def test_a_slip_of_the_hand_stands_in_no_log_of_evidence(self):
        mails = self._guess(MAX_TRIES - 1)
        self.assertFalse(self._get_noted("code_refused"))
        self.assertFalse(self.contract._find_warnings((WRONG_CODES,)))
        self.assertFalse(mails)

    def test_a_code_used_up_by_wrong_ones_is_noted_though_nothing_was_signed(self):
        self._guess()
        event = self._get_noted("code_refused")
        self.assertEqual(len(event), 1)
        self.assertIn(str(MAX_TRIES), event.description)
        self.assertEqual(event.document_sha256, self.contract.sent_document_sha256)
        self.assertIn("jinli", event.actor)
        self.assertTrue(event.ip_address)
        self.assertNotIn("000000", event.description)
        self.assertFalse(self.contract._find_broken_logs())

    def test_the_person_responsible_and_the_designated_address_are_told_once(self):
        mails = self._guess()
        warning = self.contract._find_warnings((WRONG_CODES,))
        self.assertEqual(warning.user_id, self.salesman)
        self.assertIn(str(MAX_TRIES), warning.summary)
        told = [mail for mail in mails if mail["email_to"] == [ADDRESS]]
        self.assertEqual(len(told), 1)
        self.assertIn("wrong", told[0]["subject"])
        self.assertNotIn(CODE, told[0]["body"])
        again = self._guess()
        self.assertFalse([mail for mail in again if mail["email_to"] == [ADDRESS]])
        self.assertEqual(self.contract._find_warnings((WRONG_CODES,)), warning)
        self.assertIn(str(2 * MAX_TRIES), warning.summary)

    def test_nobody_fills_the_log_of_evidence(self):
        for _time in range(5):
            self._guess()
        counts = [event.description[-2:] for event in self._get_noted("code_refused")]
        self.assertEqual([int(count) for count in counts], [5, 10, 20])

    def test_it_is_noted_less_and_less_often(self):
        noted = [count for count in range(200) if is_noted(count)]
        self.assertEqual(noted, [5, 10, 20, 40, 80, 160])

    def test_wrong_codes_that_come_one_to_a_code_are_counted_together(self):
        with patch.object(signing_code, "MAX_AN_HOUR", 99):
            for _time in range(MAX_TRIES):
                self._guess(1)
        self.assertEqual(len(self._get_noted("code_refused")), 1)

    def test_every_wrong_code_is_a_line_in_the_server_s_log(self):
        with self.assertLogs(LOGGER, "WARNING") as log:
            self._guess(2)
        lines = self._get_lines(log, "code_wrong")
        self.assertEqual([line["count"] for line in lines], [1, 2])
        for line in lines:
            self.assertEqual(line["contract"], self.contract.id)
            self.assertEqual(line["user"], self.visitor.id)
            self.assertTrue(line["ip"])
        self.assertNotIn("000000", "\n".join(log.output))

    def test_a_code_that_nobody_asked_for_is_one_too(self):
        with self.assertLogs(LOGGER, "WARNING") as log:
            self._accept()
        self.assertEqual(len(self._get_lines(log, "code_not_asked_for")), 1)

    # -- too many ---------------------------------------------------------------------

    def test_a_limit_that_was_reached_is_noted_once(self):
        for _code in range(MAX_AN_HOUR):
            self._ask_for_code()
            self._age_codes(seconds=SECONDS_BETWEEN)
        self.assertFalse(self._get_noted("code_limit"))
        with self.assertLogs(LOGGER, "WARNING") as log:
            for _time in range(2):
                self.assertIn("Too many", self._ask_for_code()["error"])
        self.assertEqual(len(self._get_lines(log, "code_limit")), 2)
        event = self._get_noted("code_limit")
        self.assertEqual(len(event), 1)
        self.assertIn(str(MAX_AN_HOUR), event.description)
        self.assertTrue(self.contract._find_warnings((WRONG_CODES,)))

    def test_a_second_click_is_no_attempt(self):
        self._ask_for_code()
        self.assertIn("just now", self._ask_for_code()["error"])
        self.assertFalse(self._get_noted("code_limit"))

    # -- links and pages of others ----------------------------------------------------

    def test_a_wrong_link_is_a_line_without_what_was_tried(self):
        self._log_out()
        with self.assertLogs(LOGGER, "WARNING") as log:
            self._assert_refused(
                f"/my/contracts/{self.contract.id}?access_token=made%0Aup"
            )
        (line,) = self._get_lines(log, "contract_not_readable")
        self.assertEqual(line["contract"], self.contract.id)
        self.assertTrue(line["by_link"])
        self.assertNotIn("made", "\n".join(log.output))

    def test_so_is_the_page_of_somebody_else_s_contract(self):
        self._log_in("rival")
        with self.assertLogs(LOGGER, "WARNING") as log:
            self._assert_refused(f"/my/contracts/{self.contract.id}")
        (line,) = self._get_lines(log, "contract_not_readable")
        self.assertEqual(line["user"], self.rival_visitor.id)
        self.assertFalse(line["by_link"])
