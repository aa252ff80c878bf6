# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .ledger_accounting_common import RenewalAccountingCommon


@tagged("post_install", "-at_install")
class TestWithdrawnInvoices(RenewalAccountingCommon):
    """However a period loses its invoice, nothing of it stays open in the books."""

    def _credit_then_undo_the_payment(self):
        """Credit the paid renewal, and undo its payment: both documents are open."""
        payment = self._pay(self.contract, "2027-02-10")
        refund = self._credit_note(self.invoice, "2027-02-12")
        with self._on("2027-02-14"):
            payment.action_draft()
            payment.action_cancel()
        self.assertEqual(self.term.state, "planned")
        self.assertEqual(self.invoice.amount_residual, 7208.0, "core leaves it open")
        return refund

    def assertSettled(self, refund):
        self.assertEqual(self.invoice.amount_residual, 0.0)
        self.assertEqual(refund.amount_residual, 0.0)
        self.assertEqual(self.invoice.reversal_move_ids, refund, "and nothing twice")

    def test_given_up_it_settles_with_its_credit_note(self):
        refund = self._credit_then_undo_the_payment()
        with self._on("2027-02-15"):
            self.contract.action_terminate_contract(self.agreement)
        self.assertSettled(refund)

    def test_replaced_it_settles_with_its_credit_note(self):
        refund = self._credit_then_undo_the_payment()
        copy = self._copy(self.invoice, "2027-02-15")
        with self._on("2027-02-15"):
            self.term.action_replace_invoice(copy, "改正发票")
        self.assertSettled(refund)

    def test_invoiced_again_it_settles_with_its_credit_note(self):
        refund = self._credit_then_undo_the_payment()
        with self._on("2027-02-15"):
            self.term.action_invoice_again()
        self.assertSettled(refund)
        self.assertEqual(self.term.state, "invoiced")

    def test_charged_anew_it_settles_with_its_credit_note(self):
        refund = self._credit_then_undo_the_payment()
        with self._on("2027-02-15"):
            self.contract.action_terminate_contract(
                self.agreement, "2027-04-30", charge="by_day"
            )
        self.assertSettled(refund)
        self.assertEqual(self.term.state, "planned", "a person invoices it again")

    def test_a_draft_that_is_given_up_asks_nobody_to_invoice_again(self):
        with self._on("2027-02-10"):
            self.invoice.button_draft()
            self.contract.action_terminate_contract(self.agreement)
        self.assertEqual(self.term.state, "lapsed")
        self.assertEqual(self.invoice.state, "cancel")
        self.assertFalse(self._reports(self.contract, "invoice it again"))
