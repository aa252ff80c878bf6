# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from unittest.mock import patch

from odoo import http
from odoo.tests import JsonRpcException, tagged
from odoo.tools import consteq

from ..models.portal import contract_access
from .portal_common import PortalCommon

PAGES = "/my/contracts/<"


@tagged("post_install", "-at_install")
class TestPortalAccess(PortalCommon):
    """What a visitor of the portal tries, and does not get."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls._create_running(1)
        with cls._on("2026-03-01"):
            cls.other = cls._create_sent_contract(partner_id=cls.customer.id)
            cls.other.action_register_signed_paper("周强", b"JVBERi0xLjQ=")
            cls.notice = cls.other._create_notices(
                cls.env.ref("miniprogram_contract.notice_type_time_granted"),
                body="已给予宽限。",
            )
            cls.notice.action_send()
        # the paper was the customer's: from here on it is somebody else's contract
        cls.other._write_protected({"partner_id": cls.rival.id})
        cls.other.message_unsubscribe(cls.other.message_partner_ids.ids)
        cls.invoice = cls.other.term_ids.invoice_id
        cls.invoice.message_unsubscribe(cls.invoice.message_partner_ids.ids)
        cls.env.cr.execute(
            "UPDATE account_move SET partner_id = %s, commercial_partner_id = %s"
            " WHERE id = %s",
            [cls.rival.id, cls.rival.id, cls.invoice.id],
        )
        cls.env.invalidate_all()

    def _get_addresses(self, contract):
        """Return every address of a contract, of its documents and its notices."""
        url = f"/my/contracts/{contract.id}"
        return [
            url,
            f"{url}/document/sent",
            f"{url}/document/signed",
            *(f"{url}/notice/{notice.id}" for notice in contract.notice_ids),
            *(f"{url}/notice/{notice.id}/letter" for notice in contract.notice_ids),
        ]

    def _assert_closed(self, contract, query=""):
        for url in self._get_addresses(contract):
            with self.subTest(url=url):
                self._assert_refused(url + query)

    def test_the_contract_of_somebody_else(self):
        self.assertEqual(self._get_listed(), [self.mine.contract_number])
        self._assert_closed(self.other)
        self._log_in("rival")
        for url in self._get_addresses(self.other):
            self.assertEqual(self.url_open(url, allow_redirects=False).status_code, 200)

    # -- every page there is --------------------------------------------------------

    def _get_routes(self, contract):
        """Return every address of a contract's pages, as the controllers declare them.

        :return: methods and addresses
        :rtype: list[tuple[str, str]]
        """
        values = {
            "contract_id": contract.id,
            "file_id": contract.signed_document_id.id,
            "kind": "signed",
            "notice_id": contract.notice_ids[:1].id,
            "page_id": contract.platform_order_page_ids[:1].id,
            "type_id": self.env.ref(
                "miniprogram_contract.notice_type_termination_request"
            ).id,
        }
        rules = http._generate_routing_rules(self.registry._init_modules, False)
        return [
            (method, re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values[m[1]]), url))
            for url, endpoint in rules
            if url.startswith(PAGES)
            for method in endpoint.routing["methods"] or ("GET", "POST")
        ]

    def _assert_every_page_closed(self, contract, query="", is_logged_out=False):
        self.env.invalidate_all()  # what is stored is compared, not what is cached
        before = contract.read(), contract.notice_ids.read()
        for method, url in self._get_routes(contract):
            with self.subTest(method=method, url=url):
                data = {"csrf_token": http.Request.csrf_token(self), "reason": "x"}
                response = self.url_open(
                    url + query,
                    data=data if method == "POST" else None,
                    allow_redirects=False,
                )
                if response.status_code == 400:
                    self.assertTrue(is_logged_out, "the session was not taken")
                elif response.status_code == 200:
                    self.assertRegex(response.json()["error"], "does not exist")
                else:
                    self._assert_leads_away(response)
        self.env.invalidate_all()
        self.assertEqual((contract.read(), contract.notice_ids.read()), before)

    def test_every_page_of_somebody_else(self):
        self.assertGreater(len(self._get_routes(self.other)), 10)
        self._assert_every_page_closed(self.other)

    def test_every_page_without_a_login(self):
        self._log_out()
        self._assert_every_page_closed(self.other)

    def test_every_page_with_the_token_of_another(self):
        token = self.mine._portal_ensure_token()
        self._assert_every_page_closed(self.other, f"?access_token={token}")
        self._log_out()
        self._assert_every_page_closed(self.other, f"?access_token={token}")

    def test_every_page_of_a_draft(self):
        draft = self._create_contract()
        draft.message_subscribe(self.contact.ids)
        token = draft._portal_ensure_token()
        self.env.flush_all()
        self._assert_every_page_closed(draft)
        self._assert_every_page_closed(draft, f"?access_token={token}")

    def test_every_page_of_another_company(self):
        company = self.env["res.company"].create(
            {"name": "重庆云帆网络有限公司", "currency_id": self.cny.id}
        )
        self._assert_every_page_closed(
            self._create_for(self.customer, company_id=company.id)
        )

    def test_every_page_of_a_namesake(self):
        namesake = self.customer.copy(
            {"name": self.customer.name, "email": self.customer.email}
        )
        self.assertEqual(namesake.name, self.customer.name)
        self._assert_every_page_closed(self._create_for(namesake))

    def test_whose_login_is_gone(self):
        self._open_contract(self.mine)
        self.visitor.active = False
        self.env.flush_all()
        self._assert_every_page_closed(self.mine, is_logged_out=True)

    def test_a_colleague_of_ours_is_no_customer(self):
        self.authenticate("contract_salesman", "contract_salesman")
        self._assert_every_page_closed(self.other)

    # -- one by one -----------------------------------------------------------------

    def test_without_a_login(self):
        self._log_out()
        self._assert_closed(self.mine)
        self._assert_closed(self.other)
        self._assert_refused("/my/contracts")

    def test_a_contract_that_does_not_exist(self):
        self._assert_refused("/my/contracts/0")
        self._assert_refused("/my/contracts/999999999")
        self._assert_refused("/my/contracts/999999999999999999999")
        self._assert_refused("/my/contracts/x")

    def test_a_token_is_compared_in_constant_time(self):
        token = self.mine._portal_ensure_token()
        with patch.object(contract_access, "consteq", wraps=consteq) as compare:
            self.assertTrue(self.mine._is_portal_token(token))
            self.assertFalse(self.mine._is_portal_token(token[:-1]))
            self.assertEqual(compare.call_count, 2)

    def test_wrong_tokens(self):
        self._log_out()
        for contract in (self.mine, self.other):
            contract._portal_ensure_token()
        for token in (
            self.mine.access_token,
            self.other.access_token[:-1],
            self.invoice._portal_ensure_token(),
            "",
            "False",
            "None",
            "密",
            "%00",
        ):
            with self.subTest(token=token):
                self._assert_closed(self.other, f"?access_token={token}")
        token = self.other.access_token
        for url in self._get_addresses(self.other):
            response = self.url_open(f"{url}?access_token={token}")
            self.assertEqual(response.status_code, 200)
            self.assertTrue(response.url.endswith(url))

    def test_a_contract_without_a_token_is_not_opened_by_an_empty_one(self):
        for token in (False, ""):
            self.other._write_protected({"access_token": token})
            self.env.flush_all()
            self._assert_closed(self.other, "?access_token=")

    def test_a_new_token_closes_the_old_link(self):
        old = self.other._portal_ensure_token()
        self.other.action_withdraw_link()
        self.assertNotEqual(self.other._portal_ensure_token(), old)
        self.env.flush_all()
        self._log_out()
        self._assert_closed(self.other, f"?access_token={old}")

    def test_the_notice_of_somebody_else_through_one_s_own_contract(self):
        self._assert_refused(f"/my/contracts/{self.mine.id}/notice/{self.notice.id}")
        self._assert_refused(f"/my/contracts/{self.mine.id}/notice/0")

    def test_the_invoice_of_somebody_else(self):
        for query in ("", "?report_type=pdf", "?payment=True", "?access_token=x"):
            self._assert_refused(f"/my/invoices/{self.invoice.id}{query}")

    def test_files_by_their_own_addresses(self):
        files = self.other.sent_document_id | self.other.signed_document_id
        files |= self.notice.document_id
        token = self.mine._portal_ensure_token()
        for file in files:
            for query in ("", f"?access_token={token}"):
                response = self.url_open(f"/web/content/{file.id}{query}")
                self.assertEqual(response.status_code, 404)
        response = self.url_open(
            f"/report/pdf/miniprogram_contract.report_contract/{self.mine.id}"
        )
        self.assertNotEqual(response.status_code, 200)

    def test_drafts_never(self):
        draft = self._create_contract()
        draft.message_subscribe(self.contact.ids)
        token = draft._portal_ensure_token()
        self._assert_closed(draft)
        self._assert_closed(draft, f"?access_token={token}")
        self.assertNotIn(draft.display_name, self._get_listed())

    def test_what_was_taken_back_to_draft_is_closed_again(self):
        contract = self._create_sent_contract()
        token = contract._portal_ensure_token()
        self._open_contract(contract)
        contract.action_reset_to_draft()
        self.env.flush_all()
        self._assert_closed(contract)
        self._assert_closed(contract, f"?access_token={token}")
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/mail/chatter_fetch",
                {
                    "thread_model": "sale.subscription",
                    "thread_id": contract.id,
                    "token": token,
                },
            )

    def test_what_was_cancelled_without_ever_being_sent(self):
        contract = self._create_contract()
        contract.action_cancel_contract("客户改变主意")
        self.env.flush_all()
        self._assert_closed(contract)
        self._assert_closed(
            contract, f"?access_token={contract._portal_ensure_token()}"
        )

    def test_a_contract_of_another_company(self):
        other = self.env["res.company"].create(
            {"name": "重庆云帆网络有限公司", "currency_id": self.cny.id}
        )
        contract = self._create_for(self.customer, company_id=other.id)
        contract.message_subscribe(self.contact.ids)
        self._assert_closed(contract)
        self.assertEqual(self._get_listed(), [self.mine.contract_number])

    def test_who_follows_the_contract_of_another_reads_nothing(self):
        self.other.message_subscribe(self.contact.ids)
        self.env.flush_all()
        self._assert_closed(self.other)
        self.assertNotIn(self.other.contract_number, self._get_listed())

    def test_who_changes_his_company_loses_its_contracts(self):
        self._open_contract(self.mine)
        self.contact.parent_id = self.rival
        self.mine.message_unsubscribe(self.contact.ids)
        self.env.flush_all()
        self._assert_closed(self.mine)

    def test_who_got_it_before_it_was_another_s(self):
        contract = self._create_sent_contract()
        contract.message_subscribe(self.contact.ids)
        token = contract._portal_ensure_token()
        self._open_contract(contract)
        contract.action_reset_to_draft()
        self.rival.write(
            {
                name: self.customer[name]
                for name in ("street", "city", "zip", "phone", "fax")
            }
        )
        contract.write(
            {
                "contact_partner_id": self.rival_visitor.partner_id.id,
                "partner_id": self.rival.id,
            }
        )
        contract.action_send_contract()
        self.env.flush_all()
        self._assert_every_page_closed(contract)
        self._assert_every_page_closed(contract, f"?access_token={token}")
        self._log_in("rival")
        self._open_contract(contract)

    def test_the_list_of_before_gives_no_link_to_what_is_another_s_now(self):
        lost = self._create_for(self.customer)
        self._get_listed()
        step = f"//a[@href='{lost.access_url}']"
        self.assertTrue(self._open_contract(self.mine).xpath(step))
        lost._write_protected({"partner_id": self.rival.id})
        self.env.flush_all()
        self.assertFalse(self._open_contract(self.mine).xpath(step))

    def test_what_is_posted_in_the_place_of_a_token(self):
        self.other._portal_ensure_token()
        self.env.flush_all()
        for path in ("", "/sign", "/sign/code", "/sign/accept", "/refuse"):
            response = self.url_open(
                f"/my/contracts/{self.other.id}{path}",
                data={"csrf_token": http.Request.csrf_token(self)},
                files={"access_token": ("x", b"x")},
                allow_redirects=False,
            )
            with self.subTest(path=path):
                self.assertIn(response.status_code, (200, 303))

    def test_a_search_for_what_no_text_holds(self):
        self.assertEqual(self._get_listed("?search=%00"), [self.mine.contract_number])

    def test_files_are_sent_to_be_saved_and_nothing_else(self):
        self._log_in("rival")
        for url in self._get_addresses(self.other)[1:3]:
            headers = self.url_open(url).headers
            with self.subTest(url=url):
                self.assertIn("attachment", headers["Content-Disposition"])
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
                self.assertNotIn("public", headers["Cache-Control"])

    def test_nothing_leads_to_another_site(self):
        self._log_out()
        evil = "//evil.example.com"
        token = self.mine._portal_ensure_token()
        self.env.flush_all()
        for query in (f"redirect={evil}", f"access_token={token}&redirect={evil}"):
            response = self.url_open(
                f"{self.mine.access_url}?{query}", allow_redirects=False
            )
            self.assertNotIn(evil, response.headers.get("Location", ""))
        page = self._open(
            f"{self.mine.access_url}/sign?access_token={token}&next={evil}"
        )
        self.assertFalse(page.xpath(f"//@href[contains(., '{evil}')]"))
        self.assertFalse(page.xpath(f"//@action[contains(., '{evil}')]"))

    def test_messages_of_somebody_else(self):
        token = self.mine._portal_ensure_token()
        self.other._portal_ensure_token()
        address = {"thread_model": "sale.subscription", "thread_id": self.other.id}
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/mail/chatter_fetch", {**address, "token": token}
            )
        fetched = self.make_jsonrpc_request("/mail/chatter_fetch", address)
        self.assertFalse(fetched["messages"])
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/mail/message/post",
                {
                    **address,
                    "token": token,
                    "post_data": {"body": "x", "message_type": "comment"},
                },
            )
