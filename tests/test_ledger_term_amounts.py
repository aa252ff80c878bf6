# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestTermAmounts(LedgerCommon):
    """Another amount for one period: by a contract manager, and for a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.invoicing_mode = "draft"
        cls.accountant = cls._create_user(
            "contract_accountant", "account.group_account_invoice"
        )
        cls.contract = cls._sign()
        with cls._on("2026-03-01"):
            cls.contract.term_ids.invoice_id.action_post()
        cls._pay(cls.contract, "2026-03-01")

    def setUp(self):
        super().setUp()
        self.term = self._renew(self.contract)
        self.invoice = self.term.invoice_id

    def _set_price(self, price, reason=None):
        self.invoice.invoice_line_ids.price_unit = price
        if reason:
            self.invoice.contract_amount_reason = reason

    def _assert_yuan(self, amount, expected):
        self.assertEqual(self.cny.round(amount), expected)

    def test_a_draft_nobody_edited_is_posted_by_an_accountant(self):
        self.invoice.with_user(self.accountant).action_post()
        self.assertEqual(self.term.state, "invoiced")
        self._assert_yuan(self.term.amount, 7208.0)

    def test_another_amount_needs_a_reason(self):
        self._set_price(6000.0, "  ")
        with self.assertRaises(UserError) as refused:
            self.invoice.action_post()
        message = str(refused.exception)
        for part in ("Total", "7,208.00", "6,360.00", "Reason for Another Amount"):
            self.assertIn(part, message)
        self.assertEqual(self.invoice.state, "draft")

    def test_the_price_put_back_needs_none(self):
        self._set_price(6000.0)
        self._set_price(6800.0)
        self.invoice.action_post()
        self._assert_yuan(self.term.amount, 7208.0)
        self.assertNotIn("instead of", self._read_chatter(self.contract))

    def test_a_manager_s_reason_sets_that_term_only(self):
        self._set_price(6000.0, "老客户优惠")
        self.invoice.action_post()
        self._assert_yuan(self.term.amount, 6360.0)
        self._assert_yuan(self.contract.contract_amount, 7208.0)
        self._assert_yuan(self.contract.sale_subscription_line_ids.price_unit, 6800.0)
        for record in (self.contract, self.invoice):
            said = self._read_chatter(record)
            for part in ("7,208.00", "6,360.00", "老客户优惠"):
                self.assertIn(part, said)
        self._pay(self.contract, "2027-02-20")
        self.assertEqual(self.term.state, "paid")
        self._assert_yuan(self._renew(self.contract).amount, 7208.0)

    def test_nobody_else_gives_reasons_or_posts_them(self):
        invoice = self.invoice.with_user(self.accountant)
        with self.assertRaises(AccessError):
            invoice.contract_amount_reason = "老客户优惠"
        self._set_price(6000.0, "老客户优惠")
        with self.assertRaisesRegex(UserError, "contract manager"):
            invoice.action_post()

    def test_only_managers_see_the_field(self):
        self.assertFalse(Form(self.invoice).contract_amount_reason)
        form = Form(self.invoice.with_user(self.accountant))
        with self.assertRaises(AssertionError):
            _ = form.contract_amount_reason

    def test_a_period_that_costs_nothing_is_paid(self):
        self._set_price(0.0, "赔偿停机")
        self.invoice.action_post()
        self.assertEqual(self.term.state, "paid")
        self._assert_yuan(self.term.amount, 0.0)

    def test_a_paid_invoice_edited_afterwards_follows_the_same_rule(self):
        self.invoice.action_post()
        self._pay(self.contract, "2027-02-20")
        self.invoice.button_draft()
        self._set_price(7000.0)
        with self.assertRaisesRegex(UserError, "7,420.00"):
            self.invoice.action_post()
        self._set_price(7000.0, "补差价")
        self.invoice.action_post()
        self._assert_yuan(self.term.amount, 7420.0)
        self.assertEqual(self.term.state, "invoiced")  # 212 yuan are left to pay

    def test_posted_again_at_the_agreed_amount_nobody_is_asked(self):
        self._set_price(6000.0, "老客户优惠")
        self.invoice.action_post()
        self.invoice.button_draft()
        self.invoice.with_user(self.accountant).action_post()
        self._assert_yuan(self.term.amount, 6360.0)

    def test_invoiced_again_it_keeps_the_agreed_amount(self):
        self._set_price(6000.0, "老客户优惠")
        self.invoice.action_post()
        self.invoice._reverse_moves(cancel=True)
        self.term.action_invoice_again()
        self.assertNotEqual(self.term.invoice_id, self.invoice)
        self._assert_yuan(self.term.invoice_id.amount_total, 6360.0)
        self._assert_yuan(self.term.amount, 6360.0)
        self.term.invoice_id._reverse_moves(cancel=True)
        self.term.action_invoice_again()
        self._assert_yuan(self.term.invoice_id.amount_total, 6360.0)

    def test_invoiced_again_under_other_taxes_it_costs_what_was_signed(self):
        self.invoice.button_cancel()
        self.tax_6.amount = 9
        self.term.action_invoice_again()
        self._assert_yuan(self.term.amount, 7208.0)
        self._assert_yuan(self.term.invoice_id.amount_tax, 595.16)
        self.term.invoice_id.with_user(self.accountant).action_post()

    def test_invoiced_again_under_other_taxes_it_keeps_the_agreed_amount(self):
        self._set_price(6000.0, "老客户优惠")
        self.invoice.action_post()
        self.invoice._reverse_moves(cancel=True)
        self.tax_6.amount = 9
        self.term.action_invoice_again()
        self._assert_yuan(self.term.invoice_id.amount_total, 6360.0)
        self._assert_yuan(self.term.amount, 6360.0)

    def test_a_credit_covers_the_agreed_amount(self):
        self._set_price(6000.0, "老客户优惠")
        with self._on("2027-02-01"):
            self.invoice.action_post()
        self._credit(self.contract, 6360.0, "2027-03-01")
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")

    def test_reinstated_it_keeps_the_agreed_amount(self):
        self._set_price(6000.0, "老客户优惠")
        with self._on("2027-02-01"):
            self.invoice.action_post()
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.term.state, "lapsed")
        self._credit(self.contract, 6360.0, "2027-03-01")
        with self._on("2027-03-10"):
            self.contract.action_reinstate_contract("汇款及时")
        self._assert_yuan(self.term.invoice_id.amount_total, 6360.0)

    def test_another_currency_is_refused(self):
        self.invoice.currency_id = self.env.ref("base.USD")
        self.invoice.contract_amount_reason = "外币付款"
        with self.assertRaisesRegex(UserError, "CNY"):
            self.invoice.action_post()

    def test_several_are_refused_in_one_error_and_other_invoices_are_as_before(self):
        second = self._sign().term_ids.invoice_id
        invoices = self.invoice | second
        invoices.invoice_line_ids.price_unit = 100.0
        with self.assertRaises(UserError) as refused:
            invoices.action_post()
        self.assertEqual(str(refused.exception).count("106.00"), 2)
        other = self.init_invoice("out_invoice", products=self.product_a)
        other.action_post()
        self.assertEqual(other.state, "posted")

    def test_other_invoices_cost_no_query_more(self):
        other = self.init_invoice("out_invoice", products=self.product_a)
        other.fetch(["contract_term_id"])  # as all the rest of the invoice is
        with self.assertQueryCount(0):
            self.assertFalse(other._get_terms_of_another_amount())

    def _read_chatter(self, record):
        return " ".join(record.message_ids.mapped("body"))
