# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .ledger_unpaid_renewal_common import UnpaidRenewalCommon


@tagged("post_install", "-at_install")
class TestRemainderCreditNotes(UnpaidRenewalCommon):
    """The end of a contract credits what is left of its invoice, and nothing twice."""

    def test_partly_paid_is_ended_and_the_part_stays_a_credit(self):
        payment = self._pay(self.contract, "2027-02-20", amount=100.0)
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "terminated")
        receivable = self._receivable(payment.move_id)
        self.assertEqual(receivable.amount_residual, -100.0)

    def test_a_partly_credited_one_is_credited_for_the_rest_only(self):
        refund = self._credit_partly(self.term, 208.0, "2027-02-10")
        payment = self._pay(self.contract, "2027-02-20", amount=100.0)
        self._end_unpaid("2027-03-04")
        invoice = self.term.invoice_id
        rest = invoice.reversal_move_ids - refund
        self.assertEqual(rest.amount_total, 7000.0)
        for move in invoice | refund | rest:
            self.assertEqual(move.amount_residual, 0.0)
        self.assertEqual(invoice.payment_state, "reversed")
        self._check_balanced(invoice | refund | rest)
        self.assertEqual(self._get_open_credit(payment.move_id), 100.0)

    def test_each_line_is_credited_for_the_rest_of_its_own(self):
        self._check_each_line("round_per_line", 51.94)

    def test_each_line_is_credited_for_the_rest_of_its_own_rounded_globally(self):
        self._check_each_line("round_globally", 99.37)

    def test_a_rest_that_no_price_amounts_to_is_credited_to_the_cent(self):
        self._check_each_line("round_globally", 0.19)

    def test_a_partly_written_off_one_is_credited_for_the_rest_only(self):
        entry = self._write_off(self.term, 208.0, "2027-02-10")
        self._end_unpaid("2027-03-04")
        invoice = self.term.invoice_id
        self.assertEqual(invoice.reversal_move_ids.amount_total, 7000.0)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(self._get_open_credit(entry), 0.0)

    def _check_balanced(self, moves):
        """Check that nothing is left of these entries on any account."""
        for account, lines in moves.line_ids.grouped("account_id").items():
            balance = sum(lines.mapped("balance"))
            self.assertAlmostEqual(balance, 0.0, 2, account.display_name)

    def _check_each_line(self, rounding, credited):
        """Credit a part, then end it, and check that nothing is credited twice."""
        self.company.tax_calculation_rounding_method = rounding
        self.app.property_account_income_id = self.env["account.account"].create(
            {"name": "应用收入", "code": "400999", "account_type": "income"}
        )
        contract = self._activate("2026-03-01", self.package, self.app)
        term = self._renew(contract)
        refund = self._credit_partly(term, credited, "2027-02-10")
        self._end_unpaid("2027-03-04")
        invoice = term.invoice_id
        rest = invoice.reversal_move_ids - refund
        self.assertEqual(
            rest.amount_total,
            self.cny.round(invoice.amount_total - refund.amount_total),
        )
        self.assertEqual(invoice.amount_residual, 0.0)
        self._check_balanced(invoice | refund | rest)

    def _get_open_credit(self, entry):
        lines = self._receivable(entry)
        return -sum(lines.mapped("amount_residual"))

    def _write_off(self, term, amount, day):
        """Enter what writes a part of a term's invoice off."""
        receivable = self._receivable(term.invoice_id)
        expense = self.company_data["default_account_expense"]
        entry = self.env["account.move"].create(
            {
                "date": day,
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.account_id.id,
                            "partner_id": term.invoice_id.commercial_partner_id.id,
                            "currency_id": self.cny.id,
                            "amount_currency": -amount,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": expense.id,
                            "currency_id": self.cny.id,
                            "amount_currency": amount,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        (receivable | entry.line_ids[:1]).reconcile()
        return entry
