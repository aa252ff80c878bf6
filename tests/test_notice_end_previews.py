# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .notice_common import YEARLY, NoticeCommon


@tagged("post_install", "-at_install")
class TestEndsShownBefore(NoticeCommon):
    """Terminating shows before it is confirmed: clause, day, invoices and letters."""

    def _reason(self, name):
        return self.env.ref(f"miniprogram_contract.close_reason_{name}")

    def _open(self, contract, name, **values):
        model = self.env["miniprogram.contract.terminate"]
        with Form(model.with_context(active_id=contract.id)) as form:
            form.reason_id = self._reason(name)
            for field, value in values.items():
                form[field] = value
        return form.record

    def _declare(self, contract, name="fraud", **values):
        return self._open(
            contract, name, facts="伪造证照。", settlement="双方已结清。", **values
        )

    def _list(self, dialog, kind):
        lines = dialog.outcome_ids.filtered(lambda line: line.kind == kind)
        return {line.name: line.outcome for line in lines}

    def _freeze(self, contract):
        """Return all that a look must not change."""
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            contract.contract_state,
            contract.termination_date,
            contract.close_reason_id,
            contract.term_ids.mapped("state"),
            contract.term_ids.invoice_id.mapped("payment_state"),
            contract.notice_ids.ids,
            contract.message_ids.ids,
            contract.activity_ids.ids,
        )

    def test_looking_changes_nothing_and_stops_no_service(self):
        contract = self._activate()
        self._renew(contract)
        before = self._freeze(contract)
        stop = patch.object(self.registry["sale.subscription"], "_on_service_stop")
        with self._on("2027-02-15"), stop as stopped:
            for name in ("law", "agreement", "breach_company"):
                dialog = self._open(contract, name)
                action = dialog.action_preview()
                self.assertEqual(action["res_id"], dialog.id)
                self.assertIn("2027-02-15", dialog.end_words)
            self._declare(contract).action_preview()
        stopped.assert_not_called()
        self.assertEqual(self._freeze(contract), before)

    def test_what_was_shown_is_what_happens(self):
        for name, last_day in (
            ("law", "2027-02-15"),
            ("law", "2027-03-31"),
            ("agreement", "2027-04-30"),
            ("not_renewed", "2027-02-28"),
        ):
            with self.subTest(reason=name, day=last_day):
                contract = self._activate()
                term = self._renew(contract)
                invoice = term.invoice_id
                with self._on("2027-02-15"):
                    dialog = self._open(contract, name, termination_date=last_day)
                    dialog.action_preview()
                    shown = self._list(dialog, "invoices")
                    letters, words = self._list(dialog, "letters"), dialog.letter_words
                    dialog.action_confirm()
                is_credited = invoice.payment_state == "reversed"
                self.assertEqual("Credited" in shown[invoice.name], is_credited)
                paid = contract.term_ids[0].invoice_id
                self.assertEqual(shown[paid.name], "Stays paid")
                letter = contract.notice_ids
                self.assertEqual(list(letters), [n._get_letter_title() for n in letter])
                self.assertEqual(words, letter.body)

    def test_the_button_asks_for_all_that_the_letter_has_to_say(self):
        for name, asked in (
            ("law", {"facts", "settlement"}),
            ("legal_status", {"facts", "settlement"}),
            ("agreement", {"settlement"}),
            ("breach_company", {"settlement"}),
            ("customer_request", set()),
            ("not_renewed", set()),
        ):
            with self.subTest(reason=name):
                reason = self._reason(name)
                reason.needs_document = False
                contract = self._activate()
                words = {"facts": "系统已停止运营。", "settlement": "双方已结清。"}
                given = {key: words[key] for key in asked}
                with self._on("2027-02-15"):
                    dialog = self._open(contract, name, **given)
                    dialog.action_preview()
                    self.assertEqual(
                        asked,
                        {key for key in words if dialog[f"asks_{key}"]},
                    )
                    self.assertNotIn("＿", dialog.letter_words)
                    self.assertNotIn(
                        "To be completed", str(self._list(dialog, "letters"))
                    )
                    dialog.action_confirm()
                for text in given.values():
                    self.assertIn(text, contract.notice_ids.body)

    def test_what_is_not_renewed_ends_with_its_period(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            dialog = self._open(contract, "not_renewed")
            self.assertEqual(dialog.termination_date, date(2027, 2, 28))
            with self.assertRaisesRegex(UserError, "not before 2027-02-28"):
                contract.action_terminate_contract(
                    self._reason("not_renewed"), "2026-12-31"
                )

    def test_the_settlement_of_an_agreed_end_is_asked_for_and_its_letter_goes_out(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            dialog = self._open(
                contract,
                "agreement",
                termination_date="2026-06-30",
                settlement="乙方退还甲方人民币贰仟元整。",
            )
            dialog.action_preview()
            self.assertIn("退还甲方人民币贰仟元整", dialog.letter_words)
            dialog.action_confirm()
        self._track("2026-06-01")
        self.assertEqual(contract.notice_ids.state, "sent")
        self.assertIn("退还甲方人民币贰仟元整", contract.notice_ids.body)

    def test_days_charged_until_an_agreed_end_are_shown(self):
        contract = self._activate()
        invoice = self._renew(contract).invoice_id
        with self._on("2027-02-15"):
            dialog = self._open(
                contract, "agreement", termination_date="2027-04-30", charge="by_day"
            )
            dialog.action_preview()
            shown = self._list(dialog, "invoices")
            self.assertEqual(shown[invoice.name], "Credited, and charged anew")
            new = dialog.outcome_ids.filtered(lambda line: line.name == "New invoice")
            amount = new.amount
            dialog.action_confirm()
        self.assertEqual(amount, contract.open_term_id.invoice_id.amount_total)

    def test_a_declared_end_shows_what_follows_when_the_letter_arrives(self):
        contract = self._activate(**YEARLY)
        term = self._renew(contract, "2027-01-29")
        with self._on("2027-02-15"):
            dialog = self._declare(contract)
            dialog.action_preview()
            self.assertEqual(
                dialog.end_words,
                "Ends on receipt of our letter: Fraud, duress or violence. Ends on "
                "2029-02-28 at the latest: it is not renewed meanwhile.",
            )
            shown = self._list(dialog, "invoices")
            self.assertEqual(shown[term.invoice_id.name], "Credited")
            self.assertIn("lijing@example.com", str(self._list(dialog, "letters")))
            words = dialog.letter_words
            dialog.action_confirm()
        letter = contract.notice_ids
        self.assertEqual(letter.body, words)
        self.assertEqual(contract.contract_state, "active")
        self.assertEqual(term.state, "invoiced", "it has not arrived")
        self._track("2027-02-15")
        with self._on("2027-02-16"):
            letter.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            letter.action_receive()
        self.assertEqual(term.invoice_id.payment_state, "reversed")

    def test_the_dialog_asks_for_what_the_letter_has_to_say(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            with self.assertRaises(AssertionError):  # required, and not filled in
                self._open(contract, "breach_customer")
            self._declare(contract, "breach_customer", cure_day="2026-06-30")
            dialog = self._declare(contract, "breach_customer", cure_day="2026-06-30")
            self.assertFalse(dialog.asks_charge)
            dialog.action_preview()
            self.assertIn("not before 2026-06-30", dialog.end_words)
            dialog.action_confirm()
        self._track("2026-06-01")
        self.assertEqual(contract.notice_ids.state, "sent", "nothing is left to find")

    def test_a_missing_payment_is_told_by_itself(self):
        contract = self._activate(**YEARLY)
        term = self._renew(contract, "2027-01-29")
        self._track("2027-03-01")
        with self._on("2027-03-20"):
            dialog = self._open(
                contract,
                "breach_customer",
                breach="payment",
                settlement="应付未付的照付。",
            )
            self.assertIn("尚欠￥7,208.00未付", dialog.facts)
            dialog.action_confirm()
        letter = contract.notice_ids.filtered(
            lambda n: n.type_id == self._type("termination_breach")
        )
        self.assertEqual(letter.term_id, term)

    def test_who_asks_to_end_waits_seven_days_from_receipt(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            dialog = self._open(contract, "customer_request")
            self.assertEqual(dialog.first_possible_day, date(2026, 6, 8))
            self.assertEqual(dialog.termination_date, date(2026, 6, 8))
            self.assertIn("5.2", dialog.clause)
            for day in ("2026-06-01", "2026-06-07"):
                early = self._open(contract, "customer_request", termination_date=day)
                for act in (early.action_preview, early.action_confirm):
                    with self.assertRaisesRegex(UserError, "2026-06-08"):
                        act()
            dialog.action_confirm()
        self.assertEqual(contract.termination_date, date(2026, 6, 8))

    def test_no_other_way_ends_it_earlier_than_the_dialog(self):
        reason = self.env.ref("miniprogram_contract.close_reason_customer_request")
        contract = self._activate()
        with self._on("2026-06-01"):
            for day in (None, "2026-06-01", "2026-06-07"):
                with self.assertRaisesRegex(UserError, "2026-06-08.*5.2"):
                    contract.action_terminate_contract(reason, day)
            contract.action_terminate_contract(reason, "2026-06-08")
        self.assertEqual(contract.termination_date, date(2026, 6, 8))

    def test_a_request_that_was_received_counts_from_its_receipt(self):
        contract = self._activate()
        self._receive(contract, "termination_request", "2026-06-01")
        with self._on("2026-06-04"):
            dialog = self._open(contract, "customer_request")
            self.assertEqual(dialog.first_possible_day, date(2026, 6, 8))

    def test_a_letter_that_is_on_its_way_does_not_arrive_in_the_preview(self):
        contract = self._activate()
        fraud = self.env.ref("miniprogram_contract.close_reason_fraud")
        with self._on("2026-06-01"):
            contract.action_terminate_contract(
                fraud, facts="事由如下。", settlement="双方已结清。"
            )
        self._track("2026-06-01")
        self.assertEqual(contract.notice_ids.state, "sent")
        received = []
        receive = self.registry["miniprogram.contract.notice"]._receive

        def note(notice, day):
            received.append(notice.type_id)
            return receive(notice, day)

        with (
            self._on("2026-06-02"),
            patch.object(
                self.registry["miniprogram.contract.notice"], "_receive", note
            ),
        ):
            breach = self.env.ref("miniprogram_contract.close_reason_breach_customer")
            contract._preview_termination(
                breach, facts="事由如下。", settlement="双方已结清。"
            )
        self.assertEqual(received, [self._type("termination_breach")])
        self.assertEqual(contract.notice_ids.state, "sent")

    def test_what_is_in_the_way_is_said_when_it_is_to_be_shown(self):
        self.agreement.needs_document = True
        contract = self._activate()
        with self._on("2026-06-01"):
            dialog = self.env["miniprogram.contract.terminate"].create(
                {"contract_id": contract.id, "reason_id": self.agreement.id}
            )
            with self.assertRaisesRegex(UserError, "Supporting Documents"):
                dialog.action_preview()

    def test_what_has_changed_since_it_was_shown_is_looked_at_again(self):
        contract = self._activate()
        self._renew(contract)
        with self._on("2027-02-15"):
            dialog = self._open(contract, "law")
            dialog.action_preview()
            dialog.action_back()
            self.assertEqual(dialog.step, "ask")
            dialog.action_preview()
        self._pay(contract, "2027-02-15")
        with self._on("2027-02-15"), self.assertRaisesRegex(UserError, "changed"):
            dialog.action_confirm()
        self.assertEqual(contract.contract_state, "active")
