# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import JsonRpcException, tagged

from .portal_common import PortalCommon

# Models of this addon, and those of the base module that it keeps contracts in
OWN_MODELS = ("miniprogram.", "sale.subscription")
ACCESS_ERROR = "odoo.exceptions.AccessError"


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
        cls.other._set_lifecycle({"partner_id": cls.rival.id})
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
        """Every address of a contract, of its documents and its notices."""
        url = f"/my/contracts/{contract.id}"
        return [
            url,
            f"{url}/document/sent",
            f"{url}/document/signed",
            *(f"{url}/notice/{notice.id}" for notice in contract.notice_ids),
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
            response = self.url_open(
                f"{url}?access_token={token}", allow_redirects=False
            )
            self.assertEqual(response.status_code, 200)

    def test_a_contract_without_a_token_is_not_opened_by_an_empty_one(self):
        self.other.access_token = False
        self._assert_closed(self.other, "?access_token=")
        self.other.access_token = ""
        self._assert_closed(self.other, "?access_token=")

    def test_a_new_token_closes_the_old_link(self):
        old = self.other._portal_ensure_token()
        self.other.access_token = "0f7c7f4e-5d3c-4f0b-8a3b-0d4a7c1b2e3f"
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

    def test_who_follows_reads_and_who_no_longer_does_reads_no_more(self):
        self.other.message_subscribe(self.contact.ids)
        self._open_contract(self.other)
        self.assertIn(self.other.contract_number, self._get_listed())
        self.other.message_unsubscribe(self.contact.ids)
        self.env.flush_all()
        self._assert_closed(self.other)

    def test_who_changes_his_company_loses_its_contracts(self):
        self._open_contract(self.mine)
        self.contact.parent_id = self.rival
        self.mine.message_unsubscribe(self.contact.ids)
        self.env.flush_all()
        self._assert_closed(self.mine)

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

    # -- RPC ------------------------------------------------------------------------

    def _get_models(self):
        """Name every model of the addon and every one that holds contracts."""
        return [
            name
            for name in self.env.registry
            if name.startswith(OWN_MODELS) or name == "close.reason.wizard"
        ]

    def _call(self, model, method, *args):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": {}},
        )

    def test_rpc_gives_nothing(self):
        self.assertIn("miniprogram.contract.term", self._get_models())
        for model in self._get_models():
            ids = self._get_some_ids(model)
            for method, *args in (
                ("search_read", [], ["display_name"]),
                ("search_count", []),
                ("web_search_read", [], {}),
                ("read", ids, ["display_name"]),
                ("name_search", "a"),
                ("write", ids, {"display_name": "x"}),
                ("create", {}),
                ("unlink", ids),
                ("copy", ids),
            ):
                with self.subTest(model=model, method=method):
                    with self.assertRaises(JsonRpcException) as denied:
                        self._call(model, method, *args)
                    self.assertEqual(str(denied.exception), ACCESS_ERROR)

    def _get_some_ids(self, model):
        """Give the id of a record that there is, or one that might be."""
        if self.env[model]._abstract:
            return [1]
        return self.env[model].search([], limit=1).ids or [1]

    def test_rpc_runs_no_method_of_a_contract(self):
        contract_methods = [
            name
            for name in dir(self.registry["sale.subscription"])
            if name.startswith("action_")
        ]
        self.assertIn("action_send_contract", contract_methods)
        state = self.mine.contract_state
        methods = {*contract_methods, "get_portal_url", "message_post"}
        for method in sorted(methods):
            with self.subTest(method=method), self.assertRaises(JsonRpcException):
                self._call("sale.subscription", method, self.mine.ids)
        self.assertEqual(self.mine.contract_state, state)

    def test_rpc_without_a_login_gives_nothing(self):
        self._log_out()
        with self.assertRaises(JsonRpcException):
            self._call("sale.subscription", "search_read", [], ["contract_number"])

    def test_an_invoice_read_over_rpc_shows_nothing_of_somebody_else(self):
        with self.assertRaises(JsonRpcException):
            self._call("account.move", "read", self.invoice.ids, ["contract_number"])
