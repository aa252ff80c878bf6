# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..tools.chinese_text import chinese_day, yuan
from ..tools.placeholders import fill_placeholders
from ..tools.rmb import rmb_uppercase

# What a letter shows where a value is missing: a person fills it in before sending.
BLANK = "＿＿＿＿"
# What it says instead, where we need no person for it.
UNTITLED = "小程序合作协议"
ACCOUNT_ON_INVOICE = "以账单所载账户为准。"


class ContractNotice(models.Model):
    """The letter: what it says, and its paper."""

    _inherit = "miniprogram.contract.notice"

    def _fill_body(self):
        """Write the letter's body by its type; what is missing stays a blank.

        :rtype: str
        """
        self.ensure_one()
        if not self.type_id.body or not self.contract_id:
            return ""
        return self._fill(self.type_id.body)

    def _fill(self, text):
        values = self._get_placeholder_values()
        return fill_placeholders(text, {k: v or BLANK for k, v in values.items()})

    @api.model
    def _get_own_placeholders(self):
        """Name the placeholders that a letter has beside those of the wording.

        Modules that know more of them add them here and to
        :meth:`_get_placeholder_values`.

        :rtype: set[str]
        """
        return {
            "bank_account",
            "clause",
            "contract_title",
            "due_date",
            "event_date",
            "open_amount",
            "open_amount_words",
            "paid_until",
            "payment_deadline",
            "survival_clause",
            "term_amount",
            "term_amount_words",
            "term_end",
            "term_start",
            "termination_date",
        }

    def _get_placeholder_values(self):
        """Give the values of a letter's placeholders, ``""`` for what is missing.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        contract = self.contract_id
        values = contract._get_placeholder_values()
        return {
            **values,
            **self._get_term_values(),
            "bank_account": self._get_bank_account(),
            "clause": contract._cite_clause(self._get_clause_code()),
            "contract_title": contract.wording_id._get_title(values) or UNTITLED,
            "due_date": chinese_day(self.due_date),
            "event_date": chinese_day(self.event_date),
            "paid_until": chinese_day(contract.paid_until),
            "survival_clause": contract._cite_clause("survival"),  # clause 12.1
            "termination_date": chinese_day(contract.termination_date),
        }

    def _get_term_values(self):
        """Give the values of the placeholders that tell of the period."""
        self.ensure_one()
        # sudo: who writes a letter need not see the customer's account
        term = self.term_id.sudo()
        open_amount = term._get_open_amount() if term else 0.0
        return {
            "open_amount": self._format_amount(open_amount),
            "open_amount_words": self._format_words(open_amount),
            "payment_deadline": chinese_day(term and term._get_deadline()),
            "term_amount": self._format_amount(term.amount),
            "term_amount_words": self._format_words(term.amount),
            "term_end": chinese_day(term.date_end),
            "term_start": chinese_day(term.date_start),
        }

    def _format_amount(self, amount):
        return yuan(amount) if amount else ""

    def _format_words(self, amount):
        return f"人民币{rmb_uppercase(amount)}" if amount else ""

    def _get_bank_account(self):
        """Write our bank account: holder, number and bank, a line each."""
        self.ensure_one()
        company = self.contract_id.company_id
        # sudo: who writes a letter need not see bank accounts; ours is made for it
        account = company.partner_id.sudo().bank_ids[:1]
        if not account:
            return ACCOUNT_ON_INVOICE
        parts = [
            f"户名：{account.acc_holder_name or company.name}",
            f"账号：{account.acc_number}",
            account.bank_id and f"开户行：{account.bank_id.name}",
        ]
        return "\n".join(filter(None, parts))

    def _get_clause_code(self):
        """Give the code of the clause the letter cites: its type's or the reason's."""
        self.ensure_one()
        return self.type_id.clause_code or self.contract_id.close_reason_id.clause_code

    def _render_contract_pdf(self):
        """Give the letter's PDF: the one that was sent, or a draft's print.

        :rtype: bytes
        """
        self.ensure_one()
        return self._get_frozen_pdf() or self._render_document()

    def _get_frozen_pdf(self):
        """Give the bytes of the letter that was sent, or None before that."""
        self.ensure_one()
        return self.document_id.raw or None

    def _render_document(self):
        """Render the letter as it stands.

        :rtype: bytes
        """
        self.ensure_one()
        return self.env["miniprogram.contract.document"]._render_pdf(
            self._get_document_data(), "miniprogram_contract.notice_page"
        )

    def _get_document_data(self):
        """Collect what the letter says, in plain values.

        :rtype: dict
        """
        self.ensure_one()
        contract = self.contract_id
        return {
            "title": self._get_letter_title(),
            "contract_number": contract.contract_number or "",
            "is_draft": self.state == "draft",
            "sender": contract.company_id._get_contract_party_data(),
            "recipient": self._get_recipient_data(),
            "paragraphs": self._get_paragraphs(),
            "day": self.sent_on,
            "cross_page_seal": None,
        }

    def _get_letter_title(self):
        self.ensure_one()
        return self._fill(self.type_id.title or "") or "通知函"

    def _get_paragraphs(self):
        self.ensure_one()
        return [line.strip() for line in (self.body or "").splitlines() if line.strip()]

    def _get_recipient_data(self):
        """Collect to whom the letter goes: the address designated for notices (11.2).

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
