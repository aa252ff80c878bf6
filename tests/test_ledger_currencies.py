# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import SCAN
from .ledger_common import LedgerCommon
from .ledger_unpaid_renewal_common import UnpaidRenewalCommon

RUNNING = ("sent", "signed", "active")


@tagged("post_install", "-at_install")
class TestBooksInDollars(LedgerCommon):
    """A price in yuan is never posted as so many dollars."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        data = cls.setup_other_company(
            name="West Cloud Inc.",
            currency_id=cls.env.ref("base.USD").id,
            country_id=cls.env.ref("base.cn").id,
        )
        cls.abroad = data["company"]
        names = ("contract_brand", "contract_court", "email", "phone", "street", "zip")
        cls.abroad.write({name: cls.company[name] for name in names})
        cls.package.taxes_id += data["default_tax_sale"]
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "人民币", "currency_id": cls.cny.id, "company_id": False}
        )

    @classmethod
    def _add_rate(cls, day, rate, company=None):
        return cls.env["res.currency.rate"].create(
            {
                "name": day,
                "currency_id": cls.cny.id,
                "company_id": (company or cls.abroad).id,
                "rate": rate,
            }
        )

    def _create_abroad(self, company=None):
        return self._create_contract(
            company_id=(company or self.abroad).id, pricelist_id=self.pricelist.id
        )

    def _send(self, day="2026-03-01", **values):
        with self._on(day):
            contract = self._create_abroad(**values)
            contract.action_send_contract()
        return contract

    def _assert_no_rate(self, day):
        return self.assertRaisesRegex(
            UserError, f"West Cloud Inc. keeps its books in USD.* CNY on {day}"
        )

    def test_without_a_rate_it_is_not_sent(self):
        contract = self._create_abroad()
        self.assertIn("Exchange Rate", contract.sending_problems)
        with self._assert_no_rate("2026-03-01"):
            self._send()
        self.assertFalse(contract.contract_number)

    def test_a_rate_of_a_later_day_is_none(self):
        self._add_rate("2026-03-02", 7.0)
        with self._assert_no_rate("2026-03-01"):
            self._send()
        self._send("2026-03-02")

    def test_a_rate_of_another_company_is_none(self):
        self._add_rate("2026-01-01", 7.0, self.company)
        with self._assert_no_rate("2026-03-01"):
            self._send()

    def test_a_branch_uses_the_rates_of_its_main_company(self):
        branch = self.env["res.company"].create(
            {"name": "West Cloud Reno", "parent_id": self.abroad.id}
        )
        self.assertTrue(self.cny._get_rate_problems(branch, "2026-03-01"))
        self._add_rate("2026-01-01", 7.0)
        self.assertFalse(self.cny._get_rate_problems(branch, "2026-03-01"))

    def test_a_rate_of_all_companies_and_one_of_one_are_rates(self):
        self._add_rate("2026-01-01", 1.0).company_id = False
        self._send()

    def test_books_in_yuan_need_no_rate(self):
        self.assertFalse(self.cny._get_rate_problems(self.company, "2026-03-01"))

    def test_without_a_rate_nothing_is_posted(self):
        rate = self._add_rate("2026-01-01", 7.0)
        contract = self._send()
        rate.unlink()
        with self._on("2026-03-05"), self._assert_no_rate("2026-03-05"):
            contract.action_register_signed_paper("李静", SCAN)

    def test_what_was_signed_in_yuan_is_booked_at_the_day_s_rate(self):
        self._add_rate("2026-01-01", 0.14)
        self._add_rate("2026-04-01", 0.15)
        contract = self._send()
        with self._on("2026-03-05"):
            contract.action_register_signed_paper("李静", SCAN)
        term = contract.term_ids
        term.invoice_id._reverse_moves(cancel=True)
        contract.sale_subscription_line_ids.tax_ids.amount = 9
        with self._on("2026-04-05"):
            term.action_invoice_again()
        invoice = term.invoice_id
        self.assertEqual(invoice.amount_total, contract.signed_amount)
        self.assertAlmostEqual(
            invoice.amount_tax, invoice.amount_total * 9 / 109, places=2
        )
        for booked, agreed in (
            (invoice.amount_total_signed, invoice.amount_total),
            (invoice.amount_tax_signed, invoice.amount_tax),
        ):
            self.assertAlmostEqual(booked, agreed / 0.15, places=2)
        self.assertAlmostEqual(sum(invoice.line_ids.mapped("balance")), 0.0)

    def _make_draft(self):
        """Return a contract's invoice as a draft, made on a day without a rate."""
        rate = self._add_rate("2026-01-01", 7.0)
        contract = self._send()
        with self._on("2026-03-05"):
            contract.action_register_signed_paper("李静", SCAN)
        invoice = contract.term_ids.invoice_id
        invoice.button_draft()
        rate.unlink()
        invoice.refresh_invoice_currency_rate()
        self.assertEqual(invoice.amount_total_signed, invoice.amount_total)
        return invoice

    def test_a_draft_is_not_posted_and_takes_the_rate_once_there_is_one(self):
        invoice = self._make_draft()
        with self._assert_no_rate("2026-03-05"):
            invoice.action_post()
        self._add_rate("2026-03-01", 8.0)
        invoice.action_post()
        self.assertAlmostEqual(
            invoice.amount_total_signed, invoice.amount_total / 8, places=2
        )

    def test_a_credit_note_is_not_posted_either(self):
        rate = self._add_rate("2026-01-01", 7.0)
        contract = self._send()
        with self._on("2026-03-05"):
            contract.action_register_signed_paper("李静", SCAN)
        credit_note = contract.term_ids.invoice_id._reverse_moves()
        rate.unlink()
        credit_note.invoice_date = "2026-03-06"
        with self._assert_no_rate("2026-03-06"):
            credit_note.action_post()

    def test_a_price_in_yuan_stays_one_whatever_the_rate(self):
        self._add_rate("2026-01-01", 7.0)
        self.assertEqual(self.package.currency_id, self.cny)
        contract = self._send()
        order_line = contract.sale_order_id.order_line
        self.assertEqual(order_line.price_unit, 6800.0)
        self.assertEqual(contract.sale_subscription_line_ids.price_unit, 6800.0)
        by_hand = self.env["sale.subscription"].create(
            {
                "company_id": self.abroad.id,
                "partner_id": self.customer.id,
                "template_id": self.plan.id,
                "sale_subscription_line_ids": [
                    Command.create({"product_id": self.package.id})
                ],
            }
        )
        self.assertEqual(by_hand.sale_subscription_line_ids.price_unit, 6800.0)

    def test_other_products_are_priced_as_before(self):
        main = self.env["res.company"]._get_main_company()
        self.assertEqual(self.product_a.currency_id, main.currency_id)
        self.package.subscription_template_id = False
        self.assertEqual(self.package.currency_id, main.currency_id)

    def test_other_invoices_are_posted_as_before(self):
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.abroad.id), ("type", "=", "sale")], limit=1
        )
        other = self.init_invoice(
            "out_invoice",
            products=self.product_a,
            company=self.abroad,
            currency=self.cny,
            journal=journal,
            taxes=self.env["account.tax"],
        )
        other.action_post()
        self.assertEqual(other.state, "posted")


@tagged("post_install", "-at_install")
class TestMoneyInDollars(UnpaidRenewalCommon):
    """A customer pays in dollars: what the bank gave us for them counts."""

    def setUp(self):
        super().setUp()
        self.dollar = self.env.ref("base.USD")
        self.dollar.active = True
        self.dollar.rate_ids.unlink()
        self.dollar.rate_ids = [Command.create({"name": "2026-01-01", "rate": 0.125})]

    def _receive_dollars(self, amount):
        """Enter 901 dollars in the bank, which are 7,208 yuan at the day's rate."""
        return self._receive_in_bank(
            self.contract,
            amount,
            "2027-03-01",
            foreign_currency_id=self.dollar.id,
            amount_currency=901.0,
        )

    def test_less_than_the_fee_in_yuan_holds_nothing(self):
        self._receive_dollars(7200.0)
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "terminated")
        summaries = " ".join(self.contract.activity_ids.mapped("summary"))
        self.assertIn("7,200.00 of the customer is still with us", summaries)

    def test_the_fee_in_yuan_holds_it(self):
        self._receive_dollars(7208.0)
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")

    def test_what_is_left_of_a_matched_one_is_what_the_books_say(self):
        line = self._receive_dollars(7300.0)
        _liquidity, suspense, _others = line._seek_for_lines()
        suspense.account_id = self._receivable(self.term.invoice_id).account_id
        self.assertEqual(suspense._convert_open_credit(self.cny), 7300.0)
        self.assertEqual(suspense._convert_open_credit(self.dollar), 901.0)


@tagged("post_install", "-at_install")
class TestYuanStaysActive(LedgerCommon):
    """The currency of running contracts is not archived under them."""

    def setUp(self):
        super().setUp()
        # core refuses to archive what a company keeps its books in
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_company SET currency_id = %s WHERE currency_id = %s",
            [self.env.ref("base.EUR").id, self.cny.id],
        )
        self.env.invalidate_all()
        contracts = self.env["sale.subscription"].sudo()
        running = contracts.with_context(active_test=False).search(
            [("contract_state", "in", RUNNING)]
        )
        running._write_protected({"contract_state": "terminated"})

    def _set_state(self, contract, state):
        contract._write_protected({"contract_state": state})
        self.env.flush_all()

    def test_while_contracts_run(self):
        contract = self._create_contract()
        for state in RUNNING:
            self._set_state(contract, state)
            with (
                self.subTest(state),
                self.assertRaisesRegex(ValidationError, "CNY cannot be archived"),
                self.cr.savepoint(),
            ):
                self.cny.active = False

    def test_once_they_ended(self):
        self._set_state(self._create_contract(), "terminated")
        self.cny.active = False
        self.assertFalse(self.cny.active)

    def test_other_currencies(self):
        self._set_state(self._create_contract(), "active")
        gbp = self.env.ref("base.GBP")
        gbp.active = True
        gbp.active = False
        self.assertFalse(gbp.active)
