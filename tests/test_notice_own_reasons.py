# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .notice_common import NoticeCommon

FRAUD = "miniprogram_contract.close_reason_fraud"
LETTER = {"facts": "贵方多次发布违法信息。", "settlement": "双方已结清。"}


@tagged("post_install", "-at_install")
class TestReasonsOfOnesOwn(NoticeCommon):
    """A reason that a manager made, and the rule of arrival that he gives to one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_user(
            "reason_manager", "miniprogram_contract.group_contract_manager"
        )
        cls.breach = cls.env.ref("miniprogram_contract.close_reason_breach_customer")
        cls.own = cls.breach.copy({"name": "发布违法信息", "settlement": False})

    def _declare(self, contract, reason):
        with self._on("2026-06-01"):
            contract.action_terminate_contract(reason, **LETTER)
        self._track("2026-06-01")
        return contract.notice_ids

    def test_the_contract_ends_for_the_reason_that_was_chosen(self):
        self.assertEqual(self.own.notice_type_id, self.breach.notice_type_id)
        contract = self._activate()
        letter = self._declare(contract, self.own)
        self.assertEqual(letter.state, "sent")
        self.assertEqual(contract.close_reason_id, self.own)
        with self._on("2026-06-04"):
            letter.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            letter.action_receive("2026-06-04")
        self.assertEqual(contract.termination_date, date(2026, 6, 4))
        self.assertEqual(contract.close_reason_id, self.own)

    def _arrive(self, letter, day):
        with self._on(day):
            letter.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            letter.action_receive(day)

    def test_it_does_so_beside_an_end_that_is_planned_too(self):
        contract = self._activate()
        with self._on("2026-05-20"):
            contract.action_terminate_contract(self.agreement, "2026-06-30")
        before = contract.notice_ids
        letter = self._declare(contract, self.own) - before
        self.assertEqual(contract.close_reason_id, self.agreement)
        with self._on("2026-06-02"):
            self.assertIn(self.own.name, contract.termination_verdict)
        self._arrive(letter, "2026-06-04")
        self.assertEqual(contract.termination_date, date(2026, 6, 4))
        self.assertEqual(contract.close_reason_id, self.own)

    def test_a_letter_written_by_hand_says_what_its_reason_says(self):
        self.own.settlement = "已付费用不予退还。"
        contract = self._activate()
        with self._on("2026-06-01"):
            letter = self._draft(
                contract, "termination_breach", "outgoing", facts=LETTER["facts"]
            )
            self.assertNotIn("不予退还", letter.body)
            letter.close_reason_id = self.own
            self.assertEqual(letter.settlement, "已付费用不予退还。")
            self.assertIn("已付费用不予退还。", letter.body)

    def test_of_two_letters_each_ends_it_for_its_own_reason(self):
        contract = self._activate()
        first = self._declare(contract, self.own)
        second = self._declare(contract, self.breach) - first
        with self._on("2026-06-02"):
            second.action_withdraw_end("双方谈妥")
        self.assertEqual(contract.close_reason_id, self.own)
        self._arrive(first, "2026-06-04")
        self.assertEqual(contract.close_reason_id, self.own)

    def test_a_letter_that_somebody_writes_gives_the_reason_that_he_chooses(self):
        contract = self._activate()
        letter = self._draft(
            contract,
            "termination_breach",
            "outgoing",
            close_reason_id=self.own.id,
            event_date="2026-06-01",
            **LETTER,
        )
        with self._on("2026-06-01"):
            letter.action_send()
        self.assertEqual(contract.close_reason_id, self.own)
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            letter.close_reason_id = False
        for side, reason in (
            ("outgoing", self.env.ref(FRAUD)),
            ("incoming", self.own),
        ):
            values = {"close_reason_id": reason.id, **LETTER}
            with self.assertRaisesRegex(ValidationError, "Close Reason: none, or one"):
                self._draft(contract, "termination_breach", side, **values)

    def test_a_reason_for_everybody_does_not_open_a_letter_of_managers(self):
        self.own.is_manager_only = False
        self.breach.notice_type_id.is_manager_only = False
        letter = self._draft(
            self._activate(),
            "termination_breach",
            "outgoing",
            close_reason_id=self.own.id,
            **LETTER,
        )
        self.assertTrue(letter._needs_manager())

    def test_the_rule_of_arrival_stays_beside_a_planned_end_too(self):
        contract = self._activate()
        with self._on("2026-05-20"):
            contract.action_terminate_contract(self.agreement, "2026-06-30")
        self._declare(contract, self.own)
        with self.assertRaisesRegex(UserError, "letters are on their way"):
            self.own.with_user(self.manager).takes_effect_on_arrival = False

    def test_the_rule_of_arrival_stays_while_while_a_letter_is_on_its_way(self):
        contract = self._activate()
        letter = self._declare(contract, self.breach)
        breach = self.breach.with_user(self.manager)
        with self.assertRaisesRegex(UserError, letter.display_name):
            breach.takes_effect_on_arrival = False
        breach.takes_effect_on_arrival = True  # nothing changes
        with self._on("2026-06-02"):
            letter.action_withdraw_end("双方谈妥")
        breach.takes_effect_on_arrival = False
        self.assertFalse(self.breach._is_declared_by_us())

    def test_what_follows_from_the_rule_is_computed_anew(self):
        contract = self._activate()
        letter = self._declare(contract, self.breach)
        self.assertEqual(letter.receipt_due_on, date(2026, 6, 16))
        self.assertTrue(contract.is_end_declared)
        self.breach.sudo().takes_effect_on_arrival = False  # by an update
        self.assertEqual(letter.receipt_due_on, date(2026, 6, 8))
        self.assertFalse(contract.is_end_declared)
