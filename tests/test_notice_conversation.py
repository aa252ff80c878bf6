# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestTalkingAboutANotice(NoticeCommon):
    """A notice has a conversation and activities of its own, among us."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate()
        cls.contract._write_protected({"user_id": cls.salesman.id})
        with cls._on("2026-06-01"):
            cls.notice = cls._draft(cls.contract, "waiver", "outgoing", facts="滞纳金")

    def test_the_salesperson_talks_and_plans_on_it(self):
        own = self.notice.with_user(self.salesman)
        own.message_post(body="已电话联系")
        own.activity_schedule("mail.mail_activity_data_todo", summary="催收回执")
        self.assertIn("已电话联系", self.notice.message_ids[0].body)
        self.assertEqual(self.notice.activity_ids.summary, "催收回执")

    def test_a_change_of_state_is_noted_in_the_companys_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.partner_id.lang = "en_US"
        for record in (self.notice, self.contract):
            labels = self.env["ir.model.fields.selection"].search(
                [
                    ("field_id.model", "=", record._name),
                    ("field_id.name", "=", record._lifecycle_state),
                ]
            )
            for label in labels.with_context(lang="zh_CN"):
                label.name = "某状态"
            own = record.with_context(
                lang="zh_CN", mail_notrack=False, tracking_disable=False
            )
            with self.subTest(record=record._name), self._on("2026-06-01"):
                self.cr.precommit.run()
                before = record.message_ids
                if record == self.notice:
                    own.action_send()
                else:
                    own.action_terminate_contract(self.agreement)
                self.env.flush_all()
                self.cr.precommit.run()
                record.invalidate_recordset(["message_ids"])
                noted = (record.message_ids - before).sudo().tracking_value_ids
                labels = noted.mapped("new_value_char")
                state = record[record._lifecycle_state]
                field = record._fields[record._lifecycle_state]
                self.assertIn(dict(field.selection)[state], labels)

    def test_an_accountant_who_may_only_read_it_notes_something(self):
        accountant = self._create_user(
            "talking_accountant", "account.group_account_invoice"
        )
        own = self.notice.with_user(accountant)
        own.message_post(body="款项未到", subtype_xmlid="mail.mt_note")
        self.assertIn("款项未到", self.notice.message_ids[0].body)
        with self.assertRaises(AccessError):
            own.facts = "改"

    def test_a_colleague_of_another_team_reads_nothing_of_it(self):
        colleague = self._create_user(
            "talking_colleague", "sales_team.group_sale_salesman"
        )
        self.notice.message_post(body="内部意见")
        messages = self.env["mail.message"].with_user(colleague)
        self.assertFalse(
            messages.search(
                [("model", "=", self.notice._name), ("res_id", "=", self.notice.id)]
            )
        )
        with self.assertRaises(AccessError):
            self.notice.with_user(colleague).message_post(body="偷看")

    def test_a_customer_neither_follows_nor_reads_nor_is_suggested(self):
        customer = self._create_user(
            "talking_customer", "base.group_portal", partner_id=self.contact.id
        )
        # as the portal records a customer's notice: the visitor's name, sudo's rights
        with self._on("2026-06-01"):
            notice = self._draft(self.contract, "force_majeure")
            theirs = notice.with_user(customer).sudo().copy()
        self.assertFalse(theirs.message_partner_ids)
        message = theirs.message_post(body="内部意见", partner_ids=self.contact.ids)
        messages = self.env["mail.message"].with_user(customer)
        self.assertFalse(messages.search([("id", "=", message.id)]))
        with self.assertRaises(AccessError):
            message.with_user(customer).read(["body"])
        suggested = theirs.with_user(self.env.user)._message_get_suggested_recipients()
        readers = {reader["partner_id"] for reader in suggested}
        self.assertFalse(readers & {self.customer.id, self.contact.id})

    def test_what_happens_to_it_is_noted(self):
        tracked = self.notice._track_get_fields()
        self.assertEqual(tracked, {"received_on", "state"})
