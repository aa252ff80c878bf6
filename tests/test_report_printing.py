# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import subprocess
from unittest.mock import patch

from lxml import html
from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from odoo.addons.base.models import ir_actions_report

from ..report.pdf_stamps import cut_into_strips
from .common import ContractCommon
from .report_common import MODULE, ContractPaperCommon, Paper, squeeze


@tagged("post_install", "-at_install")
class TestContractReports(ContractPaperCommon):
    """Printing, with the wkhtmltopdf that Odoo finds."""

    @classmethod
    def _print(cls, **values):
        return None

    @classmethod
    def _make_pdf(cls, width):
        writer = PdfFileWriter()
        writer.addBlankPage(width=width, height=100)
        with io.BytesIO() as stream:
            writer.write(stream)
            return stream.getvalue()

    def _patch_files(self):
        """Give each wording a file of its own, a page that is as wide as its id."""
        return patch.object(
            type(self.wording),
            "_render_contract_pdf",
            lambda wording: self._make_pdf(wording.id),
        )

    def _print_wordings(self, wordings, user=None):
        report_model = self.env["ir.actions.report"].with_user(user or self.env.user)
        report = "miniprogram_contract.action_report_wording"
        content, kind = report_model._render_qweb_pdf(report, wordings.ids)
        self.assertEqual(kind, "pdf")
        return content

    def test_a_hundred_printed_at_once_are_one_file_in_the_order_chosen(self):
        wordings = self.wording.create(
            [
                {"name": f"文本 {number}", "service_name": "系统"}
                for number in range(100)
            ]
        )
        chosen = wordings.sorted(lambda wording: (wording.id % 7, -wording.id))
        self.assertNotEqual(chosen.ids, wordings.ids)
        with self._patch_files():
            reader = PdfFileReader(io.BytesIO(self._print_wordings(chosen)))
        widths = [
            int(reader.getPage(number).mediaBox.getWidth())
            for number in range(reader.getNumPages())
        ]
        self.assertEqual(widths, chosen.ids)

    def test_one_that_is_printed_alone_is_the_file_itself(self):
        with self._patch_files():
            content = self._print_wordings(self.wording)
        self.assertEqual(content, self._make_pdf(self.wording.id))

    def test_who_may_not_read_may_not_print(self):
        user = new_test_user(self.env, "contract_stranger", "base.group_user")
        with self._patch_files(), self.assertRaises(AccessError):
            self._print_wordings(self.wording, user)

    def test_a_wording_is_printed_with_sample_data(self):
        paper = Paper(self._print_wordings(self.wording))
        self.assertIn("草稿", paper.pages[0])
        self.assertInOrder(["1.1甲方自愿使用", "甲方:示例"], paper.text)

    def test_several_wordings_are_shown_on_screen(self):
        wordings = self.wording + self.env.ref("miniprogram_contract.wording_v2")
        content, kind = self.env["ir.actions.report"]._render_qweb_html(
            "miniprogram_contract.action_report_wording", wordings.ids
        )
        self.assertEqual(kind, "html")
        self.assertEqual(content.decode().count("(盖章)"), 4)

    def test_nothing_is_fetched(self):
        data = self._get_data(is_draft=True, seal=self.seal, cross_page_seal=self.seal)
        for page in (
            self.document._render_html([data]),
            self.document._render_stamps_html(data, 3),
        ):
            tree = html.fromstring(str(page))
            for source in tree.xpath("//@src | //@href"):
                self.assertTrue(source.startswith("data:"), source)
            self.assertFalse(tree.xpath("//link"))
            self.assertNotIn("url(", page)
            self.assertNotIn("@import", page)

    def test_paper_is_the_same_for_everybody(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        page = self.document._render_html([self._get_data()])
        french = self.document.with_context(lang="fr_FR", tz="America/New_York")
        self.assertEqual(french._render_html([self._get_data()]), page)
        user = new_test_user(self.env, "contract_guest", "base.group_portal")
        self.assertEqual(
            self.document.with_user(user)._render_html([self._get_data()]), page
        )

    def test_words_of_the_paper_cannot_be_translated(self):
        views = self.env["ir.ui.view"].search(
            [
                ("type", "=", "qweb"),
                # the log is printed in the reader's language
                "!",
                ("key", "=like", "miniprogram_contract.evidence_history_%"),
                "|",
                "|",
                ("key", "=like", "miniprogram_contract.contract_%"),
                ("key", "=like", "miniprogram_contract.evidence_%"),
                ("key", "=like", "miniprogram_contract.signature_%"),
            ]
        )
        self.assertTrue(views)
        for view in views:
            terms = view._fields["arch_db"].get_trans_terms(view.arch_db)
            self.assertFalse(terms, view.key)

    def test_a_cross_page_seal_is_cut_into_strips_of_one_width(self):
        for count in (1, 3, 7, 900):
            strips = cut_into_strips(self.seal, count)
            widths = [Image.open(io.BytesIO(strip)).width for strip in strips]
            self.assertEqual(len(strips), count)
            self.assertLessEqual(max(widths) - min(widths), 1)

    def test_without_wkhtmltopdf_the_error_says_so(self):
        missing = ir_actions_report._wkhtml()._replace(state="install")
        with (
            patch(f"{MODULE}._wkhtml", lambda: missing),
            self.assertRaisesRegex(UserError, "without wkhtmltopdf"),
        ):
            self.document._render_pdf(self._get_data())

    def test_a_wkhtmltopdf_that_is_gone_or_fails_is_an_error(self):
        found = ir_actions_report._wkhtml()
        for program in ("/nonexistent/wkhtmltopdf", "/bin/true", "/bin/false"):
            with (
                self.subTest(program),
                patch(f"{MODULE}._wkhtml", lambda bin=program: found._replace(bin=bin)),
                self.assertRaisesRegex(UserError, "wkhtmltopdf failed"),
                mute_logger(MODULE),
            ):
                self.document._render_pdf(self._get_data())

    def test_a_crash_of_wkhtmltopdf_is_an_error(self):
        crash = subprocess.CompletedProcess([], -11, stdout="", stderr="")
        with (
            patch(f"{MODULE}._run_wkhtmltopdf", lambda args: crash),
            self.assertRaisesRegex(UserError, "Wkhtmltopdf failed"),
            mute_logger(MODULE),
        ):
            self.document._render_pdf(self._get_data())

    def test_to_print_nothing_is_refused_in_words(self):
        reports = self.env["ir.actions.report"]
        for name in reports._get_file_methods():
            for chosen in ([], None):
                with self.subTest(name=name, chosen=chosen):
                    for method in ("_render_qweb_pdf", "_render_qweb_html"):
                        with self.assertRaisesRegex(UserError, "what to print"):
                            getattr(reports, method)(name, chosen)

    def test_other_reports_keep_their_paper(self):
        args = self.env["ir.actions.report"]._build_wkhtmltopdf_args(
            self.env.company.paperformat_id, False
        )
        self.assertIn("--javascript-delay", args)
        self.assertIn(str(self.env.company.paperformat_id.margin_top), args)


@tagged("post_install", "-at_install")
class TestContractPrints(ContractCommon):
    prints = True

    def _print_contracts(self, contracts):
        return self.env["ir.actions.report"]._render_qweb_pdf(
            "miniprogram_contract.action_report_contract", contracts.ids
        )[0]

    def test_a_contract_is_printed_from_its_print_menu(self):
        report = self.env.ref("miniprogram_contract.action_report_contract")
        self.assertEqual(report.binding_model_id.model, "sale.subscription")
        self.assertEqual(report.domain, "[('is_miniprogram', '=', True)]")

    def test_a_draft_is_printed_as_it_stands(self):
        contract = self._create_contract()
        paper = Paper(self._print_contracts(contract))
        self.assertIn("草稿", paper.pages[0])
        self.assertIn(squeeze(f"甲方:{self.customer.name}"), paper.text)

    def test_what_was_sent_is_printed_as_it_was_sent(self):
        contract = self._create_sent_contract()
        content = self._print_contracts(contract)
        self.assertEqual(content, contract.sent_document_id.raw)
        paper = Paper(content)
        self.assertNotIn("草稿", paper.text)
        for page in paper.pages:
            self.assertIn(f"合同编号：{contract.contract_number}", squeeze(page))

    def test_sent_and_draft_are_printed_together_in_the_order_chosen(self):
        sent, draft = self._create_sent_contract(), self._create_contract()
        for contracts in (sent + draft, draft + sent):
            paper = Paper(self._print_contracts(contracts))
            starts = [
                "草稿" in page for page in paper.pages if "第1页" in squeeze(page)
            ]
            self.assertEqual(starts, [contract == draft for contract in contracts])
