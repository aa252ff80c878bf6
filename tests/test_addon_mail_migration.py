# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.modules.migration import load_script
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open
from odoo.tools.misc import file_path

FOLDER = "miniprogram_contract/migrations/19.0.1.5.0"
REMINDER = "mail_template_renewal_reminder"


@tagged("post_install", "-at_install")
class TestMailMigration(TransactionCase):
    """An update brings the new mails, and leaves a person's edit alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reminder = cls.env.ref(f"miniprogram_contract.{REMINDER}")
        with file_open(f"{FOLDER}/mails.json") as stream:
            cls.former = json.load(stream)[REMINDER]

    def _migrate(self):
        self.env.flush_all()
        script = load_script(file_path(f"{FOLDER}/post-mails.py"), "post-mails")
        script.migrate(self.cr, "19.0.1.4.0")
        self.env.invalidate_all()

    def test_a_mail_that_nobody_edited_becomes_the_new_one(self):
        delivered = self.reminder.body_html
        self.reminder.body_html = self.former["body_html"]["en_US"]
        self.assertNotIn("Last day to pay", self.reminder.body_html)
        self._migrate()
        self.assertEqual(self.reminder.body_html, delivered)

    def test_an_edited_mail_stays(self):
        self.reminder.write({"body_html": "<p>Please pay.</p>", "subject": "Renewal"})
        self._migrate()
        self.assertEqual(self.reminder.body_html, "<p>Please pay.</p>")
        self.assertEqual(self.reminder.subject, "Renewal")
