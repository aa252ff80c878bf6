# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .ledger_accounting_common import RenewalAccountingCommon


@tagged("post_install", "-at_install")
class TestInvoicesBesideThePeriods(RenewalAccountingCommon):
    """A copy, a debit note, a former invoice: people say whose place it takes."""

    def assertHeld(self, day="2027-04-01"):
        self._end_unpaid(day)
        self._end_unpaid(day)
        self.assertRuns(self.contract)
        self.assertEqual(len(self._reports(self.contract, "Not terminated")), 1)
        with self._on(day):
            self.assertEqual(
                self.contract._get_termination_hold().code, "other_invoice"
            )
            self.assertTrue(self.contract.is_termination_on_hold)

    def test_a_copy_that_the_customer_pays_ends_nothing_and_takes_the_place(self):
        copy = self._copy(self.invoice, "2027-02-12")
        self.assertEqual(len(self._reports(self.contract, "none of its periods")), 1)
        self._pay_invoice(copy, "2027-02-20")
        self.assertEqual(len(self._reports(self.contract, "customer paid")), 1)
        self.assertFalse(self._reports(self.contract, "none of its periods"))
        self.assertHeld()
        with self._on("2027-04-02"):
            self.assertTrue(self.contract.has_unassigned_invoices)
            self.term.action_replace_invoice(copy, "客户按副本付款")
            self.contract.invalidate_recordset()
            self.assertFalse(self.contract.has_unassigned_invoices)
        self.assertFalse(self._reports(self.contract, "customer paid"), "it is settled")
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))
        self.assertEqual(self.invoice.payment_state, "reversed")
        self.assertEqual(self.term.former_invoice_ids, self.invoice)
        self.assertEqual(copy.contract_term_id, self.term)

    def _remind(self):
        """Let a reminder's day come, and return how many letters went out."""
        sent = len(self.contract.message_ids.filtered("subject"))
        self._run("invoice_renewals", self.contract.next_reminder_on)
        return len(self.contract.message_ids.filtered("subject")) - sent

    def test_who_has_paid_a_copy_is_not_reminded_and_accounting_is_asked(self):
        copy = self._copy(self.invoice, "2027-01-30")
        self.assertEqual(self._remind(), 1, "nobody has paid it")
        self._pay_invoice(copy, "2027-02-10")
        self.assertEqual(self._remind(), 0)
        question = self._reports(self.contract, "is not reminded")
        self.assertEqual(len(question), 1)
        self.assertIn(copy.name, question.summary)
        self.assertTrue(question.user_id.has_group("account.group_account_invoice"))
        with self._on("2027-02-14"):
            self.contract.action_set_invoice_aside(copy, "另一笔采购")
        self.assertEqual(self._remind(), 1)

    def test_what_was_asked_about_invoices_is_settled_once_all_are_known(self):
        one, other = (self._copy(self.invoice, "2027-01-30") for _number in range(2))
        for copy in (one, other):
            self._pay_invoice(copy, "2027-02-10")
        self._remind()
        self.contract.action_ask_to_assign_invoices()
        texts = ("is not reminded", "asks what")
        with self._on("2027-02-14"):
            self.contract.action_set_invoice_aside(one, "另一笔采购")
            for text in texts:
                self.assertEqual(len(self._reports(self.contract, text)), 1)
            self._remind()
            report = self._reports(self.contract, "is not reminded")
            self.assertNotIn(one.name, report.summary, "it is told anew of the rest")
            self.contract.action_set_invoice_aside(other, "另一笔采购")
        for text in texts:
            self.assertFalse(self._reports(self.contract, text))

    def test_who_is_told_of_a_copy_can_assign_it(self):
        self.contract.user_id = self.salesman
        copy = self._copy(self.invoice, "2027-02-12")
        told = self._reports(self.contract, "none of its periods")
        self.assertTrue(told.user_id.has_group("account.group_account_invoice"))
        self._pay_invoice(copy, "2027-02-20")
        told = self._reports(self.contract, "customer paid")
        self.assertTrue(told.user_id.has_group("account.group_account_invoice"))

    def test_what_will_hold_an_end_is_said_before_its_day(self):
        with self._on("2027-02-12"):
            self.assertNotIn("Not terminated", self.contract.termination_verdict)
        copy = self._copy(self.invoice, "2027-02-12")
        self._pay_invoice(copy, "2027-02-20")
        with self._on("2027-02-21"):
            verdict = self.contract.termination_verdict
        self.assertIn("Can be paid until", verdict)
        self.assertIn("Not terminated then", verdict)
        self.assertIn(copy.name, verdict)

    def test_a_copy_that_is_not_paid_ends_as_agreed(self):
        self._copy(self.invoice, "2027-02-12")
        self._end_unpaid("2027-03-04")
        self.assertEnded(self.contract)

    def test_a_copy_that_is_for_something_else_holds_nothing(self):
        copy = self._copy(self.invoice, "2027-02-12")
        self._pay_invoice(copy, "2027-02-20")
        with self._on("2027-02-21"):
            with self.assertRaisesRegex(UserError, "Reason"):
                self.contract.action_set_invoice_aside(copy, " ")
            self.contract.action_set_invoice_aside(copy, "上门培训费")
        self.assertFalse(self._reports(self.contract, "customer paid"), "it is settled")
        self._end_unpaid("2027-03-04")
        self.assertEnded(self.contract)

    def test_a_copy_in_draft_holds_nothing_but_nothing_is_invoiced_beside_it(self):
        with self._on("2027-02-12"):
            copy = self.invoice.copy()
            self.invoice.button_draft()
            self.invoice.button_cancel()
            with self.assertRaisesRegex(UserError, "may be for this period"):
                self.term.action_invoice_again()
            self.term.action_replace_invoice(copy, "改正发票")
            copy.invoice_date = "2027-02-12"
            copy.action_post()
        self.assertEqual(self.term.state, "invoiced")
        self.assertFalse(self._reports(self.contract, "none of its periods"))
        self._pay_invoice(copy, "2027-02-20")
        self.assertEqual(self.term.state, "paid")

    def test_a_former_invoice_that_is_posted_again(self):
        with self._on("2027-02-12"):
            self.invoice.button_draft()
            self.invoice.button_cancel()
            self.term.action_invoice_again()
            second = self.term.invoice_id
            self.invoice.button_draft()
            self.invoice.action_post()
        self.assertEqual(self.term.invoice_id, second)
        self.assertHeld()
        self._pay_invoice(self.invoice, "2027-04-02")
        with self._on("2027-04-02"):
            self.term.action_replace_invoice(self.invoice, "客户付了原发票")
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.term.former_invoice_ids, second)
        self.assertEqual(second.payment_state, "reversed")

    def test_what_was_paid_of_the_invoice_before_goes_to_the_other(self):
        self._pay(self.contract, "2027-02-15", amount=3000.0)
        copy = self._copy(self.invoice, "2027-02-16")
        with self._on("2027-02-17"):
            self.term.action_replace_invoice(copy, "换抬头")
        self.assertEqual(copy.amount_residual, 4208.0)
        self.assertEqual(self.term.amount_due, 4208.0)
        self._pay_invoice(copy, "2027-02-20")
        self.assertEqual(self.term.state, "paid")

    def test_another_amount_needs_a_manager(self):
        copy = self._copy(self.invoice, "2027-02-12")
        accountant = self._create_accountant()
        with self._on("2027-02-13"):
            copy.button_draft()
            copy.invoice_line_ids.price_unit = 5000.0
            copy.action_post()
            with self.assertRaisesRegex(UserError, "Total"):
                self.term.with_user(accountant).action_replace_invoice(copy, "让利")
            self.term.action_replace_invoice(copy, "让利")
        self.assertEqual(self.term.amount, 5300.0)
        self._pay_invoice(copy, "2027-02-20")
        self.assertEqual(self.term.state, "paid")

    def test_an_accountant_may_say_it_and_a_salesperson_may_not(self):
        copy = self._copy(self.invoice, "2027-02-12")
        salesperson = self._create_user(
            "seller", "sales_team.group_sale_salesman_all_leads"
        )
        with self._on("2027-02-13"):
            with self.assertRaisesRegex(UserError, "manager or an accountant"):
                self.term.with_user(salesperson).action_replace_invoice(copy, "改")
            accountant = self._create_accountant()
            self.term.with_user(accountant).action_replace_invoice(copy, "换抬头")
        self.assertEqual(self.term.invoice_id, copy)

    def test_only_an_invoice_that_no_period_has(self):
        first = self.contract.term_ids.sorted("sequence")[0].invoice_id
        with self.assertRaisesRegex(UserError, "no period has"):
            self.term.action_replace_invoice(first, "错")
        with self.assertRaisesRegex(UserError, "no period has"):
            self.contract.action_set_invoice_aside(first, "错")

    def test_a_copy_paid_in_several_parts_or_split(self):
        one = self._copy(self.invoice, "2027-02-12")
        with self._on("2027-02-13"):
            one.button_draft()
            one.invoice_line_ids.price_unit = 3400.0
            one.action_post()
        self._pay_invoice(one, "2027-02-20")
        self.assertHeld()

    def test_invoices_that_were_merged_into_another(self):
        with self._on("2027-02-12"):
            self.invoice.button_draft()
            merged = self.invoice.copy(
                {"invoice_origin": f"S00001 {self.contract.contract_number}"}
            )
            merged.subscription_id = False
            self.invoice.button_cancel()
            with self.assertRaisesRegex(UserError, "may be for this period"):
                self.term.action_invoice_again()
            merged.invoice_date = "2027-02-12"
            merged.action_post()
            self.term.action_replace_invoice(merged, "合并开票")
        self._pay_invoice(merged, "2027-02-20")
        self.assertEqual(self.term.state, "paid")

    def test_a_copy_whose_payment_is_entered_after_the_end(self):
        copy = self._copy(self.invoice, "2027-02-12")
        self._end_unpaid("2027-03-04")
        with self._on("2027-03-05"):
            self._pay_invoice(copy, "2027-03-01")
        self.assertEnded(self.contract)
        self.assertEqual(len(self._reports(self.contract, "Credit the invoice")), 1)
        with self._on("2027-03-06"):
            copy._reverse_moves(cancel=True)
            self.contract.action_reinstate_contract("已按副本及时付款")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))

    def test_the_invoice_of_a_period_that_was_given_up_posted_again_is_reported(self):
        with self._on("2027-02-12"):
            self.invoice.button_draft()
            self.contract.action_terminate_contract(self.agreement)
            self.invoice.button_draft()
            self.invoice.action_post()
        self.assertEqual(self.term.state, "lapsed")
        self.assertEqual(len(self._reports(self.contract, "which has ended")), 1)

    def test_an_instalment_whose_copy_is_paid_is_not_demanded(self):
        contract = self._activate(
            "2026-03-01", contract_term_years=3, contract_payment_schedule="yearly"
        )
        term = self._renew(contract, "2027-01-29")
        copy = self._copy(term.invoice_id, "2027-02-12")
        self._pay_invoice(copy, "2027-02-20")
        self._run("track_notices", "2027-03-05")
        self.assertFalse(term.demanded_on)
        self.assertEqual(len(self._reports(contract, "not demanded")), 1)

    def test_the_dialog_proposes_the_invoice_and_the_period(self):
        copy = self._copy(self.invoice, "2027-02-12")
        with self._on("2027-02-13"):
            wizards = self.env["miniprogram.contract.assign.invoice"].with_user(
                self._create_accountant()
            )
            with Form(wizards.with_context(active_id=self.contract.id)) as form:
                self.assertEqual(form.invoice_id, copy)
                self.assertEqual(form.term_id, self.term)
                form.reason = "换抬头"
            form.record.action_confirm()
        self.assertEqual(self.term.invoice_id, copy)

    def _get_buttons(self, login, groups):
        """Return the buttons on invoices that a user alone has on the form."""
        own = self.contract.with_user(self._create_user(login, groups))
        view = self.env.ref("miniprogram_contract.view_contract_form")
        arch = own.get_view(view.id, "form")["arch"]
        labels = ("Assign Invoice", "Ask Accounting")
        return [label for label in labels if f'string="{label}"' in arch]

    def test_who_cannot_assign_it_has_the_way_that_he_may_use(self):
        self._copy(self.invoice, "2027-02-12")
        for login, groups, button in (
            ("m1", "miniprogram_contract.group_contract_manager", "Ask Accounting"),
            ("s1", "sales_team.group_sale_salesman_all_leads", "Ask Accounting"),
            ("m2", "sales_team.group_sale_manager", "Assign Invoice"),
            ("a1", "account.group_account_invoice", "Assign Invoice"),
        ):
            self.assertEqual(self._get_buttons(login, groups), [button], login)

    def test_a_manager_without_accounting_asks_for_it(self):
        copy = self._copy(self.invoice, "2027-02-12")
        manager = self._create_user(
            "manager_alone", "miniprogram_contract.group_contract_manager"
        )
        own = self.contract.with_user(manager)
        with self._on("2027-02-13"):
            for _time in range(2):
                told = own.action_ask_to_assign_invoices()
        question = self._reports(self.contract, "asks what")
        self.assertEqual(len(question), 1)
        self.assertIn(copy.name, question.summary)
        self.assertTrue(question.user_id.has_group("account.group_account_invoice"))
        self.assertIn(question.user_id.name, told["params"]["message"])
        with self._on("2027-02-14"):
            self.contract.action_set_invoice_aside(copy, "上门培训费")
            with self.assertRaisesRegex(UserError, "is known"):
                own.action_ask_to_assign_invoices()

    def test_a_stranger_asks_nothing(self):
        self._copy(self.invoice, "2027-02-12")
        stranger = self._create_user("stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.contract.with_user(stranger).action_ask_to_assign_invoices()

    def test_the_dialog_sets_an_invoice_aside(self):
        copy = self._copy(self.invoice, "2027-02-12")
        with self._on("2027-02-13"):
            wizard = self.env["miniprogram.contract.assign.invoice"].create(
                {
                    "contract_id": self.contract.id,
                    "purpose": "other",
                    "reason": "上门培训费",
                }
            )
            wizard.action_confirm()
        self.assertTrue(copy.is_contract_extra)

    def _create_accountant(self):
        return self._create_user("books", "account.group_account_invoice")
