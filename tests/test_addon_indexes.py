# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.models import MAGIC_COLUMNS
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

# Rows of these tables are hardly ever deleted, and never many of them.
KEPT_TABLES = {"res_company", "res_currency"}

# Foreign keys of one column without a valid index that begins with it. An index of the
# rows that are not null answers what a deletion asks.
WITHOUT_INDEX = """
    SELECT key.conrelid::regclass::text, field.attname, key.confrelid::regclass::text
      FROM pg_constraint key
      JOIN pg_attribute field
        ON field.attrelid = key.conrelid AND field.attnum = key.conkey[1]
     WHERE key.contype = 'f'
       AND cardinality(key.conkey) = 1
       AND NOT EXISTS (
           SELECT
             FROM pg_index index
            WHERE index.indrelid = key.conrelid
              AND index.indkey[0] = key.conkey[1]
              AND index.indisvalid
              AND (
                  index.indpred IS NULL
                  OR pg_get_expr(index.indpred, index.indrelid)
                     = format('(%I IS NOT NULL)', field.attname)
              )
       )
"""


@tagged("post_install", "-at_install")
class TestIndexes(TransactionCase):
    """What others delete does not have to be looked for in all of our rows."""

    def _list_own_keys(self):
        """Return tables and columns of the foreign keys that the addon's fields are."""
        models = [model for model in self.env.registry.values() if model._auto]
        return {
            (model._table, name)
            for model in models
            if not model._transient
            for name, field in model._fields.items()
            if "miniprogram_contract" in field._modules and name not in MAGIC_COLUMNS
        }

    def _list_keys_without_index(self):
        self.cr.execute(WITHOUT_INDEX)
        own = self._list_own_keys()
        return sorted(
            f"{table}.{column}"
            for table, column, target in self.cr.fetchall()
            if (table, column) in own and target not in KEPT_TABLES
        )

    def _has_index(self, table, *columns):
        self.cr.execute(
            "SELECT pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = %s::regclass AND indisvalid",
            [table],
        )
        wanted = f"({', '.join(columns)})"
        return any(wanted in definition for (definition,) in self.cr.fetchall())

    def test_every_foreign_key_has_an_index(self):
        self.assertEqual(self._list_keys_without_index(), [])

    def test_a_foreign_key_without_index_is_found(self):
        for table, column in (
            ("sale_subscription", "sent_document_id"),
            ("miniprogram_contract_notice", "document_id"),
        ):
            self.cr.execute(f"DROP INDEX {table}__{column}_index")
            self.assertIn(f"{table}.{column}", self._list_keys_without_index())

    def test_files_that_are_deleted_are_looked_up_in_every_table_of_ours(self):
        """Also in the tables of attached files, which are nobody's field."""
        self.cr.execute(WITHOUT_INDEX)
        self.assertEqual(
            [
                f"{table}.{column}"
                for table, column, target in self.cr.fetchall()
                if target == "ir_attachment"
                and ("contract" in table or "subscription" in table)
            ],
            [],
        )

    def test_contracts_of_an_order_and_of_a_plan(self):
        self.assertTrue(self._has_index("sale_subscription", "sale_order_id"))
        self.assertTrue(self._has_index("sale_subscription", "template_id"))
        lines = "sale_subscription_line"
        self.assertTrue(self._has_index(lines, "sale_subscription_id"))

    def test_the_list_of_my_contracts(self):
        """By salesperson, the latest first, as the list shows them."""
        self.assertEqual(self.env["sale.subscription"]._order, "id desc")
        self.assertTrue(self._has_index("sale_subscription", "user_id", "id"))

    def test_what_ends_with_its_period_is_found_by_an_index(self):
        contracts = self.env["sale.subscription"]
        query = contracts._search(contracts._get_ended_domain(self.env.company))
        # whatever the table's size: no plan but one by the indexes that are left
        self.cr.execute("DROP INDEX sale_subscription__close_reason_id_index")
        for scan in ("seqscan", "indexscan", "indexonlyscan"):
            self.cr.execute(f"SET LOCAL enable_{scan} = off")
        self.cr.execute(SQL("EXPLAIN %s", query.select()))
        plan = "\n".join(line for (line,) in self.cr.fetchall())
        self.assertIn("sale_subscription_unrenewed_index", plan)
