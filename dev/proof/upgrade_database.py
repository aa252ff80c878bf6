"""Read a database so that it can be compared with another: names instead of numbers."""

import json
import re
from collections import defaultdict

import psycopg2
from psycopg2 import sql
from psycopg2.extras import RealDictCursor

MODULE = "miniprogram_contract"
DEMO = f"{MODULE}.demo_"
# What differs without meaning anything: when and by whom something was written.
WRITTEN = {"id", "create_date", "create_uid", "write_date", "write_uid", "parent_path"}
TABLES = {
    "ir.actions.act_window": "ir_act_window",
    "ir.actions.client": "ir_act_client",
    "ir.actions.report": "ir_act_report_xml",
    "ir.actions.server": "ir_act_server",
    "ir.actions.act_url": "ir_act_url",
}
REFERENCE = re.compile(r"^([a-z_.]+),(\d+)$")

COLUMNS = """
    SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable)
      FROM information_schema.columns WHERE table_schema = 'public'
"""
# Not those of relations: the order of their two columns depends on the update.
INDEXES = """
    SELECT indexdef FROM pg_indexes
     WHERE schemaname = 'public' AND tablename !~ '_rel$'
"""
CONSTRAINTS = """
    SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
       AND (contype != 'p' OR conrelid::regclass::text !~ '_rel$')
"""


class Database:
    """One database, opened for reading."""

    def __init__(self, name):
        self.cursor = psycopg2.connect(dbname=name).cursor(
            cursor_factory=RealDictCursor
        )
        self.tables = {
            row["table_name"]
            for row in self.query(
                "SELECT table_name FROM information_schema.tables"
                " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            )
        }
        self.fields = defaultdict(dict)
        for row in self.query(
            "SELECT model, name, ttype, relation, relation_table, column1, column2"
            " FROM ir_model_fields WHERE store"
        ):
            self.fields[row["model"]][row["name"]] = row
        self.names = {
            (row["model"], row["res_id"]): f"{row['module']}.{row['name']}"
            for row in self.query(
                "SELECT module, name, model, res_id FROM ir_model_data"
                " ORDER BY module = %s, module DESC, name DESC",
                [MODULE],
            )
        }

        # What the addon has delivered, by the tables that hold it
        self.numbers = defaultdict(set)
        for (model, number), external_id in self.names.items():
            if external_id.startswith(f"{MODULE}.") and not external_id.startswith(
                DEMO
            ):
                self.numbers[self.find_table(model)].add(number)

    def query(self, statement, arguments=None):
        self.cursor.execute(statement, arguments)
        return self.cursor.fetchall()

    def read_schema(self):
        """Return columns, indexes and constraints, a line each."""
        return {
            line
            for statement in (COLUMNS, INDEXES, CONSTRAINTS)
            for row in self.query(statement)
            for line in row.values()
        }

    def find_table(self, model):
        table = TABLES.get(model, model.replace(".", "_"))
        return table if table in self.tables else None

    def read_table(self, table):
        """Return the rows of a table as JSON has them, each under its number."""
        statement = sql.SQL("SELECT to_jsonb(t) AS row FROM {} t")
        rows = [r["row"] for r in self.query(statement.format(sql.Identifier(table)))]
        return {
            row["id"] if "id" in row else json.dumps(row, sort_keys=True): row
            for row in rows
        }

    def read_delivered(self):
        """Return what the addon has delivered: the values of its records.

        :return: by model and external ID
        """
        delivered = defaultdict(dict)
        for row in self.query(
            "SELECT name, model, res_id, noupdate FROM ir_model_data WHERE module = %s",
            [MODULE],
        ):
            delivered[row["model"]][row["name"]] = row
        return {
            (model, name): values
            for model, records in delivered.items()
            for name, values in self._read_records(model, records)
        }

    def _read_records(self, model, records):
        table = self.find_table(model)
        rows = self.read_table(table) if table else {}
        links = self._read_links(model)
        for name, record in records.items():
            row = rows.get(record["res_id"], {})
            values = {
                column: self._name(model, column, value, row)
                for column, value in row.items()
                if column not in WRITTEN
            }
            yield (
                name,
                {
                    "noupdate": record["noupdate"],
                    **values,
                    **{
                        field: sorted(linked[record["res_id"]])
                        for field, linked in links.items()
                    },
                },
            )

    def _read_links(self, model):
        """Return what the many2many fields of a model link to, by number."""
        links = {}
        for field in self.fields[model].values():
            if field["ttype"] != "many2many" or not field["relation_table"]:
                continue
            if field["relation_table"] not in self.tables:
                continue
            links[field["name"]] = linked = defaultdict(list)
            statement = sql.SQL("SELECT {} AS one, {} AS other FROM {}").format(
                *(
                    sql.Identifier(field[part])
                    for part in ("column1", "column2", "relation_table")
                )
            )
            for row in self.query(statement):
                linked[row["one"]].append(self._label(field["relation"], row["other"]))
        return links

    def _name(self, model, column, value, row):
        """Return a value with the external ID of a record instead of its number."""
        field = self.fields[model].get(column, {})
        if field.get("ttype") == "many2one" and value:
            return self._label(field["relation"], value)
        if field.get("ttype") == "many2one_reference" and value:
            return self._label(row.get("model") or row.get("res_model"), value)
        if isinstance(value, str) and (reference := REFERENCE.match(value)):
            return self._label(reference[1], int(reference[2]))
        return value

    def _label(self, model, number):
        return self.names.get((model, number)) or f"a {model} without a name"
