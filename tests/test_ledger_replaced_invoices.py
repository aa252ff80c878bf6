# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .ledger_accounting_common import AccountingCommon


@tagged("post_install", "-at_install")
class TestReissuedInvoices(AccountingCommon):
    """An invoice that is reversed and made anew: the new one takes its place."""

    def test_a_first_invoice_made_anew_and_paid_starts_the_service(self):
        contract = self._sign()
        term = contract.term_ids
        first = term.invoice_id
        new = self._reissue(first, "2026-03-02")
        self.assertEqual(term.invoice_id, new)
        self.assertEqual(term.former_invoice_ids, first)
        self.assertEqual(term.state, "invoiced")
        self.assertEqual(new.payment_reference, contract.contract_number)
        self.assertEqual(new.contract_period_end, term.date_end)
        self.assertFalse(self._reports(contract, "invoice it again"))
        self._pay_invoice(new, "2026-03-05")
        self.assertEqual(term.state, "paid")
        self.assertRuns(contract)

    def test_a_draft_made_anew_is_waited_for(self):
        contract = self._sign()
        new = self._reissue(contract.term_ids.invoice_id, "2026-03-02", post=False)
        self.assertEqual(contract.term_ids.invoice_id, new)
        self.assertEqual(contract.term_ids.state, "invoiced")
        self.assertFalse(contract.term_ids.invoiced_on)
        with self._on("2026-03-02"):
            contract.term_ids.action_invoice_again()
        self.assertEqual(contract.term_ids.invoice_id, new)

    def test_a_renewal_made_anew_and_paid_goes_on_year_after_year(self):
        term = self._renew(self.contract)
        new = self._reissue(term.invoice_id, "2027-02-12")
        self.assertEqual(term.invoiced_on, date(2027, 2, 12))
        self.assertEqual(new.invoice_date_due, date(2027, 2, 28))
        self._pay_invoice(new, "2027-02-20")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))
        self._end_unpaid("2027-04-01")
        self.assertRuns(self.contract)
        self._run("invoice_renewals", "2028-02-10")
        self.assertEqual(len(self.contract.term_ids), 3)

    def test_a_renewal_made_anew_and_unpaid_is_ended(self):
        term = self._renew(self.contract)
        new = self._reissue(term.invoice_id, "2027-02-12")
        self._end_unpaid("2027-03-04")
        self.assertEnded(self.contract)
        self.assertEqual(new.payment_state, "reversed")
        self.assertEqual(term.state, "lapsed")

    def test_made_anew_twice(self):
        term = self._renew(self.contract)
        second = self._reissue(term.invoice_id, "2027-02-12")
        third = self._reissue(second, "2027-02-13")
        self.assertEqual(term.invoice_id, third)
        self.assertEqual(len(term.former_invoice_ids), 2)
        self._pay_invoice(third, "2027-02-20")
        self.assertEqual(term.state, "paid")

    def test_what_paid_the_invoice_before_pays_the_one_made_anew(self):
        term = self._renew(self.contract)
        payment = self._pay(self.contract, "2027-02-20")
        new = self._reissue(term.invoice_id, "2027-05-01")
        self.assertEqual(new.amount_residual, 0.0)
        self.assertEqual(new.matched_payment_ids | new.reconciled_payment_ids, payment)
        self.assertEqual(term.state, "paid")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))

    def test_a_payment_without_entry_pays_the_one_made_anew(self):
        self._without_outstanding_account()
        term = self._renew(self.contract)
        self._pay(self.contract, "2027-02-20")
        self._reissue(term.invoice_id, "2027-05-01")
        self.assertEqual(term.state, "paid")

    def test_money_that_went_back_to_the_customer_pays_nothing(self):
        term = self._renew(self.contract)
        self._pay(self.contract, "2027-02-20")
        with self._on("2027-02-22"):
            term.invoice_id._reverse_moves(cancel=True)
        self._pay_back(self.contract, 7208.0, "2027-02-22")
        with self._on("2027-02-23"):
            term.action_invoice_again()
        self.assertEqual(term.state, "invoiced")

    def test_an_accountant_without_other_rights_makes_it_anew(self):
        term = self._renew(self.contract)
        self._pay(self.contract, "2027-02-20")
        accountant = self._create_user("books", "account.group_account_invoice")
        invoice = term.invoice_id.with_user(accountant)
        new = self._reissue(invoice, "2027-02-22")
        self.assertEqual(term.invoice_id, new)
        self.assertEqual(term.state, "paid")

    def _match_renewal(self, amount=7208.0):
        term = self._renew(self.contract)
        bank_line = self._import_bank_line("2027-02-20", amount)
        self._match(bank_line, "2027-02-20", term.invoice_id)
        return term, bank_line

    def test_a_bank_line_that_paid_the_invoice_before_pays_the_one_made_anew(self):
        term, bank_line = self._match_renewal()
        self.assertEqual(term.state, "paid")
        new = self._reissue(term.invoice_id, "2027-05-01", post=False)
        self.assertEqual(term.state, "invoiced")
        with self._on("2027-05-02"):
            new.action_post()
        self.assertEqual(new._get_settling_entries(), bank_line.move_id)
        self.assertEqual(term.state, "paid")
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))

    def test_what_a_bank_line_paid_in_part_moves_too(self):
        term, _bank_line = self._match_renewal(3000.0)
        self._reissue(term.invoice_id, "2027-02-25")
        self.assertEqual((term.state, term.amount_due), ("invoiced", 4208.0))

    def test_a_bank_line_moves_where_the_invoice_was_cancelled_first(self):
        term, _bank_line = self._match_renewal()
        with self._on("2027-05-01"):
            term.invoice_id.button_draft()
            term.invoice_id.button_cancel()
            term.action_invoice_again()
        self.assertEqual(term.state, "paid")

    def test_a_bank_line_that_is_another_customers_stays_where_it_is(self):
        term, bank_line = self._match_renewal()
        new = self._reissue(term.invoice_id, "2027-02-25", post=False)
        other = self.env["res.partner"].create({"name": "别的客户"})
        with self._on("2027-02-26"):
            self._receivable(bank_line.move_id).partner_id = other
            new.action_post()
        self.assertEqual(term.state, "invoiced")

    def test_a_bank_line_whose_money_went_back_pays_nothing(self):
        term, _bank_line = self._match_renewal()
        new = self._reissue(term.invoice_id, "2027-02-25", post=False)
        refund = self._import_bank_line("2027-02-26", -7208.0)
        self._match(refund, "2027-02-26")
        with self._on("2027-02-27"):
            new.action_post()
        self.assertEqual(term.state, "invoiced")

    def test_money_that_is_still_to_be_allocated_holds_the_end(self):
        term = self._renew(self.contract)
        self._reissue(term.invoice_id, "2027-02-25")
        self._import_bank_line("2027-02-26")
        self._end_unpaid("2027-04-01")
        self.assertRuns(self.contract)

    def test_the_one_made_anew_may_cost_less_for_a_managers_reason_only(self):
        term = self._renew(self.contract)
        new = self._reissue(term.invoice_id, "2027-02-12", post=False)
        new.invoice_line_ids.price_unit = 5000.0
        with self.assertRaisesRegex(UserError, "Total"), self._on("2027-02-12"):
            new.action_post()

    def test_a_reversal_on_a_later_day_leaves_the_invoice_to_be_paid(self):
        term = self._renew(self.contract)
        first = term.invoice_id
        with self._on("2027-02-12"):
            wizard = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=first.ids)
                .create({"journal_id": first.journal_id.id, "date": "2027-03-20"})
            )
            wizard.modify_moves()
        self.assertEqual(term.invoice_id, first)
        self._pay(self.contract, "2027-02-20")
        self.assertEqual(term.state, "paid")

    def test_other_invoices_are_made_anew_as_ever(self):
        with self._on("2026-05-01"):
            invoice = self.init_invoice(
                "out_invoice", partner=self.customer, amounts=[100.0], post=True
            )
        new = self._reissue(invoice, "2026-05-02")
        self.assertFalse(new.contract_term_id)


@tagged("post_install", "-at_install")
class TestInvoicesOfFormerYears(AccountingCommon):
    """A former year's invoice changes nothing of the years after it."""

    def setUp(self):
        super().setUp()
        self.first = self.contract.term_ids
        self._renew(self.contract)
        self._pay(self.contract, "2027-02-20")

    def assertGoesOn(self):
        self.assertRuns(self.contract)
        self.assertEqual(self.contract.paid_until, date(2028, 2, 29))
        self.assertFalse(self.contract.open_term_id)
        self._end_unpaid("2027-12-01")
        self.assertRuns(self.contract)
        third = self._renew(self.contract, "2028-02-10")
        self.assertEqual(third.sequence, 3)
        self.assertEqual(self.contract.payment_deadline, date(2028, 3, 3))
        self._pay(self.contract, "2028-02-20", term=third)
        self.assertEqual(self.contract.paid_until, date(2029, 2, 28))

    def test_set_to_draft(self):
        with self._on("2027-06-01"):
            self.first.invoice_id.button_draft()
        self.assertEqual(self.first.state, "invoiced")
        self.assertGoesOn()

    def test_cancelled(self):
        with self._on("2027-06-01"):
            self.first.invoice_id.button_draft()
            self.first.invoice_id.button_cancel()
        self.assertEqual(self.first.state, "planned")
        self.assertGoesOn()

    def test_reversed(self):
        with self._on("2027-06-01"):
            self.first.invoice_id._reverse_moves(cancel=True)
        self.assertGoesOn()

    def test_made_anew(self):
        new = self._reissue(self.first.invoice_id, "2027-06-01")
        self.assertEqual(self.first.invoice_id, new)
        self.assertEqual(self.first.state, "paid")
        self.assertGoesOn()

    def test_made_anew_and_left_in_draft(self):
        self._reissue(self.first.invoice_id, "2027-06-01", post=False)
        self.assertGoesOn()

    def test_nobody_is_told_that_the_service_has_not_started(self):
        self._unmatch(self.first.invoice_id, "2027-06-01")
        with self._on("2027-06-01"):  # another customer's money
            self.first.invoice_id.matched_payment_ids.action_cancel()
        self._run("track_notices", "2027-07-01")
        self.assertFalse(self._reports(self.contract, "not started"))

    def test_its_payment_undone(self):
        self._unmatch(self.first.invoice_id, "2027-06-01")
        self.assertEqual(self.first.state, "invoiced")
        self.assertGoesOn()

    def test_a_renewal_of_a_former_year_set_to_draft(self):
        second = self.contract.term_ids.sorted("sequence")[1]
        third = self._renew(self.contract, "2028-02-10")
        self._pay(self.contract, "2028-02-20", term=third)
        with self._on("2028-06-01"):
            second.invoice_id.button_draft()
        self._end_unpaid("2028-12-01")
        self.assertRuns(self.contract)
        fourth = self._renew(self.contract, "2029-02-10")
        self.assertEqual(fourth.sequence, 4)
        self._end_unpaid("2029-03-10")
        self.assertEnded(self.contract)
        self.assertEqual(self.contract.termination_date, date(2029, 2, 28))

    def test_an_instalment_that_was_never_paid_still_keeps_a_renewal_from_being_made(
        self,
    ):
        contract = self._activate(
            "2026-03-01", contract_term_years=3, contract_payment_schedule="yearly"
        )
        second = self._renew(contract, "2027-01-29")
        self._run("invoice_renewals", "2028-01-30")
        third = contract.term_ids.sorted("sequence")[-1]
        self._pay(contract, "2028-02-20", term=third)
        self.assertEqual(contract.open_term_id, second)
        self._run("invoice_renewals", "2029-02-10")
        self.assertEqual(len(contract.term_ids), 3)
