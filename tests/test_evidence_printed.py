# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from .common import SCAN
from .notice_common import NoticeCommon
from .report_common import read_pages

REPORT = "miniprogram_contract.action_report_evidence_history"


@tagged("post_install", "-at_install")
class TestPrintedLog(NoticeCommon):
    """The evidence log of a contract as a table, in the language of who prints it."""

    prints = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._on("2026-03-01"):
            cls.contract = cls._create_sent_contract(user_id=cls.salesman.id)
            cls.contract.action_register_signed_paper("李静", SCAN)

    def _print(self, user=None, lang="en_US"):
        report = self.env["ir.actions.report"].with_context(lang=lang)
        if user:
            report = report.with_user(user)
        content, kind = report._render_qweb_pdf(REPORT, self.contract.ids)
        self.assertEqual(kind, "pdf")
        return content, "".join(read_pages(content))

    def _get_lang(self, pdf):
        return PdfFileReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"]

    def test_every_entry_with_its_hashes(self):
        _pdf, text = self._print(self.salesman)
        self.assertIn(self.contract.contract_number, text)
        for event in self.contract.event_ids:
            self.assertIn(event.sha256, text)
            self.assertIn(event.document_sha256, text)
        self.assertIn("SignedonPaperbytheCustomer", text)
        self.assertIn("李静", text)
        self.assertIn("Page1of", text)

    def test_in_the_language_of_who_prints_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        case = self.env.ref("miniprogram_contract.evidence_history_case")
        case.update_field_translations("arch_db", {"zh_CN": {"Printed on": "打印时间"}})
        pdf, text = self._print(lang="zh_CN")
        self.assertIn("打印时间", text)
        self.assertEqual(self._get_lang(pdf), "zh-CN")
        pdf, text = self._print()
        self.assertIn("Printedon", text)
        self.assertEqual(self._get_lang(pdf), "en-US")

    def test_what_no_font_has_is_no_reason_to_refuse_it(self):
        self.contract._log_event("files_checked", "\U0001f600 \ufdd0 已核对")
        _pdf, text = self._print()
        self.assertIn("已核对", text)

    def test_deleted_texts_are_said_to_be_deleted(self):
        self.contract.event_ids.sudo()._delete_texts()
        _pdf, text = self._print()
        self.assertIn("wasdeleted", text)

    def test_who_may_not_read_the_contract_prints_no_log(self):
        other = self._create_user("log_other", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self._print(other)
