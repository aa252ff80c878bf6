# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .portal_common import PortalCommon

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>.pdf"
PAGE = b"%PDF-1.4 the platform's page of the order"


@tagged("post_install", "-at_install")
class TestPortalOrderPages(PortalCommon):
    """The platform's pages of the order are part of the contract (clause 3.1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._on("2026-03-01"):
            cls.contract = cls._create_contract()
            cls.contract.platform_order_ref = "XB2000318"
            cls.page = cls._attach(cls.contract, "订单详情.pdf")
            cls.contract.action_send_contract()
        cls.url = f"/my/contracts/{cls.contract.id}/order-page/{cls.page.id}"
        cls.env.flush_all()

    @classmethod
    def _attach(cls, contract, name, raw=PAGE):
        page = cls.env["ir.attachment"].create(
            {
                "name": name,
                "raw": raw,
                "res_model": contract._name,
                "res_id": contract.id,
            }
        )
        contract._write_protected({"platform_order_page_ids": [Command.link(page.id)]})
        return page

    def _assert_downloaded(self, url):
        response = self.url_open(url, allow_redirects=False)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.content, PAGE)
        self.assertIn("attachment", response.headers["Content-Disposition"])

    def test_the_customer_downloads_it_from_the_page_of_the_contract(self):
        page = self._open_contract(self.contract)
        (link,) = page.xpath("//a[contains(., '订单详情.pdf')]/@href")
        self._assert_downloaded(link)
        self.assertIn(
            "it is part of the contract", self._get_text(page, "contract_content")
        )
        self.contract.action_register_signed_paper("李静", b"JVBERi0xLjQ=")
        self._assert_downloaded(link)

    def test_the_customer_sees_it_before_he_signs(self):
        page = self._open(f"{self.contract.access_url}/sign")
        links = page.xpath("//*[@id='contract_order_pages']//a/@href")
        self.assertEqual(links, [self.url])

    def test_several_come_in_the_order_of_their_upload(self):
        self._attach(self.contract, "增值应用.pdf")
        page = self._open_contract(self.contract)
        names = page.xpath("//a[contains(@href, '/order-page/')]/text()")
        self.assertEqual(names, ["订单详情.pdf", "增值应用.pdf"])

    def test_a_contract_without_any_shows_none(self):
        bare = self._create_sent_contract()
        self.assertFalse(
            self._open_contract(bare).xpath("//a[contains(@href, '/order-page/')]")
        )
        self.assertFalse(
            self._open(f"{bare.access_url}/sign").xpath(
                "//*[@id='contract_order_pages']"
            )
        )

    def test_the_button_downloads_the_contract_and_no_page_of_the_order(self):
        imported = self._create_for(self.customer, wording_id=False)
        self._attach(imported, "订单.pdf")
        page = self._open_contract(imported)
        self.assertTrue(page.xpath("//*[@id='contract_documents_title']"))
        (buttons,) = page.xpath("//*[@id='contract_sidebar_button']")
        self.assertFalse(buttons.xpath("a[contains(@href, '/order-page/')]"))

    def test_html_in_its_name_is_text(self):
        self._attach(self.contract, EVIL)
        page = self._open_contract(self.contract)
        self.assertIn(EVIL, self._get_text(page, "contract_content"))
        self.assertFalse(page.xpath("//img[@onerror]"))

    def test_what_is_not_what_it_says_is_only_saved(self):
        page = self._attach(self.contract, "order.html", b"<script>alert(1)</script>")
        response = self.url_open(f"{self.contract.access_url}/order-page/{page.id}")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")

    # -- who, and what not ----------------------------------------------------------

    def test_nobody_else_gets_it(self):
        self._log_in("rival")
        self._assert_refused(self.url)
        self._log_out()
        self._assert_refused(self.url)
        other = self._create_for(self.rival)
        token = other._portal_ensure_token()
        self.env.flush_all()
        self._assert_refused(f"{self.url}?access_token={token}")
        self._assert_refused(f"/web/content/{self.page.id}?access_token={token}")

    def test_who_has_the_link_reads_it(self):
        token = self.contract._portal_ensure_token()
        self.contract.message_subscribe(self.rival_visitor.partner_id.ids)
        self.env.flush_all()
        self._log_out()
        page = self._open_contract(self.contract, f"?access_token={token}")
        (link,) = page.xpath("//a[contains(@href, '/order-page/')]/@href")
        self._assert_downloaded(link)
        self._log_in("rival")
        self._assert_refused(self.url)

    def test_through_one_s_own_contract_nobody_reaches_another_s(self):
        other = self._create_for(self.rival)
        theirs = self._attach(other, "订单.pdf")
        self.env.flush_all()
        url = f"/my/contracts/{self.contract.id}/order-page"
        for guessed in (theirs.id, 0, 999999999, self.page.id + 1):
            self._assert_refused(f"{url}/{guessed}")
        for guessed in ("999999999999999999999", "x", "-1"):
            self._assert_refused(f"{url}/{guessed}")

    def test_what_else_is_attached_to_the_contract_is_no_part_of_it(self):
        note = self.env["ir.attachment"].create(
            {
                "name": "内部报价.pdf",
                "raw": PAGE,
                "res_model": self.contract._name,
                "res_id": self.contract.id,
            }
        )
        self.env.flush_all()
        for file in (note, self.contract.sent_document_id):
            self._assert_refused(f"{self.contract.access_url}/order-page/{file.id}")
        self.assertNotIn("内部报价", self._open_contract(self.contract).text_content())

    def test_what_was_taken_off_or_moved_elsewhere_is_none_any_more(self):
        self.page.write({"res_model": "res.partner", "res_id": self.rival.id})
        self.env.flush_all()
        self._assert_refused(self.url)
        self.page.write({"res_model": self.contract._name, "res_id": self.contract.id})
        self.contract.platform_order_page_ids = [Command.unlink(self.page.id)]
        self.env.flush_all()
        self._assert_refused(self.url)

    def test_a_draft_gives_nothing(self):
        token = self.contract._portal_ensure_token()
        self.contract.action_reset_to_draft()
        self.env.flush_all()
        self._assert_refused(self.url)
        self._assert_refused(f"{self.url}?access_token={token}")
