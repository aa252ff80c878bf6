# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...policy.notices import End
from ...tools.chinese_text import chinese_day, yuan
from ...tools.placeholders import fill_placeholders
from ...tools.rmb import rmb_uppercase

# What a letter shows where a value is missing: a person fills it in before sending.
BLANK = "＿＿＿＿"
# What it says instead, where we need no person for it.
UNTITLED = "小程序合作协议"
SIDE_NAMES = {"incoming": "甲方", "outgoing": "乙方"}
# What a letter calls the items of an address
ADDRESS_LABELS = {
    "address": "通讯地址",
    "zip": "邮编",
    "contact": "联系人",
    "phone": "联系电话",
    "fax": "传真号码",
    "email": "电子邮件",
}
ACCOUNT_ON_INVOICE = "以账单所载账户为准。"


class ContractNotice(models.Model):
    """The letter: what it says, and its paper."""

    _inherit = "miniprogram.contract.notice"

    def _fill_body(self):
        """Write the letter's body by its type; what is missing stays a blank.

        :rtype: str
        """
        self.ensure_one()
        rule = self.type_id
        if not rule.body or not self.contract_id:
            return ""
        return self._fill(rule.late_body if self._is_going_late() else rule.body)

    def _is_answered_by_letter(self):
        """Tell whether the type's letter is our answer to what the customer says."""
        self.ensure_one()
        return self.direction == self.type_id.direction == "incoming"

    def _has_own_words(self):
        """Tell whether it is the customer's, and what he says is written down."""
        self.ensure_one()
        return self.direction == "incoming" and bool(self.body)

    def _is_going_late(self):
        """Tell whether it cannot arrive in time any more, and has words for that."""
        self.ensure_one()
        if not self.type_id.late_body or not self._has_to_arrive():
            return False
        return self.due_date < self.contract_id.company_id._contract_today()

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
        cited = self.env["miniprogram.contract.wording"]._get_cited_clauses()
        return {
            *(f"clause_{code}" for code in cited),
            "bank_account",
            "clause",
            "contract_title",
            "due_date",
            "effective_date",
            "end_of_contract",
            "event_date",
            "facts",
            "open_amount",
            "open_amount_words",
            "paid_until",
            "payment_deadline",
            "request_receipt",
            "requested_date",
            "settlement",
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
            **self._get_clause_values(),
            **self._get_term_values(),
            "bank_account": self._get_bank_account(),
            "clause": contract._cite_clause(self._get_clause_code()),
            "contract_title": contract.wording_id._get_title(values) or UNTITLED,
            "due_date": chinese_day(self.due_date),
            "effective_date": chinese_day(self.effective_date),
            "end_of_contract": self._describe_end(),
            "event_date": chinese_day(self.event_date),
            "facts": self.facts or "",
            "paid_until": chinese_day(contract.paid_until),
            "request_receipt": self._describe_request_receipt(),
            "requested_date": chinese_day(self.requested_date),
            "settlement": self.settlement or "",
            "survival_clause": contract._cite_clause("survival"),  # clause 12.1
            "termination_date": chinese_day(contract.termination_date),
        }

    def _get_clause_values(self):
        """Cite every clause that letters cite, by the contract's own wording."""
        self.ensure_one()
        cited = self.env["miniprogram.contract.wording"]._get_cited_clauses()
        return {f"clause_{code}": self.contract_id._cite_clause(code) for code in cited}

    def _describe_end(self):
        """Say when the contract ends: decided, at the end of a time to cure, or asked.

        :rtype: str
        """
        self.ensure_one()
        if self._classify_end() is End.CONFIRMATION:
            last_day = chinese_day(self.contract_id.termination_date)
            return f"本合同的最后服务日为{last_day}，乙方自次日起停止提供相应服务。"
        cure_day = self._get_cure_day()
        if cure_day and cure_day >= self.contract_id.company_id._contract_today():
            return (
                f"贵方应于{chinese_day(cure_day)}前（含当日）予以纠正；逾期未纠正的，"
                "本合同于该日届满时解除，乙方自次日起停止提供相应服务。"
            )
        if wanted := chinese_day(self.requested_date):
            return (
                f"本合同的最后服务日为{wanted}；贵方在该日之后实际收到本通知的，为实际"
                "收到之日。乙方自最后服务日的次日起停止提供相应服务。"
            )
        return "本合同自贵方实际收到本通知之日起终止，乙方停止提供相应服务。"

    def _describe_request_receipt(self):
        """Say when we received what the letter answers."""
        self.ensure_one()
        day = chinese_day(self.origin_id.received_on)
        return f"我方已于{day}实际收到" if day else "我方已收悉"

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
        return self.type_id.clause_code or self._get_close_reason().clause_code

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
        # a notice of the customer without words of his own prints as a form
        text = self.body or self._fill_body()
        return [line.strip() for line in text.splitlines() if line.strip()]

    def _get_customer_data(self):
        """Collect where letters reach the customer: the address designated (11.2).

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
        """Collect the address of a party as a letter gives it.

        :param partner: whose address
        :param contact: the contact person
        :rtype: dict[str, str]
        """
        data = partner._get_contract_party_data(contact)
        return {**data, "email": partner.email or contact.email or ""}

    @api.model
    def _format_address(self, data):
        """Write an address in Chinese, an item a line; what is missing is left out.

        :param dict data: see :meth:`_get_party_address`
        :rtype: str
        """
        return "\n".join(
            f"{label}：{data[name]}"
            for name, label in ADDRESS_LABELS.items()
            if data.get(name)
        )
