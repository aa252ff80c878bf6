# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo import Command
from odoo.tests import Form, tagged

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..tools.documents import sha256
from .common import SCAN
from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalList(PortalCommon):
    """How a customer finds his contracts."""

    def _get_counters(self):
        names = ["contract_wanting_count", "contract_count"]
        return self.make_jsonrpc_request("/my/counters", {"counters": names})

    def test_home_counts_the_contracts_that_want_something(self):
        running = self._create_for(self.customer)
        home = self._open("/my")
        self.assertTrue(home.xpath("//a[@href='/my/contracts']"))
        self.assertTrue(home.xpath("//a[@href='/my/contracts?filterby=wanting']"))
        self.assertEqual(self._get_counters()["contract_wanting_count"], 0)
        self.assertEqual(self._get_counters()["contract_count"], 1)

        to_sign = self._create_for(self.customer, contract_state="sent")
        self.assertEqual(self._get_counters()["contract_wanting_count"], 1)
        to_sign._set_lifecycle({"signed_by_customer_on": "2026-03-01"})
        self.assertEqual(self._get_counters()["contract_wanting_count"], 0)

        with self._on("2027-01-29"):
            running._start_next_term()
        self.assertEqual(self._get_counters()["contract_wanting_count"], 1)
        self._pay(running, "2027-02-01")
        self.assertEqual(self._get_counters()["contract_wanting_count"], 0)

        notice = running._create_notices(
            self.env.ref("miniprogram_contract.notice_type_time_granted")
        )
        self.assertEqual(self._get_counters()["contract_wanting_count"], 0)
        notice._set_lifecycle({"state": "sent"})
        self.assertEqual(self._get_counters()["contract_wanting_count"], 1)
        notice._set_lifecycle({"state": "received"})
        self.assertEqual(self._get_counters()["contract_wanting_count"], 0)

    def test_a_draft_renewal_invoice_is_not_to_be_paid_yet(self):
        running = self._create_for(self.customer, contract_invoicing_mode="draft")
        with self._on("2027-01-29"):
            running._start_next_term()
        self.assertEqual(running.open_term_id.invoice_id.state, "draft")
        self.assertEqual(self._get_counters()["contract_wanting_count"], 0)
        page = self._open_contract(running)
        self.assertFalse(page.xpath("//a[@id='contract_pay']"))
        self.assertIn("Not invoiced yet", page.text_content())

    def test_a_visitor_without_contracts_sees_no_card(self):
        self._log_in("rival")
        self.assertEqual(
            self._get_counters(), {"contract_wanting_count": 0, "contract_count": 0}
        )
        self.assertEqual(self._get_listed(), [])

    def test_filters(self):
        self._set_today("2027-02-10")
        ending = self._create_for(self.customer)
        later = self._create_running(1, paid_until="2028-02-28")
        sent = self._create_for(self.customer, contract_state="sent")
        ended = self._create_for(
            self.customer, contract_state="terminated", termination_date="2026-08-31"
        )
        cancelled = self._create_for(self.customer, contract_state="cancelled")
        leaving = self._create_running(1, paid_until="2028-02-28")
        leaving._set_lifecycle({"termination_date": "2027-02-20"})
        self.env.flush_all()
        expected = {
            "all": ending | later | sent | ended | cancelled | leaving,
            "wanting": sent,
            "to_sign": sent,
            "active": ending | later | leaving,
            "ending_soon": ending | leaving,
            "ended": ended | cancelled,
            "made_up": ending | later | sent | ended | cancelled | leaving,
        }
        for name, contracts in expected.items():
            with self.subTest(filter=name):
                self.assertCountEqual(
                    self._get_listed(f"?filterby={name}"),
                    contracts.mapped("contract_number"),
                )

    def test_sorting(self):
        first, second, third = self._create_for(self.customer, 3)
        first._set_lifecycle({"signed_end": "2029-02-28"})
        second._set_lifecycle({"signed_end": "2027-02-28"})
        third._set_lifecycle({"signed_end": "2028-02-28"})
        self.env.flush_all()
        expected = {
            "end": second | third | first,
            "number": first | second | third,
            "date": third | second | first,
            "made_up": third | second | first,
        }
        for name, contracts in expected.items():
            with self.subTest(sorting=name):
                self.assertEqual(
                    self._get_listed(f"?sortby={name}"),
                    contracts.mapped("contract_number"),
                )

    def test_search(self):
        shop, other = self._create_for(self.customer, 2)
        shop._set_lifecycle(
            {"miniprogram_name": "锦里小吃", "platform_order_ref": "P-77"}
        )
        self.env.flush_all()
        both = [other.contract_number, shop.contract_number]
        expected = {
            ("all", "锦里"): [shop.contract_number],
            ("all", "P-77"): [shop.contract_number],
            ("all", "商城版"): both,
            ("miniprogram", "锦里"): [shop.contract_number],
            ("number", "锦里"): [],
            ("number", other.contract_number): [other.contract_number],
            ("package", "商城版"): both,
            ("made_up", "锦里"): [shop.contract_number],
        }
        for (where, what), numbers in expected.items():
            with self.subTest(where=where, what=what):
                query = f"?search_in={where}&search={what}"
                self.assertEqual(self._get_listed(query), numbers)

    def test_a_long_list_comes_in_pages(self):
        numbers = self._create_for(self.customer, 5).mapped("contract_number")
        self.startPatcher(patch.object(CustomerPortal, "_items_per_page", 2))
        pages = [
            self._get_listed("?sortby=number"),
            self._get_listed("/page/2?sortby=number"),
            self._get_listed("/page/3?sortby=number"),
        ]
        self.assertEqual(pages, [numbers[:2], numbers[2:4], numbers[4:]])
        first = self._open("/my/contracts?sortby=number&filterby=active")
        following = first.xpath("//a[contains(@href, '/my/contracts/page/2')]/@href")
        self.assertIn("filterby=active", following[0])
        self.assertIn("sortby=number", following[0])

    def test_from_one_contract_to_the_next(self):
        first, second, third = self._create_for(self.customer, 3)
        self._get_listed("?sortby=number")
        page = self._open_contract(second)
        (pager,) = page.xpath("//div[contains(@class, 'record_pager')]")
        links = pager.xpath("a/@href")
        self.assertTrue(links[0].startswith(first.access_url + "?"))
        self.assertTrue(links[1].startswith(third.access_url + "?"))

    def test_the_list_shows_status_end_and_days_left(self):
        self._set_today("2027-02-10")
        contract = self._create_for(self.customer, miniprogram_name="锦里小吃")
        row = self._open("/my/contracts").xpath("//tbody/tr")[0].text_content()
        for words in ("锦里小吃", "02/28/2027", "18 days left", "Active", "7,208.00"):
            self.assertIn(words, row)
        self.assertIn(contract.contract_number, row)

    def test_many_contracts_cost_no_more_statements(self):
        pages = ("", "/page/2", "?filterby=wanting", "?sortby=end&search=P-")
        self._create_for(self.customer, 170)
        self._count_all(pages)
        few = self._count_all(pages)
        self._create_for(self.customer, 830)
        self.assertEqual(self._count_all(pages), few)

    def _count_all(self, pages):
        return {page: self._count_statements(f"/my/contracts{page}") for page in pages}

    def _count_statements(self, url):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._open(url)
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestPortalPage(PortalCommon):
    """What a customer reads of one contract."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._on("2026-03-01"):
            cls.sent = cls._create_contract(cls.package, cls.app)
            cls.sent.miniprogram_name = "锦里小吃"
            cls.sent.contract_remark = "含培训两次"
            cls.sent.action_send_contract()
        cls.env.flush_all()

    def test_parties_and_service(self):
        page = self._open_contract(self.sent)
        self.assertEqual(
            " ".join(page.xpath("//h1")[0].text_content().split()),
            self.sent.contract_number,
        )
        content = self._get_text(page, "contract_content")
        for words in (
            "成都锦里食品有限公司",
            "李静",
            "武侯祠大街231号",
            "成都云帆数码科技有限公司",
            "028-62778877（20线）",
            "商城版套餐",
            "分销应用",
            "锦里小吃",
            "含培训两次",
            "03/01/2026",
            "02/28/2027",
            "8,246.80",
            "人民币捌仟贰佰肆拾陆元捌角整",
        ):
            self.assertIn(words, content)

    def test_the_full_text_as_on_paper(self):
        page = self._open_contract(self.sent)
        text = self._get_text(page, "contract_text")
        data = self.sent._get_document_data()
        for paragraph in data["paragraphs"]:
            self.assertIn(" ".join(paragraph["text"].split()), text)
        self.assertIn("西部数码小程序合作协议", text)
        self.assertIn("2026年3月1日 至 2027年2月28日（含首尾两日）", text)
        key_terms = [p for p in data["paragraphs"] if p["is_key_term"]]
        shown = page.xpath("//*[@id='contract_text']//p/strong/u")
        self.assertEqual(
            [element.text for element in shown],
            [f"{term['number']} {term['text']}" for term in key_terms],
        )
        self.assertEqual(page.xpath("//*[@id='contract_text']/@lang"), ["zh-CN"])

    def test_an_imported_contract_without_its_text_shows_its_terms(self):
        imported = self._create_for(self.customer, wording_id=False)
        page = self._open_contract(imported)
        text = self._get_text(page, "contract_text")
        self.assertIn("合同条款以双方已签署的合同为准", text)
        self.assertIn("商城版套餐", text)
        self.assertFalse(page.xpath("//a[contains(@href, '/document/')]"))

    def test_the_text_stays_as_it_was_sent(self):
        self.customer.name = "成都锦里集团有限公司"
        self.company.contract_brand = "云帆"
        page = self._open_contract(self.sent)
        self.assertIn("成都锦里食品有限公司", self._get_text(page, "contract_content"))
        self.assertIn("西部数码小程序合作协议", self._get_text(page, "contract_text"))
        self.sent.action_reset_to_draft()
        self.sent.action_send_contract()
        page = self._open_contract(self.sent)
        self.assertIn("成都锦里集团有限公司", self._get_text(page, "contract_content"))
        self.assertIn("云帆小程序合作协议", self._get_text(page, "contract_text"))

    def test_what_is_sent_waits_for_the_customer_then_for_our_seal(self):
        sidebar = self._get_text(self._open_contract(self.sent), "sidebar_content")
        self.assertIn("To sign", sidebar)
        self.sent._set_lifecycle({"signed_by_customer_on": "2026-03-02"})
        page = self._open_contract(self.sent)
        self.assertIn("Waiting for our seal", self._get_text(page, "sidebar_content"))
        self.assertIn("You have signed", self._get_text(page, "contract_messages"))

    def test_documents_are_downloaded_as_they_are_on_file(self):
        page = self._open_contract(self.sent)
        self.assertIn(
            self.sent.sent_document_sha256, self._get_text(page, "contract_content")
        )
        response = self.url_open(f"{self.sent.access_url}/document/sent")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(sha256(response.content), self.sent.sent_document_sha256)
        self._assert_refused(f"{self.sent.access_url}/document/signed")
        self._assert_refused(f"{self.sent.access_url}/document/evil")

        self.sent.action_register_signed_paper("李静", SCAN)
        page = self._open_contract(self.sent)
        (link,) = page.xpath("//a[contains(., 'Signed contract')]/@href")
        self.assertEqual(
            sha256(self.url_open(link).content), self.sent.signed_document_sha256
        )

    def test_the_salesperson_and_messages(self):
        self.sent.user_id = self.salesman
        page = self._open_contract(self.sent)
        self.assertIn(self.salesman.name, self._get_text(page, "sidebar_content"))
        (chatter,) = page.xpath("//*[@id='discussion']")
        address = {
            "thread_model": "sale.subscription",
            "thread_id": self.sent.id,
            "token": chatter.get("data-token"),
        }
        self.sent.message_post(body="内部意见", subtype_xmlid="mail.mt_note")
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                **address,
                "post_data": {
                    "body": "<script>alert(1)</script>请确认",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
            },
        )
        message = self.sent.message_ids[0]
        self.assertEqual(message.author_id, self.contact)
        self.assertIn("请确认", message.body)
        self.assertNotIn("<script", message.body)
        fetched = self.make_jsonrpc_request("/mail/chatter_fetch", address)
        bodies = str(fetched["data"]["mail.message"])
        self.assertIn("请确认", bodies)
        self.assertNotIn("内部意见", bodies)

    def test_what_people_type_is_shown_as_text(self):
        evil = "<script>alert(1)</script>'\"><img src=x onerror=alert(2)>"
        with self._on("2026-03-01"):
            contract = self._create_contract(
                lines=[{"product_id": self.package.id, "name": evil}]
            )
            contract.write(
                {
                    "miniprogram_name": evil,
                    "contract_remark": evil,
                    "platform_order_ref": evil,
                }
            )
            self.customer.street = evil
            contract.action_send_contract()
            contract.action_register_signed_paper(evil, SCAN)
        self.contact.name = evil
        for url in (
            "/my/contracts",
            contract.access_url,
            f"/my/contracts?search={evil}&search_in={evil}&filterby={evil}",
        ):
            with self.subTest(url=url):
                page = self._open(url)
                self.assertFalse(page.xpath("//script[contains(., 'alert(')]"))
                self.assertFalse(page.xpath("//img[@onerror]"))
        shown = self._get_text(self._open_contract(contract), "contract_content")
        self.assertGreaterEqual(shown.count(evil), 5)

    def test_notices_and_their_letters(self):
        notice_type = self.env.ref("miniprogram_contract.notice_type_time_granted")
        self.sent.action_register_signed_paper("李静", SCAN)
        sent, queued = (
            self.sent._create_notices(notice_type, body=body)
            for body in ("已给予宽限。", "还没有发出。")
        )
        sent.action_send()
        page = self._open_contract(self.sent)
        content = self._get_text(page, "contract_content")
        self.assertIn(notice_type.name, content)
        (link,) = page.xpath("//a[contains(@href, '/letter')]/@href")
        self.assertEqual(sha256(self.url_open(link).content), sent.document_sha256)
        for path in ("", "/letter"):
            self._assert_refused(f"{self.sent.access_url}/notice/{queued.id}{path}")

    def test_cancelled_and_ended_contracts_stay_readable(self):
        self.sent.action_cancel_contract("客户改变主意，内部原因")
        page = self._open_contract(self.sent)
        messages = self._get_text(page, "contract_messages")
        self.assertIn("This contract was cancelled", messages)
        self.assertNotIn("内部原因", self._get_text(page, "contract_content"))
        ended = self._create_for(
            self.customer,
            contract_state="terminated",
            termination_date="2026-08-31",
            active=False,
        )
        page = self._open_contract(ended)
        self.assertIn(
            "This contract has ended", self._get_text(page, "contract_messages")
        )
        self.assertIn("08/31/2026", self._get_text(page, "sidebar_content"))
        self.assertIn(ended.contract_number, self._get_listed())

    def test_days_left_count_to_the_last_day_of_the_company_s_calendar(self):
        contract = self._create_for(self.customer)
        for day, words in (
            ("2027-02-08", "20 days left"),
            ("2027-02-27", "1 day left"),
            ("2027-02-28", "Today is the last day"),
            ("2027-03-02", "The period is over"),
        ):
            with self.subTest(day=day):
                self._set_today(day)
                page = self._open_contract(contract)
                self.assertEqual(self._get_text(page, "contract_days_left"), words)

    def test_each_contract_bears_its_own_company_s_name_and_logo(self):
        other = self.env["res.company"].create(
            {"name": "重庆云帆网络有限公司", "currency_id": self.cny.id}
        )
        self.visitor.company_ids |= other
        contract = self._create_for(self.customer, company_id=other.id)
        page = self._open_contract(contract)
        self.assertTrue(page.xpath(f"//img[@src='/logo.png?company={other.id}']"))
        self.assertIn("重庆云帆网络有限公司", self._get_text(page, "contract_content"))

    def test_preview_and_share(self):
        self.sent.user_id = self.salesman
        action = self.sent.with_user(self.salesman).action_preview_contract()
        self._log_out()
        self.assertTrue(self._open(action["url"]).xpath("//*[@id='contract_text']"))

        friend = self.env["res.partner"].create(
            {"name": "会计", "email": "kuaiji@example.com"}
        )
        share = Form(
            self.env["portal.share"].with_context(
                active_model="sale.subscription", active_id=self.sent.id
            )
        )
        share.partner_ids.add(friend)
        wizard = share.save()
        wizard.action_send_mail()
        self.assertTrue(self._open(wizard.share_link).xpath("//*[@id='contract_text']"))
        mail = self.sent.message_ids.filtered(lambda m: friend in m.partner_ids)
        self.assertIn("access_token=", mail.body)

    def test_letters_lead_to_the_page(self):
        self.customer.email = "jinli@example.com"
        self.sent.message_post(
            body="请查收",
            partner_ids=(self.customer | self.contact).ids,
            subtype_xmlid="mail.mt_comment",
        )
        mails = self.env["mail.mail"].search(
            [("mail_message_id", "=", self.sent.message_ids[0].id)]
        )
        bodies = "".join(mails.mapped("body_html"))
        self.assertIn(f'{self.sent.get_base_url()}{self.sent.access_url}"', bodies)
        self.assertIn(self.sent.access_token, bodies)

    def test_other_subscriptions_have_neither_page_nor_link(self):
        subscription = self._create_other_subscription()
        self.assertEqual(subscription.access_url, "#")
        self._assert_refused(f"/my/contracts/{subscription.id}")
        self.customer.email = "jinli@example.com"
        subscription.message_post(
            body="Hello",
            partner_ids=self.customer.ids,
            subtype_xmlid="mail.mt_comment",
        )
        mail = self.env["mail.mail"].search(
            [("mail_message_id", "=", subscription.message_ids[0].id)]
        )
        self.assertNotIn("access_token", mail.body_html)
        self.assertFalse(subscription.access_token)

    def _create_other_subscription(self):
        return self.env["sale.subscription"].create(
            {
                "partner_id": self.customer.id,
                "pricelist_id": self.sent.pricelist_id.id,
                "template_id": self.env["sale.subscription.template"]
                .create({"name": "Other"})
                .id,
            }
        )


@tagged("post_install", "-at_install")
class TestPortalPayment(PortalCommon):
    """From the contract to the money and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.bank_ids = [
            Command.create(
                {
                    "acc_number": "5105 0000 1234 5678",
                    "bank_id": cls.env["res.bank"].create({"name": "中国建设银行"}).id,
                }
            )
        ]
        cls.contract = cls._create_running(1)
        with cls._on("2027-01-29"):
            cls.contract._start_next_term()
        cls.invoice = cls.contract.open_term_id.invoice_id
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self._set_today("2027-02-01")

    def test_one_click_opens_the_payment_of_the_invoice(self):
        page = self._open_contract(self.contract)
        (url,) = page.xpath("//a[@id='contract_pay']/@href")
        self.assertTrue(url.startswith(f"/my/invoices/{self.invoice.id}?access_token="))
        self._log_out()
        payment = self._open(url)
        self.assertEqual(payment.xpath("//*[@id='portal_pay']/@data-payment"), ["True"])
        self.assertIn(self.invoice.name, payment.text_content())

    def test_a_transfer_names_the_account_and_the_contract_number(self):
        page = self._open_contract(self.contract)
        transfer = self._get_text(page, "contract_transfer")
        for words in (
            "成都云帆数码科技有限公司",
            "中国建设银行",
            "5105 0000 1234 5678",
            self.contract.contract_number,
        ):
            self.assertIn(words, transfer)

    def test_the_first_invoice_is_paid_in_one_click_or_by_transfer_too(self):
        self._set_today("2026-03-01")
        signed = self._sign("2026-03-01")
        self.env.flush_all()
        invoice = signed.term_ids.invoice_id
        self.assertEqual(invoice.payment_reference, signed.contract_number)
        page = self._open_contract(signed)
        (url,) = page.xpath("//a[@id='contract_pay']/@href")
        self.assertTrue(url.startswith(f"/my/invoices/{invoice.id}?access_token="))
        transfer = self._get_text(page, "contract_transfer")
        for words in ("5105 0000 1234 5678", signed.contract_number):
            self.assertIn(words, transfer)
        self._pay(signed, "2026-03-02")
        page = self._open_contract(signed)
        self.assertIn("02/28/2027", self._get_text(page, "contract_paid_until"))
        self.assertIn("Active", self._get_text(page, "sidebar_content"))
        self.assertFalse(page.xpath("//a[@id='contract_pay']"))

    def test_the_page_says_until_when_a_renewal_can_be_paid(self):
        page = self._open_contract(self.contract)
        messages = self._get_text(page, "contract_messages")
        self.assertIn("Pay by 03/03/2027", messages)
        self.assertIn("goes on until 02/29/2028", messages)
        content = self._get_text(page, "contract_content")
        self.assertIn("Waiting for payment", content)
        self.assertIn("Payment deadline: 03/03/2027", content)

    def test_after_the_payment_the_page_shows_the_new_end(self):
        page = self._open_contract(self.contract)
        self.assertIn("02/28/2027", self._get_text(page, "contract_date_end"))
        self._pay(self.contract, "2027-02-01")
        page = self._open_contract(self.contract)
        self.assertIn("02/29/2028", self._get_text(page, "contract_date_end"))
        self.assertIn("02/29/2028", self._get_text(page, "contract_paid_until"))
        self.assertFalse(page.xpath("//a[@id='contract_pay']"))
        self.assertFalse(page.xpath("//*[@id='contract_transfer']"))
        self.assertNotIn("Waiting for payment", page.text_content())

    def test_what_is_partly_paid_says_what_is_left(self):
        self._pay(self.contract, "2027-02-01", amount=7000.0)
        content = self._get_text(self._open_contract(self.contract), "contract_content")
        self.assertIn("Partly paid", content)
        self.assertRegex(content, r"Left to pay:\D*208\.00")

    def test_an_invoice_leads_back_to_its_contract_for_those_who_read_it(self):
        back = f"//a[@href='{self.contract.access_url}']"
        url = self.invoice.get_portal_url()
        self.assertTrue(self._open(url).xpath(back))
        self._log_in("rival")
        self.assertFalse(self._open(url).xpath(back))
        self._log_out()
        self.assertFalse(self._open(url).xpath(back))

    def test_followers_and_those_with_a_link_pay_too(self):
        self.contract.message_subscribe(self.rival_visitor.partner_id.ids)
        self._log_in("rival")
        page = self._open_contract(self.contract)
        (url,) = page.xpath("//a[@id='contract_pay']/@href")
        self.assertTrue(self._open(url).xpath("//*[@id='portal_pay']"))
        self._log_out()
        token = self.contract._portal_ensure_token()
        page = self._open_contract(self.contract, f"?access_token={token}")
        (url,) = page.xpath("//a[@id='contract_pay']/@href")
        self.assertTrue(self._open(url).xpath("//*[@id='portal_pay']"))
