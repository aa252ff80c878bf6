# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestTaxesOfContracts(ContractCommon):
    """A tax by which a contract was priced stays."""

    def test_a_tax_on_a_contract_is_archived_and_not_deleted(self):
        contract = self._create_contract()
        tax = self.tax_6
        for _round in range(2):
            with self.assertRaisesRegex(UserError, "增值税 6%.*archive it instead"):
                tax.unlink()
            tax.active = False  # an archived one is on the contract as well
        self.assertEqual(contract.sale_subscription_line_ids._get_agreed_taxes(), tax)

    def test_who_keeps_taxes_need_not_see_contracts(self):
        self._create_contract()
        accountant = self._create_user("taxes", "account.group_account_manager")
        with self.assertRaisesRegex(UserError, "archive it instead"):
            self.tax_6.with_user(accountant).unlink()

    def test_other_taxes_are_deleted_as_ever(self):
        self._create_contract()
        tax = self._create_tax("增值税 9%", 9)
        tax.unlink()
        self.assertFalse(tax.exists())
