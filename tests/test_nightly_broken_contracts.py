# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestBrokenContracts(LedgerCommon):
    """One whose data is broken stands alone, until somebody mends it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        revenue = cls.company_data["default_account_revenue"]
        cls.own_account = cls.copy_account(revenue)
        cls.own_package = cls._create_contract_product(
            "定制版套餐", 6800.0, property_account_income_id=cls.own_account.id
        )
        cls.others = cls._activate() | cls._activate()
        cls.broken = cls._activate("2026-03-01", cls.own_package)

    def _take_accounts_away(self):
        """Leave the package without an account, whatever core falls back to."""
        self.package.property_account_income_id = self.own_account
        self.own_package.property_account_income_id = False
        self.own_package.categ_id = self.env["product.category"].create({"name": "新"})
        self.own_package.categ_id.property_account_income_categ_id = False
        self.company.income_account_id = False
        self.company_data["default_journal_sale"].default_account_id = False

    def _give_it_a_journal(self):
        journal = self.company_data["default_journal_sale"].copy({"code": "MPC"})
        self.broken.journal_id = journal
        return journal

    def _assert_alone(self, action, nights, is_done):
        """Run several nights: all but the broken one is done, which is told of once."""
        for night in nights:
            self._run(action, night)
            self.assertFalse(is_done(self.broken))
            self.assertTrue(self.broken.contract_failure)
            self.assertTrue(self.broken.contract_failures)
        for contract in self.others:
            self.assertTrue(is_done(contract))
            self.assertFalse(contract.contract_failure)
        self.assertEqual(len(self.broken.activity_ids), 1)
        self.assertEqual(self.broken.activity_ids.user_id, self.broken.user_id)

    def _assert_mended(self, action, night, is_done):
        self._run(action, night)
        self.assertTrue(is_done(self.broken))
        self.assertFalse(self.broken.contract_failure)
        self.assertFalse(self.broken.contract_failures)

    # -- renewals -------------------------------------------------------------------

    def _is_renewed(self, contract):
        return contract.open_term_id.invoice_id.state == "posted"

    def _assert_renewed_when_mended(self, mend):
        nights = ("2027-01-29", "2027-01-30", "2027-01-31")
        self._assert_alone("invoice_renewals", nights, self._is_renewed)
        mend()
        self._assert_mended("invoice_renewals", "2027-02-01", self._is_renewed)
        self.assertEqual(len(self.broken.term_ids), 2)

    def test_a_renewal_without_an_account(self):
        self._take_accounts_away()
        self._assert_renewed_when_mended(
            lambda: self.own_package.write(
                {"property_account_income_id": self.own_account.id}
            )
        )

    def test_a_renewal_on_an_archived_account(self):
        self.own_account.active = False
        self._assert_renewed_when_mended(self.own_account.action_unarchive)

    def test_a_renewal_in_an_archived_journal(self):
        journal = self._give_it_a_journal()
        journal.active = False
        self._assert_renewed_when_mended(journal.action_unarchive)

    def test_a_renewal_that_failed_until_after_the_end_is_given_its_time(self):
        self.own_account.active = False
        self._run("invoice_renewals", "2027-01-29")
        for night in ("2027-03-04", "2027-03-20"):
            self._end_unpaid(night)
            self._run("invoice_renewals", night)
        self.assertEqual(self.broken.contract_state, "active")
        self.assertEqual(len(self.broken.activity_ids), 1)
        self.own_account.active = True
        self._assert_mended("invoice_renewals", "2027-03-22", self._is_renewed)
        self.assertEqual(self.broken.open_term_id.date_start, date(2027, 3, 1))
        self.assertEqual(self.broken.payment_deadline, date(2027, 3, 29))
        self._end_unpaid("2027-03-29")
        self.assertEqual(self.broken.contract_state, "active")
        self._end_unpaid("2027-03-30")
        self.assertEqual(self.broken.contract_state, "terminated")

    def test_a_renewal_in_a_locked_period(self):
        self.others = self.others.browse()
        self.company.fiscalyear_lock_date = date(2027, 1, 31)
        self._assert_renewed_when_mended(
            lambda: self.company.write({"fiscalyear_lock_date": False})
        )
        self.assertEqual(self.broken.open_term_id.invoiced_on, date(2027, 2, 1))

    # -- terminations ---------------------------------------------------------------

    def _is_ended(self, contract):
        return contract.contract_state == "terminated"

    def test_a_termination_on_an_archived_account(self):
        self._run("invoice_renewals", "2027-01-29")
        term = self.broken.open_term_id
        self.own_account.active = False
        nights = ("2027-03-04", "2027-03-05", "2027-03-06")
        self._assert_alone("terminate_unpaid_renewals", nights, self._is_ended)
        self.assertEqual(term.state, "invoiced")
        self.assertFalse(term.invoice_id.reversal_move_ids)
        self.own_account.active = True
        self._assert_mended("terminate_unpaid_renewals", "2027-03-07", self._is_ended)
        self.assertEqual(self.broken.termination_date, date(2027, 2, 28))
        self.assertEqual(term.state, "lapsed")
        self.assertEqual(term.invoice_id.payment_state, "reversed")

    def test_a_termination_without_an_account_credits_what_was_invoiced(self):
        self._run("invoice_renewals", "2027-01-29")
        self._take_accounts_away()
        self._end_unpaid("2027-03-04")
        self._assert_all_ended()

    def test_a_termination_in_an_archived_journal_uses_another(self):
        journal = self._give_it_a_journal()
        self._run("invoice_renewals", "2027-01-29")
        journal.active = False
        self._end_unpaid("2027-03-04")
        self._assert_all_ended()

    def _assert_all_ended(self):
        for contract in self.others | self.broken:
            self.assertTrue(self._is_ended(contract))
            self.assertFalse(contract.contract_failure)

    # -- more than one thing at once -------------------------------------------------

    def _fail(self, *steps):
        """Let several things fail, each by its own error."""
        for step in steps:
            error = UserError(f"{step} is broken")
            self.startPatcher(
                patch.object(
                    self.registry["sale.subscription"], step, side_effect=error
                )
            )

    def test_two_things_that_fail_are_both_kept_and_told_once(self):
        self._run("invoice_renewals", "2027-01-29")
        self._fail("_send_renewal_reminder", "_terminate_unpaid")
        for night in ("2027-02-13", "2027-03-04", "2027-03-05", "2027-03-06"):
            self._run("invoice_renewals", night)
            self._end_unpaid(night)
        for words in ("_send_renewal_reminder is broken", "_terminate_unpaid is"):
            self.assertIn(words, self.broken.contract_failure)
        self.assertEqual(len(self.broken.activity_ids), 2)

    def test_one_that_is_mended_leaves_the_other(self):
        self.broken._set_failure("no account", "_demand_payment")
        self.own_account.active = False
        self._run("invoice_renewals", "2027-01-29")
        self.own_account.active = True
        self._run("invoice_renewals", "2027-01-30")
        self.assertEqual(self.broken.contract_failure, "no account")

    # -- what looks broken and is not -----------------------------------------------

    def test_an_archived_customer_is_renewed_and_ended_as_any_other(self):
        self.customer.email = "jinli@example.com"
        self.customer.active = False
        self._run("invoice_renewals", "2027-01-29")
        for contract in self.others | self.broken:
            self.assertTrue(self._is_renewed(contract))
            self.assertFalse(contract.contract_failure)
        self._end_unpaid("2027-03-04")
        self._assert_all_ended()

    def test_a_part_paid_in_a_closed_month_is_credited_in_an_open_one(self):
        self._run("invoice_renewals", "2027-01-29")
        part = self._pay(self.broken, "2027-02-01", amount=100.0)
        self.company.fiscalyear_lock_date = date(2027, 2, 28)
        term = self.broken.open_term_id
        self._end_unpaid("2027-03-04")
        self._assert_all_ended()
        self.assertEqual(term.invoice_id.reversal_move_ids.date, date(2027, 3, 4))
        self.assertFalse(part.is_reconciled)

    def test_a_lock_ahead_moves_the_credit_note_and_not_the_end(self):
        self._run("invoice_renewals", "2027-01-29")
        term = self.broken.open_term_id
        self.company.fiscalyear_lock_date = date(2027, 3, 31)
        self._end_unpaid("2027-03-04")
        self._assert_all_ended()
        self.assertEqual(self.broken.termination_date, date(2027, 2, 28))
        credit_note = term.invoice_id.reversal_move_ids
        self.assertEqual(credit_note.state, "posted")
        self.assertEqual(credit_note.date, date(2027, 4, 1))
        self.assertEqual(term.invoice_id.payment_state, "reversed")
