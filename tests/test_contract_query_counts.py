# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import tagged

from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestScale(ContractCommon):
    """Many contracts cost no more statements than a few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        orders = [cls._create_order(cls.package, cls.app) for _number in range(12)]
        cls.orders = cls.env["sale.order"].union(*orders)
        cls.orders.action_confirm()
        cls.contracts = cls.env["sale.subscription"].browse(
            cls.orders.subscription_ids.ids
        )

    def _count_statements(self, read, records):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        read(records)
        return self.cr.sql_log_count - before

    def _assert_flat(self, read, records):
        few = self._count_statements(read, records[:2])
        self.assertLessEqual(self._count_statements(read, records), few)

    def _get_columns(self, xml_id):
        view = self.env.ref(f"miniprogram_contract.{xml_id}")
        arch = self.env[view.model].get_view(view.id, view.type)["arch"]
        fields = etree.fromstring(arch).iter("field")
        return {field.get("name"): {} for field in fields}

    def test_list_and_kanban_of_contracts(self):
        for xml_id in ("view_contract_list", "view_contract_kanban"):
            columns = self._get_columns(xml_id)
            with self.subTest(view=xml_id):
                self._assert_flat(
                    lambda c, spec=columns: c.web_read(spec), self.contracts
                )

    def test_orders_with_their_contracts(self):
        names = {
            name: {} for name in self.orders._fields if name.startswith("contract_")
        }
        self._assert_flat(lambda orders: orders.web_read(names), self.orders)
