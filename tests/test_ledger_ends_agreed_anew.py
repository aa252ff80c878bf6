# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .ledger_agreed_end_common import BY_DAY, AgreedEndCommon


@tagged("post_install", "-at_install")
class TestAgreedAnew(AgreedEndCommon):
    """Another day is agreed on, the planned end is withdrawn, or it is reinstated."""

    def test_another_day_takes_the_place_of_the_first(self):
        self._agree(self.contract)
        self._agree(self.contract, "2027-02-20", "2027-06-30", charge="by_day")
        self.assertEqual(self.contract.paid_until, date(2027, 2, 28))
        self._run("invoice_renewals", "2027-02-21")
        self._assert_no_hole(self.contract, date(2027, 6, 30))
        self._agree(self.contract, "2027-02-25", "2027-05-31")
        self._assert_no_hole(self.contract, date(2027, 5, 31))
        self.assertEqual(self.contract.paid_until, date(2027, 5, 31))

    def test_the_same_day_agreed_on_twice_is_given_once(self):
        self._agree(self.contract)
        self._agree(self.contract)
        self._assert_no_hole(self.contract)

    def test_the_last_days_before_a_gap_stay_owed_where_another_end_is_agreed_on(self):
        contract = self.contract
        self._agree(contract, "2027-03-08", "2027-03-08", charge="by_day")
        last_days = contract.term_ids.filtered("is_cut")
        payment = self._pay(contract, "2027-03-08", term=last_days)
        self._run("track_notices", "2027-03-09")
        with self._on("2027-03-10"):
            contract.action_reinstate_contract("双方同意继续", date(2027, 3, 12))
        self._pay(contract, "2027-03-12", term=contract.open_term_id)
        with self._on("2027-03-20"):
            payment.action_draft()
        for charge in ({}, {"charge": "by_day"}):
            self._agree(contract, "2027-03-20", "2027-09-15", **charge)
            self.assertEqual(last_days.state, "invoiced")
            self.assertEqual(last_days.date_end, date(2027, 3, 8))

    def test_withdrawn_the_cut_renewal_is_a_whole_offer_again(self):
        self._agree(self.contract, charge="by_day")
        self._withdraw(self.contract, "2027-02-20")
        self.assertEqual(self.term.date_end, date(2028, 2, 29))
        self.assertEqual(self.term.invoice_id.amount_total, 7208.0)
        self.assertEqual(len(self.term.former_invoice_ids), 2)
        self.assertFalse(self.contract.termination_date)
        self.assertFalse(self.contract.termination_charge)
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.close_reason_id, self.unpaid)

    def test_withdrawn_the_free_days_to_come_are_taken_back(self):
        self._agree(self.contract)
        self._withdraw(self.contract, "2027-02-20")
        self.assertEqual(self.contract.paid_until, date(2027, 2, 28))
        term = self._renew(self.contract, "2027-02-21")
        self.assertEqual(term.date_start, date(2027, 3, 1))
        self.assertEqual(term.amount, 7208.0)

    def test_withdrawn_the_free_days_that_were_served_stay(self):
        self._agree(self.contract)
        self._withdraw(self.contract, "2027-04-10")
        self.assertEqual(self.contract.paid_until, date(2027, 4, 10))
        term = self._renew(self.contract, "2027-04-11")
        self.assertEqual(term.date_start, date(2027, 4, 11))
        self._end_unpaid("2027-04-12")
        self.assertEqual(self.contract.contract_state, "active", "a week to pay")

    def test_withdrawn_after_the_deadline_there_is_a_week_to_pay(self):
        self._agree(self.contract, last_day="2028-04-30", charge="by_day")
        self._withdraw(self.contract, "2027-06-01")
        self._end_unpaid("2027-06-08")
        self.assertEqual(self.contract.contract_state, "active")
        self._end_unpaid("2027-06-09")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_only_a_manager_withdraws_and_says_why(self):
        with self.assertRaisesRegex(UserError, "No end is planned"):
            self._withdraw(self.contract, "2027-02-16")
        self._agree(self.contract)
        with self.assertRaisesRegex(UserError, "Reason"):
            self.contract.action_withdraw_termination(" ")
        with self.assertRaises(UserError):
            self.contract.with_user(self.salesman).action_withdraw_termination("x")

    def test_reinstated_it_goes_on_after_the_agreed_day(self):
        self._agree(self.contract)
        self._run("track_notices", "2027-05-01")
        with self._on("2027-05-01"):
            self.contract.action_reinstate_contract("双方同意继续")
        self.assertEqual(self.contract.open_term_id.date_start, date(2027, 5, 1))
        self.assertTrue(self.contract.open_term_id._is_offer())
        self.assertFalse(self.contract.termination_charge)

    def test_reinstated_on_its_last_day_it_goes_on_from_the_next(self):
        self._agree(self.contract, "2027-03-02", "2027-03-02")
        with self._on("2027-03-02"):
            wizard = self.env["miniprogram.contract.reinstate"].create(
                {"contract_id": self.contract.id, "reason": "双方同意继续"}
            )
            self.assertEqual(wizard.date_start, date(2027, 3, 3))
            wizard.action_confirm()
        self.assertEqual(self.contract.contract_state, "active")
        self.assertEqual(self.contract.open_term_id.date_start, date(2027, 3, 3))

    def _open(self, dialog):
        model = self.env[f"miniprogram.contract.{dialog}"]
        return Form(model.with_context(active_id=self.contract.id))

    def test_a_manager_agrees_and_withdraws_in_dialogs(self):
        with self._on("2027-02-15"):
            dialog = self._open("terminate")
            dialog.reason_id = self.agreement
            dialog.termination_date = "2027-04-30"
            dialog.charge = "by_day"
            self.assertEqual(dialog.amount_by_day, BY_DAY)
            dialog.save().action_confirm()
            self.assertEqual(self.term.amount, BY_DAY)
            dialog = self._open("withdraw.termination")
            dialog.reason = "双方同意继续"
            dialog.save().action_confirm()
        self.assertEqual(self.term.amount, 7208.0)

    def test_a_charge_is_only_shown_where_days_are_charged(self):
        for last_day, is_shown in (("2027-02-20", False), ("2027-04-30", True)):
            contract = self._activate()
            with self.subTest(last_day=last_day):
                self._agree(contract, last_day=last_day)
                self.assertEqual(contract.is_charged_until_end, is_shown)
                self._run("track_notices", "2027-05-02")
                self.assertEqual(contract.contract_state, "terminated")
                self.assertEqual(contract.is_charged_until_end, is_shown)

    def test_what_the_dialog_of_the_end_asks(self):
        with self._on("2027-02-15"):
            wizard = self.env["miniprogram.contract.terminate"].create(
                {
                    "contract_id": self.contract.id,
                    "reason_id": self.agreement.id,
                    "termination_date": "2027-04-30",
                }
            )
            self.assertTrue(wizard.asks_charge)
            self.assertEqual(wizard.amount_by_day, BY_DAY)
            wizard.termination_date = "2027-02-28"
            self.assertFalse(wizard.asks_charge, "all of it is paid")
            wizard.termination_date = "2027-04-30"
            wizard.reason_id = self.env.ref("miniprogram_contract.close_reason_law")
            self.assertFalse(wizard.asks_charge, "nobody agreed")
            wizard.reason_id = self.agreement
            wizard.write({"charge": "amount", "charge_amount": 300.0})
            wizard.action_confirm()
        self.assertEqual(self.term.amount, 300.0)
