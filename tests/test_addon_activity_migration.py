# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.migration import load_script
from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path

PATH = "miniprogram_contract/migrations/19.0.1.5.0/post-activities.py"
FORMER = "The customer does not sign: talk to him"
NEW = "The customer has not signed yet: follow up"


@tagged("post_install", "-at_install")
class TestActivityMigration(TransactionCase):
    """An update brings new words of activities, and leaves a person's edit alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.refused = cls.env.ref("miniprogram_contract.mail_activity_type_refused")

    def _update(self, english, chinese):
        """Return the summary that stood there once this release is installed."""
        self.refused.with_context(lang="en_US").summary = english
        self.refused.with_context(lang="zh_CN").summary = chinese
        self.env.flush_all()
        script = load_script(file_path(PATH), "post-activities")
        script.migrate(self.cr, "19.0.1.4.0")
        self.env.invalidate_all()
        return self.refused.with_context(lang="en_US").summary

    def test_words_that_nobody_edited_become_the_new_ones(self):
        for chinese in ("客户不签署：请与客户沟通", "客户拒签：请与客户沟通"):
            self.assertEqual(self._update(FORMER, chinese), NEW)

    def test_edited_words_stay_in_each_language(self):
        self.assertEqual(self._update("Call", "客户拒签：请与客户沟通"), "Call")
        self.assertEqual(self._update(FORMER, "请致电"), FORMER)
        own = self.refused.with_context(lang="zh_CN")
        self.assertEqual(own.summary, "请致电")
