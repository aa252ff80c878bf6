# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPartyA(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "成都云上餐饮管理有限公司",
                "is_company": True,
                "street": "高新区天府大道1号",
                "city": "成都市",
                "state_id": cls.env.ref("base.state_cn_SC").id,
                "country_id": cls.env.ref("base.cn").id,
                "zip": "610041",
                "phone": "028-85551234",
                "fax": "028-85551235",
            }
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "王芳", "parent_id": cls.customer.id, "phone": "13800000000"}
        )

    def create_child(self, **values):
        return self.env["res.partner"].create(
            {"parent_id": self.customer.id, "name": False, **values}
        )

    def test_party_data(self):
        self.assertEqual(
            self.customer._get_contract_party_data(),
            {
                "name": "成都云上餐饮管理有限公司",
                "address": "四川省成都市高新区天府大道1号",
                "contact": "王芳",
                "zip": "610041",
                "phone": "028-85551234",
                "fax": "028-85551235",
            },
        )
        self.assertEqual(self.customer._get_missing_contract_data(), [])

    def test_missing_data_is_empty_text(self):
        partner = self.env["res.partner"].create({"name": "无", "is_company": True})
        data = partner._get_contract_party_data()
        self.assertEqual(data.pop("name"), "无")
        self.assertEqual(set(data.values()), {""})
        self.assertEqual(
            partner._get_missing_contract_data(),
            [
                "Party A: Address (with street)",
                "Party A: Contact",
                "Party A: Zip Code (six digits)",
                "Party A: Phone",
            ],
        )

    def test_address_without_street_is_missing(self):
        self.customer.street = " "
        self.customer.street2 = False
        self.assertEqual(
            self.customer._get_missing_contract_data(),
            ["Party A: Address (with street)"],
        )

    def test_name_of_an_address_is_missing(self):
        address = self.create_child(type="other", street="天府大道2号", zip="610041")
        self.assertIn("Party A: Name", address._get_missing_contract_data())

    def test_phone_and_fax_of_the_contact_stand_in(self):
        self.customer.phone = self.customer.fax = False
        self.contact.fax = "028-1"
        data = self.customer._get_contract_party_data()
        self.assertEqual((data["phone"], data["fax"]), ("13800000000", "028-1"))
        self.assertEqual(self.customer._get_missing_contract_data(), [])

    def test_contact_is_a_person(self):
        self.contact.unlink()
        self.create_child(name="分公司", is_company=True)
        self.create_child(name="仓库", type="delivery")
        self.create_child(name="法务部", type="notice")
        self.assertFalse(self.customer._get_contract_contact())
        self.assertEqual(
            self.customer._get_missing_contract_data(), ["Party A: Contact"]
        )

    def test_archived_contact_is_none(self):
        self.contact.active = False
        self.assertFalse(self.customer._get_contract_contact())

    def test_chosen_contact_wins(self):
        other = self.create_child(name="赵六")
        data = self.customer._get_contract_party_data(contact=other)
        self.assertEqual(data["contact"], "赵六")

    def test_person_is_his_own_contact(self):
        person = self.env["res.partner"].create(
            {"name": "李雷", "street": "幸福路1号", "zip": "610000", "phone": "1"}
        )
        self.assertEqual(person._get_contract_contact(), person)
        self.assertEqual(person._get_contract_party_data()["contact"], "李雷")
        self.assertEqual(person._get_missing_contract_data(), [])

    def test_zip_code_is_six_plain_digits(self):
        for zip_code in ("61004", "6100411", "６１００４１", "610 041", "61004A"):
            with self.subTest(zip=zip_code):
                self.customer.zip = zip_code
                self.assertEqual(
                    self.customer._get_missing_contract_data(),
                    [
                        (
                            "Party A: Zip Code "
                            f"(six digits without spaces, not “{zip_code}”)"
                        )
                    ],
                )

    def test_white_space_around_is_not_printed(self):
        self.customer.zip = " 610041　"
        self.customer.street = " 高新区天府大道1号\n"
        data = self.customer._get_contract_party_data()
        self.assertEqual(data["zip"], "610041")
        self.assertEqual(data["address"], "四川省成都市高新区天府大道1号")
        self.assertEqual(self.customer._get_missing_contract_data(), [])

    def test_no_country_is_china(self):
        self.customer.country_id = False
        data = self.customer._get_contract_party_data()
        self.assertEqual(data["address"], "四川省成都市高新区天府大道1号")
        self.customer.zip = False
        self.assertIn(
            "Party A: Zip Code (six digits)", self.customer._get_missing_contract_data()
        )

    def test_foreign_party(self):
        """A foreign address in its own order, the country in English for everybody."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.customer.write(
            {
                "street": "Unter den Linden 1",
                "street2": False,
                "city": "Berlin",
                "state_id": False,
                "zip": "10117",
                "country_id": self.env.ref("base.de").id,
            }
        )
        customer = self.customer.with_context(lang="zh_CN")
        data = customer._get_contract_party_data()
        self.assertEqual(data["address"], "Unter den Linden 1, Berlin, Germany")
        self.assertEqual(data["zip"], "10117")
        customer.zip = False
        self.assertEqual(customer._get_missing_contract_data(), [])

    def test_notice_address(self):
        self.assertEqual(
            self.customer.address_get(["notice"])["notice"], self.customer.id
        )
        notice = self.create_child(type="notice", street="天府大道3号", zip="610041")
        self.assertEqual(self.customer.address_get(["notice"])["notice"], notice.id)
        self.assertEqual(notice.type_address_label, "Notice Address")
        self.assertIn("Notice Address", notice.display_name)
        self.assertEqual(self.contact.type_address_label, "Company Address")

    def test_form(self):
        with Form(self.customer) as form:
            form.fax = "028-85559999"
            with form.child_ids.new() as child:
                child.type = "notice"
                child.street = "天府大道3号"
        self.assertEqual(self.customer.fax, "028-85559999")
        self.assertIn("notice", self.customer.child_ids.mapped("type"))


@tagged("post_install", "-at_install")
class TestPartyB(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {
                "name": "成都云帆数码科技有限公司",
                "street": "四川成都市金牛区一环路北一段99号环球广场24楼",
                "city": "成都市",
                "state_id": cls.env.ref("base.state_cn_SC").id,
                "country_id": cls.env.ref("base.cn").id,
                "zip": "610031",
                "phone": "028-62778877",
                "email": "server@west.cn",
                "website": "http://www.west.cn",
                "contract_phone": "028-62778877（20线）",
                "contract_hotline": "400-028-5800",
                "contract_brand": "西部数码",
                "contract_court": "成都市人民法院",
            }
        )

    def test_party_data_is_the_templates(self):
        self.assertEqual(
            self.company._get_contract_party_data(),
            {
                "name": "成都云帆数码科技有限公司",
                "address": "四川成都市金牛区一环路北一段99号环球广场24楼",
                "zip": "610031",
                "phone": "028-62778877（20线）",
                "hotline": "400-028-5800",
                "email": "server@west.cn",
                "website": "http://www.west.cn",
            },
        )
        self.assertEqual(self.company._get_missing_contract_data(), [])

    def test_missing_data(self):
        company = self.env["res.company"].create({"name": "空壳公司"})
        self.assertEqual(
            company._get_missing_contract_data(),
            [
                "Party B: Address (with street)",
                "Party B: Zip Code (six digits)",
                "Party B: Phone",
            ],
        )

    def test_fallbacks(self):
        self.company.contract_phone = self.company.contract_brand = False
        self.company.contract_court = False
        self.assertEqual(
            self.company._get_contract_party_data()["phone"], "028-62778877"
        )
        self.assertEqual(self.company._get_contract_brand(), self.company.name)
        self.assertEqual(
            self.company._get_contract_court(), "乙方住所地有管辖权的人民法院"
        )

    def test_defaults_of_a_new_company(self):
        company = self.env["res.company"].create({"name": "新公司"})
        self.assertEqual(company.contract_tz, "Asia/Shanghai")
        self.assertEqual(company.contract_court, "乙方住所地有管辖权的人民法院")
        self.assertFalse(company.contract_seal_on_paper)
        self.assertFalse(company.contract_cross_page_seal)

    def test_today_ends_at_the_companys_midnight(self):
        company = self.company.with_context(tz="America/New_York")
        with freeze_time("2026-02-28 15:59:59"):
            self.assertEqual(company._contract_today(), date(2026, 2, 28))
        with freeze_time("2026-02-28 16:00:00"):
            self.assertEqual(company._contract_today(), date(2026, 3, 1))
            company.contract_tz = "UTC"
            self.assertEqual(company._contract_today(), date(2026, 2, 28))
