# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .notice_common import NoticeCommon

ROLES = {
    "colleague": "sales_team.group_sale_salesman",
    "manager": "miniprogram_contract.group_contract_manager",
    "accountant": "account.group_account_invoice",
    "auditor": "account.group_account_readonly",
    "employee": "base.group_user",
    "portal": "base.group_portal",
    "public": "base.group_public",
}
# What may be done with a notice and a mailing of the salesman's.
GRANTED = {
    "salesman": ("read", "write"),
    "manager": ("read", "write"),
    "accountant": ("read",),
    "auditor": ("read",),
}
READ_BY_STAFF = {"colleague", "salesman", "manager", "accountant", "auditor"}


@tagged("post_install", "-at_install")
class TestNoticeAccess(NoticeCommon):
    """Sales people give and record notices on their own contracts only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {"salesman": cls.salesman}
        for role, group in ROLES.items():
            cls.users[role] = cls._create_user(f"notice_{role}", group)
        cls.contract = cls._activate()
        cls.contract._write_protected(
            {"user_id": cls.salesman.id, "crm_team_id": False}
        )
        with cls._on("2026-06-01"):
            cls.notice = cls.contract._create_notices(
                cls._type("waiver"), facts="滞纳金"
            )
        cls.mailing = (
            cls.env["miniprogram.contract.notice.mailing"]
            .with_user(cls.salesman)
            .create({"name": "升级", "facts": "升级"})
        )

    def _assert_granted(self, record, granted):
        for role, user in self.users.items():
            for operation in ("read", "write"):
                with self.subTest(role=role, operation=operation):
                    self.assertEqual(
                        record.with_user(user).has_access(operation),
                        operation in granted.get(role, ()),
                    )

    def test_notices(self):
        self._assert_granted(self.notice, GRANTED)

    def test_notices_to_many(self):
        self._assert_granted(self.mailing, GRANTED)

    def test_changed_details_are_read_by_those_concerned_and_written_by_nobody(self):
        self.customer.phone = "028-1"
        change = self.env["miniprogram.contract.detail.change"].search(
            [("partner_id", "=", self.customer.id)]
        )
        # a colleague of another team reads no contract of this customer
        readers = READ_BY_STAFF - {"colleague"}
        self._assert_granted(change, dict.fromkeys(readers, ("read",)))

    def test_nobody_else_sends_records_or_cancels(self):
        for role in ("colleague", "accountant", "auditor", "employee", "portal"):
            notice = self.notice.with_user(self.users[role])
            for step in (notice.action_send, notice.action_receive):
                with (
                    self.subTest(role=role, step=step.__name__),
                    self.assertRaises(AccessError),
                ):
                    step()

    def test_nobody_else_gives_a_notice_on_it(self):
        for role in ("colleague", "accountant", "employee", "portal"):
            notices = self.env["miniprogram.contract.notice"].with_user(
                self.users[role]
            )
            with self.subTest(role=role), self.assertRaises(AccessError):
                notices.create(
                    {
                        "contract_id": self.contract.id,
                        "type_id": self._type("waiver").id,
                    }
                )

    def test_a_salesman_gives_and_records_on_his_own(self):
        self.env.invalidate_all()
        with self._on("2026-06-01"):
            notice = (
                self.env["miniprogram.contract.notice"]
                .with_user(self.salesman)
                .create(
                    {
                        "contract_id": self.contract.id,
                        "type_id": self._type("force_majeure").id,
                        "direction": "incoming",
                        "body": "洪水",
                    }
                )
            )
            notice.proof_ids = [Command.create({"name": "信封.txt", "raw": b"stamped"})]
            notice.action_receive("2026-06-01")
        self.assertEqual(notice.state, "received")

    def test_a_salesman_writes_no_settlement_of_his_own(self):
        values = {
            "contract_id": self.contract.id,
            "type_id": self._type("termination_unpaid").id,
        }
        notices = self.env["miniprogram.contract.notice"].with_user(self.salesman)
        settlement = {"settlement": "我方全额退款。"}
        with self.assertRaisesRegex(UserError, "Settlement"):
            notices.create({**values, **settlement})
        with self.assertRaisesRegex(UserError, "Settlement"):
            notices.with_context(default_settlement="我方全额退款。").create(values)
        usual = notices.create(values)
        self.assertIn("已冲销", usual.settlement)
        again = notices.create({**values, "settlement": usual.settlement})
        self.assertEqual(again.body, usual.body)
        manager = self.users["manager"]
        own = notices.with_user(manager).create({**values, **settlement})
        self.assertIn("我方全额退款。", own.body)

    def test_a_salesman_changes_no_letter_of_a_managers_that_is_about_to_be_sent(self):
        notice = self.notice.with_user(self.salesman)
        for values in (
            {"facts": "全部欠款"},
            {"body": "我方放弃全部欠款。"},
            {"type_id": self._type("service_upgrade").id},
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(UserError, "Only a contract manager"),
            ):
                notice.write(values)
        notice.channel = "courier"
        notice.with_user(self.users["manager"]).facts = "部分滞纳金"
        self.assertIn("部分滞纳金", self.notice.body)

    def test_what_is_about_to_be_sent_becomes_no_letter_of_a_managers(self):
        with self._on("2026-06-01"):
            notice = self.contract._create_notices(
                self._type("service_upgrade"), facts="升级"
            ).with_user(self.salesman)
        notice.body = "系统将于今晚升级。"
        with self.assertRaisesRegex(UserError, "Only a contract manager"):
            notice.type_id = self._type("waiver")
        with self.assertRaisesRegex(UserError, "Only a contract manager"):
            notice.write({"type_id": self._type("waiver").id, "body": "我方放弃。"})

    def test_wizards_are_for_who_gives_notices(self):
        for model in ("notice.receive", "detail.change.record"):
            wizard = self.env[f"miniprogram.contract.{model}"]
            for role in ("accountant", "auditor", "employee", "portal", "public"):
                with self.subTest(model=model, role=role):
                    user = self.users[role]
                    self.assertFalse(wizard.with_user(user).has_access("create"))

    def test_a_partners_form_opens_for_everybody(self):
        self.customer.phone = "028-1"
        for role in ("accountant", "employee"):
            partner = self.customer.with_user(self.users[role])
            view = partner.get_view(view_type="form")
            self.assertNotIn("detail_change_id", view["arch"])
            self.assertNotIn("contract_notice_count", view["arch"])
        partner = self.customer.with_user(self.users["colleague"])
        self.assertEqual(partner.contract_notice_count, 0)

    def test_the_correspondence_file_is_for_who_sees_the_contract(self):
        self._print_for_real()
        report = self.env["ir.actions.report"]
        name = "miniprogram_contract.action_report_correspondence"
        for role in ("colleague", "employee"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                report.with_user(self.users[role])._render_qweb_pdf(
                    name, self.contract.ids
                )
