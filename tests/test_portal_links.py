# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import re

from odoo import http
from odoo.tests import tagged

from .common import SCAN
from .portal_common import PortalCommon

CLEAN = {"Cache-Control": "no-store", "Referrer-Policy": "strict-origin"}


@tagged("post_install", "-at_install")
class TestPortalLinks(PortalCommon):
    """A link opens a contract once; from then on no address tells its secret."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_demo_provider()
        with cls._on("2026-03-01"):
            cls.contract = cls._create_sent_contract()
            cls.contract.action_register_signed_paper("李静", SCAN)
            cls.notice = cls.contract._create_notices(
                cls.env.ref("miniprogram_contract.notice_type_time_granted"),
                body="已给予宽限。",
            )
            cls.notice.action_send()
        cls.invoice = cls.contract.term_ids.invoice_id
        cls.token = cls.contract._portal_ensure_token()
        cls.invoice_token = cls.invoice._portal_ensure_token()
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self._set_today("2026-03-02")
        self._log_out()

    def _visit(self, url):
        return self.url_open(url, allow_redirects=False)

    def _get_public_pages(self):
        """Return every address of the contract that a link opens, as declared."""
        rules = http._generate_routing_rules(self.registry._init_modules, False)
        values = {
            "contract_id": self.contract.id,
            "file_id": self.contract.signed_document_id.id,
            "kind": "signed",
            "notice_id": self.notice.id,
            "page_id": 0,
        }
        return [
            re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values[m[1]]), url)
            for url, endpoint in rules
            if url.startswith("/my/contracts/<")
            and endpoint.routing["auth"] == "public"
            and "GET" in (endpoint.routing["methods"] or ["GET"])
        ]

    def test_every_page_leads_to_its_clean_address(self):
        pages = self._get_public_pages()
        self.assertGreater(len(pages), 6)
        for page in pages:
            self._log_out()
            with self.subTest(page=page):
                response = self._visit(f"{page}?access_token={self.token}")
                self.assertEqual(response.status_code, 303)
                self.assertEqual(
                    response.headers["Location"].removeprefix(self.base_url()), page
                )

    def test_the_pages_that_follow_need_no_token(self):
        self._open_contract(self.contract, f"?access_token={self.token}")
        page = self._open_contract(self.contract)
        for secret in (self.token, self.invoice_token):
            self.assertFalse(page.xpath(f"//@href[contains(., '{secret}')]"))
            self.assertFalse(page.xpath(f"//@src[contains(., '{secret}')]"))
        url = f"{self.contract.access_url}/document/signed"
        self.assertEqual(self._visit(url).status_code, 200)

    def test_the_server_s_log_says_no_token(self):
        with self.assertLogs("werkzeug", logging.INFO) as log:
            for url in (self.contract.access_url, f"/my/invoices/{self.invoice.id}"):
                for token in (self.token, self.invoice_token):
                    self._visit(f"{url}?access_token={token}&download=1")
            self._visit(f"/web/content/7?access_token={self.token}")
        lines = "\n".join(log.output)
        self.assertIn("?access_token=***&download=1", lines)
        for token in (self.token, self.invoice_token):
            self.assertNotIn(token, lines)

    def test_a_link_opens_its_own_contract_alone(self):
        other = self._create_for(self.customer)
        self._open_contract(self.contract, f"?access_token={self.token}")
        self._assert_refused(other.access_url)
        self._assert_refused(f"{other.access_url}?access_token={self.token}")

    def test_a_link_that_was_withdrawn_opens_nothing_in_an_old_session_either(self):
        self._open_contract(self.contract, f"?access_token={self.token}")
        self.contract._withdraw_link()
        self.env.flush_all()
        self._assert_refused(self.contract.access_url)
        self._assert_refused(f"/my/invoices/{self.invoice.id}")

    def test_what_else_an_address_says_does_not_matter(self):
        for said in (f"invoice_id={self.invoice.id}", "invoice_id=x", "notice_id=%00"):
            self._log_out()
            for page in ("", "/sign", f"/notice/{self.notice.id}"):
                url = f"{self.contract.access_url}{page}"
                with self.subTest(page=page, said=said):
                    self._assert_refused(f"{url}?access_token=x&{said}")
                    wrong = f"{url}?access_token={self.invoice_token}&{said}"
                    self._assert_refused(wrong)
        said = f"invoice_id={self.invoice.id}"
        self._open_contract(self.contract, f"?access_token={self.token}&{said}")
        other = self._create_for(self.customer)
        invoice = f"/my/invoices/{self.invoice.id}?contract_id={other.id}"
        self.assertEqual(self._visit(invoice).status_code, 200)

    def test_no_name_in_an_address_breaks_a_page(self):
        names = ("contract_sudo", "document", "session_history", "values", "error")
        said = "&".join(f"{name}=x" for name in names)
        self._open_contract(self.contract, f"?access_token={self.token}")
        for page in ("", "/sign", f"/notice/{self.notice.id}"):
            with self.subTest(page=page):
                self._open(f"{self.contract.access_url}{page}?{said}")
        said = f"{said}&invoice=x&no_breadcrumbs=x"
        page = self._open(f"/my/invoices/{self.invoice.id}?{said}&payment=True")
        self.assertTrue(page.xpath("//*[@id='portal_pay']"))

    def _assert_links_of_before_are_closed(self):
        urls = (
            f"{self.contract.access_url}?access_token={self.token}",
            f"/my/invoices/{self.invoice.id}?access_token={self.invoice_token}",
            f"/my/orders/{self.contract.sale_order_id.id}?access_token={self.order_token}",
        )
        self._assert_refused(f"/my/invoices/{self.invoice.id}")  # in the old session
        self._log_out()
        for url in urls:
            with self.subTest(url):
                response = self._visit(url)
                # core leads a stranger away from its pages
                self.assertNotEqual(response.status_code, 200)
                self.assertNotIn("access_token", response.headers.get("Location", ""))
                self.assertNotIn("/my/invoices/", response.headers.get("Location", ""))
                self.assertNotIn("/my/orders/", response.headers.get("Location", ""))

    def _open_every_link(self):
        order = self.contract.sale_order_id
        self.order_token = order._portal_ensure_token()
        self.env.flush_all()
        for url in (
            f"/my/invoices/{self.invoice.id}?access_token={self.invoice_token}",
            f"/my/orders/{order.id}?access_token={self.order_token}",
        ):
            self.assertEqual(self.url_open(url).status_code, 200)

    def test_who_was_the_customer_opens_no_invoice_and_no_order_any_more(self):
        self._open_every_link()
        other = self.env["res.partner"].create(
            {"name": "新甲方", "is_company": True, "email": "new@party.example.net"}
        )
        self.contract._change_party(other)
        self.env.flush_all()
        self._assert_links_of_before_are_closed()

    def test_nor_who_had_a_link_that_was_withdrawn(self):
        self._open_every_link()
        self.contract.action_withdraw_link()
        self.env.flush_all()
        self._assert_links_of_before_are_closed()

    def test_who_comes_without_the_session_is_a_stranger(self):
        self._open_contract(self.contract, f"?access_token={self.token}")
        self._log_out()
        self._assert_refused(self.contract.access_url)

    def test_a_wrong_token_closes_nothing_and_opens_nothing(self):
        wrong = f"{self.contract.access_url}?access_token=x"
        self._assert_refused(wrong)
        self._open_contract(self.contract, f"?access_token={self.token}")
        self.assertEqual(self.url_open(wrong).status_code, 200)
        self._open_contract(self.contract)

    def test_the_invoice_of_a_mail_is_paid_at_a_clean_address(self):
        url = self.contract.term_ids._get_portal_invoice()["pay_url"]
        self.assertIn(self.invoice_token, url)
        response = self._visit(url)
        self.assertEqual(response.status_code, 303)
        clean = response.headers["Location"].removeprefix(self.base_url())
        self.assertEqual(clean, f"/my/invoices/{self.invoice.id}?payment=True")
        page = self._open(clean)
        self.assertEqual(page.xpath("//*[@id='portal_pay']/@data-payment"), ["True"])

    def test_who_reads_the_contract_pays_its_invoice_from_there(self):
        self._open_contract(self.contract, f"?access_token={self.token}")
        page = self._open_contract(self.contract)
        (url,) = page.xpath("//a[@id='contract_pay']/@href")
        self.assertTrue(self._open(url).xpath("//*[@id='portal_pay']"))

    def test_an_invoice_that_the_page_does_not_lead_to(self):
        self._open_contract(self.contract, f"?access_token={self.token}")
        other = self._create_for(self.customer)
        for invoice in other.term_ids.invoice_id:
            self._assert_refused(f"/my/invoices/{invoice.id}")
        self.invoice.button_draft()
        self.env.flush_all()
        self._assert_refused(f"/my/invoices/{self.invoice.id}")

    def test_the_picture_beside_a_message_needs_no_token_in_its_address(self):
        message = self.contract.message_post(
            body="x", subtype_xmlid="mail.mt_comment", author_id=self.contact.id
        )
        self.contact.image_1920 = (
            b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAW"
            b"jR9awAAAABJRU5ErkJggg=="
        )
        self.env.flush_all()
        url = f"/mail/avatar/mail.message/{message.id}/author_avatar/50x50"
        strangers = self.url_open(url).content
        self._open_contract(self.contract, f"?access_token={self.token}")
        self.assertNotEqual(self.url_open(url).content, strangers)

    # -- what is said of every answer -------------------------------------------------

    def _assert_private(self, url):
        response = self.url_open(url)
        response.raise_for_status()
        self._assert_marked(response)

    def _assert_marked(self, response):
        for name, value in CLEAN.items():
            self.assertEqual(response.headers.get(name), value)
        policy = response.headers.get("Content-Security-Policy", "")
        self.assertIn("frame-ancestors 'self'", policy)

    def test_nor_is_what_there_is_not(self):
        self._log_in("jinli")
        response = self.url_open(f"{self.contract.access_url}/document/nothing")
        self.assertEqual(response.status_code, 404)
        self._assert_marked(response)

    def test_private_pages_and_files_are_kept_nowhere(self):
        pages = (
            "",
            "/document/signed",
            "/document/sent",
            "/log",
            f"/notice/{self.notice.id}",
            f"/notice/{self.notice.id}/letter",
        )
        self._log_in("jinli")
        for page in pages:
            with self.subTest(page=page):
                self._assert_private(f"{self.contract.access_url}{page}")
        for url in (
            "/my/contracts",
            f"/my/invoices/{self.invoice.id}",
            "/contract/verify",
        ):
            with self.subTest(url=url):
                self._assert_private(url)

    def test_what_our_own_people_open_is_kept_nowhere_either(self):
        self.authenticate("contract_salesman", "contract_salesman")
        self.contract.user_id = self.salesman
        self.env.flush_all()
        for url in (
            f"/web/content/{self.contract.signed_document_id.id}",
            f"/miniprogram-contract/{self.contract.id}/log",
            f"/report/pdf/miniprogram_contract.report_contract/{self.contract.id}",
        ):
            with self.subTest(url=url):
                self._assert_private(url)

    def test_pages_of_others_are_left_as_they_are(self):
        self._log_in("jinli")
        headers = self.url_open("/my").headers
        self.assertNotEqual(headers.get("Cache-Control"), "no-store")
