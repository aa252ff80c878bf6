# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Somebody calls a method as other programs do: by RPC, with ids and plain values."""

import inspect

from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .roles_common import RolesCommon, Undone

OURS = "odoo.addons.miniprogram_contract."
# What PostgreSQL counts of a transaction, whatever is undone of it later
WRITTEN = """
    SELECT relname,
           pg_stat_get_xact_tuples_inserted(oid)
           + pg_stat_get_xact_tuples_updated(oid)
           + pg_stat_get_xact_tuples_deleted(oid)
      FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


def is_private(model_class, name):
    """Whether Odoo refuses to call a method by RPC."""
    return name.startswith("_") or any(
        getattr(getattr(parent, name, None), "_api_private", False)
        for parent in model_class.mro()
    )


class RpcCommon(RolesCommon):
    """Every role, and every kind of outsider, call methods by RPC.

    The contracts belong to the salesperson and to a team, whose members are those who
    write contracts and see only their own.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "另一家公司"})
        team = cls.env["crm.team"].create(
            {
                "name": "西南团队",
                "company_id": cls.company.id,
                "member_ids": [
                    Command.set(
                        [
                            cls.users[role].id
                            for role in ("salesman", "contract_user", "sealing_user")
                        ]
                    )
                ],
            }
        )
        for contract in cls.stages.values():
            cls._give_to(team, contract)
        cls.users |= cls._create_outsiders()
        cls.users["administrator"] = cls._create_user(
            "rpc_administrator",
            "base.group_system,account.group_account_manager,"
            "sales_team.group_sale_manager,"
            "miniprogram_contract.group_contract_manager,"
            "miniprogram_contract.group_seal_keeper",
        )
        cls.env.flush_all()

    @classmethod
    def _give_to(cls, team, contract):
        owner = {"user_id": cls.users["salesman"].id, "crm_team_id": team.id}
        contract._write_protected(owner)
        contract.sale_order_id.write({"user_id": owner["user_id"], "team_id": team.id})

    @classmethod
    def _create_outsiders(cls):
        """Return a user of each kind of ``OUTSIDERS``."""
        rival = cls.env["res.partner"].create(
            {"name": "重庆山城火锅", "is_company": True}
        )
        former = cls.env["res.partner"].create(
            {"name": "旧联系人", "parent_id": cls.customer.id}
        )
        cls.stages["active"].message_subscribe(former.ids)
        former.parent_id = rival
        outsiders = {
            "public": cls.env.ref("base.public_user"),
            "other_salesman": cls._create_user(
                "rpc_other_salesman", "sales_team.group_sale_salesman"
            ),
            "foreign_manager": new_test_user(
                cls.env,
                "rpc_foreign_manager",
                "miniprogram_contract.group_contract_manager",
                company_id=cls.other_company.id,
                company_ids=[Command.set(cls.other_company.ids)],
            ),
        }
        for kind, partner in (
            ("customer", cls.contact),
            ("former_contact", former),
            ("other_customer", rival.copy({"name": "周强", "parent_id": rival.id})),
        ):
            outsiders[kind] = cls._create_user(
                f"rpc_{kind}",
                "base.group_portal",
                email=partner.email,
                name=partner.name,
                partner_id=partner.id,
            )
        return outsiders

    # -- what there is -----------------------------------------------------------------

    def _find_methods(self, is_hidden):
        """Name, by model, the methods that the addon defines or overrides.

        Abstract models have no records: what they define is found on their heirs.

        :param bool is_hidden: those that only Python calls, else those that RPC reaches
        :rtype: dict[str, set]
        """
        found = {}
        for model, model_class in self.registry.items():
            for parent in () if model_class._abstract else model_class.mro():
                if parent.__module__.startswith(OURS):
                    found.setdefault(model, set()).update(
                        name
                        for name, method in vars(parent).items()
                        if inspect.isroutine(method)
                        and not name.startswith("_")
                        and is_private(model_class, name) == is_hidden
                    )
        return {model: names for model, names in found.items() if names}

    # -- somebody calls ----------------------------------------------------------------

    def _call(self, kind, records, name, *args):
        """Call a method as this kind of user, as Odoo's dispatcher does it.

        :return: its result, as another program gets it
        """
        # sudo: this test's own user may not read every other one
        user = self.users[kind].sudo()
        model = self.env[records._name].with_user(user)
        is_of_model = getattr(getattr(type(model), name, None), "_api_model", False)
        chosen = self.invoice if records._transient else records
        context = {
            "active_id": chosen.id,
            "active_ids": chosen.ids,
            "active_model": chosen._name,
            "allowed_company_ids": user.company_ids.ids,
        }
        ids = () if is_of_model else (records.ids,)
        return call_kw(model, name, [*ids, *args], {"context": context})

    def _get_written(self):
        """Return how many rows of each table this transaction has written so far."""
        self.env.cr.execute(WRITTEN)
        return dict(self.env.cr.fetchall())

    def _may(self, kind, row):
        """Whether a row lets this user: administrators are in every group."""
        return kind in row.roles or (kind == "administrator" and bool(row.roles))

    def _try_row(self, kind, model, name, row):
        """Call the method of a row on its record, and undo all of it.

        :return: the error, if any, the tables that were written to by then, the result
        :rtype: tuple
        """
        stage = "active" if "active" in row.stages else min(row.stages)
        error = result = None
        with self._undone(), mute_logger("odoo.addons.base.models.ir_rule"):
            record = self._get_record(model, stage, kind)
            arguments = row.arguments(self, record)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self._get_written()
            try:
                result = self._call(kind, record, name, *arguments)
                self.env.flush_all()
            except UserError as refusal:
                error = refusal
            after = self._get_written()
            raise Undone
        written = {
            table for table, rows in after.items() if rows != before.get(table, 0)
        }
        return error, written, result
