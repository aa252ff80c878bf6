# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import tagged

from .portal_browser_common import BrowserCase
from .portal_notice_common import PortalNoticeCommon
from .signing_common import CODE, SigningMixin


@tagged("post_install", "-at_install")
class TestKeyboard(SigningMixin, BrowserCase, PortalNoticeCommon):
    """A customer without a mouse; where he is on the page is seen all the time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_signing()
        cls.to_sign = cls._create_sent_contract()
        cls.to_sign.user_id = cls.salesman
        cls.env.flush_all()

    def _go(self, contract, steps):
        """Open the page of a contract and take the steps there."""

        def visit(browser):
            browser.open(contract.access_url)
            steps(browser)

        self._browse(visit, login="jinli")
        self.env.invalidate_all()

    def _choose(self, browser, selector, key="Enter"):
        browser.tab_to(selector)
        browser.press_to_leave(key)

    def test_he_signs(self):
        key_terms = [term["code"] for term in self.to_sign._get_key_terms()]

        def sign(browser):
            self._choose(browser, "#contract_sign")
            for code in key_terms:
                browser.tab_to(f"#contract_key_term_{code}")
                browser.press("Space")
            browser.tab_to("#contract_agreement")
            browser.press("Space")
            browser.tab_to("button[data-channel='email']")
            browser.press("Enter")
            browser.wait_for(".o_contract_signing_status", "l****g@")
            browser.tab_to("#contract_code")
            browser.type_in(CODE)
            browser.tab_to("#contract_signer")
            browser.type_in("李静")
            browser.tab_to("#contract_position")
            browser.type_in("总经理")
            browser.wait_for(".o_contract_sign_submit:enabled")
            self._choose(browser, ".o_contract_sign_submit", "Space")
            browser.wait_for("#contract_messages", "our seal")

        self._go(self.to_sign, sign)
        self.assertEqual(self.to_sign.signed_by, "李静")
        self.assertEqual(self.to_sign.signer_position, "总经理")

    def _type_the_code(self, browser, form):
        """Ask for the code within a form, and type it in.

        :param str form: a selector
        """
        browser.tab_to(f"{form} .o_contract_signing_code button")
        browser.press("Enter")
        browser.wait_for(f"{form} .o_contract_signing_status", "l****g@")
        browser.tab_to(f"{form} input[name='code']")
        browser.type_in(CODE)

    def test_he_refuses(self):
        def refuse(browser):
            self._choose(browser, "#contract_sign")
            browser.tab_to("summary")
            browser.press("Enter")
            browser.tab_to("#contract_refuse_reason")
            browser.type_in("价格太高。")
            self._type_the_code(browser, "form[action*='/refuse']")
            self._choose(browser, "form[action*='/refuse'] button")

        self._go(self.to_sign, refuse)
        self.assertEqual(self.to_sign.refused_reason, "价格太高。")

    def test_he_gives_notice(self):
        url = self._get_url("termination_request")

        def give(browser):
            self._choose(browser, f"a[href='{url}']")
            browser.tab_to("#notice_facts")
            browser.type_in("门店已迁走。")
            self._choose(browser, "form button[type='submit']")
            self._type_the_code(browser, "form[action$='/give']")
            browser.tab_to("#notice_confirmed")
            browser.press("Space")
            self._choose(browser, "#notice_give")
            browser.wait_for(".alert-success")

        self._go(self.contract, give)
        self.assertEqual(self.contract.termination_date, date(2026, 6, 17))

    def test_he_confirms_a_notice(self):
        notice = self._send_ours(self.contract)

        def confirm(browser):
            self._choose(browser, "#contract_confirm")
            self._type_the_code(browser, "form[action$='/confirm']")
            self._choose(browser, "#notice_confirm")

        self._go(self.contract, confirm)
        self.assertEqual(notice.state, "received")
