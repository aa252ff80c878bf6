# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .ledger_accounting_common import AccountingCommon

SCRIPT = "miniprogram_contract/migrations/19.0.1.3.0/post-replaced-invoices.py"


@tagged("post_install", "-at_install")
class TestReplacedInvoicesMigration(AccountingCommon):
    """An update frees what a former year's invoice held up."""

    def test_a_contract_goes_on_with_the_year_that_is_paid(self):
        first = self.contract.term_ids
        self._renew(self.contract)
        self._pay(self.contract, "2027-02-20")
        with self._on("2027-06-01"):
            first.invoice_id.button_draft()
        self.env.flush_all()
        self.cr.execute(
            "UPDATE sale_subscription SET open_term_id = %s, contract_state = 'signed'"
            " WHERE id = %s",
            [first.id, self.contract.id],
        )
        self.env.invalidate_all()
        script = load_script(file_path(SCRIPT), "post-replaced-invoices")
        with self._on("2027-06-02"):
            script.migrate(self.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertFalse(self.contract.open_term_id)
        self.assertRuns(self.contract)
