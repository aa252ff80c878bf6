# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from .notice_letter import SIDE_NAMES

LETTER_TEMPLATE = "miniprogram_contract.notice_page"

# What a letter calls the items of an address
ADDRESS_LABELS = {
    "address": "通讯地址",
    "zip": "邮编",
    "contact": "联系人",
    "phone": "联系电话",
    "fax": "传真号码",
    "email": "电子邮件",
}


class ContractNotice(models.Model):
    """The paper of a letter: what was sent, or the print of a draft."""

    _inherit = "miniprogram.contract.notice"

    def action_view_document(self):
        """Open the letter as it was sent."""
        self.ensure_one()
        return self.document_id._open_in_browser()

    def _render_contract_pdf(self):
        """Return the letter's PDF: the one that was sent, or a draft's print.

        :rtype: bytes
        """
        self.ensure_one()
        return self._get_frozen_pdf() or self._render_document()

    def _get_frozen_pdf(self):
        """Return the bytes of the letter that was sent, or None before that."""
        self.ensure_one()
        document = self.document_id
        return document._read_stored() if document else None

    def _render_document(self):
        """Render the letter as it stands.

        :rtype: bytes
        """
        self.ensure_one()
        return self.env["miniprogram.contract.document"]._render_pdf(
            self._get_document_data(), LETTER_TEMPLATE
        )

    def _get_printed(self, pdf):
        """Return what the letter has to show.

        :param bytes pdf: the letter
        :return: see ``_get_printed()`` of ``miniprogram.contract.document``
        """
        self.ensure_one()
        return self.env["miniprogram.contract.document"]._get_printed(
            pdf, self._get_document_data(), LETTER_TEMPLATE
        )

    def _get_document_data(self):
        """Return what the letter says, in plain values.

        :rtype: dict
        """
        self.ensure_one()
        contract = self.contract_id
        company = {"contact": "", **contract.company_id._get_contract_party_data()}
        customer = {"hotline": "", "email": "", **self._get_customer_data()}
        is_answer = self._is_answered_by_letter() and not self._has_own_words()
        is_ours = self.direction == "outgoing" or is_answer
        return {
            "title": self._get_letter_title(),
            "contract_number": contract.contract_number or "",
            "is_draft": self.state == "draft",
            "side": SIDE_NAMES["outgoing" if is_ours else "incoming"],
            "sender": company if is_ours else customer,
            "recipient": customer if is_ours else company,
            "paragraphs": self._get_paragraphs(),
            "day": self.sent_on,
            "cross_page_seal": None,
        }

    def _get_letter_title(self):
        self.ensure_one()
        rule = self.type_id
        own = rule.customer_title if self._has_own_words() else ""
        return self._fill(own or rule.title or "") or "通知函"

    def _get_paragraphs(self):
        self.ensure_one()
        # a notice of the customer without words of its own prints as a form
        text = self.body or self._fill_body()
        return [line.strip() for line in text.splitlines() if line.strip()]

    def _get_customer_data(self):
        """Return where letters reach the customer: the address designated (11.2).

        :rtype: dict[str, str]
        """
        self.ensure_one()
        contract = self.contract_id
        party = contract.commercial_partner_id
        designated = contract.notice_partner_id
        data = party._get_contract_party_data(contract.contact_partner_id)
        if address := designated._get_contract_address() if designated else "":
            data.update(address=address, zip=designated.zip or "")
        return data

    @api.model
    def _get_party_address(self, partner, contact):
        """Return the address of a party as a letter gives it.

        :param partner: whose address
        :param contact: the contact person
        :rtype: dict[str, str]
        """
        data = partner._get_contract_party_data(contact)
        return {**data, "email": partner.email or contact.email or ""}

    @api.model
    def _format_address(self, data):
        """Return an address in Chinese, an item a line; what is missing is left out.

        :param dict data: see :meth:`_get_party_address`
        :rtype: str
        """
        return "\n".join(
            f"{label}：{data[name]}"
            for name, label in ADDRESS_LABELS.items()
            if data.get(name)
        )
