# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import get_lang

from ...tools.rmb import rmb_uppercase


class ResCurrency(models.Model):
    """Amounts of yuan in words (大写), and what it takes to convert them."""

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

    def _get_rate_problems(self, company, day):
        """Return what is missing to convert this currency into a company's own.

        Core would take the first rate of a later day, and 1 where there is none at all.

        :param company: the company that keeps the books
        :param date day: the day of the conversion
        :return: translated, nothing where the books are in this currency
        :rtype: list[str]
        """
        self.ensure_one()
        # branches use the rates of their main company
        company, root = company.sudo(), company.sudo().root_id
        if self == company.currency_id:
            return []
        # sudo: a salesperson's contract may be another company's
        has_rate = (
            self.env["res.currency.rate"]
            .sudo()
            .search_count(
                [
                    ("currency_id", "=", self.id),
                    ("company_id", "in", (False, root.id)),
                    ("name", "<=", day),
                ],
                limit=1,
            )
        )
        if has_rate:
            return []
        return [
            self.env._(
                "Exchange Rate: %(company)s keeps its books in %(own)s, and there is "
                "no rate for %(currency)s on %(day)s. Enter one of that day or "
                "earlier in the list of currencies.",
                company=company.name,
                own=company.currency_id.name,
                currency=self.name,
                day=day,
            )
        ]
