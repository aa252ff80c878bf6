# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from psycopg2.extras import Json

from odoo.modules.migration import load_script
from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path

MODULE = "miniprogram_contract"


@tagged("post_install", "-at_install")
class TestMigrations(TransactionCase):
    """An update brings what is delivered, and leaves a person's edit alone.

    ``./dev/check-upgrade`` does the same with databases of released states.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.reason = cls.env.ref(f"{MODULE}.close_reason_customer_request")
        cls.request = cls.env.ref(f"{MODULE}.notice_type_termination_request")
        cls.reminder = cls.env.ref(f"{MODULE}.mail_template_renewal_reminder")
        cls.cron = cls.env.ref(f"{MODULE}.ir_cron_track_notices")

    def _migrate(self):
        path = f"{MODULE}/migrations/19.0.1.1.0/post-delivered.py"
        self.env.flush_all()
        load_script(file_path(path), "post-delivered").migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def _make_older(self, *records):
        """Let records be from before the fields that came with later states."""
        self._set_age(records, "2020-01-01")

    def _make_younger(self, *records):
        """Let records be what a later update has created."""
        self._set_age(records, "2100-01-01")

    def _set_age(self, records, day):
        for record in records:
            self.env["ir.model.data"].flush_model()
            self.cr.execute(
                "UPDATE ir_model_data SET create_date = %s"
                " WHERE module = %s AND model = %s AND res_id = %s",
                [day, MODULE, record._name, record.id],
            )

    def _read_delivered(self, release, record, name):
        path = f"{MODULE}/migrations/19.0.1.1.0/post-delivered.py"
        script = load_script(file_path(path), "post-delivered")
        return script.read_table()[release][record][name]

    def test_what_an_earlier_state_left_is_updated(self):
        self._make_older(self.reason)
        self.reason.write({"side": "both", "is_manager_only": True})
        self.reason.settlement = self.reason.notice_type_id = False
        self._migrate()
        self.assertEqual(self.reason.side, "customer")
        self.assertFalse(self.reason.is_manager_only)
        self.assertIn("应付未付", self.reason.settlement)
        self.assertEqual(self.reason.notice_type_id, self.request)

    def test_an_edited_field_stays_and_the_others_of_its_record_do_not(self):
        self._make_older(self.reason)
        self.reason.write({"side": "company", "is_manager_only": True})
        self._migrate()
        self.assertEqual(self.reason.side, "company")
        self.assertFalse(self.reason.is_manager_only)

    def test_what_an_update_left_but_a_person_has_chosen_stays(self):
        self.reason.side = "both"
        self._migrate()
        self.assertEqual(self.reason.side, "both")

    def test_a_type_that_an_update_created_gets_its_effect(self):
        self.request.write({"effect": "none", "close_reason_id": False})
        self._make_younger(self.request)
        self._migrate()
        self.assertEqual(self.request.effect, "terminate")
        self.assertEqual(self.request.close_reason_id, self.reason)

    def test_a_template_is_updated_in_every_language(self):
        body = self._read_delivered(
            "122e1dd", "mail_template_renewal_reminder", "body_html"
        )
        self._make_older(self.reminder)
        self._store_body(body)
        self._migrate()
        english = self.reminder.with_context(lang="en_US").body_html
        self.assertIn("payment_deadline", english)
        chinese = self.reminder.with_context(lang="zh_CN").body_html
        self.assertIn("payment_deadline", chinese)
        self.assertNotIn("Dear", chinese)

    def test_a_template_whose_chinese_was_edited_stays(self):
        body = self._read_delivered(
            "122e1dd", "mail_template_renewal_reminder", "body_html"
        )
        edited = {**body, "zh_CN": body["zh_CN"].replace("尊敬的", "亲爱的")}
        self._make_older(self.reminder)
        self._store_body(edited)
        self._migrate()
        self.assertEqual(
            self.reminder._fields["body_html"]._get_stored_translations(self.reminder),
            edited,
        )

    def _store_body(self, body):
        self.cr.execute(
            "UPDATE mail_template SET body_html = %s WHERE id = %s",
            [Json(body), self.reminder.id],
        )
        self.env.invalidate_all()

    def test_an_edited_chinese_name_survives_an_update(self):
        reason = self.reason.with_context(lang="zh_CN")
        reason.name = "客户自己要求"
        self._migrate()
        self.assertEqual(reason.name, "客户自己要求")

    def test_an_action_at_its_first_hour_begins_at_one_in_shanghai(self):
        self.cron.nextcall = self.cron.create_date
        self._migrate()
        self.assertEqual(self.cron.nextcall.hour, 17)

    def test_an_action_at_an_hour_of_ones_own_stays_there(self):
        self.cron.nextcall = moment = self.cron.create_date + timedelta(hours=3)
        self._migrate()
        self.assertEqual(self.cron.nextcall, moment)
