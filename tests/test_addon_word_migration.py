# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.migration import load_script
from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path

PATH = "miniprogram_contract/migrations/19.0.1.7.0/post-words.py"


@tagged("post_install", "-at_install")
class TestWordMigration(TransactionCase):
    """An update brings labels in Chinese, and leaves what people may edit alone."""

    def test_a_label_says_what_it_says_in_a_new_database(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        prefix = "miniprogram_contract."
        label = self.env.ref(
            f"{prefix}selection__miniprogram_contract_event__kind__opened"
        )
        reason = self.env.ref(f"{prefix}close_reason_agreement")
        reason.with_context(lang="zh_CN").name = "好聚好散"
        self.env.flush_all()
        self.cr.execute(
            "UPDATE ir_model_fields_selection"
            ' SET name = name || \'{"zh_CN": "客户已查看"}\' WHERE id = %s',
            [label.id],
        )
        load_script(file_path(PATH), "post-words").migrate(self.cr, "19.0.1.6.0")
        self.env.invalidate_all()
        self.assertEqual(label.with_context(lang="zh_CN").name, "已打开页面")
        self.assertEqual(reason.with_context(lang="zh_CN").name, "好聚好散")
