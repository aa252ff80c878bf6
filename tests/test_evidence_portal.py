# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from ..models.portal.evidence_page import MAX_VISITS_BY_LINK_A_DAY
from .evidence_common import check_as_told
from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestLogInPortal(PortalCommon):
    """Both sides see the history of a contract and take it away; nobody else does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._on("2026-03-01"):
            cls.contract = cls._create_signed_contract(user_id=cls.salesman.id)
        cls.colleague = cls._create_user("log_own", "sales_team.group_sale_salesman")
        cls.manager = cls._create_user("log_manager", "sales_team.group_sale_manager")
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.own_url = f"/my/contracts/{self.contract.id}/log"
        self.office_url = f"/miniprogram-contract/{self.contract.id}/log"

    def _get_kinds(self):
        self.env.invalidate_all()
        return self.contract.event_ids.sorted("sequence").mapped("kind")

    def _download(self, url):
        response = self.url_open(url)
        response.raise_for_status()
        self.assertIn("text/plain", response.headers["Content-Type"])
        self.assertIn("attachment", response.headers["Content-Disposition"])
        return check_as_told(response.content)

    def test_the_customer_sees_every_entry(self):
        page = self._open_contract(self.contract)
        (section,) = page.xpath("//section[@aria-labelledby='contract_evidence_title']")
        entries = section.xpath(".//li")
        self.assertEqual(len(entries), len(self.contract.event_ids))
        text = " ".join(section.text_content().split())
        for words in ("Sent", "Signed on Paper by the Customer", "李静", "2026-03-01"):
            self.assertIn(words, text)
        self.assertIn(self.contract.signed_document_sha256, text)
        self.assertTrue(section.xpath(".//a[contains(@href, '/log')]"))

    def test_a_visit_is_noted_once_a_day(self):
        for _visit in range(2):
            self._open_contract(self.contract)
        self.assertEqual(self._get_kinds().count("opened"), 1)
        opened = self.contract.event_ids.sorted("sequence")[-1:]
        self.assertIn("jinli", opened.actor)
        self.assertTrue(opened.ip_address)
        self._set_today("2030-01-01")
        self._open_contract(self.contract)
        self.assertEqual(self._get_kinds().count("opened"), 2)
        self._log_out()
        token = self.contract.access_token or self.contract._portal_ensure_token()
        self._open_contract(self.contract, f"?access_token={token}")
        self.assertEqual(self._get_kinds().count("opened"), 3)
        self.assertFalse(self.contract._find_broken_logs())

    def test_nobody_fills_the_log_by_visits(self):
        token = self.contract._portal_ensure_token()
        for login in ("jinli", None):
            for _session in range(3):
                self._log_in(login) if login else self._log_out()
                self._open_contract(self.contract, f"?access_token={token}")
        self.assertEqual(self._get_kinds().count("opened"), 2, "one of each")
        contracts = self.env.registry["sale.subscription"]
        for number in range(MAX_VISITS_BY_LINK_A_DAY + 2):
            self._log_out()
            place = f"192.0.2.{number}"
            with patch.object(contracts, "_get_ip_address", lambda _, ip=place: ip):
                self._open_contract(self.contract, f"?access_token={token}")
        self.env.invalidate_all()
        opened = self.contract.event_ids.filtered(lambda event: event.kind == "opened")
        self.assertEqual(len(opened), 1 + MAX_VISITS_BY_LINK_A_DAY)
        self.assertFalse(self.contract._find_broken_logs())

    def test_who_came_by_the_link_is_said_to_have_come_by_it(self):
        # whoever has it may be anybody; the customer's own login is the customer's
        token = self.contract._portal_ensure_token()
        said = []
        for login in (None, "rival", "jinli"):
            self._log_in(login) if login else self._log_out()
            self._open_contract(self.contract, f"?access_token={token}")
            self.env.invalidate_all()
            opened = self.contract.event_ids.sorted("sequence")[-1:]
            self.assertEqual(opened.kind, "opened")
            said.append("by the contract's link" in opened.actor)
        self.assertEqual(said, [True, True, False])

    def test_our_own_look_is_no_visit(self):
        token = self.contract._portal_ensure_token()
        self._log_in("log_manager")
        self._open_contract(self.contract, f"?access_token={token}")
        self.assertNotIn("opened", self._get_kinds())

    def test_the_customer_takes_it_away(self):
        last, said = self._download(self.own_url)
        self.assertEqual(last, self.contract._get_last_event_sha256())
        self.assertEqual([entry["kind"] for entry in said], self._get_kinds())

    def test_who_has_the_link_takes_it_away(self):
        token = self.contract._portal_ensure_token()
        self._log_out()
        self._download(f"{self.own_url}?access_token={token}")
        self._log_out()  # which ends the visit that the link began
        self._assert_refused(f"{self.own_url}?access_token={token[:-1]}")
        self._assert_refused(self.own_url)

    def test_who_has_the_link_reads_no_address_in_full(self):
        email, phone = "lijing@example.com", "13800138000"
        self.contract._log_event("code_sent", f"{email}, {phone}, 送达")
        token = self.contract._portal_ensure_token()
        by_link = f"?access_token={token}"
        for login in (None, "rival"):
            self._log_in(login) if login else self._log_out()
            page = self._open_contract(self.contract, by_link)
            section = self._get_history(page)
            self.assertIn("l****g@example.com, 138****8000, 送达", section)
            self.assertIn("shown in part", section)
            file = self.url_open(self.own_url + by_link).text
            for secret in (email, phone, "127.0.0.1"):
                self.assertNotIn(secret, section)
                self.assertNotIn(secret, file)
            self._download(self.own_url + by_link)
        for login in ("jinli", "log_manager"):
            self._log_in(login)
            section = self._get_history(self._open_contract(self.contract, by_link))
            self.assertIn(email, section)
            file = self.url_open(self.own_url + by_link).text
            self.assertIn(email, file)
            self.assertIn("127.0.0.1", file)
            self.assertNotIn("shown in part", section)

    def _get_history(self, page):
        (section,) = page.xpath("//section[@aria-labelledby='contract_evidence_title']")
        return " ".join(section.text_content().split())

    def test_another_customer_sees_and_gets_none(self):
        self._log_in("rival")
        for url in (self.own_url, self.office_url):
            self._assert_refused(url)

    def test_a_draft_shows_the_customer_none(self):
        draft = self._create_contract()
        self.env.flush_all()
        self._assert_refused(f"/my/contracts/{draft.id}/log")

    def test_we_take_away_what_we_may_read(self):
        self._log_in("log_manager")
        last, _said = self._download(self.office_url)
        self.assertEqual(last, self.contract._get_last_event_sha256())
        self._log_in("log_own")  # who looks after other contracts
        self._assert_refused(self.office_url)
        self._log_in("jinli")
        self._assert_refused(self.office_url)
        self._log_out()
        self._assert_refused(self.office_url)
        self._log_in("log_manager")
        for number in (0, 999999999):
            self._assert_refused(f"/miniprogram-contract/{number}/log")
