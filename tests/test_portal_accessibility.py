# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.tests import tagged

from ..controllers import verification
from .common import CODE, SCAN
from .portal_accessibility_common import AccessibilityCommon
from .portal_browser_common import DESK, PHONE
from .portal_notice_common import PortalNoticeCommon
from .signing_common import KEEPER_GROUPS, SigningMixin

TODAY = "2027-02-10"
# Who looks, and in which sizes: the width is what another language changes
READERS = {"jinli": (DESK, PHONE), "jinli_zh": (PHONE,)}
EVENT = {"#notice_event_date": "2027-02-08"}
NEW_ADDRESS = {
    "#notice_city": "成都市",
    "#notice_street": "天府大道北段1700号环球中心西区三单元 {login}",
    "#notice_zip": "610041",
}


class PagesCommon(AccessibilityCommon, SigningMixin, PortalNoticeCommon):
    """Two people of one customer: one reads English, one Chinese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_signing()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(
            ["miniprogram_contract"], ["zh_CN"], overwrite=True
        )
        colleague = cls.env["res.partner"].create(
            {"name": "王芳", "parent_id": cls.customer.id}
        )
        cls._create_visitor("jinli_zh", colleague, lang="zh_CN")

    def setUp(self):
        super().setUp()
        # nobody waits a minute between two codes
        codes = self.registry["miniprogram.contract.signing.code"]
        self.patch(codes, "_check_rate", lambda codes, contract: None)
        self._set_today(TODAY)

    def _look_in_both_languages(self, visit):
        """Look at pages as each of the two reads them."""
        for login, sizes in READERS.items():
            self._look_around(visit, login, sizes)

    def _look_at_pages(self, pages):
        """Look at pages in both languages.

        :param dict pages: their addresses, by name
        """

        def visit(browser, look):
            for name, path in pages.items():
                browser.open(path)
                look(name)

        self._look_in_both_languages(visit)


@tagged("post_install", "-at_install")
class TestAccessibilityOfContracts(PagesCommon):
    """Those who read contracts in the portal meet no barrier of ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.to_sign = cls._create_sent_contract()
        cls.to_seal = cls._create_sent_contract()
        cls._sign_on_screen(cls.to_seal, position="总经理")
        cls.to_pay = cls._sign("2027-02-08")
        (cls.to_sign | cls.to_seal | cls.to_pay)._write_protected(
            {"user_id": cls.salesman.id}
        )

    def _get_contracts(self):
        """Return a contract in each state that a customer sees, by its name."""
        renewing = self._create_for(self.customer, user_id=self.salesman.id)
        with self._on("2027-01-29"):
            renewing._start_next_term()
        self._send_ours(self.contract)
        return {
            "to sign": self.to_sign,
            "waiting for our seal": self.to_seal,
            "to pay": self.to_pay,
            "with a notice": self.contract,
            "renewing": renewing,
            "leaving": self._create_for(self.customer, termination_date="2027-02-20"),
            "terminated": self._create_for(
                self.customer,
                contract_state="terminated",
                termination_date="2026-08-31",
            ),
            "cancelled": self._create_for(self.customer, contract_state="cancelled"),
        }

    def test_the_home_page_and_the_list(self):
        self._get_contracts()

        def visit(browser, look):
            browser.open("/my")
            browser.wait_for(".o_portal_index_card:not(.d-none) [href='/my/contracts']")
            look("home")
            for name, query in (
                ("list", ""),
                ("list, filtered", "?filterby=wanting&sortby=end"),
                ("list, nothing found", "?search=0000&search_in=number"),
            ):
                browser.open(f"/my/contracts{query}")
                look(name)

        self._look_in_both_languages(visit)

    def test_a_contract_in_each_state(self):
        self._look_at_pages(
            {
                f"contract {name}": contract.access_url
                for name, contract in self._get_contracts().items()
            }
        )

    def test_the_share_link_without_a_login(self):
        contracts = self._get_contracts()
        urls = {
            f"shared {name}": contracts[name].get_portal_url()
            for name in ("to sign", "renewing", "with a notice")
        }

        def visit(browser, look):
            for name, url in urls.items():
                browser.open(url)
                look(name)

        self._look_around(visit)

    def test_our_parts_of_the_quotation_and_of_the_invoice(self):
        order = self._create_order(
            self.package, contract_term_years=3, contract_payment_schedule="yearly"
        )
        order.action_quotation_sent()
        invoice = self.to_pay.term_ids.invoice_id
        self._look_at_pages(
            {"quotation": order.get_portal_url(), "invoice": invoice.get_portal_url()}
        )


@tagged("post_install", "-at_install")
class TestAccessibilityOfSigning(PagesCommon):
    """Those who sign, or ask what was signed, meet no barrier of ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.to_sign = cls._create_sent_contract()

    def test_signing_and_refusing(self):
        url = f"{self.to_sign.access_url}/sign"

        def sign(browser, look):
            browser.open(url)
            browser.wait_for(".o_contract_sign_submit")
            look("signing")
            browser.click(".o_web_sign_draw_button")
            look("signing, drawn")
            browser.click("button[data-channel='email']")
            browser.wait_for(".o_contract_signing_status:not(:empty)")
            browser.fill("#contract_signer", "李静")
            browser.fill("#contract_position", "总经理")
            browser.fill("#contract_code", "000000")
            browser.run(
                "document.querySelectorAll('[type=checkbox]').forEach(b => b.click())"
            )
            browser.click(".o_web_sign_auto_button")
            browser.wait_for(".o_contract_sign_submit:enabled")
            browser.click(".o_contract_sign_submit")
            browser.wait_for(".o_contract_sign_error")
            look("signing, a wrong code")
            browser.click("summary")
            look("refusing")

        self._look_in_both_languages(sign)

        def refuse(browser, look):
            browser.open(url)
            browser.click("summary")
            browser.fill("#contract_refuse_reason", "价格不对")
            form = "form[action*='/refuse']"
            browser.click(f"{form} .o_contract_signing_code button")
            browser.wait_for(f"{form} .o_contract_signing_status", "l****g@")
            look("refusing, the code was sent")
            browser.fill("#contract_refuse_code", CODE)
            browser.follow(f"{form} button[type='submit']")
            look("refused")
            browser.open(url)
            look("signing after all")

        self._look_around(refuse, "jinli")
        self._sign_on_screen(self.to_sign)
        self._look_at_pages({"signed already": url})

    def _verify(self, name, document, result, number="XCX-0000"):
        """Let a page verify a file, and look at what it says."""

        def visit(browser, look):
            browser.open(f"/contract/verify?number={number}")
            look("verification")
            browser.attach("#contract_verify_document", "contract.pdf", document)
            browser.follow("form[action='/contract/verify'] button")
            browser.wait_for(result)
            look(f"verification, {name}")

        self._look_around(visit)

    def test_verifying(self):
        self.patch(verification, "MAX_A_MINUTE", 100)
        self._sign_on_screen(self.to_sign)
        keeper = self._create_user(
            "accessible_keeper",
            KEEPER_GROUPS,
        )
        self.to_sign.with_user(keeper).action_countersign_contract()
        signed = base64.b64encode(self.to_sign.signed_document_id.raw)
        own = self.to_sign.contract_number
        self._verify("signed", signed, ".alert-success", number=own)
        self._verify("of another contract", signed, ".alert-warning")
        self._verify("another", SCAN, ".alert-danger")
        self._verify("no PDF", base64.b64encode(b"text"), ".alert-warning")


@tagged("post_install", "-at_install")
class TestAccessibilityOfNotices(PagesCommon):
    """Those who give or confirm a notice meet no barrier of ours."""

    def _look_at_giving(self, fields):
        """Look at the pages on which notices are given, and given.

        :param dict fields: by type of notice, in the order in which they are given,
            what is written where; {login} is who gives it
        """
        for login, sizes in READERS.items():
            contract = self._create_for(self.customer)
            steps = [
                (
                    name,
                    self._get_url(name, contract),
                    {at: text.format(login=login) for at, text in texts.items()},
                )
                for name, texts in fields.items()
            ]

            def give(browser, look, steps=steps):
                for step in steps:
                    self._give_in_browser(browser, look, *step)

            self._look_around(give, login, sizes)

    def _give_in_browser(self, browser, look, name, url, fields):
        browser.open(url)
        look(f"{name}, its form")
        # the page says what is missing, whatever the browser would have said
        browser.run("document.querySelector('#wrap form').noValidate = true")
        browser.follow("#wrap form [type=submit]")
        look(f"{name}, the form or the letter")
        for selector, text in fields.items():
            browser.fill(selector, text)
        if fields:
            browser.follow("#wrap form [type=submit]")
        browser.wait_for("#notice_letter")
        look(f"{name}, its letter")
        browser.run("document.querySelector('#wrap form').noValidate = true")
        browser.follow("#notice_give")
        look(f"{name}, not confirmed")
        browser.click(".o_contract_signing_code button")
        browser.wait_for(".o_contract_signing_status", "l****g@")
        look(f"{name}, the code was sent")
        browser.fill("#notice_code", CODE)
        browser.click("#notice_confirmed")
        browser.attach("#notice_documents", "证明.pdf", SCAN)
        browser.follow("#notice_give")
        browser.wait_for(".alert-success")
        look(f"{name}, given")

    def test_asking_to_end_the_contract(self):
        self._look_at_giving({"termination_request": {}})

    def test_objecting_to_the_renewal(self):
        self._look_at_giving({"renewal_objection": {}})

    def test_changing_the_address(self):
        self._look_at_giving({"address_change": {**EVENT, **NEW_ADDRESS}})

    def test_force_majeure_and_its_proof(self):
        facts = {"#notice_facts": "洪水淹没机房，无法履行。"}
        self._look_at_giving(
            {"force_majeure": {**EVENT, **facts}, "force_majeure_proof": {}}
        )

    def test_a_notice_that_cannot_be_given(self):
        ended = self._create_for(self.customer, contract_state="terminated")
        self._look_at_pages(
            {"ended, no request": self._get_url("termination_request", ended)}
        )

    def test_reading_and_confirming_ours(self):
        notice = self._send_ours(self.contract)
        path = f"/notice/{notice.id}"
        url = self.contract.access_url + path
        shared = self.contract.get_portal_url(suffix=path)
        self._look_at_pages({"notice to confirm": url})

        def read(browser, look):
            browser.open(shared)
            look("notice, shared")

        self._look_around(read)

        def confirm(browser, look):
            browser.open(url)
            browser.click(".o_contract_signing_code button")
            browser.wait_for(".o_contract_signing_status", "l****g@")
            look("notice, the code was sent")
            browser.fill("#notice_confirm_code", CODE)
            browser.follow("#notice_confirm")
            look("notice, confirmed")

        self._look_around(confirm, "jinli")


@tagged("post_install", "-at_install")
class TestLookingForBarriers(AccessibilityCommon):
    """The look at pages sees what it is there for."""

    def _look_at_changed(self, code):
        """Look at a page that somebody has changed for the worse."""

        def visit(browser, look):
            browser.open("/contract/verify")
            browser.run(code)
            look("changed")

        self._look_around(visit)

    def test_a_page_without_barriers(self):
        self._look_at_changed("")

    def test_barriers_are_named_with_their_place(self):
        worse = "<img src='/logo.png'><input id='nameless'>"
        with self.assertRaises(AssertionError) as caught:
            self._look_at_changed(
                f"document.querySelector('#wrap').insertAdjacentHTML('beforeend', "
                f'"{worse}")'
            )
        message = str(caught.exception)
        for width in ("1366 px", "360 px"):
            self.assertIn(f"changed, nobody, {width}: image-alt (critical)", message)
            self.assertIn(f"changed, nobody, {width}: label (critical)", message)
        self.assertIn("#nameless", message)
        self.assertIn("must have alternative text", message)

    def test_what_is_too_wide_for_a_phone_is_named(self):
        wide = "<p id='wide' style='width: 500px'>wide</p>"
        with self.assertRaises(AssertionError) as caught:
            self._look_at_changed(
                f"document.querySelector('#wrap').insertAdjacentHTML('beforeend', "
                f'"{wide}")'
            )
        self.assertRegex(str(caught.exception), "360 px: too wide: .*id=.wide")
        self.assertNotIn("1366 px", str(caught.exception))
