# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import api, fields, models

from ...tools.chinese_text import chinese_day, yuan
from ...tools.rmb import rmb_uppercase

SAMPLE_CUSTOMER = {
    "name": "示例商贸有限公司",
    "address": "四川省成都市锦江区示例路1号",
    "contact": "张三",
    "zip": "610021",
    "phone": "028-00000000",
    "fax": "028-00000001",
}
SAMPLE_NUMBER = "示例0001"
SAMPLE_YEARS = 3
SAMPLE_START = date(2026, 3, 1)
SAMPLE_END = date(2029, 2, 28)
SAMPLE_PRICE = 20400
SAMPLE_PRICE_WORDS = f"人民币{rmb_uppercase(SAMPLE_PRICE)}"
SAMPLE_YEARLY_PRICE = 6800


class ContractWording(models.Model):
    """A wording as it reads and prints in a sample contract."""

    _inherit = "miniprogram.contract.wording"

    reading_html = fields.Html(
        string="Reading View",
        compute="_compute_reading_html",
        sanitize=False,
        help="The saved text, filled in with the data of a sample customer.",
    )

    @api.depends_context("company")
    @api.depends(
        "title",
        "clause_ids.sequence",
        "clause_ids.number",
        "clause_ids.kind",
        "clause_ids.text",
        "clause_ids.is_key_term",
    )
    def _compute_reading_html(self):
        values = self._get_placeholder_values()
        for wording in self:
            # What is being typed may hold half a placeholder: read what is saved.
            saved = wording._origin
            wording.reading_html = self.env["ir.qweb"]._render(
                "miniprogram_contract.wording_reading",
                {
                    "title": saved._get_title(values),
                    "paragraphs": saved._get_paragraphs(values),
                },
            )

    def action_preview(self):
        """Return the action that prints this wording with sample data."""
        self.ensure_one()
        self.check_access("read")
        report = self.env.ref("miniprogram_contract.action_report_wording")
        return report.report_action(self, config=False)

    def _get_sample_document_data(self):
        """Return what the paper of a sample contract with this wording says.

        The customer is invented, the company the current one.

        :return: see ``_render_pdf()`` of ``miniprogram.contract.document``
        :rtype: dict
        """
        self.ensure_one()
        values = self._get_placeholder_values()
        return {
            "title": self._get_title(values),
            "contract_number": SAMPLE_NUMBER,
            "is_draft": True,
            "party_a": SAMPLE_CUSTOMER,
            "party_b": self.env.company._get_contract_party_data(),
            "paragraphs": self._get_paragraphs(values),
            "service": {
                "name": self.service_name,
                "years": SAMPLE_YEARS,
                "date_start": SAMPLE_START,
                "date_end": SAMPLE_END,
                "packages": ["示例套餐", "示例应用"],
                "miniprogram": ["示例小程序"],
                "remark": "本页为样本，不具有合同效力。",
                "payment_method": "一次性支付",
                "price": yuan(SAMPLE_PRICE),
                "price_words": SAMPLE_PRICE_WORDS,
            },
            "delivery": {
                "recipient": SAMPLE_CUSTOMER["contact"],
                "address": SAMPLE_CUSTOMER["address"],
                "phone": SAMPLE_CUSTOMER["phone"],
                "email": "zhangsan@example.com",
                "clause": self._cite_clause("address_change"),
            },
            "signatures": {"party_a_on": None, "party_b_on": None},
            "seal": None,
            "cross_page_seal": None,
        }

    def _render_contract_pdf(self):
        """Return the PDF of this wording with sample data.

        :rtype: bytes
        """
        return self.env["miniprogram.contract.document"]._render_pdf(
            self._get_sample_document_data()
        )

    def _get_placeholder_values(self):
        return {
            **super()._get_placeholder_values(),
            "party_a": SAMPLE_CUSTOMER["name"],
            "party_b": self.env.company.name,
            "contract_number": SAMPLE_NUMBER,
            "term_years": str(SAMPLE_YEARS),
            "date_start": chinese_day(SAMPLE_START),
            "date_end": chinese_day(SAMPLE_END),
            "purchase_date": chinese_day(SAMPLE_START),
            "amount": yuan(SAMPLE_PRICE),
            "amount_words": SAMPLE_PRICE_WORDS,
            "yearly_amount": yuan(SAMPLE_YEARLY_PRICE),
        }
