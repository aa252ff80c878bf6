# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, tagged

from .notice_common import NoticeCommon

SEND = "miniprogram.contract.notice.send"


@tagged("post_install", "-at_install")
class TestAskingBeforeANoticeIsSent(NoticeCommon):
    """Before it goes it says to whom, which way, and what is attached."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate()
        with cls._on("2026-06-01"):
            cls.notice = cls._draft(
                cls.contract, "service_upgrade", "outgoing", facts="停机升级。"
            )

    def _ask(self):
        with self._on("2026-06-01"):
            wizard = self.env[SEND].with_context(active_id=self.notice.id)
            return Form(wizard).save()

    def test_an_email_names_the_person_the_address_and_the_files(self):
        self.notice.supporting_document_ids = self._file("计划.pdf")
        wizard = self._ask()
        self.assertEqual(wizard.recipient, "成都锦里食品有限公司（李静）")
        self.assertEqual(wizard.channel, "email")
        self.assertIn("lijing@example.com", wizard.address)
        self.assertEqual(
            wizard.enclosures.split("\n"), ["系统升级通知 (PDF)", "1. 计划.pdf"]
        )
        self.assertIn("停机升级。", wizard.letter)
        self.assertFalse(wizard.problems)
        self.assertEqual(self.notice.state, "draft")

    def test_what_goes_by_courier_names_the_designated_address(self):
        designated = self.customer.child_ids.create(
            {
                "name": "王芳",
                "parent_id": self.customer.id,
                "street": "人民南路四段11号",
                "phone": "13900139000",
                "type": "other",
            }
        )
        self.contract._write_protected({"notice_partner_id": designated.id})
        self.notice.channel = "courier"
        wizard = self._ask()
        self.assertEqual(wizard.recipient, "成都锦里食品有限公司（王芳）")
        self.assertIn("人民南路四段11号", wizard.address)
        self.assertIn("13900139000", wizard.address)

    def test_it_goes_where_it_said_it_would(self):
        wizard = self._ask()
        with self._on("2026-06-01"):
            wizard.action_confirm()
        self.assertEqual(self.notice.state, "sent")
        self.assertEqual(self.notice.sent_to_address, wizard.address)
        self.assertEqual(self.notice.channel, wizard.channel)

    def test_what_is_missing_is_said_before(self):
        self.notice.facts = False
        self.assertIn("blanks", self._ask().problems)

    def test_what_was_sent_is_not_sent_again(self):
        with self._on("2026-06-01"):
            self.notice.action_send()
        self.assertIn("already", self._ask().problems)

    def test_a_queued_demand_is_not_said_to_be_too_late(self):
        with self._on("2026-06-01"):
            self.notice._queue()
            self.notice._write_protected({"due_date": "2026-05-31"})
        self.assertFalse(self._ask().problems)
