# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

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


class ImportCommon(LedgerCommon):
    """Rows as the import screen gives them; it is 24 November 2026."""

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
        """Assert that the row is refused under its column, and nothing was made."""
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
