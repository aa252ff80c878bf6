# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import ContractCommon

MODELS = {
    "sale.subscription": "contract",
    "sale.subscription.line": "line",
    "miniprogram.contract.term": "term",
    "miniprogram.contract.notice": "notice",
    "miniprogram.contract.notice.type": "notice_type",
    "sale.subscription.template": "plan",
    "sale.subscription.close.reason": "close_reason",
    "miniprogram.contract.wording": "wording",
    "miniprogram.contract.clause": "clause",
}
ROLES = {
    "salesman": "sales_team.group_sale_salesman",
    "all_documents": "sales_team.group_sale_salesman_all_leads",
    "manager": "sales_team.group_sale_manager",
    "contract_user": "miniprogram_contract.group_contract_user",
    "contract_manager": "miniprogram_contract.group_contract_manager",
    "accountant": "account.group_account_invoice",
    "auditor": "account.group_account_readonly",
    "seal_keeper": "miniprogram_contract.group_seal_keeper",
    "employee": "base.group_user",
    "portal": "base.group_portal",
    "public": "base.group_public",
}
# what each role may do with one's own contract, and with somebody else's
OWN = {
    "sale.subscription": {
        "rwcu": "salesman all_documents manager contract_user contract_manager",
        "r": "accountant auditor",
    },
    "sale.subscription.line": {
        "rwcu": "salesman all_documents manager contract_user contract_manager",
        "r": "accountant auditor",
    },
    "miniprogram.contract.term": {
        "r": "salesman all_documents manager contract_user contract_manager"
        " accountant auditor",
    },
    "miniprogram.contract.notice": {
        "rwcu": "salesman all_documents manager contract_user contract_manager",
        "r": "accountant auditor",
    },
    "miniprogram.contract.notice.type": {
        "rwcu": "manager contract_manager",
        "r": "salesman all_documents contract_user accountant auditor",
    },
    "sale.subscription.template": {
        "rwcu": "manager contract_manager",
        "r": "salesman all_documents contract_user accountant auditor",
    },
    "sale.subscription.close.reason": {
        "rwcu": "manager contract_manager",
        "r": "salesman all_documents contract_user accountant auditor",
    },
    "miniprogram.contract.wording": {
        "rwcu": "manager contract_manager",
        "r": "salesman all_documents contract_user accountant auditor",
    },
    "miniprogram.contract.clause": {
        "rwcu": "manager contract_manager",
        "r": "salesman all_documents contract_user accountant auditor",
    },
}
BOUND_TO_ONES_OWN = {"salesman", "contract_user"}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


@tagged("post_install", "-at_install")
class TestAccess(ContractCommon):
    """Who may see and do what: every model, role and operation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: cls._create_user(f"access_{role}", group)
            for role, group in ROLES.items()
        }
        cls.other_team = cls.env["crm.team"].create(
            {"name": "其他团队", "company_id": cls.company.id}
        )
        cls.stranger = new_test_user(
            cls.env, "access_stranger", "sales_team.group_sale_salesman"
        )

    def _records(self, user):
        contract = self._create_signed_contract(
            user_id=user.id, team_id=self.other_team.id
        )
        contract._write_protected({"user_id": user.id})
        notice_type = self.env.ref("miniprogram_contract.notice_type_time_granted")
        return {
            "contract": contract,
            "line": contract.sale_subscription_line_ids,
            "term": contract.term_ids,
            "notice": contract._create_notices(notice_type),
            "notice_type": notice_type,
            "plan": self.plan,
            "close_reason": self.env.ref("miniprogram_contract.close_reason_unpaid"),
            "wording": self.wording,
            "clause": self.wording.clause_ids[:1],
        }

    def _assert_rights(self, role, records, is_own):
        user = self.users[role]
        for model, key in MODELS.items():
            granted = "".join(
                operations
                for operations, roles in OWN[model].items()
                if role in roles.split()
            )
            is_bound = key in ("contract", "line", "term", "notice")
            if is_bound and not is_own and role in BOUND_TO_ONES_OWN:
                granted = ""
            for letter, operation in OPERATIONS.items():
                with self.subTest(role=role, model=model, operation=operation):
                    self.assertEqual(
                        records[key].with_user(user).has_access(operation),
                        letter in granted,
                    )

    def test_every_role_with_its_own_contract(self):
        for role, user in self.users.items():
            self._assert_rights(role, self._records(user), is_own=True)

    def test_every_role_with_a_contract_of_somebody_else(self):
        records = self._records(self.stranger)
        for role in self.users:
            self._assert_rights(role, records, is_own=False)

    def test_a_team_sees_its_contracts(self):
        salesman = self.users["salesman"]
        contract = self._records(self.stranger)["contract"]
        self.assertFalse(contract.with_user(salesman).has_access("read"))
        self.env["crm.team.member"].create(
            {"user_id": salesman.id, "crm_team_id": self.other_team.id}
        )
        self.assertTrue(contract.with_user(salesman).has_access("read"))
        leader = self.users["contract_user"]
        self.other_team.user_id = leader
        self.assertTrue(contract.with_user(leader).has_access("read"))

    def test_other_subscriptions_stay_as_they_were(self):
        template = self.env["sale.subscription.template"].create({"name": "Other"})
        subscription = self.env["sale.subscription"].create(
            {
                "partner_id": self.customer.id,
                "template_id": template.id,
                "pricelist_id": self._create_contract().pricelist_id.id,
                "user_id": self.stranger.id,
            }
        )
        reason = self.env.ref("subscription_oca.close_reason_other")
        stage = self.env["sale.subscription.stage"].create({"name": "Other"})
        for record in (subscription, template, reason, stage):
            for operation in OPERATIONS.values():
                salesman = record.with_user(self.users["salesman"])
                self.assertTrue(salesman.has_access(operation))
        for role in ("accountant", "auditor", "contract_user", "employee", "portal"):
            with self.subTest(role=role):
                user = self.users[role]
                self.assertFalse(subscription.with_user(user).has_access("read"))

    def test_an_accountant_opens_a_partner_with_contracts(self):
        self._create_contract()
        partner = self.customer.with_user(self.users["accountant"])
        self.assertEqual(partner.contract_count, 1)
        self.assertEqual(
            partner.subscription_count, 0, "contracts have their own button"
        )

    def test_everybody_opens_a_partner_with_contracts(self):
        self._create_contract()
        for role in ("employee", "accountant", "auditor", "salesman", "contract_user"):
            with self.subTest(role=role):
                form = Form(self.customer.with_user(self.users[role]))
                self.assertEqual(form.name, self.customer.name)

    def test_a_salesman_deletes_no_contract_and_no_stage_of_contracts(self):
        contract = self._records(self.stranger)["contract"]
        draft = self._create_contract(
            user_id=self.stranger.id, team_id=self.other_team.id
        )
        salesman = self.users["salesman"]
        for record in (contract, draft):
            with self.assertRaises(AccessError):
                record.with_user(salesman).unlink()
        for stage in (contract | draft).stage_id:
            with self.assertRaisesRegex(UserError, stage.name):
                stage.with_user(salesman).unlink()

    def test_a_salesman_makes_no_plan_of_an_ordinary_template(self):
        salesman = self.users["salesman"]
        Template = self.env["sale.subscription.template"].with_user(salesman)
        template = Template.create({"name": "Other"})
        with self.assertRaises(AccessError):
            template.is_miniprogram = True

    def test_a_salesman_puts_no_line_into_somebody_else_s_contract(self):
        contract = self._create_contract(
            user_id=self.stranger.id, team_id=self.other_team.id
        )
        template = self.env["sale.subscription.template"].create({"name": "Other"})
        Subscription = self.env["sale.subscription"].with_user(self.users["salesman"])
        subscription = Subscription.create(
            {
                "partner_id": self.customer.id,
                "template_id": template.id,
                "pricelist_id": contract.pricelist_id.id,
                "sale_subscription_line_ids": [
                    Command.create({"product_id": self.package.id})
                ],
            }
        )
        with self.assertRaises(AccessError):
            subscription.sale_subscription_line_ids.sale_subscription_id = contract

    def test_nobody_writes_the_ledger_by_hand(self):
        term = self._create_signed_contract().term_ids
        for role in ("manager", "contract_manager", "accountant"):
            with self.assertRaises(AccessError):
                term.with_user(self.users[role]).write({"amount": 1.0})

    def test_a_customer_who_reads_his_order_reads_no_contract_through_it(self):
        order = self._create_signed_contract().sale_order_id
        self.users["portal"].partner_id = self.contact
        order = order.with_user(self.users["portal"])
        self.assertEqual(order.read(["amount_total"])[0]["id"], order.id)
        for name in ("subscription_ids", "contract_plan_ids", "contract_count"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                order.read([name])
        with self.assertRaises(AccessError):
            order.action_view_contracts()

    def test_contracts_are_confined_to_their_company(self):
        contract = self._create_signed_contract()
        other = self.env["res.company"].create({"name": "另一家公司"})
        outsider = new_test_user(
            self.env,
            "access_outsider",
            "sales_team.group_sale_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for record in (
            contract,
            contract.sale_subscription_line_ids,
            contract.term_ids,
            contract._create_notices(
                self.env.ref("miniprogram_contract.notice_type_time_granted")
            ),
        ):
            self.assertFalse(record.with_user(outsider).has_access("read"))

    def test_only_a_seal_keeper_decides_on_the_seal(self):
        contract = self._create_contract(user_id=self.users["salesman"].id)
        with self.assertRaises(AccessError):
            contract.with_user(self.users["salesman"]).print_seal = True
