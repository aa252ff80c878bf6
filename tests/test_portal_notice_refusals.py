# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import tagged

from .portal_notice_common import PortalNoticeCommon


@tagged("post_install", "-at_install")
class TestRefusedPortalNotices(PortalNoticeCommon):
    """Who may not act for the customer gives nothing, and nothing made up counts."""

    def _post_all(self, contract):
        """Try to give and to confirm on a contract."""
        notice = contract.notice_ids[:1]
        base = f"/my/contracts/{contract.id}/notice"
        url = self._get_url("termination_request", contract)
        for path in (url, f"{url}/give", f"{base}/{notice.id}/confirm"):
            yield path, self._post(path, confirmed="1", shown_sha256="x")

    def _assert_powerless(self, contract):
        before = contract.notice_ids
        states = before.mapped("state")
        self._assert_refused(self._get_url("termination_request", contract))
        for path, response in self._post_all(contract):
            with self.subTest(path=path):
                self.assertEqual(response.status_code, 303)
                self.assertRegex(response.headers["Location"], r"/(my|web/login\S*)$")
        self.assertEqual(contract.notice_ids, before)
        self.assertEqual(before.mapped("state"), states)

    def test_the_contract_of_another_customer(self):
        other = self._create_for(self.rival)
        self._send_ours(other)
        self._assert_powerless(other)

    def test_who_follows_the_contract_of_another_reads_none_of_it(self):
        other = self._create_for(self.rival)
        other.message_subscribe(self.contact.ids)
        notice = self._send_ours(other)
        self._assert_refused(f"{other.access_url}/notice/{notice.id}")
        self._assert_powerless(other)

    def test_who_has_the_link_only_reads(self):
        notice = self._send_ours(self.contract)
        token = self.contract._portal_ensure_token()
        self.env.flush_all()
        self._log_out()
        page = self._open(
            f"{self.contract.access_url}/notice/{notice.id}?access_token={token}"
        )
        self.assertIn("系统将于夜间升级。", self._get_text(page, "notice_letter"))
        self.assertFalse(page.xpath("//*[@id='notice_confirm']"))
        self.assertTrue(page.xpath("//a[contains(@href, '/web/login?redirect=')]"))
        self._log_in("rival")
        url = self._get_url("termination_request")
        for path in (
            f"{url}/give",
            f"{self.contract.access_url}/notice/{notice.id}/confirm",
        ):
            response = self._post(path, confirmed="1", access_token=token)
            self.assertEqual(response.headers["Location"], "/my")
        self._log_out()
        self._assert_powerless(self.contract)
        self.assertEqual(notice.state, "sent")

    def test_our_own_people_give_no_notice_for_the_customer(self):
        self._send_ours(self.contract)
        self.authenticate("contract_salesman", "contract_salesman")
        self._assert_powerless(self.contract)

    def test_without_the_page_s_own_token(self):
        url = self._get_url("termination_request")
        with self.assertLogs("odoo.http", "WARNING"):
            response = self._post(f"{url}/give", confirmed="1", csrf_token="x")
        self.assertEqual(response.status_code, 400)
        response = self.url_open(f"{url}/give", allow_redirects=False)
        self.assertIn(response.status_code, (404, 405))
        self.assertFalse(self.contract.notice_ids)

    def test_a_post_that_was_made_up(self):
        url = f"{self._get_url('termination_request')}/give"
        self._assert_wrong(self._post(url), "Confirm", "read it again")
        shown = self._get_shown(self._review("termination_request"))
        self._assert_wrong(self._post(url, shown_sha256=shown), "Confirm")
        response = self._post(
            url, confirmed="1", shown_sha256=shown, requested_date="2026-09-01"
        )
        self._assert_wrong(response, "read it again")
        notice = self._assert_given(
            "termination_request",
            state="done",
            effective_date="2026-06-10",
            received_on="2020-01-01",
            type_id=str(self._type("waiver").id),
            contract_id="1",
        )
        self.assertEqual(notice.effective_date, date(2026, 6, 17))

    def test_the_proof_of_what_is_not_his(self):
        other = self._create_for(self.rival)
        with self._on("2026-06-08"):
            theirs = self._draft(
                other, "force_majeure", facts="洪水", event_date="2026-06-08"
            )
        theirs.proof_ids = self._file()
        theirs.action_receive()
        mine = self._assert_given(
            "force_majeure", event_date="2026-06-08", facts="洪水"
        )
        response = self._post(
            self._get_url("force_majeure_proof"), origin_id=str(theirs.id)
        )
        self.assertIn("Event", self._get_problems(response))
        self.assertNotEqual(mine, theirs)
