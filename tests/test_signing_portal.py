# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from lxml import html

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.signing.confirmations import AGREEMENT
from ..tools.documents import sha256
from .signing_common import CODE, HTML
from .signing_portal_common import SigningPortalCommon


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
        self.assertEqual(answer["redirect_url"], self.contract.access_url)
        self._open_contract(self.contract)
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
        self.assertIn("has changed since it was shown", error)
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

    def test_each_key_term_is_confirmed_separately(self):
        self._ask_for_code()
        terms = self.contract._get_key_terms()
        codes = [term["code"] for term in terms]
        error = self._accept(key_terms=codes[1:])["error"]
        self.assertIn(f"missing: {terms[0]['number']}.", error)
        error = self._accept(key_terms=[*codes[1:], codes[1], "made_up"])["error"]
        self.assertIn(terms[0]["number"], error)
        self.assertFalse(self.contract.signed_by)

    def test_the_customer_refuses_with_a_reason(self):
        response = self._refuse(f"价格不对 {HTML}")
        self.assertEqual(response.status_code, 303)
        contract = self.contract
        self.assertEqual(contract.contract_state, "sent")
        self.assertTrue(contract.refused_on)
        self.assertIn("价格不对", contract.refused_reason)
        refused = self.env.ref("miniprogram_contract.mail_activity_type_refused")
        self.assertEqual(contract.activity_ids.activity_type_id, refused)
        self.assertEqual(contract.activity_ids.user_id, self.salesman)
        message = contract.message_ids.filtered(
            lambda message: "refuses to sign" in (message.body or "")
        )
        for text in (contract.activity_ids.note, message.body):
            self.assertNotIn("<img", text)
            self.assertNotIn("<b>", text)
            self.assertIn("价格不对", text)

        self._refuse("再说一次")
        self.assertNotIn("再说一次", contract.refused_reason)
        self._age_codes()
        self._ask_for_code()
        self._accept()
        self.assertTrue(contract.is_waiting_for_seal)
        self.assertFalse(contract.refused_on)
        # nothing is left to follow up
        self.assertNotIn(refused, contract.activity_ids.activity_type_id)

    def test_what_is_wrong_with_a_refusal_is_where_the_page_opens(self):
        page = self._open(f"{self.contract.access_url}/sign")
        (form,) = page.xpath("//details//form")
        place = form.get("action").rpartition("#")[2]
        self.assertTrue(page.xpath(f"//details[@id='{place}']"))

    def test_a_refusal_that_is_not_taken_says_why(self):
        def fail(document, reason, code):
            raise UserError("Somebody else is working on this.")

        with patch.object(self.env.registry["sale.subscription"], "_refuse", fail):
            response = self._refuse("价格不对")
        self.assertEqual(response.status_code, 200)
        self.assertIn("Somebody else is working on this.", response.text)
        self.assertIn("价格不对", response.text)
        self.assertFalse(self.contract.refused_on)

    def test_after_refusing_page_and_list_say_so(self):
        self._refuse("价格不对")
        page = self._open_contract(self.contract)
        said = self._get_text(page, "contract_refused")
        self.assertIn("You told us that you will not sign this contract", said)
        sidebar = self._get_text(page, "sidebar_content")
        self.assertIn("You refused to sign", sidebar)
        self.assertNotIn("To sign", sidebar)
        self.assertTrue(page.xpath("//a[@id='contract_sign']"))  # it still can be
        listed = self._open("/my/contracts").xpath("//table")[0].text_content()
        self.assertIn("You refused to sign", listed)
        self.assertNotIn("To sign", listed)
        for filterby in ("wanting", "to_sign"):
            self.assertFalse(self._get_listed(f"?filterby={filterby}"))

    def test_a_refusal_needs_a_reason_and_is_over_with_a_new_document(self):
        self._refuse("  ")
        self.assertFalse(self.contract.refused_on)
        self._refuse("金额")
        self.contract.action_reset_to_draft()
        self.assertFalse(self.contract.refused_on)
        self.assertFalse(self.contract.signing_email)
