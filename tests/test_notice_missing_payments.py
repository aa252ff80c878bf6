# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .notice_common import YEARLY
from .notice_declared_common import LETTER, DeclaredEndCommon


@tagged("post_install", "-at_install")
class TestMissingPayments(DeclaredEndCommon):
    """A breach is a missing payment where somebody says so, and only then."""

    def _open(self, contract):
        dialogs = self.env["miniprogram.contract.terminate"]
        return Form(dialogs.with_context(active_id=contract.id))

    def test_the_dialog_asks_whether_the_breach_is_the_missing_payment(self):
        contract, term = self._default()
        demand = contract.notice_ids
        with self._on("2027-03-05"):
            with self._open(contract) as dialog:
                dialog.reason_id = self._reason("fraud")
                self.assertFalse(dialog.term_id)
                dialog.reason_id = self._reason()
                self.assertFalse(dialog.term_id, "nobody has said so yet")
                dialog.breach = "payment"
                self.assertEqual(dialog.term_id, term)
                self.assertIn("尚欠￥7,208.00未付", dialog.facts)
                dialog.settlement = LETTER["settlement"]
            dialog.record.action_confirm()
        letter = contract.notice_ids - demand
        self.assertEqual(letter.term_id, term)
        self.assertEqual(letter.origin_id, demand)

    def test_a_manager_says_that_the_breach_is_another_one(self):
        contract, _term = self._default()
        demand = contract.notice_ids
        with self._on("2027-03-05"):
            with self._open(contract) as dialog:
                dialog.reason_id = self._reason()
                dialog.breach = "other"
                self.assertFalse(dialog.facts)
                dialog.facts = LETTER["facts"]
                dialog.settlement = LETTER["settlement"]
            dialog.record.action_confirm()
        letter = contract.notice_ids - demand
        self.assertFalse(letter.term_id | letter.origin_id.term_id)
        self.assertIn(LETTER["facts"], letter.body)

    def test_the_dialog_does_not_guess_which_breach_it_is(self):
        contract, _term = self._default()
        with self._on("2027-03-05"):
            dialog = self.env["miniprogram.contract.terminate"].create(
                {"contract_id": contract.id, "reason_id": self._reason().id, **LETTER}
            )
            for action in dialog.action_preview, dialog.action_confirm:
                with self.assertRaisesRegex(UserError, "Breach: say whether"):
                    action()

    def test_facts_that_were_typed_stay_whatever_is_chosen(self):
        contract, _term = self._default()
        with self._on("2027-03-05"), self._open(contract) as dialog:
            dialog.reason_id = self._reason()
            dialog.facts = LETTER["facts"]
            for breach in "other", "payment":
                dialog.breach = breach
                self.assertEqual(dialog.facts, LETTER["facts"])
            dialog.settlement = LETTER["settlement"]

    def test_another_reason_says_nothing_of_the_missing_payment(self):
        contract, _term = self._default()
        with self._on("2027-03-05"), self._open(contract) as dialog:
            dialog.reason_id = self._reason()
            dialog.breach = "payment"
            dialog.reason_id = self._reason("fraud")
            self.assertFalse(dialog.breach or dialog.term_id or dialog.facts)
            dialog.facts = "冒用他人名义订立合同。"
            dialog.settlement = LETTER["settlement"]

    def test_a_payment_cures_no_breach_of_another_kind(self):
        for is_sent in (False, True):
            with self.subTest(sent=is_sent):
                contract, _term = self._default()
                letter = self._declare(contract, "2027-03-05", "2027-03-31")
                self.assertFalse(letter.term_id or letter.origin_id)
                if is_sent:
                    self._track("2027-03-05")
                self._pay(contract, "2027-03-08")
                self.assertEqual(letter.state, "sent" if is_sent else "draft")
                self.assertTrue(contract.is_end_declared)
                self._track("2027-03-08")
                self._arrive(letter, "2027-03-09")
                self.assertEqual(contract.termination_date, date(2027, 3, 31))
                self._track("2027-04-01")
                self._assert_ended(contract, "2027-03-31")

    def test_only_what_is_owed_and_overdue_is_a_missing_payment(self):
        contract, term = self._default()
        other = self._activate()
        for about, name, period in (
            (contract, "breach_customer", contract.term_ids[0]),
            (contract, "fraud", term),
            (contract, "agreement", term),
            (other, "breach_customer", term),
        ):
            with (
                self.subTest(reason=name, contract=about, term=period),
                self.assertRaisesRegex(UserError, "Missing Payment"),
            ):
                self._declare(about, "2027-03-05", name=name, term=period)

    def _assert_not_demanded(self, contract, day, letters):
        self._track(day)
        self.assertEqual(contract.notice_ids, letters)

    def test_no_time_to_pay_is_given_beside_our_letter_that_ends_the_contract(self):
        contract = self._activate(**YEARLY)
        term = self._renew(contract, "2027-01-29")
        letter = self._declare(contract, "2027-03-01", "2027-03-20", term=term)
        self._assert_not_demanded(contract, "2027-03-01", letter)
        self._arrive(letter, "2027-03-02")
        self._assert_not_demanded(contract, "2027-03-03", letter)
        with self._on("2027-03-04"):
            letter.action_done()
        self._track("2027-03-05")
        self.assertIn(self._type("payment_demand"), contract.notice_ids.type_id)

    def test_nor_where_the_breach_is_another_one(self):
        contract = self._activate(**YEARLY)
        self._renew(contract, "2027-01-29")
        letter = self._declare(contract, "2027-03-01", name="fraud")
        self._assert_not_demanded(contract, "2027-03-01", letter)
