# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...policy.letters import days_not_served
from ...tools.chinese_text import chinese_day
from ..party.company_language import get_company_env, in_company_language
from .notice import PAYMENT

REINSTATEMENT = "miniprogram_contract.notice_type_reinstatement"
# What a warning is about
TWO_ENDS = "two_ends"


class SaleSubscription(models.Model):
    """The letter that a contract goes on, where its end was told or carried out."""

    _inherit = "sale.subscription"

    def _reinstate(self, reason, start):
        travelling = self._get_letters_overtaken_by_end()
        former = self._get_sent_letter_of_end(travelling)
        last_day, lapsed = self.termination_date, self._get_term_paid_in_time()
        start = start or self._get_first_day_after_end()
        self.notice_ids._withdraw_warnings(PAYMENT)
        res = super()._reinstate(reason, start)
        travelling._cancel_declarations(
            get_company_env(self)._("Withdrawn: %s", reason)
        )
        # before its first payment it was not served at all
        has_gap = not lapsed and self.contract_state == "active"
        gap = days_not_served(last_day=last_day, start=start) if has_gap else None
        self._confirm_that_it_goes_on(former, start, gap)
        return res

    def _withdraw_decision(self, reason):
        former = self._get_sent_letter_of_end()
        res = super()._withdraw_decision(reason)
        self._take_back(former or self._get_letter_in_question())
        return res

    def _take_back(self, former, paid=None):
        """Write to the customer that our letter on the end no longer holds.

        Where the contract ends otherwise, a person writes.

        :param former: the letter, if one was sent
        :param paid: the period whose payment has cured the breach, if one has; the
            contract goes on from the day of that payment, else from today
        """
        self.ensure_one()
        if former and (self.is_end_declared or self.termination_date):
            self._warn_of_two_ends()
        elif former:
            self._withdraw_warning((TWO_ENDS,))
            paid_on = paid and paid._get_paid_on()
            start = paid_on or self.company_id._contract_today()
            self._confirm_that_it_goes_on(former, start, term=paid)

    @api.model
    def _get_matters_until_end(self):
        return [*super()._get_matters_until_end(), (TWO_ENDS,)]

    def _get_letter_in_question(self):
        """Return the letter of which somebody is still to write whether it holds."""
        self.ensure_one()
        is_asked = bool(self._find_warnings((TWO_ENDS,)))
        withdrawn = self.notice_ids.filtered(
            lambda notice: (
                is_asked
                and notice.state == "cancelled"
                and notice.sent_on
                and notice._is_declaration()
            )
        )
        return withdrawn.sorted(lambda notice: (notice.sent_on, notice.id))[-1:]

    @in_company_language
    def _warn_of_two_ends(self):
        self.ensure_one()
        self._warn_responsible_once(
            (TWO_ENDS,),
            self.env._(
                "The customer was told in writing of an end that is withdrawn, and the "
                "contract ends otherwise. Write which of them holds."
            ),
        )

    def _confirm_that_it_goes_on(self, former, start, gap=None, term=None):
        """Write to the customer that the contract goes on, and have the letter sent.

        It names the period in which it goes on, if that is paid.

        :param former: our letter on the end that no longer holds, if one was sent
        :param date start: from which day on it goes on
        :param tuple gap: the first and the last day that were not served, if any
        :param term: the period in which it goes on, by default the one of that day
        """
        self.ensure_one()
        term = term or self._get_paid_term(start)
        self._create_notices(
            self.env.ref(REINSTATEMENT),
            event_date=start,
            facts=gap and self._describe_gap(*gap),
            origin_id=former.id,
            term_id=term.id,
        )

    def _get_letters_overtaken_by_end(self):
        """Return the letters that were to end the contract, which ended before.

        They may still arrive: the contract that goes on is not to end by them.
        """
        self.ensure_one()
        former = self._get_last_reinstatement()
        return self.notice_ids.filtered(
            lambda notice: (
                notice.id > (former.id or 0)
                and notice.state == "done"
                and notice._is_declaration()
                and notice._is_given_up_on_its_way()
                and not notice._has_been_cured()
                and not notice._is_on_end_gone_by()
            )
        )

    def _describe_gap(self, first_day, last_day):
        """Return on which days there was no service, in Chinese.

        :rtype: str
        """
        if first_day == last_day:
            return f"{chinese_day(first_day)}未提供服务。"
        return f"{chinese_day(first_day)}至{chinese_day(last_day)}期间未提供服务。"

    def _get_sent_letter_of_end(self, besides=None):
        """Return our last letter on the contract's end that has gone out, or none.

        What was written before the customer was told that the contract goes on is on an
        end gone by.

        :param besides: letters that have not ended it
        """
        self.ensure_one()
        former = self._get_last_reinstatement()
        told = self.notice_ids.filtered(
            lambda notice: (
                notice.direction == "outgoing"
                and notice.state in ("sent", "received", "done")
                and notice.id > (former.id or 0)
                and notice._gives_reason(self.close_reason_id)
                and not notice._is_on_end_gone_by()
            )
        )
        told -= besides or told.browse()
        return told.sorted(lambda notice: (notice.sent_on, notice.id))[-1:]

    def _get_last_reinstatement(self, before=None):
        """Return the last letter that the contract goes on, or none.

        :param before: a notice that was written after it, if only such count
        """
        self.ensure_one()
        letters = self.notice_ids.filtered(
            lambda notice: (
                notice._is_reinstatement()
                and notice.state != "cancelled"
                and (not before or notice._origin.id < before.id)
            )
        )
        return letters.sorted("id")[-1:]

    def _get_start_of_last_period(self):
        """Return the first day of the period that is served, or was at the end.

        :rtype: date or False
        """
        self.ensure_one()
        today = self.company_id._contract_today()
        last_day = min(today, self.termination_date or today)
        begun = self.term_ids.filtered(
            lambda term: term.state != "lapsed" and term.date_start <= last_day
        )
        return begun.sorted("date_start")[-1:].date_start

    def _get_paid_term(self, day):
        """Return the paid period that a day falls into, else the next one, or none.

        What is only offered, or owed, is not confirmed in writing.
        """
        self.ensure_one()
        paid = self.term_ids.filtered(
            lambda term: term.state == "paid" and term.date_end >= day
        )
        return paid.sorted("date_start")[:1]


class ContractNotice(models.Model):
    """What the letter says that a contract goes on."""

    _inherit = "miniprogram.contract.notice"

    def action_done(self):
        planned = self.filtered(lambda notice: notice._has_planned_end()).contract_id
        told = {contract: contract._get_sent_letter_of_end() for contract in planned}
        res = super().action_done()
        for contract, letter in told.items():
            contract._take_back(letter or contract._get_letter_in_question())
        return res

    def _set_cured(self):
        # who got a letter that sets no day to cure holds one that ends the contract
        ending = self.filtered(lambda notice: notice._ends_on_arrival())
        res = super()._set_cured()
        for contract, letters in ending.grouped("contract_id").items():
            letter = letters.sorted(lambda letter: (letter.sent_on, letter.id))[-1:]
            # sudo: the user who enters a payment need not see the ledger
            contract._take_back(letter, paid=letter._get_owed_term().sudo())
        return res

    def _ends_on_arrival(self):
        """Whether it ends its contract without a word on a day to cure the breach."""
        self.ensure_one()
        return self._is_declaration() and not self.due_date

    @api.model
    def _get_own_placeholders(self):
        return super()._get_own_placeholders() | {
            "by_agreement",
            "former_letter",
            "not_served",
            "resumed",
        }

    @api.model
    def _get_term_placeholders(self):
        return super()._get_term_placeholders() | {"service_period"}

    def _get_placeholder_values(self):
        is_agreed = not self._is_withdrawn_by_us()
        return {
            **super()._get_placeholder_values(),
            "by_agreement": "经贵我双方协商一致，" if is_agreed else None,
            "former_letter": self._describe_former_letter(),
            "not_served": self.facts or None,
            "resumed": "恢复" if self._is_end_reached() else "继续",
            "service_period": self._describe_service_period(),
        }

    def _is_reinstatement(self):
        """Whether it is our letter that a contract goes on."""
        self.ensure_one()
        # not by ref(), which looks each time whether the type still exists
        data = self.env["ir.model.data"]
        return self.type_id.id == data._xmlid_to_res_id(REINSTATEMENT)

    def _get_usual_term(self):
        if not self._is_reinstatement():
            return super()._get_usual_term()
        today = self.contract_id.company_id._contract_today()
        return self.contract_id._get_paid_term(self.event_date or today)

    def _describe_service_period(self):
        """Return the period in which it goes on, None where none is paid.

        :rtype: str or None
        """
        self.ensure_one()
        # sudo: the user who writes a letter need not see the ledger
        term = self.term_id.sudo()
        if term.state != "paid":
            return None
        return f"，服务期为{chinese_day(term.date_start)}至{chinese_day(term.date_end)}"

    def _describe_former_letter(self):
        """Return that our letters on the end no longer hold, None without one.

        :rtype: str or None
        """
        self.ensure_one()
        letters = self.origin_id | self._get_withdrawn_letters()
        return "".join(letter._describe_as_former() for letter in letters) or None

    def _get_withdrawn_letters(self):
        """Return what we withdrew on its way since we last wrote that it goes on."""
        self.ensure_one()
        if not self._is_reinstatement():
            return self.browse()
        told = self.contract_id._get_last_reinstatement(before=self._origin)
        return self.contract_id.notice_ids.filtered(
            lambda notice: (
                notice._origin.id > (told.id or 0)
                and notice.state == "cancelled"
                and notice.sent_on
                and not notice.received_on
                and notice._is_declaration()
            )
        )

    def _describe_as_former(self):
        """Return that this letter of ours no longer holds.

        :rtype: str
        """
        self.ensure_one()
        number = f"（编号：{self.letter_number}）" if self.letter_number else ""
        day, title = chinese_day(self.sent_on), self._get_letter_title()
        if self.state == "cancelled":
            return f"我方撤回{day}发出的《{title}》{number}，该通知不发生效力。"
        return f"我方{day}发出的《{title}》{number}不再执行。"

    def _may_be_announced_ahead(self):
        # a contract that ended today goes on tomorrow
        return self._is_reinstatement() or super()._may_be_announced_ahead()

    def _is_on_end_gone_by(self):
        """Whether the contract went on into another period after the end it tells of.

        Before version 19.0.1.5.0 no letter said that a contract is reinstated.
        """
        self.ensure_one()
        start = self.contract_id._get_start_of_last_period()
        days = (self.requested_date, self.effective_date, self.event_date)
        is_past = bool(start) and max(filter(None, days)) < start
        return is_past and not self._is_travelling()

    def _is_taken_back(self):
        """Whether we take back what we declared, before it arrives (article 141)."""
        self.ensure_one()
        return self.origin_id.state == "cancelled"

    def _is_withdrawn_by_us(self):
        """Whether we alone give up an end that we declared, before it has come."""
        self.ensure_one()
        is_declared = self.origin_id and self.origin_id._is_declaration()
        return self._is_taken_back() or is_declared and not self._is_end_reached()

    def _is_end_reached(self):
        """Whether service had stopped before the day from which it goes on."""
        self.ensure_one()
        letter = self.origin_id
        is_declared = letter and letter._is_declaration()
        if is_declared and not letter.effective_date and not self._is_taken_back():
            # cured, it has ended nothing; closed, the contract has ended otherwise
            return letter.sent_on <= self.event_date and not letter._has_been_cured()
        told = letter.requested_date or letter.origin_id.effective_date
        end = letter.effective_date if is_declared else told
        return not self._is_taken_back() and (not end or end < self.event_date)
