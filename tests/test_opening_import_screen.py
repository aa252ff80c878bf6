# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv
import io
from datetime import date

from odoo.tests import tagged
from odoo.tools import file_open, file_path

from .ledger_common import LedgerCommon
from .opening_common import ROW


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
