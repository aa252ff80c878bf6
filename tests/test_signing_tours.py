# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from .portal_common import PortalCommon
from .signing_common import KEEPER_GROUPS, SigningMixin


@tagged("post_install", "-at_install")
class TestSigningTours(SigningMixin, PortalCommon):
    """A customer signs in a real browser, and a colleague puts our seal on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_signing()
        cls.keeper = cls._create_user(
            "tour_keeper",
            KEEPER_GROUPS,
        )
        cls.contract = cls._create_sent_contract()
        cls.contract.user_id = cls.salesman
        cls.env.flush_all()

    def _sign_in_browser(self):
        self.start_tour(
            f"/my/contracts/{self.contract.id}", "portal_contract_sign", login="jinli"
        )
        self.assertTrue(self.contract.is_waiting_for_seal)
        self.assertEqual(self.contract.signed_by, "王芳")

    def test_a_customer_signs_on_his_phone(self):
        self.browser_size = "360x740"
        self.touch_enabled = True
        self._sign_in_browser()

    def test_a_customer_signs_at_his_desk(self):
        self._sign_in_browser()

    def test_a_customer_signs_on_the_salesperson_s_tablet(self):
        self.browser_size = "820x1180"
        self.touch_enabled = True
        # while wkhtmltopdf prints, the server of the tests refuses the browser
        document = self.registry["miniprogram.contract.document"]
        with (
            patch.object(
                self.registry["sale.subscription"],
                "_stamp_customer_signature",
                lambda contract: contract.sent_document_id.raw,
            ),
            patch.object(document, "_check_printed", lambda *_args, **_kwargs: None),
        ):
            self.start_tour(
                f"/odoo/miniprogram-contracts/{self.contract.id}",
                "contract_sign_on_device",
                login=self.salesman.login,
            )
        self.assertTrue(self.contract.is_waiting_for_seal)
        self.assertEqual(self.contract.signed_by, "王芳")
        self.assertEqual(self.contract.signing_taken_by_id, self.salesman)
        self.assertEqual(self.contract.signing_ip, "127.0.0.1")

    def test_a_keeper_puts_our_seal_on_it(self):
        self._sign_on_screen(self.contract, position="总经理")
        # while wkhtmltopdf prints, the server of the tests refuses the browser
        with patch.object(
            self.registry["sale.subscription"],
            "_render_signed_document",
            lambda contract: contract.customer_document_id.raw,
        ):
            self.start_tour(
                f"/odoo/miniprogram-contracts/{self.contract.id}",
                "contract_countersign",
                login=self.keeper.login,
            )
        self.assertEqual(self.contract.contract_state, "signed")
        self.assertTrue(self.contract.term_ids.invoice_id)
