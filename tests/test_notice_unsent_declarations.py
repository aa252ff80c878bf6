# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .notice_declared_common import DeclaredEndCommon

OVER = "Due Date: the time to cure that the letter sets is over"


@tagged("post_install", "-at_install")
class TestUnsentDeclarations(DeclaredEndCommon):
    """A letter that ends a contract, and does not leave: nobody forgets it."""

    def _declare_by_hand(self, **values):
        """Declare an end to a customer whom no e-mail reaches."""
        self.contact.email = self.customer.email = False
        contract = self._activate()
        contract._write_protected({"user_id": self.salesman.id})
        return contract, self._declare(contract, **values)

    # -- the time to cure that it sets -------------------------------------------------

    def test_it_does_not_leave_after_its_own_cure_day(self):
        contract, letter = self._declare_by_hand(cure_day="2026-06-10")
        self._track("2026-06-01")
        self.assertIn("应于2026年6月10日前", letter.body)
        with self._on("2026-06-11"), self.assertRaisesRegex(UserError, OVER):
            letter.action_send()
        self._assert_waits(contract)
        with self._on("2026-06-11"):
            dialog = self.env["miniprogram.contract.notice.send"].create(
                {"notice_id": letter.id}
            )
            self.assertRegex(dialog.problems, OVER)

    def test_on_that_very_day_it_still_leaves(self):
        _contract, letter = self._declare_by_hand(cure_day="2026-06-10")
        with self._on("2026-06-10"):
            letter.action_send()
        self.assertEqual(letter.state, "sent")

    def test_a_manager_names_another_day_or_none(self):
        for day, words in (
            ("2026-06-30", "应于2026年6月30日前（含当日）予以纠正"),
            (False, "自贵方实际收到本通知之日起解除"),
        ):
            with self.subTest(day=day):
                _contract, letter = self._declare_by_hand(cure_day="2026-06-10")
                with self._on("2026-06-20"):
                    letter.due_date = day
                    letter.action_send()
                self.assertIn(words, letter.body)

    def test_facts_that_come_late_do_not_make_it_another_letter(self):
        contract = self._activate()
        letter = self._declare(contract, cure_day="2026-06-10", facts=None)
        with self._on("2026-06-20"):
            letter.facts = "贵方多次发布违法信息。"
        self._track("2026-06-20")
        self.assertEqual(letter.state, "draft")

    def test_the_night_does_not_send_it_either_and_somebody_is_told_once(self):
        contract = self._activate()
        letter = self._declare(contract, cure_day="2026-06-10")
        for day in ("2026-06-11", "2026-06-12", "2026-06-13"):
            self._track(day)
            self.assertEqual(letter.state, "draft")
            self.assertEqual(len(self._find_activities(contract, OVER)), 1)

    def test_what_failed_before_does_not_hide_it(self):
        contract = self._activate()
        letter = self._declare(contract, cure_day="2026-06-10")
        with self._on("2026-06-01"):
            letter._set_failure("The printer is on fire.")
        self._track("2026-06-11")
        self.assertEqual(len(self._find_activities(contract, OVER)), 1)

    def test_without_a_cure_day_it_leaves_when_it_can(self):
        _contract, letter = self._declare_by_hand()
        with self._on("2026-08-01"):
            letter.action_send()
        self.assertEqual(letter.state, "sent")
        self.assertEqual(letter.sent_on, date(2026, 8, 1))

    # -- followed up -------------------------------------------------------------------

    def _find_warnings(self, contract):
        return contract.activity_ids.filtered(lambda a: a.active)

    def test_one_that_nobody_hands_over_is_asked_for_again_and_again(self):
        contract, letter = self._declare_by_hand()
        self._track("2026-06-01")
        self.assertIn("hand it over", self._find_warnings(contract).summary)
        self._track("2026-06-05")
        self.assertEqual(len(self._find_warnings(contract)), 1)
        for day in ("2026-06-06", "2026-07-01", "2027-01-10"):
            self._find_warnings(contract).action_feedback()
            self._track(day)
            self._track(day)
            warnings = self._find_warnings(contract)
            self.assertEqual(len(warnings), 1, day)
            self.assertIn("still has not been sent", warnings.summary)
            self.assertEqual(warnings.user_id, self.salesman)
        with self._on("2027-01-11"):
            letter.action_send()
        self._track("2027-01-12")
        self.assertFalse(self._find_warnings(contract))

    def test_one_that_nobody_completes_is_asked_for_too(self):
        contract = self._activate()
        self._declare(contract, facts=None)
        self._find_warnings(contract).action_feedback()
        for day, asked in (("2026-06-02", 0), ("2026-06-03", 0), ("2026-06-04", 1)):
            self._track(day)
            self.assertEqual(len(self._find_warnings(contract)), asked, day)

    def test_one_that_is_withdrawn_is_asked_for_no_more(self):
        contract, _letter = self._declare_by_hand()
        self._track("2026-06-01")
        self._withdraw(contract, "2026-06-02")
        self._track("2026-06-10")
        self.assertFalse(self._find_warnings(contract))

    def test_it_stands_among_all_deadlines_until_it_is_sent(self):
        _contract, letter = self._declare_by_hand()
        deadlines = self.env["miniprogram.contract.deadline"]
        domain = [("notice_id", "=", letter.id)]
        self._track("2026-06-01")
        with self._on("2026-06-20"):
            deadline = deadlines.search(domain)
            self.assertEqual(deadline.kind, "sending")
            self.assertEqual(deadline.due_on, date(2026, 6, 4))
            self.assertEqual(deadline.verdict, "Overdue by 16 day(s)")
            self.assertIn("send it", deadline.next_step)
            letter.action_send()
        self.assertEqual(deadlines.search(domain).mapped("kind"), ["receipt"])

    def test_a_failure_does_not_put_off_the_day_by_which_it_has_to_leave(self):
        contract = self._activate()
        letter = self._declare(contract, facts=None)
        for day in ("2026-06-02", "2026-06-03"):
            self._track(day)
            self.assertEqual(letter.sending_due_on, date(2026, 6, 4))
