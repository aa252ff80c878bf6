# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestFrozenNotices(NoticeCommon):
    """What was sent stays as it is."""

    prints = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._sign()
        with cls._on("2026-03-05"):
            cls.notice = cls.contract._create_notices(
                cls._type("time_granted"), due_date=date(2026, 3, 31)
            )
            cls.notice.action_send()

    def test_it_can_neither_be_changed_nor_deleted(self):
        for values in (
            {"body": "改"},
            {"type_id": self._type("termination").id},
            {"due_date": date(2026, 4, 30)},
            {"event_date": date(2026, 4, 30)},
            {"direction": "incoming"},
            {"state": "draft"},
            {"sent_on": date(2026, 1, 1)},
            {"document_id": False},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.notice.sudo().write(values)
        for step in (
            self.notice.unlink,
            self.notice.action_send,
            self.notice.document_id.sudo().unlink,
        ):
            with self.assertRaises(UserError):
                step()

    def test_later_prints_are_the_letter_that_was_sent(self):
        self._type("time_granted").body = "另一种说法"
        self.customer.name = "改了名的客户"
        self.assertEqual(
            self.notice._render_contract_pdf(), self.notice.document_id.raw
        )
        report = self.env["ir.actions.report"]
        pdf, _type = report._render_qweb_pdf(
            "miniprogram_contract.action_report_notice", self.notice.ids
        )
        self.assertEqual(pdf, self.notice.document_id.raw)

    def test_nobody_makes_a_notice_that_was_sent(self):
        with self.assertRaises(UserError):
            self.env["miniprogram.contract.notice"].create(
                {
                    "contract_id": self.contract.id,
                    "type_id": self._type("termination").id,
                    "state": "sent",
                }
            )

    def test_a_draft_is_printed_as_one_and_can_be_edited_or_cancelled(self):
        notice = self.contract._create_notices(
            self._type("time_granted"), due_date=date(2026, 3, 31)
        )
        self.assertIn("草稿", self._read(notice))
        notice.body = "请以本函为准。"
        self.assertIn("请以本函为准。", self._read(notice))
        notice.action_cancel()
        self.assertEqual(notice.state, "cancelled")
        self._track("2026-03-06")
        self.assertFalse(notice.document_id)

    def test_blanks_are_filled_in_before_it_is_sent(self):
        notice = self.contract._create_notices(self._type("time_granted"))
        self.assertIn("＿＿＿＿", notice.body)
        with self.assertRaisesRegex(UserError, "blanks"):
            notice.action_send()
        self.assertIn("Due Date", notice.incomplete_words)
        notice.due_date = date(2026, 3, 31)
        self.assertNotIn("＿＿＿＿", notice.body)
        self.assertFalse(notice.incomplete_words)

    def test_a_letter_with_blanks_waits_for_its_fields_and_has_not_failed(self):
        notice = self.contract._create_notices(self._type("time_granted"))
        notice._write_protected({"queued_on": "2026-03-05"})
        self._track("2026-03-06")
        for words in (notice.waits_for, notice.incomplete_words):
            self.assertIn("Due Date", words)
        self.assertIn("not sent before it is complete", notice.waits_for)
        self.assertNotIn("failed", notice.waits_for)

    def test_a_notice_that_could_not_be_sent_is_named_once(self):
        notice = self.contract._create_notices(self._type("time_granted"))
        notice._write_protected({"queued_on": "2026-03-05"})
        self._track("2026-03-06")
        (told,) = self.contract.activity_ids.filtered(
            lambda activity: "is not sent before" in activity.summary
        )
        self.assertEqual(told.summary.count(notice.display_name), 1, told.summary)

    def test_what_the_customer_says_is_not_ours_to_send(self):
        notice = self.contract._create_notices(
            self._type("termination"), direction="incoming", body="我方提出终止。"
        )
        with self.assertRaises(UserError):
            notice.action_send()

    def test_a_type_names_only_known_placeholders_and_clauses(self):
        with self.assertRaisesRegex(ValidationError, "{due_day}"):
            self._type("termination").body = "请于{due_day}前"
        with self.assertRaises(ValidationError):
            self._type("termination").clause_code = "unknown"

    def test_a_managers_own_type_needs_no_code(self):
        notice_type = self.env["miniprogram.contract.notice.type"].create(
            {"name": "Visit", "title": "拜访函", "body": "我方将于{due_date}拜访贵方。"}
        )
        with self._on("2026-03-06"):
            notice = self.contract._create_notices(
                notice_type, due_date=date(2026, 3, 31)
            )
            notice.action_send()
        self.assertIn("拜访函", self._read(notice))

    def test_long_and_odd_texts_are_printed_as_typed(self):
        notice = self.contract._create_notices(
            self._type("time_granted"),
            body="\n".join(["<b>甲&乙</b> {x}", *["很长的一段。" * 60] * 8]),
        )
        self.assertIn("<b>甲&乙</b>{x}", self._read(notice))
