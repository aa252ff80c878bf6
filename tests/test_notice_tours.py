# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestNoticeTours(LedgerCommon, HttpCase):
    """Notices as people give and record them, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact.email = "lijing@example.com"
        # a month ago: its first payment is overdue
        with cls._on(cls.company._contract_today() - timedelta(days=30)):
            cls.contract = cls._create_signed_contract()
        cls.contract._write_protected({"user_id": cls.salesman.id})
        cls.manager = cls._create_user(
            "notice_manager", "sales_team.group_sale_manager"
        )
        cls.env["res.partner.bank"].create(
            {"acc_number": "5100 1234 5678", "partner_id": cls.company.partner_id.id}
        )

    def _open_contract(self, tour, user):
        url = f"/odoo/miniprogram-contracts/{self.contract.id}"
        self.start_tour(url, tour, login=user.login)
        self.contract.invalidate_recordset()

    def test_salesperson_records_that_a_customer_wants_to_end(self):
        self._open_contract("contract_termination_request", self.salesman)
        today = self.company._contract_today()
        self.assertEqual(self.contract.termination_date, today + timedelta(days=7))
        notice = self.contract.notice_ids.filtered(
            lambda notice: notice.direction == "incoming"
        )
        self.assertEqual(notice.state, "received")
        self.assertEqual(notice.proof_ids.name, "letter.pdf")

    def test_manager_demands_a_payment_and_records_its_receipt(self):
        self._open_contract("contract_payment_demand", self.manager)
        notice = self.contract.notice_ids
        self.assertEqual(notice.state, "received")
        self.assertEqual(notice.receipt_basis, "taken")
        self.assertEqual(notice.tracking_number, "SF1234567890")
        self.assertTrue(notice.document_id)
        self.assertTrue(notice.proof_ids.is_contract_document)

    def test_manager_tells_two_customers_of_an_upgrade(self):
        self._create_signed_contract()
        url = "/odoo/miniprogram-contracts"
        self.start_tour(url, "contract_notice_to_many", login=self.manager.login)
        mailing = self.env["miniprogram.contract.notice.mailing"].search([], limit=1)
        self.assertEqual(mailing.state, "sending")
        with self.enter_registry_test_mode():
            self.env.ref(
                "miniprogram_contract.ir_cron_track_notices"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(mailing.notice_ids.mapped("state"), ["sent", "sent"])
        self.start_tour(
            f"/odoo/contract-notices-to-many/{mailing.id}",
            "contract_notice_to_many_sent",
            login=self.manager.login,
        )
