# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import date

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_open

from .common import SCAN
from .ledger_common import LedgerCommon

HEADINGS = [
    "id",
    "partner_id",
    "template_id",
    "opening_number",
    "purchase_date",
    "term_years",
    "payment_schedule",
    "opening_paid_until",
    "opening_product_id",
    "opening_price",
]


@tagged("post_install", "-at_install")
class TestImport(LedgerCommon):
    """Contracts that were running before come in by one spreadsheet."""

    def _row(self, **values):
        row = {
            "id": "running_1",
            "partner_id": self.customer.name,
            "template_id": self.plan.name,
            "opening_number": "HT-2024-0001",
            "purchase_date": "2024-03-01",
            "term_years": "1",
            "payment_schedule": "One-off",
            "opening_paid_until": "2027-02-28",
            "opening_product_id": self.package.name,
            "opening_price": "6800",
            **values,
        }
        return [row[heading] for heading in HEADINGS]

    def _load(self, *rows, headings=HEADINGS):
        return self.env["sale.subscription"].load(headings, list(rows))

    def _load_one(self, **values):
        result = self._load(self._row(**values))
        self.assertFalse(result["messages"])
        return self.env["sale.subscription"].browse(result["ids"])

    def test_a_row_is_a_running_contract(self):
        contract = self._load_one()
        self.assertEqual(contract.contract_state, "active")
        self.assertEqual(contract.contract_number, "HT-2024-0001")
        self.assertEqual(contract.paid_until, date(2027, 2, 28))
        self.assertEqual(contract.contract_date_start, date(2024, 3, 1))
        self.assertEqual(contract.contract_date_end, date(2027, 2, 28))
        self.assertEqual(contract.term_ids.state, "paid")
        self.assertTrue(contract.term_ids.is_opening)
        self.assertFalse(contract.invoice_ids)
        self.assertEqual(contract.amount_total, 7208.0)
        self.assertEqual(contract.grace_days, self.plan.grace_days)
        self.assertFalse(contract.in_progress)

    def test_it_renews_like_any_other(self):
        contract = self._load_one()
        term = self._renew(contract, "2027-01-29")
        self.assertEqual(term.kind, "renewal")
        self.assertEqual(term.date_start, date(2027, 3, 1))
        self.assertEqual(term.amount, 7208.0)

    def test_paid_in_the_past_it_is_invoiced_late_and_given_its_time(self):
        contract = self._load_one(opening_paid_until="2025-02-28")
        self._run("terminate_unpaid_renewals", "2026-03-02")
        self.assertEqual(contract.contract_state, "active")
        self._run("invoice_renewals", "2026-03-02")
        self.assertEqual(contract.open_term_id.date_start, date(2025, 3, 1))
        self.assertEqual(contract.payment_deadline, date(2026, 3, 9))

    def test_instalments_of_a_yearly_contract_follow(self):
        contract = self._load_one(
            term_years="5", payment_schedule="Yearly", opening_paid_until="2027-02-28"
        )
        self.assertEqual(contract.contract_date_end, date(2029, 2, 28))
        self.assertEqual(self._renew(contract, "2027-01-29").kind, "instalment")

    def test_errors_name_row_and_column(self):
        result = self._load(
            self._row(),
            self._row(
                id="running_2",
                opening_number="HT-2024-0002",
                opening_price="0",
                opening_paid_until="2024-02-01",
            ),
        )
        self.assertFalse(result["ids"])
        # core says the batch's error first, and each row's own after it
        (message,) = (
            message
            for message in result["messages"]
            if message["rows"] == {"from": 1, "to": 1}
        )
        for item in ("HT-2024-0002", "Yearly Price on Paper", "Already Paid until"):
            self.assertIn(item, message["message"])

    def test_a_number_is_used_once(self):
        self._load_one()
        result = self._load(self._row(id="running_2"))
        self.assertIn("Number on Paper", result["messages"][0]["message"])

    def test_only_managers_import(self):
        with self.assertRaises(AccessError):
            self.env["sale.subscription"].with_user(self.salesman).create(
                {
                    "partner_id": self.customer.id,
                    "template_id": self.plan.id,
                    "purchase_date": "2024-03-01",
                    "opening_number": "HT-1",
                    "opening_paid_until": "2027-02-28",
                    "opening_product_id": self.package.id,
                    "opening_price": 6800.0,
                }
            )

    def test_the_same_file_again_is_refused_not_doubled(self):
        self._load_one()
        result = self._load(self._row())
        self.assertTrue(result["messages"])
        contracts = self.env["sale.subscription"].search(
            [("contract_number", "=", "HT-2024-0001")]
        )
        self.assertEqual(len(contracts), 1)

    def test_without_a_scan_it_prints_its_terms_only_and_cites_by_name(self):
        contract = self._load_one()
        kinds = {p["kind"] for p in contract._get_document_data()["paragraphs"]}
        self.assertEqual(kinds, {"table", "note"})
        self.assertEqual(
            contract._cite_clause("unpaid_renewal"), "“未支付续约款项”条款"
        )

    def test_its_scan_is_the_signed_document(self):
        result = self._load(
            [*self._row(), SCAN.decode()], headings=[*HEADINGS, "opening_scan"]
        )
        contract = self.env["sale.subscription"].browse(result["ids"])
        self.assertEqual(contract.signed_document_id.raw, base64.b64decode(SCAN))
        self.assertEqual(contract._render_contract_pdf(), base64.b64decode(SCAN))

    def test_the_template_is_offered_and_its_headings_are_fields(self):
        (template,) = self.env["sale.subscription"].get_import_templates()
        path = template["template"].lstrip("/")
        with file_open(path, "rb") as file:
            sheet = openpyxl.load_workbook(file).active
        headings = [cell.value for cell in sheet[1]]
        fields = self.env["sale.subscription"]._fields
        self.assertLessEqual(set(HEADINGS), set(headings))
        self.assertLessEqual(set(headings), set(fields))
