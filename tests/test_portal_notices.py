# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from lxml import html

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..tools.documents import sha256
from .portal_notice_common import PDF, PortalNoticeCommon, draw


@tagged("post_install", "-at_install")
class TestPortalNotices(PortalNoticeCommon):
    """The customer gives notices, which are received with that."""

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
        self.contract._write_protected(
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
        self._print_for_real()
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
        self.assertIn("(Asia/Shanghai)", message.body)
        self.assertTrue(message.subtype_id.internal)
        page = self._open_contract(self.contract)
        self.assertNotIn("127.0.0.1", html.tostring(page).decode())

    def test_a_notice_that_is_not_needed_any_more(self):
        self.contract._write_protected({"termination_date": "2026-06-15"})
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
        links = page.xpath("//*[@id='contract_notice_links']/a/text()")
        self.assertFalse([link for link in links if "Report the End" in link])
        notice = self._assert_given(
            "force_majeure", event_date="2026-06-08", facts="洪水淹没机房。"
        )
        page = self._open_contract(self.contract)
        self.assertIn("Report the End of Force Majeure", page.text_content())
        form_data = {"origin_id": str(notice.id), "event_date": "2026-06-09"}
        form = self._open(self._get_url("force_majeure_end"))
        self.assertIn("Day on which it ended", form.text_content())
        self.assertIn("8.2", form.xpath("//blockquote")[0].text_content())
        page = self._review("force_majeure_end", **form_data)
        letter = self._get_text(page, "notice_letter")
        self.assertIn("已于2026年6月9日消除", letter)
        self.assertIn("第8.2条", letter)
        end = self._assert_given("force_majeure_end", **form_data)
        self.assertEqual(end.origin_id, notice)
        self.assertEqual(set((end | notice).mapped("state")), {"done"})
        self.assertFalse(self.contract.is_force_majeure_open)
        page = self._open_contract(self.contract)
        links = page.xpath("//*[@id='contract_notice_links']/a/text()")
        self.assertFalse([link for link in links if "Report the End" in link])

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
            ("2026-06-07", "cannot be over before that"),
            ("2026-06-11", "future"),
            ("", "Day of the event"),
        ):
            with self.subTest(day=day):
                response = self._post(url, origin_id=str(notice.id), event_date=day)
                self.assertIn(problem, self._get_problems(response))
        self.assertTrue(self.contract.is_force_majeure_open)

    def test_a_late_notice_is_taken_and_marked(self):
        form_data = {"event_date": "2026-05-20", "facts": "洪水淹没机房。"}
        page = self._review("force_majeure", **form_data)
        self.assertIn("It is late", self._get_text(page, "notice_due"))
        self.assertIn("晚于", self._get_text(page, "notice_letter"))
        notice = self._assert_given("force_majeure", **form_data)
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
        self._assert_wrong(response, "Later last day of service")
        response = self._post(self._get_url("termination_request"), facts="长" * 4001)
        self._assert_wrong(response, "4000")

    # -- who hears of it ------------------------------------------------------------

    def test_what_is_given_is_confirmed_by_mail_with_its_pdf(self):
        designated = "wang@jinli.example.com"  # as it stands in the contract
        self.contract._write_protected({"signing_email": designated})
        self.env.flush_all()
        notice = self._assert_given("termination_request")
        self.assertTrue(notice.document_id)
        message = self.contract.message_ids.filtered(
            lambda message: "received your notice" in (message.subject or "")
        )
        self.assertEqual(len(message), 1)
        self.assertIn(self.contact, message.notified_partner_ids)
        self.assertEqual(message.outgoing_email_to, designated)
        self.assertEqual(message.attachment_ids, notice.document_id)
        for words in ("李静 (login jinli)", self.contract.contract_number):
            self.assertIn(words, message.body)
        again = self._post(
            f"{self._get_url('termination_request')}/give",
            confirmed="1",
            shown_sha256=notice._get_shown_sha256(),
        )
        self.assertIn("message=twin", again.headers["Location"])
        self.assertEqual(
            len(
                self.contract.message_ids.filtered(
                    lambda message: "received your notice" in (message.subject or "")
                )
            ),
            1,
        )

    # -- twice ----------------------------------------------------------------------

    def test_a_second_click_gives_nothing_twice(self):
        notice = self._assert_given("termination_request")
        form_data = {"confirmed": "1", "shown_sha256": notice._get_shown_sha256()}
        response = self._post(
            f"{self._get_url('termination_request')}/give", **form_data
        )
        self.assertIn(f"/notice/{notice.id}?message=twin", response.headers["Location"])
        self.assertEqual(self._get_given("termination_request"), notice)
        page = self._open(response.headers["Location"])
        self.assertIn("here it is", page.text_content())

    def test_a_second_event_of_the_day_is_another_notice(self):
        flood = {"event_date": "2026-06-08", "facts": "洪水淹没机房。"}
        first = self._assert_given("force_majeure", **flood)
        for other in (
            {**flood, "facts": "雷击烧毁线路。"},
            {**flood, "event_date": "2026-06-09"},
        ):
            with self.subTest(other=other):
                response = self._give("force_majeure", **other)
                self.assertIn("message=given", response.headers["Location"])
        given = self._get_given("force_majeure")
        self.assertEqual(len(given), 3)
        self.assertIn("雷击烧毁线路。", " ".join(given.mapped("facts")))
        self.assertEqual(set(given.mapped("state")), {"received"})
        again = self._give("force_majeure", **flood)
        self.assertIn(f"/notice/{first.id}?message=twin", again.headers["Location"])
        self.assertEqual(self._get_given("force_majeure"), given)

    def test_the_same_words_with_another_file_are_another_notice(self):
        flood = {"event_date": "2026-06-08", "facts": "洪水淹没机房。"}
        first = self._assert_given("force_majeure", [("一.pdf", PDF)], **flood)
        again = self._give("force_majeure", [("一.pdf", PDF)], **flood)
        self.assertIn(f"/notice/{first.id}?message=twin", again.headers["Location"])
        photo = [("一.pdf", PDF), ("二.png", draw("PNG"))]
        other = self._give("force_majeure", photo, **flood)
        self.assertIn("message=given", other.headers["Location"])
        page = self._open(again.headers["Location"])
        self.assertIn(
            "the same days, words and files", " ".join(page.text_content().split())
        )
        self.assertEqual(len(self._get_given("force_majeure")), 2)

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
