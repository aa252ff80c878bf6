# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import tagged

from .portal_notice_common import PortalNoticeCommon


@tagged("post_install", "-at_install")
class TestPortalNoticeTours(PortalNoticeCommon):
    """Notices in a real browser, at the customer's desk and on his phone."""

    def _use_phone(self):
        self.browser_size = "360x740"
        self.touch_enabled = True

    def _start(self, tour):
        self.start_tour(self.contract.access_url, tour, login="jinli")

    def _request_termination(self):
        self._start("portal_contract_request_termination")
        notice = self._get_given("termination_request")
        self.assertEqual(notice.state, "received")
        self.assertIn("门店已迁走。", notice.body)
        self.assertEqual(self.contract.termination_date, date(2026, 6, 17))

    def test_a_customer_asks_to_end_at_his_desk(self):
        self._request_termination()

    def test_a_customer_asks_to_end_on_his_phone(self):
        self._use_phone()
        self._request_termination()

    def _confirm(self):
        notice = self._send_ours(self.contract)
        self._start("portal_contract_confirm_notice")
        self.assertEqual(notice.receipt_basis, "portal")
        self.assertEqual(notice.state, "received")

    def test_a_customer_confirms_our_notice_at_his_desk(self):
        self._confirm()

    def test_a_customer_confirms_our_notice_on_his_phone(self):
        self._use_phone()
        self._confirm()

    def test_a_customer_moves_abroad_on_his_phone(self):
        self._use_phone()
        self._start("portal_contract_move_abroad")
        self.assertEqual(self.customer.country_id, self.env.ref("base.us"))
        self.assertEqual(self.customer.state_id, self.env.ref("base.state_us_5"))
        self.assertEqual(self.contract.contact_partner_id.name, "王芳")
