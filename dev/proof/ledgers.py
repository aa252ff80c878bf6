"""Running contracts in bulk, for ``bench.py`` and ``chaos.py``.

Odoo is a library here, not a server.
"""

import os
import traceback
from contextlib import contextmanager
from copy import copy
from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

import odoo
from odoo import SUPERUSER_ID, Command, api, fields
from odoo.modules.registry import Registry
from odoo.sql_db import close_all
from odoo.tools import SQL

YEARLY_PRICE = 6800.0

# No addon can be imported before this
odoo.tools.config.parse_config(["--log-level", os.environ.get("LOG", "error")])


def open_registry():
    """Return the registry of the database that PGDATABASE names.

    :rtype: odoo.modules.registry.Registry
    """
    return Registry(os.environ["PGDATABASE"])


@contextmanager
def open_env(registry, company_id=None):
    """Open an environment with a transaction of its own, committed at the end.

    :param company_id: the company to work in
    """
    context = {"allowed_company_ids": [company_id]} if company_id else {}
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, context)
        yield env
        env.flush_all()


def set_today(registry, day):
    """Make this day today for every company, from here on in this process.

    Core's dialogs ask for a day of their own, at which a reversal is posted.
    """
    patch.object(
        registry["res.company"], "_contract_today", lambda company: day
    ).start()
    context_today = fields.Date.context_today
    patch.object(
        fields.Date,
        "context_today",
        lambda record, moment=None: context_today(record, moment) if moment else day,
    ).start()


def fork(function, *args):
    """Run a function in a process of its own.

    :return: the process's id
    """
    close_all()  # processes cannot share a connection
    if process := os.fork():
        return process
    status = 1
    try:
        function(*args)
        status = 0
    except BaseException:  # noqa: BLE001 - a fork has no caller
        traceback.print_exc()
    finally:
        os._exit(status)


class Ledgers:
    """A vendor in the database, and as many running contracts as needed."""

    def __init__(self, env):
        self.env = env(context={"tracking_disable": True})
        self.company = self._create_company()
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": self.company.ids}
        )
        self.company = self.company.with_env(self.env)
        self.tax = self._create_tax()
        self.plan = self._create_plan(is_miniprogram=True)
        self.packages = self._create_package(1.0) | self._create_package(0.15)

    def in_env(self, env):
        """Return the same vendor in another transaction."""
        other = copy(self)
        other.env = env(context=self.env.context)
        for name in ("company", "tax", "plan", "packages"):
            setattr(other, name, getattr(self, name).with_env(other.env))
        return other

    def _create_company(self):
        company = self.env["res.company"].create(
            {
                "name": "成都云帆数码科技有限公司",
                "currency_id": self.env.ref("base.CNY").id,
            }
        )
        self.env["account.chart.template"].try_loading("generic_coa", company, False)
        company.currency_id = self.env.ref("base.CNY")
        return company

    def _create_tax(self):
        model = self.env["account.tax"]
        group = model.search([("company_id", "=", self.company.id)], limit=1)
        return model.create(
            {
                "name": "增值税 6%",
                "amount": 6,
                "type_tax_use": "sale",
                "company_id": self.company.id,
                "tax_group_id": group.tax_group_id.id,
            }
        )

    def _create_plan(self, **values):
        return self.env["sale.subscription.template"].create(
            {
                "name": "商城版",
                "wording_id": self.env.ref("miniprogram_contract.wording_v1").id,
                "invoicing_mode": "invoice",
                "recurring_rule_type": "years",
                **values,
            }
        )

    def _create_package(self, part):
        return self.env["product.product"].create(
            {
                "name": "商城版套餐",
                "type": "service",
                "list_price": YEARLY_PRICE * part,
                "taxes_id": [Command.set(self.tax.ids)],
                # without an account the base module's invoices violate a check
                "property_account_income_id": self.env["account.account"]
                .search([("account_type", "=", "income")], limit=1)
                .id,
            }
        )

    def create_partner(self):
        """Create a customer."""
        return self.env["res.partner"].create(
            {
                "name": "成都锦里食品有限公司",
                "is_company": True,
                "email": "lijing@example.com",
            }
        )

    def prepare_subscription(self, plan):
        """Return the values of a new customer's subscription to all packages.

        :rtype: dict
        """
        return {
            "partner_id": self.create_partner().id,
            "company_id": self.company.id,
            "template_id": plan.id,
            "pricelist_id": self.company._get_contract_pricelist().id,
            "sale_subscription_line_ids": [
                Command.create(
                    {
                        "product_id": package.id,
                        "name": package.name,
                        "price_unit": package.list_price,
                        "tax_ids": self.tax.ids,
                    }
                )
                for package in self.packages
            ],
        }

    def create_contract(self, date_start, date_end, signed_end=None, **values):
        """Create a running contract with an opening term, but without its document.

        :param date date_start: the first day of the term, which is paid
        :param date date_end: the last day of the term
        :param date signed_end: the last day that was signed, ``date_end`` by default
        :param values: further values of the contract
        """
        contract = self.env["sale.subscription"].create(
            {
                **self.prepare_subscription(self.plan),
                "purchase_date": date_start,
                **values,
            }
        )
        contract._write_protected(
            {
                **contract._prepare_plan_values(),
                "contract_number": f"L-{contract.id}",
                "contract_state": "active",
                "signed_end": signed_end or date_end,
            }
        )
        self.env["miniprogram.contract.term"].create(
            {
                "contract_id": contract.id,
                "sequence": 1,
                "kind": "initial",
                "date_start": date_start,
                "date_end": date_end,
                "amount": contract.amount_total,
                "is_opening": True,
                "state": "paid",
            }
        )
        self.env.flush_all()
        return contract

    def create_contracts(self, count, date_end):
        """Create many equal contracts, each with its own customer.

        :param int count: how many
        :param date date_end: the last day for which each of them is paid
        """
        start = date_end - relativedelta(years=1) + timedelta(days=1)
        contract = self.create_contract(start, date_end)
        self._multiply_subscription(contract, count - 1)

    def create_subscriptions(self, count, day):
        """Create many running subscriptions of the base module, due on a day.

        :param int count: how many
        :param date day: the day of their next invoice
        """
        plan = self._create_plan()
        subscription = self.env["sale.subscription"].create(
            self.prepare_subscription(plan)
        )
        subscription.action_start_subscription()
        subscription.recurring_next_date = day
        self.env.flush_all()
        self._multiply_subscription(subscription, count - 1)

    def _multiply_subscription(self, subscription, count):
        """Copy a subscription in SQL, with its customer, lines and terms."""
        if not count:
            return
        partners = self._multiply(subscription.partner_id, count)
        self.env.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)",
            [partners],
        )
        copies = self._multiply(
            subscription,
            count,
            partner_id=partners,
            partner_invoice_id=partners,
            partner_shipping_id=partners,
            **(
                {
                    "commercial_partner_id": partners,
                    "contact_partner_id": partners,
                    "notice_partner_id": partners,
                    "contract_number": [f"L-{partner}-copy" for partner in partners],
                }
                if subscription.is_miniprogram
                else {}
            ),
        )
        for line in subscription.sale_subscription_line_ids:
            lines = self._multiply(line, count, sale_subscription_id=copies)
            self._copy_relation(line, "tax_ids", lines)
        for term in subscription.term_ids:
            self._multiply(term, count, contract_id=copies)
        self.env.invalidate_all()

    def _multiply(self, record, count, **columns):
        """Copy a record's row many times.

        :param record: the record
        :param int count: how many copies
        :param columns: for a column that differs, the list of the copies' values
        :return: the ids of the copies
        :rtype: list[int]
        """
        cr, table = self.env.cr, record._table
        cr.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
            " FROM generate_series(1, %s)",
            [table, count],
        )
        columns = {"id": [row[0] for row in cr.fetchall()], **columns}
        cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND table_schema = 'public'",
            [table],
        )
        kept = [name for (name,) in cr.fetchall() if name not in columns]
        cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(new)s, %(kept)s) SELECT %(new_values)s,"
                " %(old_values)s FROM %(table)s old, unnest(%(lists)s) AS new(%(new)s)"
                " WHERE old.id = %(record)s",
                table=SQL.identifier(table),
                new=SQL(", ").join(map(SQL.identifier, columns)),
                kept=SQL(", ").join(map(SQL.identifier, kept)),
                new_values=SQL(", ").join(SQL.identifier("new", c) for c in columns),
                old_values=SQL(", ").join(SQL.identifier("old", c) for c in kept),
                lists=SQL(", ").join(SQL("%s", values) for values in columns.values()),
                record=record.id,
            )
        )
        return columns["id"]

    def _copy_relation(self, record, name, copies):
        field = record._fields[name]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(own)s, %(other)s) SELECT copy, %(other)s"
                " FROM %(table)s, unnest(%(copies)s) AS copy WHERE %(own)s = %(id)s",
                table=SQL.identifier(field.relation),
                own=SQL.identifier(field.column1),
                other=SQL.identifier(field.column2),
                copies=copies,
                id=record.id,
            )
        )
