# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .ledger_agreed_end_common import AgreedEndCommon

FOLDER = "miniprogram_contract/migrations/19.0.1.4.0"


@tagged("post_install", "-at_install")
class TestUpdateTo140(AgreedEndCommon):
    """An update leaves drafts their prices, and frees what was reinstated."""

    def _migrate(self, name):
        self.env.flush_all()
        script = load_script(file_path(f"{FOLDER}/{name}.py"), name)
        script.migrate(self.cr, "19.0.1.3.0")
        self.env.invalidate_all()

    def test_what_is_owed_from_before_a_reinstatement(self):
        self._agree(self.contract, charge="by_day")
        self._migrate("post-owed-before")
        self.assertFalse(self.term.is_left_owed, "its end is still to come")
        self._run("track_notices", "2027-05-01")
        with self._on("2027-05-10"):
            self.contract.action_reinstate_contract("双方同意继续")
        term = self.contract.open_term_id
        self.term.sudo().is_left_owed = False
        self.assertEqual(self.contract.open_term_id, self.term)
        self._migrate("post-owed-before")
        self.assertEqual(self.contract.open_term_id, term)

    def test_a_draft_keeps_its_price(self):
        contract = self._create_running(1)
        contract._write_protected({"contract_state": "draft"})
        line = contract.sale_subscription_line_ids
        line.write({"price_unit": 1999.0, "priced_product_id": False})
        self._migrate("post-draft-prices")
        contract.pricelist_id = contract.pricelist_id.copy({"name": "另一个"})
        self.assertEqual(line.price_unit, 1999.0)
