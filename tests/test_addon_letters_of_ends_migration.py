# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .notice_declared_common import DeclaredEndCommon

FOLDER = "miniprogram_contract/migrations/19.0.1.5.1"


@tagged("post_install", "-at_install")
class TestUpdateTo151(DeclaredEndCommon):
    """An update brings what is noted of paid periods and of letters on ends by now."""

    def _migrate(self, name):
        self.env.flush_all()
        script = load_script(file_path(f"{FOLDER}/{name}.py"), name)
        script.migrate(self.cr, "19.0.1.5.0")
        self.env.invalidate_all()

    def test_a_period_counted_as_paid_is_paid_since_it_was_last_changed(self):
        contract, term = self._default()
        with self._on("2027-03-13"):
            term.invoice_id._reverse_moves(cancel=True)
            term.action_count_as_paid("与应付账款对冲")
        contract.term_ids.sudo().paid_on = False
        self.env.flush_all()
        # half past midnight in Shanghai
        self.cr.execute(
            "UPDATE miniprogram_contract_term SET write_date = '2027-03-12 16:30' "
            "WHERE id = %s",
            [term.id],
        )
        self.env.invalidate_all()
        self._migrate("post-paid-terms")
        self.assertEqual(term.paid_on, date(2027, 3, 13))
        self.assertFalse(contract.term_ids[0].paid_on, "a payment says it")
