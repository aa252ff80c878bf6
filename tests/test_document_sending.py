# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import LockError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import SCAN, SEAL, ContractCommon


@tagged("post_install", "-at_install")
class TestSending(ContractCommon):
    """Sending numbers the contract, prints it, and keeps that document."""

    prints = True

    def test_sending_numbers_and_freezes(self):
        with freeze_time("2026-03-01 02:00:00"):
            contract = self._create_sent_contract()
        self.assertEqual(contract.contract_state, "sent")
        self.assertEqual(contract.contract_number, "XCX-2026-0001")
        self.assertEqual(contract.name, "XCX-2026-0001")
        self.assertEqual(contract.sent_on, date(2026, 3, 1))
        document = contract.sent_document_id
        self.assertEqual(document.name, "XCX-2026-0001.pdf")
        self.assertTrue(document.raw.startswith(b"%PDF-"))
        digest = hashlib.sha256(document.raw).hexdigest()
        self.assertEqual(contract.sent_document_sha256, digest)

    def test_what_is_kept_is_what_was_printed(self):
        contract = self._create_contract(self.package, self.app)
        collected, printed = [], []
        Contract = type(contract)
        Paper = self.registry["miniprogram.contract.document"]
        collect, render = Contract._get_document_data, Paper._render_pdf

        def collect_once(contract):
            collected.append(collect(contract))
            return collected[-1]

        def render_once(paper, data, *args, **kwargs):
            printed.append((data, render(paper, data, *args, **kwargs)))
            return printed[-1][1]

        with (
            patch.object(Contract, "_get_document_data", collect_once),
            patch.object(Paper, "_render_pdf", render_once),
        ):
            contract.action_send_contract()
        ((data, pdf),) = printed
        self.assertEqual(len(collected), 1)
        self.assertIs(data, collected[0])
        self.assertEqual(contract.sent_document_id.raw, pdf)
        told = self.customer.with_context(contract_change_is_told=True)
        told.write({"name": "改名后的公司", "phone": "028-00000000"})
        self.company.contract_brand = "别的品牌"
        self.env.invalidate_all()
        kept = contract.sent_content
        for name in ("party_a", "party_b", "placeholders"):
            self.assertEqual(kept[name], data[name])
        text = contract._get_text_data()
        self.assertEqual(text, {name: data[name] for name in text})
        self.assertGreaterEqual(text.keys(), {"title", "paragraphs", "service"})

    def test_later_prints_are_the_sent_document(self):
        contract = self._create_sent_contract()
        self.customer.name = "改名后的公司"
        self.assertEqual(contract._render_contract_pdf(), contract.sent_document_id.raw)

    def test_numbers_are_counted_by_company_and_by_its_own_year(self):
        with freeze_time("2026-12-31 15:00:00"):
            first = self._create_sent_contract()
        with freeze_time("2026-12-31 16:30:00"):  # in Shanghai it is 2027
            second = self._create_sent_contract()
            third = self._create_sent_contract()
        self.assertEqual(
            [c.contract_number for c in first | second | third],
            ["XCX-2026-0001", "XCX-2027-0001", "XCX-2027-0002"],
        )
        other = self.setup_other_company(
            name="重庆分公司",
            currency_id=self.cny.id,
            country_id=self.env.ref("base.cn").id,
        )["company"]
        self.assertNotEqual(
            other._get_contract_sequence(), self.company._get_contract_sequence()
        )

    def test_opening_a_form_or_failing_to_send_takes_no_number(self):
        contract = self._create_contract()
        self.customer.zip = False
        with self.assertRaises(UserError):
            contract.action_send_contract()
        self.assertFalse(contract.contract_number)
        self.assertFalse(contract.code)
        self.customer.zip = "610041"
        contract.action_send_contract()
        self.assertTrue(contract.contract_number.endswith("-0001"))

    def test_a_number_is_unique_in_its_company(self):
        contract = self._create_sent_contract()
        other = self._create_contract()
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            other._write_protected({"contract_number": contract.contract_number})
            self.env.flush_all()

    def test_all_that_is_missing_is_one_error(self):
        contract = self._create_contract()
        self.contact.unlink()
        self.customer.write({"zip": "61004", "phone": False, "street": False})
        self.company.write({"zip": False, "contract_phone": False, "phone": False})
        contract.sale_subscription_line_ids.unlink()
        contract.wording_id = False
        with self.assertRaises(UserError) as error:
            contract.action_send_contract()
        message = str(error.exception)
        for item in (
            "Party A: Contact",
            "Party A: Zip Code",
            "Party A: Phone",
            "Party A: Address",
            "Party B: Zip Code",
            "Party B: Phone",
            "Wording",
            "Package and apps",
            "Contract Price",
        ):
            self.assertIn(item, message)
        self.assertEqual(contract.contract_state, "draft")

    def test_dates_that_disagree_with_the_term_are_named(self):
        contract = self._create_contract()
        contract.contract_date_end = contract.contract_date_end.replace(day=1)
        with self.assertRaisesRegex(UserError, "End Date"):
            contract.action_send_contract()

    def test_wrong_input_is_a_clear_error(self):
        contract = self._create_contract()
        usd = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": self.env.ref("base.USD").id}
        )
        draft_wording = self.wording.copy()
        for values, expected in [
            ({"term_years": 0}, "Term"),
            ({"term_years": -1}, "Term"),
            ({"contract_date_end": date(2020, 1, 1)}, "End Date"),
            ({"pricelist_id": usd.id}, "yuan"),
            ({"wording_id": draft_wording.id}, "draft"),
            ({"miniprogram_platform": "wechat", "miniprogram_appid": "wx12"}, "AppID"),
            ({"paper_copies": -1}, "Copies"),
        ]:
            error = self.assertRaisesRegex(ValidationError, expected)
            with self.subTest(values=values), error, self.cr.savepoint():
                contract.write(values)
        contract.write(
            {
                "miniprogram_platform": "wechat",
                "miniprogram_appid": "wx0123456789abcdef",
            }
        )
        contract.write({"miniprogram_platform": "alipay", "miniprogram_appid": "2021"})

    def test_wrong_input_on_a_plan_is_a_clear_error(self):
        for values, expected in [
            ({"term_years": 0}, "Term"),
            ({"renewal_years": 0}, "Renewal"),
            ({"grace_days": -1}, "Grace"),
            ({"renewal_lead_days": -1}, "Lead"),
            ({"reminder_days": "30;15"}, "Reminder"),
            ({"reminder_days": "-3"}, "Reminder"),
            ({"reminder_days": "4,1"}, "at least one reminder 5 days or more"),
            ({"reminder_days": False}, "at least one reminder 5 days or more"),
            ({"renewal_lead_days": 4}, "when the renewal is invoiced already"),
            ({"invoicing_mode": "sale_and_invoice"}, "Invoicing mode"),
            ({"payment_schedule": False}, "Payment Schedule"),
        ]:
            error = self.assertRaisesRegex(ValidationError, expected)
            with self.subTest(values=values), error, self.cr.savepoint():
                self.plan.write(values)

    def test_a_leap_day_and_a_month_end(self):
        for start, years, end in [
            (date(2026, 3, 1), 1, date(2027, 2, 28)),
            (date(2024, 2, 29), 1, date(2025, 2, 28)),
            (date(2024, 2, 29), 4, date(2028, 2, 28)),
            (date(2027, 3, 1), 1, date(2028, 2, 29)),
            (date(2026, 12, 31), 2, date(2028, 12, 30)),
        ]:
            with self.subTest(start=start, years=years):
                contract = self._create_contract()
                contract.write({"purchase_date": start, "term_years": years})
                self.assertEqual(contract.contract_date_start, start)
                self.assertEqual(contract.contract_date_end, end)

    def test_a_purchase_date_in_a_past_year_is_confirmed_before_sending(self):
        for day in ("2025-02-28", "2026-04-02"):
            with self.subTest(day=day), freeze_time("2026-03-01 02:00:00"):
                contract = self._create_contract()
                contract.purchase_date = day
                self.assertIn("Purchase Date Is Right", contract.sending_problems)
                with self.assertRaisesRegex(UserError, f"Purchase Date: .*{day}"):
                    contract.action_send_contract()
                contract.purchase_date_confirmed = True
                self.assertFalse(contract.sending_problems)
                contract.action_send_contract()
                self.assertEqual(contract.contract_state, "sent")

    def test_paid_yearly_the_first_year_counts(self):
        with freeze_time("2026-03-01 02:00:00"):
            contract = self._create_contract(
                contract_term_years=3, contract_payment_schedule="yearly"
            )
            contract.purchase_date = "2025-03-02"
            self.assertFalse(contract.is_purchase_date_doubtful)
            contract.purchase_date = "2025-03-01"
            self.assertTrue(contract.is_purchase_date_doubtful)

    def test_a_purchase_date_that_is_changed_is_confirmed_again(self):
        with freeze_time("2026-03-01 02:00:00"):
            contract = self._create_contract()
            with Form(contract, "miniprogram_contract.view_contract_form") as form:
                form.purchase_date = "2025-01-01"
                form.purchase_date_confirmed = True
                form.purchase_date = "2024-01-01"
                self.assertFalse(form.purchase_date_confirmed)
            contract.write(
                {"purchase_date": "2025-01-01", "purchase_date_confirmed": True}
            )
            self.assertTrue(contract.purchase_date_confirmed)
            contract.purchase_date = "2025-01-02"
            self.assertFalse(contract.purchase_date_confirmed)

    def test_taken_back_to_draft_keeps_number_and_old_document(self):
        contract = self._create_sent_contract()
        number, old = contract.contract_number, contract.sent_document_id
        contract.action_reset_to_draft()
        self.assertEqual(contract.contract_state, "draft")
        self.assertFalse(contract.sent_document_id)
        contract.contract_remark = "首年赠送一个月"
        contract.action_send_contract()
        self.assertEqual(contract.contract_number, number)
        self.assertTrue(old.exists())
        self.assertEqual(contract.sent_document_id.name, f"{number}-2.pdf")
        self.assertNotEqual(contract.sent_document_id.raw, old.raw)

    def test_cancelling_needs_a_reason(self):
        contract = self._create_sent_contract()
        with self.assertRaisesRegex(UserError, "Reason"):
            contract.action_cancel_contract("  ")
        contract.action_cancel_contract("客户改买其他产品")
        self.assertEqual(contract.contract_state, "cancelled")
        self.assertEqual(contract.cancel_reason, "客户改买其他产品")

    def test_each_step_only_from_its_state(self):
        contract = self._create_contract()
        with self.assertRaises(UserError):
            contract.action_register_signed_paper("李静", SCAN)
        with self.assertRaises(UserError):
            contract.action_reset_to_draft()
        contract.action_send_contract()
        with self.assertRaises(UserError):
            contract.action_send_contract()
        contract.action_register_signed_paper("李静", SCAN)
        for step in (
            contract.action_send_contract,
            contract.action_reset_to_draft,
            lambda: contract.action_cancel_contract("太晚了"),
        ):
            with self.assertRaises(UserError):
                step()

    def test_a_term_beyond_the_calendar_is_a_clear_error(self):
        contract = self._create_contract()
        for record, field in (
            (contract, "term_years"),
            (contract.sale_order_id.copy(), "contract_term_years"),
            (self.plan, "term_years"),
        ):
            error = self.assertRaisesRegex(ValidationError, "99")
            with self.subTest(model=record._name), error, self.cr.savepoint():
                record[field] = 9000
                self.env.flush_all()

    def test_a_price_beyond_words_is_named_before_sending(self):
        contract = self._create_contract()
        contract.sale_subscription_line_ids.price_unit = 1e16
        self.assertFalse(contract.contract_amount_words)
        with self.assertRaisesRegex(UserError, "Contract Price"):
            contract.action_send_contract()

    def test_a_line_without_text_is_named_before_sending(self):
        contract = self._create_contract()
        contract.sale_subscription_line_ids.name = False
        with self.assertRaisesRegex(UserError, "Package and apps"):
            contract.action_send_contract()

    def test_quantities_read_on_paper_as_a_person_writes_them(self):
        line = self._create_contract().sale_subscription_line_ids
        for quantity, written in (
            (1.0, ""),
            (2.0, " × 2"),
            (1.5, " × 1.5"),
            (10.0, " × 10"),
            (1234567.0, " × 1234567"),
        ):
            line.product_uom_qty = quantity
            self.assertEqual(line._get_paper_text(), f"{line.name}{written}")

    def test_a_contract_given_up_before_sending_prints_as_a_draft(self):
        self.company.write({"contract_seal": SEAL, "contract_seal_on_paper": True})
        contract = self._create_contract()
        contract.action_cancel_contract("客户改买其他产品")
        data = contract._get_document_data()
        self.assertTrue(data["is_draft"])
        self.assertIsNone(data["seal"])

    def test_a_seal_that_the_company_does_not_have_is_not_logged(self):
        self.company.contract_seal_on_paper = True
        contract = self._create_sent_contract()
        self.assertNotIn("seal", "".join(contract.message_ids.mapped("body")))

    def test_the_number_stays_in_the_company_that_gave_it(self):
        contract = self._create_sent_contract()
        contract.action_reset_to_draft()
        other = self.env["res.company"].create({"name": "重庆分公司"})
        with self.assertRaisesRegex(UserError, "Company"):
            contract.company_id = other

    def test_somebody_else_working_on_it_is_said_so(self):
        contract = self._create_contract()
        busy = patch.object(
            type(contract), "lock_for_update", side_effect=LockError("locked")
        )
        with busy, self.assertRaisesRegex(UserError, "Somebody else"):
            contract.action_send_contract()

    def test_our_seal_is_printed_and_logged_when_the_keeper_says_so(self):
        contract = self._create_contract().sudo()
        self.assertFalse(contract.print_seal)
        self.company.write({"contract_seal": SEAL, "contract_seal_on_paper": True})
        sealed = self._create_contract().sudo()
        self.assertTrue(sealed.print_seal)
        sealed.action_send_contract()
        self.assertIn("seal", "".join(sealed.message_ids.mapped("body")))
