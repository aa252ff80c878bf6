# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .notice_common import YEARLY, make_picture
from .notice_declared_common import LETTER, DeclaredEndCommon


@tagged("post_install", "-at_install")
class TestDeclaredEnds(DeclaredEndCommon):
    """What we declare takes effect when our letter arrives (565; clause 11.1)."""

    # -- in time, late, never ----------------------------------------------------------

    def test_it_ends_when_the_letter_arrives_and_not_when_a_button_is_pressed(self):
        for name in ("breach_customer", "fraud", "force_majeure"):
            with self.subTest(reason=name):
                contract = self._activate()
                letter = self._declare(contract, name=name)
                self._assert_waits(contract)
                self.assertEqual(contract.close_reason_id, self._reason(name))
                self._track("2026-06-01")
                self.assertEqual(letter.state, "sent")
                self._track("2026-06-03")
                self._assert_waits(contract)
                self._arrive(letter, "2026-06-04")
                self._assert_ended(contract, "2026-06-04", name)
                self.assertEqual(letter.state, "done")
                self.assertEqual(contract.notice_ids, letter, "it is the letter")

    def test_it_arrives_before_the_cure_day_and_ends_with_that_day(self):
        for name in ("breach_customer", "fraud"):
            with self.subTest(reason=name):
                contract = self._activate()
                letter = self._declare(contract, cure_day="2026-06-30", name=name)
                self._assert_waits(contract, "not before 2026-06-30")
                self._track("2026-06-01")
                self._arrive(letter, "2026-06-04")
                self.assertEqual(contract.contract_state, "active")
                self.assertEqual(contract.termination_date, date(2026, 6, 30))
                self.assertIn("Ends on 2026-06-30", contract.termination_verdict)
                self._track("2026-06-30")
                self.assertEqual(contract.contract_state, "active")
                self._track("2026-07-01")
                self._assert_ended(contract, "2026-06-30", name)
                self.assertEqual(contract.notice_ids, letter)

    def test_it_arrives_after_the_cure_day_and_ends_at_once(self):
        for name in ("breach_customer", "fraud"):
            with self.subTest(reason=name):
                contract = self._activate()
                letter = self._declare(contract, cure_day="2026-06-10", name=name)
                self._track("2026-06-01")
                self._assert_waits(contract, "not before 2026-06-10")
                self._track("2026-06-11")
                self._assert_waits(contract, "our letter: ", "2026-06-11")
                self._arrive(letter, "2026-06-15")
                self._assert_ended(contract, "2026-06-15", name)

    def test_it_never_arrives_and_somebody_is_told_once_after_15_days(self):
        contract = self._activate()
        self._declare(contract, cure_day="2026-06-10")
        self._track("2026-06-01")
        contract.activity_ids.unlink()
        self._track("2026-06-15")
        self.assertFalse(contract.activity_ids)
        for day in ("2026-06-16", "2026-06-17", "2026-07-20"):
            self._track(day)
        self.assertEqual(len(contract.activity_ids), 1)
        self.assertIn("record the receipt", contract.activity_ids.summary)
        self._assert_waits(contract)

    def test_signed_and_never_paid_it_waits_too(self):
        contract = self._sign()
        letter = self._declare(contract)
        self.assertEqual(contract.contract_state, "signed")
        self.assertTrue(contract.is_end_declared)
        self._track("2026-06-01")
        self._arrive(letter, "2026-06-04")
        self._assert_ended(contract, "2026-06-04")

    def test_a_letter_that_somebody_wrote_and_sent_is_no_different(self):
        contract = self._activate()
        letter = self._give(contract, "termination_breach", "2026-06-01", **LETTER)
        self._assert_waits(contract)
        self._arrive(letter, "2026-06-04")
        self._assert_ended(contract, "2026-06-04")

    def test_a_letter_without_facts_waits_for_somebody_to_complete_it(self):
        contract = self._activate()
        letter = self._declare(contract, facts=None)
        self.assertIn("＿＿＿＿", letter.body)
        self.assertEqual(len(self._find_activities(contract, "fill in the blanks")), 1)
        self._track("2026-06-01")
        self._track("2026-06-02")
        self.assertEqual(letter.state, "draft")
        self.assertEqual(len(self._find_activities(contract, "fill in the blanks")), 1)
        letter.write(LETTER)
        self._track("2026-06-03")
        self.assertEqual(letter.state, "sent")

    def test_what_proves_it_goes_with_the_letter(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            contract.action_terminate_contract(
                self._reason("fraud"), None, self._file("report.pdf"), **LETTER
            )
        letter = contract.notice_ids
        self.assertEqual(letter.supporting_document_ids.mapped("name"), ["report.pdf"])
        self._track("2026-06-01")
        self.assertEqual(letter.state, "sent")

    def test_a_large_picture_that_proves_it_stays_the_file_that_it_is(self):
        picture = make_picture(4000, 3000, "JPEG")
        proof = self.env["ir.attachment"].create(
            {
                "name": "report.jpg",
                "raw": picture,
                "res_model": "miniprogram.contract.terminate",
            }
        )
        self.assertEqual(proof.raw, picture)
        contract = self._activate()
        with self._on("2026-06-01"):
            contract.action_terminate_contract(
                self._reason("fraud"), None, proof, **LETTER
            )
        enclosed = contract.notice_ids.supporting_document_ids
        self.assertEqual(enclosed.raw, picture)
        self._track("2026-06-01")
        self.assertEqual(contract.notice_ids.state, "sent")
        self.assertEqual(enclosed.raw, picture)

    def test_a_day_in_the_past_and_a_charge_are_refused(self):
        contract = self._activate()
        with self.assertRaisesRegex(UserError, "today or later"):
            self._declare(contract, cure_day="2026-05-31")
        with self._on("2026-06-01"), self.assertRaisesRegex(UserError, "not agreed"):
            contract.action_terminate_contract(
                self._reason(), "2026-06-30", charge="by_day"
            )

    # -- while it travels --------------------------------------------------------------

    def test_no_renewal_is_made_and_nobody_is_reminded(self):
        contract = self._activate()
        self._declare(contract, "2027-01-10")
        self.assertFalse(contract.renewal_invoice_on)
        self._run("invoice_renewals", "2027-02-10")
        self.assertEqual(len(contract.term_ids), 1)
        self.assertFalse(contract.next_reminder_on)

    def test_a_year_that_was_signed_is_owed_until_it_arrives(self):
        contract = self._activate(**YEARLY)
        self._declare(contract, "2027-01-10")
        self.assertEqual(self._renew(contract).kind, "instalment")

    def test_a_renewal_that_was_made_before_still_ends_unpaid(self):
        contract = self._activate()
        self._renew(contract)
        letter = self._declare(contract, "2027-02-25")
        self._track("2027-02-25")
        self.assertIn("Can be paid until 2027-03-03", contract.termination_verdict)
        self.assertIn("Ends on receipt", contract.termination_verdict)
        self.assertFalse(contract.next_reminder_on)
        self._end_unpaid("2027-03-04")
        self._assert_ended(contract, "2027-02-28", "unpaid")
        self.assertEqual(letter.state, "done")

    def test_another_letter_takes_the_place_of_one_that_was_not_sent(self):
        contract = self._activate()
        former = self._declare(contract, cure_day="2026-06-30")
        letter = self._declare(contract, "2026-06-02", "2026-09-30")
        self.assertEqual((former.state, letter.state), ("cancelled", "draft"))
        self._assert_waits(contract, "not before 2026-09-30")

    def test_an_end_that_both_agree_on_meanwhile_takes_its_place(self):
        contract = self._activate()
        letter = self._declare(contract)
        self._track("2026-06-01")
        with self._on("2026-06-03"):
            contract.action_terminate_contract(self.agreement, "2026-08-31")
        self.assertEqual(letter.state, "cancelled")
        self.assertEqual(contract.termination_date, date(2026, 8, 31))

    def test_an_end_that_was_planned_before_stands_until_it_arrives(self):
        contract = self._activate()
        self._receive(contract, "termination_request", "2026-06-01")
        letter = self._declare(contract, "2026-06-02")
        self.assertEqual(contract.termination_date, date(2026, 6, 8))
        self._track("2026-06-02")
        with self._on("2026-06-03"):
            said = contract.termination_verdict
        self.assertIn("Ends on 2026-06-08: The customer asked to end it.", said)
        self.assertIn("earlier if our letter arrives before: Breach by the", said)
        self._arrive(letter, "2026-06-04")
        self._assert_ended(contract, "2026-06-04")

    def test_a_planned_end_that_is_given_up_leaves_the_letter_on_its_way(self):
        contract = self._activate()
        request = self._receive(contract, "termination_request", "2026-06-01")
        letter = self._declare(contract, "2026-06-02")
        self._track("2026-06-02")
        with self._on("2026-06-03"):
            request.action_done()
        self._assert_waits(contract)
        self._arrive(letter, "2026-06-04")
        self._assert_ended(contract, "2026-06-04")

    def test_taken_back_beside_a_planned_end_a_person_writes_what_holds(self):
        contract = self._activate()
        self._receive(contract, "termination_request", "2026-06-01")
        letter = self._declare(contract, "2026-06-02")
        self._track("2026-06-02")
        before = contract.notice_ids
        self._take_back(letter, "2026-06-03")
        self.assertEqual(contract.notice_ids, before)
        self.assertEqual(len(self._find_activities(contract, "which of them")), 1)

    def _assert_told_that_it_goes_on(self, contract, letter):
        self._assert_goes_on(contract)
        told = contract.notice_ids.filtered(lambda notice: notice.origin_id == letter)
        self.assertEqual(told._get_letter_title(), "合同继续履行确认函")
        self.assertFalse(self._find_activities(contract, "which of them"))
        self._track("2026-06-10")
        self.assertEqual(told.state, "sent")

    def test_agreed_on_meanwhile_and_withdrawn_the_customer_is_told(self):
        contract = self._activate()
        letter = self._declare(contract)
        self._track("2026-06-01")
        with self._on("2026-06-03"):
            contract.action_terminate_contract(self.agreement, "2026-08-31")
        self.assertEqual(len(self._find_activities(contract, "which of them")), 1)
        self._withdraw(contract, "2026-06-10")
        self._assert_told_that_it_goes_on(contract, letter)

    def test_taken_back_before_a_request_is_given_up_the_customer_is_told(self):
        contract = self._activate()
        request = self._receive(contract, "termination_request", "2026-06-01")
        letter = self._declare(contract, "2026-06-02")
        self._track("2026-06-02")
        self._take_back(letter, "2026-06-03")
        with self._on("2026-06-05"):
            request.action_done()
        self._assert_told_that_it_goes_on(contract, letter)

    # -- withdrawn ---------------------------------------------------------------------

    def test_a_letter_that_was_not_sent_is_withdrawn_with_its_end(self):
        contract = self._activate()
        letter = self._declare(contract)
        self._withdraw(contract, "2026-06-01")
        self.assertEqual(letter.state, "cancelled")
        self._assert_goes_on(contract)
        self._track("2026-06-02")
        self.assertEqual(letter.state, "cancelled")
        self.assertEqual(contract.notice_ids, letter)

    def _assert_taken_back(self, contract, letter):
        confirmation = contract.notice_ids - letter
        self.assertEqual(confirmation._get_letter_title(), "合同继续履行确认函")
        self.assertIn("（下称“本合同”）自2026年6月3日起继续履行", confirmation.body)
        self.assertIn(f"（编号：{letter.letter_number}），该通知", confirmation.body)
        self.assertNotIn("协商一致", confirmation.body)
        self._track("2026-06-03")
        self.assertEqual(confirmation.state, "sent")

    def test_one_that_was_sent_is_taken_back_in_writing(self):
        contract = self._activate()
        letter = self._declare(contract)
        self._track("2026-06-01")
        self._withdraw(contract, "2026-06-03")
        self.assertEqual(letter.state, "cancelled")
        self.assertIn("双方谈妥", letter.effect_note)
        self._assert_goes_on(contract)
        self._assert_taken_back(contract, letter)

    def test_only_a_manager_withdraws_the_letter_and_its_end_with_it(self):
        contract = self._activate()
        contract._write_protected({"user_id": self.salesman.id})
        letter = self._declare(contract)
        self._track("2026-06-01")
        for action, words in (("action_cancel", []), ("action_withdraw_end", ["谈妥"])):
            with self.assertRaisesRegex(UserError, "Only a contract manager"):
                getattr(letter.with_user(self.salesman), action)(*words)
        self._take_back(letter, "2026-06-03")
        self._assert_goes_on(contract)
        self._assert_taken_back(contract, letter)

    def test_once_it_has_arrived_closing_the_notice_withdraws_the_end(self):
        contract = self._activate()
        letter = self._declare(contract, cure_day="2026-06-30")
        self._track("2026-06-01")
        self._arrive(letter, "2026-06-04")
        with self.assertRaisesRegex(UserError, "close that notice"):
            self._withdraw(contract, "2026-06-05")
        with self._on("2026-06-10"):
            letter.action_done()  # the breach was cured
        self._assert_goes_on(contract)

    # -- a missing payment -------------------------------------------------------------

    def test_the_letter_is_about_the_payment_that_was_demanded(self):
        contract, term = self._default()
        demand = contract.notice_ids
        letter = self._declare(contract, "2027-03-05", "2027-03-31", term=term)
        self.assertEqual(letter.term_id, term)
        self.assertEqual(letter.origin_id, demand)
        self.assertEqual(letter.due_date, date(2027, 3, 31))

    def test_a_renewal_that_may_still_be_paid_is_no_breach(self):
        contract = self._activate()
        self._renew(contract)
        with self.assertRaisesRegex(UserError, "Missing Payment"):
            self._declare(contract, "2027-02-20", term=contract.open_term_id)

    def test_paid_while_the_letter_is_on_its_way_it_goes_on(self):
        for is_sent in (False, True):
            with self.subTest(sent=is_sent):
                contract, term = self._default()
                letter = self._declare(contract, "2027-03-05", "2027-03-31", term=term)
                if is_sent:
                    self._track("2027-03-05")
                self._pay(contract, "2027-03-08")
                self.assertEqual(letter.state, "done" if is_sent else "cancelled")
                self._assert_goes_on(contract)

    def test_paid_after_the_letter_has_arrived_it_goes_on(self):
        contract, term = self._default()
        letter = self._declare(contract, "2027-03-05", "2027-03-31", term=term)
        self._track("2027-03-05")
        self._arrive(letter, "2027-03-08")
        self.assertEqual(contract.termination_date, date(2027, 3, 31))
        self._pay(contract, "2027-03-31")
        self._assert_goes_on(contract)
        self.assertEqual(letter.state, "done")
        self._track("2027-04-01")
        self._assert_goes_on(contract)

    def test_money_that_may_cure_it_holds_the_end(self):
        contract, term = self._default()
        letter = self._declare(contract, "2027-03-05", "2027-03-31", term=term)
        self._track("2027-03-05")
        self._arrive(letter, "2027-03-08")
        self._credit(contract, 7208.0, "2027-03-30")
        cron = self.env.ref("miniprogram_contract.ir_cron_track_notices")
        cron.nextcall = "2027-03-31 17:00:00"
        with self._on("2027-03-31"):
            contract.invalidate_recordset()
            self.assertIn("On hold", contract.termination_verdict)
            self.assertTrue(contract.is_termination_on_hold)
            self.assertFalse(contract.is_terminated_tonight)
        self._track("2027-04-01")
        self._track("2027-04-02")
        self.assertEqual(contract.contract_state, "active")
        self.assertEqual(len(self._find_activities(contract, "Not terminated")), 1)
        with self._on("2027-04-03"):
            term.action_ignore_credit("预付另一合同")
        self._track("2027-04-03")
        self._assert_ended(contract, "2027-03-31")

    def test_time_granted_after_it_has_arrived_puts_the_end_off(self):
        contract, term = self._default()
        letter = self._declare(contract, "2027-03-05", "2027-03-20", term=term)
        self._track("2027-03-05")
        self._arrive(letter, "2027-03-08")
        with self._on("2027-03-10"):
            term.action_grant_time("2027-03-30", "财务流程")
        self.assertEqual(contract.termination_date, date(2027, 3, 30))
        self._track("2027-03-21")
        self.assertEqual(contract.contract_state, "active")
        self._track("2027-03-31")
        self._assert_ended(contract, "2027-03-30")
