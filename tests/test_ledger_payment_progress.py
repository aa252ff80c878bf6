# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import Form, tagged

from .ledger_common import LedgerCommon

AMOUNTS = ("open_amount", "open_amount_paid", "open_amount_left")


@tagged("post_install", "-at_install")
class TestPaymentProgress(LedgerCommon):
    """What a customer has paid in part is seen on the contract, and what follows."""

    def _get_amounts(self, contract):
        contract.invalidate_recordset()
        return [contract[name] for name in AMOUNTS]

    def test_a_signed_contract_is_served_once_all_is_paid(self):
        contract = self._sign()
        self.assertEqual(self._get_amounts(contract), [7208.0, 0.0, 7208.0])
        self.assertIn("Service begins when all", contract.payment_progress)
        self._pay(contract, "2026-03-02", amount=3000.0)
        self.assertEqual(contract.contract_state, "signed")
        self.assertEqual(self._get_amounts(contract), [7208.0, 3000.0, 4208.0])
        for amount in ("7,208.00", "3,000.00", "4,208.00"):
            self.assertIn(amount, contract.payment_progress)

    def test_a_part_of_a_renewal_says_once_by_when_the_rest_has_to_be_paid(self):
        contract = self._activate()
        self.assertEqual(self._get_amounts(contract), [0.0, 0.0, 0.0])
        self.assertFalse(contract.payment_progress)
        self._renew(contract)
        self.assertFalse(contract.payment_progress, "nothing is paid yet")
        self._pay(contract, "2027-02-20", amount=1000.0)
        self.assertEqual(self._get_amounts(contract), [7208.0, 1000.0, 6208.0])
        self.assertIn("does not renew", contract.payment_progress)
        with self._on("2027-02-20"):
            said = f"{contract.payment_progress} {contract.termination_verdict}"
        self.assertEqual(said.count(str(contract.payment_deadline)), 1, said)
        self._pay(contract, "2027-02-21")
        self.assertEqual(self._get_amounts(contract), [0.0, 0.0, 0.0])

    def test_a_part_of_an_instalment_is_no_end(self):
        contract = self._activate("2026-03-01", self.yearly_package)
        self._renew(contract)
        self._pay(contract, "2027-02-20", amount=1000.0)
        self.assertIn("1,000.00", contract.payment_progress)
        self.assertNotIn("renew", contract.payment_progress)
        self.assertIn("demanded, not terminated", contract.termination_verdict)

    def test_a_part_of_what_was_agreed_until_the_end_is_no_offer_to_renew(self):
        contract = self._activate()
        self._renew(contract)
        with self._on("2027-02-15"):
            contract.action_terminate_contract(
                self.agreement, "2027-04-30", charge="amount", charge_amount=1500.0
            )
        self._pay(contract, "2027-02-20", amount=500.0)
        self.assertEqual(self._get_amounts(contract), [1500.0, 500.0, 1000.0])
        self.assertNotIn("renew", contract.payment_progress)
        self.assertNotIn(str(contract.payment_deadline), contract.payment_progress)
        self.assertIn("demanded, not terminated", contract.termination_verdict)

    def test_what_was_credited_is_not_paid_and_not_due(self):
        contract = self._activate()
        term = self._renew(contract)
        self._credit_partly(term, 1208.0, "2027-02-15")
        self._pay(contract, "2027-02-20", amount=1000.0)
        self.assertEqual(self._get_amounts(contract), [6000.0, 1000.0, 5000.0])
        self.assertEqual(term.amount_paid, 1000.0)

    def test_what_counts_as_paid_without_a_payment_is_paid_in_full(self):
        contract = self._create_running(1)
        self.assertEqual(contract.term_ids.amount_paid, 7208.0)
        contract = self._sign()
        invoice = contract.term_ids.invoice_id
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual(contract.term_ids.amount_paid, 0.0)
        contract.term_ids.action_count_as_paid("合并开票，已付款")
        self.assertEqual(contract.term_ids.amount_paid, 7208.0)

    def test_a_payment_without_an_entry_counts(self):
        contract = self._activate()
        self._renew(contract)
        self._without_outstanding_account()
        self._pay(contract, "2027-02-20", amount=1000.0)
        self.assertEqual(self._get_amounts(contract), [7208.0, 1000.0, 6208.0])

    def test_a_payment_that_was_undone_is_not_paid(self):
        contract = self._activate()
        self._renew(contract)
        payment = self._pay(contract, "2027-02-20", amount=1000.0)
        payment.action_draft()
        self.assertEqual(self._get_amounts(contract), [7208.0, 0.0, 7208.0])

    def test_form_list_and_cards_show_it(self):
        contract = self._sign()
        self._pay(contract, "2026-03-02", amount=3000.0)
        form = Form(contract, "miniprogram_contract.view_contract_form")
        self.assertEqual([form[name] for name in AMOUNTS], [7208.0, 3000.0, 4208.0])
        self.assertIn("3,000.00", form.payment_progress)
        for kind in ("list", "kanban"):
            view = self.env.ref(f"miniprogram_contract.view_contract_{kind}")
            arch = etree.fromstring(contract.get_view(view.id, kind)["arch"])
            shown = {node.get("name") for node in arch.iter("field")}
            self.assertLessEqual(set(AMOUNTS), shown)
