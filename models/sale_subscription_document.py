# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.chinese_text import chinese_day, yuan

# The paper is Chinese whoever prints it, so these are not translated.
PAYMENT_METHODS = {"one_off": "一次性支付", "yearly": "按年支付"}
PLATFORM_NAMES = {
    "wechat": "微信",
    "alipay": "支付宝",
    "douyin": "抖音",
    "baidu": "百度",
    "other": "其他",
}


class SaleSubscription(models.Model):
    """The paper: what is printed, and the files that are kept as they were."""

    _inherit = "sale.subscription"

    sent_document_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Sent Document",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    sent_document_sha256 = fields.Char(
        string="SHA-256 of the Sent Document", readonly=True, copy=False
    )
    signed_document_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Signed Copy on File",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    signed_document_sha256 = fields.Char(
        string="SHA-256 of the Signed Copy",
        readonly=True,
        copy=False,
        index="btree_not_null",  # anybody may ask by it
    )
    platform_order_page_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sale_subscription_platform_order_page_rel",
        string="Platform Order Pages",
        copy=False,
        help="The platform's own page of the order: its contents prevail (clause 3.1). "
        "Kept on file with the signed contract.",
    )
    print_seal = fields.Boolean(
        string="Print Our Seal",
        compute="_compute_print_seal",
        store=True,
        readonly=False,
        copy=False,
        groups="miniprogram_contract.group_seal_keeper",
        help="Print our seal over our signature block when the contract is sent.",
    )

    @api.constrains("platform_order_page_ids")
    def _check_platform_order_pages(self):
        """Take files of this contract's own only: they are frozen with it one day."""
        for contract in self:
            # sudo: pages that a colleague uploaded count too
            pages = contract.sudo().platform_order_page_ids
            if foreign := pages.filtered(contract._is_foreign_page):
                raise ValidationError(
                    self.env._(
                        "Platform Order Pages: a file uploaded for this contract, not "
                        "a link or the attachment of something else: %s.",
                        ", ".join(foreign.mapped("name")),
                    )
                )

    def _is_foreign_page(self, page):
        self.ensure_one()
        # the screen uploads to 0 while the contract is not saved yet
        is_own = page.res_model == self._name and page.res_id in (0, self.id)
        is_free = not page.res_model and not page.res_id
        is_file = page.type == "binary" and not page.res_field
        return not is_file or not (is_own or is_free)

    @api.depends("company_id")
    def _compute_print_seal(self):
        for contract in self:
            contract.print_seal = contract.company_id.contract_seal_on_paper

    def action_open_sent_document(self):
        """Open the document that was sent in the browser."""
        return self._open_document(self.sent_document_id)

    def action_open_signed_document(self):
        """Open the signed copy that is on file in the browser."""
        return self._open_document(self.signed_document_id)

    @api.model
    def _open_document(self, attachment):
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}",
            "target": "new",
        }

    def _cite_clause(self, code):
        """Cite a clause by the number that this contract's own wording gives it.

        :param str code: the clause's stable code, such as ``unpaid_renewal``
        :return: the citation in Chinese, such as 第5.3条
        :rtype: str
        """
        self.ensure_one()
        return self.wording_id._cite_clause(code)

    def _get_frozen_pdf(self):
        """Give the bytes of the document that was sent, or None before that."""
        self.ensure_one()
        return self.sent_document_id.raw or None

    def _render_contract_pdf(self):
        """Give the contract's PDF: the sent document, or a draft's print.

        :rtype: bytes
        """
        self.ensure_one()
        return self._get_frozen_pdf() or self._render_document()

    def _render_document(self):
        """Render the contract as it stands.

        :rtype: bytes
        """
        self.ensure_one()
        data = self._get_document_data()
        return self.env["miniprogram.contract.document"]._render_pdf(data)

    def _get_document_data(self):
        """Collect what the contract's paper says, in plain values.

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
            "service": self._get_service_data(),
            "signatures": {"party_a_on": None, "party_b_on": None},
            "seal": seal,
            "cross_page_seal": company.contract_cross_page_seal and seal or None,
        }

    def _get_seal(self):
        """Give our seal as it is printed on what is sent, or None.

        :rtype: bytes or None
        """
        self.ensure_one()
        # sudo: who sends a contract prints the seal, few may read its image
        contract = self.sudo()
        if not contract.sent_on or not contract.print_seal:
            return None
        return contract.company_id._get_contract_seal()

    def _get_service_data(self):
        """Collect what the service table says (clause 3).

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
        """Write the price in figures as the paper does.

        :rtype: str
        """
        self.ensure_one()
        total = yuan(self.contract_amount)
        if self.payment_schedule == "yearly":
            yearly = yuan(self.amount_total)
            return f"{yearly}/年，合同总价 {total}"
        return total

    def _get_miniprogram_texts(self):
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
        """Give the values of the wording's placeholders.

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

    def _freeze(self, name, raw, mimetype):
        """Put a document on this contract's file, to stay there as it is.

        :param str name: the document's name, without extension
        :param bytes raw: the document
        :param str mimetype: its type, one of ``EXTENSIONS``
        :return: the attachment and its SHA-256
        :rtype: tuple
        """
        self.ensure_one()
        return self.env["ir.attachment"]._freeze_document(self, name, raw, mimetype)

    def _get_platform_order_pages(self):
        """Give the platform's order pages, without what became part of something else.

        :return: attachments, the first one that was uploaded first
        """
        pages = self.platform_order_page_ids
        return (pages - pages.filtered(self._is_foreign_page)).sorted("id")

    def _freeze_platform_order_pages(self):
        """Keep the platform's order pages as they are when the contract is signed."""
        for contract in self:
            # sudo: the flag is set by the contract only
            contract.platform_order_page_ids.sudo().write(
                {
                    "is_contract_document": True,
                    "res_model": self._name,
                    "res_id": contract.id,
                }
            )
