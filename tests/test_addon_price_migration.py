# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.modules.migration import load_script
from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path

SCRIPT = "miniprogram_contract/migrations/19.0.1.1.0/post-package-prices.py"


@tagged("post_install", "-at_install")
class TestPriceMigration(TransactionCase):
    """What a package cost, it costs in yuan after the update."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.script = load_script(file_path(SCRIPT), "post-package-prices")
        cls.company = cls.env["res.company"].create(
            {"name": "Overseas", "currency_id": cls.env.ref("base.USD").id}
        )
        plan = cls.env["sale.subscription.template"].create(
            {"name": "一次性套餐", "code": "PRICE", "is_miniprogram": True}
        )
        cls.package = cls.env["product.template"].create(
            {
                "name": "商城版套餐",
                "company_id": cls.company.id,
                "list_price": 1000.0,
                "subscribable": True,
                "subscription_template_id": plan.id,
            }
        )

    def _enter_rate(self, rate):
        self.env.ref("base.CNY").write(
            {
                "rate_ids": [
                    Command.create(
                        {
                            "name": "2026-01-01",
                            "rate": rate,
                            "company_id": self.company.id,
                        }
                    )
                ]
            }
        )

    def test_a_price_in_dollars_becomes_what_it_was_sold_for(self):
        self._enter_rate(7.0)
        self.script.migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertAlmostEqual(self.package.list_price, 7000.0)

    def test_without_a_rate_the_number_stays(self):
        self.env.ref("base.CNY").rate_ids.unlink()
        self.script.migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(self.package.list_price, 1000.0)

    def test_where_the_books_are_in_yuan_nothing_changes(self):
        self.company.currency_id = self.env.ref("base.CNY")
        self._enter_rate(7.0)
        self.script.migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(self.package.list_price, 1000.0)
