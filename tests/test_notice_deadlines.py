# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.miniprogram_contract.policy import working_days as deadlines

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestNoticeDeadlines(NoticeCommon):
    """Clauses 8.1 and 11.3: by when a notice has to arrive."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate("2026-01-05")

    def _due(self, name, event, **values):
        notice = self._draft(self.contract, name, event_date=event, **values)
        return notice.due_date

    def test_force_majeure_is_told_in_five_days_and_proved_in_twenty(self):
        self.assertEqual(self._due("force_majeure", "2026-03-02"), date(2026, 3, 9))
        self.assertEqual(
            self._due("force_majeure_proof", "2026-03-02"), date(2026, 3, 23)
        )
        # five days end on Sunday 15 February, in the Spring Festival
        self.assertEqual(self._due("force_majeure", "2026-02-10"), date(2026, 2, 24))
        # on a Saturday that is worked
        self.assertEqual(self._due("force_majeure", "2026-02-09"), date(2026, 2, 14))
        # on Friday 2 October, in the National Day's week
        self.assertEqual(self._due("force_majeure", "2026-09-27"), date(2026, 10, 8))

    def test_a_change_of_address_is_told_in_ten_working_days(self):
        self.assertEqual(self._due("address_change", "2026-03-02"), date(2026, 3, 16))
        # Saturday 10 October counts
        self.assertEqual(self._due("address_change", "2026-09-30"), date(2026, 10, 20))
        self.assertEqual(self._due("address_change", "2026-02-13"), date(2026, 3, 5))

    def test_other_notices_have_no_deadline(self):
        self.assertFalse(self._due("termination_request", "2026-03-02"))
        self.assertFalse(self._due("service_upgrade", "2026-03-02"))

    def test_the_due_date_follows_the_event_of_a_draft(self):
        notice = self._draft(self.contract, "force_majeure", event_date="2026-03-02")
        notice.event_date = "2026-03-03"
        self.assertEqual(notice.due_date, date(2026, 3, 9))

    def test_late_is_judged_by_the_day_of_receipt(self):
        in_time = self._receive(
            self.contract,
            "force_majeure",
            "2026-03-12",
            "2026-03-09",
            event_date="2026-03-02",
        )
        late = self._receive(
            self.contract,
            "force_majeure",
            "2026-03-12",
            "2026-03-10",
            event_date="2026-03-02",
        )
        self.assertFalse(in_time.is_late)
        self.assertTrue(late.is_late)
        self.assertEqual(late.state, "received")

    def test_overdue_on_the_company_s_own_day(self):
        notice = self._draft(self.contract, "force_majeure", event_date="2026-03-02")
        Notice = self.env["miniprogram.contract.notice"]
        # 9 March ends at 16:00 UTC in Shanghai
        for moment, is_overdue in (
            ("2026-03-09 15:59:00", False),
            ("2026-03-09 16:01:00", True),
        ):
            notice.invalidate_recordset(["is_overdue"])
            with freeze_time(moment):
                self.assertEqual(notice.is_overdue, is_overdue)
                found = Notice.search([("is_overdue", "=", True)])
                self.assertEqual(notice in found, is_overdue)
                others = Notice.search([("is_overdue", "=", False)])
                self.assertEqual(notice in others, not is_overdue)

    def test_what_was_received_is_not_overdue(self):
        notice = self._receive(
            self.contract, "force_majeure", "2026-03-05", event_date="2026-03-02"
        )
        with self._on("2026-04-01"):
            self.assertFalse(notice.is_overdue)

    def test_a_new_form_has_nothing_yet(self):
        names = ("is_overdue", "is_late", "due_date", "effective_date", "settlement")
        for values in (
            {},
            {"contract_id": self.contract.id},
            {"type_id": self._type("address_change").id, "event_date": False},
        ):
            notice = self.env["miniprogram.contract.notice"].new(values)
            for name in (*names, "address_partner_id", "is_provisional", "body"):
                with self.subTest(values=values, field=name):
                    self.assertFalse(notice[name])

    def test_what_is_not_announced_yet_is_provisional_and_counted_again(self):
        year = deadlines.last_known_day().year
        with patch.object(
            deadlines.ChinaStaticHolidays,
            "special_public_holidays",
            {year - 1: ()},
        ):
            provisional = self._draft(
                self.contract, "address_change", event_date=f"{year}-03-02"
            )
            self.assertTrue(provisional.is_provisional)
            # seven plain days do not depend on working days
            plain = self._draft(
                self.contract, "termination_request", event_date=f"{year}-03-02"
            )
            self.assertFalse(plain.is_provisional)
            provisional._write_protected({"due_date": f"{year}-03-13"})
            self._track("2026-03-03")
            self.assertTrue(provisional.is_provisional)
        self._track("2026-03-04")
        self.assertFalse(provisional.is_provisional)
        self.assertEqual(provisional.due_date, date(year, 3, 16))

    def test_a_manager_s_own_type_counts_from_sending_or_receipt(self):
        rule = self.env["miniprogram.contract.notice.type"].create(
            {
                "name": "Answer",
                "title": "询问函",
                "body": "请贵方答复。",
                "deadline_days": 3,
                "deadline_from": "receipt",
                "awaits_action": True,
            }
        )
        with self._on("2026-03-02"):
            notice = self._draft(self.contract, "waiver", "outgoing", type_id=rule.id)
            self.assertFalse(notice.due_date)
            notice.action_send()
        self.assertFalse(notice.due_date)
        with self._on("2026-03-05"):
            notice.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            notice.action_receive("2026-03-04")
        self.assertEqual(notice.due_date, date(2026, 3, 7))
        with self._on("2026-03-08"):
            self.assertTrue(notice.is_overdue)
            notice.action_done()
            self.assertFalse(notice.is_overdue)

    def test_a_type_counts_days_that_make_sense(self):
        for values in ({"deadline_days": -1}, {"effect_days": 1000}):
            with self.assertRaises(ValidationError):
                self._type("waiver").write(values)
        with self.assertRaises(ValidationError):
            self._type("waiver").effect = "terminate"
