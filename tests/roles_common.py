# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections.abc import Callable
from contextlib import contextmanager
from typing import NamedTuple

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .notice_common import NoticeCommon
from .signing_common import SigningMixin

TODAY = "2027-03-10"

# Methods of Odoo itself that the addon extends
ORM_METHODS = {"copy", "copy_data", "create", "unlink", "write", "onchange_partner_id"}

# Each role of the addon, alone: without any other group.
ROLES = {
    "salesman": "sales_team.group_sale_salesman",
    "all_documents": "sales_team.group_sale_salesman_all_leads",
    "sales_manager": "sales_team.group_sale_manager",
    "contract_user": "miniprogram_contract.group_contract_user",
    "contract_manager": "miniprogram_contract.group_contract_manager",
    "accountant": "account.group_account_invoice",
    "auditor": "account.group_account_readonly",
    "seal_keeper": "miniprogram_contract.group_seal_keeper",
    "employee": "base.group_user",
}
MANAGERS = {"sales_manager", "contract_manager"}
USERS = {"salesman", "all_documents", "contract_user", *MANAGERS}
READERS = {"accountant", "auditor", *USERS}
# Who has both: a keeper of the seal uses it on contracts that are theirs to write.
SEALERS = {"sealing_user"}
# Who is no colleague with the contract: strangers, customers, other teams, companies
OUTSIDERS = {
    "public",
    "customer",
    "other_customer",
    "former_contact",
    "other_salesman",
    "foreign_manager",
}


class Row(NamedTuple):
    """Who may do something, in which states it does something, and how it is called.

    :param reads: whether it changes nothing, whoever calls it; None where that depends
        on what it finds
    """

    roles: set
    stages: set
    arguments: Callable = lambda _test, _record: ()
    reads: bool | None = False


class Undone(Exception):
    """What was tried is undone."""


class RolesCommon(SigningMixin, NoticeCommon):
    """A contract in each state, and a user of each role who has no other group."""

    prints = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_signing()
        cls.users = {
            role: cls._create_user(f"alone_{role}", group)
            for role, group in ROLES.items()
        }
        cls.users["sealing_user"] = cls._create_user(
            "sealing_user",
            "miniprogram_contract.group_contract_user,"
            "miniprogram_contract.group_seal_keeper",
        )
        cls.stages = cls._make_stages()

    @classmethod
    def _find_public_methods(cls, model):
        """Return the public methods that the addon itself defines on a model."""
        return {
            name
            for base in type(cls.env[model]).mro()
            if base.__module__.startswith("odoo.addons.miniprogram_contract.")
            for name, value in vars(base).items()
            if callable(value) and not name.startswith("_")
        } - ORM_METHODS

    # -- a contract in each state -----------------------------------------------------

    @classmethod
    def _make_stages(cls):
        """Return the contracts, each by the name of what it is in the middle of.

        They have no salesperson: every contract user may work on them.
        """
        contracts = {
            "ended": cls._make_ended(),
            "paid_late": cls._make_paid_late(),
            "cancelled": cls._make_cancelled(),
            "draft": cls._make(cls._create_contract),
            "sent": cls._make(cls._create_sent_contract),
            "waiting": cls._make_waiting_for_seal(),
            "signed": cls._sign(TODAY),
            "active": cls._activate("2026-09-01"),
            "planned_end": cls._make_planned_end(),
            "renewal": cls._make_renewal("2026-03-20"),
            "cancelled_invoice": cls._make_cancelled_invoice(),
            "late": cls._make_renewal("2026-03-02"),
            "held": cls._make_held(),
        }
        for contract in contracts.values():
            contract._write_protected({"user_id": False, "crm_team_id": False})
            contract.sale_order_id.write({"user_id": False, "team_id": False})
        cls.env.flush_all()
        return contracts

    @classmethod
    def _copy_customer(cls, name):
        contact = Command.create({"name": "王芳", "phone": "13900139000"})
        return cls.customer.copy({"name": name, "child_ids": [contact]})

    @classmethod
    def _make(cls, create):
        with cls._on(TODAY):
            return create()

    @classmethod
    def _make_cancelled(cls):
        contract = cls._make(cls._create_sent_contract)
        contract.action_cancel_contract("客户放弃")
        return contract

    @classmethod
    def _make_waiting_for_seal(cls):
        contract = cls._make(cls._create_sent_contract)
        with cls._on(TODAY):
            cls._sign_on_screen(contract)
        return contract

    @classmethod
    def _make_renewal(cls, day, **values):
        contract = cls._activate(day, **values)
        with cls._on(contract.renewal_invoice_on):
            contract._start_next_term()
        return contract

    @classmethod
    def _make_cancelled_invoice(cls):
        contract = cls._make_renewal("2026-03-20")
        with cls._on(TODAY):
            contract.open_term_id.invoice_id.button_draft()
            contract.open_term_id.invoice_id.button_cancel()
        return contract

    @classmethod
    def _make_ended(cls, **values):
        contract = cls._make_renewal("2026-03-02", **values)
        with cls._on("2027-03-09"):
            contract._terminate_unpaid()
        return contract

    @classmethod
    def _make_paid_late(cls):
        """Return a contract whose payment was in time, and entered after the end."""
        payer = cls._copy_customer("迟付公司")
        contract = cls._make_ended(partner_id=payer.id)
        cls._credit(contract, 7208.0, "2027-03-01")
        return contract

    @classmethod
    def _make_planned_end(cls):
        contract = cls._activate("2026-09-01")
        with cls._on(TODAY):
            contract.action_terminate_contract(cls.agreement, "2027-04-30")
        return contract

    @classmethod
    def _make_held(cls):
        payer = cls._copy_customer("预付公司")
        contract = cls._make_renewal("2026-03-02", partner_id=payer.id)
        cls._credit(contract, 7208.0, "2027-03-01")
        return contract

    # -- somebody tries something ------------------------------------------------------

    @contextmanager
    def _undone(self):
        try:
            with self.env.cr.savepoint():
                yield
                self.env.flush_all()
                raise Undone
        except Undone:
            pass
        finally:
            self.env.invalidate_all()

    def _try(self, call, *args, **kwargs):
        """Return what came of it: nothing, or the error; all of it is undone."""
        try:
            with self._undone(), mute_logger("odoo.addons.base.models.ir_rule"):
                call(*args, **kwargs)
        except UserError as error:
            return error
        return None

    def _assert_outcome(self, role, row, is_in_time, call):
        """Try what a row of a table is about, and compare what came of it.

        :param str role: who tries it
        :param Row row: who may
        :param bool is_in_time: whether the record is in a state for it
        :param call: what is tried
        """
        error = self._try(call)
        if role not in row.roles:
            self.assertTrue(error, "it has to be refused")
        elif is_in_time:
            self.assertFalse(error, "they may, and now is the time")
        else:
            # what may not be done now says so, and is no matter of rights
            self.assertNotIsInstance(error, AccessError)

    def _as(self, role, records):
        self.env.invalidate_all()
        return records.with_user(self.users[role]).with_context(
            allowed_company_ids=self.company.ids
        )
