# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .common import SCAN
from .notice_common import NoticeCommon
from .opening_common import ImportCommon
from .signing_common import SigningCommon
from .signing_portal_common import SigningPortalCommon
from .stored_file_common import LostFileMixin

REPORT = "miniprogram_contract.report_contract"


@tagged("post_install", "-at_install")
class TestLostFiles(LostFileMixin, NoticeCommon):
    """What the file store has lost is neither printed anew nor read as nothing."""

    def _sign_with_page(self):
        with self._on("2026-03-01"):
            contract = self._create_contract()
            page = self.env["ir.attachment"].create(
                {
                    "name": "订单详情.pdf",
                    "raw": b"%PDF-1.4 the order",
                    "res_model": contract._name,
                    "res_id": contract.id,
                }
            )
            contract.platform_order_page_ids = [Command.link(page.id)]
            contract.action_send_contract()
            contract.action_register_signed_paper("李静", SCAN)
        return contract

    def test_a_contract_is_not_printed_anew(self):
        contract, other = self._create_sent_contract(), self._create_sent_contract()
        document = contract.sent_document_id
        self._lose(document)
        with self._assert_named(document):
            contract._render_contract_pdf()
        reports = self.env["ir.actions.report"]
        with self._assert_named(document):
            reports._render_qweb_pdf(REPORT, (other | contract).ids)
        with self._assert_named(document):
            contract.action_open_sent_document()
        self.assertTrue(other._render_contract_pdf())

    def test_a_letter_is_not_printed_anew(self):
        with self._on("2026-03-05"):
            contract = self._create_signed_contract()
            notice = contract._create_notices(
                self._type("time_granted"), due_date="2026-03-31", channel="courier"
            )
            notice.action_send()
        letter = notice.document_id
        self._lose(letter)
        with self._assert_named(letter):
            notice._render_contract_pdf()
        with self._assert_named(letter):
            notice.action_view_document()

    def test_the_correspondence_file_says_what_is_missing_and_goes_on(self):
        for name in ("signed_document_id", "platform_order_page_ids"):
            contract = self._sign_with_page()
            lost = contract[name]
            noted = contract.signed_document_sha256 if "signed" in name else ""
            self._lose(lost)
            rows = [
                row
                for entry in contract._get_correspondence_index()["entries"]
                for row in entry["documents"]
            ]
            (missing,) = [row for row in rows if row["is_missing"]]
            with self.subTest(name):
                self.assertIn(lost.name, missing["name"])
                self.assertEqual(missing["sha256"], noted)
                self.assertEqual(len(missing["pages"]), 0)
                self.assertGreater(len(rows), 2)
                self.assertTrue(contract._render_correspondence())
                event = contract.event_ids.sorted("sequence")[-1:]
                self.assertEqual(event.kind, "printed_for_court")
                self.assertIn(lost.name, event.description)

    def test_it_is_not_as_it_was_stored(self):
        contract = self._create_sent_contract()
        self._lose(contract.sent_document_id)
        count, altered = contract._find_altered_documents()
        self.assertEqual(count, 1)
        self.assertEqual(altered, [(contract, contract.sent_document_id)])

    def test_an_empty_file_is_not_lost(self):
        contract = self._create_sent_contract()
        files = self.env["ir.attachment"].create(
            [
                {"name": "空.txt", "raw": b""},
                {"name": "link", "type": "url", "url": "https://example.com"},
                {"name": "文.txt", "raw": b"text"},
            ]
        )
        files._check_stored()
        self.assertEqual([file._read_stored() for file in files], [b"", b"", b"text"])
        contract.sent_document_id._check_stored()


@tagged("post_install", "-at_install")
class TestLostScan(LostFileMixin, ImportCommon):
    """The scan of a contract that ran before it was kept here."""

    def test_it_is_neither_printed_nor_taken_for_another(self):
        contract = self._import({"signed_scan": SCAN.decode()})
        scan = contract.signed_document_id
        self._lose(scan)
        with self._assert_named(scan):
            contract._render_contract_pdf()
        with self._assert_named(scan):
            contract._has_scan(SCAN)


@tagged("post_install", "-at_install")
class TestLostFilesWhenSigning(LostFileMixin, SigningCommon):
    """Nothing is signed, and no seal put, on a file that is not there."""

    def test_the_customers_signature(self):
        document = self.contract.sent_document_id
        self._lose(document)
        with self._assert_named(document):
            self._sign_on_screen(self.contract)

    def test_our_seal(self):
        self._sign_on_screen(self.contract)
        document = self.contract.customer_document_id
        self._lose(document)
        with self._assert_named(document):
            self.contract.with_user(self.keeper).action_countersign_contract()


@tagged("post_install", "-at_install")
class TestLostFilesInBrowser(LostFileMixin, SigningPortalCommon):
    """Downloads answer with a page that says what is missing."""

    def _assert_answered(self, url, file):
        response = self.url_open(url)
        self.assertEqual(response.status_code, 422)
        self.assertIn("restore them from a backup", response.text)
        self.assertIn(file.name, response.text)

    def test_the_portal(self):
        document = self.contract.sent_document_id
        self._lose(document)
        url = f"{self.contract.access_url}/document/sent"
        self._assert_answered(url, document)

    def test_a_page_of_the_order_that_is_not_frozen(self):
        page = self.env["ir.attachment"].create(
            {"name": "订单详情.pdf", "raw": b"%PDF-1.4 the order"}
        )
        self.contract._write_protected(
            {"platform_order_page_ids": [Command.link(page.id)]}
        )
        self._lose(page)
        url = f"{self.contract.access_url}/order-page/{page.id}"
        self._assert_answered(url, page)

    def test_our_own_screens(self):
        document = self.contract.sent_document_id
        self._lose(document)
        self._log_in("portal_keeper")
        self._assert_answered(f"/web/content/{document.id}", document)
