# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .ledger_accounting_common import RenewalAccountingCommon


@tagged("post_install", "-at_install")
class TestDebitNotes(RenewalAccountingCommon):
    """A debit note of a contract's invoice bills no period twice and ends nothing.

    Where core's addon for them is not installed, what it makes is made here.
    """

    def _debit(self, invoice, day, amount=None):
        """Make a debit note: with the invoice's lines, or for an amount."""
        origin = {}
        if "debit_origin_id" in invoice._fields:
            origin = {"debit_origin_id": invoice.id}
        with self._on(day):
            note = invoice.with_context(include_business_fields=True).copy(
                {
                    "ref": invoice.name,
                    "date": day,
                    "invoice_date": day,
                    "journal_id": invoice.journal_id.id,
                    "invoice_payment_term_id": None,
                    "move_type": "out_invoice",
                    **origin,
                    **({"line_ids": [Command.clear()]} if amount else {}),
                }
            )
            if amount:
                note.invoice_line_ids = [
                    Command.create(
                        {"name": "补收", "price_unit": amount, "tax_ids": []}
                    )
                ]
            note.action_post()
        return note

    def test_it_is_no_periods_invoice_and_people_are_told(self):
        note = self._debit(self.invoice, "2027-02-10", 300.0)
        self.assertFalse(note.contract_term_id)
        self.assertEqual(self.term.invoice_id, self.invoice)
        told = self._reports(self.contract, "none of its periods")
        self.assertIn(note.name, told.summary)

    def test_unpaid_it_ends_nothing(self):
        self._debit(self.invoice, "2027-02-10", 300.0)
        self._pay(self.contract, "2027-02-20")
        self._end_unpaid("2027-06-01")
        self._run("track_notices", "2027-06-01")
        self.assertRuns(self.contract)
        self.assertFalse(self.contract.open_term_id)

    def test_paid_in_place_of_the_invoice_it_holds_the_end(self):
        note = self._debit(self.invoice, "2027-02-10")
        self._pay_invoice(note, "2027-02-20")
        self.assertEqual(self.term.state, "invoiced")
        self._end_unpaid("2027-04-01")
        self.assertRuns(self.contract)

    def test_no_period_is_invoiced_beside_it(self):
        note = self._debit(self.invoice, "2027-02-10")
        with self._on("2027-02-11"):
            self.invoice._reverse_moves(cancel=True)
            with self.assertRaisesRegex(UserError, note.name):
                self.term.action_invoice_again()

    def test_it_is_for_something_else_and_the_next_year_comes_as_ever(self):
        note = self._debit(self.invoice, "2027-02-10", 300.0)
        self._pay(self.contract, "2027-02-20")
        with self._on("2027-02-21"):
            self.contract.action_set_invoice_aside(note, "补收短信费")
        self._pay_invoice(note, "2027-02-22")
        following = self._renew(self.contract)
        self.assertEqual(len(self.contract.term_ids), 3)
        self.assertEqual(following.amount, 7208.0)

    def test_of_the_first_invoice_it_leaves_the_contract_active(self):
        first = self.contract.term_ids.sorted("sequence")[0]
        self._debit(first.invoice_id, "2027-02-10", 300.0)
        self.assertEqual(first.state, "paid")
        self.assertRuns(self.contract)
