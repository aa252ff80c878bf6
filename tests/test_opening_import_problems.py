# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .opening_common import YEARLY, ImportCommon


@tagged("post_install", "-at_install")
class TestImportProblems(ImportCommon):
    """What is wrong in a file is named by its row and column."""

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
