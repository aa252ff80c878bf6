# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .notice_declared_common import DeclaredEndCommon

EARLIER = "Ends earlier if our letter arrives before"


@tagged("post_install", "-at_install")
class TestLettersBesidePlannedEnds(DeclaredEndCommon):
    """A letter that ends a contract which ends anyway: all say that it travels."""

    def _plan_and_declare(self, planned="2026-06-30", **letter):
        """Return a contract with a planned end, and a letter that may come before."""
        contract = self._activate()
        with self._on("2026-05-20"):
            contract.action_terminate_contract(self.agreement, planned)
        return contract, self._declare(contract, **letter)

    def _is_found(self, contract):
        """Whether the filter finds it, and the form says so."""
        found = contract.search([("is_end_declared", "=", True)])
        self.assertEqual(contract in found, contract.is_end_declared)
        return contract.is_end_declared

    def _look(self, contract, day="2026-06-02"):
        """Return what form and portal say."""
        with self._on(day):
            contract.invalidate_recordset()
            page = contract._get_portal_page()
            return contract.termination_verdict, page["declared_end"]

    def test_while_it_travels_form_filter_deadlines_and_portal_say_so(self):
        contract, letter = self._plan_and_declare()
        self.assertTrue(self._is_found(contract), "it is about to be sent")
        self.assertFalse(self._look(contract)[1], "the customer was not told yet")
        self._track("2026-06-01")
        self.assertTrue(self._is_found(contract))
        self.assertEqual(contract.termination_date, date(2026, 6, 30))
        self.assertEqual(contract.close_reason_id, self.agreement)
        verdict, told = self._look(contract)
        self.assertIn("Ends on 2026-06-30", verdict)
        self.assertIn(EARLIER, verdict)
        self.assertEqual(told, {"not_before": None})
        deadlines = self.env["miniprogram.contract.deadline"].search(
            [("contract_id", "=", contract.id)]
        )
        days = {deadline.kind: deadline.due_on for deadline in deadlines}
        expected = {"end": date(2026, 6, 30), "receipt": date(2026, 6, 16)}
        self.assertLessEqual(expected.items(), days.items())
        self._arrive(letter, "2026-06-04")
        self._assert_ended(contract, "2026-06-04")
        self.assertFalse(self._is_found(contract))

    def test_withdrawn_they_say_it_no_more(self):
        contract, letter = self._plan_and_declare()
        self._track("2026-06-01")
        self._take_back(letter, "2026-06-03")
        self.assertFalse(self._is_found(contract))
        verdict, told = self._look(contract, "2026-06-03")
        self.assertNotIn(EARLIER, verdict)
        self.assertFalse(told)
        self.assertEqual(contract.termination_date, date(2026, 6, 30))

    def test_with_a_day_to_cure_before_the_planned_end_the_portal_names_it(self):
        contract, _letter = self._plan_and_declare(cure_day="2026-06-15")
        self._track("2026-06-01")
        self.assertEqual(self._look(contract)[1], {"not_before": date(2026, 6, 15)})

    def test_one_that_comes_after_the_planned_end_changes_nothing_for_the_customer(
        self,
    ):
        contract, _letter = self._plan_and_declare(cure_day="2026-07-15")
        self._track("2026-06-01")
        self.assertTrue(self._is_found(contract))
        verdict, told = self._look(contract)
        self.assertNotIn(EARLIER, verdict)
        self.assertFalse(told)

    def test_at_the_planned_end_it_is_closed(self):
        contract, letter = self._plan_and_declare()
        self._track("2026-06-01")
        self._track("2026-07-01")
        self._assert_ended(contract, "2026-06-30", "agreement")
        self.assertEqual(letter.state, "done")
        self.assertFalse(self._is_found(contract))

    def test_withdrawing_the_planned_end_does_not_ask_of_a_letter_that_stands(self):
        contract, letter = self._plan_and_declare()
        self._track("2026-06-01")
        dialogs = self.env["miniprogram.contract.withdraw.termination"]
        with self._on("2026-06-03"):
            with Form(dialogs.with_context(active_id=contract.id)) as dialog:
                self.assertFalse(dialog.sent_letters)
                self.assertFalse(dialog.declared_end)
                dialog.reason = "双方谈妥"
            dialog.record.action_confirm()
        self.assertEqual(letter.state, "sent")
        self._assert_waits(contract, day="2026-06-03")

    def test_a_letter_that_somebody_queued_is_no_planned_end(self):
        contract = self._activate()
        letter = self._draft(contract, "termination_breach", "outgoing")
        letter._queue()
        self.assertTrue(contract.is_end_declared)
        with self.assertRaisesRegex(UserError, "No end is planned"):
            contract.action_withdraw_termination("双方谈妥")
