# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..tools.qr_code import draw_qr_code
from .signing_common import SigningCommon

PUBLIC = "https://odoo.example.com"
HINT = "凭合同编号和上列SHA-256"


@tagged("post_install", "-at_install")
class TestVerifyAddress(SigningCommon):
    """Which address stands, for ever, on the page of evidence."""

    def _set_base_url(self, url):
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", url)

    def _seal(self):
        """Return the text of the page of evidence, and the drawings of its QR code."""
        documents = self.registry["miniprogram.contract.document"]
        print_html, pages = documents._print_html, []

        def keep(document, html, margin):
            pages.append(str(html))
            return print_html(document, html, margin)

        self._sign_on_screen(self.contract)
        with patch.object(documents, "_print_html", keep):
            self.contract.with_user(self.keeper).action_countersign_contract()
        evidence = next(page for page in pages if "<h1>签署信息页</h1>" in page)
        return self._read_pages(self.contract.signed_document_id)[-1], evidence

    def _assert_address(self, address):
        url = f"{address}?number={self.contract.contract_number}"
        text, page = self._seal()
        self.assertIn(url, text)
        self.assertIn(draw_qr_code(url)[1], page)
        self.assertNotIn(HINT, text)

    def test_the_companys_own_address_comes_first(self):
        self._set_base_url(PUBLIC)
        self.company.contract_verify_url = "https://verify.example.com/contracts"
        self._assert_address("https://verify.example.com/contracts")

    def test_an_address_without_a_page_gets_the_one_of_this_addon(self):
        self._set_base_url("http://localhost:8069")
        self.company.contract_verify_url = "https://verify.example.com/"
        self._assert_address("https://verify.example.com/contract/verify")

    def test_without_one_the_public_address_of_odoo(self):
        self._set_base_url(PUBLIC)
        self._assert_address(f"{PUBLIC}/contract/verify")

    def test_an_address_that_nobody_else_opens_stands_nowhere(self):
        self._set_base_url("http://localhost:8069")
        text, page = self._seal()
        self.assertNotIn("localhost", text)
        self.assertNotIn("http", text)
        self.assertNotIn("<svg", page)
        self.assertIn(HINT, text)
        self.assertIn(self.contract.contract_number, text)
        self.assertIn(self.contract.sent_document_sha256, text)

    def test_which_addresses_of_odoo_are_left_out(self):
        for url, address in (
            ("http://127.0.0.1:8069", None),
            ("http://192.168.1.10", None),
            ("http://odoo:8069", None),
            ("http://odoo.local", None),
            (PUBLIC, f"{PUBLIC}/contract/verify"),
        ):
            self._set_base_url(url)
            number = self.contract.contract_number
            with self.subTest(url):
                self.assertEqual(
                    self.contract._get_verify_url(),
                    address and f"{address}?number={number}",
                )

    def test_the_demo_company_has_one(self):
        company = self.env.ref("miniprogram_contract.demo_company", False)
        if company:
            self.assertIn("https://", company.contract_verify_url)

    def test_the_settings_are_where_it_is_put_in(self):
        admin = self._create_user("verify_admin", "base.group_system")
        with Form(self.env["res.config.settings"].with_user(admin)) as form:
            form.contract_verify_url = "https://verify.example.com"
        form.record.execute()
        self.assertEqual(self.company.contract_verify_url, "https://verify.example.com")

    def test_only_web_addresses(self):
        for wrong in (
            "verify.example.com",
            "ftp://verify.example.com",
            "https://",
            "https://verify.example.com/?number=1",
            "https://verify.example.com/#page",
        ):
            with (
                self.subTest(wrong),
                self.assertRaisesRegex(ValidationError, "Verification Address: .* not"),
            ):
                self.company.contract_verify_url = wrong
