# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .wording_common import WordingCase


@tagged("post_install", "-at_install")
class TestVersions(WordingCase):
    def test_a_new_version_is_a_draft_copy_with_the_next_number(self):
        action = self.wording_1.action_new_version()
        new = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(
            (new.state, new.version, new.previous_id, new.name),
            ("draft", 3, self.wording_1, self.wording_1.name),
        )
        values = new._get_placeholder_values()
        self.assertEqual(
            new._get_paragraphs(values), self.wording_1._get_paragraphs(values)
        )

    def test_a_copy_is_the_next_version_too(self):
        copies = (self.wording_1 | self.wording_2).copy()
        self.assertEqual(copies.mapped("version"), [3, 4])
        self.assertEqual(copies.previous_id, self.wording_1 | self.wording_2)

    def test_a_copy_of_an_archived_one_is_active(self):
        self.wording_1.active = False
        self.assertTrue(self.wording_1.copy().active)

    def test_an_archived_version_keeps_its_number(self):
        self.wording_2.active = False
        self.assertEqual(self.new_draft().version, 3)

    def test_another_name_counts_its_own_versions(self):
        wordings = self.env["miniprogram.contract.wording"].create(
            [{"name": "支付宝小程序合作协议"}, {"name": "支付宝小程序合作协议"}]
        )
        self.assertEqual(wordings.mapped("version"), [1, 2])
        draft = self.new_draft()
        draft.name = "抖音小程序合作协议"
        self.assertEqual(draft.version, 1)

    @mute_logger("odoo.sql_db")
    def test_a_version_number_is_given_once(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.new_draft().version = 2
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_versions_count_from_1(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.new_draft().version = 0
            self.env.flush_all()

    def test_display_name_tells_the_version(self):
        self.assertEqual(self.wording_2.display_name, "小程序合作协议, Version 2")


@tagged("post_install", "-at_install")
class TestPublish(WordingCase):
    def test_a_complete_draft_is_published(self):
        draft = self.new_draft()
        self.env.cr.precommit.run()
        draft.action_publish()
        self.assertEqual(draft.state, "published")
        self.env.cr.precommit.run()  # mail writes what it tracked
        self.assertIn(
            "Published",
            draft.message_ids.sudo().tracking_value_ids.mapped("new_value_char"),
        )

    def test_publishing_twice_changes_nothing(self):
        self.wording_1.action_publish()
        self.assertEqual(self.wording_1.state, "published")

    def test_every_problem_is_in_one_error(self):
        draft = self.new_draft()
        draft.title = " "
        self.clause(draft, "service_table").unlink()
        self.clause(draft, "unpaid_renewal").code = "late_renewal"
        self.clause(draft, "fraud").unlink()
        with self.assertRaises(UserError) as error:
            draft.action_publish()
        message = str(error.exception)
        self.assertIn("no title", message)
        self.assertIn("0 places for the service table", message)
        self.assertIn("fraud, unpaid_renewal", message)
        self.assertIn(draft.display_name, message)
        self.assertEqual(draft.state, "draft")

    def test_a_second_table_is_refused(self):
        draft = self.new_draft()
        draft.clause_ids = [Command.create({"code": "second", "kind": "table"})]
        with self.assertRaisesRegex(UserError, "2 places for the service table"):
            draft.action_publish()

    def test_the_state_is_not_set_by_hand(self):
        with self.assertRaisesRegex(UserError, "Publish button"):
            self.new_draft().state = "published"
        with self.assertRaisesRegex(UserError, "Publish button"):
            self.new_draft().with_context(wording_publishing=True).write(
                {"state": "published"}
            )
        Wording = self.env["miniprogram.contract.wording"]
        with self.assertRaises(UserError):
            Wording.create({"name": "手工发布", "state": "published"})
        with self.assertRaises(UserError):
            Wording.with_context(default_state="published").create({"name": "手工"})
        with self.assertRaises(UserError):
            self.wording_1.copy({"state": "published"})

    def test_only_managers_publish(self):
        draft = self.new_draft()
        user = new_test_user(
            self.env(su=True),
            "contract.user",
            "miniprogram_contract.group_contract_user",
        )
        with self.assertRaises(AccessError):
            draft.with_user(user).action_publish()
        with self.assertRaises(AccessError):
            self.wording_1.with_user(user).action_new_version()
        self.assertTrue(self.wording_1.with_user(user).clause_ids[0].text)
