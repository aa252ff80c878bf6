# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import get_lang

from ...tools.rmb import rmb_uppercase


class ResCurrency(models.Model):
    """Amounts of yuan in words: 大写."""

    _inherit = "res.currency"

    def amount_to_text(self, amount):
        """Return an amount of yuan in Chinese uppercase where the language is Chinese.

        Core has no Chinese words and falls back to English ones.

        :param amount: int, float, Decimal or str of a number
        :rtype: str
        :raises ValueError: for an amount that :func:`rmb_uppercase` refuses
        """
        self.ensure_one()
        if self.name == "CNY" and get_lang(self.env).code.startswith("zh_"):
            return f"人民币{rmb_uppercase(amount)}"
        return super().amount_to_text(amount)
