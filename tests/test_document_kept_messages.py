# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, JsonRpcException, tagged

from .notice_common import NoticeCommon

ROLES = {
    "kept_salesman": "sales_team.group_sale_salesman",
    "kept_manager": "sales_team.group_sale_manager",
    "kept_admin": "base.group_system,sales_team.group_sale_manager",
}


@tagged("post_install", "-at_install")
class TestKeptMessages(NoticeCommon, HttpCase):
    """What the system noted on a contract stays; comments of people are their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = {
            login: cls._create_user(login, groups) for login, groups in ROLES.items()
        }
        cls.contract = cls._create_sent_contract(user_id=cls.roles["kept_salesman"].id)
        cls.noted = cls.contract.message_post(body="已在屏幕上签署")
        cls.tracked = cls.contract.message_post(
            body="",
            tracking_value_ids=[
                (
                    0,
                    0,
                    {
                        "field_id": cls.env.ref(
                            "miniprogram_contract.field_sale_subscription__signing_email"
                        ).id,
                        "old_value_char": "old@example.com",
                        "new_value_char": "new@example.com",
                    },
                )
            ],
        )

    def _assert_kept(self, change):
        with self.assertRaises(UserError):
            change()
            self.env.flush_all()

    def _update_in_chatter(self, message, body):
        return self.make_jsonrpc_request(
            "/mail/message/update_content",
            {"message_id": message.id, "update_data": {"body": body}},
        )

    def test_nobody_edits_or_deletes_what_the_system_noted(self):
        for login, user in self.roles.items():
            for message in self.noted | self.tracked:
                own = message.with_user(user)
                with self.subTest(login=login, message=message.body):
                    for values in (
                        {"body": "未签署"},
                        {"author_id": user.partner_id.id},
                        {"message_type": "comment"},
                        {"res_id": False},
                        {"tracking_value_ids": [(5,)]},
                    ):
                        self._assert_kept(lambda o=own, v=values: o.write(v))
                    self._assert_kept(own.unlink)
        self.assertIn("已在屏幕上签署", self.noted.body)

    def test_not_even_its_author_does(self):
        user = self.roles["kept_salesman"]
        noted = self.contract.message_post(body="已发送", author_id=user.partner_id.id)
        with self.assertRaisesRegex(UserError, "is evidence"):
            noted.with_user(user).write({"body": "未发送"})
        with self.assertRaisesRegex(UserError, "is evidence"):
            noted.with_user(user).unlink()

    def test_nor_by_what_belongs_to_it(self):
        admin = self.roles["kept_admin"]
        value = self.tracked.tracking_value_ids.with_user(admin)
        self._assert_kept(lambda: value.write({"old_value_char": "x"}))
        self._assert_kept(value.unlink)
        self._assert_kept(lambda: value.copy({"mail_message_id": self.noted.id}))
        mail = self.env["mail.mail"].create({"mail_message_id": self.noted.id})
        self._assert_kept(lambda: mail.with_user(admin).write({"body": "x"}))
        mail.with_user(admin).write({"state": "sent", "message_id": "<1@example.com>"})
        mail.with_user(admin).unlink()
        self.assertTrue(self.noted.exists())

    def test_nor_on_a_notice(self):
        notice = self._receive(self._activate(), "termination_request", "2026-06-01")
        noted = notice.message_post(body="已收悉")
        own = noted.with_user(self.roles["kept_manager"])
        self._assert_kept(lambda: own.write({"body": "x"}))
        self._assert_kept(own.unlink)

    def _hand_over_mail(self, user, model, **options):
        """Hand over a mail in the customer's name, as a mail server does by RPC."""
        mail = (
            f"From: {self.contact.email}\r\nTo: contracts@west.example.com\r\n"
            "Subject: x\r\nMessage-Id: <forged@example.com>\r\n"
            f"In-Reply-To: {self.noted.message_id}\r\n\r\nWe agree."
        )
        threads = self.env["mail.thread"].with_user(user)
        call_kw(threads, "message_process", [model, mail], options)

    def test_no_colleague_writes_a_mail_in_the_customer_s_name(self):
        before = self.contract.message_ids
        thread = {"thread_id": self.contract.id}
        clerk = self._create_user("kept_clerk", "base.group_user")
        for user in (clerk, self.roles["kept_salesman"], self.roles["kept_manager"]):
            for model, options in (("sale.subscription", thread), (False, {})):
                with (
                    self.subTest(user=user.login, model=model),
                    self.assertRaisesRegex(AccessError, "from the mail server"),
                ):
                    self._hand_over_mail(user, model, **options)
        self.env.invalidate_all()
        self.assertEqual(self.contract.message_ids, before)
        self._hand_over_mail(self.roles["kept_admin"], "sale.subscription", **thread)
        self.assertEqual((self.contract.message_ids - before).author_id, self.contact)

    def test_nor_in_the_chatter(self):
        for login in self.roles:
            self.authenticate(login, (login + "x" * 8)[: max(8, len(login))])
            for body in ("未签署", ""):
                with (
                    self.subTest(login=login, body=body),
                    self.assertRaises(JsonRpcException),
                ):
                    self._update_in_chatter(self.noted, body)
        self.noted.invalidate_recordset()
        self.assertIn("已在屏幕上签署", self.noted.body)

    def test_stars_are_as_everywhere(self):
        self.noted.with_user(self.roles["kept_salesman"]).toggle_message_starred()

    def test_ones_own_comment_is_edited_and_deleted_as_everywhere(self):
        user = self.roles["kept_salesman"]
        comment = self.contract.with_user(user).message_post(
            body="客户来电", message_type="comment"
        )
        comment.write({"body": "客户来电确认"})
        self.assertIn("确认", comment.body)
        comment.unlink()
        self.assertFalse(comment.exists())

    def test_an_activity_is_done_with_its_files_as_everywhere(self):
        user = self.roles["kept_salesman"]
        activity = self.contract.activity_schedule(
            "mail.mail_activity_data_todo", summary="致电客户", user_id=user.id
        ).with_user(user)
        file = self.env["ir.attachment"].create(
            {
                "name": "记录.txt",
                "raw": b"1",
                "res_model": activity._name,
                "res_id": activity.id,
            }
        )
        activity.action_feedback("已致电")
        done = self.contract.message_ids[:1]
        self.assertIn("已致电", done.body)
        self.assertEqual(done.attachment_ids, file)
        self._assert_kept(lambda: done.with_user(user).write({"body": "未致电"}))

    def test_messages_of_other_records_are_as_everywhere(self):
        plan = self.env["sale.subscription.template"].create({"name": "普通订阅"})
        other = self.env["sale.subscription"].create(
            {
                "partner_id": self.customer.id,
                "template_id": plan.id,
                "pricelist_id": self.env["product.pricelist"].search([], limit=1).id,
                "user_id": self.roles["kept_manager"].id,
            }
        )
        self.assertFalse(other.is_miniprogram)
        for record in other, self.customer:
            noted = record.message_post(body="已记录")
            noted.with_user(self.roles["kept_manager"]).write({"body": "已更正"})
            noted.with_user(self.roles["kept_manager"]).unlink()
