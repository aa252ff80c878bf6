# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .ledger_common import LedgerCommon


class OnlineCommon(LedgerCommon, AccountPaymentCommon):
    def setUp(self):
        super().setUp()
        self.contract = self._activate()
        self.term = self._renew(self.contract)

    def _pay_online(self, moment, partner=None, **values):
        """Let an online payment be done at a moment (UTC), and not processed yet."""
        values.setdefault("invoice_ids", [Command.set(self.term.invoice_id.ids)])
        values.setdefault("reference", f"ONLINE {moment}")
        with freeze_time(moment):
            transaction = self._create_transaction(
                "direct",
                amount=7208.0,
                currency_id=self.cny.id,
                partner_id=(partner or self.customer).id,
                **values,
            )
            transaction._set_done()
        self.env.flush_all()
        return transaction

    def _process(self, transaction, moment):
        with freeze_time(moment):
            transaction._post_process()

    def _give_back(self, transaction, amount, moment, *, is_processed=True):
        """Refund an online payment through its provider."""
        with freeze_time(moment):
            refund = transaction._create_child_transaction(amount, is_refund=True)
            refund._set_done()
            if is_processed:
                refund._post_process()
        self.env.flush_all()
        return refund


@tagged("post_install", "-at_install")
class TestOnlinePayments(OnlineCommon):
    """Money paid online is there from the moment it is done, on the company's day."""

    def test_paid_two_minutes_before_midnight_it_is_not_ended(self):
        transaction = self._pay_online("2027-03-03 15:58:00")
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")
        self.assertIn("not allocated yet", self.contract.activity_ids.summary)
        self._process(transaction, "2027-03-04 05:00:00")
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(str(transaction.payment_id.date), "2027-03-03")

    def test_paid_in_the_early_morning_after_the_deadline_it_is_ended(self):
        transaction = self._pay_online("2027-03-03 22:00:00")  # 6 a.m. in Chengdu
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "terminated")
        self._process(transaction, "2027-03-03 23:00:00")
        self.assertEqual(str(transaction.payment_id.date), "2027-03-04")
        self.assertIn("too late", self.contract.activity_ids[-1:].summary)

    def test_processed_after_the_end_it_is_in_time_by_its_own_day(self):
        with freeze_time("2027-03-03 15:58:00"):
            transaction = self._create_transaction(
                "direct",
                amount=7208.0,
                currency_id=self.cny.id,
                partner_id=self.customer.id,
                invoice_ids=[Command.set(self.term.invoice_id.ids)],
                state="pending",
            )
        self._end_unpaid("2027-03-04")
        transaction.write({"state": "done", "last_state_change": "2027-03-03 15:59:00"})
        with self._on("2027-03-05"):
            self.contract.action_reinstate_contract("线上款项按时到账")
        self.assertTrue(transaction.payment_id)
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.contract.contract_state, "active")

    def test_a_stranger_pays_its_invoice_online(self):
        stranger = self.env["res.partner"].create({"name": "代付人"})
        self._pay_online("2027-03-03 15:58:00", stranger)
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")

    def test_paid_online_for_nothing_in_particular(self):
        self._pay_online("2027-03-03 15:58:00", invoice_ids=False)
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")
        with self._on("2027-03-04"):
            self.term.action_ignore_credit("是另一笔采购的款项")
        self._end_unpaid("2027-03-05")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_authorized_or_cancelled_it_is_no_money_yet(self):
        with self._on("2027-03-03"):
            self._create_transaction(
                "direct",
                amount=7208.0,
                currency_id=self.cny.id,
                partner_id=self.customer.id,
                invoice_ids=[Command.set(self.term.invoice_id.ids)],
                state="pending",
            )
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "terminated")


@tagged("post_install", "-at_install")
class TestMoneyGivenBack(OnlineCommon):
    """What was given back is no longer there, and somebody is told."""

    def _pay_and_process(self):
        transaction = self._pay_online("2027-02-20 04:00:00")
        self._process(transaction, "2027-02-20 04:10:00")
        self.assertEqual(self.term.state, "paid")
        return transaction

    def test_refunded_through_the_provider_the_period_is_not_paid_any_more(self):
        transaction = self._pay_and_process()
        self._give_back(transaction, 7208.0, "2027-02-25 04:00:00")
        self.assertEqual(self.term.state, "invoiced")
        self.assertEqual(self.term.amount_due, 7208.0)
        self.assertEqual(str(self.term.fell_back_on), "2027-02-25")
        self.assertIn("given back", self.contract.activity_ids.summary)

    def test_it_falls_back_before_the_refund_is_processed(self):
        transaction = self._pay_and_process()
        self._give_back(transaction, 7208.0, "2027-02-25 04:00:00", is_processed=False)
        self.assertEqual(self.term.state, "invoiced")

    def test_refunded_and_not_paid_again_it_ends_and_nothing_is_left(self):
        transaction = self._pay_and_process()
        refund = self._give_back(transaction, 7208.0, "2027-02-25 04:00:00")
        self._end_unpaid("2027-03-05")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertNotIn(
            "still with us", "".join(self.contract.activity_ids.mapped("summary"))
        )
        with self._on("2027-03-06"):
            self.contract.action_reinstate_contract("客户要求")
        self.assertEqual(self.term.state, "lapsed")  # what is gone pays nothing
        self.assertTrue(refund.payment_id)

    def test_refunded_and_paid_again_it_is_paid_once_accounting_has_reconciled(self):
        transaction = self._pay_and_process()
        refund = self._give_back(transaction, 7208.0, "2027-02-25 04:00:00")
        invoice = self.term.invoice_id
        payment = transaction.payment_id
        with self._on("2027-02-26"):
            self._receivable(invoice).remove_move_reconcile()
            self._receivable(payment.move_id | refund.payment_id.move_id).reconcile()
        self.assertEqual(self.term.state, "invoiced")
        self._pay(self.contract, "2027-02-27")
        self.assertEqual(self.term.state, "paid")

    def test_a_refund_that_a_credit_note_explains_leaves_the_period_paid(self):
        transaction = self._pay_and_process()
        refund = self._give_back(transaction, 208.0, "2027-02-25 04:00:00")
        self.assertEqual(self.term.amount_due, 208.0)
        with self._on("2027-02-26"):
            credit_note = self.term.invoice_id._reverse_moves()
            credit_note.invoice_line_ids[1:].unlink()
            credit_note.invoice_line_ids.price_unit = 208.0 / 1.06
            credit_note.action_post()
            self._receivable(credit_note | refund.payment_id.move_id).reconcile()
        self.assertEqual(self.term.state, "paid")

    def test_a_payment_without_an_entry_is_given_back_too(self):
        self._without_outstanding_account()
        journal = self.provider.journal_id
        lines = journal.inbound_payment_method_line_ids
        (lines | journal.outbound_payment_method_line_ids).payment_account_id = False
        transaction = self._pay_and_process()
        self.assertFalse(transaction.payment_id.move_id)
        refund = self._give_back(transaction, 7208.0, "2027-02-25 04:00:00")
        self.assertFalse(refund.payment_id.move_id)
        self.assertEqual(self.term.state, "invoiced")
        self.assertEqual(self.term.amount_due, 7208.0)

    def test_paid_back_by_hand_somebody_is_told(self):
        self._pay_and_process()
        self._pay_back(
            self.contract, 7208.0, "2027-02-25", memo=self.contract.contract_number
        )
        self.assertIn("paid back", self.contract.activity_ids.summary)

    def test_paid_back_in_two_parts_somebody_is_told_of_each(self):
        self._pay_and_process()
        self._pay_back(self.contract, 1000.0, "2027-02-25")
        self._pay_back(self.contract, 1000.0, "2027-02-26")
        self.assertEqual(len(self.contract.activity_ids), 2)

    def test_a_surplus_that_is_paid_back_by_hand_is_no_matter_of_contracts(self):
        self._pay_and_process()
        self._credit(self.contract, 500.0, "2027-02-21")
        self._pay_back(self.contract, 500.0, "2027-02-25")
        self.assertFalse(self.contract.activity_ids)

    def _pay_back_without_entry(self, amount, **values):
        lines = self.bank_journal.outbound_payment_method_line_ids
        lines.payment_account_id = False
        refund = self._pay_back(self.contract, amount, "2027-02-25", **values)
        self.assertFalse(refund.move_id)

    def test_a_surplus_without_an_entry_that_is_paid_back_is_no_matter_either(self):
        self._pay_and_process()
        self._without_outstanding_account()
        self._credit(self.contract, 500.0, "2027-02-21")
        self._pay_back_without_entry(500.0)
        self.assertFalse(self.contract.activity_ids)

    def test_more_is_paid_back_in_dollars_than_was_open_somebody_is_told(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2027-02-01",
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "rate": 0.125,
            }
        )
        self._pay_and_process()
        self._credit(self.contract, 100.0, "2027-02-21", currency_id=dollar.id)
        self._without_outstanding_account()
        self._pay_back_without_entry(100.0, currency_id=dollar.id)
        self.assertFalse(self.contract.activity_ids)
        self._pay_back_without_entry(100.0, currency_id=dollar.id)
        self.assertIn("paid back", self.contract.activity_ids.summary)

    def test_given_back_and_charged_anew_its_first_invoice_is_credited(self):
        transaction = self._pay_and_process()
        self._give_back(transaction, 7208.0, "2027-02-22 04:00:00")
        invoice = self.term.invoice_id
        with self._on("2027-02-23"):
            self.contract.action_terminate_contract(
                self.agreement, "2027-04-30", charge="amount", charge_amount=1500.0
            )
        self.assertEqual(invoice.reversal_move_ids.amount_total, 7208.0)
        self.assertEqual(self.term.invoice_id.amount_total, 1500.0)
        self.assertEqual(self.term.state, "invoiced")
        self.assertEqual(self.term.amount_due, 1500.0)

    def test_disregarded_it_does_not_pay_an_invoice_that_is_made_anew(self):
        transaction = self._pay_online("2027-02-20 04:00:00")
        with self._on("2027-02-20"):
            self.term.action_ignore_credit("是另一笔采购的预付款")
        self._process(transaction, "2027-02-20 04:10:00")
        with self._on("2027-02-22"):
            self.term.invoice_id._reverse_moves(cancel=True)
            self.term.action_invoice_again()
        self.assertEqual(self.term.state, "invoiced")

    def test_a_credit_that_was_paid_back_holds_nothing(self):
        self._credit(self.contract, 7208.0, "2027-02-21")
        self._pay_back(self.contract, 7208.0, "2027-02-25")
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_what_was_paid_back_after_the_end_is_not_used_again(self):
        self._credit(self.contract, 7207.99, "2027-02-21")
        self._end_unpaid("2027-03-04")
        self._pay_back(self.contract, 7207.99, "2027-03-05")
        self._credit(self.contract, 0.01, "2027-03-02")
        with self._on("2027-03-06"):
            self.contract.action_reinstate_contract("客户要求")
        self.assertEqual(self.term.state, "lapsed")
        self.assertEqual(self.contract.term_ids[-1:].state, "invoiced")

    def test_what_another_payment_gave_back_takes_nothing_of_a_later_one(self):
        self._credit(self.contract, 500.0, "2027-02-01")
        self._pay_back(self.contract, 500.0, "2027-02-10")
        self._credit(self.contract, 7208.0, "2027-03-02")
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")
