# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import JsonRpcException, tagged

from .portal_common import PortalCommon

GUESSED = "aaaa"
TOKEN = re.compile(r"access_token(?:=|%3D|&#34;: &#34;|\": \")([\w-]+)")


@tagged("post_install", "-at_install")
class TestPortalLinkPowers(PortalCommon):
    """Links are made by the server, end when somebody says so, and read and pay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_demo_provider()
        cls.contract = cls._create_running(1)
        with cls._on("2027-01-29"):
            cls.contract._start_next_term()
            cls.notice = cls.contract._create_notices(
                cls.env.ref("miniprogram_contract.notice_type_time_granted"),
                body="已给予宽限。",
            )
            cls.notice.action_send()
        cls.invoice = cls.contract.open_term_id.invoice_id
        cls.contract.user_id = cls.salesman
        cls.token = cls.contract._portal_ensure_token()
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self._set_today("2027-02-01")

    def _open_by_link(self, suffix="", token=None):
        return self.url_open(
            f"{self.contract.access_url}{suffix}?access_token={token or self.token}",
            allow_redirects=False,
        )

    def _get_frozen_files(self):
        files = self.env["ir.attachment"]._find_frozen(self.contract)
        return files | self.env["ir.attachment"]._find_frozen(self.notice)

    # -- made by the server only ------------------------------------------------------

    def test_nobody_writes_the_token_of_a_contract_himself(self):
        for user in (self.salesman, self.env.user):
            own = self.contract.with_user(user)
            with self.assertRaisesRegex(UserError, "Security Token"):
                own.access_token = GUESSED
        self.assertEqual(self.contract.access_token, self.token)

    def test_nor_is_one_given_with_a_new_contract(self):
        values = {
            "partner_id": self.customer.id,
            "template_id": self.plan.id,
            "pricelist_id": self.contract.pricelist_id.id,
        }
        contracts = self.env["sale.subscription"].with_user(self.salesman)
        with self.assertRaisesRegex(UserError, "Security Token"):
            contracts.create({**values, "access_token": GUESSED})
        contract = contracts.with_context(default_access_token=GUESSED).create(values)
        self.assertFalse(contract.access_token)

    def test_nobody_opens_a_frozen_file_to_the_world(self):
        own = self.contract.with_user(self.salesman)
        for file in self._get_frozen_files().with_user(self.salesman).sudo(False):
            self.assertTrue(file.has_access("write"))
            for values in ({"public": True}, {"access_token": GUESSED}):
                with self.subTest(values=values), self.assertRaises(UserError):
                    file.write(values)
            with self.assertRaises(UserError):
                file.generate_access_token()
        self.assertEqual(own.access_token, self.token)

    def test_nor_while_it_is_made(self):
        contract = self._create_contract()
        contract.user_id = self.salesman
        contract.with_user(self.salesman).with_context(
            default_public=True, default_access_token=GUESSED
        ).action_send_contract()
        file = contract.sent_document_id.sudo()
        self.assertFalse(file.public)
        self.assertFalse(file.access_token)

    def test_nobody_writes_the_token_of_an_invoice_of_a_contract(self):
        accountant = self._create_user("link_accountant", "account.group_account_user")
        own = self.invoice.with_user(accountant)
        with self.assertRaisesRegex(UserError, "Security Token"):
            own.access_token = GUESSED
        own.narration = "others are as before"
        made = self.contract.term_ids.invoice_id[:1].with_context(
            default_access_token=GUESSED
        )
        self.assertFalse(made.copy({"access_token": GUESSED}).access_token)

    def test_the_links_of_other_invoices_are_as_in_core(self):
        accountant = self._create_user("other_accountant", "account.group_account_user")
        moves = self.env["account.move"].with_user(accountant)
        values = {"move_type": "out_invoice", "partner_id": self.rival.id}
        made = moves.create({**values, "access_token": GUESSED})
        self.assertEqual(made.access_token, GUESSED)
        made.access_token = f"{GUESSED}b"
        self.assertEqual(made.access_token, f"{GUESSED}b")

    def test_a_link_of_before_opens_no_invoice_that_became_a_contract_s(self):
        accountant = self._create_user("own_accountant", "account.group_account_user")
        moves = self.env["account.move"].with_user(accountant)
        values = {"move_type": "out_invoice", "partner_id": self.customer.id}
        made = moves.create({**values, "access_token": GUESSED})
        made.sudo().subscription_id = self.contract
        self.assertFalse(made.access_token)

    # -- and withdrawn ----------------------------------------------------------------

    def test_a_link_that_was_withdrawn_opens_nothing_any_more(self):
        invoice_url = self.invoice.get_portal_url()
        frozen = self._get_frozen_files()
        frozen.generate_access_token()  # as a mail does whose files are too large
        hashed = self.contract._sign_token(self.contact.id)
        self._log_out()
        self._open_contract(self.contract, f"?access_token={self.token}")
        self.contract.with_user(self.salesman).action_withdraw_link()
        self.env.flush_all()
        for suffix in ("", "/log", f"/notice/{self.notice.id}"):
            self._assert_leads_away(self._open_by_link(suffix))
        self._assert_refused(invoice_url)
        self.assertFalse(any(frozen.mapped("access_token")))
        self.assertNotEqual(self.contract._sign_token(self.contact.id), hashed)
        event = self.contract.event_ids.sorted("sequence")[-1:]
        self.assertEqual(event.kind, "link_withdrawn")
        self.assertNotEqual(self.contract._portal_ensure_token(), self.token)

    def test_who_withdraws_it(self):
        other = self._create_user("link_other", "sales_team.group_sale_salesman")
        team = self._create_user(
            "link_team", "sales_team.group_sale_salesman_all_leads"
        )
        manager = self._create_user(
            "link_manager", "miniprogram_contract.group_contract_manager"
        )
        with self.assertRaises(AccessError):
            self.contract.with_user(other).action_withdraw_link()
        with self.assertRaisesRegex(UserError, "salesperson of the contract"):
            self.contract.with_user(team).action_withdraw_link()
        self.assertFalse(self.contract.with_user(team).can_withdraw_link)
        self.assertTrue(self.contract.with_user(manager).can_withdraw_link)
        self.contract.with_user(manager).action_withdraw_link()
        self.assertFalse(self.contract.access_token)

    def test_when_it_was_used_last_is_shown(self):
        self.assertFalse(self.contract.link_used_on)
        self._open_contract(self.contract)
        self.authenticate("contract_salesman", "contract_salesman")
        self._open_by_link()
        self.env.invalidate_all()
        self.assertFalse(self.contract.link_used_on, "by login, and by ourselves")
        self._log_out()
        self._open_by_link("/log")
        self.env.invalidate_all()
        self.assertTrue(self.contract.link_used_on)
        with self.assertRaises(UserError):
            self.contract.link_used_on = False
        self.contract.action_withdraw_link()
        self.assertFalse(self.contract.link_used_on)

    # -- it reads and pays ------------------------------------------------------------

    def test_a_page_by_link_gives_no_other_token(self):
        self.invoice._portal_ensure_token()
        other = self._create_for(self.customer)
        other_token = other._portal_ensure_token()
        self._get_listed()  # what core would step through
        self._open("/my/invoices")
        suffixes = ("", "/sign", f"/notice/{self.notice.id}")
        for login in ("jinli", "rival", None):
            self._log_in(login) if login else self._log_out()
            urls = [f"{self.contract.access_url}{suffix}" for suffix in suffixes]
            for url in (*urls, f"/my/invoices/{self.invoice.id}"):
                page = self.url_open(f"{url}?access_token={self.token}")
                with self.subTest(login=login, url=url):
                    self.assertEqual(page.status_code, 200)
                    self.assertNotIn(other_token, page.text)
                    self.assertNotIn(self.invoice.access_token, page.text)
                    self.assertLessEqual(
                        set(TOKEN.findall(page.text)), {self.token, "1", "0"}
                    )

    def test_it_pays_the_invoices_of_its_contract_and_opens_no_other(self):
        self._log_out()
        page = self._open_contract(self.contract, f"?access_token={self.token}")
        (url,) = page.xpath("//a[@id='contract_pay']/@href")
        payment = self._open(url)
        self.assertEqual(payment.xpath("//*[@id='portal_pay']/@data-payment"), ["True"])
        self.assertFalse(payment.xpath("//*[@id='discussion']"))
        address = f"{url.split('?')[0]}?access_token={self.token}"
        pdf = self.url_open(f"{address}&report_type=html")
        self.assertIn(self.invoice.name, pdf.text)
        other = self._create_running(1).term_ids.invoice_id
        self._assert_refused(f"/my/invoices/{other.id}?access_token={self.token}")
        self.contract.action_withdraw_link()
        self.env.flush_all()
        self._assert_refused(address)
        self._assert_refused(url)

    def test_by_link_one_does_not_refuse(self):
        contract = self._create_sent_contract()
        token = contract._portal_ensure_token()
        self.env.flush_all()
        for login in (None, "rival"):
            self._log_in(login) if login else self._log_out()
            page = self._open(f"{contract.access_url}/sign?access_token={token}")
            self.assertFalse(page.xpath("//*[@id='contract_refuse_reason']"))
            self.url_open(
                f"{contract.access_url}/refuse",
                data={
                    "access_token": token,
                    "csrf_token": http.Request.csrf_token(self),
                    "reason": "价格不对",
                },
                allow_redirects=False,
            )
            self.env.invalidate_all()
            self.assertFalse(contract.refused_on)

    def test_by_link_one_writes_nothing_in_the_customer_s_name(self):
        message = self.contract.message_post(
            author_id=self.contact.id,
            body="我方的话",
            attachments=[("a.txt", b"a")],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        file = message.attachment_ids
        address = {"thread_model": "sale.subscription", "thread_id": self.contract.id}
        access = {
            "token": self.token,
            "hash": self.contract._sign_token(self.contact.id),
            "pid": self.contact.id,
        }
        post = {"body": "假话", "message_type": "comment"}
        before = self.contract.message_ids
        self.env.flush_all()
        for login in (None, "rival"):
            self._log_in(login) if login else self._log_out()
            for route, values in (
                ("/mail/message/post", {**address, "post_data": post}),
                (
                    "/mail/message/update_content",
                    {"message_id": message.id, "update_data": {"body": "假话"}},
                ),
                (
                    "/mail/message/reaction",
                    {"action": "add", "content": "👍", "message_id": message.id},
                ),
            ):
                with (
                    self.subTest(route=route, login=login),
                    self.assertRaises(JsonRpcException),
                ):
                    self.make_jsonrpc_request(route, {**values, **access})
            fetched = self.make_jsonrpc_request(
                "/mail/chatter_fetch", {**address, "token": self.token}
            )
            self.assertIn("我方的话", str(fetched))
            self.assertNotIn("ownership_token", str(fetched))
        self.env.invalidate_all()
        self.assertEqual(self.contract.message_ids, before)
        self.assertFalse(message.reaction_ids)
        self.assertTrue(file.exists())

    # -- access that ends -------------------------------------------------------------

    def test_who_left_reads_no_more_though_he_followed(self):
        self.contract.message_subscribe(self.contact.ids)
        self._open_contract(self.contract)
        self.contact.parent_id = self.rival
        self.env.flush_all()
        self._assert_refused(self.contract.access_url)
        self.assertNotIn(self.contract.contract_number, self._get_listed())
        self.assertNotIn(
            self.contact, self.contract.message_partner_ids, "nor gets its mail"
        )

    def test_who_is_archived_leaves_with_his_office(self):
        party = self.contract.commercial_partner_id
        office = party.create({"name": "分店", "parent_id": party.id})
        person = party.create({"name": "王强", "parent_id": office.id})
        self.contract.message_subscribe(person.ids)
        person.active = False
        self.assertIn(person, self.contract.message_follower_ids.partner_id)
        office.parent_id = self.rival
        self.env.flush_all()
        self.assertNotIn(person, self.contract.message_follower_ids.partner_id)

    def test_who_follows_and_belongs_to_another_reads_nothing(self):
        self.contract.message_subscribe(self.rival_visitor.partner_id.ids)
        self.env.flush_all()
        self._log_in("rival")
        self._assert_refused(self.contract.access_url)
        self.assertFalse(self._get_listed())
