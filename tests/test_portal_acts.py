# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCommon

from ..models.signing.signing_code import MAX_TRIES
from .common import CODE, SCAN
from .portal_notice_common import PortalNoticeCommon

DESIGNATED = "lijing@example.com"
THIEF = "thief@elsewhere.example.net"


@tagged("post_install", "-at_install")
class TestPortalActs(PortalNoticeCommon, MailCommon):
    """A colleague with a login reads; acting needs the code of the address designated.

    The login is fresh, as any salesperson can give one, on a contact of his own.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        colleague = cls.env["res.partner"].create(
            {"name": "周五", "email": THIEF, "parent_id": cls.customer.id}
        )
        cls.colleague = cls._create_visitor("fresh", colleague, email=THIEF)

    def setUp(self):
        super().setUp()
        self.contract._write_protected(
            {"contact_partner_id": self.contact.id, "signing_email": DESIGNATED}
        )
        self.env.flush_all()
        self._log_in("fresh")

    def _post_form(self, name, **values):
        """Give a notice as the page does, with what a colleague can know of it."""
        typed = {key: values[key] for key in values if key != "code"}
        shown = self._get_shown(self._review(name, **typed))
        form_data = {"confirmed": "1", "shown_sha256": shown, **values}
        return self._post(f"{self._get_url(name)}/give", **form_data)

    def _get_mailed(self):
        return {email for mail in self._mails for email in mail["email_to"]}

    # -- he acts never without the code ------------------------------

    def test_he_reads_and_is_asked_for_a_code_that_he_cannot_have(self):
        self._open_contract(self.contract)
        page = self._review("termination_request")
        text = page.text_content()
        self.assertIn("l****g@example.com", text)
        self.assertTrue(page.xpath("//input[@id='notice_code']"))

    def test_nothing_is_ended_nor_changed_without_a_code(self):
        cases = {
            "termination_request": {},
            "renewal_objection": {},
            "force_majeure": {"event_date": "2026-06-09", "facts": "洪水"},
            "address_change": self._get_address(new_email=THIEF),
        }
        for name, values in cases.items():
            with self.subTest(name=name):
                response = self._post_form(name, **values)
                self._assert_wrong(response, "ask for it first")
        self.assertFalse(self.contract.termination_date)

    def test_the_end_of_force_majeure_needs_it_too(self):
        self._log_in("jinli")
        event = self._assert_given(
            "force_majeure", event_date="2026-06-09", facts="洪水"
        )
        self._log_in("fresh")
        response = self._post_form(
            "force_majeure_end", origin_id=str(event.id), event_date="2026-06-10"
        )
        # the code of somebody else is none of his
        self.assertIn("ask for it first", self._get_problems(response))
        self.assertFalse(self._get_given("force_majeure_end"))

    def test_a_guess_is_counted(self):
        shown = self._get_shown(self._review("termination_request"))
        self._ask_for_code("termination_request", shown)
        for left in range(MAX_TRIES - 1, 0, -1):
            response = self._post_form("termination_request", code="000000")
            self._assert_wrong(response, f"left: {left}")
        self._assert_wrong(self._post_form("termination_request", code="0"), "new one")
        response = self._post_form("termination_request", code=CODE)
        self._assert_wrong(response, "no longer valid")

    def test_the_code_goes_to_the_address_designated_and_says_what_it_does(self):
        shown = self._get_shown(self._review("termination_request"))
        with self.mock_mail_gateway():
            answer = self._ask_for_code("termination_request", shown)
        self.assertEqual(answer, {"address": "l****g@example.com"})
        (mail,) = self._mails
        self.assertEqual(mail["email_to"], [DESIGNATED])
        self.assertIn("End the Contract", mail["subject"])
        for words in (CODE, "End the Contract", self.contract.contract_number):
            self.assertIn(words, mail["body"])
        sent = self.contract.event_ids.filtered(lambda e: e.kind == "code_sent")
        self.assertIn("End the Contract", sent.description)

    def test_his_own_address_is_no_way_to_the_code(self):
        self.colleague.partner_id.email = "other@elsewhere.example.net"
        self.contract.contact_partner_id.sudo().email = THIEF
        self.env.flush_all()
        shown = self._get_shown(self._review("termination_request"))
        with self.mock_mail_gateway():
            self._ask_for_code("termination_request", shown)
        self.assertEqual(self._mails[-1]["email_to"], [DESIGNATED])

    def test_no_receipt_of_ours_is_confirmed_without_it(self):
        notice = self._send_ours(self.contract)
        link = f"{self.contract.access_url}/notice/{notice.id}"
        response = self._post(f"{link}/confirm")
        self.assertIn("ask for it first", self._get_problems(response))
        response = self._post(f"{link}/confirm", code=CODE)
        self.assertEqual(notice.state, "sent")
        self._confirm(link)
        self.assertEqual(notice.state, "received")

    def test_nobody_of_ours_records_that_he_gave_it_in_the_portal(self):
        notice = self.notices.with_user(self.salesman).create(
            {
                "channel": "portal",
                "contract_id": self.contract.id,
                "direction": "incoming",
                "event_date": "2026-06-09",
                "receipt_basis": "portal",
                "supporting_document_ids": [
                    Command.create({"name": "letter.pdf", "datas": SCAN})
                ],
                "type_id": self._type("termination_request").id,
            }
        )
        with self.assertRaisesRegex(UserError, "one-time code"):
            notice.action_receive()

    # -- a code does one thing ------------------------------

    def test_the_code_for_one_notice_gives_no_other(self):
        shown = self._get_shown(self._review("renewal_objection"))
        self._ask_for_code("renewal_objection", shown)
        response = self._post_form("termination_request", code=CODE)
        self._assert_wrong(response, "no longer valid")

    def test_the_code_for_one_letter_gives_no_other_words(self):
        shown = self._get_shown(self._review("termination_request"))
        self._ask_for_code("termination_request", shown)
        response = self._post_form("termination_request", code=CODE, facts="别的")
        self._assert_wrong(response, "no longer valid")

    def test_a_code_is_used_once(self):
        self._log_in("jinli")
        self._assert_given("address_change", **self._get_address(new_fax="028-1"))
        response = self._post_form(
            "address_change", code=CODE, **self._get_address(new_fax="028-2")
        )
        self.assertIn("no longer valid", self._get_problems(response))

    def test_others_get_no_code_sent(self):
        url = f"{self._get_url('termination_request')}/code"
        self._log_in("rival")
        answer = self._post(url, channel="email", shown_sha256="x").json()
        self.assertIn("does not exist", answer["error"])
        self._log_out()
        response = self._post(url, channel="email", shown_sha256="x")
        self.assertEqual(response.status_code, 303)
        self.assertFalse(
            self.contract.event_ids.filtered(lambda e: e.kind == "code_sent")
        )

    def test_without_an_address_nothing_is_given(self):
        self.contract._write_protected({"signing_email": False, "signing_phone": False})
        self.env.flush_all()
        page = self._review("termination_request")
        self.assertIn("No address for the code", page.text_content())
        answer = self._ask_for_code("termination_request", "x")
        self.assertIn("No address", answer["error"])
        response = self._post_form("termination_request")
        self._assert_wrong(response, "ask for it first")

    # -- who gave it ------------------------------

    def test_the_giver_is_named_by_what_he_cannot_choose(self):
        self.colleague.partner_id.name = "李静"  # as he may in core's portal
        self.env.flush_all()
        notice = self._assert_given("termination_request")
        for words in ("“李静”（登录名：fresh）", DESIGNATED):
            self.assertIn(words, notice.body)
        used = self.contract.event_ids.filtered(lambda e: e.kind == "code_used")
        self.assertIn(DESIGNATED, used.description)
        self.assertIn("fresh", used.actor)

    # -- a change of address ------------------------------

    def _change_address(self, **values):
        with self.mock_mail_gateway():
            notice = self._assert_given("address_change", **self._get_address(**values))
        return notice

    def test_both_addresses_are_told_of_a_new_one(self):
        new = "office@example.net"
        self._change_address(new_email=new)
        self.assertLessEqual({DESIGNATED, new}, self._get_mailed())
        self.assertEqual(self.contract.signing_email, new)
        origin = self.contract.signing_address_origin
        self.assertEqual(origin["former"], [DESIGNATED])
        self.assertIn("(fresh)", origin["changed_by"])

    def test_each_address_hears_of_it_once(self):
        self._change_address(new_email="office@example.net")
        told = [mail["subject"] for mail in self._mails if "address" in mail["subject"]]
        self.assertEqual(
            set(told),
            {f"Contract {self.contract.contract_number}: codes go to another address"},
        )
        self.assertEqual(len(told), 2)

    def test_the_mail_with_the_code_is_in_one_language_whoever_asks(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = self.contract.sudo().with_context(lang="zh_CN")
        notice_type = self._type("force_majeure")
        notice_type.with_context(lang="zh_CN").portal_label = "通知不可抗力"
        act = chinese._get_giving_act(notice_type, "0" * 64)
        self.assertEqual(act.label, "Report Force Majeure")
        with self.mock_mail_gateway():
            chinese._send_act_code(act, "email")
        (mail,) = self._mails
        self.assertIn("code for Report Force Majeure", mail["subject"])
        self.assertIn(self.contract.contract_number, mail["body"])
        self.assertNotIn("miniprogram.contract", mail["body"])

    def test_a_new_phone_takes_the_place_of_the_one_that_codes_went_to(self):
        self.contract._write_protected({"signing_phone": "+86 28 8553 8888"})
        self._change_address(new_phone="13700137000")
        self.assertEqual(self.contract.signing_phone, "13700137000")
        origin = self.contract._get_origin("sms")
        self.assertEqual(origin["former"], ["+86 28 8553 8888"])
        self.assertIn("(fresh)", origin["changed_by"])
        self.assertIn(DESIGNATED, self._get_mailed())

    def test_a_switchboard_s_new_number_gets_no_codes_of_a_person(self):
        self.contract._write_protected({"signing_phone": "13800138000"})
        self._change_address(new_phone="028-66668888")
        self.assertEqual(self.contract.signing_phone, "13800138000")

    def test_a_colleague_s_phone_is_no_new_phone_of_the_customer(self):
        self.salesman.partner_id.phone = "13911112222"
        typed = self._get_address(new_phone="139 1111 2222")
        page = self._review("address_change", **typed)
        self.assertIn("never the customer", page.text_content())

    def test_a_new_street_is_told_too(self):
        self._change_address(new_street="天府大道1号")
        self.assertIn(DESIGNATED, self._get_mailed())
        self.assertEqual(self.contract.signing_email, DESIGNATED)

    def test_codes_then_go_to_the_new_address_on_all_contracts_that_had_the_old(self):
        second, other = self._create_for(self.customer, 2)
        second._write_protected({"signing_email": DESIGNATED})
        other._write_protected({"signing_email": "branch@example.net"})
        self._change_address(new_email="office@example.net")
        self.assertEqual(second.signing_email, "office@example.net")
        self.assertEqual(other.signing_email, "branch@example.net")

    def test_a_colleague_of_ours_is_no_new_address(self):
        response = self._post(
            self._get_url("address_change"),
            **self._get_address(new_email=self.salesman.email),
        )
        self._assert_wrong(response, "never the customer")

    def _record(self, user):
        """Let one of us record a change of address, as a letter that came in."""
        contract = self.contract.with_user(user)
        notice = self.notices.with_user(user).create(
            {
                "contract_id": contract.id,
                "direction": "incoming",
                "event_date": "2026-06-09",
                "new_email": THIEF,
                "supporting_document_ids": [
                    Command.create({"name": "letter.pdf", "datas": SCAN})
                ],
                "type_id": self._type("address_change").id,
            }
        )
        notice.action_receive()

    def test_a_salesperson_redirects_no_code_by_a_letter_that_he_records(self):
        self._record(self.salesman)
        self.assertEqual(self.contract.signing_email, DESIGNATED)

    def test_a_manager_does_and_the_old_address_hears_of_it(self):
        manager = self._create_user(
            "manager_of_acts", "miniprogram_contract.group_contract_manager"
        )
        with self.mock_mail_gateway():
            self._record(manager)
        self.assertEqual(self.contract.signing_email, THIEF)
        self.assertIn(DESIGNATED, self._get_mailed())
