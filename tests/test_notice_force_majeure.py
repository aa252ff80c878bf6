# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestForceMajeure(NoticeCommon):
    """Clauses 8.1, 8.2: told, proved, and on hold meanwhile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate()

    def _proof(self, day, **values):
        return self._receive(
            self.contract,
            "force_majeure_proof",
            day,
            supporting_document_ids=self._file("proof.pdf").ids,
            **values,
        )

    def test_while_one_is_open_nothing_is_terminated_automatically(self):
        contract = self.contract
        self._renew(contract)
        notice = self._receive(contract, "force_majeure", "2027-03-01")
        self.assertTrue(contract.is_force_majeure_open)
        self._end_unpaid("2027-03-04")
        self._end_unpaid("2027-03-05")
        self.assertEqual(contract.contract_state, "active")
        holds = contract.activity_ids.filtered(
            lambda activity: (
                "force majeure" in (activity.summary or "")
                and "Not terminated" in activity.summary
            )
        )
        self.assertEqual(len(holds), 1)
        with self._on("2027-03-05"):
            self.assertIn("force majeure", contract.termination_verdict)
            self.assertTrue(contract.is_termination_on_hold)
        end = self._receive(contract, "force_majeure_end", "2027-03-20")
        self.assertEqual(notice.state, "done")
        self.assertEqual(end.state, "done")
        self.assertFalse(contract.is_force_majeure_open)
        self._end_unpaid("2027-03-21")
        self.assertEqual(contract.contract_state, "terminated")

    def test_a_manager_can_end_the_hold_too(self):
        notice = self._receive(self.contract, "force_majeure", "2026-06-01")
        notice.action_done()
        self.assertFalse(self.contract.is_force_majeure_open)

    def test_a_late_one_holds_as_well(self):
        notice = self._receive(
            self.contract, "force_majeure", "2026-06-20", event_date="2026-06-01"
        )
        self.assertTrue(notice.is_late)
        self.assertTrue(self.contract.is_force_majeure_open)

    def test_neither_a_draft_nor_ours_holds(self):
        self._draft(self.contract, "force_majeure", event_date="2026-06-01")
        self._give(
            self.contract, "force_majeure", "2026-06-01", "2026-06-02", facts="地震。"
        )
        self.assertFalse(self.contract.is_force_majeure_open)

    def test_the_deadline_of_the_proof_is_kept_from_then_on(self):
        notice = self._receive(self.contract, "force_majeure", "2026-06-01")
        proof = self.contract.notice_ids - notice
        self.assertEqual(proof.type_id, self._type("force_majeure_proof"))
        self.assertEqual(proof.state, "draft")
        self.assertEqual(proof.direction, "incoming")
        self.assertEqual(proof.origin_id, notice)
        # 21 June is a Sunday after the Dragon Boat Festival
        self.assertEqual(proof.due_date, date(2026, 6, 22))
        with self._on("2026-06-23"):
            self.assertTrue(proof.is_overdue)

    def test_recorded_as_another_record_it_takes_its_place(self):
        notice = self._receive(self.contract, "force_majeure", "2026-06-01")
        expected = self.contract.notice_ids - notice
        proof = self._proof("2026-06-10", event_date="2026-06-01")
        self.assertEqual(expected.state, "cancelled")
        self.assertEqual(proof.origin_id, notice)
        self.assertFalse(proof.is_late)

    def test_ours_is_expected_once(self):
        notice = self._give(
            self.contract, "force_majeure", "2026-06-01", "2026-06-02", facts="地震。"
        )
        proof = self.contract.notice_ids - notice
        self.assertEqual(len(proof), 1)
        self.assertEqual(proof.direction, "outgoing")

    def test_withdrawn_ours_is_not_expected_any_more(self):
        notice = self._give(
            self.contract, "force_majeure", "2026-06-01", facts="地震。"
        )
        proof = self.contract.notice_ids - notice
        notice.action_cancel()
        self.assertEqual(proof.state, "cancelled")

    def test_an_end_is_of_its_own_side_only(self):
        theirs = self._receive(self.contract, "force_majeure", "2026-06-01")
        ours = self._give(
            self.contract, "force_majeure", "2026-06-01", "2026-06-02", facts="地震。"
        )
        self._give(self.contract, "force_majeure_end", "2026-06-05", "2026-06-06")
        self.assertEqual(ours.state, "done")
        self.assertEqual(theirs.state, "received")
        self.assertTrue(self.contract.is_force_majeure_open)

    def test_neither_side_s_is_over_before_it_happened(self):
        self._receive(self.contract, "force_majeure", "2026-06-10")
        with self.assertRaisesRegex(UserError, "is over on that day or later"):
            self._receive(
                self.contract,
                "force_majeure_end",
                "2026-06-12",
                event_date="2026-06-09",
            )
        self._give(
            self.contract, "force_majeure", "2026-06-10", "2026-06-11", facts="地震。"
        )
        with self.assertRaisesRegex(UserError, "is over on that day or later"):
            self._give(
                self.contract,
                "force_majeure_end",
                "2026-06-12",
                event_date="2026-06-09",
            )
        self._give(self.contract, "force_majeure_end", "2026-06-12", "2026-06-13")

    def test_the_letter_in_time_and_the_late_one(self):
        in_time = self._give(
            self.contract,
            "force_majeure",
            "2026-06-03",
            event_date="2026-06-01",
            facts="地震。",
        )
        late = self._give(
            self.contract,
            "force_majeure",
            "2026-06-20",
            event_date="2026-06-01",
            facts="地震。",
        )
        for notice in (in_time, late):
            self.assertIn("第五百九十条", notice.body)
            self.assertIn("第8.1条", notice.body)
            self.assertIn("地震。", notice.body)
        self.assertNotIn("晚于", in_time.body)
        self.assertIn("晚于本合同第8.1条约定的期限", late.body)
        self.assertIn("仅依照", late.body)

    def test_a_letter_whose_day_passes_before_it_is_sent_claims_less(self):
        with self._on("2026-06-02"):
            notice = self._draft(
                self.contract,
                "force_majeure",
                "outgoing",
                event_date="2026-06-01",
                facts="地震。",
            )
        self.assertNotIn("仅依照", notice.body)
        with self._on("2026-06-20"):
            notice.action_send()
        self.assertIn("仅依照", notice.body)

    def test_the_end_of_the_contract_closes_them(self):
        notice = self._receive(self.contract, "force_majeure", "2026-06-01")
        with self._on("2026-06-05"):
            self.contract.action_terminate_contract(self.agreement)
        self.assertEqual(notice.state, "done")
        expected = self.contract.notice_ids.filtered(lambda n: n.origin_id == notice)
        self.assertEqual(expected.state, "cancelled")
