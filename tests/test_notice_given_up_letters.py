# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .notice_declared_common import DeclaredEndCommon


@tagged("post_install", "-at_install")
class TestGivenUpLetters(DeclaredEndCommon):
    """A letter that was sent and is given up: the customer has it all the same."""

    def _declare_and_send(self, **values):
        contract = self._activate()
        letter = self._declare(contract, **values)
        self._track("2026-06-01")
        return contract, letter

    # -- it arrives after all ----------------------------------------------------------

    def test_its_arrival_is_kept_on_file_and_ends_nothing(self):
        contract, letter = self._declare_and_send()
        self._withdraw(contract, "2026-06-03")
        self._arrive(letter, "2026-06-02", entered="2026-06-09")
        self.assertEqual(letter.state, "cancelled")
        self.assertEqual(letter.received_on, date(2026, 6, 2))
        self.assertEqual(letter.receipt_basis, "signed")
        self.assertTrue(letter.receipt_recorded_at)
        self.assertFalse(letter.effective_date)
        self._assert_goes_on(contract)
        (warning,) = self._find_activities(contract, "article 141")
        self.assertIn("arrived on 2026-06-02", warning.summary)
        self.assertTrue(warning.user_id in contract._get_managers())
        self._track("2026-07-01")
        self._assert_goes_on(contract)

    def test_after_that_it_stays_as_it_is(self):
        contract, letter = self._declare_and_send()
        self._withdraw(contract, "2026-06-03")
        self._arrive(letter, "2026-06-04")
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            letter.receipt_basis = "refused"
        with self.assertRaisesRegex(UserError, "needs a notice in state"):
            letter.action_receive("2026-06-05")

    def test_one_that_is_closed_since_the_contract_ended_otherwise_too(self):
        contract, letter = self._declare_and_send()
        with self._on("2026-06-03"):
            contract.action_terminate_contract(self._reason("law"))
        self._arrive(letter, "2026-06-05")
        self.assertEqual(letter.received_on, date(2026, 6, 5))
        self._assert_ended(contract, "2026-06-03", "law")

    def test_what_was_never_sent_cannot_arrive(self):
        contract = self._activate()
        letter = self._declare(contract)
        self._withdraw(contract, "2026-06-01")
        with self.assertRaises(UserError):
            self._arrive(letter, "2026-06-04")

    def test_the_dialog_of_its_receipt_opens_for_it(self):
        contract, letter = self._declare_and_send()
        self._withdraw(contract, "2026-06-03")
        with self._on("2026-06-05"):
            dialogs = self.env["miniprogram.contract.notice.receive"]
            dialog = dialogs.create(
                {
                    "notice_ids": letter.ids,
                    "received_on": "2026-06-02",
                    "receipt_basis": "mailbox",
                    "no_proof_reason": "邮件未退回。",
                }
            )
            dialog.action_confirm()
        self.assertEqual(letter.received_on, date(2026, 6, 2))
        self.assertEqual(letter.state, "cancelled")

    # -- before it is withdrawn --------------------------------------------------------

    def _open_withdrawal(self, contract):
        dialogs = self.env["miniprogram.contract.withdraw.termination"]
        return Form(dialogs.with_context(active_id=contract.id))

    def test_the_dialog_asks_whether_it_has_arrived(self):
        contract, letter = self._declare_and_send()
        with self._on("2026-06-03"):
            with self._open_withdrawal(contract) as dialog:
                self.assertIn(letter.letter_number, dialog.sent_letters)
                self.assertIn("E-mail", dialog.sent_letters)
                self.assertTrue(dialog.may_be_in_mailbox)
                dialog.reason = "双方谈妥"
            with self.assertRaisesRegex(UserError, "Not Arrived Yet"):
                dialog.record.action_confirm()
            dialog.record.has_not_arrived = True
            dialog.record.action_confirm()
        self.assertEqual(letter.state, "cancelled")
        self._assert_goes_on(contract)

    def test_it_asks_nothing_where_no_letter_was_sent(self):
        contract = self._activate()
        self._declare(contract)
        with self._on("2026-06-01"):
            with self._open_withdrawal(contract) as dialog:
                self.assertFalse(dialog.sent_letters)
                dialog.reason = "双方谈妥"
            dialog.record.action_confirm()
        self._assert_goes_on(contract)
