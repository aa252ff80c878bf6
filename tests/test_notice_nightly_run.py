# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestNoticeTracking(NoticeCommon):
    """The nightly run: once of each, and twice is no more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate("2026-01-05")

    def _notes(self, words):
        return self.contract.activity_ids.filtered(
            lambda activity: words in (activity.summary or "")
        )

    def _upgrade(self, day="2026-03-02"):
        return self._give(self.contract, "service_upgrade", day, facts="系统升级。")

    def test_an_overdue_obligation_is_told_once_to_who_looks_after_it(self):
        self.contract._write_protected({"user_id": self.salesman.id})
        self._draft(self.contract, "force_majeure", event_date="2026-03-02")
        self._track("2026-03-09")
        self.assertFalse(self._notes("overdue"))
        self._track("2026-03-10")
        self._track("2026-03-11")
        self.assertEqual(len(self._notes("overdue")), 1)
        self.assertEqual(self._notes("overdue").user_id, self.salesman)

    def test_a_receipt_that_nobody_recorded_is_chased_once(self):
        notice = self._upgrade()
        self._track("2026-03-08")
        self.assertFalse(self._notes("record the receipt"))
        self._track("2026-03-09")
        self._track("2026-03-20")
        self.assertEqual(len(self._notes("record the receipt")), 1)
        self.assertEqual(notice.state, "sent")

    def test_after_days_of_downtime_one_run_catches_up(self):
        self._upgrade()
        self._draft(self.contract, "force_majeure", event_date="2026-03-02")
        self._receive(self.contract, "termination_request", "2026-03-03")
        self._track("2026-05-01")
        self.assertEqual(len(self._notes("overdue")), 1)
        self.assertEqual(len(self._notes("record the receipt")), 1)
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_what_was_received_is_not_chased(self):
        notice = self._upgrade()
        with self._on("2026-03-05"):
            notice.write({"receipt_basis": "mailbox", "proof_ids": self._file().ids})
            notice.action_receive()
        self._track("2026-03-20")
        self.assertFalse(self._notes("record the receipt"))

    def test_a_change_that_takes_effect_later_waits_for_its_day(self):
        self._type("address_change").effect_days = 3
        notice = self._receive(
            self.contract, "address_change", "2026-03-02", new_street="新街1号"
        )
        self.assertEqual(notice.state, "received")
        self._track("2026-03-04")
        self.assertEqual(self.customer.street, "武侯祠大街231号")
        self._track("2026-03-05")
        self._track("2026-03-06")
        self.assertEqual(self.customer.street, "新街1号")
        self.assertEqual(notice.state, "done")

    def test_a_broken_one_stands_alone(self):
        other = self._activate("2026-01-05")
        self._draft(self.contract, "force_majeure", event_date="2026-03-02")
        notice = self._draft(other, "force_majeure", event_date="2026-03-02")
        Contract = self.registry["sale.subscription"]
        report = Contract._warn_responsible

        def fail(contracts, note, *args, **kwargs):
            if contracts == self.contract and "overdue" in note:
                raise ValueError("no activity type")
            return report(contracts, note, *args, **kwargs)

        with patch.object(Contract, "_warn_responsible", fail):
            self._track("2026-03-10")
        self.assertTrue(notice.overdue_reported_on)
        self.assertIn("no activity type", self.contract.contract_failure)
        self._track("2026-03-11")
        self.assertFalse(self.contract.contract_failure)
        self.assertEqual(len(self._notes("overdue")), 1)

    def test_a_quiet_night_changes_nothing(self):
        notice = self._upgrade()
        self._track("2026-03-09")
        before = notice.write_date
        self._track("2026-03-10")
        notice.invalidate_recordset()
        self.assertEqual(notice.write_date, before)
