# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, tagged

from ..tools.documents import sha256
from .common import SCAN
from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalPage(PortalCommon):
    """What a customer reads of one contract."""

    prints = True

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
        self.sent._write_protected({"signed_by_customer_on": "2026-03-02"})
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

    def test_an_end_that_we_declared_is_told_once_its_letter_was_sent(self):
        contract = self._create_for(self.customer)
        fraud = self.env.ref("miniprogram_contract.close_reason_fraud")
        contract._write_protected({"close_reason_id": fraud.id})
        notice_type = fraud._get_notice_type()
        letter = contract._create_notices(notice_type, body="通知贵方终止本合同。")
        page = self._open_contract(contract)
        self.assertNotIn("a letter that ends", self._get_text(page, "contract_content"))
        letter._write_protected(
            {"state": "sent", "sent_on": letter.event_date, "queued_on": False}
        )
        for day, words in (
            (False, "It ends on the day on which you receive the letter."),
            ("2027-02-20", "the letter, but not before 02/20/2027"),
        ):
            letter._write_protected({"requested_date": day})
            page = self._open_contract(contract)
            told = self._get_text(page, "contract_declared_end")
            self.assertIn("We have sent you a letter that ends this contract.", told)
            self.assertIn(words, " ".join(told.split()))

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
