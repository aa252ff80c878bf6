# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2.extras import Json

from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .ledger_common import LedgerCommon

SCRIPT = "miniprogram_contract/migrations/19.0.1.3.0/post-detail-changes.py"


@tagged("post_install", "-at_install")
class TestDetailMigration(LedgerCommon):
    """Changed details that an earlier release kept as JSON, with ids of partners."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._activate()
        cls.customer.phone = "028-1"
        cls.change = cls.env["miniprogram.contract.detail.change"].search(
            [("partner_id", "=", cls.customer.id)]
        )

    def _migrate(self, details):
        self.change.sudo().item_ids.unlink()
        self.env.flush_all()
        self.cr.execute(
            "ALTER TABLE miniprogram_contract_detail_change"
            " ADD COLUMN IF NOT EXISTS details jsonb"
        )
        self.cr.execute(
            "UPDATE miniprogram_contract_detail_change SET details = %s WHERE id = %s",
            [Json(details), self.change.id],
        )
        script = load_script(file_path(SCRIPT), "post-detail-changes")
        script.migrate(self.cr, "19.0.1.2.0")
        script.migrate(self.cr, "19.0.1.2.0")  # twice changes nothing more
        self.env.invalidate_all()

    def test_each_detail_becomes_an_item(self):
        self._migrate(
            {
                str(self.customer.id): {"phone": ["028-85538888", "028-1"]},
                str(self.contact.id): {"contact": ["李静", ""]},
            }
        )
        self.assertEqual(
            sorted(self.change.description.splitlines()),
            ["Phone: 028-85538888 → 028-1", "李静 Contact: 李静 → –"],
        )

    def test_a_partner_that_was_merged_since_fails_nothing(self):
        self._migrate({"999999999": {"phone": ["028-85538888", "028-1"]}})
        self.assertEqual(self.change.description, "Phone: 028-85538888 → 028-1")

    def test_a_change_of_nothing_stays_one(self):
        self._migrate({})
        self.assertFalse(self.change.item_ids)
