# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalPayment(PortalCommon):
    """From the contract to the money and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.bank_ids = [
            Command.create(
                {
                    "acc_number": "5105 0000 1234 5678",
                    "bank_id": cls.env["res.bank"].create({"name": "中国建设银行"}).id,
                }
            )
        ]
        cls._set_up_demo_provider()
        cls.contract = cls._create_running(1)
        with cls._on("2027-01-29"):
            cls.contract._start_next_term()
        cls.invoice = cls.contract.open_term_id.invoice_id
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self._set_today("2027-02-01")

    def test_one_click_opens_the_payment_of_the_invoice(self):
        page = self._open_contract(self.contract)
        (url,) = page.xpath("//a[@id='contract_pay']/@href")
        self.assertEqual(url, f"/my/invoices/{self.invoice.id}?payment=True#portal_pay")
        payment = self._open(url)
        self.assertEqual(payment.xpath("//*[@id='portal_pay']/@data-payment"), ["True"])
        self.assertIn(self.invoice.name, payment.text_content())

    def test_a_transfer_names_the_account_and_the_contract_number(self):
        page = self._open_contract(self.contract)
        transfer = self._get_text(page, "contract_transfer")
        for words in (
            "成都云帆数码科技有限公司",
            "中国建设银行",
            "5105 0000 1234 5678",
            self.contract.contract_number,
        ):
            self.assertIn(words, transfer)

    def test_the_first_invoice_is_paid_in_one_click_or_by_transfer_too(self):
        self._set_today("2026-03-01")
        signed = self._sign("2026-03-01")
        self.env.flush_all()
        invoice = signed.term_ids.invoice_id
        self.assertEqual(invoice.payment_reference, signed.contract_number)
        page = self._open_contract(signed)
        (url,) = page.xpath("//a[@id='contract_pay']/@href")
        self.assertTrue(url.startswith(f"/my/invoices/{invoice.id}?payment="))
        transfer = self._get_text(page, "contract_transfer")
        for words in ("5105 0000 1234 5678", signed.contract_number):
            self.assertIn(words, transfer)
        self._pay(signed, "2026-03-02")
        page = self._open_contract(signed)
        self.assertIn("02/28/2027", self._get_text(page, "contract_paid_until"))
        self.assertIn("Active", self._get_text(page, "sidebar_content"))
        self.assertFalse(page.xpath("//a[@id='contract_pay']"))

    def test_the_page_says_until_when_a_renewal_can_be_paid(self):
        page = self._open_contract(self.contract)
        messages = self._get_text(page, "contract_messages")
        self.assertIn("Pay by 03/03/2027", messages)
        self.assertIn("continues until 02/29/2028", messages)
        content = self._get_text(page, "contract_content")
        self.assertIn("Waiting for payment", content)
        self.assertIn("Payment deadline: 03/03/2027", content)

    def test_after_the_payment_the_page_shows_the_new_end(self):
        page = self._open_contract(self.contract)
        self.assertIn("02/28/2027", self._get_text(page, "contract_date_end"))
        self._pay(self.contract, "2027-02-01")
        page = self._open_contract(self.contract)
        self.assertIn("02/29/2028", self._get_text(page, "contract_date_end"))
        self.assertIn("02/29/2028", self._get_text(page, "contract_paid_until"))
        self.assertFalse(page.xpath("//a[@id='contract_pay']"))
        self.assertFalse(page.xpath("//*[@id='contract_transfer']"))
        self.assertNotIn("Waiting for payment", page.text_content())

    def test_what_is_partly_paid_says_what_is_left(self):
        self._pay(self.contract, "2027-02-01", amount=7000.0)
        content = self._get_text(self._open_contract(self.contract), "contract_content")
        self.assertIn("Partly paid", content)
        self.assertRegex(content, r"Left to pay:\D*208\.00")

    def test_an_invoice_leads_back_to_its_contract_for_those_who_read_it(self):
        back = f"//a[@href='{self.contract.access_url}']"
        url = self.invoice.get_portal_url()
        self.assertTrue(self._open(url).xpath(back))
        self._log_in("rival")
        self.assertFalse(self._open(url).xpath(back))
        self._log_out()
        self.assertFalse(self._open(url).xpath(back))

    def test_those_with_a_link_pay_too(self):
        self._log_out()
        token = self.contract._portal_ensure_token()
        page = self._open_contract(self.contract, f"?access_token={token}")
        (url,) = page.xpath("//a[@id='contract_pay']/@href")
        self.assertTrue(self._open(url).xpath("//*[@id='portal_pay']"))

    def _let_provider_be(self, **values):
        self.provider.write(values)
        self.env.flush_all()

    def test_nothing_is_offered_that_no_provider_takes(self):
        for values in (
            {"is_published": False},
            {"is_published": True, "state": "disabled"},
            {"state": "test", "maximum_amount": 1.0},
        ):
            self._let_provider_be(**values)
            with self.subTest(values=values):
                page = self._open_contract(self.contract)
                self.assertFalse(page.xpath("//a[contains(@href, 'payment=')]"))
                self.assertTrue(page.xpath("//*[@id='contract_transfer']"))
                messages = self._get_text(page, "contract_messages")
                self.assertIn("Pay by 03/03/2027", messages)
                if "maximum_amount" not in values:  # mails ask only for any provider
                    button = self.contract._get_pay_button()
                    self.assertEqual(button["title"], "View Contract")
        self._let_provider_be(maximum_amount=0.0)
        self.assertEqual(self.contract._get_pay_button()["title"], "Pay Now")

    def test_the_invoice_offers_no_payment_either_that_no_provider_takes(self):
        abroad = self.env.ref("base.us").ids
        usd = self.env.ref("base.USD").ids
        for values in (
            {"is_published": False},
            {"is_published": True, "maximum_amount": 1.0},
            {"maximum_amount": 0.0, "available_country_ids": [Command.set(abroad)]},
            {
                "available_country_ids": False,
                "available_currency_ids": [Command.set(usd)],
            },
        ):
            self._let_provider_be(**values)
            with self.subTest(values=values):
                url = self.invoice.get_portal_url(query_string="&payment=True")
                page = self._open(url)
                self.assertFalse(page.xpath("//a[@data-bs-target='#pay_with']"))
                self.assertFalse(page.xpath("//form[@id='o_payment_form']"))
                transfer = self._get_text(page, "contract_transfer")
                for words in ("5105 0000 1234 5678", self.contract.contract_number):
                    self.assertIn(words, transfer)
                self.assertIn("by bank transfer", self._get_text(page, "pay_with"))
                listed = self._open("/my/invoices")
                self.assertFalse(listed.xpath("//a[contains(@href, 'payment=True')]"))
        self._let_provider_be(available_currency_ids=False)
        page = self._open(self.invoice.get_portal_url())
        self.assertTrue(page.xpath("//a[@data-bs-target='#pay_with']"))
        self.assertFalse(page.xpath("//*[@id='contract_transfer']"))

    def test_an_invoice_of_no_contract_is_offered_as_in_core(self):
        self._let_provider_be(is_published=False)
        line = {"name": "培训", "price_unit": 100.0}
        # sudo: who keeps contracts in these tests keeps no other books
        invoices = self.env["account.move"].sudo()
        other = invoices.create(
            {
                "invoice_line_ids": [Command.create(line)],
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
            }
        )
        other.action_post()
        self.env.flush_all()
        page = self._open(other.get_portal_url())
        self.assertTrue(page.xpath("//a[@data-bs-target='#pay_with']"))

    def test_a_payment_that_failed_is_said(self):
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.provider.payment_method_ids[:1].id,
                "reference": "failed",
                "amount": self.invoice.amount_residual,
                "currency_id": self.invoice.currency_id.id,
                "partner_id": self.customer.id,
                "invoice_ids": [Command.set(self.invoice.ids)],
            }
        )
        self.env.flush_all()
        said = "//*[@id='contract_payment_failed']"
        self.assertFalse(self._open_contract(self.contract).xpath(said))
        transaction._set_error("余额不足")
        self.env.flush_all()
        page = self._open_contract(self.contract)
        self.assertTrue(page.xpath(said))
        self.assertIn("Payment failed", self._get_text(page, "contract_content"))
        self._pay(self.contract, "2027-02-01")
        page = self._open_contract(self.contract)
        self.assertFalse(page.xpath(said))
        self.assertNotIn("Payment failed", self._get_text(page, "contract_content"))

    def test_what_ended_unpaid_offers_no_payment_and_promises_no_start(self):
        contract = self._sign(
            "2027-02-01", contract_term_years=3, contract_payment_schedule="one_off"
        )
        self.env.flush_all()
        for ends in (False, True):
            if ends:
                self._set_today("2027-06-01")
                law = self.env.ref("miniprogram_contract.close_reason_law")
                contract.action_terminate_contract(law)
                self.env.flush_all()
                self.assertEqual(contract.contract_state, "terminated")
            else:
                self._set_today("2030-02-01")
            page = self._open_contract(contract)
            with self.subTest(ends=ends):
                self.assertFalse(page.xpath("//a[@id='contract_pay']"))
                self.assertFalse(page.xpath("//*[@id='contract_transfer']"))
                self.assertFalse(page.xpath("//a[contains(@href, 'payment=')]"))
                content = self._get_text(page, "contract_content")
                self.assertNotIn("The service starts once", content)
                self.assertNotIn("Waiting for payment", content)
                self.assertNotIn("To pay", self._get_text(page, "sidebar_content"))
                url = contract.term_ids.invoice_id[:1].get_portal_url()
                page = self._open(f"{url}&payment=True")
                self.assertFalse(page.xpath("//a[@data-bs-target='#pay_with']"))
                self.assertFalse(page.xpath("//*[@id='contract_transfer']"))
        self.assertNotIn(
            contract.contract_number, self._get_listed("?filterby=wanting")
        )
