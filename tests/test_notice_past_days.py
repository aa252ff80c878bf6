# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import tagged

from .notice_declared_common import DeclaredEndCommon


@tagged("post_install", "-at_install")
class TestPastDays(DeclaredEndCommon):
    """A letter that ends a contract asks for nothing by a day that is over."""

    def _find_days(self, letter):
        deadlines = self.env["miniprogram.contract.deadline"]
        return deadlines.search([("notice_id", "=", letter.id)]).mapped("kind")

    def _read_mails(self, contract):
        return "".join(self._letters(contract).mapped("body"))

    def test_after_a_demand_that_was_not_met_it_ends_on_arrival(self):
        contract, term = self._default()
        demand = contract.notice_ids
        self._track("2027-03-01")
        letter = self._declare(contract, "2027-03-20", term=term)
        self.assertEqual(letter.origin_id, demand)
        self.assertFalse(letter.due_date)
        self.assertIn("自贵方实际收到本通知之日起解除", letter.body)
        self._track("2027-03-20")
        self.assertEqual(letter.state, "sent")
        last = self._letters(contract).sorted("id")[-1:]
        self.assertNotIn("what it asks for", last.body)
        with self._on("2027-03-20"):
            self.assertEqual(self._find_days(letter), ["receipt"])
            contract.invalidate_recordset()
            self.assertNotIn("not before", contract.termination_verdict)
            self.assertFalse(letter.verdict_level == "danger")
        self._arrive(letter, "2027-03-22")
        self._assert_ended(contract, "2027-03-22")

    def test_a_demand_that_may_still_be_met_leaves_its_time(self):
        contract, term = self._default()
        letter = self._declare(contract, "2027-03-10", term=term)
        self.assertEqual(letter.due_date, date(2027, 3, 16))

    def test_a_day_that_passes_while_it_travels_is_shown_no_more(self):
        contract = self._activate()
        letter = self._declare(contract, cure_day="2026-06-10")
        self._track("2026-06-01")
        self.assertIn("2026", self._read_mails(contract))
        for day, is_shown in (("2026-06-10", True), ("2026-06-11", False)):
            with self.subTest(day=day), self._on(day):
                self.env.invalidate_all()
                self.assertEqual("cure" in self._find_days(letter), is_shown)
                self.assertEqual(
                    "not before 2026-06-10" in contract.termination_verdict, is_shown
                )
                values = letter._get_portal_values()[0]
                self.assertEqual(bool(values["due_on"]), is_shown)
                self.assertEqual(bool(contract._get_told_end()["not_before"]), is_shown)

    def test_a_mail_names_the_day_while_it_is_to_come(self):
        contract = self._activate()
        self._declare(contract, cure_day="2026-06-10")
        self._track("2026-06-01")
        self.assertIn("do what it asks for by 06/10/2026", self._read_mails(contract))
