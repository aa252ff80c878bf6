# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestAmountToText(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.cny = cls.env.ref("base.CNY")
        cls.usd = cls.env.ref("base.USD")

    def test_yuan_in_chinese(self):
        cny = self.cny.with_context(lang="zh_CN")
        self.assertEqual(cny.amount_to_text(20400.0), "人民币贰万零肆佰元整")
        self.assertEqual(cny.amount_to_text(-325.04), "人民币负叁佰贰拾伍元零肆分")

    def test_yuan_in_every_chinese(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        cny = self.cny.with_context(lang="zh_TW")
        self.assertEqual(cny.amount_to_text(10), "人民币壹拾元整")

    def test_yuan_in_english_as_core(self):
        cny = self.cny.with_context(lang="en_US")
        self.assertIn("Ten", cny.amount_to_text(10.0))

    def test_other_currency_in_chinese_as_core(self):
        usd = self.usd.with_context(lang="zh_CN")
        self.assertNotIn("人民币", usd.amount_to_text(10.0))
        self.assertIn("Ten", usd.amount_to_text(10.0))
