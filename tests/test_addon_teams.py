# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import read_demo_seal
from .notice_common import NoticeCommon

CHANGES = "miniprogram.contract.detail.change"


@tagged("post_install", "-at_install")
class TestOtherTeams(NoticeCommon):
    """What a salesperson reads and changes beside the contracts of his own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_running(1)
        cls.contract.user_id = cls.salesman
        cls.stranger = cls._create_user("other_team", "sales_team.group_sale_salesman")
        cls.env.flush_all()

    def _find_changes(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env[CHANGES].with_user(user).search([])

    def test_changed_details_are_read_by_those_who_read_a_contract_of_the_party(self):
        self.customer.phone = "028-1"
        change = self._find_changes(self.salesman)
        self.assertEqual(change.partner_id, self.customer)
        self.assertIn("028-1", change.description)
        self.assertFalse(self._find_changes(self.stranger))
        for records in (change, change.item_ids):
            with self.assertRaises(AccessError):
                records.with_user(self.stranger).read(["display_name"])
        items = self.env[f"{CHANGES}.item"].with_user(self.stranger)
        self.assertFalse(items.search([]))
        self.assertFalse(self.customer.with_user(self.stranger).detail_change_id)
        # who edits the party further is none the wiser, and nothing is lost
        self.customer.with_user(self.stranger).sudo().phone = "028-2"
        self.assertIn("028-2", self._find_changes(self.salesman).description)
        for group in (
            "miniprogram_contract.group_contract_manager",
            "sales_team.group_sale_salesman_all_leads",
            "account.group_account_readonly",
        ):
            reader = self._create_user(group.rsplit(".", 1)[1], group)
            self.assertEqual(self._find_changes(reader), change)

    def test_our_own_changed_details_are_everybody_s(self):
        self.company.contract_hotline = "400-1"
        self.assertTrue(self._find_changes(self.stranger).is_own)

    def test_stages_of_contracts_are_renamed_by_managers_only(self):
        stage = self.contract.stage_id
        own = stage.with_user(self.stranger)
        with self.assertRaisesRegex(UserError, "only a contract manager"):
            own.name = "x"
        with self.assertRaises(UserError):
            own.unlink()
        free = own.create({"name": "自定义阶段", "type": "pre"})
        free.name = "y"
        free.unlink()
        manager = self._create_user("stage_manager", "sales_team.group_sale_manager")
        stage.with_user(manager).name = "合同阶段"

    def test_reasons_of_contracts_are_renamed_by_managers_only(self):
        reasons = self.env["sale.subscription.close.reason"]
        reason = reasons.create({"name": "客户搬迁", "is_agreement": True})
        own = reason.with_user(self.stranger)
        own.name = "客户迁址"  # no contract has ended for it yet
        with self._on("2026-06-01"):
            self.contract.action_terminate_contract(reason)
        with self.assertRaisesRegex(UserError, "only a contract manager"):
            own.name = "x"
        with self.assertRaises(UserError):
            own.unlink()
        self.assertEqual(reason.name, "客户迁址")

    def test_on_screen_a_contract_shows_no_seal(self):
        self.company.write(
            {"contract_seal": read_demo_seal_base64(), "contract_seal_on_paper": True}
        )
        contract = self._create_sent_contract()
        self.assertTrue(contract._get_seal())
        page, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "miniprogram_contract.report_contract", contract.ids
        )
        self.assertIn(self.customer.name, page.decode())
        self.assertNotIn('class="seal"', page.decode())


def read_demo_seal_base64():
    """Return the seal of the demo data as a binary field takes it."""
    return base64.b64encode(read_demo_seal())
