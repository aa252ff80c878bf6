# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from datetime import date
from unittest.mock import patch

from lxml import html
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from odoo import http
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..models.contract_notice_portal_giving import MAX_FILES
from ..tools.documents import sha256
from .common import SCAN
from .notice_common import NoticeCommon
from .portal_common import PortalCommon

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
PDF = base64.b64decode(SCAN)
TODAY = "2026-06-10"


def draw(kind):
    with io.BytesIO() as stream:
        Image.new("RGB", (40, 30), "red").save(stream, kind)
        return stream.getvalue()


def draw_bomb():
    """A small picture whose notes unfold to more memory than a server gives."""
    notes = PngInfo()
    for number in range(80):
        notes.add_text(f"note{number}", "0" * 1_000_000, zip=True)
    with io.BytesIO() as stream:
        Image.new("RGB", (40, 30), "red").save(stream, "PNG", pnginfo=notes)
        return stream.getvalue()


class PortalNoticeCommon(PortalCommon, NoticeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.notices = cls.env["miniprogram.contract.notice"]

    def setUp(self):
        super().setUp()
        self._set_today(TODAY)
        self.contract = self._create_for(self.customer, user_id=self.salesman.id)

    def _get_url(self, name, contract=None):
        contract = contract or self.contract
        return f"/my/contracts/{contract.id}/notice/new/{self._type(name).id}"

    def _post(self, url, files=(), **values):
        """Post as the page does; files as (name, content) pairs."""
        values.setdefault("csrf_token", http.Request.csrf_token(self))
        response = self.url_open(
            url,
            data=values,
            files=[("documents", (name, raw)) for name, raw in files] or None,
            allow_redirects=False,
        )
        self.env.invalidate_all()
        return response

    def _review(self, name, **values):
        """What the page shows before it is given."""
        response = self._post(self._get_url(name), **values)
        response.raise_for_status()
        return html.fromstring(response.content)

    def _get_shown(self, page):
        (shown,) = page.xpath("//input[@name='shown_sha256']/@value")
        return shown

    def _give(self, name, files=(), **values):
        """Type it, check it, and give it."""
        shown = self._get_shown(self._review(name, **values))
        given = {"confirmed": "1", "shown_sha256": shown, **values}
        return self._post(f"{self._get_url(name)}/give", files, **given)

    def _assert_given(self, name, files=(), **values):
        response = self._give(name, files, **values)
        self.assertEqual(response.status_code, 303, self._get_problems(response))
        self.assertIn("message=given", response.headers["Location"])
        return self._get_given(name)

    def _get_given(self, name, contract=None):
        return (contract or self.contract).notice_ids.filtered(
            lambda notice: (
                notice.type_id == self._type(name) and notice.channel == "portal"
            )
        )

    def _send_ours(self, contract):
        notice = contract._create_notices(
            self._type("service_upgrade"), body="系统将于夜间升级。"
        )
        with patch.object(self.registry["ir.attachment"], "_freeze_document") as freeze:
            freeze.return_value = (self.env["ir.attachment"], "0" * 64)
            notice.action_send()
        self.env.flush_all()
        return notice

    def _get_problems(self, response):
        page = html.fromstring(response.content or "<p/>")
        problems = page.xpath("//*[@id='notice_problems']//text()")
        return " ".join(" ".join(problems).split())

    def _assert_wrong(self, response, *words):
        """Assert that nothing was given, and the page says why."""
        self.assertEqual(response.status_code, 200)
        problems = self._get_problems(response)
        for word in words:
            self.assertIn(word, problems)
        self.assertFalse(
            self.contract.notice_ids.filtered(lambda n: n.channel == "portal")
        )


@tagged("post_install", "-at_install")
class TestPortalNotices(PortalNoticeCommon):
    """The customer gives notices, which are received with that, and confirms ours."""

    # -- what can be given ----------------------------------------------------------

    def test_the_contract_page_offers_what_can_be_given(self):
        page = self._open_contract(self.contract)
        links = page.xpath("//*[@id='contract_notice_links']/a")
        self.assertEqual(
            [link.text for link in links],
            [
                "Do Not Renew",
                "End the Contract",
                "Report Force Majeure",
                "Change Your Address",
            ],
        )
        for link in links:
            form = self._open(link.get("href"))
            for field in form.xpath("//form[contains(@action,'/new/')]//*[@id]"):
                if field.tag in ("input", "select", "textarea"):
                    self.assertTrue(form.xpath(f"//label[@for='{field.get('id')}']"))

    def test_only_notices_of_the_customer_s_side_are_given_in_the_portal(self):
        with self.assertRaises(ValidationError):
            self._type("payment_demand").is_given_in_portal = True
        for name in ("payment_demand", "waiver", "party_change", "termination_breach"):
            response = self.url_open(self._get_url(name))
            self.assertEqual(response.status_code, 404)
            response = self._post(f"{self._get_url(name)}/give", confirmed="1")
            self.assertEqual(response.status_code, 404)
        self.assertFalse(self.contract.notice_ids)

    def test_a_contract_that_has_ended(self):
        self.contract._set_lifecycle(
            {"contract_state": "terminated", "termination_date": "2026-05-01"}
        )
        self.env.flush_all()
        page = self._open_contract(self.contract)
        self.assertFalse(page.xpath("//*[@id='contract_notice_links']"))
        form = self._open(self._get_url("termination_request"))
        self.assertFalse(form.xpath("//form[contains(@action, '/new/')]"))
        self.assertIn("ended", self._get_text(form, "notice_problems"))
        response = self._post(
            f"{self._get_url('termination_request')}/give", confirmed="1"
        )
        self._assert_wrong(response, "ended")

    def test_a_contract_that_is_not_signed(self):
        sent = self._create_sent_contract()
        response = self._post(
            f"{self._get_url('termination_request', sent)}/give", confirmed="1"
        )
        self.assertEqual(response.status_code, 200)
        self.assertFalse(sent.notice_ids)

    # -- the termination request (5.2) ----------------------------------------------

    def test_the_last_day_is_shown_before_it_is_sent(self):
        form = self._open(self._get_url("termination_request"))
        self.assertEqual(self._get_text(form, "notice_last_day"), "06/17/2026")
        (key_term,) = form.xpath("//blockquote/strong/u")
        self.assertIn("5.2", key_term.text)
        text = " ".join(form.text_content().split())
        self.assertIn("Fees that are already paid are not refunded", text)
        page = self._review("termination_request")
        self.assertEqual(self._get_text(page, "notice_last_day"), "06/17/2026")
        self.assertIn("2026年6月17日", self._get_text(page, "notice_letter"))
        self.assertIn("不予返还", self._get_text(page, "notice_letter"))
        self.assertFalse(self.contract.notice_ids)

    def test_the_customer_asks_to_end_the_contract(self):
        notice = self._assert_given("termination_request", facts="门店已关闭。")
        self.assertEqual(notice.state, "received")
        self.assertEqual(notice.receipt_basis, "portal")
        self.assertEqual(notice.received_on, date(2026, 6, 10))
        self.assertEqual(notice.sent_on, date(2026, 6, 10))
        self.assertEqual(notice.receipt_recorded_by_id, self.visitor)
        self.assertEqual(notice.effective_date, date(2026, 6, 17))
        self.assertEqual(self.contract.termination_date, date(2026, 6, 17))
        self.assertEqual(self.contract.contract_state, "active")
        self.assertIn("门店已关闭。", notice.body)
        self.assertIn("李静", notice.body)
        with self.assertRaises(UserError):
            notice.body = "别的"
        activity = self.contract.activity_ids
        self.assertEqual(activity.user_id, self.salesman)
        self.assertIn(notice.display_name, activity.summary)

    def test_its_letter_is_the_customer_s_own_and_stays(self):
        notice = self._assert_given("termination_request")
        self.assertTrue(notice.document_id.is_contract_document)
        self.assertEqual(sha256(notice.document_id.raw), notice.document_sha256)
        text = self._read(notice)
        for words in (
            "终止合同通知书",
            "致：成都云帆数码科技有限公司",
            "甲方：成都锦里",
        ):
            self.assertIn(words, text)
        self.assertNotIn("确认函", text)
        answer = self.url_open(f"{self.contract.access_url}/notice/{notice.id}/letter")
        self.assertEqual(sha256(answer.content), notice.document_sha256)

    def test_a_later_last_day_is_kept_and_an_earlier_one_moved(self):
        page = self._review("termination_request", requested_date="2026-06-12")
        self.assertTrue(page.xpath("//*[@id='notice_moved']"))
        self.assertEqual(self._get_text(page, "notice_last_day"), "06/17/2026")
        page = self._review("termination_request", requested_date="2027-12-31")
        self.assertEqual(self._get_text(page, "notice_last_day"), "02/28/2027")
        page = self._review("termination_request", requested_date="2026-08-31")
        self.assertFalse(page.xpath("//*[@id='notice_moved']"))
        self._assert_given("termination_request", requested_date="2026-08-31")
        self.assertEqual(self.contract.termination_date, date(2026, 8, 31))

    def test_who_when_and_from_where_is_logged_for_us_only(self):
        self._assert_given("termination_request")
        message = self.contract.message_ids.filtered(
            lambda message: "127.0.0.1" in message.body
        )
        self.assertEqual(message.author_id, self.contact)
        self.assertIn("jinli", message.body)
        self.assertTrue(message.subtype_id.internal)
        page = self._open_contract(self.contract)
        self.assertNotIn("127.0.0.1", html.tostring(page).decode())

    def test_a_notice_that_is_not_needed_any_more(self):
        self.contract._set_lifecycle({"termination_date": "2026-06-15"})
        self.env.flush_all()
        page = self._open_contract(self.contract)
        self.assertNotIn("End the Contract", page.text_content())
        response = self._post(
            f"{self._get_url('termination_request')}/give", confirmed="1"
        )
        self._assert_wrong(response, "already")

    # -- the other kinds ------------------------------------------------------------

    def test_the_customer_objects_to_the_renewal(self):
        form = self._open(self._get_url("renewal_objection"))
        self.assertEqual(self._get_text(form, "notice_last_day"), "02/28/2027")
        notice = self._assert_given("renewal_objection")
        self.assertEqual(notice.state, "received")
        self.assertEqual(self.contract.termination_date, date(2027, 2, 28))
        reason = self.env.ref("miniprogram_contract.close_reason_not_renewed")
        self.assertEqual(self.contract.close_reason_id, reason)

    def test_force_majeure_holds_the_termination_and_its_proof_follows(self):
        notice = self._assert_given(
            "force_majeure",
            [("洪水.pdf", PDF)],
            event_date="2026-06-08",
            facts="洪水淹没机房。",
        )
        self.assertTrue(self.contract.is_force_majeure_open)
        self.assertFalse(notice.is_late)
        self.assertIn("洪水淹没机房。", notice.body)
        self.assertEqual(notice.supporting_document_ids.name, "洪水.pdf")
        page = self._open(f"{self.contract.access_url}/notice/{notice.id}")
        (owed,) = page.xpath("//p[@class='o_contract_notice_next']")
        self.assertIn("06/29/2026", owed.text_content())  # the 28th is a Sunday
        self.assertEqual(owed.xpath("a/@href"), [self._get_url("force_majeure_proof")])
        response = self._give("force_majeure_proof", origin_id=str(notice.id))
        self.assertIn("attach", self._get_problems(response))
        proof = self._assert_given(
            "force_majeure_proof",
            [("证明.png", draw("PNG")), ("现场.jpg", draw("JPEG"))],
            origin_id=str(notice.id),
        )
        self.assertEqual(proof.origin_id, notice)
        self.assertEqual(proof.event_date, date(2026, 6, 8))
        self.assertEqual(len(proof.supporting_document_ids), 2)
        expected = self.contract.notice_ids - notice - proof
        self.assertEqual(set(expected.mapped("state")), {"cancelled"})

    def test_the_end_of_force_majeure_ends_the_hold(self):
        page = self._open_contract(self.contract)
        self.assertNotIn("Report the End", page.text_content())
        notice = self._assert_given(
            "force_majeure", event_date="2026-06-08", facts="洪水淹没机房。"
        )
        page = self._open_contract(self.contract)
        self.assertIn("Report the End of Force Majeure", page.text_content())
        given = {"origin_id": str(notice.id), "event_date": "2026-06-09"}
        form = self._open(self._get_url("force_majeure_end"))
        self.assertIn("Day on which it was over", form.text_content())
        self.assertIn("8.2", form.xpath("//blockquote")[0].text_content())
        page = self._review("force_majeure_end", **given)
        letter = self._get_text(page, "notice_letter")
        self.assertIn("已于2026年6月9日消除", letter)
        self.assertIn("第8.2条", letter)
        end = self._assert_given("force_majeure_end", **given)
        self.assertEqual(end.origin_id, notice)
        self.assertEqual(set((end | notice).mapped("state")), {"done"})
        self.assertFalse(self.contract.is_force_majeure_open)
        page = self._open_contract(self.contract)
        self.assertNotIn("Report the End", page.text_content())

    def test_of_two_events_one_may_be_over(self):
        quake = self._draft(
            self.contract, "force_majeure", event_date="2026-06-01", facts="地震。"
        )
        quake.proof_ids = self._file()
        quake.action_receive()
        flood = self._assert_given(
            "force_majeure", event_date="2026-06-08", facts="洪水。"
        )
        form = self._open(self._get_url("force_majeure_end"))
        events = form.xpath("//select[@name='origin_id']/option/@value")
        self.assertCountEqual(events, [str(quake.id), str(flood.id)])
        self._assert_given(
            "force_majeure_end", origin_id=str(quake.id), event_date="2026-06-05"
        )
        self.assertEqual(quake.state, "done")
        self.assertEqual(flood.state, "received")
        self.assertTrue(self.contract.is_force_majeure_open)

    def test_an_event_is_not_over_before_it_happened(self):
        url = self._get_url("force_majeure_end")
        response = self._post(url, event_date="2026-06-09")
        self._assert_wrong(response, "First give the notice")
        notice = self._assert_given(
            "force_majeure", event_date="2026-06-08", facts="洪水淹没机房。"
        )
        for day, problem in (
            ("2026-06-07", "is over on that day or later"),
            ("2026-06-11", "future"),
            ("", "Day of the event"),
        ):
            with self.subTest(day=day):
                response = self._post(url, origin_id=str(notice.id), event_date=day)
                self.assertIn(problem, self._get_problems(response))
        self.assertTrue(self.contract.is_force_majeure_open)

    def test_a_late_notice_is_taken_and_marked(self):
        given = {"event_date": "2026-05-20", "facts": "洪水淹没机房。"}
        page = self._review("force_majeure", **given)
        self.assertIn("It is late", self._get_text(page, "notice_due"))
        self.assertIn("晚于", self._get_text(page, "notice_letter"))
        notice = self._assert_given("force_majeure", **given)
        self.assertTrue(notice.is_late)

    def test_what_the_form_asks_is_needed_and_all_of_it_named(self):
        response = self._post(self._get_url("force_majeure"))
        self._assert_wrong(response, "Day of the event", "In your words")
        response = self._post(
            self._get_url("force_majeure"), event_date="2026-06-11", facts="洪水"
        )
        self._assert_wrong(response, "future")
        response = self._post(self._get_url("force_majeure"), event_date="x")
        self._assert_wrong(response, "Day of the event")
        response = self._post(self._get_url("address_change"), event_date="x")
        self._assert_wrong(response, "Day of the change")
        response = self._post(
            self._get_url("termination_request"), requested_date="2026-02-31"
        )
        self._assert_wrong(response, "Last day of service wanted")
        response = self._post(self._get_url("termination_request"), facts="长" * 4001)
        self._assert_wrong(response, "4000")

    def _get_address(self, **values):
        """What the form posts: all of it, as it is now where nothing changes."""
        form = self._open(self._get_url("address_change"))
        fields = form.xpath("//fieldset//input")
        chosen = {
            select.get("name"): "".join(select.xpath("option[@selected]/@value"))
            for select in form.xpath("//fieldset//select")
        }
        return {
            **{field.get("name"): field.get("value") for field in fields},
            **chosen,
            "event_date": "2026-06-09",
            **values,
        }

    def test_the_customer_changes_his_address(self):
        given = self._get_address(
            new_street="天府大道1号", new_street2="8楼", new_zip="610095"
        )
        notice = self._assert_given("address_change", **given)
        self.assertEqual(notice.state, "done")
        self.assertEqual(self.customer.street, "天府大道1号")
        self.assertEqual(self.customer.street2, "8楼")
        self.assertEqual(self.customer.zip, "610095")
        self.assertEqual(self.customer.phone, "028-85538888")
        self.assertIn("武侯祠大街231号", notice.former_address)
        self.assertFalse(notice.new_phone)
        self.assertIn("天府大道1号", self._read(notice))

    def test_a_new_address_is_checked_as_a_partner_s(self):
        given = self._get_address(new_street="", new_zip="61009", new_email="a b@c")
        response = self._post(self._get_url("address_change"), **given)
        self._assert_wrong(response, "with street", "six digits", "Email")
        response = self._post(self._get_url("address_change"), **self._get_address())
        self._assert_wrong(response, "at least one item")
        given = self._get_address(new_city="长" * 129, new_state_id="99999999")
        response = self._post(self._get_url("address_change"), **given)
        self._assert_wrong(response, "128")
        self.assertEqual(self.customer.zip, "610041")

    def test_his_contact_person_changes_on_all_his_contracts(self):
        other = self._create_for(self.customer)
        elsewhere = self._create_for(self.rival)
        self.env.flush_all()
        given = self._get_address(new_contact_name=" 王芳 ")
        page = self._review("address_change", **given)
        self.assertIn("联系人：王芳", self._get_text(page, "notice_letter"))
        notice = self._assert_given("address_change", **given)
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
        given = self._get_address(new_contact_name="王芳")
        response = self._post(self._get_url("address_change"), **given)
        self._assert_wrong(response, "Phone")
        page = self._review("address_change", **{**given, "new_phone": "028-1"})
        letter = self._get_text(page, "notice_letter")
        self.assertIn("028-1", letter)
        self.assertNotIn("13800138000", letter)

    def test_he_moves_abroad(self):
        state = self.env.ref("base.state_us_5")
        given = self._get_address(
            new_country_id=str(state.country_id.id),
            new_state_id=str(state.id),
            new_city="San José",
            new_street="1 Market St",
            new_zip="95113-2000",
        )
        notice = self._assert_given("address_change", **given)
        self.assertEqual(self.customer.country_id, state.country_id)
        self.assertEqual(self.customer.state_id, state)
        self.assertIn("UnitedStates", self._read(notice))

    def test_a_province_is_one_of_its_country(self):
        country = self.env.ref("base.sg")
        given = self._get_address(new_country_id=str(country.id), new_city="新加坡")
        form = html.fromstring(
            self._post(self._get_url("address_change"), change="1", **given).content
        )
        self.assertEqual(
            form.xpath("//select[@name='new_country_id']/option[@selected]/@value"),
            [str(country.id)],
        )
        provinces = form.xpath("//select[@name='new_state_id']/option/@value")
        self.assertEqual(provinces[1:], [str(each) for each in country.state_ids.ids])
        page = self._review("address_change", **given)
        self.assertNotIn("四川", self._get_text(page, "notice_letter"))
        self._assert_given("address_change", **given)
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
        given = self._get_address(
            new_country_id="99999999", new_contact_name="长" * 129
        )
        response = self._post(self._get_url("address_change"), **given)
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
        self.contract._set_lifecycle({"notice_partner_id": designated.id})
        self.env.flush_all()
        self._assert_given(
            "address_change", **self._get_address(new_street="总部路9号")
        )
        self.assertEqual(designated.street, "总部路9号")
        self.assertEqual(self.customer.street, "武侯祠大街231号")

    # -- what is refused ------------------------------------------------------------

    def _post_all(self, contract):
        """Try to give and to confirm on a contract."""
        notice = contract.notice_ids[:1]
        base = f"/my/contracts/{contract.id}/notice"
        url = self._get_url("termination_request", contract)
        for path in (url, f"{url}/give", f"{base}/{notice.id}/confirm"):
            yield path, self._post(path, confirmed="1", shown_sha256="x")

    def _assert_powerless(self, contract):
        before = contract.notice_ids
        states = before.mapped("state")
        self._assert_refused(self._get_url("termination_request", contract))
        for path, response in self._post_all(contract):
            with self.subTest(path=path):
                self.assertEqual(response.status_code, 303)
                self.assertRegex(response.headers["Location"], r"/(my|web/login\S*)$")
        self.assertEqual(contract.notice_ids, before)
        self.assertEqual(before.mapped("state"), states)

    def test_the_contract_of_another_customer(self):
        other = self._create_for(self.rival)
        self._send_ours(other)
        self._assert_powerless(other)

    def test_who_follows_only_reads(self):
        other = self._create_for(self.rival)
        other.message_subscribe(self.contact.ids)
        notice = self._send_ours(other)
        page = self._open_contract(other)
        self.assertFalse(page.xpath("//*[@id='contract_notice_links']"))
        page = self._open(f"{other.access_url}/notice/{notice.id}")
        self.assertFalse(page.xpath("//*[@id='notice_confirm']"))
        self._assert_powerless(other)

    def test_who_has_the_link_only_reads(self):
        notice = self._send_ours(self.contract)
        token = self.contract._portal_ensure_token()
        self.env.flush_all()
        self._log_out()
        page = self._open(
            f"{self.contract.access_url}/notice/{notice.id}?access_token={token}"
        )
        self.assertIn("系统将于夜间升级。", self._get_text(page, "notice_letter"))
        self.assertFalse(page.xpath("//*[@id='notice_confirm']"))
        self.assertTrue(page.xpath("//a[contains(@href, '/web/login?redirect=')]"))
        self._log_in("rival")
        url = self._get_url("termination_request")
        for path in (
            f"{url}/give",
            f"{self.contract.access_url}/notice/{notice.id}/confirm",
        ):
            response = self._post(path, confirmed="1", access_token=token)
            self.assertEqual(response.headers["Location"], "/my")
        self._log_out()
        self._assert_powerless(self.contract)
        self.assertEqual(notice.state, "sent")

    def test_our_own_people_give_no_notice_for_the_customer(self):
        self._send_ours(self.contract)
        self.authenticate("contract_salesman", "contract_salesman")
        self._assert_powerless(self.contract)

    def test_without_the_page_s_own_token(self):
        url = self._get_url("termination_request")
        with self.assertLogs("odoo.http", "WARNING"):
            response = self._post(f"{url}/give", confirmed="1", csrf_token="x")
        self.assertEqual(response.status_code, 400)
        response = self.url_open(f"{url}/give", allow_redirects=False)
        self.assertIn(response.status_code, (404, 405))
        self.assertFalse(self.contract.notice_ids)

    def test_a_post_that_was_made_up(self):
        url = f"{self._get_url('termination_request')}/give"
        self._assert_wrong(self._post(url), "Confirm", "read it again")
        shown = self._get_shown(self._review("termination_request"))
        self._assert_wrong(self._post(url, shown_sha256=shown), "Confirm")
        response = self._post(
            url, confirmed="1", shown_sha256=shown, requested_date="2026-09-01"
        )
        self._assert_wrong(response, "read it again")
        notice = self._assert_given(
            "termination_request",
            state="done",
            effective_date="2026-06-10",
            received_on="2020-01-01",
            type_id=str(self._type("waiver").id),
            contract_id="1",
        )
        self.assertEqual(notice.effective_date, date(2026, 6, 17))

    def test_the_proof_of_what_is_not_his(self):
        other = self._create_for(self.rival)
        with self._on("2026-06-08"):
            theirs = self._draft(
                other, "force_majeure", facts="洪水", event_date="2026-06-08"
            )
        theirs.proof_ids = self._file()
        theirs.action_receive()
        mine = self._assert_given(
            "force_majeure", event_date="2026-06-08", facts="洪水"
        )
        response = self._post(
            self._get_url("force_majeure_proof"), origin_id=str(theirs.id)
        )
        self.assertIn("Event", self._get_problems(response))
        self.assertNotEqual(mine, theirs)

    # -- files ----------------------------------------------------------------------

    def _give_with(self, *files):
        return self._give(
            "force_majeure", files, event_date="2026-06-08", facts="洪水淹没机房。"
        )

    def test_files_are_what_they_are_and_not_what_they_are_called(self):
        for raw in (
            b"<html><script>alert(1)</script></html>",
            b"MZ" + PDF,
            b"",
            b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>",
            b"\xff\xd8\xff and nothing more",
            b"GIF89a;",
            draw_bomb(),
        ):
            with self.subTest(raw=raw):
                self._assert_wrong(
                    self._give_with(("proof.pdf", raw), ("good.pdf", PDF)),
                    "a PDF, a PNG or a JPEG",
                )

    def test_too_large_or_too_many(self):
        large = PDF + b"0" * (10 * 1024 * 1024)
        self._assert_wrong(self._give_with(("large.pdf", large)), "10 MB")
        many = [(f"{number}.pdf", PDF) for number in range(MAX_FILES + 1)]
        self._assert_wrong(self._give_with(*many), "at most 5")

    def test_names_are_made_safe_and_files_kept_to_the_byte(self):
        picture = draw("PNG")
        self._give_with(
            ("../../etc/passwd", PDF),
            (f"{EVIL}.html", PDF),
            ("C:\\temp\\照片.exe", picture),
            ("\u202efdp.exe", PDF),
            ("...", PDF),
        )
        files = self._get_given("force_majeure").supporting_document_ids
        self.assertEqual(
            files.sorted("id").mapped("name"),
            [
                "passwd.pdf",
                "script img src=x onerror=alert(2).pdf",
                "照片.png",
                "fdp.pdf",
                "document.pdf",
            ],
        )
        kept = files.filtered(lambda file: file.mimetype == "image/png")
        self.assertEqual(kept.raw, picture)
        self.assertTrue(all(files.mapped("is_contract_document")))
        with self.assertRaises(UserError):
            kept.raw = b"x"

    def test_a_file_is_saved_by_who_may_read_it(self):
        self._give_with(("proof.pdf", PDF))
        notice = self._get_given("force_majeure")
        url = f"{self.contract.access_url}/notice/{notice.id}/file"
        (link,) = self._open(f"{self.contract.access_url}/notice/{notice.id}").xpath(
            "//a[contains(@href, '/file/')]/@href"
        )
        response = self.url_open(link)
        self.assertEqual(response.content, PDF)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        letter = notice.document_id
        self.assertEqual(self.url_open(f"{url}/{letter.id}").status_code, 404)
        self._log_in("rival")
        self._assert_refused(link)

    def test_html_in_what_is_typed(self):
        self.contact.name = EVIL
        given = self._get_address(new_street=EVIL, facts=EVIL)
        page = self._review("address_change", **given)
        self.assertIn("onerror=alert", self._get_text(page, "notice_letter"))
        notice = self._assert_given("address_change", **given)
        pages = [
            page,
            self._open(f"{self.contract.access_url}/notice/{notice.id}"),
            self._open_contract(self.contract),
            self._open(self._get_url("address_change")),
        ]
        for page in pages:
            self.assertFalse(page.xpath("//script[contains(., 'alert(')]"))
            self.assertFalse(page.xpath("//img[@onerror]"))
        for message in self.contract.message_ids:
            self.assertNotIn("<img", message.body)
            self.assertNotIn("<script", message.body)
        self.assertIn("<imgsrc=x", self._read(notice))

    def test_what_cannot_be_seen_is_left_out(self):
        notice = self._assert_given(
            "termination_request", facts="\u202e门店\u200b已关闭。\r\n\r\n 再见\x07"
        )
        self.assertIn("补充说明：门店已关闭。\n再见\n", notice.body)

    # -- twice ----------------------------------------------------------------------

    def test_a_second_click_gives_nothing_twice(self):
        notice = self._assert_given("termination_request")
        given = {"confirmed": "1", "shown_sha256": notice._get_shown_sha256()}
        for values in (given, {**given, "facts": "别的"}):
            response = self._post(
                f"{self._get_url('termination_request')}/give", **values
            )
            self.assertIn(
                f"/notice/{notice.id}?message=twin", response.headers["Location"]
            )
        self.assertEqual(self._get_given("termination_request"), notice)
        page = self._open(response.headers["Location"])
        self.assertIn("here it is", page.text_content())

    def test_an_address_is_changed_once_and_corrected_the_same_day(self):
        given = self._get_address(new_street="天府大道1号")
        first = self._assert_given("address_change", **given)
        response = self._post(
            f"{self._get_url('address_change')}/give",
            confirmed="1",
            shown_sha256=first._get_shown_sha256(),
            **given,
        )
        self.assertIn("twin", response.headers["Location"])
        self._give("address_change", **self._get_address(new_street="天府大道2号"))
        self.assertEqual(len(self._get_given("address_change")), 2)
        self.assertEqual(self.customer.street, "天府大道2号")

    def test_a_letter_that_cannot_be_printed_is_given_all_the_same(self):
        def fail(notice):
            raise UserError("wkhtmltopdf")

        self.patch(
            self.registry["miniprogram.contract.notice"], "_render_document", fail
        )
        notice = self._assert_given("termination_request")
        self.assertEqual(notice.state, "received")
        self.assertFalse(notice.document_id)
        self.assertIn(
            "wkhtmltopdf", " ".join(self.contract.activity_ids.mapped("summary"))
        )

    # -- confirming ours ------------------------------------------------------------

    def test_the_customer_confirms_our_notice(self):
        notice = self._send_ours(self.contract)
        page = self._open_contract(self.contract)
        (link,) = page.xpath("//a[@id='contract_confirm']/@href")
        page = self._open(link)
        self.assertEqual(notice.state, "sent", "reading it is no receipt")
        meaning = self._get_text(page, "notice_confirm_meaning")
        self.assertIn("06/10/2026", meaning)
        self.assertIn("counts as received", meaning)
        response = self._post(f"{link}/confirm")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(notice.state, "received")
        self.assertEqual(notice.receipt_basis, "portal")
        self.assertEqual(notice.received_on, date(2026, 6, 10))
        self.assertEqual(notice.receipt_recorded_by_id, self.visitor)
        logged = self.contract.message_ids.filtered(
            lambda message: "127.0.0.1" in message.body
        )
        self.assertIn("jinli", logged.body)
        self.assertTrue(logged.subtype_id.internal)
        recorded_at = notice.receipt_recorded_at
        self._post(f"{link}/confirm")
        self.assertEqual(notice.receipt_recorded_at, recorded_at)
        self.assertFalse(self._open(link).xpath("//*[@id='notice_confirm']"))

    def test_only_ours_is_confirmed_and_only_once_it_is_sent(self):
        mine = self._assert_given("renewal_objection")
        draft = self.contract._create_notices(
            self._type("service_upgrade"), body="系统升级。"
        )
        self.env.flush_all()
        url = f"{self.contract.access_url}/notice"
        self.assertEqual(self._post(f"{url}/{draft.id}/confirm").status_code, 404)
        recorded_at = mine.receipt_recorded_at
        self._post(f"{url}/{mine.id}/confirm")
        self.assertEqual(draft.state, "draft")
        self.assertEqual(mine.receipt_recorded_at, recorded_at)

    def test_confirming_without_the_page_s_own_token(self):
        notice = self._send_ours(self.contract)
        with self.assertLogs("odoo.http", "WARNING"):
            response = self._post(
                f"{self.contract.access_url}/notice/{notice.id}/confirm",
                csrf_token="x",
            )
        self.assertEqual(response.status_code, 400)
        self.assertEqual(notice.state, "sent")
