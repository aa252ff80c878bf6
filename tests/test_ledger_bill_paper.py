# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import HttpCase, tagged

from .ledger_common import LedgerCommon


class BillCommon(LedgerCommon):
    """The printed invoice of a contract, and of something else."""

    def _print(self, invoice, **data):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.report_invoice_with_payments", invoice.ids, data=data
        )
        return html.decode()

    def _install_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")


@tagged("post_install", "-at_install")
class TestBillPaper(BillCommon):
    """A contract's invoice is printed as a bill, in the language of the contract."""

    def test_a_bill_is_no_tax_invoice(self):
        invoice = self._sign().term_ids.invoice_id
        for page in (self._print(invoice), self._print(invoice, proforma=True)):
            self.assertIn("Bill (not a tax invoice)", page)
            self.assertNotIn("Proforma", page)
            self.assertNotIn("Invoice Date", page)

    def test_what_to_write_on_the_payment_is_not_called_an_invoice(self):
        invoice = self._sign().term_ids.invoice_id
        page = self._print(invoice)
        self.assertIn("Payment reference:", page)
        self.assertIn(invoice.payment_reference, page)
        self.assertNotIn("Payment Communication", page)
        other = self.init_invoice("out_invoice", products=self.product_a, post=True)
        self.assertIn("Payment Communication", self._print(other))

    def test_each_kind_of_bill_has_its_heading(self):
        invoice = self._sign().term_ids.invoice_id
        credit = invoice._reverse_moves()
        self.assertIn("Draft credit note (not a tax invoice)", self._print(credit))
        credit.action_post()
        self.assertIn("Credit note (not a tax invoice)", self._print(credit))
        credit.button_draft()
        credit.button_cancel()
        self.assertIn("Cancelled credit note (not a tax invoice)", self._print(credit))
        invoice.button_draft()
        self.assertIn("Draft bill (not a tax invoice)", self._print(invoice))
        invoice.button_cancel()
        self.assertIn("Cancelled bill (not a tax invoice)", self._print(invoice))

    def test_an_invoice_of_something_else_stays_core_s(self):
        other = self.init_invoice("out_invoice", products=self.product_a, post=True)
        page = self._print(other)
        self.assertNotIn("not a tax invoice", page)
        self.assertIn("Proforma Invoice", self._print(other, proforma=True))
        self.assertIn("proforma", other._get_invoice_proforma_pdf_report_filename())

    def test_lines_and_dates_are_chinese_whatever_the_customer_s_language(self):
        self._install_chinese()
        self.customer.lang = "en_US"
        invoice = self._sign().term_ids.invoice_id
        self.assertIn("服务期", invoice.invoice_line_ids[:1].name)
        self.assertIn("2026/03/01", invoice.invoice_line_ids[:1].name)
        page = self._print(invoice)
        self.assertIn("2026/03/01", page)
        self.assertNotIn("03/01/2026", page)

    def test_a_line_made_on_the_contract_is_in_its_language(self):
        self._install_chinese()
        self.package.with_context(lang="en_US").name = "Shop Package"
        self.package.with_context(lang="zh_CN").name = "商城版套餐"
        contract = self.env["sale.subscription"].create(
            {
                "partner_id": self.customer.id,
                "template_id": self.plan.id,
                "sale_subscription_line_ids": [
                    Command.create({"product_id": self.package.id})
                ],
            }
        )
        self.assertEqual(contract.sale_subscription_line_ids.name, "商城版套餐")

    def test_an_invoice_of_something_else_is_in_the_customer_s_language(self):
        self._install_chinese()
        other = self.init_invoice("out_invoice", products=self.product_a, post=True)
        other.partner_id.lang = "en_US"
        self.assertEqual(other._get_report_lang(), "en_US")

    def test_the_file_is_not_called_a_proforma(self):
        invoice = self._sign().term_ids.invoice_id
        name = invoice._get_invoice_proforma_pdf_report_filename()
        self.assertNotIn("proforma", name)


@tagged("post_install", "-at_install")
class TestBillInPortal(BillCommon, HttpCase):
    """The customer's page of a contract's invoice."""

    def test_it_is_headed_as_a_bill(self):
        invoice = self._sign().term_ids.invoice_id
        page = self.url_open(f"{invoice.get_portal_url()}&report_type=html").text
        self.assertIn("Bill (not a tax invoice)", page)
        self.assertNotIn("Proforma", page)
