# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from lxml import html

from odoo import Command, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.mail.tests.common import MailCommon

from ..models.contract_signing_code import (
    MAX_A_DAY,
    MAX_AN_HOUR,
    MAX_TRIES,
    MINUTES_VALID,
    SECONDS_BETWEEN,
    ContractSigningCode,
)
from ..models.sale_subscription_signing_portal import AGREEMENT
from ..tools.documents import sha256
from .portal_common import PortalCommon
from .signing_common import CODE, HTML, SIGNATURE, SigningMixin


class SigningPortalCommon(SigningMixin, PortalCommon, MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_signing()
        cls.keeper = new_test_user(
            cls.env,
            "portal_keeper",
            "miniprogram_contract.group_contract_manager,"
            "miniprogram_contract.group_seal_keeper",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        self.contract = self._create_sent_contract()
        self.contract.user_id = self.salesman
        self.env.flush_all()

    def _post(self, path, **values):
        """Post to the contract's pages as its own page does."""
        values.setdefault("csrf_token", http.Request.csrf_token(self))
        contract = values.pop("contract", self.contract)
        with self.mock_mail_gateway(mail_unlink_sent=True):
            response = self.url_open(
                f"/my/contracts/{contract.id}/{path}",
                data=values,
                allow_redirects=False,
            )
        self.env.invalidate_all()
        return response

    def _ask_for_code(self, **values):
        return self._post("sign/code", **{"channel": "email", **values}).json()

    def _accept(self, **values):
        return self._post(
            "sign/accept", **self._get_given(self.contract, **values)
        ).json()

    def _wait(self, **time):
        """Let the codes that were sent be so much older."""
        for code in self.codes.search([]):
            code.sent_on -= timedelta(**time)
        self.env.flush_all()


@tagged("post_install", "-at_install")
class TestSigningPortal(SigningPortalCommon):
    """The customer signs on the page, with the code sent to the designated address."""

    def test_the_page_asks_for_all_of_it(self):
        page = self._open(f"/my/contracts/{self.contract.id}/sign")
        terms = page.xpath("//input[@name='key_terms']")
        self.assertEqual(len(terms), 6)
        for field in page.xpath("//form[@id='contract_signing_form']//input[@id]"):
            self.assertTrue(page.xpath(f"//label[@for='{field.get('id')}']"))
        text = " ".join(page.text_content().split())
        self.assertIn(AGREEMENT, text)
        self.assertIn("l****g@jinli.example.com", text)
        self.assertNotIn("lijing@jinli.example.com", html.tostring(page).decode())
        self.assertIn(self.contract.sent_document_sha256, text)

    def test_the_contract_page_leads_to_it(self):
        page = self._open_contract(self.contract)
        (link,) = page.xpath("//a[@id='contract_sign']")
        self.assertEqual(link.get("href"), f"/my/contracts/{self.contract.id}/sign")

    def test_the_customer_signs_with_the_code(self):
        self.assertEqual(self._ask_for_code(), {"address": "l****g@jinli.example.com"})
        mail = self._new_mails[-1:]
        self.assertFalse(mail.exists(), "the mail holds the code, and is not kept")
        self.assertIn(CODE, self._mails[-1]["body"])
        self.assertEqual(self._mails[-1]["email_to"], ["lijing@jinli.example.com"])

        answer = self._accept()
        self.assertEqual(answer, {"redirect_url": f"/my/contracts/{self.contract.id}"})
        contract = self.contract
        self.assertTrue(contract.is_waiting_for_seal)
        self.assertEqual(contract.signed_by, "李静")
        self.assertEqual(contract.signing_code_channel, "email")
        self.assertEqual(contract.signing_code_address, "l****g@jinli.example.com")
        self.assertTrue(contract.signing_ip)
        self.assertFalse(contract.signing_taken_by_id)
        self.assertEqual(contract.signing_confirmations["agreement"], AGREEMENT)
        self.assertEqual(len(contract.signing_confirmations["key_terms"]), 6)
        page = self._open_contract(contract)
        self.assertIn("our seal", page.text_content())
        self.assertTrue(page.xpath("//a[contains(@href, '/document/customer')]"))
        done = self._open(f"/my/contracts/{contract.id}/sign")
        self.assertFalse(done.xpath("//form[@id='contract_signing_form']"))

    def test_our_seal_at_once_needs_nobody(self):
        self.company.contract_seal_at_once = True
        self.env.flush_all()
        self._ask_for_code()
        self._accept()
        self.assertEqual(self.contract.contract_state, "signed")
        self.assertTrue(self.contract.term_ids.invoice_id)
        evidence = self._read_pages(self.contract.signed_document_id)[-1]
        self.assertIn("l****g@jinli.example.com", evidence)
        self.assertIn(AGREEMENT, evidence)
        self.assertIn("5.3本合同到期后", evidence)

    def test_with_the_link_one_signs_without_a_login(self):
        self._log_out()
        token = {"access_token": self.contract._portal_ensure_token()}
        self.env.flush_all()
        page = self._open(self.contract.get_portal_url(suffix="/sign"))
        self.assertTrue(page.xpath("//form[@id='contract_signing_form']"))
        self._ask_for_code(**token)
        answer = self._accept(**token)
        self.assertIn("access_token", answer["redirect_url"])
        self.assertEqual(self.contract.signed_by, "李静")
        message = self.contract.message_ids.filtered(
            lambda message: "signed on screen" in (message.body or "")
        )
        self.assertEqual(message.author_id, self.contact)
        # who sees the activity may read who made it, in a company of its own as well
        activities = self.contract.activity_ids
        self.assertTrue(activities)
        self.assertIn(self.keeper, activities.user_id)
        activities.create_uid.with_user(self.keeper).check_access("read")

    def test_what_changed_meanwhile_is_said_and_the_new_one_shown(self):
        shown = self.contract.sent_document_sha256
        self.contract.action_reset_to_draft()
        self.contract.contract_remark = "改了"
        self.contract.action_send_contract()
        self.env.flush_all()
        self._ask_for_code()
        error = self._accept(shown_sha256=shown)["error"]
        self.assertIn("changed since it was shown", error)
        page = self._open(f"/my/contracts/{self.contract.id}/sign")
        (now,) = page.xpath("//input[@name='shown_sha256']/@value")
        self.assertNotEqual(now, shown)
        (link,) = page.xpath("//a[contains(., 'Download the contract')]/@href")
        self.assertEqual(sha256(self.url_open(link).content), now)
        self.assertNotIn("error", self._accept(shown_sha256=now))

    def test_what_is_missing_is_said_at_once_and_costs_no_try(self):
        self._ask_for_code()
        error = self._accept(
            name="", position="", signature="", agreement="", key_terms=[]
        )["error"]
        for item in ("Signed by", "Position", "Signature", "Key terms", "Agree"):
            self.assertIn(item, error)
        self.assertEqual(self._get_latest_code(self.contract).tries, 0)

    def test_each_key_term_is_confirmed_by_itself(self):
        self._ask_for_code()
        terms = self.contract._get_key_terms()
        codes = [term["code"] for term in terms]
        error = self._accept(key_terms=codes[1:])["error"]
        self.assertIn(f"missing: {terms[0]['number']}.", error)
        error = self._accept(key_terms=[*codes[1:], codes[1], "made_up"])["error"]
        self.assertIn(terms[0]["number"], error)
        self.assertFalse(self.contract.signed_by)

    def test_the_customer_refuses_with_a_reason(self):
        response = self._post("refuse", reason=f"价格不对 {HTML}")
        self.assertEqual(response.status_code, 303)
        contract = self.contract
        self.assertEqual(contract.contract_state, "sent")
        self.assertTrue(contract.refused_on)
        self.assertIn("价格不对", contract.refused_reason)
        refused = self.env.ref("miniprogram_contract.mail_activity_type_refused")
        self.assertEqual(contract.activity_ids.activity_type_id, refused)
        self.assertEqual(contract.activity_ids.user_id, self.salesman)
        message = contract.message_ids.filtered(
            lambda message: "does not sign" in (message.body or "")
        )
        for text in (contract.activity_ids.note, message.body):
            self.assertNotIn("<img", text)
            self.assertNotIn("<b>", text)
            self.assertIn("价格不对", text)

        self._post("refuse", reason="再说一次")
        self.assertNotIn("再说一次", contract.refused_reason)
        self._ask_for_code()
        self._accept()
        self.assertTrue(contract.is_waiting_for_seal)
        self.assertFalse(contract.refused_on)

    def test_a_refusal_needs_a_reason_and_is_over_with_a_new_document(self):
        self._post("refuse", reason="  ")
        self.assertFalse(self.contract.refused_on)
        self._post("refuse", reason="金额")
        self.contract.action_reset_to_draft()
        self.assertFalse(self.contract.refused_on)
        self.assertFalse(self.contract.signing_email)


@tagged("post_install", "-at_install")
class TestSigningCodes(SigningPortalCommon):
    """Whoever may read may try, and gets nowhere without the code."""

    def test_guessing_ends_soon_and_tries_are_kept(self):
        self._ask_for_code()
        for left in range(MAX_TRIES - 1, 0, -1):
            self.assertIn(f"left: {left}", self._accept(code="000000")["error"])
        self.assertIn("Ask for a new one", self._accept(code="000000")["error"])
        self.assertIn("no longer valid", self._accept()["error"])
        self.assertFalse(self.contract.signed_by)

    def test_a_code_is_typed_with_blanks_too(self):
        self._ask_for_code()
        self.assertNotIn("error", self._accept(code=f" {CODE[:3]} {CODE[3:]} "))

    def test_no_code_was_asked_for(self):
        self.assertIn("ask for it first", self._accept()["error"])

    def test_an_old_code(self):
        self._ask_for_code()
        self._wait(minutes=MINUTES_VALID, seconds=1)
        self.assertIn("no longer valid", self._accept()["error"])
        self.assertFalse(self.contract.signed_by)

    def test_only_the_latest_code(self):
        with patch.object(ContractSigningCode, "_generate", lambda codes: "111111"):
            self._ask_for_code()
        self._wait(seconds=SECONDS_BETWEEN)
        self._ask_for_code()
        self.assertIn("wrong", self._accept(code="111111")["error"])

    def test_codes_are_not_sent_faster_than_people_read(self):
        self._ask_for_code()
        self.assertIn("just now", self._ask_for_code()["error"])
        for _code in range(MAX_AN_HOUR - 1):
            self._wait(seconds=SECONDS_BETWEEN)
            self.assertNotIn("error", self._ask_for_code())
        self._wait(seconds=SECONDS_BETWEEN)
        self.assertIn("Too many", self._ask_for_code()["error"])

    def test_no_mailbox_is_filled_with_codes(self):
        for _code in range(MAX_A_DAY):
            self.assertNotIn("error", self._ask_for_code())
            self._wait(minutes=20)
        self.assertIn("tomorrow", self._ask_for_code()["error"])
        self._wait(days=1)
        self.assertNotIn("error", self._ask_for_code())

    def test_a_code_that_was_used(self):
        self._ask_for_code()
        self._get_latest_code(self.contract).used_on = "2026-03-01 04:00:00"
        self.env.flush_all()
        self.assertIn("no longer valid", self._accept()["error"])
        self.assertFalse(self.contract.signed_by)

    def test_the_code_of_another_document(self):
        self._ask_for_code()
        self.contract.action_reset_to_draft()
        self.contract.contract_remark = "改了"
        self.contract.action_send_contract()
        self.env.flush_all()
        self.assertIn("no longer valid", self._accept()["error"])

    def test_the_code_of_another_contract(self):
        self._ask_for_code()
        other = self._create_sent_contract()
        self.env.flush_all()
        given = self._get_given(other)
        answer = self._post("sign/accept", contract=other, **given).json()
        self.assertIn("ask for it first", answer["error"])

    def test_the_code_itself_is_not_stored(self):
        self._ask_for_code()
        code = self._get_latest_code(self.contract)
        self.assertNotIn(CODE, str(code.read()))
        self.assertNotIn(CODE, str(code.sudo()._read_format(["code_hash"])))
        with self.assertRaises(AccessError):
            self.codes.with_user(self.visitor).search([])
        with self.assertRaises(AccessError):
            self.codes.with_user(self.salesman).search([])

    def test_it_goes_where_the_contract_says_whatever_changes_later(self):
        self.contact.email = "attacker@example.com"
        self.env.flush_all()
        self._ask_for_code()
        self.assertEqual(self._mails[-1]["email_to"], ["lijing@jinli.example.com"])

    def test_without_an_address_it_says_so(self):
        self.contract.signing_email = False
        self.env.flush_all()
        self.assertIn("No address", self._ask_for_code()["error"])
        page = self._open(f"/my/contracts/{self.contract.id}/sign")
        self.assertIn("No address for the code", page.text_content())

    def test_a_mail_that_does_not_leave_is_said_and_not_kept(self):
        def fail(mails, *args, **kwargs):
            mails.write({"state": "exception"})

        mails = self.registry["mail.mail"]
        before = self.env["mail.mail"].search_count([])
        with patch.object(mails, "send", fail):
            self.assertIn("could not be sent", self._ask_for_code()["error"])
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_by_sms_where_the_company_wants_it(self):
        self.contract.signing_phone = "13800138000"
        self.assertNotIn("sms", self.contract._get_code_channels())
        self.company.contract_code_by_sms = True
        if "sms.sms" not in self.env:
            self.assertNotIn("sms", self.contract._get_code_channels())
            return
        self.env.flush_all()
        sent = []
        sms = self.registry["sms.sms"]
        with patch.object(
            sms, "send", lambda sms, **kwargs: sent.append(sms.body) or sms.unlink()
        ):
            answer = self._ask_for_code(channel="sms")
        self.assertEqual(answer, {"address": "138****8000"})
        self.assertIn(CODE, sent[0])

    def test_old_codes_are_deleted(self):
        self._ask_for_code()
        self._wait(days=31)
        self.codes._gc_codes()
        self.assertFalse(self._get_latest_code(self.contract))


@tagged("post_install", "-at_install")
class TestForgedSignatures(SigningPortalCommon):
    """What a customer, or somebody else, posts that the page does not."""

    def test_without_the_token_of_the_session(self):
        self._ask_for_code()
        given = self._get_given(self.contract)
        for path in ("sign/code", "sign/accept", "refuse"):
            for token in ("", "0" * 40):
                with self.subTest(path=path), self.assertLogs("odoo.http", "WARNING"):
                    response = self._post(path, csrf_token=token, **given)
                self.assertEqual(response.status_code, 400)
        self.assertFalse(self.contract.signed_by)
        self.assertFalse(self.contract.refused_on)

    def test_by_get(self):
        for path in ("sign/code", "sign/accept", "refuse"):
            response = self.url_open(f"/my/contracts/{self.contract.id}/{path}")
            self.assertEqual(response.status_code, 405)

    def test_another_customer(self):
        self._log_in("rival")
        given = self._get_given(self.contract, reason="x")
        for path in ("sign/code", "sign/accept"):
            answer = self._post(path, **given).json()
            self.assertIn("does not exist", answer["error"])
        self.assertTrue(self._post("refuse", **given).headers["Location"])
        self._assert_refused(f"/my/contracts/{self.contract.id}/sign")
        self.assertFalse(self.contract.refused_on)
        self.assertFalse(self._get_latest_code(self.contract))

    def test_a_made_up_token(self):
        self._log_out()
        self.contract._portal_ensure_token()
        other = self._create_sent_contract()._portal_ensure_token()
        self.env.flush_all()
        for token in (None, "", "x" * 36, "ü", other):
            with self.subTest(token=token):
                answer = self._ask_for_code(
                    **({"access_token": token} if token else {})
                )
                self.assertIn("does not exist", answer["error"])

    def test_a_post_that_is_played_again(self):
        self._ask_for_code()
        self._accept()
        document = self.contract.customer_document_id
        self.assertIn("signed this contract already", self._accept()["error"])
        self.assertIn("signed this contract already", self._ask_for_code()["error"])
        self._post("refuse", reason="doch nicht")
        self.assertFalse(self.contract.refused_on)
        self.assertEqual(self.contract.customer_document_id, document)

    def test_another_document_than_the_one_on_file(self):
        self._ask_for_code()
        for shown in ("", "0" * 64, None):
            with self.subTest(shown=shown):
                answer = self._accept(shown_sha256=shown)
                self.assertIn("changed since it was shown", answer["error"])
        self.assertEqual(self._get_latest_code(self.contract).tries, 0)

    def test_a_signature_that_is_none(self):
        self._ask_for_code()
        for signature in ("", "x", "PHN2Zy8+", SIGNATURE.decode()[:400]):
            with self.subTest(signature=signature[:20]):
                error = self._accept(signature=signature)["error"]
                self.assertIn("Signature", error)
        self.assertFalse(self.contract.customer_signature)

    def test_what_no_text_holds_is_left_out(self):
        self._ask_for_code()
        hidden = "\x00\u202e\u200b"
        self.assertIn("Signed by", self._accept(name=hidden)["error"])
        self.assertIn("Position", self._accept(position=hidden)["error"])
        self._post("refuse", reason=hidden)
        self.assertFalse(self.contract.refused_on)
        self._post("refuse", reason=f"价格{hidden}不对\n请改")
        self.assertEqual(self.contract.refused_reason, "价格不对\n请改")
        self._accept(name=f"李{hidden}静", position=f"总{hidden}经理")
        self.assertEqual(self.contract.signed_by, "李静")
        self.assertEqual(self.contract.signer_position, "总经理")

    def test_files_in_the_place_of_text(self):
        self._ask_for_code()
        url = f"/my/contracts/{self.contract.id}"
        given = self._get_given(self.contract, csrf_token=http.Request.csrf_token(self))
        for name in ("name", "position", "code", "signature", "shown_sha256"):
            left = {key: value for key, value in given.items() if key != name}
            response = self.url_open(
                f"{url}/sign/accept", data=left, files={name: ("x", b"271828")}
            )
            with self.subTest(name=name):
                self.assertTrue(response.json()["error"])
        for path, name in (("sign/code", "channel"), ("refuse", "reason")):
            response = self.url_open(
                f"{url}/{path}",
                data={"csrf_token": given["csrf_token"]},
                files={name: ("x", b"x")},
                allow_redirects=False,
            )
            self.assertIn(response.status_code, (200, 303))
        self.env.invalidate_all()
        self.assertFalse(self.contract.signed_by)
        self.assertFalse(self.contract.refused_on)

    def test_the_host_that_a_visitor_names_stands_nowhere(self):
        self.company.contract_seal_at_once = True
        self.env.flush_all()
        evil = {"X-Forwarded-Host": "evil.example.com"}
        with self.mock_mail_gateway(mail_unlink_sent=True):
            for path, values in (
                ("code", {"channel": "email"}),
                ("accept", self._get_given(self.contract)),
            ):
                response = self.url_open(
                    f"/my/contracts/{self.contract.id}/sign/{path}",
                    data={**values, "csrf_token": http.Request.csrf_token(self)},
                    headers=evil,
                )
                self.assertNotIn("evil", response.text)
            self.assertNotIn("evil", str(self._mails))
        self.env.invalidate_all()
        evidence = self._read_pages(self.contract.signed_document_id)[-1]
        self.assertIn(f"{self.contract.get_base_url()}/contract/verify", evidence)
        self.assertNotIn("evil", evidence)

    def test_html_in_name_and_position_is_text_everywhere(self):
        self._ask_for_code()
        self._accept(name=HTML, position=HTML)
        page = self._open_contract(self.contract)
        self.assertFalse(page.xpath("//img[@src='x']"))
        body = self.contract.message_ids.filtered(
            lambda message: "signed on screen" in (message.body or "")
        ).body
        self.assertNotIn("<img", body)
        pages = self._read_pages(self.contract.customer_document_id)
        self.assertIn("<imgsrc=xonerror=alert(1)>", pages[-1])

    def test_a_print_that_fails_signs_nothing_and_leaves_the_code(self):
        self._ask_for_code()
        with patch.object(
            self.registry["miniprogram.contract.document"],
            "_stamp_signature",
            side_effect=UserError("wkhtmltopdf failed"),
        ):
            self.assertIn("wkhtmltopdf failed", self._accept()["error"])
        self.assertFalse(self.contract.signed_by)
        code = self._get_latest_code(self.contract)
        self.assertEqual(code.tries, 1)
        self.assertFalse(code.used_on)
        self.assertNotIn("error", self._accept())

    def test_over_rpc_a_portal_user_signs_nothing(self):
        contract = self.contract.with_user(self.visitor)
        for method, args in (
            ("action_sign_contract", ("李静", SIGNATURE)),
            ("action_countersign_contract", ()),
            ("action_check_stored_documents", ()),
        ):
            refused = self.assertRaises(UserError)
            with self.subTest(method=method), refused:
                getattr(contract, method)(*args)
        with self.assertRaises(AccessError):
            contract.read(["customer_signature"])
        self.assertFalse(self.contract.signed_by)
