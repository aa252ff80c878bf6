# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .common import SCAN
from .ledger_common import LedgerCommon

YEARLY = {"contract_term_years": 3, "contract_payment_schedule": "yearly"}
SCRIPT = "miniprogram_contract/migrations/19.0.1.3.0/post-signed-amounts.py"


class SignedPriceCommon(LedgerCommon):
    def _assert_yuan(self, amount, expected):
        self.assertEqual(self.cny.round(amount), self.cny.round(expected))

    def _assert_invoiced(self, term, total, tax):
        """Assert what a term's invoice amounts to, and that its books agree."""
        invoice = term.invoice_id
        self.assertEqual(invoice.state, "posted")
        self._assert_yuan(term.amount, total)
        self._assert_yuan(invoice.amount_total, total)
        self._assert_yuan(invoice.amount_tax, tax)
        self._assert_yuan(sum(self._receivable(invoice).mapped("balance")), total)
        booked = invoice.line_ids.filtered("tax_line_id")
        self._assert_yuan(-sum(booked.mapped("balance")), tax)


@tagged("post_install", "-at_install")
class TestSignedPrices(SignedPriceCommon):
    """What both sides signed is invoiced as signed, whatever has become of it since."""

    def _renew_with(self, contract, **tax_values):
        self.tax_6.write(tax_values)
        return self._renew(contract)

    def _create_by_hand(self, price=1999.0, **values):
        """Create a contract without an order."""
        return self.env["sale.subscription"].create(
            {
                "partner_id": self.customer.id,
                "template_id": self.yearly_plan.id,
                "sale_subscription_line_ids": [
                    Command.create(
                        {"product_id": self.yearly_package.id, "price_unit": price}
                    )
                ],
                **values,
            }
        )

    def _sign_by_hand(self, day="2026-03-01", **values):
        with self._on(day):
            contract = self._create_by_hand(purchase_date=day, **values)
            contract.action_send_contract()
            contract.action_register_signed_paper("李静", SCAN)
        self._pay(contract, day)
        return contract

    def test_both_prices_are_kept_at_signature(self):
        contract = self._create_sent_contract(**YEARLY)
        self.assertFalse(contract.signed_amount)
        contract.action_register_signed_paper("李静", SCAN)
        self._assert_yuan(contract.signed_amount, 3 * 7208.0)
        self._assert_yuan(contract.signed_yearly_amount, 7208.0)
        with self.assertRaisesRegex(UserError, "Signed Price"):
            contract.signed_amount = 1.0
        self.assertFalse(contract.copy().signed_amount)

    def test_paid_at_once_a_renewal_costs_a_year(self):
        contract = self._activate(contract_term_years=3)
        self._assert_yuan(contract.signed_amount, 3 * 7208.0)
        self._assert_yuan(contract.signed_yearly_amount, 7208.0)
        self._assert_invoiced(self._renew(contract), 7208.0, 408.0)

    def test_a_tax_that_is_edited_changes_the_split_only(self):
        contract = self._activate("2026-03-01", **YEARLY)
        term = self._renew_with(contract, amount=9)
        self.assertEqual(term.kind, "instalment")
        self._assert_invoiced(term, 7208.0, 595.16)
        self.assertEqual(term.invoice_id.invoice_line_ids.quantity, 1.0)
        self._pay(contract, "2027-02-20")
        self._assert_invoiced(self._renew_with(contract, amount=13), 7208.0, 829.24)
        self._pay(contract, "2028-02-20")
        self._assert_yuan(
            sum(contract.term_ids.mapped("amount")), contract.contract_amount
        )
        renewal = self._renew_with(contract, amount=3)
        self.assertEqual(renewal.kind, "renewal")
        self._assert_invoiced(renewal, 7208.0, 209.94)
        self._assert_yuan(contract.amount_total, 7208.0)

    def test_a_price_that_becomes_tax_included_changes_the_split_only(self):
        contract = self._activate("2026-03-01", **YEARLY)
        term = self._renew_with(contract, price_include_override="tax_included")
        self._assert_invoiced(term, 7208.0, 408.0)

    def test_a_price_that_becomes_tax_excluded_changes_the_split_only(self):
        self.tax_6.price_include_override = "tax_included"
        contract = self._activate("2026-03-01", **YEARLY)
        self._assert_yuan(contract.signed_yearly_amount, 6800.0)
        term = self._renew_with(contract, price_include_override="tax_excluded")
        self._assert_invoiced(term, 6800.0, 384.91)

    def test_several_lines_come_to_the_total_to_the_fen(self):
        for method in ("round_globally", "round_per_line"):
            for rate in (3, 9, 13.33):
                with self.subTest(method=method, rate=rate):
                    self.company.tax_calculation_rounding_method = method
                    self.tax_6.amount = 6
                    lines = [
                        {
                            "product_id": self.package.id,
                            "price_unit": price,
                            "product_uom_qty": quantity,
                            "discount": discount,
                        }
                        for price, quantity, discount in (
                            (99.91, 3, 0),
                            (0.07, 1, 0),
                            (1234.56, 1, 7.77),
                            (333.33, 0.35, 0),
                        )
                    ]
                    contract = self._activate("2026-03-01", lines=lines, **YEARLY)
                    signed = contract.signed_yearly_amount
                    term = self._renew_with(contract, amount=rate)
                    total = self.cny.round(signed)
                    tax = term.invoice_id.amount_tax
                    self._assert_invoiced(term, total, tax)
                    self.assertAlmostEqual(
                        tax, total * rate / (100 + rate), delta=0.02 * len(lines)
                    )

    def test_what_is_charged_per_piece_stays(self):
        fixed = self._create_tax("定额", 10, amount_type="fixed")
        self.package.taxes_id += fixed
        contract = self._activate("2026-03-01", **YEARLY)
        self._assert_yuan(contract.signed_yearly_amount, 7218.0)
        term = self._renew_with(contract, amount=9)
        self._assert_invoiced(term, 7218.0, 605.16)

    def test_a_line_without_tax_comes_to_the_total_too(self):
        contract = self._activate("2026-03-01", **YEARLY)
        self.env.flush_all()
        self.cr.execute(
            "DELETE FROM subscription_line_tax WHERE subscription_line_id = %s",
            [contract.sale_subscription_line_ids.id],
        )
        self.env.invalidate_all()
        term = self._renew(contract)
        self._assert_yuan(term.invoice_id.amount_total, 7208.0)
        self._assert_yuan(term.invoice_id.amount_tax, 0.0)

    def test_an_archived_tax_is_still_charged(self):
        contract = self._activate("2026-03-01", **YEARLY)
        self.tax_6.active = False
        term = self._renew(contract)
        self._assert_invoiced(term, 7208.0, 408.0)
        term.invoice_id.button_draft()
        term.invoice_id.button_cancel()
        with self._on("2027-02-20"):
            term.action_invoice_again()
        self._assert_invoiced(term, 7208.0, 408.0)

    def test_an_archived_tax_is_still_charged_when_reinstating(self):
        contract = self._activate()
        term = self._renew(contract)
        self._end_unpaid("2027-03-04")
        self._credit(contract, 7208.0, "2027-03-01")
        self.tax_6.active = False
        with self._on("2027-03-10"):
            contract.action_reinstate_contract("汇款及时")
        self._assert_invoiced(term, 7208.0, 408.0)
        self.assertEqual(term.state, "paid")

    def test_an_archived_tax_does_not_keep_from_signing_nor_copying(self):
        contract = self._create_sent_contract()
        self.tax_6.active = False
        contract.action_register_signed_paper("李静", SCAN)
        self._assert_invoiced(contract.term_ids, 7208.0, 408.0)
        self._assert_yuan(contract.copy().contract_amount, 7208.0)

    def test_invoiced_again_the_first_year_costs_what_was_signed(self):
        contract = self._sign("2026-03-01", contract_term_years=3)
        term = contract.term_ids
        term.invoice_id._reverse_moves(cancel=True)
        self.tax_6.amount = 9
        term.action_invoice_again()
        self._assert_invoiced(term, 3 * 7208.0, 1785.47)
        self.assertEqual(term.invoice_id.invoice_line_ids.quantity, 3.0)

    def test_credited_it_is_credited_as_invoiced(self):
        contract = self._activate()
        term = self._renew_with(contract, amount=9)
        self.tax_6.amount = 13
        self._end_unpaid("2027-03-04")
        self._assert_yuan(term.credit_note_id.amount_total, 7208.0)
        self.assertTrue(self.cny.is_zero(term.invoice_id.amount_residual))

    def test_credited_in_part_the_rest_is_what_was_left(self):
        contract = self._activate()
        term = self._renew_with(contract, amount=9)
        self._credit_partly(term, 1090.0, "2027-02-10")
        left = term.invoice_id.amount_residual
        self._end_unpaid("2027-03-04")
        self._assert_yuan(term.credit_note_id.amount_total, left)
        self._credit(contract, left, "2027-03-01")
        with self._on("2027-03-10"):
            contract.action_reinstate_contract("汇款及时")
        self._assert_yuan(term.amount, left)
        self.assertEqual(term.state, "paid")

    def test_pricelist_product_and_fiscal_position_move_nothing(self):
        contract = self._sign_by_hand()
        line = contract.sale_subscription_line_ids
        with self._on("2026-06-01"):
            self.yearly_package.write(
                {
                    "list_price": 2980.0,
                    "name": "旗舰版套餐",
                    "taxes_id": [Command.set(self.tax_sale_a.ids)],
                }
            )
            contract._write_protected(
                {
                    "fiscal_position_id": self.env["account.fiscal.position"]
                    .create({"name": "小规模纳税人"})
                    .id,
                    "pricelist_id": contract.pricelist_id.copy().id,
                }
            )
            self.env.flush_all()
        self.assertEqual(line.price_unit, 1999.0)
        self.assertIn("连锁版套餐", line.name)
        self.assertEqual(line.tax_ids, self.tax_6)
        self._assert_invoiced(self._renew(contract), 2118.94, 119.94)

    def test_a_draft_follows_its_pricelist_where_somebody_asks_for_it(self):
        contract = self._create_by_hand()
        contract.pricelist_id = contract.pricelist_id.copy()
        self.assertEqual(contract.sale_subscription_line_ids.price_unit, 1999.0)
        contract.action_update_prices()
        self.assertEqual(contract.sale_subscription_line_ids.price_unit, 12800.0)

    def test_reset_to_draft_the_price_is_today_s(self):
        contract = self._create_sent_contract()
        self.tax_6.amount = 9
        self._assert_yuan(contract.contract_amount, 7208.0)
        with self.assertRaisesRegex(UserError, "7,412.00"):
            contract.action_register_signed_paper("李静", SCAN)
        contract.action_reset_to_draft()
        self._assert_yuan(contract.contract_amount, 7412.0)


@tagged("post_install", "-at_install")
class TestPricesThatWait(SignedPriceCommon):
    """Where accounting cannot give what was signed, the term waits and says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate("2026-03-01", **YEARLY)

    def setUp(self):
        super().setUp()
        self.line = self.contract.sale_subscription_line_ids
        self._set_price(0.0)

    def _set_price(self, price):
        """Change what a signed contract's line costs, as an intruder would."""
        self.cr.execute(
            "UPDATE sale_subscription_line SET price_unit = %s WHERE id = %s",
            [price, self.line.id],
        )
        self.env.invalidate_all()

    def test_the_term_waits_with_one_activity_that_says_why(self):
        before = self.contract.activity_ids
        term = self._renew(self.contract, "2027-01-29")
        self.assertEqual(term.state, "planned")
        self.assertFalse(term.invoice_id)
        self._assert_yuan(term.amount, 7208.0)
        warning = self.contract.activity_ids - before
        self.assertEqual(len(warning), 1)
        for words in ("Not invoiced", "7,208.00", "0.00", "as signed"):
            self.assertIn(words, warning.summary)
        self._renew(self.contract, "2027-01-30")
        self.assertEqual(self.contract.activity_ids - before, warning)

    def test_invoiced_again_it_says_why_until_it_can_be(self):
        term = self._renew(self.contract, "2027-01-29")
        with self.assertRaisesRegex(UserError, "7,208.00"):
            term.action_invoice_again()
        self._set_price(6800.0)
        term.action_invoice_again()
        self._assert_invoiced(term, 7208.0, 408.0)
        summaries = self.contract.activity_ids.mapped("summary")
        self.assertNotIn("Not invoiced", "".join(summaries), "it is settled")

    def test_reinstated_it_says_why_and_stays_ended(self):
        self._set_price(6800.0)
        contract = self._activate()
        term = self._renew(contract)
        self._end_unpaid("2027-03-04")
        self._credit(contract, 7208.0, "2027-03-01")
        credit_note = term.credit_note_id
        self.line = contract.sale_subscription_line_ids
        self._set_price(0.0)
        with self._on("2027-03-10"), self.assertRaises(UserError) as refusal:
            contract.action_reinstate_contract("汇款及时")
        self.assertIn("7,208.00", str(refusal.exception))
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(term.state, "lapsed")
        self.assertEqual(term.credit_note_id, credit_note)

    def test_a_discount_for_early_payment_that_lowers_the_tax_is_not_given(self):
        self.customer.property_payment_term_id = self.env[
            "account.payment.term"
        ].create(
            {
                "name": "2/10 净 30",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "mixed",
            }
        )
        contract = self._sign("2026-03-01")
        self.assertEqual(contract.contract_state, "signed")
        self.assertEqual(contract.term_ids.state, "planned")
        warning = contract.activity_ids.filtered(
            lambda activity: "Not invoiced" in (activity.summary or "")
        )
        self.assertEqual(len(warning), 1)
        self.assertIn("7,208.00", warning.summary)

    def test_other_contracts_of_the_night_are_invoiced(self):
        other = self._activate("2026-03-01", **YEARLY)
        self._run("invoice_renewals", "2027-01-29")
        self.assertFalse(self.contract.open_term_id.invoice_id)
        self.assertEqual(other.open_term_id.state, "invoiced")


@tagged("post_install", "-at_install")
class TestSignedPriceMigration(SignedPriceCommon):
    """An update keeps what was signed, and never what taxes are today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.script = load_script(file_path(SCRIPT), "post-signed-amounts")

    def _migrate(self, contract):
        self.env.flush_all()
        self.cr.execute(
            "UPDATE sale_subscription SET signed_amount = NULL,"
            " signed_yearly_amount = NULL WHERE id = %s",
            [contract.id],
        )
        self.env.invalidate_all()
        self.script.migrate(self.cr, "19.0.1.1.0")
        self.env.invalidate_all()

    def test_paid_yearly(self):
        contract = self._activate("2026-03-01", **YEARLY)
        self.tax_6.amount = 9
        self._migrate(contract)
        self._assert_yuan(contract.signed_amount, 21624.0)
        self._assert_yuan(contract.signed_yearly_amount, 7208.0)
        self._assert_yuan(self._renew(contract).invoice_id.amount_total, 7208.0)

    def test_paid_at_once(self):
        lines = [{"product_id": self.package.id, "price_unit": 99.91}]
        contract = self._activate("2026-03-01", lines=lines, contract_term_years=3)
        self.tax_6.amount = 9
        self._migrate(contract)
        self._assert_yuan(contract.signed_amount, 317.71)
        self._assert_yuan(contract.signed_yearly_amount, 105.9)

    def test_what_is_not_signed_is_left_alone(self):
        contract = self._create_sent_contract()
        self._migrate(contract)
        self.assertFalse(contract.signed_amount)

    def test_what_was_kept_stays(self):
        contract = self._activate()
        contract._write_protected({"signed_yearly_amount": 1.0})
        self.script.migrate(self.cr, "19.0.1.1.0")
        self.assertEqual(contract.signed_yearly_amount, 1.0)
