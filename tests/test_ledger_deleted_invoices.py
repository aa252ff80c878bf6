# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestDeletedInvoices(LedgerCommon):
    """An accountant deletes the invoice of a period: the period is not invoiced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._create_user("deleting", "account.group_account_user")

    def _delete(self, invoice):
        """Delete an invoice as the list of invoices does, in a request of its own."""
        self.env.flush_all()
        self.env.invalidate_all()
        own = invoice.with_user(self.accountant).sudo(False)
        own.button_draft()
        self.env.flush_all()
        self.env.invalidate_all()
        own.unlink()
        self.env.flush_all()
        self.env.invalidate_all()

    def test_of_the_first_period(self):
        contract = self._sign("2026-03-01")
        term = contract.term_ids
        self.assertEqual(term.state, "invoiced")
        self._delete(term.invoice_id)
        self.assertFalse(term.invoice_id)
        self.assertEqual(term.state, "planned")
        warned = contract.activity_ids.mapped("summary")
        self.assertTrue(any("deleted" in (summary or "") for summary in warned), warned)

    def test_of_a_renewal(self):
        contract = self._activate()
        with self._on(contract.renewal_invoice_on):
            contract._start_next_term()
        term = contract.open_term_id
        self._delete(term.invoice_id)
        self.assertEqual(term.state, "planned")
        self.assertEqual(contract.contract_state, "active")

    def test_of_a_salesperson_s_contract_that_he_may_not_read(self):
        contract = self._sign("2026-03-01")
        contract.user_id = self.salesman
        term = contract.term_ids
        own = term.invoice_id
        self._delete(own)
        self.assertEqual(term.state, "planned")

    def test_nobody_takes_it_off_its_contract_before(self):
        other = self._activate()
        contract = self._sign("2026-03-01")
        term = contract.term_ids
        invoice = term.invoice_id
        own = invoice.with_user(self.accountant).sudo(False)
        own.button_draft()
        for values in (
            {"subscription_id": False},
            {"subscription_id": other.id},
            {"contract_term_id": False},
        ):
            refused = self.assertRaisesRegex(UserError, "stay with their contract")
            with self.subTest(values=values), refused, self.env.cr.savepoint():
                own.write(values)
        own.write({"subscription_id": contract.id, "narration": "x"})
        self.env.cr.execute(
            "UPDATE account_move SET subscription_id = NULL WHERE id = %s", [own.id]
        )
        self.env.invalidate_all()
        own.unlink()
        self.assertEqual(term.state, "planned")

    def test_of_several_at_once(self):
        contracts = [self._sign("2026-03-01") for _number in range(2)]
        invoices = self.env["account.move"].union(
            *(contract.term_ids.invoice_id for contract in contracts)
        )
        self._delete(invoices)
        for contract in contracts:
            self.assertEqual(contract.term_ids.state, "planned")
