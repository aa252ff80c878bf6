# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...tools.typed_text import one_line
from .notice_letter import SIDE_NAMES

LETTER_TEMPLATE = "miniprogram_contract.notice_page"
# Under what we wrote down for the customer
DRAFTED_BY_US = "（本函由乙方代拟）"


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
        party = contract.commercial_partner_id
        company = contract.company_id._get_contract_party_data()
        is_ours = self.direction == "outgoing"
        return {
            "title": self._get_letter_title(),
            "contract_number": contract.contract_number or "",
            "number": self.letter_number or "",
            "is_draft": self.state == "draft",
            "side": SIDE_NAMES[self.direction],
            "sender": company if is_ours else self._get_customer_data(),
            "recipient": self._get_recipient_data() if is_ours else company,
            "paragraphs": self._get_paragraphs(),
            "enclosures": self._get_enclosures(),
            "note": self._describe_drafting(),
            "signing": "盖章" if is_ours or party.is_company else "签字",
            "day": self.sent_on,
            "cross_page_seal": None,
        }

    def _describe_drafting(self):
        """Return that we wrote the letter down for the customer, "" otherwise.

        Made to be extended.

        :rtype: str
        """
        self.ensure_one()
        is_ours = self.direction == "outgoing"
        return "" if is_ours or self._is_written_by_customer() else DRAFTED_BY_US

    def _get_enclosures(self):
        """Return the names of what comes with the letter, numbered.

        :rtype: list[str]
        """
        self.ensure_one()
        # sudo: who may read the notice may read what its files are called
        names = self.sudo().supporting_document_ids.mapped("name")
        return [f"{place}. {one_line(name)}" for place, name in enumerate(names, 1)]

    def _is_written_by_customer(self):
        """Whether the customer wrote the letter here, and not we for the customer.

        Made to be extended.
        """
        return False

    def _get_letter_title(self):
        self.ensure_one()
        rule = self.type_id
        own = rule.customer_title if self.direction == "incoming" else ""
        return self._fill(own or rule.title or "") or "通知函"

    def _get_paragraphs(self):
        self.ensure_one()
        # a notice of the customer without words of its own prints as a form
        text = self.body or self._fill_body()
        return [line.strip() for line in text.splitlines() if line.strip()]
