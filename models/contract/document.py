# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.chinese_text import chinese_day, yuan

# The paper is Chinese in every language, so these are not translated.
PAYMENT_METHODS = {"one_off": "一次性支付", "yearly": "按年支付"}
PLATFORM_NAMES = {
    "wechat": "微信",
    "alipay": "支付宝",
    "douyin": "抖音",
    "baidu": "百度",
    "other": "其他",
}


class SaleSubscription(models.Model):
    """What the contract says on paper, and what is kept of it when it is sent."""

    _inherit = "sale.subscription"

    platform_order_page_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sale_subscription_platform_order_page_rel",
        string="Platform Order Pages",
        copy=False,
        help="The platform's own page of the order: its contents prevail (clause 3.1). "
        "Kept on file with the signed contract.",
    )

    @api.constrains("platform_order_page_ids")
    def _check_platform_order_pages(self):
        """Refuse files that are not this contract's own, or that nobody could open.

        They are frozen with it.
        """
        for contract in self:
            # sudo: pages that a colleague uploaded count too
            pages = contract.sudo().platform_order_page_ids
            if foreign := pages._filter_foreign(contract):
                raise ValidationError(
                    self.env._(
                        "Platform Order Pages: a file uploaded for this contract, not "
                        "a link or the attachment of something else: %s.",
                        ", ".join(foreign.mapped("name")),
                    )
                )
            pages._check_can_be_opened()

    def _cite_clause(self, code):
        """Return how a letter cites a clause: by its number in this contract's wording.

        :param str code: the clause's stable code, such as ``unpaid_renewal``
        :return: the citation in Chinese, such as 第5.3条
        :rtype: str
        """
        self.ensure_one()
        return self.wording_id._cite_clause(code)

    def _name_clause(self, code):
        """Return how a mail names a clause, in the language of who reads it.

        :param str code: the clause's stable code, such as ``unpaid_renewal``
        :rtype: str
        """
        self.ensure_one()
        if number := self.wording_id._get_clause(code).number:
            return self.env._("clause %s", number)
        return self.env._("its terms")

    def _get_document_data(self):
        """Return what the contract's paper says, in plain values.

        :return: see ``_render_pdf()`` of ``miniprogram.contract.document``
        :rtype: dict
        """
        self.ensure_one()
        company = self.company_id
        values = self._get_placeholder_values()
        seal = self._get_seal()
        return {
            "title": self.wording_id._get_title(values),
            "contract_number": self.contract_number or "",
            "is_draft": not self.sent_on,
            "party_a": self.commercial_partner_id._get_contract_party_data(
                self.contact_partner_id
            ),
            "party_b": company._get_contract_party_data(),
            "paragraphs": self.wording_id._get_paragraphs(values),
            "placeholders": values,
            "service": self._get_service_data(),
            "signatures": {"party_a_on": None, "party_b_on": None},
            "seal": seal,
            "cross_page_seal": company.contract_cross_page_seal and seal or None,
        }

    def _get_service_data(self):
        """Return what the service table says (clause 3).

        :rtype: dict
        """
        self.ensure_one()
        return {
            "name": self.wording_id.service_name,
            "years": self.term_years,
            "date_start": self.contract_date_start,
            "date_end": self.contract_date_end,
            "packages": [
                line._get_paper_text() for line in self.sale_subscription_line_ids
            ],
            "miniprogram": self._get_miniprogram_texts(),
            "remark": self.contract_remark or "",
            "payment_method": PAYMENT_METHODS.get(self.payment_schedule, ""),
            "price": self._get_paper_price(),
            "price_words": f"人民币{self.contract_amount_words or ''}",
        }

    def _get_paper_price(self):
        """Return the price in figures as the paper has it.

        :rtype: str
        """
        self.ensure_one()
        total = yuan(self.contract_amount)
        if self.payment_schedule == "yearly":
            yearly = yuan(self.amount_total)
            return f"{yearly}/年，合同总价 {total}"
        return total

    def _get_miniprogram_texts(self):
        """Return what the service table says of the mini-program, line by line.

        :rtype: list[str]
        """
        self.ensure_one()
        texts = []
        if self.miniprogram_name:
            texts.append(f"小程序名称：{self.miniprogram_name}")
        if self.miniprogram_appid:
            texts.append(f"AppID：{self.miniprogram_appid}")
        if self.miniprogram_platform:
            texts.append(f"平台：{PLATFORM_NAMES[self.miniprogram_platform]}")
        return texts

    def _get_placeholder_values(self):
        """Return the values of the wording's placeholders.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        company = self.company_id
        return {
            "brand": company._get_contract_brand(),
            "court": company._get_contract_court(),
            "party_a": self.commercial_partner_id.name or "",
            "party_b": company.name,
            "contract_number": self.contract_number or "",
            "term_years": str(self.term_years),
            "purchase_date": chinese_day(self.purchase_date),
            "date_start": chinese_day(self.contract_date_start),
            "date_end": chinese_day(self.contract_date_end),
            "amount": yuan(self.contract_amount),
            "amount_words": f"人民币{self.contract_amount_words or ''}",
            "yearly_amount": yuan(self.amount_total),
        }

    def _get_platform_order_pages(self):
        """Return the platform's order pages that are still the contract's own.

        :return: attachments, in the order in which they were uploaded
        :rtype: ir.attachment
        """
        pages = self.platform_order_page_ids
        return (pages - pages._filter_foreign(self)).sorted("id")

    def _freeze_annexes(self):
        super()._freeze_annexes()
        for contract in self:  # clause 3.1
            contract.platform_order_page_ids._freeze_for(contract)

    def _prepare_sent_content(self, data):
        # a published wording never changes, so its text is not kept again
        service = data["service"]
        return {
            "party_a": data["party_a"],
            "party_b": data["party_b"],
            "placeholders": data["placeholders"],
            "service": {
                **service,
                "date_start": fields.Date.to_string(service["date_start"]),
                "date_end": fields.Date.to_string(service["date_end"]),
            },
        }

    @api.model
    def _get_text_names(self):
        return (*super()._get_text_names(), "service")

    def _read_sent_content(self, content):
        service = content["service"]
        return {
            "title": self.wording_id._get_title(content["placeholders"]),
            "party_a": content["party_a"],
            "party_b": content["party_b"],
            "paragraphs": self.wording_id._get_paragraphs(content["placeholders"]),
            "service": {
                **service,
                "date_start": fields.Date.to_date(service["date_start"]),
                "date_end": fields.Date.to_date(service["date_end"]),
            },
        }

    @api.model
    def _get_period_words(self, service):
        """Return the signed period as the paper has it, in Chinese in every language.

        :param dict service: see ``_get_service_data()``
        :rtype: str
        """
        start, end = (
            chinese_day(service["date_start"]),
            chinese_day(service["date_end"]),
        )
        return f"{service['years']}年，{start} 至 {end}（含首尾两日）"
