# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from ..policy.ends import EndKind
from .notice_common import YEARLY, NoticeCommon

LETTER = {"facts": "贵方多次发布违法信息。", "settlement": "双方已结清。"}


class DeclaredEndCommon(NoticeCommon):
    @classmethod
    def _reason(cls, name="breach_customer"):
        return cls.env.ref(f"miniprogram_contract.close_reason_{name}")

    def _declare(self, contract, day="2026-06-01", cure_day=None, name=None, **letter):
        """Let a manager declare an end, and return the letter."""
        before = contract.notice_ids
        with self._on(day):
            contract.action_terminate_contract(
                self._reason(name or "breach_customer"),
                cure_day,
                **{**LETTER, **letter},
            )
        return contract.notice_ids - before

    def _arrive(self, letter, day, entered=None):
        with self._on(entered or day):
            letter.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            letter.action_receive(day)

    def _assert_waits(
        self, contract, words="Ends on receipt of our letter", day="2026-06-01"
    ):
        with self._on(day):
            contract.invalidate_recordset()
            self.assertEqual(contract.contract_state, "active")
            self.assertFalse(contract.termination_date)
            self.assertTrue(contract.is_end_declared)
            self.assertIn(words, contract.termination_verdict)
            self.assertIs(contract._find_next_end().kind, EndKind.DECLARED)
            self.assertFalse(contract.is_terminated_tonight)

    def _assert_ended(self, contract, day, name="breach_customer"):
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.termination_date, date.fromisoformat(day))
        self.assertEqual(contract.close_reason_id, self._reason(name))

    def _find_activities(self, contract, words):
        return contract.activity_ids.filtered(lambda a: words in a.summary)

    def _withdraw(self, contract, day):
        with self._on(day):
            contract.action_withdraw_termination("双方谈妥")

    def _take_back(self, letter, day):
        """Let a manager withdraw a letter that was sent."""
        with self._on(day):
            letter.action_withdraw_end("双方谈妥")

    def _assert_goes_on(self, contract):
        self.assertEqual(contract.contract_state, "active")
        self.assertFalse(contract.is_end_declared)
        self.assertFalse(contract.close_reason_id)
        self.assertTrue(contract.renewal_invoice_on)

    def _default(self):
        """Return a contract whose second year is not paid, and was demanded."""
        contract = self._activate(**YEARLY)
        term = self._renew(contract, "2027-01-29")
        self._track("2027-03-01")
        return contract, term
