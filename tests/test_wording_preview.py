# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import Form, tagged

from .wording_common import WordingCase


@tagged("post_install", "-at_install")
class TestPreview(WordingCase):
    def test_sample_data_is_what_the_document_takes(self):
        data = self.wording_1._get_sample_document_data()
        self.assertEqual(
            set(data),
            {
                "title",
                "contract_number",
                "is_draft",
                "party_a",
                "party_b",
                "paragraphs",
                "service",
                "signatures",
                "seal",
                "cross_page_seal",
                "delivery",
            },
        )
        self.assertTrue(data["is_draft"])
        self.assertEqual(
            set(data["party_a"]),
            {"name", "address", "contact", "zip", "phone", "fax"},
        )
        self.assertEqual(data["party_b"]["name"], self.env.company.name)
        self.assertEqual(data["service"]["name"], "小程序开发系统")
        self.assertEqual(data["service"]["date_end"], date(2029, 2, 28))
        self.assertEqual(len(data["paragraphs"]), len(self.wording_1.clause_ids))

    def test_the_names_of_the_vendor_come_from_the_company(self):
        self.env.company.sudo().write(
            {"contract_brand": "西部数码", "contract_court": "成都市人民法院"}
        )
        data = self.wording_1._get_sample_document_data()
        self.assertEqual(data["title"], "西部数码小程序合作协议")
        texts = {
            paragraph["code"]: paragraph["text"] for paragraph in data["paragraphs"]
        }
        self.assertIn("以西部数码业务平台显示的为依据", texts["platform_record"])
        self.assertIn("向成都市人民法院起诉", texts["jurisdiction"])

    def test_the_preview_button_prints_the_wording(self):
        action = self.wording_1.action_preview()
        self.assertEqual(action["type"], "ir.actions.report")
        self.assertEqual(action["context"]["active_ids"], self.wording_1.ids)
        report = self.env.ref("miniprogram_contract.action_report_wording")
        self.assertEqual(action["report_name"], report.report_name)
        self.assertEqual(report.model, self.wording_1._name)

    def test_the_reading_page_shows_the_text(self):
        draft = self.new_draft()
        self.clause(draft, "fraud").text = "<b>诚实</b> & 信用"
        html = draft.reading_html
        self.assertIn("乙方须按照乙方承诺的功能或服务向甲方提供相应服务。", html)
        self.assertIn("&lt;b&gt;诚实&lt;/b&gt; &amp; 信用", html)
        self.assertNotIn("{brand}", html)

    def test_half_a_placeholder_can_be_typed(self):
        with Form(self.new_draft()) as form:
            with form.clause_ids.edit(1) as line:
                line.text = "以{bra"
            with form.clause_ids.edit(1) as line:
                line.text = "以{brand}为准。"

    def test_the_form_of_a_new_wording(self):
        with Form(self.env["miniprogram.contract.wording"]) as form:
            form.name = "小程序合作协议"
            self.assertEqual(form.version, 3)
            self.assertIn("{party_a}", form.placeholder_names)
            with form.clause_ids.new() as line:
                line.code = "service_scope"
                line.number = "1.1"
                line.text = "甲方自愿使用乙方系统。"
        self.assertEqual(form.record.clause_ids.number, "1.1")
