# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import csv
import io
from datetime import date

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import file_open, file_path

from .common import SCAN
from .ledger_common import LedgerCommon

COLUMNS = [
    "id",
    "contract_number",
    "partner_id",
    "template_id",
    "sale_subscription_line_ids/product_id",
    "sale_subscription_line_ids/price_unit",
    "purchase_date",
    "contract_date_end",
    "term_years",
    "payment_schedule",
    "paid_until",
]
ROW = {
    "id": "old_1",
    "contract_number": "HT-2023-018",
    "partner_id": "成都锦里食品有限公司",
    "template_id": "一次性套餐",
    "sale_subscription_line_ids/product_id": "商城版套餐",
    "sale_subscription_line_ids/price_unit": "6000",
    "purchase_date": "2026-03-01",
    "paid_until": "2027-02-28",
}
YEARLY = {
    "template_id": "按年套餐",
    "sale_subscription_line_ids/product_id": "连锁版套餐",
    "payment_schedule": "Yearly",
}
PNG = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
        "awAAAABJRU5ErkJggg=="
    )
)


@tagged("post_install", "-at_install")
class TestImport(LedgerCommon):
    """Contracts that run already come in through Odoo's import, a row for each."""

    def setUp(self):
        super().setUp()
        self.startPatcher(self._on("2026-11-24"))

    def _load(self, *rows, user=None, **context):
        """Import rows as the screen does: cells are texts, those not given ROW's."""
        rows = [{**ROW, **row} for row in rows or [{}]]
        columns = [*COLUMNS, *(rows[0].keys() - set(COLUMNS))]
        Contract = self.env["sale.subscription"].with_user(user or self.env.user)
        return Contract.with_context(
            import_file=True, tracking_disable=True, **context
        ).load(columns, [[row.get(name, "") for name in columns] for row in rows])

    def _import(self, *rows, **kwargs):
        result = self._load(*rows, **kwargs)
        self.assertFalse(result["messages"])
        return self.env["sale.subscription"].browse(result["ids"])

    def _assertRefused(self, row, column, text):
        """The row is refused under its column, and nothing was made."""
        result = self._load({"id": "good", "contract_number": "HT-1"}, row)
        self.assertFalse(result["ids"])
        self.assertEqual(
            [
                (message["record"], "/".join(message["field_path"]))
                for message in result["messages"]
            ],
            [(1, column)],
            result["messages"],
        )
        self.assertIn(text, result["messages"][0]["message"])
        self.assertEqual(result["messages"][0]["rows"], {"from": 1, "to": 1})

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
        self._run("terminate_unpaid_renewals", "2026-11-24")
        self.assertEqual(contract.contract_state, "active")
        term = self._renew(contract, "2026-11-24")
        self.assertEqual(term.state, "invoiced")
        self.assertEqual(contract.payment_deadline, date(2026, 12, 1))
        self._run("terminate_unpaid_renewals", "2026-12-02")
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

    def test_without_a_scan_it_prints_its_terms_and_cites_by_name(self):
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
        with self.assertRaisesRegex(UserError, "takes it afterwards"):
            contract.signed_scan = PNG

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
        manager = new_test_user(
            self.env,
            "contract_manager_only",
            "miniprogram_contract.group_contract_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        contract = self._import({"signed_scan": SCAN.decode()}, user=manager)
        self.assertEqual(contract.user_id, manager)

    # -- what is wrong, by row and column -------------------------------------------

    def test_a_missing_cell_is_named(self):
        for column in (
            "contract_number",
            "partner_id",
            "template_id",
            "purchase_date",
            "paid_until",
            "sale_subscription_line_ids/product_id",
        ):
            with self.subTest(column=column):
                self._assertRefused({column: ""}, column, ":")

    def test_a_wrong_cell_is_named(self):
        cases = [
            ({"paid_until": "2026-02-01"}, "paid_until", "before the contract starts"),
            ({"paid_until": "2027-01-31"}, "paid_until", "or later"),
            (
                {**YEARLY, "term_years": "3", "paid_until": "2027-01-31"},
                "paid_until",
                "end of a year",
            ),
            (
                {"purchase_date": "2016-03-01", "paid_until": "2017-02-28"},
                "paid_until",
                "too long ago",
            ),
            (
                {"term_years": "1", "contract_date_end": "2027-03-01"},
                "contract_date_end",
                "end on 2027-02-28",
            ),
            ({"term_years": "-1"}, "term_years", "one whole year"),
            (
                {"sale_subscription_line_ids/price_unit": "0"},
                "sale_subscription_line_ids/price_unit",
                "more than zero",
            ),
            ({"partner_id": "无此公司"}, "partner_id", "无此公司"),
            ({"payment_schedule": "按月"}, "payment_schedule", "按月"),
        ]
        for row, column, text in cases:
            with self.subTest(column=column, text=text):
                self._assertRefused(
                    {"id": "bad", "contract_number": "HT-2", **row}, column, text
                )

    def test_a_wrong_appid_and_a_wrong_scan_are_named(self):
        row = {"miniprogram_appid": "", "miniprogram_platform": "", "signed_scan": ""}
        bad = {
            "id": "bad",
            "contract_number": "HT-2",
            "miniprogram_appid": "wx12",
            "miniprogram_platform": "WeChat",
            "signed_scan": base64.b64encode(b"a text").decode(),
        }
        result = self._load(row, bad)
        self.assertEqual(
            {(message["record"], message["field"]) for message in result["messages"]},
            {(1, "miniprogram_appid"), (1, "signed_scan")},
        )

    def test_a_number_that_is_given_twice_is_named_in_both_rows(self):
        result = self._load({}, {"id": "other"})
        self.assertEqual(
            [(message["record"], message["field"]) for message in result["messages"]],
            [(0, "contract_number"), (1, "contract_number")],
        )

    def test_a_number_that_is_taken_is_named(self):
        self._import()
        result = self._load({"id": "other"})
        self.assertEqual(result["messages"][0]["field"], "contract_number")
        self.assertIn("another contract", result["messages"][0]["message"])

    def test_all_that_is_wrong_is_named_at_once(self):
        rows = [
            {"id": f"bad_{number}", "contract_number": f"HT-{number}", "paid_until": ""}
            for number in range(30)
        ]
        result = self._load(*rows)
        self.assertEqual(
            [message["record"] for message in result["messages"]], list(range(30))
        )

    def test_a_remote_call_is_told_the_same_in_one_error(self):
        vals = {
            "partner_id": self.customer.id,
            "template_id": self.plan.id,
            "contract_number": "HT-1",
        }
        with self.assertRaises(ValidationError) as raised:
            self.env["sale.subscription"].create(
                [vals, {**vals, "contract_number": "", "paid_until": "2027-02-28"}]
            )
        message = str(raised.exception)
        for text in ("HT-1: Paid Until", "HT-1: Purchase Date", "2: Contract Number"):
            self.assertIn(text, message)

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


@tagged("post_install", "-at_install")
class TestImportScreen(LedgerCommon):
    """The template that the import screen offers, and what becomes of it."""

    def _open_screen(self, content, mimetype, **context):
        return (
            self.env["base_import.import"]
            .with_context(**context)
            .create(
                {
                    "res_model": "sale.subscription",
                    "file": content,
                    "file_type": mimetype,
                }
            )
        )

    def _get_template(self):
        [template] = self.env["sale.subscription"].get_import_templates()
        return file_path(template["template"].removeprefix("/"))

    def _import_file(self, screen, **options):
        options = {"has_headers": True, "quoting": '"', **options}
        preview = screen.parse_preview(options)
        self.assertNotIn("error", preview)
        matches = [
            "/".join(preview["matches"].get(index, []))
            for index in range(len(preview["headers"]))
        ]
        self.assertNotIn("", matches)
        return screen.execute_import(
            matches,
            [header.lower() for header in preview["headers"]],
            {**preview["options"], **options},
        )

    def _create_what_the_template_names(self):
        names = {"小程序年度服务": self.plan, "小程序三年服务": self.yearly_plan}
        for name, plan in names.items():
            # the demo data may have plans of these names
            plan.search([("name", "=", name)]).name = "Demo"
            plan.name = name
        self.package.name = "小程序商城版"
        self.yearly_package.name = "小程序连锁版"
        self.env["res.partner"].create(
            {"name": "重庆山城老灶餐饮管理有限公司", "is_company": True}
        )

    def _check_template(self):
        self._create_what_the_template_names()
        mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        with file_open(self._get_template(), "rb") as template:
            screen = self._open_screen(template.read(), mimetype)
        with self._on("2026-11-24"):
            result = self._import_file(screen)
        self.assertFalse(result["messages"])
        self.assertRecordValues(
            self.env["sale.subscription"].browse(result["ids"]),
            [
                {
                    "contract_number": "HT-2023-018",
                    "contract_state": "active",
                    "paid_until": date(2027, 4, 30),
                    "contract_date_end": date(2027, 4, 30),
                    "miniprogram_platform": "wechat",
                },
                {
                    "contract_number": "HT-2025-102",
                    "contract_state": "active",
                    "paid_until": date(2027, 8, 31),
                    "contract_date_end": date(2028, 8, 31),
                    "miniprogram_platform": False,
                },
            ],
        )

    def test_the_template_is_imported_as_it_is(self):
        self._check_template()

    def test_the_chinese_template_is_imported_as_it_is(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        words = {"one_off": "一次性支付", "yearly": "按年支付"}
        for value, word in words.items():
            self.env["ir.model.fields.selection"].search(
                [
                    ("field_id.model", "=", "sale.subscription"),
                    ("field_id.name", "=", "payment_schedule"),
                    ("value", "=", value),
                ]
            ).with_context(lang="zh_CN").name = word
        self.env = self.env(context={**self.env.context, "lang": "zh_CN"})
        self.assertIn("running_contracts_zh", self._get_template())
        self._check_template()

    def test_a_cell_may_name_the_file_of_the_scan(self):
        cells = {**ROW, "partner_id/.id": self.customer.id, "signed_scan": "paper.pdf"}
        del cells["partner_id"]
        content = "\n".join(",".join(map(str, row)) for row in (cells, cells.values()))
        screen = self._open_screen(content.encode(), "text/csv")
        with self._on("2026-11-24"):
            result = screen.execute_import(
                list(cells), list(cells), {"has_headers": True, "quoting": '"'}
            )
        # the screen uploads these files next: test_a_manager_adds_the_scan_later
        self.assertEqual(result["binary_filenames"], {"signed_scan": ["paper.pdf"]})

    def test_a_csv_is_imported_in_batches(self):
        with io.StringIO() as stream:
            writer = csv.writer(stream)
            columns = ["Contract Number", "Customer", "Contract Plan", "Package or App"]
            writer.writerow([*columns, "Purchase Date", "Paid Until"])
            for number in range(5):
                values = [self.customer.name, self.plan.name, self.package.name]
                writer.writerow([f"HT-{number}", *values, "2026-03-01", "2027-02-28"])
            content = stream.getvalue().encode()
        screen = self._open_screen(content, "text/csv")
        with self._on("2026-11-24"):
            first = self._import_file(screen, limit=3)
            self.assertEqual((len(first["ids"]), first["nextrow"]), (3, 3))
            rest = self._import_file(screen, skip=3)
        self.assertEqual((len(rest["ids"]), rest["nextrow"]), (2, 0))


@tagged("post_install", "-at_install")
class TestImportCost(LedgerCommon):
    def _count(self, count):
        rows = [
            [
                f"cost_{count}_{number}",
                f"HT-{count}-{number}",
                str(self.customer.id),
                str(self.plan.id),
                str(self.package.id),
                "2026-03-01",
                "2027-02-28",
            ]
            for number in range(count)
        ]
        columns = [
            "id",
            "contract_number",
            "partner_id/.id",
            "template_id/.id",
            "sale_subscription_line_ids/product_id/.id",
            "purchase_date",
            "paid_until",
        ]
        Contract = self.env["sale.subscription"].with_context(
            import_file=True, tracking_disable=True
        )
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        with self._on("2026-11-24"):
            self.assertFalse(Contract.load(columns, rows)["messages"])
            self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_a_row_costs_few_statements_more(self):
        self._count(2)
        few, many = self._count(10), self._count(60)
        self.assertLessEqual((many - few) / 50, 12)
