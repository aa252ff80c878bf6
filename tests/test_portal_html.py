# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo.tests import tagged

from .signing_common import HTML
from .signing_portal_common import SigningPortalCommon

DANGERS = ("//*[@onerror]", "//script[contains(., 'alert(')]", "//b[.='李']")


@tagged("post_install", "-at_install")
class TestPortalHtml(SigningPortalCommon):
    """What a customer types is text: on his pages, ours, in letters and on paper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.contract_seal_at_once = True
        cls.salesman.email = "salesman@yunfan.example.com"
        cls.contact.name = cls.customer.name = cls.customer.street = HTML

    def setUp(self):
        super().setUp()
        self.letters = []

    def _post(self, path, **values):
        response = super()._post(path, **values)
        self.letters += [mail["body"] for mail in self._mails]
        return response

    def _sign_all_typed(self):
        self._refuse(HTML)
        self._age_codes()
        self._assert_back_office()
        self._ask_for_code()
        self.assertNotIn("error", self._accept(name=HTML, position=HTML))
        self.assertEqual(self.contract.contract_state, "signed")

    def _assert_text(self, markup, where):
        page = html.fromstring(f"<div>{markup}</div>")
        for danger in DANGERS:
            with self.subTest(where=where, danger=danger):
                self.assertFalse(page.xpath(danger), markup)

    def _assert_back_office(self):
        contract = self.contract
        shown = [
            *contract.message_ids.mapped("body"),
            *contract.activity_ids.mapped("note"),
            *(
                contract[name]
                for name, field in contract._fields.items()
                if field.type == "html"
            ),
        ]
        for markup in filter(None, shown):
            self._assert_text(markup, "back office")

    def test_on_the_customer_s_pages(self):
        self._sign_all_typed()
        url = self.contract.access_url
        for address in ("/my", "/my/contracts", url, f"{url}/sign"):
            page = self._open(address)
            for script in page.xpath("//script[not(contains(., 'alert('))]"):
                script.drop_tree()
            self._assert_text(html.tostring(page, encoding="unicode"), address)
        self.assertIn(HTML, self._open(url).text_content())

    def test_on_our_screens(self):
        self._sign_all_typed()
        self._assert_back_office()
        self.assertIn("&lt;img", "".join(self.contract.message_ids.mapped("body")))
        draft = self._create_contract()
        self.customer.zip = HTML
        self.assertIn("&lt;img", draft.sending_problems)
        self._assert_text(draft.sending_problems, "what is missing")

    def test_in_a_message_only_what_does_no_harm_is_left(self):
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "sale.subscription",
                "thread_id": self.contract.id,
                "token": self.contract._portal_ensure_token(),
                "post_data": {
                    "body": f"<script>alert(1)</script>{HTML}",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
            },
        )
        body = self.contract.message_ids[0].body
        self.assertNotIn("script", body)
        self.assertNotIn("onerror", body)

    def test_in_letters(self):
        self._sign_all_typed()
        before = self.env["mail.mail"].search([])
        self.contract._notify_customer_of_cancelling()
        self.letters += (self.env["mail.mail"].search([]) - before).mapped("body_html")
        self.assertGreater(len(self.letters), 2)
        for letter in self.letters:
            self._assert_text(letter, "letter")
        self.assertIn("&lt;img", "".join(self.letters))

    def test_on_paper(self):
        self._sign_all_typed()
        typed = "".join(HTML.split())
        sent = self._read_pages(self.contract.sent_document_id)
        self.assertIn(typed, "".join(sent))
        *_pages, signed = self._read_pages(self.contract.customer_document_id)
        self.assertIn("<imgsrc=xonerror=alert(1)>", signed)
        evidence = self._read_pages(self.contract.signed_document_id)[-1]
        self.assertGreaterEqual(evidence.count(typed), 3)
