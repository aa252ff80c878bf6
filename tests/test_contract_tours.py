# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestTours(ContractCommon, HttpCase):
    """What people do on the screens, in a real browser."""

    prints = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_user(
            "contract_manager", "sales_team.group_sale_manager"
        )

    def test_salesperson_prints_the_contract_of_a_quotation(self):
        self.start_tour(
            "/odoo/sales", "contract_from_quotation", login=self.salesman.login
        )
        contract = self.env["sale.subscription"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(contract.contract_state, "sent")
        self.assertEqual(contract.user_id, self.salesman)
        printed = self._get_report("report_contract", contract)
        self.assertEqual(printed, contract.sent_document_id.raw)

    def test_manager_registers_the_signed_paper(self):
        contract = self._create_sent_contract()
        self.start_tour(
            f"/odoo/miniprogram-contracts/{contract.id}",
            "contract_signed_paper",
            login=self.manager.login,
        )
        self.assertEqual(contract.contract_state, "signed")
        self.assertEqual(contract.signed_by, "李静")
        self.assertTrue(contract.signed_document_id.raw.startswith(b"%PDF"))
        self.assertTrue(contract.term_ids.invoice_id)

    def test_manager_makes_a_new_version_of_a_wording(self):
        self.start_tour(
            f"/odoo/contract-wordings/{self.wording.id}",
            "contract_wording_version",
            login=self.manager.login,
        )
        version = self.wording.search([], order="id desc", limit=1)
        self.assertEqual(version.previous_id, self.wording)
        self.assertEqual(version.state, "published")
        self.assertIn(
            "{party_a}使用{party_b}的系统。", version.clause_ids.mapped("text")
        )
        self.assertTrue(self._get_report("report_wording", version))

    def _get_report(self, name, record):
        """Ask for a PDF at the address that the print button asks."""
        url = f"/report/pdf/miniprogram_contract.{name}/{record.id}"
        response = self.url_open(url)
        response.raise_for_status()
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertTrue(response.content.startswith(b"%PDF"))
        return response.content
