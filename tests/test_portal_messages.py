# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.tests import JsonRpcException, tagged

from .portal_common import PortalCommon

# All that core's chatter asks about a record
REQUEST_LIST = [
    "activities",
    "attachments",
    "contact_fields",
    "display_name",
    "followers",
    "scheduledMessages",
    "suggestedRecipients",
]


@tagged("post_install", "-at_install")
class TestPortalMessages(PortalCommon):
    """The messages of a contract, and core's addresses that know it by its token."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_running(1)
        cls.contract._write_protected({"user_id": cls.salesman.id})
        cls.salesman.email = "salesman@yunfan.example.com"
        cls.contract.activity_schedule(
            "mail.mail_activity_data_todo",
            summary="内部待办",
            user_id=cls.salesman.id,
        )
        cls.inside = cls.env["ir.attachment"].create(
            {
                "name": "内部底价.txt",
                "raw": b"x",
                "res_model": "sale.subscription",
                "res_id": cls.contract.id,
            }
        )
        cls.token = cls.contract._portal_ensure_token()
        cls.env.flush_all()

    def _get_address(self, **values):
        return {
            "thread_model": "sale.subscription",
            "thread_id": self.contract.id,
            "token": self.token,
            **values,
        }

    def _post(self, body="请确认", **values):
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                **self._get_address(**values),
                "post_data": {
                    "body": body,
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
            },
        )
        self.env.invalidate_all()
        return self.contract.message_ids[0]

    def _ask_for_thread(self, **access):
        return self.make_jsonrpc_request(
            "/mail/data",
            {
                "fetch_params": [
                    [
                        "mail.thread",
                        {
                            "thread_model": "sale.subscription",
                            "thread_id": self.contract.id,
                            "request_list": REQUEST_LIST,
                            "access_params": access,
                        },
                    ]
                ]
            },
        )

    def test_a_message_reaches_the_salesperson_under_whose_name_it_is_sent(self):
        other = self._create_user("other_salesman", "sales_team.group_sale_salesman")
        for user in (self.salesman, other):
            self.contract.user_id = user
            self.env.flush_all()
            with self.subTest(user=user.name):
                message = self._post()
                self.assertIn(user.partner_id, message.notified_partner_ids)
        with self._on("2026-03-01"):
            made = self._create_contract(user_id=other.id)
        self.assertIn(other.partner_id, made.message_partner_ids)

    def test_what_is_ours_is_not_told_by_token_either(self):
        visits = (
            ("jinli", {}),
            ("jinli", {"token": self.token}),
            ("rival", {"token": self.token}),
            (None, {"token": self.token}),
            (None, {"token": "x"}),
        )
        for login, access in visits:
            self._log_in(login) if login else self._log_out()
            with self.subTest(login=login, access=access):
                told = str(self._ask_for_thread(**access))
                for secret in (
                    "内部待办",
                    "内部底价",
                    self.salesman.email,
                    "activities",
                    "attachments",
                    "followers",
                ):
                    self.assertNotIn(secret, told)

    def test_our_own_people_are_told_all_of_it(self):
        self.authenticate("contract_salesman", "contract_salesman")
        told = str(self._ask_for_thread())
        for words in ("内部待办", "内部底价.txt"):
            self.assertIn(words, told)

    def test_nobody_follows_by_himself_or_takes_others_off(self):
        followers = self.contract.message_partner_ids
        for login in ("jinli", "rival"):
            self._log_in(login)
            partner = self.env["res.users"].search([("login", "=", login)]).partner_id
            for path, partners in (
                ("subscribe", partner),
                ("unsubscribe", self.salesman.partner_id),
            ):
                with self.subTest(login=login, path=path):
                    told = self._ask_or_be_refused(
                        f"/mail/thread/{path}",
                        res_model="sale.subscription",
                        res_id=self.contract.id,
                        partner_ids=partners.ids,
                    )
                    self.assertNotIn(self.salesman.email, told)
        self.env.invalidate_all()
        self.assertEqual(self.contract.message_partner_ids, followers)

    def _ask_or_be_refused(self, route, **values):
        """Return what core answers, "" when it refuses."""
        try:
            return str(self.make_jsonrpc_request(route, values))
        except JsonRpcException:
            return ""

    def test_who_has_the_link_writes_nothing_and_reads_until_it_is_withdrawn(self):
        self._log_in("rival")
        before = self.contract.message_ids
        with self.assertRaises(JsonRpcException):
            self._post()
        self.env.invalidate_all()
        self.assertEqual(self.contract.message_ids, before)
        self._open_contract(self.contract, f"?access_token={self.token}")
        self.contract.action_withdraw_link()
        self.env.flush_all()
        self._assert_refused(f"{self.contract.access_url}?access_token={self.token}")
        self._assert_refused(self.contract.access_url)

    def test_what_was_logged_of_a_visitor_is_not_his_to_change(self):
        logged = self.contract.message_post(
            author_id=self.contact.id, body="李静 signed on screen for the customer."
        )
        letter = self.contract.message_post(
            author_id=self.contact.id,
            body="Please find it attached.",
            partner_ids=self.contact.ids,
            subtype_xmlid="mail.mt_comment",
        )
        for message in logged | letter:
            body = message.body
            for values in ({}, {"token": self.token}):
                with self.subTest(body=body), self.assertRaises(JsonRpcException):
                    self.make_jsonrpc_request(
                        "/mail/message/update_content",
                        {
                            "message_id": message.id,
                            "update_data": {"body": "", "attachment_ids": []},
                            **values,
                        },
                    )
            self.env.invalidate_all()
            self.assertEqual(message.body, body)

    def test_what_a_visitor_posts_is_no_note_of_the_system(self):
        for kind in ("notification", "email_outgoing", "auto_comment", "email"):
            with self.subTest(kind=kind):
                values = {**self._get_address(), "post_data": {"message_type": kind}}
                values["post_data"] |= {"body": f"合同已解除 {kind}"}
                self.make_jsonrpc_request("/mail/message/post", values)
                self.env.invalidate_all()
                posted = self.contract.message_ids[0]
                self.assertIn(kind, posted.body)
                self.assertEqual(posted.message_type, "comment")
                self.assertFalse(posted._find_kept())

    def test_the_link_of_a_letter_opens_nothing_to_others(self):
        query = f"model=sale.subscription&res_id={self.contract.id}"
        for login in ("rival", None):
            self._log_in(login) if login else self._log_out()
            for token in ("", "&access_token=x"):
                response = self.url_open(
                    f"/mail/view?{query}{token}", allow_redirects=False
                )
                with self.subTest(login=login, token=token):
                    location = response.headers["Location"]
                    self.assertRegex(location, r"/(my$|web/login\?)")
                    self.assertNotIn(self.token, location)
            response = self.url_open(
                f"/mail/view?{query}&access_token={self.token}", allow_redirects=False
            )
            self.assertIn(self.contract.access_url, response.headers["Location"])

    def test_what_our_own_screens_ask(self):
        self.contract.message_post(body="内部意见")
        for route in ("messages", "recipients", "recipients/get_suggested_recipients"):
            for login in ("jinli", "rival"):
                self._log_in(login)
                with self.subTest(route=route, login=login):
                    told = self._ask_or_be_refused(
                        f"/mail/thread/{route}",
                        thread_model="sale.subscription",
                        thread_id=self.contract.id,
                    )
                    self.assertNotIn("内部意见", told)
                    self.assertNotIn(self.salesman.email, told)

    def _upload(self, name, content, **values):
        return self.url_open(
            "/mail/attachment/upload",
            data={
                "csrf_token": http.Request.csrf_token(self),
                **self._get_address(**values),
            },
            files={"ufile": (name, content)},
        )

    def test_a_file_in_a_message_is_no_page(self):
        for name, content in (
            ("page.html", b"<html><script>alert(1)</script></html>"),
            ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>"),
            ("proof.pdf", b"<html><script>alert(1)</script></html>"),
        ):
            data = self._upload(name, content).json()["data"]
            self.env.invalidate_all()
            file = self.env["ir.attachment"].browse(data["attachment_id"])
            with self.subTest(name=name):
                self.assertNotIn("html", file.mimetype)
                self.assertNotIn("svg", file.mimetype)

    def test_no_file_for_the_thread_of_somebody_else(self):
        self._log_in("rival")
        before = self.env["ir.attachment"].search_count([])
        for token in ("", "x"):
            response = self._upload("x.txt", b"x", token=token)
            self.assertEqual(response.status_code, 404)
        self.assertEqual(self.env["ir.attachment"].search_count([]), before)

    def test_files_of_the_record_are_not_deleted(self):
        for access_token in (None, self.token, "x"):
            with self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request(
                    "/mail/attachment/delete",
                    {"attachment_id": self.inside.id, "access_token": access_token},
                )
        self.assertTrue(self.inside.exists())
