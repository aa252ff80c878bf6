# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .notice_common import NoticeCommon

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

    def test_the_rule_of_arrival_stays_while_a_letter_is_on_its_way(self):
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
