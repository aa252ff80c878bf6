# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo.tests import Form, tagged

from ..models.contract.mail_posting import LAYOUT
from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestMails(NoticeCommon):
    """Mail to a customer: from us, in a frame, one button, in the reader's language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.customer.email = "office@jinli.example.com"
        cls.contact.email = "lijing@jinli.example.com"
        cls.salesman.email = "sales@west.example.com"

    def _make_renewal(self):
        contract = self._activate()
        contract.user_id = self.salesman
        self._renew(contract)
        return contract

    def _read_mail(self, record):
        """Return the last mail of a record to the customer, and its page."""
        mail = self.env["mail.mail"].search(
            [
                ("model", "=", record._name),
                ("res_id", "=", record.id),
                ("recipient_ids", "in", (self.contact | self.customer).ids),
            ],
            order="id desc",
            limit=1,
        )
        return mail, html.fromstring(mail.body_html)

    def _buttons(self, page):
        return page.xpath("//a[contains(@style, 'inline-block')]")

    def test_a_reminder_comes_from_the_salesperson(self):
        mail, page = self._read_mail(self._make_renewal())
        self.assertIn("sales@west.example.com", mail.email_from)
        self.assertEqual(mail.author_id, self.salesman.partner_id)
        self.assertIn(self.company.name, page.text_content())

    def test_without_a_salesperson_it_comes_from_the_company(self):
        contract = self._make_renewal()
        contract.user_id = False
        self.assertEqual(contract._get_mail_sender(), self.company.partner_id)
        contract._post_renewal_reminder()
        mail, _page = self._read_mail(contract)
        self.assertIn(self.company.email, mail.email_from)

    def test_a_sender_that_people_gave_the_template_stays(self):
        contract = self._make_renewal()
        template = self.env.ref("miniprogram_contract.mail_template_renewal_reminder")
        template.email_from = "renewals@west.example.com"
        contract._post_renewal_reminder()
        mail, _page = self._read_mail(contract)
        self.assertIn("renewals@west.example.com", mail.email_from)

    def test_a_reminder_says_what_to_pay_until_when_and_what_follows(self):
        contract = self._make_renewal()
        mail, page = self._read_mail(contract)
        text = page.text_content()
        self.assertIn(contract.contract_number, mail.subject)
        self.assertIn("03/03/2027", mail.subject)
        for words in ("7,208.00", "03/03/2027", "clause 5.3", "service stops"):
            self.assertIn(words, text)
        invoice = contract.open_term_id.invoice_id
        (link,) = page.xpath(f"//a[normalize-space() = '{invoice.name}']")
        self.assertIn(invoice.access_token, link.get("href"))

    def test_its_one_button_pays(self):
        self._set_up_demo_provider()
        contract = self._make_renewal()
        _mail, page = self._read_mail(contract)
        (button,) = self._buttons(page)
        self.assertIn(contract._get_invoice_link().split("?")[0], button.get("href"))
        self.assertEqual(button.text_content(), "Pay Now")

    def test_without_a_provider_its_one_button_leads_to_the_page(self):
        contract = self._make_renewal()
        _mail, page = self._read_mail(contract)
        (button,) = self._buttons(page)
        self.assertIn(contract.access_url, button.get("href"))
        self.assertEqual(button.text_content(), "View Contract")

    def test_a_mail_is_in_the_language_of_who_reads_it(self):
        contract = self._make_renewal()
        notice = self._draft(contract, "waiver", "outgoing", body="特此声明。")
        self.assertIn("Dear", notice._compose_mail(self.customer).html)
        self.contact.lang = "zh_CN"
        self.env.flush_all()
        self.assertEqual(contract._speak_to(self.contact).env.lang, "zh_CN")
        contract._post_renewal_reminder()
        mail, page = self._read_mail(contract)
        self.assertEqual(page.get("lang"), "zh-CN")
        self.assertIn("2027/03/03", mail.subject)

    def test_a_letter_to_who_has_no_language_comes_in_that_of_the_paper(self):
        self.company.partner_id.lang = "en_US"
        self.customer.lang = False
        contract = self._activate()
        notice = self._give(contract, "service_upgrade", "2026-06-01", body="升级。")
        own = contract._speak_to(self.customer).env.lang
        title = notice.with_context(lang=own)._get_letter_title()
        mail, page = self._read_mail(contract)
        self.assertEqual(own, "zh_CN")
        self.assertIn(title, mail.subject)
        self.assertNotIn("Dear", page.text_content())

    def test_a_letter_s_mail_says_what_it_is_and_what_to_do(self):
        contract = self._make_renewal()
        notice = self._draft(contract, "waiver", "outgoing", body="特此声明。")
        with self._on("2027-02-01"):
            notice.action_send()
        mail, page = self._read_mail(contract)
        text = page.text_content()
        self.assertIn(notice.letter_number, mail.subject)
        self.assertIn(notice._get_letter_title(), mail.subject)
        self.assertIn("What to do", text)
        (button,) = self._buttons(page)
        self.assertIn(f"/notice/{notice.id}?access_token=", button.get("href"))
        (small,) = page.xpath(f"//p[contains(., '{notice.document_sha256}')]")
        self.assertIn("font-size:11px", small.get("style"))
        self.assertFalse(small.xpath("following-sibling::p"))

    def test_a_mail_has_our_frame(self):
        contract = self._make_renewal()
        messages = contract.message_ids.filtered("email_layout_xmlid")
        self.assertEqual(set(messages.mapped("email_layout_xmlid")), {LAYOUT})

    def test_a_letter_handed_over_is_a_note_of_ours(self):
        contract = self._make_renewal()
        sent = self.env["mail.mail"].search_count([])
        notice = self._draft(
            contract, "waiver", "outgoing", body="特此声明。", channel="courier"
        )
        with self._on("2027-02-01"):
            notice.action_send()
        self.assertEqual(self.env["mail.mail"].search_count([]), sent)
        note = contract.message_ids[:1]
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertNotIn("Dear", note.body)

    def _preview(self, contract, **values):
        preview = self.env["miniprogram.contract.mail.preview"].with_context(
            active_id=contract.id
        )
        form = Form(preview)
        for name, value in values.items():
            form[name] = value
        return form

    def test_a_reminder_is_seen_before_it_goes_out(self):
        contract = self._make_renewal()
        sent = self.env["mail.mail"].search_count([])
        form = self._preview(contract, kind="reminder")
        self.assertIn("sales@west.example.com", form.from_whom)
        self.assertIn("lijing@jinli.example.com", form.to_whom)
        self.assertIn(contract.contract_number, form.title)
        self.assertIn("7,208.00", form.body)
        self.assertEqual(self.env["mail.mail"].search_count([]), sent)

    def test_a_letter_s_mail_is_seen_before_it_goes_out(self):
        contract = self._make_renewal()
        letter = self._draft(contract, "waiver", "outgoing", body="特此声明。")
        form = self._preview(contract, kind="letter")
        self.assertEqual(form.notice_id, letter)
        self.assertIn("What to do", form.body)
        self.assertEqual(letter.state, "draft")

    def test_who_reads_no_chinese_is_told_what_the_letter_is(self):
        contract = self._make_renewal()
        self._draft(contract, "waiver", "outgoing", body="特此声明。")
        contract._get_designated_partner().lang = "en_US"
        form = self._preview(contract, kind="letter")
        self.assertIn("Waiver (权利放弃声明书), no. ", form.title)
        self.assertIn("Waiver (权利放弃声明书).", form.body)
        self.env["res.lang"]._activate_lang("zh_CN")
        contract._get_designated_partner().lang = "zh_CN"
        self.assertNotIn("Waiver", self._preview(contract, kind="letter").body)

    def test_a_mail_that_there_is_not_shows_nothing(self):
        contract = self._sign()
        self.assertFalse(self._preview(contract, kind="letter").body)

    def test_other_mails_are_seen_too(self):
        contract = self._make_renewal()
        for kind, words in (("signed", "Both sides"), ("cancelled", "does not bind")):
            self.assertIn(words, self._preview(contract, kind=kind).body)

    def test_the_mail_of_a_code_is_seen_without_sending_one(self):
        contract = self._make_renewal()
        codes = self.env["miniprogram.contract.signing.code"].search_count([])
        form = self._preview(contract, kind="code")
        self.assertIn(self.company.email, form.from_whom)
        self.assertIn("lijing@jinli.example.com", form.to_whom)
        self.assertIn(contract.contract_number, form.title)
        self.assertIn("000000", form.body)
        self.assertIn(contract.partner_id.name, form.body)
        after = self.env["miniprogram.contract.signing.code"].search_count([])
        self.assertEqual(after, codes)

    def test_the_mail_of_a_code_is_in_its_reader_s_language(self):
        contract = self._make_renewal()
        self.env["res.lang"]._activate_lang("zh_CN")
        contract._get_mail_partner().lang = "zh_CN"
        self.env["ir.module.module"].search(
            [("name", "=", "miniprogram_contract")]
        )._update_translations(["zh_CN"])
        form = self._preview(contract, kind="code")
        self.assertIn("签署验证码", form.title)
        self.assertNotIn("The code", form.body)

    def test_the_signed_contract_goes_to_the_salesperson_too(self):
        contract = self._make_renewal()
        mail = contract._compose_signed_mail()
        self.assertEqual(mail.sender, self.company.partner_id)
        contract._send_signed_document()
        mails = self.env["mail.mail"].search(
            [("model", "=", contract._name), ("res_id", "=", contract.id)]
        )
        of_both = self.contact | self.salesman.partner_id
        self.assertLessEqual(of_both, mails.recipient_ids)
        self.assertIn(self.company.email, mails[:1].email_from)
