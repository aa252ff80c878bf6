# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SCAN, ContractCommon


@tagged("post_install", "-at_install")
class TestLogNotes(ContractCommon):
    """Who reads a contract may note something on it, whoever may change it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_sent_contract()

    def _note(self, user, record=None, **values):
        record = (record or self.contract).with_user(user)
        return record.message_post(
            body="客户来电确认付款", subtype_xmlid="mail.mt_note", **values
        )

    def test_accountants_and_auditors_log_a_note(self):
        for group in (
            "account.group_account_invoice",
            "account.group_account_readonly",
        ):
            with self.subTest(group=group):
                user = self._create_user(f"note_{group}", group)
                note = self._note(
                    user, attachments=[("回单.pdf", base64.b64decode(SCAN))]
                )
                self.assertEqual(note.author_id, user.partner_id)
                self.assertEqual(note.attachment_ids.res_id, self.contract.id)
                self.assertFalse(self.contract.with_user(user).has_access("write"))

    def test_an_accountant_does_what_was_asked_for_on_a_contract(self):
        user = self._create_user("note_accountant", "account.group_account_invoice")
        activity = self.contract.activity_schedule(
            "mail.mail_activity_data_warning", summary="核销", user_id=user.id
        )
        activity.with_user(user).action_feedback("已核销")
        self.assertFalse(self.contract.activity_ids)
        self.assertIn("已核销", self.contract.message_ids[0].body)

    def test_who_may_not_read_it_writes_no_note(self):
        user = self._create_user("note_employee", "base.group_user")
        with self.assertRaises(AccessError):
            self._note(user)

    def test_of_several_companies_each_keeps_the_message_of_its_change(self):
        there = self.env["res.company"].create({"name": "成都分公司"})
        other = self._create_sent_contract()
        other._write_protected({"company_id": there.id})
        contracts = (self.contract | other).with_context(
            mail_notrack=False, tracking_disable=False
        )
        self.cr.flush()
        contracts._write_protected({"termination_date": "2027-01-31"})
        contracts._track_set_log_message("双方约定的终止日")
        self.cr.flush()
        for contract in contracts:
            self.assertIn("双方约定的终止日", contract.message_ids[0].body)

    def test_other_subscriptions_ask_for_what_they_asked_for(self):
        template = self.env["sale.subscription.template"].create({"name": "Monthly"})
        other = self.env["sale.subscription"].create(
            {
                "partner_id": self.customer.id,
                "template_id": template.id,
                "pricelist_id": self.contract.pricelist_id.id,
            }
        )
        operations = (
            other | self.contract
        )._mail_get_operation_for_mail_message_operation("create")
        self.assertEqual(operations, {other: "write", self.contract: "read"})
