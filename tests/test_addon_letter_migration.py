# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import logging
from pathlib import Path

from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .notice_common import NoticeCommon

FOLDER = "miniprogram_contract/migrations/19.0.1.5.0"


@tagged("post_install", "-at_install")
class TestLetterMigration(NoticeCommon):
    """An update brings the new words of letters, where nobody edited the former."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.former = json.loads(
            Path(file_path(f"{FOLDER}/letters.json")).read_text("utf-8")
        )

    def _migrate(self, name="post-letters"):
        self.env.flush_all()
        load_script(file_path(f"{FOLDER}/{name}.py"), name).migrate(
            self.cr, "19.0.1.3.0"
        )
        self.env.invalidate_all()

    def _get(self, external_id):
        return self.env.ref(f"miniprogram_contract.{external_id}")

    def _restore_former(self):
        """Let the delivered records hold what was delivered before."""
        delivered = {}
        for external_id, values in self.former.items():
            record = self._get(external_id)
            for name, value in values.items():
                delivered[record, name] = record[name]
                if isinstance(value, dict):
                    for lang, text in value.items():
                        record.with_context(lang=lang)[name] = text
                else:
                    record[name] = value
        return delivered

    def test_former_letters_become_what_is_delivered_now(self):
        delivered = self._restore_former()
        self._migrate()
        for (record, name), value in delivered.items():
            with self.subTest(record=record.display_name, field=name):
                self.assertEqual(record[name], value)

    def test_every_former_value_is_another_one_than_now(self):
        for external_id, values in self.former.items():
            for name, value in values.items():
                former = value["en_US"] if isinstance(value, dict) else value
                self.assertNotEqual(self._get(external_id)[name] or False, former)

    def test_what_somebody_edited_stays(self):
        self._restore_former()
        demand = self._get("notice_type_payment_demand")
        demand.body = demand.body.replace("催告", "敦促").replace("付清", "支付")
        edited = demand.body
        reason = self._get("close_reason_unpaid")
        reason.settlement = "请与我方财务联系。"
        self._migrate()
        self.assertEqual(demand.body, edited)
        self.assertEqual(reason.settlement, "请与我方财务联系。")
        self.assertIn("{data_export}", self._get("notice_type_termination").body)

    def test_letters_that_were_sent_stay_without_a_number(self):
        contract = self._activate()
        letter = self._give(contract, "waiver", "2026-06-01", facts="放弃违约金。")
        letter._write_protected({"letter_number": False})
        contract._write_protected({"letter_count": 0})
        self._migrate()
        self.assertFalse(letter.letter_number)
        later = self._give(contract, "waiver", "2026-06-02", facts="放弃违约金。")
        self.assertEqual(later.letter_number, f"{contract.contract_number}-H01")

    def test_plans_without_an_early_reminder_get_one(self):
        kept = self.plan.copy({"name": "已有提醒"})
        late = self.plan.copy({"name": "提醒太晚"})
        unreadable = self.plan.copy({"name": "无法读取"})
        invalid = self.plan.copy({"name": "违反另一条规则"})
        none = self.plan.copy({"name": "没有提醒"})
        contract = self._activate()
        self.env.flush_all()
        for plan, days, lead in ((late, "3,1", 30), (none, None, 2)):
            self.cr.execute(
                "UPDATE sale_subscription_template"
                " SET reminder_days = %s, renewal_lead_days = %s WHERE id = %s",
                [days, lead, plan.id],
            )
        self.cr.execute(
            "UPDATE sale_subscription_template SET reminder_days = 'ab' WHERE id = %s",
            [unreadable.id],
        )
        self.cr.execute(
            "UPDATE sale_subscription_template"
            " SET reminder_days = '1', grace_days = -1 WHERE id = %s",
            [invalid.id],
        )
        contract._write_protected({"reminder_days": "1"})
        self.env.invalidate_all()
        with self.assertLogs(
            "odoo.addons.miniprogram_contract.migrations", logging.WARNING
        ) as log:
            self._migrate("post-plan-reminders")
        for left in (unreadable, invalid):
            self.assertIn(f"(id {left.id}) is left as it is", "".join(log.output))
        self.assertEqual(kept.reminder_days, "30,15,7,1")
        self.assertEqual(late.reminder_days, "5,3,1")
        self.assertEqual(late.renewal_lead_days, 30)
        self.assertEqual(none.reminder_days, "5")
        self.assertEqual(none.renewal_lead_days, 5)
        self.assertEqual(contract.reminder_days, "1")
        self.assertEqual(unreadable.reminder_days, "ab")
        self.assertEqual(invalid.reminder_days, "1")
        late.name = "可以保存"


@tagged("post_install", "-at_install")
class TestClaimMigration(NoticeCommon):
    """An update from 19.0.1.5.0 brings the words of what a customer claims."""

    def _migrate(self):
        self.env.flush_all()
        folder = FOLDER.replace("1.5.0", "1.5.1")
        load_script(file_path(f"{folder}/post-letters.py"), "post-letters").migrate(
            self.cr, "19.0.1.5.0"
        )
        self.env.invalidate_all()

    def test_claims_get_their_words_where_nobody_wrote_others(self):
        breach, fraud = (
            self._type("termination_breach"),
            self._type("termination_fraud"),
        )
        delivered, body = breach.customer_body, breach.body
        breach.customer_body = False
        fraud.customer_body = "我方解除本合同。"
        self._migrate()
        self.assertTrue(delivered)
        self.assertEqual(breach.customer_body, delivered)
        self.assertEqual(breach.body, body)
        self.assertEqual(fraud.customer_body, "我方解除本合同。")
