# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .common import SCAN
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestOrderMoney(LedgerCommon, AccountPaymentCommon):
    """Money paid on the order goes to the first terms, the oldest first."""

    def _pay_order(self, order, day, amount=None):
        with self._on(day):
            transaction = self._create_transaction(
                "direct",
                amount=amount or order.amount_total,
                currency_id=self.cny.id,
                partner_id=order.partner_id.id,
                reference=f"{order.name} {day} {amount}",
                sale_order_ids=[Command.set(order.ids)],
                state="done",
            )
            transaction._post_process()
        return transaction.payment_id

    def _get_open_credit(self, payment):
        lines = self._receivable(payment.move_id)
        return -sum(lines.mapped("amount_residual"))

    def _sign_paid(self, amount=None, **values):
        """Return a contract whose order was paid on line before it was signed."""
        with self._on("2026-03-01"):
            contract = self._create_contract(**values)
        payment = self._pay_order(contract.sale_order_id, "2026-03-01", amount)
        with self._on("2026-03-02"):
            contract.action_send_contract()
            contract.action_register_signed_paper("李静", SCAN)
        return contract, payment

    def _yearly(self):
        return {"contract_term_years": 3, "contract_payment_schedule": "yearly"}

    def test_paid_before_signature_it_is_active_when_both_have_signed(self):
        contract, payment = self._sign_paid()
        self.assertEqual(contract.term_ids.state, "paid")
        self.assertEqual(contract.contract_state, "active")
        self.assertEqual(self._get_open_credit(payment), 0.0)

    def test_an_online_payment_that_completes_after_the_end_is_told(self):
        contract = self._activate()
        invoice = self._renew(contract).invoice_id
        with self._on("2027-03-03"):
            transaction = self._create_transaction(
                "direct",
                amount=invoice.amount_total,
                currency_id=self.cny.id,
                invoice_ids=[Command.set(invoice.ids)],
                partner_id=contract.partner_id.id,
                state="pending",
            )
        self._end_unpaid("2027-03-04")
        with self._on("2027-03-05"):
            transaction._set_done()
            transaction._post_process()
        self.assertEqual(contract.contract_state, "terminated")
        self.assertIn("stays his credit", contract.activity_ids.summary)
        self.assertEqual(self._get_open_credit(transaction.payment_id), 7208.0)

    def test_paid_after_signature_it_pays_the_first_term(self):
        contract = self._sign()
        payment = self._pay_order(contract.sale_order_id, "2026-03-05")
        self.assertEqual(contract.term_ids.state, "paid")
        self.assertEqual(contract.contract_state, "active")
        self.assertEqual(self._get_open_credit(payment), 0.0)

    def test_a_part_paid_on_the_order_leaves_the_rest_to_be_paid(self):
        contract, _payment = self._sign_paid(3000.0)
        term = contract.term_ids
        self.assertEqual(term.invoice_id.amount_residual, 4208.0)
        self.assertEqual(contract.contract_state, "signed")
        self._pay_order(contract.sale_order_id, "2026-03-05", 4208.0)
        self.assertEqual(term.state, "paid")

    def test_what_is_over_goes_to_the_instalments_as_they_are_made(self):
        contract, payment = self._sign_paid(7208.0 * 2 + 1000.0, **self._yearly())
        self.assertEqual(contract.term_ids.state, "paid")
        self.assertEqual(self._get_open_credit(payment), 8208.0)
        self._run("invoice_renewals", "2027-01-29")
        self.assertEqual(contract.term_ids.mapped("state"), ["paid", "paid"])
        self.assertEqual(self._get_open_credit(payment), 1000.0)
        self._run("invoice_renewals", "2028-01-30")
        third = contract.open_term_id
        self.assertEqual(third.invoice_id.amount_residual, 6208.0)
        self.assertEqual(self._get_open_credit(payment), 0.0)

    def test_what_is_over_stays_the_customers_credit_and_renews_nothing(self):
        contract, payment = self._sign_paid(7208.0 * 2)
        term = self._renew(contract, "2027-01-29")
        self.assertEqual(term.kind, "renewal")
        self.assertEqual(term.state, "invoiced")
        self.assertEqual(self._get_open_credit(payment), 7208.0)
        self._end_unpaid("2027-04-01")
        self.assertEqual(contract.contract_state, "active")  # on hold

    def test_two_contracts_of_an_order_the_oldest_first(self):
        order = self._create_order(self.package, self.yearly_package, **self._yearly())
        with self._on("2026-03-01"):
            order.action_confirm()
        older, newer = order.subscription_ids.sorted("id")
        older.purchase_date, newer.purchase_date = "2026-02-01", "2026-03-01"
        with self._on("2026-03-02"):
            for contract in newer | older:
                contract.action_send_contract()
                contract.action_register_signed_paper("李静", SCAN)
        amount = older.term_ids.amount + 100.0
        self._pay_order(order, "2026-03-05", amount)
        self.assertEqual(older.term_ids.state, "paid")
        self.assertEqual(newer.term_ids.state, "invoiced")
        self.assertEqual(
            newer.term_ids.invoice_id.amount_residual, newer.term_ids.amount - 100.0
        )

    def test_a_draft_first_invoice_takes_it_when_it_is_posted(self):
        self.plan.invoicing_mode = "draft"
        contract, _payment = self._sign_paid()
        self.assertEqual(contract.term_ids.invoice_id.state, "draft")
        self.assertEqual(contract.contract_state, "signed")
        contract.term_ids.invoice_id.action_post()
        self.assertEqual(contract.term_ids.state, "paid")
        self.assertEqual(contract.contract_state, "active")

    def test_a_draft_instalment_takes_it_when_it_is_posted(self):
        self.plan.invoicing_mode = "draft"
        contract, _payment = self._sign_paid(7208.0 * 2, **self._yearly())
        contract.term_ids.invoice_id.action_post()
        term = self._renew(contract, "2027-01-29")
        self.assertEqual(term.invoice_id.state, "draft")
        with self._on("2027-02-01"):
            term.invoice_id.action_post()
        self.assertEqual(term.state, "paid")

    def test_a_payment_without_an_entry_pays_too_and_only_once(self):
        self._without_outstanding_account()
        provider_journal = self.provider.journal_id
        lines = provider_journal.inbound_payment_method_line_ids
        lines.payment_account_id = False
        contract, payment = self._sign_paid(7208.0 + 3000.0, **self._yearly())
        self.assertFalse(payment.move_id)
        self.assertEqual(contract.term_ids.state, "paid")
        self._run("invoice_renewals", "2027-01-29")
        term = contract.open_term_id
        self.assertEqual(term.state, "invoiced")
        self.assertEqual(term._get_open_amount(), 4208.0)
        self._run("invoice_renewals", "2028-01-30")
        third = contract.term_ids.sorted("sequence")[-1]
        self.assertEqual(third._get_open_amount(), 7208.0)

    def test_a_payment_of_the_order_that_bounced_pays_nothing(self):
        with self._on("2026-03-01"):
            contract = self._create_contract()
        payment = self._pay_order(contract.sale_order_id, "2026-03-01")
        payment.action_reject()
        with self._on("2026-03-02"):
            contract.action_send_contract()
            contract.action_register_signed_paper("李静", SCAN)
        self.assertEqual(contract.term_ids.state, "invoiced")
        self.assertEqual(contract.contract_state, "signed")

    def test_money_for_the_other_things_of_an_order_stays_credit(self):
        order = self._create_order(self.package, self.product_a)
        with self._on("2026-03-01"):
            order.action_confirm()
        payment = self._pay_order(order, "2026-03-01")
        contract = order.subscription_ids
        with self._on("2026-03-02"):
            contract.action_send_contract()
            contract.action_register_signed_paper("李静", SCAN)
        self.assertEqual(contract.term_ids.state, "paid")
        rest = order.amount_total - contract.term_ids.amount
        self.assertEqual(self._get_open_credit(payment), rest)
