# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import closing, contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.orm.environments import Transaction
from odoo.sql_db import close_db, db_connect
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL


class ScratchDatabaseCase(BaseCase):
    """Tests with commits and connections of their own, in a copy of the database.

    Not among Odoo's standard tests: a database that Odoo is loading cannot be copied.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = f"{get_db_name()}-{cls.__name__.lower()}"
        cls._run_sql("DROP DATABASE IF EXISTS %s", cls.database)
        cls.addClassCleanup(cls._drop)
        # a database that somebody is connected to cannot be copied
        close_db(get_db_name())
        cls._run_sql("CREATE DATABASE %s TEMPLATE %s", cls.database, get_db_name())
        # a copy has the same models: it needs no registry of its own
        cls.registry = Registry(get_db_name())

    @contextmanager
    def _worker(self):
        with closing(db_connect(self.database).cursor()) as cr:
            cr.transaction = Transaction(self.registry)
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _follow_today(self):
        """Let the companies' own day be ``self.today``, whatever that becomes."""
        self.startPatcher(
            patch.object(
                self.registry["res.company"],
                "_contract_today",
                lambda company: self.today,
            )
        )

    def _contract(self, env):
        """Return the contract that a test is about as a worker sees it."""
        return env["sale.subscription"].browse(self.contract_id)

    def _quiet(self):
        return self.assertLogs("odoo.sql_db", "ERROR")

    @classmethod
    def _drop(cls):
        close_db(cls.database)
        cls._run_sql("DROP DATABASE IF EXISTS %s WITH (FORCE)", cls.database)

    @classmethod
    def _run_sql(cls, statement, *databases):
        with closing(db_connect("postgres").cursor()) as cr:
            cr._cnx.autocommit = True  # databases are not made in a transaction
            cr.execute(SQL(statement, *map(SQL.identifier, databases)))
