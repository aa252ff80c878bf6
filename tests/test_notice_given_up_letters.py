# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from lxml import etree

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

    def test_that_of_one_that_was_closed_too(self):
        _contract, letter = self._declare_and_send()
        letter._set_done()
        self._arrive(letter, "2026-06-05")
        self.assertEqual(letter.received_on, date(2026, 6, 5))
        self.assertEqual(letter.state, "done")
        self.assertFalse(letter.effective_date)

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

    def test_the_form_offers_to_keep_its_arrival_on_file(self):
        contract, letter = self._declare_and_send()
        self.assertFalse(letter.is_arrival_only_filed)
        self._withdraw(contract, "2026-06-03")
        self.assertTrue(letter.is_arrival_only_filed)
        dialogs = self.env["miniprogram.contract.notice.receive"]
        self.assertTrue(dialogs.new({"notice_ids": letter.ids}).is_only_filed)
        self._arrive(letter, "2026-06-04")
        self.assertFalse(letter.is_arrival_only_filed)
        waiver = self._give(contract, "waiver", "2026-06-05", facts="滞纳金")
        self.assertFalse(dialogs.new({"notice_ids": waiver.ids}).is_only_filed)
        waiver._set_done()
        self.assertFalse(waiver.is_arrival_only_filed)

    def test_it_does_not_say_that_it_counts_from_that_day(self):
        action = self.env.ref("miniprogram_contract.action_contract_notice_receive")
        arch = self.env["miniprogram.contract.notice"].get_view(view_type="form")
        buttons = etree.fromstring(arch["arch"]).findall(
            f".//header/button[@name='{action.id}']"
        )
        record, keep = buttons
        self.assertIn("counts from that day", record.get("help"))
        self.assertNotIn("done", record.get("invisible"))
        self.assertEqual(keep.get("invisible"), "not is_arrival_only_filed")
        self.assertNotIn("oe_highlight", keep.get("class") or "")
        self.assertIn("does not end by it", keep.get("help"))

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

    def _open_on(self, letter):
        dialogs = self.env["miniprogram.contract.withdraw.termination"]
        chosen = {"active_id": letter.id, "active_model": letter._name}
        return Form(dialogs.with_context(**chosen))

    def test_the_letter_itself_asks_the_same(self):
        contract, letter = self._declare_and_send()
        with self._on("2026-06-03"):
            with self._open_on(letter) as dialog:
                self.assertEqual(dialog.contract_id, contract)
                self.assertIn(letter.letter_number, dialog.sent_letters)
                self.assertTrue(dialog.may_be_in_mailbox)
                dialog.reason = "双方谈妥"
            with self.assertRaisesRegex(UserError, "Not Arrived Yet"):
                dialog.record.action_confirm()
            dialog.record.has_not_arrived = True
            dialog.record.action_confirm()
        self.assertEqual(letter.state, "cancelled")
        self.assertIn("双方谈妥", letter.effect_note)
        self._assert_goes_on(contract)
        self.assertEqual(self._get_confirmation(contract).origin_id, letter)

    def test_cancel_does_not_go_round_the_question(self):
        contract, letter = self._declare_and_send()
        with self._on("2026-06-03"):
            with self.assertRaisesRegex(UserError, "article 141"):
                letter.action_cancel()
            with self.assertRaisesRegex(UserError, "Reason: say why"):
                letter.action_withdraw_end("  ")
        self.assertEqual(letter.state, "sent")
        self._assert_waits(contract)
        views = self.env["miniprogram.contract.notice"].get_view(view_type="form")
        header = etree.fromstring(views["arch"]).find(".//header")
        action = self.env.ref(
            "miniprogram_contract.action_contract_withdraw_termination"
        )
        cancel = header.find("button[@name='action_cancel']")
        withdraw = header.find(f"button[@name='{action.id}']")
        self.assertIn("or is_end_on_its_way", cancel.get("invisible"))
        self.assertEqual(withdraw.get("invisible"), "not is_end_on_its_way")
        self.assertTrue(letter.is_end_on_its_way)

    def test_any_other_notice_is_cancelled_as_before(self):
        contract, letter = self._declare_and_send()
        waiver = self._give(contract, "waiver", "2026-06-02", facts="滞纳金")
        self.assertFalse(waiver.is_end_on_its_way)
        with self.assertRaisesRegex(UserError, "only a letter of ours that ends"):
            (waiver | letter).action_withdraw_end("双方谈妥")
        waiver.action_cancel()
        self.assertEqual(waiver.state, "cancelled")
        unsent = self._declare(self._activate())
        self.assertFalse(unsent.is_end_on_its_way)
        unsent.action_cancel()
        self.assertEqual(unsent.state, "cancelled")

    def test_beside_a_planned_end_the_letter_alone_is_withdrawn(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            contract.action_terminate_contract(self.agreement, "2026-08-31")
        letter = self._declare(contract, "2026-06-02")
        self._track("2026-06-02")
        with self._on("2026-06-03"):
            with self._open_on(letter) as dialog:
                dialog.reason = "双方谈妥"
                dialog.has_not_arrived = True
            dialog.record.action_confirm()
        self.assertEqual(letter.state, "cancelled")
        self.assertEqual(contract.termination_date, date(2026, 8, 31))
        self.assertEqual(contract.close_reason_id, self.agreement)

    # -- the customer is told ----------------------------------------------------------

    def _get_confirmation(self, contract):
        return contract.notice_ids.filtered(
            lambda notice: notice.type_id == self._type("reinstatement")
        )

    def test_an_end_that_is_closed_after_it_was_planned_is_taken_back_in_writing(self):
        for name in ("breach_customer", "fraud"):
            with self.subTest(reason=name):
                contract, letter = self._declare_and_send(
                    cure_day="2026-06-30", name=name
                )
                self._arrive(letter, "2026-06-04")
                with self._on("2026-06-10"):
                    letter.action_done()  # the breach was cured
                self._assert_goes_on(contract)
                confirmation = self._get_confirmation(contract)
                self.assertEqual(confirmation._get_letter_title(), "合同继续履行确认函")
                self.assertEqual(confirmation.origin_id, letter)
                self.assertIn("自2026年6月10日起继续履行", confirmation.body)
                self.assertIn("不再执行", confirmation.body)
                self.assertNotIn("协商一致", confirmation.body)
                self._track("2026-06-10")
                self.assertEqual(confirmation.state, "sent")

    def test_an_end_that_came_and_is_undone_goes_on_by_agreement(self):
        contract, letter = self._declare_and_send()
        self._arrive(letter, "2026-06-04")
        with self._on("2026-06-10"):
            contract.action_reinstate_contract("双方同意继续")
        body = self._get_confirmation(contract).body
        self.assertIn("经贵我双方协商一致", body)
        self.assertIn("恢复履行", body)

    def test_a_request_of_the_customer_that_is_closed_needs_no_letter(self):
        contract = self._activate()
        request = self._receive(contract, "termination_request", "2026-06-01")
        with self._on("2026-06-03"):
            request.action_done()
        self.assertEqual(contract.notice_ids, request)

    def test_where_another_end_takes_its_place_a_person_writes_what_holds(self):
        for reason, day in (("agreement", "2026-08-31"), ("law", None)):
            with self.subTest(reason=reason):
                contract, letter = self._declare_and_send()
                with self._on("2026-06-03"):
                    documents = self._file()
                    contract.action_terminate_contract(
                        self._reason(reason), day, documents
                    )
                self.assertEqual(letter.state, "cancelled")
                self.assertEqual(
                    len(self._find_activities(contract, "which of them")), 1
                )
                self.assertFalse(self._get_confirmation(contract))

    def test_the_preview_says_so(self):
        contract, letter = self._declare_and_send()
        with self._on("2026-06-03"):
            shown = contract._preview_termination(self._reason("law"))
        outcomes = {line["name"]: line["outcome"] for line in shown["letters"]}
        self.assertIn("it was sent", outcomes[letter._get_letter_title()])
        self.assertEqual(letter.state, "sent")

    def test_where_it_was_not_sent_nobody_has_to_write(self):
        contract = self._activate()
        self._declare(contract)
        with self._on("2026-06-01"):
            contract.action_terminate_contract(self.agreement, "2026-08-31")
        self.assertFalse(self._find_activities(contract, "which of them"))

    # -- ends gone by ------------------------------------------------------------------

    def test_a_letter_on_an_end_gone_by_is_not_quoted_again(self):
        contract, letter = self._declare_and_send()
        self._arrive(letter, "2026-06-04")
        with self._on("2026-06-10"):
            contract.action_reinstate_contract("双方同意继续")
        self._track("2026-06-10")
        told = self._get_confirmation(contract)
        self.assertIn(letter.letter_number, told.body)
        self._declare(contract, "2026-09-01", "2026-09-30")
        self._withdraw(contract, "2026-09-01")
        self.assertEqual(self._get_confirmation(contract), told)
        with self._on("2026-10-01"):
            contract.action_terminate_contract(self._reason("law"))
        self._track("2026-10-01")
        with self._on("2026-10-10"):
            contract.action_reinstate_contract("双方同意继续")
        last = self._get_confirmation(contract) - told
        self.assertNotIn(letter.letter_number, last.body)

    def test_nor_is_one_of_a_time_when_no_letter_told_of_reinstating(self):
        contract, letter = self._declare_and_send()
        self._arrive(letter, "2026-06-04")
        with self._on("2026-06-10"):
            contract.action_reinstate_contract("双方同意继续")
        self._get_confirmation(contract)._write_protected({"state": "cancelled"})
        self._renew(contract)
        self._pay(contract, "2027-02-20")
        self._declare(contract, "2027-04-01")
        before = contract.notice_ids
        self._withdraw(contract, "2027-04-01")
        self.assertEqual(contract.notice_ids, before)

    def test_one_that_travels_into_the_next_period_is_taken_back(self):
        contract = self._activate()
        self._renew(contract)
        self._pay(contract, "2027-02-20")
        letter = self._declare(contract, "2027-02-25")
        self._track("2027-02-25")
        self._withdraw(contract, "2027-03-05")
        self.assertEqual(self._get_confirmation(contract).origin_id, letter)
