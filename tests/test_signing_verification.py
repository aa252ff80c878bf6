# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from lxml import html

from odoo import http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..controllers.verification import MAX_A_MINUTE, MAX_POSTED
from ..tools.qr_code import draw_qr_code
from .common import SCAN, ContractCommon
from .signing_common import HTML, KEEPER_GROUPS, SigningMixin

SECURITY = "odoo.addons.miniprogram_contract.models.evidence.security_log"


class VerifyCommon(SigningMixin, ContractCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_signing()
        cls.manager = cls._create_user(
            "stored_manager",
            KEEPER_GROUPS,
        )
        cls.contract = cls._create_sent_contract()
        cls._sign_on_screen(cls.contract)
        cls.contract.with_user(cls.manager).action_countersign_contract()
        cls.env.flush_all()


@tagged("post_install", "-at_install")
class TestVerify(VerifyCommon, HttpCase):
    """Anybody who has a signed document asks whether it is one."""

    def _ask(self, content, number=""):
        self.authenticate(None, None)
        return self.url_open(
            "/contract/verify",
            data={"csrf_token": http.Request.csrf_token(self), "number": number},
            files={"document": ("contract.pdf", content, "application/pdf")},
        )

    def _verify(self, content, number=""):
        response = self._ask(content, number)
        response.raise_for_status()
        page = html.fromstring(response.content)
        return " ".join(page.xpath("//*[@id='wrap']")[0].text_content().split())

    def test_the_signed_document_is_recognised_and_little_else_said(self):
        text = self._verify(self.contract.signed_document_id.raw)
        self.assertIn("This is the signed document", text)
        self.assertIn(self.contract.contract_number, text)
        self.assertIn("成都****有限公司", text)
        for secret in (self.customer.name, "李静", "7,208", "商城版"):
            self.assertNotIn(secret, text)

    def test_one_changed_byte_is_another_document(self):
        content = bytearray(self.contract.signed_document_id.raw)
        content[-20] ^= 1
        text = self._verify(bytes(content))
        self.assertIn("not the signed document", text)
        self.assertNotIn("成都", text)

    def test_what_only_one_side_signed_is_none(self):
        for document in ("sent_document_id", "customer_document_id"):
            text = self._verify(self.contract[document].raw)
            self.assertIn("not the signed document", text)

    def test_a_number_alone_tells_nothing(self):
        answers = []
        for number in (self.contract.contract_number, "XCX-0000-0000"):
            page = self.url_open(f"/contract/verify?number={number}").text
            wrap = html.fromstring(page).xpath("//*[@id='wrap']")[0]
            answers.append(wrap.text_content().replace(number, ""))
        self.assertEqual(*answers)

    def test_the_document_of_another_contract(self):
        text = self._verify(self.contract.signed_document_id.raw, "XCX-0000-0000")
        self.assertIn("a different contract from the one you came for", text)

    def test_the_document_of_another_contract_is_never_green(self):
        content = self.contract.signed_document_id.raw
        for number, is_green in (
            ("XCX-0000-0000", False),
            ("", True),
            (self.contract.contract_number, True),
        ):
            with self.subTest(number=number):
                page = html.fromstring(self._ask(content, number).content)
                green = page.xpath("//*[hasclass('alert-success')]")
                self.assertEqual(bool(green), is_green)
                self.assertEqual("成都****有限公司" in page.text_content(), is_green)

    def test_nobody_checks_more_than_a_few_files_a_minute(self):
        for _time in range(MAX_A_MINUTE):
            self.assertEqual(self._ask(b"%PDF-").status_code, 200)
        with self.assertLogs(SECURITY, "WARNING") as log:
            refused = self._ask(self.contract.signed_document_id.raw)
        self.assertIn('"verify_limit"', log.output[0])
        self.assertEqual(refused.status_code, 429)
        self.assertIn("Too many files were checked", refused.text)
        self.assertNotIn("This is the signed document", refused.text)
        self.assertEqual(self.url_open("/contract/verify").status_code, 200)
        counted = self.env["miniprogram.contract.client.request"].search([])
        self.assertEqual(len(counted), MAX_A_MINUTE)
        self.assertNotIn("127.0.0.1", counted[0].client)

    def test_a_minute_later_and_from_elsewhere_one_may_ask_again(self):
        requests = self.env["miniprogram.contract.client.request"].sudo()

        def ask(address):
            return requests._may_ask("verify", address, 1, 60)

        self.assertTrue(ask("203.0.113.7"))
        self.assertFalse(ask("203.0.113.7"))
        self.assertTrue(ask("203.0.113.8"))
        self.assertTrue(ask("2001:db8::1"))
        self.assertFalse(ask("2001:db8::2"))  # the same customer's
        self.assertTrue(requests._may_ask("other", "203.0.113.7", 1, 60))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE miniprogram_contract_client_request"
            " SET create_date = create_date - interval '61 seconds'"
        )
        self.assertTrue(ask("203.0.113.7"))

    def test_what_is_far_too_large_is_not_read_at_all(self):
        with mute_logger("odoo.http"), patch.object(http, "_logger"):
            response = self._ask(b"%PDF-" + b"0" * MAX_POSTED)
        self.assertEqual(response.status_code, 413)

    def test_html_in_the_number_is_text(self):
        text = self._verify(b"%PDF-1.4", HTML)
        self.assertIn(HTML, text)

    def test_files_that_are_not_what_they_say(self):
        for content in (b"", b"<script>", b"MZ%PDF-", b"\x89PNG\r\n\x1a\n"):
            with self.subTest(content=content):
                self.assertIn("not a PDF", self._verify(content))
        self.assertIn("larger than", self._verify(b"%PDF-" + b"0" * 25 * 1024 * 1024))

    def test_a_file_in_the_place_of_the_number(self):
        self.authenticate(None, None)
        page = self.url_open(
            "/contract/verify",
            data={"csrf_token": http.Request.csrf_token(self)},
            files={"number": ("x", b"x"), "document": ("a.pdf", b"%PDF-")},
        )
        self.assertIn("not the signed document", page.text)

    def test_no_file_at_all(self):
        self.authenticate(None, None)
        page = self.url_open(
            "/contract/verify",
            data={"csrf_token": http.Request.csrf_token(self), "document": "x"},
        )
        self.assertIn("Choose the PDF", page.text)

    def test_without_the_token_of_the_session(self):
        self.authenticate(None, None)
        with mute_logger("odoo.http"):
            page = self.url_open(
                "/contract/verify",
                data={"csrf_token": "0" * 40},
                files={"document": ("a.pdf", b"%PDF-")},
            )
        self.assertEqual(page.status_code, 400)

    def test_the_code_on_the_document_opens_the_page_for_this_contract(self):
        printed = []
        documents = self.registry["miniprogram.contract.document"]
        print_html = documents._print_html

        def keep(document, html, margin):
            printed.append(str(html))
            return print_html(document, html, margin)

        self.company.contract_verify_url = self.base_url()
        contract = self._create_sent_contract()
        self._sign_on_screen(contract)
        with patch.object(documents, "_print_html", keep):
            contract.with_user(self.manager).action_countersign_contract()
        url = contract._get_verify_url()
        self.assertTrue(url.endswith(f"?number={contract.contract_number}"))
        _side, drawing = draw_qr_code(url)
        self.assertEqual(sum(drawing in html for html in printed), 1)
        page = self.url_open(url.removeprefix(self.base_url()))
        self.assertIn(contract.contract_number, page.text)

    def test_a_scan_on_file_is_one_too(self):
        contract = self._create_sent_contract()
        contract.action_register_signed_paper("李静", SCAN)
        self.env.flush_all()
        text = self._verify(contract.signed_document_id.raw)
        self.assertIn(contract.contract_number, text)


@tagged("post_install", "-at_install")
class TestStoredDocuments(VerifyCommon):
    """A manager compares what is stored with what it was."""

    def _check(self, contracts=None):
        contracts = contracts or self.contract
        action = contracts.with_user(self.manager).action_check_stored_documents()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _alter(self, document):
        """Change a file behind the ORM's back, as somebody at the server could."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET db_datas = %s WHERE id = %s",
            [b"%PDF-1.4 another price", document.id],
        )
        self.env.invalidate_all()

    def test_every_document_is_what_it_was(self):
        check = self._check()
        self.assertEqual(check.document_count, 3)
        self.assertEqual(check.altered_count, 0)

    def test_what_was_altered_is_named(self):
        for kind in ("sent", "customer", "signed"):
            document = self.contract[f"{kind}_document_id"]
            name = document.name
            self._alter(document)
            with self.subTest(kind=kind):
                check = self._check()
                self.assertIn(name, check.altered)
                self.assertIn(self.contract.contract_number, check.altered)
        self.assertEqual(check.altered_count, 3)

    def test_letters_are_looked_at_too(self):
        notice = self.contract._create_notices(
            self.env.ref("miniprogram_contract.notice_type_renewal_reminder")
        )
        notice._send()
        self._alter(notice.document_id)
        self.assertEqual(self._check().altered_count, 1)

    def test_documents_that_were_taken_back_are_looked_at_too(self):
        contract = self._create_sent_contract()
        former = contract.sent_document_id
        contract.action_reset_to_draft()
        contract.action_send_contract()
        self.assertEqual(self._check(contract).document_count, 2)
        self._alter(former)
        self.assertIn(former.name, self._check(contract).altered)

    def test_a_file_that_is_gone_is_altered(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET db_datas = NULL WHERE id = %s",
            [self.contract.signed_document_id.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._check().altered_count, 1)

    def test_all_contracts_of_the_companies_chosen(self):
        other = self._create_sent_contract()
        self._alter(other.sent_document_id)
        checks = self.env["miniprogram.contract.document.check"]
        action = (
            checks.with_user(self.manager).with_company(self.company).action_check_all()
        )
        check = checks.browse(action["res_id"])
        self.assertEqual(check.altered_count, 1)
        self.assertEqual(check.document_count, 4)

    def test_managers_only(self):
        with self.assertRaises(UserError):
            self.contract.with_user(self.salesman).action_check_stored_documents()
