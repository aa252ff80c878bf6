# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.chinese_text import chinese_day, yuan
from ...tools.placeholders import fill_placeholders
from ...tools.rmb import rmb_uppercase
from ..contract.close_reason import UNPAID

# What a letter shows where a value is missing: a person fills it in before sending.
BLANK = "＿＿＿＿"
# What it calls a contract without a title: no person needs to fill that in.
UNTITLED = "小程序合作协议"
SIDE_NAMES = {"incoming": "甲方", "outgoing": "乙方"}
# What who writes calls both sides
OURS, YOURS = "我方", "贵方"
# What the print of a customer's letter says that was received without its words
ON_ORIGINAL = "详见我方函件原件。"
ACCOUNT_ON_INVOICE = "以账单所载账户为准。"


class ContractNotice(models.Model):
    """What a letter says: its type's words, with the values of its contract."""

    _inherit = "miniprogram.contract.notice"

    settlement = fields.Text(
        compute="_compute_settlement",
        store=True,
        readonly=False,
        precompute=True,
        help="The letter's settlement line, in Chinese. Only a contract manager can "
        "fill it in.",
    )
    body = fields.Text(
        compute="_compute_body",
        store=True,
        readonly=False,
        precompute=True,
        help="What the letter says, in Chinese, one paragraph per line.",
    )

    @api.depends("close_reason_id", "type_id", "contract_id", "direction")
    def _compute_settlement(self):
        drafts = self.filtered(lambda notice: notice.state == "draft")
        money_left = drafts._get_money_left()
        for notice in self:
            if notice in drafts:
                notice.settlement = notice._get_settlement(money_left)
            else:
                notice.settlement = notice.settlement

    def _get_money_left(self):
        """Return what is with us of the customers whose ended contracts these tell of.

        :return: of each contract of whose customer there is something, what it is
        :rtype: dict[sale.subscription, MoneyLeft]
        """
        tell_of_end = self.filtered(lambda notice: notice._get_close_reason())
        ended = tell_of_end.contract_id.filtered(
            lambda contract: contract.contract_state == "terminated"
        )
        return ended._get_money_left()

    def _get_settlement(self, money_left):
        """Return the settlement line: the reason's, and what is left of the customer.

        :param dict money_left: see :meth:`_get_money_left`
        :rtype: str or False
        """
        self.ensure_one()
        reason = self._get_close_reason()
        left = reason and money_left.get(self.contract_id)
        if not left:
            return reason.settlement
        return (
            f"{reason.settlement or ''}截至本函作出之日，贵方已付（含他人代付）、尚未"
            f"抵付任何款项的金额为{yuan(left.amount)}{self._describe_refund(left)}。"
        )

    def _describe_refund(self, left):
        """Return by when we give back what was paid in part of a renewal (5.3).

        What may be for another contract that goes on is not promised.

        :param MoneyLeft left: what is with us of the customer
        :return: "" for another end: a person writes what becomes of the money
        :rtype: str
        """
        self.ensure_one()
        if not left.own or self._get_close_reason() != self.env.ref(UNPAID):
            return ""
        part = "" if left.own == left.amount else f"其中{yuan(left.own)}由"
        days = self.contract_id.company_id.contract_refund_days
        return f"，{part}我方自本函发出之日起{days}日内原路退还"

    @api.depends(lambda self: sorted(self._get_letter_fields()))
    def _compute_body(self):
        for notice in self:
            # what was given stays as it is, and the customer's words are their own
            is_ours = notice.state == "draft" and notice.direction == "outgoing"
            notice.body = notice._fill_body() if is_ours else notice.body

    @api.onchange("direction")
    def _onchange_direction(self):
        if self.direction == "incoming":
            self.body = False  # the type's letter is ours
            self.close_reason_id = False

    @api.model
    def _get_letter_fields(self):
        """Return the fields that a draft's letter is written from."""
        return {
            "close_reason_id",
            "contract_id",
            "direction",
            "due_date",
            "effective_date",
            "event_date",
            "facts",
            "origin_id",
            "requested_date",
            "settlement",
            "term_id",
            "type_id",
        }

    def _fill_body(self):
        """Return the letter's body by its type; what is missing stays a blank.

        :rtype: str
        """
        self.ensure_one()
        rule = self.type_id
        if not rule.body or not self.contract_id:
            return ""
        if self.direction == "incoming" and rule.customer_body:
            return self._fill(rule.customer_body)
        return self._fill(rule.late_body if self._is_going_late() else rule.body)

    def _is_answered_by_letter(self):
        """Whether the type's letter is our answer to what the customer says."""
        self.ensure_one()
        return self.direction == self.type_id.direction == "incoming"

    def _is_going_late(self):
        """Whether it can no longer arrive in time, and its type has words for that."""
        self.ensure_one()
        if not self.type_id.late_body or not self._has_to_arrive():
            return False
        return self.due_date < self.contract_id.company_id._contract_today()

    def _fill(self, text):
        """Return words with their placeholders filled; what is missing is a blank.

        A line of which nothing is to be said in this letter is left out.

        :param str text: with placeholders, one paragraph a line
        :rtype: str
        """
        values = {
            name: "" if value is None else value or BLANK
            for name, value in self._get_placeholder_values().items()
        }
        lines = [(line, fill_placeholders(line, values)) for line in text.split("\n")]
        return "\n".join(filled for line, filled in lines if filled or not line)

    @api.model
    def _get_own_placeholders(self):
        """Return the placeholders that a letter has beside those of the wording.

        Made to be extended, together with :meth:`_get_placeholder_values`.

        :rtype: set[str]
        """
        cited = self.env["miniprogram.contract.wording"]._get_cited_clauses()
        return {
            *(f"clause_{code}" for code in cited),
            *self._get_term_placeholders(),
            "bank_account",
            "clause",
            "company_side",
            "contract_title",
            "customer_side",
            "due_date",
            "effective_date",
            "event_date",
            "facts",
            "paid_until",
            "request_receipt",
            "requested_date",
            "settlement",
            "survival_clause",
            "termination_date",
        }

    @api.model
    def _get_term_placeholders(self):
        """Return the placeholders that tell of the letter's period.

        Made to be extended, together with :meth:`_get_placeholder_values`.

        :rtype: set[str]
        """
        return {
            "open_amount",
            "open_amount_words",
            "payment_deadline",
            "term_amount",
            "term_amount_words",
            "term_end",
            "term_start",
        }

    def _get_placeholder_values(self):
        """Return the values of a letter's placeholders, ``""`` for what is missing.

        What this letter has nothing to say of is None.

        :rtype: dict[str, str or None]
        """
        self.ensure_one()
        contract = self.contract_id
        values = contract._get_placeholder_values()
        is_theirs = self.direction == "incoming"
        is_given = self.state != "draft"
        return {
            **values,
            **self._get_clause_values(),
            **self._get_term_values(),
            "bank_account": self._get_bank_account(),
            "clause": contract._cite_clause(self._get_clause_code()),
            "company_side": self._get_side_word("outgoing"),
            "contract_title": contract.wording_id._get_title(values) or UNTITLED,
            "customer_side": self._get_side_word("incoming"),
            "due_date": chinese_day(self.due_date),
            "effective_date": chinese_day(self.effective_date),
            "event_date": chinese_day(self.event_date),
            "facts": self.facts or (ON_ORIGINAL if is_theirs and is_given else ""),
            "paid_until": chinese_day(contract.paid_until),
            "request_receipt": self._describe_request_receipt(),
            "requested_date": chinese_day(self.requested_date),
            # what we write down for the customer settles nothing
            "settlement": self.settlement or (None if is_theirs else ""),
            "survival_clause": contract._cite_clause("survival"),  # clause 12.1
            "termination_date": chinese_day(contract.termination_date),
        }

    def _get_side_word(self, side):
        """Return what the letter calls a side: 我方 or 贵方, by who writes it.

        :param str side: ``incoming`` for the customer, ``outgoing`` for us
        """
        self.ensure_one()
        return OURS if self.direction == side else YOURS

    def _get_clause_values(self):
        """Return how the contract's own wording cites each clause that letters cite."""
        self.ensure_one()
        cited = self.env["miniprogram.contract.wording"]._get_cited_clauses()
        return {f"clause_{code}": self.contract_id._cite_clause(code) for code in cited}

    def _describe_request_receipt(self):
        """Return the words on when we received what the letter answers."""
        self.ensure_one()
        day = chinese_day(self.origin_id.received_on)
        return f"我方已于{day}实际收到" if day else "我方已收悉"

    def _get_term_values(self):
        """Return the values of the placeholders that tell of the period."""
        self.ensure_one()
        # sudo: the user who writes a letter need not see the customer's account
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

    def _get_usual_term(self):
        """Return the period that such a notice tells of: made to be extended."""
        self.ensure_one()
        return self.contract_id.open_term_id

    def _format_amount(self, amount):
        return yuan(amount) if amount else ""

    def _format_words(self, amount):
        return f"人民币{rmb_uppercase(amount)}" if amount else ""

    def _get_bank_account(self):
        """Return our bank account as text: holder, number and bank, a line each."""
        self.ensure_one()
        company = self.contract_id.company_id
        # sudo: the user who writes a letter need not see bank accounts; ours is public
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
        """Return the code of the clause that it cites: its type's or the reason's."""
        self.ensure_one()
        return self.type_id.clause_code or self._get_close_reason().clause_code
