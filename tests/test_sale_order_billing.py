# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .common import SCAN, ContractCommon


@tagged("post_install", "-at_install")
class TestOrderBilling(ContractCommon, AccountPaymentCommon):
    """The contract bills its lines; the order never bills them again."""

    def test_nothing_to_invoice_before_and_after_signature(self):
        contract = self._create_contract(contract_term_years=3)
        order = contract.sale_order_id
        self.assertEqual(order.invoice_status, "no")
        self.assertEqual(order.order_line.untaxed_amount_to_invoice, 0)
        self.assertEqual(order.order_line.amount_to_invoice, 0)
        with self.assertRaisesRegex(UserError, "invoiced by its contract"):
            order._create_invoices()
        contract.action_send_contract()
        contract.action_register_signed_paper("李静", SCAN)
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(order.order_line.qty_invoiced, 1)
        self.assertEqual(order.invoice_ids, contract.term_ids.invoice_id)
        with self.assertRaisesRegex(UserError, "invoiced by its contract"):
            order._create_invoices(final=True)

    def test_a_credit_note_of_the_first_invoice_bills_nothing_again(self):
        contract = self._create_signed_contract(contract_term_years=3)
        order = contract.sale_order_id
        contract.term_ids.invoice_id._reverse_moves(cancel=True)
        self.assertEqual(order.order_line.qty_invoiced, 0)
        self.assertEqual(order.invoice_status, "no")

    def test_units_of_another_measure_are_counted_once(self):
        order = self._create_order(
            lines=[
                {
                    "product_id": self.package.id,
                    "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
                    "product_uom_qty": 2,
                }
            ],
            contract_term_years=3,
        )
        order.action_confirm()
        contract = order.subscription_ids
        contract.action_send_contract()
        contract.action_register_signed_paper("李静", SCAN)
        self.assertEqual(order.order_line.qty_invoiced, 2)
        self.assertEqual(contract.contract_amount, order.amount_total)
        self.assertEqual(contract.term_ids.invoice_id.amount_total, order.amount_total)

    def test_other_products_of_the_order_are_invoiced_without_it(self):
        order = self._create_order(self.package, self.product_a)
        order.action_confirm()
        self.assertEqual(order.invoice_status, "to invoice")
        invoice = order._create_invoices()
        self.assertEqual(invoice.invoice_line_ids.product_id, self.product_a)

    def test_a_down_payment_leaves_contract_lines_out(self):
        order = self._create_order(self.package, self.product_a)
        order.order_line[1].price_unit = 1000.0
        order.action_confirm()
        invoice = self._down_payment(order)._create_invoices(order)
        self.assertEqual(invoice.amount_untaxed, 500.0)

    def test_a_down_payment_on_contract_lines_only_is_refused(self):
        order = self._create_contract().sale_order_id
        with self.assertRaisesRegex(UserError, "invoiced by its contract"):
            self._down_payment(order)._create_invoices(order)

    def test_the_automatic_invoice_after_an_online_payment_passes_over_it(self):
        self.env["ir.config_parameter"].set_param("sale.automatic_invoice", "True")
        for products in ([self.package], [self.package, self.product_a]):
            for share in (0.5, 1.0):
                with self.subTest(products=len(products), share=share):
                    order = self._create_order(*products)
                    order.action_confirm()
                    transaction = self._pay_online(order, order.amount_total * share)
                    transaction._post_process()
                    self.assertEqual(transaction.state, "done")
                    lines = order.invoice_ids.invoice_line_ids
                    self.assertNotIn(self.package, lines.product_id)

    def test_what_was_paid_on_the_order_goes_to_the_first_term(self):
        contract = self._create_contract()
        order = contract.sale_order_id
        self._pay_online(order, order.amount_total)._post_process()
        contract.action_send_contract()
        contract.action_register_signed_paper("李静", SCAN)
        invoice = contract.term_ids.invoice_id
        self.assertEqual(invoice.amount_residual, 0)

    def _down_payment(self, order):
        return (
            self.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "percentage", "amount": 50})
        )

    def _pay_online(self, order, amount):
        return self._create_transaction(
            "direct",
            amount=amount,
            currency_id=self.cny.id,
            partner_id=order.partner_id.id,
            reference=f"{order.name} {amount}",
            sale_order_ids=[Command.set(order.ids)],
            state="done",
        )
