# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalTours(PortalCommon):
    """A customer reads and pays with core's demo provider, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_demo_provider()
        cls.contract = cls._sign()
        cls.contract._write_protected({"user_id": cls.salesman.id})
        cls.env.flush_all()

    def _assert_paid(self):
        self.assertEqual(self.contract.contract_state, "active")
        self.assertEqual(self.contract.term_ids.state, "paid")
        transaction = self.contract.term_ids.invoice_id.transaction_ids
        self.assertEqual(transaction.state, "done")

    def test_a_customer_reads_and_pays_at_his_desk(self):
        self.start_tour("/my", "portal_contract_read_and_pay", login="jinli")
        self._assert_paid()

    def test_a_customer_reads_and_pays_on_his_phone(self):
        self.browser_size = "360x740"
        self.touch_enabled = True
        self.start_tour("/my", "portal_contract_read_and_pay", login="jinli")
        self._assert_paid()

    def test_a_customer_renews_and_sees_the_new_end(self):
        renewed = self._create_for(self.customer)
        with self._on("2027-01-29"):
            renewed._start_next_term()
        self.env.flush_all()
        self._set_today("2027-02-01")
        self.start_tour(renewed.access_url, "portal_contract_renew", login="jinli")
        self.assertEqual(set(renewed.term_ids.mapped("state")), {"paid"})
        self.assertEqual(renewed.contract_state, "active")

    def test_somebody_with_the_link_pays_without_a_login(self):
        self.start_tour(self.contract.get_portal_url(), "portal_contract_pay_by_link")
        self._assert_paid()

    def test_a_payment_under_way_is_not_asked_for_again(self):
        invoice = self.contract.term_ids.invoice_id
        # sudo: who keeps the books in these tests keeps no providers
        invoice.sudo().transaction_ids = [
            Command.create(
                {
                    "amount": invoice.amount_total,
                    "currency_id": self.cny.id,
                    "partner_id": self.customer.id,
                    "payment_method_id": self.provider.payment_method_ids[0].id,
                    "provider_id": self.provider.id,
                    "state": "pending",
                }
            )
        ]
        page = self._open_contract(self.contract)
        self.assertFalse(page.xpath("//a[@id='contract_pay']"))
        self.assertIn("Payment is being processed", page.text_content())
