# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .ledger_accounting_common import RenewalAccountingCommon


@tagged("post_install", "-at_install")
class TestMoneyBookedByHand(RenewalAccountingCommon):
    """Money that an accountant books without a payment or a bank line is money."""

    def _book(self, account, day, amount=7208.0, reconcile=True, **values):
        """Book what the customer paid, or settled, with a plain journal entry."""
        with self._on(day):
            entry = self.env["account.move"].create(
                {
                    "date": day,
                    "journal_id": self.bank_journal.id,
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": self._receivable(
                                    self.invoice
                                ).account_id.id,
                                "partner_id": self.customer.id,
                                "credit": amount,
                            }
                        ),
                        Command.create(
                            {
                                "account_id": account.id,
                                "partner_id": self.customer.id,
                                "debit": amount,
                            }
                        ),
                    ],
                    **values,
                }
            )
            entry.action_post()
        if reconcile:
            self._reconcile(day, self.invoice, entry)
        return entry

    def _net(self, day):
        """Net the invoice against a bill of ours."""
        return self._book(
            self.company_data["default_account_payable"],
            day,
            journal_id=self.company_data["default_journal_misc"].id,
        )

    # -- money ----------------------------------------------------------------------

    def test_in_the_bank(self):
        entry = self._book(self.bank_journal.default_account_id, "2027-02-20")
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))
        self._end_unpaid("2027-04-01")
        self.assertRuns(self.contract)
        with self._on("2027-04-02"):
            entry.button_draft()
        self.assertEqual(self.term.state, "invoiced")

    def test_in_cash(self):
        cash = self.company_data["default_journal_cash"]
        self._book(cash.default_account_id, "2027-02-20", journal_id=cash.id)
        self.assertEqual(self.term.state, "paid")

    def test_on_the_way_to_the_bank(self):
        lines = self.bank_journal.inbound_payment_method_line_ids
        account = lines.payment_account_id[:1] or self.outbound_payment_account
        self._book(account, "2027-02-20")
        self.assertEqual(self.term.state, "paid")

    def test_half_of_it_is_not_enough(self):
        self._book(self.bank_journal.default_account_id, "2027-02-20", 3604.0)
        self.assertEqual(self.term.state, "invoiced")
        self._pay(self.contract, "2027-02-21")
        self.assertEqual(self.term.state, "paid")

    def test_paid_back_from_the_bank_is_no_money(self):
        """What leaves the bank is a credit in it."""
        entry = self._book(self.bank_journal.default_account_id, "2027-02-20")
        self._unmatch(self.invoice, "2027-02-21")
        with self._on("2027-02-21"):
            back = entry._reverse_moves(cancel=True)
        self.assertFalse(back._is_money())
        self.assertEqual(self.term.state, "invoiced")

    def test_paid_back_by_hand_it_holds_nothing(self):
        bank = self.bank_journal.default_account_id
        self._book(bank, "2027-02-20", reconcile=False)
        self._book(bank, "2027-02-22", -7208.0, reconcile=False)
        self._end_unpaid("2027-03-04")
        self.assertEnded(self.contract)
        self.assertFalse(self._reports(self.contract, "still with us"))

    def test_a_customers_opening_debt_gives_nothing_back(self):
        equity = self.company_data["default_account_revenue"]
        misc = self.company_data["default_journal_misc"]
        self._book(self.bank_journal.default_account_id, "2027-02-20", reconcile=False)
        self._book(equity, "2027-02-22", -7208.0, reconcile=False, journal_id=misc.id)
        self._end_unpaid("2027-03-04")
        self.assertRuns(self.contract)

    def test_a_bad_debt_is_still_no_money(self):
        self._book(self.company_data["default_account_expense"], "2027-02-20")
        self.assertEqual(self.term.state, "planned")

    def test_nothing_is_looked_up_for_an_entry_that_credits_no_customer(self):
        with patch.object(
            type(self.env["account.move"]), "_get_outstanding_accounts"
        ) as look_up:
            entry = self._book(
                self.bank_journal.default_account_id, "2027-02-20", -100.0, False
            )
        self.assertEqual(entry.state, "posted")
        look_up.assert_not_called()

    def test_not_reconciled_it_holds_the_end(self):
        self._book(self.bank_journal.default_account_id, "2027-02-20", reconcile=False)
        self._end_unpaid("2027-04-01")
        self.assertRuns(self.contract)

    def test_booked_after_the_end_a_manager_is_told(self):
        self._end_unpaid("2027-03-04")
        with self._on("2027-03-10"):
            self._book(
                self.bank_journal.default_account_id, "2027-03-01", reconcile=False
            )
        self.assertEqual(len(self._reports(self.contract, "dated in time")), 1)
        with self._on("2027-03-10"):
            self.contract.action_reinstate_contract("已及时付款")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))

    # -- settled in another way -----------------------------------------------------

    def test_netted_an_accountant_counts_it_as_paid(self):
        self._net("2027-02-20")
        self.assertEqual(self.term.state, "planned")
        accountant = self._create_user("books", "account.group_account_invoice")
        with self._on("2027-02-21"):
            self.term.with_user(accountant).action_count_as_paid("与应付账款对冲")
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.term.counted_as_paid_reason, "与应付账款对冲")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))
        note = self.contract.message_ids.filtered(
            lambda message: "与应付账款对冲" in (message.body or "")
        )
        self.assertEqual(note.author_id, accountant.partner_id)
        self._end_unpaid("2027-04-01")
        self.assertRuns(self.contract)
        self._run("invoice_renewals", "2028-02-10")
        self.assertEqual(len(self.contract.term_ids), 3)

    def test_netting_undone_counts_no_more(self):
        entry = self._net("2027-02-20")
        with self._on("2027-02-21"):
            self.term.action_count_as_paid("与应付账款对冲")
            entry.button_draft()
        self.assertEqual(self.term.state, "invoiced")
        self.assertFalse(self.term.counted_as_paid_reason)
        self.assertEqual(self.contract.payment_deadline, date(2027, 3, 3))
        with self._on("2027-02-22"):
            entry.action_post()
        self.assertEqual(self.term.state, "planned")

    def test_the_accountant_takes_it_back(self):
        self._net("2027-02-20")
        with self._on("2027-02-21"):
            self.term.action_count_as_paid("对冲")
            with self.assertRaisesRegex(UserError, "Reason"):
                self.term.action_stop_counting_as_paid("")
            self.term.action_stop_counting_as_paid("对错了客户")
            self.assertEqual(self.term.state, "planned")
            with self.assertRaisesRegex(UserError, "does not count"):
                self.term.action_stop_counting_as_paid("再来")
        self.assertEqual(len(self._reports(self.contract, "counted as paid (对冲)")), 1)
        self.assertFalse(self._reports(self.contract, "bounced"), "no payment has")

    def test_what_waits_to_be_invoiced_counts_and_can_be_taken_back(self):
        self._credit_note(self.invoice, "2027-02-20")
        with self._on("2027-02-21"):
            self.contract.action_terminate_contract(
                self.agreement, date(2027, 6, 30), charge="by_day"
            )
            self.assertFalse(self.term.invoice_id)
            self.term.action_count_as_paid("线下结清")
            self.assertEqual(self.term.state, "paid")
            self.term.action_stop_counting_as_paid("弄错了")
        self.assertEqual(self.term.state, "planned")

    def test_taken_back_a_part_that_was_paid_does_not_count_as_all(self):
        self._pay(self.contract, "2027-02-15", amount=2162.4)
        self._credit_note(self.invoice, "2027-02-20")
        with self._on("2027-02-21"):
            self.term.action_count_as_paid("对冲")
            self.term.action_stop_counting_as_paid("对错了客户")
        self.assertEqual(self.term.state, "planned")
        self.assertEqual(self.contract.paid_until, date(2027, 2, 28))

    def test_it_counts_on_where_a_part_that_was_paid_before_is_given_back(self):
        payment = self._pay(self.contract, "2027-02-15", amount=2162.4)
        self._credit_note(self.invoice, "2027-02-20")
        with self._on("2027-02-21"):
            self.term.action_count_as_paid("对冲")
        refund = self._pay_back(self.contract, 2162.4, "2027-02-22")
        with self._on("2027-02-22"):
            lines = self._receivable((refund | payment).move_id)
            lines.remove_move_reconcile()
            lines.reconcile()
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.term.counted_as_paid_reason, "对冲")

    def test_an_invoice_that_can_still_be_paid_does_not_count(self):
        with self.assertRaisesRegex(UserError, "can still be paid"):
            self.term.action_count_as_paid("对冲")
        self._pay(self.contract, "2027-02-20")
        with self.assertRaisesRegex(UserError, "neither paid nor given up"):
            self.term.action_count_as_paid("对冲")

    def test_the_dialog_counts_it_and_takes_it_back(self):
        self._net("2027-02-20")
        wizards = self.env["miniprogram.contract.count.as.paid"].with_user(
            self._create_user("books", "account.group_account_invoice")
        )
        for state in ("paid", "planned"):
            with self._on("2027-02-21"):
                wizard = wizards.with_context(active_id=self.term.id).create(
                    {"reason": "对冲"}
                )
                wizard.action_confirm()
            self.assertEqual(self.term.state, state)

    def test_a_reason_is_needed(self):
        self._net("2027-02-20")
        with self.assertRaisesRegex(UserError, "Reason"):
            self.term.action_count_as_paid("  ")

    def test_only_an_accountant_may_say_it(self):
        self._net("2027-02-20")
        manager = self._create_user(
            "chief", "miniprogram_contract.group_contract_manager"
        )
        with self.assertRaisesRegex(UserError, "accounting rights"):
            self.term.with_user(manager).action_count_as_paid("对冲")
        seller = self._create_user("seller", "sales_team.group_sale_salesman")
        with self.assertRaises(UserError):
            self.term.with_user(seller).action_count_as_paid("对冲")

    def test_a_cancelled_invoice_that_was_merged_into_another_that_is_paid(self):
        with self._on("2027-02-12"):
            self.invoice.button_draft()
            self.invoice.button_cancel()
            self.term.action_count_as_paid("合并开票，已付款")
        self.assertEqual(self.term.state, "paid")
        with self._on("2027-02-13"):
            self.invoice.button_draft()
        self.assertEqual(self.term.state, "invoiced")

    def test_a_first_term_netted_starts_the_service(self):
        contract = self._sign("2026-04-01")
        self.invoice = contract.term_ids.invoice_id
        self._net("2026-04-02")
        self.assertEqual(contract.contract_state, "signed")
        with self._on("2026-04-02"):
            contract.term_ids.action_count_as_paid("对冲")
        self.assertRuns(contract)
