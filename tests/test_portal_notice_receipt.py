# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .portal_notice_common import PortalNoticeCommon


@tagged("post_install", "-at_install")
class TestPortalNoticeReceipt(PortalNoticeCommon):
    """The customer confirms our notices, and reading them is no receipt."""

    def test_the_customer_confirms_our_notice(self):
        notice = self._send_ours(self.contract)
        page = self._open_contract(self.contract)
        (link,) = page.xpath("//a[@id='contract_confirm']/@href")
        page = self._open(link)
        self.assertEqual(notice.state, "sent", "reading it is no receipt")
        meaning = self._get_text(page, "notice_confirm_meaning")
        self.assertIn("06/10/2026", meaning)
        self.assertIn("counts as received", meaning)
        response = self._confirm(link)
        self.assertEqual(response.status_code, 303)
        self.assertEqual(notice.state, "received")
        self.assertEqual(notice.receipt_basis, "portal")
        self.assertEqual(notice.received_on, date(2026, 6, 10))
        self.assertEqual(notice.receipt_recorded_by_id, self.visitor)
        logged = self.contract.message_ids.filtered(
            lambda message: "127.0.0.1" in message.body
        )
        self.assertIn("jinli", logged.body)
        self.assertTrue(logged.subtype_id.internal)
        recorded_at = notice.receipt_recorded_at
        self._confirm(link)
        self.assertEqual(notice.receipt_recorded_at, recorded_at)
        self.assertFalse(self._open(link).xpath("//*[@id='notice_confirm']"))

    def test_a_confirmation_that_is_not_taken_says_why(self):
        def fail(notices, *args, **kwargs):
            raise UserError("The books are closed.")

        notice = self._send_ours(self.contract)
        with patch.object(self.env.registry[notice._name], "action_receive", fail):
            response = self._confirm(f"{self.contract.access_url}/notice/{notice.id}")
        self.assertEqual(response.status_code, 200)
        self.assertIn("The books are closed.", response.text)
        self.assertEqual(notice.state, "sent")

    def test_no_number_of_the_letter_is_broken_over_a_line(self):
        notice = self._send_ours(self.contract)
        body = "编号为XCX-2026-0001的合同<自>2026年6月10日起升级。"
        notice._write_protected({"body": body})
        self.env.flush_all()
        page = self._open_contract(self.contract)
        (link,) = page.xpath("//a[@id='contract_confirm']/@href")
        page = self._open(link)
        (letter,) = page.xpath("//*[@id='notice_letter']/p")
        self.assertEqual(letter.text_content(), body)
        whole = letter.xpath("span[contains(@style, 'nowrap')]/text()")
        self.assertEqual(whole, ["XCX-2026-0001", "2026年6月10日"])

    def test_only_ours_is_confirmed_and_only_once_it_is_sent(self):
        mine = self._assert_given("renewal_objection")
        draft = self.contract._create_notices(
            self._type("service_upgrade"), body="系统升级。"
        )
        self.env.flush_all()
        url = f"{self.contract.access_url}/notice"
        self.assertEqual(self._post(f"{url}/{draft.id}/confirm").status_code, 404)
        recorded_at = mine.receipt_recorded_at
        self._post(f"{url}/{mine.id}/confirm")
        self.assertEqual(draft.state, "draft")
        self.assertEqual(mine.receipt_recorded_at, recorded_at)

    def test_confirming_without_the_page_s_own_token(self):
        notice = self._send_ours(self.contract)
        with self.assertLogs("odoo.http", "WARNING"):
            response = self._post(
                f"{self.contract.access_url}/notice/{notice.id}/confirm",
                csrf_token="x",
            )
        self.assertEqual(response.status_code, 400)
        self.assertEqual(notice.state, "sent")
