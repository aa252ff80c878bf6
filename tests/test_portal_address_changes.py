# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo.exceptions import UserError
from odoo.tests import tagged

from .portal_notice_common import PortalNoticeCommon


@tagged("post_install", "-at_install")
class TestPortalAddressChanges(PortalNoticeCommon):
    """Clause 11.3: the customer tells his new address, which counts at once."""

    def test_the_customer_changes_his_address(self):
        self._print_for_real()
        form_data = self._get_address(
            new_street="天府大道1号", new_street2="8楼", new_zip="610095"
        )
        notice = self._assert_given("address_change", **form_data)
        self.assertEqual(notice.state, "done")
        self.assertEqual(self.customer.street, "天府大道1号")
        self.assertEqual(self.customer.street2, "8楼")
        self.assertEqual(self.customer.zip, "610095")
        self.assertEqual(self.customer.phone, "028-85538888")
        self.assertIn("武侯祠大街231号", notice.former_address)
        self.assertFalse(notice.new_phone)
        self.assertIn("天府大道1号", self._read(notice))

    def test_he_tells_today_that_he_moves_on_the_first_of_next_month(self):
        form_data = self._get_address(new_street="天府大道1号", event_date="2026-07-01")
        page = self._review("address_change", **form_data)
        self.assertIn("2026", self._get_text(page, "notice_takes_effect"))
        letter = self._get_text(page, "notice_letter")
        self.assertIn("将于2026年7月1日变更", letter)
        self.assertIn("自2026年7月1日起，请按上述通讯地址", letter)
        self.assertIn("It is in time", self._get_text(page, "notice_due"))
        notice = self._assert_given("address_change", **form_data)
        self.assertEqual(notice.state, "received")
        self.assertFalse(notice.is_late)
        self.assertEqual(self.customer.street, "武侯祠大街231号")
        self._set_today("2026-06-30")
        self._run("track_notices", "2026-06-30")
        self.assertEqual(self.customer.street, "武侯祠大街231号")
        self._set_today("2026-07-01")
        self._run("track_notices", "2026-07-01")
        self.assertEqual(notice.state, "done")
        self.assertEqual(self.customer.street, "天府大道1号")

    def test_a_new_address_is_checked_as_a_partner_s(self):
        form_data = self._get_address(new_street="", new_zip="61009", new_email="a b@c")
        response = self._post(self._get_url("address_change"), **form_data)
        self._assert_wrong(response, "with street", "six digits", "Email")
        response = self._post(self._get_url("address_change"), **self._get_address())
        self._assert_wrong(response, "at least one item")
        form_data = self._get_address(new_city="长" * 129, new_state_id="99999999")
        response = self._post(self._get_url("address_change"), **form_data)
        self._assert_wrong(response, "128")
        self.assertEqual(self.customer.zip, "610041")

    def test_his_contact_person_changes_on_all_his_contracts(self):
        self._print_for_real()
        other = self._create_for(self.customer)
        elsewhere = self._create_for(self.rival)
        self.env.flush_all()
        form_data = self._get_address(new_contact_name=" 王芳 ")
        page = self._review("address_change", **form_data)
        self.assertIn("联系人：王芳", self._get_text(page, "notice_letter"))
        notice = self._assert_given("address_change", **form_data)
        contact = (self.contract | other).contact_partner_id
        self.assertEqual(contact.name, "王芳")
        self.assertEqual(contact.parent_id, self.customer)
        self.assertEqual(notice.new_contact_id, contact)
        self.assertIn("李静", notice.former_address)
        self.assertIn("联系人：王芳", self._read(notice))
        self.assertNotEqual(elsewhere.contact_partner_id, contact)
        with self.assertRaises(UserError):
            notice.new_contact_name = "别人"

    def test_a_contact_person_whom_we_know_is_not_recorded_twice(self):
        known = self.env["res.partner"].create(
            {"name": "王芳", "parent_id": self.customer.id}
        )
        self.env["res.partner"].create({"name": "王芳", "parent_id": self.rival.id})
        self.env.flush_all()
        self._assert_given(
            "address_change", **self._get_address(new_contact_name="王芳")
        )
        self.assertEqual(self.contract.contact_partner_id, known)

    def test_what_a_new_contact_person_has_not_is_not_the_former_one_s(self):
        self.customer.phone = False
        self.env.flush_all()
        form_data = self._get_address(new_contact_name="王芳")
        response = self._post(self._get_url("address_change"), **form_data)
        self._assert_wrong(response, "Phone")
        page = self._review("address_change", **{**form_data, "new_phone": "028-1"})
        letter = self._get_text(page, "notice_letter")
        self.assertIn("028-1", letter)
        self.assertNotIn("13800138000", letter)

    def test_he_moves_abroad(self):
        self._print_for_real()
        state = self.env.ref("base.state_us_5")
        form_data = self._get_address(
            new_country_id=str(state.country_id.id),
            new_state_id=str(state.id),
            new_city="San José",
            new_street="1 Market St",
            new_zip="95113-2000",
        )
        notice = self._assert_given("address_change", **form_data)
        self.assertEqual(self.customer.country_id, state.country_id)
        self.assertEqual(self.customer.state_id, state)
        self.assertIn("UnitedStates", self._read(notice))

    def test_a_province_is_one_of_its_country(self):
        country = self.env.ref("base.sg")
        form_data = self._get_address(new_country_id=str(country.id), new_city="新加坡")
        form = html.fromstring(
            self._post(self._get_url("address_change"), change="1", **form_data).content
        )
        self.assertEqual(
            form.xpath("//select[@name='new_country_id']/option[@selected]/@value"),
            [str(country.id)],
        )
        provinces = form.xpath("//select[@name='new_state_id']/option/@value")
        self.assertEqual(provinces[1:], [str(each) for each in country.state_ids.ids])
        page = self._review("address_change", **form_data)
        self.assertNotIn("四川", self._get_text(page, "notice_letter"))
        self._assert_given("address_change", **form_data)
        self.assertEqual(self.customer.country_id, country)
        self.assertFalse(self.customer.state_id)

    def test_an_address_without_a_country_stays_without_one_until_it_is_chosen(self):
        self.customer.country_id = False
        self.customer.state_id = False
        # it was never known, which is no change to be told
        changes = self.env["miniprogram.contract.detail.change"].sudo()
        changes.search([("state", "=", "open")])._dismiss()
        self.env.flush_all()
        response = self._post(self._get_url("address_change"), **self._get_address())
        self._assert_wrong(response, "at least one item")
        sichuan = self.env.ref("base.state_cn_SC")
        self._assert_given(
            "address_change", **self._get_address(new_state_id=str(sichuan.id))
        )
        self.assertEqual(self.customer.state_id, sichuan)
        self.assertEqual(self.customer.country_id, self.env.ref("base.cn"))

    def test_made_up_countries_and_long_names(self):
        form_data = self._get_address(
            new_country_id="99999999", new_contact_name="长" * 129
        )
        response = self._post(self._get_url("address_change"), **form_data)
        self._assert_wrong(response, "New Contact's Name", "128")

    def test_the_designated_notice_address_is_what_changes(self):
        designated = self.env["res.partner"].create(
            {
                "parent_id": self.customer.id,
                "type": "notice",
                "street": "总部路2号",
                "city": "成都市",
                "zip": "610000",
                "country_id": self.env.ref("base.cn").id,
                "state_id": self.env.ref("base.state_cn_SC").id,
            }
        )
        self.contract._write_protected({"notice_partner_id": designated.id})
        self.env.flush_all()
        self._assert_given(
            "address_change", **self._get_address(new_street="总部路9号")
        )
        self.assertEqual(designated.street, "总部路9号")
        self.assertEqual(self.customer.street, "武侯祠大街231号")

    def test_an_address_is_changed_once_and_corrected_the_same_day(self):
        form_data = self._get_address(new_street="天府大道1号")
        first = self._assert_given("address_change", **form_data)
        response = self._post(
            f"{self._get_url('address_change')}/give",
            confirmed="1",
            shown_sha256=first._get_shown_sha256(),
            **form_data,
        )
        self.assertIn("twin", response.headers["Location"])
        self._give("address_change", **self._get_address(new_street="天府大道2号"))
        self.assertEqual(len(self._get_given("address_change")), 2)
        self.assertEqual(self.customer.street, "天府大道2号")
