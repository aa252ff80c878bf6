# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError
from odoo.tests import Form, TransactionCase, tagged

from .common import keep_files_in_database
from .party_common import SEAL, make_picture


@tagged("post_install", "-at_install")
class TestSettings(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keep_files_in_database(cls.env)

    def test_settings_are_the_companys(self):
        with Form(self.env["res.config.settings"]) as form:
            form.contract_phone = "028-62778877（20线）"
            form.contract_hotline = "400-028-5800"
            form.contract_brand = "西部数码"
            form.contract_court = "成都市人民法院"
            form.contract_tz = "Asia/Urumqi"
            form.contract_seal = SEAL.decode()
            form.contract_seal_on_paper = True
            form.contract_cross_page_seal = True
        form.record.execute()
        company = self.env.company
        self.assertEqual(company.contract_phone, "028-62778877（20线）")
        self.assertEqual(company.contract_hotline, "400-028-5800")
        self.assertEqual(company.contract_brand, "西部数码")
        self.assertEqual(company.contract_court, "成都市人民法院")
        self.assertEqual(company.contract_tz, "Asia/Urumqi")
        self.assertEqual(company.contract_seal, SEAL)
        self.assertTrue(company.contract_seal_on_paper)
        self.assertTrue(company.contract_cross_page_seal)

    def test_settings_leave_the_seal_as_it_is(self):
        self.env.company.contract_seal = SEAL
        with Form(self.env["res.config.settings"]) as form:
            form.contract_brand = "西部数码"
        form.record.execute()
        self.env.company.invalidate_recordset()
        self.assertEqual(self.env.company.contract_seal, SEAL)

    def test_settings_refuse_a_bad_seal(self):
        form = Form(self.env["res.config.settings"])
        form.contract_seal = make_picture("RGB", (200, 0, 0)).decode()
        with self.assertRaisesRegex(ValidationError, "Contract Seal"):
            form.save()

    def test_company_form(self):
        with Form(self.env.company) as form:
            form.contract_phone = "028-1（2线）"
            form.contract_seal = SEAL.decode()
        self.assertEqual(self.env.company.contract_phone, "028-1（2线）")
        self.assertEqual(self.env.company.contract_seal, SEAL)
