# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.modules.migration import load_script
from odoo.tests import Form, tagged
from odoo.tools.misc import file_path
from odoo.tools.pdf import PdfFileReader

from ..tools import opened_files
from .common import SCAN
from .hostile_files_common import make_active, make_many_pages, make_png
from .opening_common import PNG, ROW, YEARLY, ImportCommon

SCANS_SCRIPT = "miniprogram_contract/migrations/19.0.1.7.0/post-scans-in-log.py"


@tagged("post_install", "-at_install")
class TestImport(ImportCommon):
    """Contracts that run already come in through Odoo's import, a row for each."""

    # -- what an imported contract is -----------------------------------------------

    def test_a_row_becomes_a_running_contract(self):
        contract = self._import({"contract_remark": "含培训"})
        self.assertRecordValues(
            contract,
            [
                {
                    "contract_state": "active",
                    "contract_number": "HT-2023-018",
                    "name": "HT-2023-018",
                    "partner_id": self.customer.id,
                    "template_id": self.plan.id,
                    "purchase_date": date(2026, 3, 1),
                    "contract_date_start": date(2026, 3, 1),
                    "contract_date_end": date(2027, 2, 28),
                    "signed_end": date(2027, 2, 28),
                    "paid_until": date(2027, 2, 28),
                    "term_years": 1,
                    "payment_schedule": "one_off",
                    "contract_amount": 6360.0,
                    "contract_remark": "含培训",
                    "grace_days": 3,
                    "renewal_lead_days": 30,
                    "renewal_years": 1,
                    "reminder_days": "30,15,7,1",
                    "contract_invoicing_mode": "invoice",
                    "renewal_invoice_on": date(2027, 1, 29),
                    "in_progress": False,
                    "recurring_next_date": False,
                    "user_id": self.env.user.id,
                }
            ],
        )
        self.assertEqual(contract.stage_id.type, "in_progress")
        self.assertEqual(self.env.ref("__import__.old_1"), contract)

    def test_what_was_paid_is_an_opening_term_without_invoice(self):
        contract = self._import()
        self.assertRecordValues(
            contract.term_ids,
            [
                {
                    "sequence": 1,
                    "kind": "initial",
                    "date_start": date(2026, 3, 1),
                    "date_end": date(2027, 2, 28),
                    "is_opening": True,
                    "state": "paid",
                    "amount": 6360.0,
                    "invoice_id": False,
                }
            ],
        )
        self.assertFalse(contract.invoice_ids)

    def test_the_sequence_of_numbers_is_not_used(self):
        self._create_sent_contract()
        self._import()
        later = self._create_sent_contract()
        self.assertEqual(later.contract_number[-4:], "0002")

    def test_a_number_that_a_running_contract_brought_is_not_taken_again(self):
        first = self._create_sent_contract()
        head = first.contract_number[:-4]
        self._import({"contract_number": f"{head}0002"})
        later = self._create_sent_contract()
        self.assertEqual(later.contract_number, f"{head}0003")

    def test_a_contract_that_was_renewed_before_ends_with_its_renewal(self):
        contract = self._import({"purchase_date": "2023-03-01", "term_years": "1"})
        self.assertEqual(contract.signed_end, date(2024, 2, 29))
        self.assertEqual(contract.contract_date_end, date(2027, 2, 28))
        self.assertRecordValues(
            contract.term_ids,
            [
                {"kind": "initial", "date_end": date(2024, 2, 29), "years": 1},
                {"kind": "renewal", "date_end": date(2027, 2, 28), "years": 3},
            ],
        )

    def test_years_that_are_not_given_are_those_up_to_the_end(self):
        contract = self._import(
            {"purchase_date": "2024-03-01", "contract_date_end": "2027-02-28"}
        )
        self.assertEqual(contract.term_years, 3)
        self.assertEqual(contract.contract_amount, 19080.0)
        self.assertEqual(contract.term_ids.kind, "initial")

    def test_a_blank_price_is_that_of_the_product(self):
        contract = self._import({"sale_subscription_line_ids/price_unit": ""})
        self.assertEqual(contract.sale_subscription_line_ids.price_unit, 6800.0)

    def test_further_rows_are_further_packages(self):
        app = dict.fromkeys(ROW, "") | {
            "sale_subscription_line_ids/product_id": "分销应用",
            "sale_subscription_line_ids/price_unit": "900",
        }
        contract = self._import({}, app)
        self.assertEqual(
            contract.sale_subscription_line_ids.product_id, self.package + self.app
        )
        self.assertEqual(contract.contract_amount, 7314.0)

    # -- how it goes on -------------------------------------------------------------

    def test_its_renewal_is_invoiced_and_paid_as_any_other(self):
        contract = self._import()
        term = self._renew(contract)
        self.assertEqual(term.kind, "renewal")
        self.assertEqual(term.date_start, date(2027, 3, 1))
        self.assertEqual(term.invoice_id.amount_total, 6360.0)
        self.assertEqual(term.invoice_id.payment_reference, "HT-2023-018")
        self._pay(contract, "2027-02-20")
        self.assertEqual(contract.paid_until, date(2028, 2, 29))

    def test_what_is_paid_yearly_goes_on_with_its_instalments(self):
        contract = self._import({**YEARLY, "term_years": "3"})
        self.assertEqual(contract.contract_date_end, date(2029, 2, 28))
        self.assertEqual(contract.paid_until, date(2027, 2, 28))
        self.assertEqual(self._renew(contract).kind, "instalment")

    def test_what_was_not_renewed_is_invoiced_late_and_given_its_time(self):
        contract = self._import(
            {"purchase_date": "2025-11-01", "paid_until": "2026-10-31"}
        )
        self.assertEqual(contract.contract_state, "active")
        self._end_unpaid("2026-11-24")
        self.assertEqual(contract.contract_state, "active")
        term = self._renew(contract, "2026-11-24")
        self.assertEqual(term.state, "invoiced")
        self.assertEqual(contract.payment_deadline, date(2026, 12, 1))
        self._end_unpaid("2026-12-02")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.termination_date, date(2026, 10, 31))

    def test_nobody_changes_what_was_imported(self):
        contract = self._import()
        with self.assertRaisesRegex(UserError, "Paid Until"):
            contract.paid_until = "2030-01-01"
        with self.assertRaisesRegex(UserError, "Contract Number"):
            contract.contract_number = "HT-2"
        with self.assertRaisesRegex(UserError, "Term"):
            contract.term_years = 5

    # -- its paper ------------------------------------------------------------------

    def test_a_scan_is_the_signed_document_and_what_is_printed(self):
        contract = self._import({"signed_scan": SCAN.decode()})
        self.assertEqual(contract.signed_document_id.raw, base64.b64decode(SCAN))
        self.assertTrue(contract.signed_document_id.is_contract_document)
        self.assertEqual(len(contract.signed_document_sha256), 64)
        self.assertEqual(contract._render_contract_pdf(), base64.b64decode(SCAN))
        self.assertEqual(contract._cite_clause("unpaid_renewal"), "第5.3条")

    def test_a_picture_of_the_paper_is_printed_as_a_pdf(self):
        contract = self._import({"signed_scan": PNG.decode()})
        self.assertEqual(contract.signed_document_id.mimetype, "image/png")
        self.assertTrue(contract._render_contract_pdf().startswith(b"%PDF"))

    def test_a_scan_that_cannot_be_opened_is_refused(self):
        scan = base64.b64encode(make_many_pages(30_000)).decode()
        result = self._load({"signed_scan": scan})
        self.assertIn("at most 1000 pages", result["messages"][0]["message"])

    def _import_both(self, scan):
        rows = [{"id": f"old_{n}", "contract_number": f"HT-{n}"} for n in (1, 2)]
        return self._import(
            {**rows[0], "signed_scan": scan.decode()},
            {**rows[1], "signed_scan": PNG.decode()},
        )

    def test_scans_of_one_import_are_measured_in_one_process(self):
        scans = [base64.b64encode(make_png(37, side)) for side in (31, 41)]
        rows = [{"id": f"old_{n}", "contract_number": f"HT-{n}"} for n in (1, 2)]
        with patch.object(opened_files, "_start", wraps=opened_files._start) as start:
            contracts = self._import(
                *(
                    {**row, "signed_scan": scan.decode()}
                    for row, scan in zip(rows, scans, strict=True)
                )
            )
        self.assertEqual(start.call_count, 1)
        kept = {contract.signed_document_id._read_stored() for contract in contracts}
        self.assertEqual(kept, set(map(base64.b64decode, scans)))

    def _print_together(self, contracts):
        report = self.env["ir.actions.report"]
        name = "miniprogram_contract.action_report_contract"
        return report._render_qweb_pdf(name, contracts.ids)[0]

    def test_scans_are_printed_together_without_being_opened_in_the_server(self):
        contracts = self._import_both(base64.b64encode(make_active()))
        printed = self._print_together(contracts)
        self.assertNotIn(b"JavaScript", printed)
        self.assertEqual(PdfFileReader(io.BytesIO(printed)).getNumPages(), 2)

    def test_a_scan_that_opens_for_nobody_is_printed_alone(self):
        contracts = self._import_both(SCAN)
        with self.assertRaisesRegex(UserError, "one by one.*\n- .*HT-1"):
            self._print_together(contracts)
        (broken, _picture) = contracts
        self.assertEqual(self._print_together(broken), base64.b64decode(SCAN))

    def test_without_a_scan_it_prints_its_terms_and_cites_by_name(self):
        self._print_for_real()
        contract = self._import()
        self.assertFalse(contract.wording_id)
        data = contract._get_document_data()
        self.assertEqual(
            [paragraph["kind"] for paragraph in data["paragraphs"]],
            ["table", "note", "clause"],
        )
        self.assertFalse(data["signatures"])
        html = self.env["miniprogram.contract.document"]._render_html([data])
        for text in ("HT-2023-018", "商城版套餐", "2027年2月28日", "￥6,360.00"):
            self.assertIn(text, str(html) + data["contract_number"])
        self.assertNotIn("(盖章)", html)
        self.assertTrue(contract._render_contract_pdf().startswith(b"%PDF"))
        self.assertEqual(
            contract._cite_clause("unpaid_renewal"), "“未支付续约款项”条款"
        )

    def test_a_manager_adds_the_scan_later(self):
        contract = self._import()
        # as the import screen does with files that a column names
        result = (
            self.env["sale.subscription"]
            .with_context(import_file=True)
            .load([".id", "signed_scan"], [[str(contract.id), SCAN.decode()]])
        )
        self.assertFalse(result["messages"])
        self.assertEqual(contract.signed_document_id.raw, base64.b64decode(SCAN))
        self.assertEqual(contract.wording_id, self.wording)
        logged = contract.event_ids[-1]
        self.assertEqual(logged.kind, "paper_customer")
        self.assertEqual(logged.document_sha256, contract.signed_document_sha256)
        self.assertFalse(contract._find_altered_documents()[1])
        with self.assertRaisesRegex(
            UserError, "only to a contract that was imported without it"
        ):
            contract.signed_scan = PNG

    def test_an_update_logs_the_scans_that_were_added_before(self):
        contract = self._import()
        sales = self.env.registry["sale.subscription"]
        with patch.object(sales, "_log_document_event"):
            contract.signed_scan = SCAN
        script = load_script(file_path(SCANS_SCRIPT), "post-scans-in-log")
        for _update in range(2):
            self.env.flush_all()
            script.migrate(self.cr, "19.0.1.6.0")
            self.env.invalidate_all()
            kinds = contract.event_ids.sorted("sequence").mapped("kind")
            self.assertEqual(kinds, ["begun", "paper_customer"])
        self.assertFalse(contract._find_altered_documents()[1])

    def test_a_manager_adds_the_scan_on_the_form(self):
        contract = self._import()
        view = "miniprogram_contract.view_contract_form"
        with Form(contract, view) as form:
            form.signed_scan = SCAN
        self.assertTrue(contract.signed_document_id)

    def test_a_contract_of_our_own_takes_no_scan_this_way(self):
        contract = self._create_sent_contract()
        with self.assertRaisesRegex(UserError, "imported without"):
            contract.signed_scan = SCAN

    # -- who may --------------------------------------------------------------------

    def test_a_salesman_is_told_who_may(self):
        result = self._load(user=self.salesman)
        self.assertFalse(result["ids"])
        self.assertEqual(len(result["messages"]), 1)
        self.assertIn("Only a contract manager", result["messages"][0]["message"])
        with self.assertRaisesRegex(UserError, "Only a contract manager"):
            self.env["sale.subscription"].with_user(self.salesman).create(
                {
                    "partner_id": self.customer.id,
                    "template_id": self.plan.id,
                    "contract_number": "HT-1",
                    "paid_until": "2027-02-28",
                }
            )

    def test_a_contract_manager_needs_no_other_role(self):
        manager = self._create_user(
            "contract_manager_only", "miniprogram_contract.group_contract_manager"
        )
        contract = self._import({"signed_scan": SCAN.decode()}, user=manager)
        self.assertEqual(contract.user_id, manager)

    # -- the same file again --------------------------------------------------------

    def test_the_same_file_again_changes_nothing(self):
        rows = [
            {
                "purchase_date": "2023-03-01",
                "contract_date_end": "2027-02-28",
                "term_years": "1",
                "signed_scan": SCAN.decode(),
            },
            {**YEARLY, "id": "old_2", "contract_number": "HT-2", "signed_scan": ""},
        ]
        contracts = self._import(*rows)
        self._renew(contracts[0], "2027-01-29")
        self._pay(contracts[0], "2027-02-01")
        self.env.cr.flush()  # what is tracked is posted at the end of a transaction
        before = self._read_all(contracts)
        self.assertEqual(self._import(*rows), contracts)
        self.assertEqual(self._read_all(contracts), before)

    def _read_all(self, contracts):
        stamps = {"write_date", "write_uid"}
        return [
            {name: value for name, value in vals.items() if name not in stamps}
            for vals in contracts.read()
        ]

    def test_a_changed_row_is_refused(self):
        self._import()
        changes = {
            "paid_until": "2028-02-29",
            "purchase_date": "2026-04-01",
            "contract_number": "HT-9",
            "sale_subscription_line_ids/price_unit": "5000",
        }
        for column, value in changes.items():
            with self.subTest(column=column):
                result = self._load({column: value})
                self.assertFalse(result["ids"])
                self.assertEqual(result["messages"][0]["record"], 0)

    def test_what_stays_open_on_a_running_contract_is_updated(self):
        contract = self._import({"archive_number": ""})
        self._import({"archive_number": "A-17"})
        self.assertEqual(contract.archive_number, "A-17")

    # -- other imports --------------------------------------------------------------

    def test_rows_without_these_columns_are_drafts(self):
        result = self.env["sale.subscription"].load(
            ["partner_id", "template_id"], [["成都锦里食品有限公司", "一次性套餐"]]
        )
        contract = self.env["sale.subscription"].browse(result["ids"])
        self.assertEqual(contract.contract_state, "draft")

    def test_no_other_subscription_is_paid_until_a_day(self):
        self.env["sale.subscription.template"].create({"name": "Newspaper"})
        self._assertRefused(
            {"id": "other", "contract_number": "HT-2", "template_id": "Newspaper"},
            "template_id",
            "contract plan",
        )
