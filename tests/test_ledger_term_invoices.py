# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.tests import Form, tagged

from .common import SCAN
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestTermInvoices(LedgerCommon):
    """A term's invoice carries what the books and the customer need."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._create_user(
            "contract_accountant", "account.group_account_invoice"
        )

    def _assert_period(self, move, term):
        self.assertEqual(move.contract_term_id, term)
        self.assertEqual(move.contract_period_start, term.date_start)
        self.assertEqual(move.contract_period_end, term.date_end)

    def test_the_period_and_the_way_back_are_in_fields(self):
        contract = self._activate()
        renewal = self._renew(contract)
        for term in contract.term_ids:
            self._assert_period(term.invoice_id, term)
            self.assertEqual(term.invoice_id.subscription_id, contract)
        self.assertEqual(renewal.invoice_id.contract_period_start, date(2027, 3, 1))
        self.assertEqual(renewal.invoice_id.contract_period_end, date(2028, 2, 29))

    def test_what_ends_a_period_says_which(self):
        contract = self._activate()
        renewal = self._renew(contract)
        self._end_unpaid("2027-03-04")
        credit_note = renewal.invoice_id.reversal_move_ids
        self.assertEqual(credit_note.state, "posted")
        self._assert_period(credit_note, renewal)

    def test_a_credit_note_by_a_person_says_which_period(self):
        term = self._sign().term_ids
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=term.invoice_id.ids)
            .create({"journal_id": term.invoice_id.journal_id.id})
        )
        wizard.reverse_moves()
        self._assert_period(term.invoice_id.reversal_move_ids, term)

    def test_a_duplicate_is_no_invoice_of_the_period(self):
        duplicate = self._sign().term_ids.invoice_id.copy()
        self.assertFalse(duplicate.contract_term_id)
        self.assertFalse(duplicate.contract_period_start)
        self.assertFalse(duplicate.contract_period_end)

    def test_an_accountant_goes_from_the_invoice_to_the_contract(self):
        contract = self._sign()
        invoice = contract.term_ids.invoice_id.with_user(self.accountant)
        form = Form(invoice, view="account.view_move_form")
        self.assertEqual(form.contract_number, contract.contract_number)
        self.assertEqual(form.contract_period_end, "2027-02-28")
        action = invoice.action_open_subscription()
        self.assertEqual(action["res_id"], contract.id)
        self.assertEqual(
            action["views"][0][0],
            self.env.ref("miniprogram_contract.view_contract_form").id,
        )

    def test_the_list_finds_the_invoices_of_contracts(self):
        invoice = self._sign().term_ids.invoice_id
        other = self.init_invoice("out_invoice", products=self.product_a)
        arch = self.env["account.move"].get_view(
            self.env.ref("account.view_account_invoice_filter").id, "search"
        )["arch"]
        self.assertIn("contract_invoices", arch)
        moves = self.env["account.move"]
        found = moves.search([("contract_term_id", "!=", False)])
        self.assertIn(invoice, found)
        self.assertNotIn(other, found)
        number = invoice.contract_number
        self.assertEqual(moves.search([("contract_number", "=", number)]), invoice)

    def _print(self, invoice):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.report_invoice_with_payments", invoice.ids
        )
        return html.decode()

    def test_the_printed_invoice_names_contract_and_period(self):
        invoice = self._sign().term_ids.invoice_id
        page = self._print(invoice)
        self.assertIn('name="contract_number"', page)
        self.assertIn("03/01/2026", page)
        self.assertIn("02/28/2027", page)
        self.assertNotIn('name="origin"', page)  # the same number again

    def test_other_printed_invoices_are_as_before(self):
        other = self.init_invoice("out_invoice", products=self.product_a, post=True)
        other.invoice_origin = "S0001"
        page = self._print(other)
        self.assertIn('name="origin"', page)
        self.assertNotIn('name="contract_', page)

    def test_without_an_account_of_its_own_the_company_s_is_taken(self):
        default = self.copy_account(self.company_data["default_account_revenue"])
        self.company.income_account_id = default
        products = self.package | self.app
        products.property_account_income_id = False
        products.categ_id.property_account_income_categ_id = False
        contract = self._activate("2026-03-01", *products)
        self._renew(contract)
        for term in contract.term_ids:
            self.assertEqual(term.invoice_id.invoice_line_ids.account_id, default)

    def test_the_category_s_account_comes_before_the_company_s(self):
        own = self.copy_account(self.company_data["default_account_revenue"])
        self.package.categ_id = self.env["product.category"].create(
            {"name": "小程序", "property_account_income_categ_id": own.id}
        )
        invoice = self._sign().term_ids.invoice_id
        self.assertEqual(invoice.invoice_line_ids.account_id, own)

    def test_the_fiscal_position_maps_taxes_and_accounts(self):
        income = self.company_data["default_account_revenue"]
        zone_income = self.copy_account(income)
        tax_3 = self._create_tax(
            "增值税 3%", 3, original_tax_ids=[Command.set(self.tax_6.ids)]
        )
        zone = self.env["account.fiscal.position"].create(
            {
                "name": "小规模",
                "tax_ids": [Command.set(tax_3.ids)],
                "account_ids": [
                    Command.create(
                        {
                            "account_src_id": income.id,
                            "account_dest_id": zone_income.id,
                        }
                    )
                ],
            }
        )
        contract = self._activate("2026-03-01", fiscal_position_id=zone.id)
        self._renew(contract)
        for term in contract.term_ids:
            invoice = term.invoice_id
            self.assertEqual(invoice.fiscal_position_id, zone)
            self.assertEqual(invoice.invoice_line_ids.tax_ids, tax_3)
            self.assertEqual(invoice.invoice_line_ids.account_id, zone_income)
            self.assertEqual(self.cny.round(invoice.amount_total), 7004.0)

    def test_the_invoice_goes_to_the_invoice_address(self):
        address = self.env["res.partner"].create(
            {"name": "财务部", "type": "invoice", "parent_id": self.customer.id}
        )
        contract = self._activate()
        self._renew(contract)
        for invoice in contract.term_ids.invoice_id:
            self.assertEqual(invoice.partner_id, address)
            self.assertEqual(invoice.commercial_partner_id, self.customer)

    def test_salesperson_team_and_journal_are_the_contract_s(self):
        team = self.env["crm.team"].create({"name": "小程序组"})
        journal = self.company_data["default_journal_sale"].copy({"code": "MPC"})
        with self._on("2026-03-01"):
            contract = self._create_contract(user_id=self.salesman.id, team_id=team.id)
            contract.journal_id = journal
            contract.action_send_contract()
            contract.action_register_signed_paper("李静", SCAN)
        self._pay(contract, "2026-03-01")
        self._renew(contract)
        for invoice in contract.term_ids.invoice_id:
            self.assertEqual(invoice.invoice_user_id, self.salesman)
            self.assertEqual(invoice.team_id, team)
            self.assertEqual(invoice.journal_id, journal)

    def test_dates_are_the_company_s_wherever_its_accountant_is(self):
        with freeze_time("2026-02-28 17:00:00"):  # in Shanghai it is 1 March
            contract = self._create_sent_contract()
            abroad = self._create_user(
                "contract_manager_abroad",
                "miniprogram_contract.group_contract_manager,"
                "account.group_account_invoice",
                tz="America/Los_Angeles",
            )
            contract.with_user(abroad).with_context(
                tz=abroad.tz
            ).action_register_signed_paper("李静", SCAN)
            self._assert_dated(contract.term_ids, "2026-03-01")
            contract.term_ids.invoice_id.button_draft()
            contract.term_ids.invoice_id.button_cancel()
            contract.term_ids.with_user(abroad).with_context(
                tz=abroad.tz
            ).action_invoice_again()
            self._assert_dated(contract.term_ids, "2026-03-01")

    def _assert_dated(self, term, day):
        invoice, day = term.invoice_id, self._day(day)
        self.assertEqual(invoice.invoice_date, day)
        self.assertEqual(invoice.date, day)
        self.assertEqual(invoice.invoice_date_due, day)
        self.assertEqual(set(self._receivable(invoice).mapped("date_maturity")), {day})
