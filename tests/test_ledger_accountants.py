# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import Form, tagged

from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestAccountants(LedgerCommon):
    """What accountants do to a contract's invoice, and what they are asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._create_user(
            "contract_accountant", "account.group_account_invoice"
        )

    # -- a reminder although the money is there ----------------------------------------

    def _remind(self, contract):
        sent = len(contract.message_ids.filtered("subject"))
        self._run("invoice_renewals", contract.next_reminder_on)
        return len(contract.message_ids.filtered("subject")) - sent

    def _get_questions(self, contract):
        return contract.activity_ids.filtered(
            lambda activity: "allocate it" in (activity.summary or "")
        )

    def test_who_has_paid_is_not_reminded_and_accounting_is_asked_once(self):
        contract = self._activate()
        self._renew(contract)
        self._credit(contract, 7208.0, "2027-01-31")
        before = contract.next_reminder_on
        self.assertEqual(self._remind(contract), 0)
        question = self._get_questions(contract)
        self.assertEqual(len(question), 1)
        self.assertIn("7,208.00", question.summary)
        self.assertIn(contract.open_term_id.invoice_id.name, question.summary)
        self.assertTrue(
            question.user_id.has_group("account.group_account_invoice"), question
        )
        self.assertGreater(contract.next_reminder_on, before)
        self.assertEqual(self._remind(contract), 0)
        self.assertEqual(len(self._get_questions(contract)), 1)

    def test_who_has_paid_a_part_is_reminded(self):
        contract = self._activate()
        self._renew(contract)
        self._credit(contract, 7000.0, "2027-01-31")
        self.assertEqual(self._remind(contract), 1)
        self.assertFalse(self._get_questions(contract))

    def test_money_that_is_for_something_else_keeps_no_reminder_back(self):
        contract = self._activate()
        term = self._renew(contract)
        self._credit(contract, 7208.0, "2027-01-31")
        self.assertEqual(self._remind(contract), 0)
        term.action_ignore_credit("为别的合同")
        self.assertEqual(self._remind(contract), 1)

    # -- an e-mail that waits ----------------------------------------------------------

    def _send_queued(self):
        """Run core's job, and return the invoices that it sends."""
        sent = set()

        def send(_model, moves, **_kwargs):
            sent.update(moves.ids)
            moves.sending_data = False

        sender = self.registry["account.move.send"]
        job = self.env.ref("account.ir_cron_account_move_send")
        self.env.flush_all()
        with (
            patch.object(sender, "_generate_and_send_invoices", send),
            self.enter_registry_test_mode(),
        ):
            job.method_direct_trigger()
        self.env.invalidate_all()
        return self.env["account.move"].browse(sent)

    def _sign_and_queue(self):
        self.plan.invoicing_mode = "invoice_send"
        contract = self._sign()
        self.assertTrue(contract.term_ids.invoice_id.sending_data)
        return contract

    def test_an_invoice_that_waits_is_sent(self):
        contract = self._sign_and_queue()
        self.assertIn(contract.term_ids.invoice_id, self._send_queued())

    def test_an_invoice_that_was_credited_meanwhile_is_not_sent(self):
        contract = self._sign_and_queue()
        invoice = contract.term_ids.invoice_id
        with self._on("2026-03-02"):
            refund = invoice._reverse_moves([{"invoice_date": "2026-03-02"}])
            refund.action_post()
        self.assertNotIn(invoice, self._send_queued())
        self.assertFalse(invoice.sending_data)

    def test_a_credit_note_that_nobody_reconciled_keeps_it_from_being_sent(self):
        contract = self._sign_and_queue()
        invoice = contract.term_ids.invoice_id
        with self._on("2026-03-02"):
            refund = invoice._reverse_moves([{"invoice_date": "2026-03-02"}])
            refund.action_post()
            refund.line_ids.remove_move_reconcile()
        self.assertNotIn(invoice, self._send_queued())

    def test_an_invoice_of_a_contract_that_ended_is_not_sent(self):
        self.plan.invoicing_mode = "invoice_send"
        contract = self._activate()
        invoice = self._renew(contract).invoice_id
        self.assertTrue(invoice.sending_data)
        self._end_unpaid("2027-03-04")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertNotIn(invoice, self._send_queued())

    def test_an_invoice_that_another_took_the_place_of_is_not_sent(self):
        contract = self._sign_and_queue()
        term, invoice = contract.term_ids, contract.term_ids.invoice_id
        with self._on("2026-03-02"):
            term.sudo()._forget_invoice()
            term.sudo()._invoice()
        sent = self._send_queued()
        self.assertIn(term.invoice_id, sent)
        self.assertNotIn(invoice, sent)

    def test_an_invoice_credited_in_part_is_sent(self):
        contract = self._sign_and_queue()
        self._credit_partly(contract.term_ids, 208.0, "2026-03-02")
        self.assertIn(contract.term_ids.invoice_id, self._send_queued())

    # -- a due date --------------------------------------------------------------------

    def test_a_later_due_date_gives_no_time_and_says_how_to_give_it(self):
        contract = self._activate()
        invoice = self._renew(contract).invoice_id
        deadline = contract.payment_deadline
        own = invoice.with_user(self.accountant)
        self.assertFalse(Form(own).contract_due_date_note)
        with self._on("2027-02-20"), Form(own) as form:
            form.invoice_date_due = "2027-04-30"
            self.assertIn("no more time", form.contract_due_date_note)
            self.assertIn(str(deadline), form.contract_due_date_note)
            self.assertIn("More Time", form.contract_due_date_note)
        self.assertIn("no more time", own.contract_due_date_note)
        self.assertEqual(contract.payment_deadline, deadline)
        with self._on("2027-02-20"):
            contract.open_term_id.action_grant_time("2027-04-30", "双方协商一致")
        own.invalidate_recordset()
        self.assertFalse(own.contract_due_date_note)

    def test_the_due_date_of_an_instalment_ends_nothing(self):
        contract = self._activate("2026-03-01", self.yearly_package)
        invoice = self._renew(contract).invoice_id
        invoice.invoice_date_due = "2027-04-30"
        self.assertFalse(invoice.contract_due_date_note)

    def test_the_due_date_of_what_was_agreed_until_the_end_ends_nothing(self):
        contract = self._activate()
        self._renew(contract)
        with self._on("2027-02-15"):
            contract.action_terminate_contract(
                self.agreement, "2027-04-30", charge="amount", charge_amount=1500.0
            )
        invoice = contract.open_term_id.invoice_id
        invoice.invoice_date_due = "2027-06-30"
        self.assertFalse(invoice.contract_due_date_note)

    # -- a payment ---------------------------------------------------------------------

    def _open_payment(self, invoice, **context):
        """Return the dialog to pay an invoice at 23:58 of 27 February in Shanghai.

        For the accountant, in Auckland, it is the next day.
        """
        self.accountant.tz = "Pacific/Auckland"
        wizards = self.env["account.payment.register"].with_user(self.accountant)
        with freeze_time("2027-02-27 15:58:00"):
            return Form(
                wizards.with_context(
                    active_model="account.move", active_ids=invoice.ids, **context
                )
            )

    def test_a_payment_of_today_is_dated_by_the_companys_day(self):
        invoice = self._renew(self._activate()).invoice_id
        dialog = self._open_payment(invoice)
        self.assertEqual(dialog.payment_date, date(2027, 2, 27))
        other = self._open_payment(invoice, default_payment_date="2027-02-20")
        self.assertEqual(other.payment_date, date(2027, 2, 20))

    def test_a_payment_of_another_invoice_is_dated_as_ever(self):
        with self._on("2027-02-01"):
            invoice = self.init_invoice(
                "out_invoice", partner=self.customer, amounts=[100.0], post=True
            )
        dialog = self._open_payment(invoice)
        self.assertEqual(dialog.payment_date, date(2027, 2, 28))
