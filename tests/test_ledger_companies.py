# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .common import SCAN
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestCompanies(LedgerCommon):
    """A contract is its company's and in yuan, wherever the user happens to be."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch_data = cls._create_branch("重庆分公司", cls.cny)
        cls.branch = cls.branch_data["company"]
        cls.abroad_data = cls._create_branch("West Cloud Inc.", cls.env.ref("base.USD"))
        cls.abroad = cls.abroad_data["company"]
        cls.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "currency_id": cls.cny.id,
                "company_id": cls.abroad.id,
                "rate": 7.0,
            }
        )

    @classmethod
    def _create_branch(cls, name, currency):
        data = cls.setup_other_company(
            name=name, currency_id=currency.id, country_id=cls.env.ref("base.cn").id
        )
        parties = (
            "contract_brand",
            "contract_court",
            "email",
            "phone",
            "street",
            "zip",
        )
        data["company"].write({name: cls.company[name] for name in parties})
        return data

    def _sign_in(self, data, day="2026-03-01", **values):
        """Return a contract of another company, made by a user who is in his own."""
        company = data["company"]
        self.package.taxes_id += data["default_tax_sale"]
        with self._on(day):
            contract = self._create_sent_contract(company_id=company.id, **values)
        self.assertEqual(self.env.company, self.company)
        with self._on(day):
            contract.action_register_signed_paper("李静", SCAN)
        return contract

    def _assert_invoice_of(self, contract, term, data):
        invoice = term.invoice_id
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.company_id, data["company"])
        self.assertEqual(invoice.journal_id.company_id, data["company"])
        self.assertEqual(invoice.currency_id, self.cny)
        taxes = invoice.invoice_line_ids.tax_ids
        self.assertEqual(taxes, contract.sale_order_id.order_line.tax_ids)
        self.assertEqual(taxes.company_id, data["company"])
        self.assertEqual(invoice.line_ids.account_id.company_ids, data["company"])
        self.assertEqual(invoice.amount_total, contract.amount_total)

    def test_a_contract_of_another_company(self):
        self._sign()  # the first number of one's own company
        contract = self._sign_in(self.branch_data)
        self.assertEqual(contract.company_id, self.branch)
        self.assertEqual(contract.contract_number, "XCX-2026-0001")
        self.assertEqual(contract.code, contract.contract_number)
        self._assert_invoice_of(contract, contract.term_ids, self.branch_data)

    def test_its_renewal_is_invoiced_in_that_company_too(self):
        contract = self._sign_in(self.branch_data)
        self._pay_in(self.branch_data, contract, "2026-03-02")
        self.assertEqual(contract.contract_state, "active")
        self._assert_invoice_of(contract, self._renew(contract), self.branch_data)

    def test_a_contract_by_hand_in_another_company(self):
        self.package.taxes_id += self.branch_data["default_tax_sale"]
        contract = self.env["sale.subscription"].create(
            {
                "company_id": self.branch.id,
                "partner_id": self.customer.id,
                "template_id": self.plan.id,
                "sale_subscription_line_ids": [
                    Command.create({"product_id": self.package.id})
                ],
            }
        )
        taxes = contract.sale_subscription_line_ids.tax_ids
        self.assertEqual(taxes.company_id, self.branch)
        contract.action_send_contract()
        self.assertTrue(contract.contract_number.endswith("-0001"))

    def test_a_company_that_keeps_its_books_in_dollars(self):
        pricelist = self.env["product.pricelist"].create(
            {"name": "人民币", "currency_id": self.cny.id, "company_id": False}
        )
        contract = self._sign_in(self.abroad_data, pricelist_id=pricelist.id)
        self.assertEqual(contract.currency_id, self.cny)
        invoice = contract.term_ids.invoice_id
        self._assert_invoice_of(contract, contract.term_ids, self.abroad_data)
        self.assertAlmostEqual(
            invoice.amount_total_signed, invoice.amount_total / 7, places=2
        )
        self._pay_in(self.abroad_data, contract, "2026-03-02", amount=1.0)
        self.assertEqual(contract.term_ids.state, "invoiced")
        self._pay_in(self.abroad_data, contract, "2026-03-03")
        self.assertEqual(contract.term_ids.state, "paid")
        self._assert_invoice_of(contract, self._renew(contract), self.abroad_data)

    def _pay_in(self, data, contract, day, amount=None):
        invoice = contract.open_term_id.invoice_id
        with self._on(day):
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create(
                {
                    "journal_id": data["default_journal_bank"].id,
                    "payment_date": day,
                    "currency_id": self.cny.id,
                    **({"amount": amount} if amount else {}),
                }
            )._create_payments()
