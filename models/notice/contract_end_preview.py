# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...policy.notices import NoticeDays, effective_day
from ...tools.chinese_text import join_sentences
from ..contract.close_reason import NOT_RENEWED


class SaleSubscription(models.Model):
    """Which letters follow an end, and the first day that its clause allows."""

    _inherit = "sale.subscription"

    def _get_first_possible_day(self, reason):
        """Return the first last day of service that a reason allows (4.1, 5.2).

        What is not renewed ends with its period. Of an end that the customer asks for
        it is the one by the rule of that notice: of the one that was received, else of
        one received today.

        :param reason: a ``sale.subscription.close.reason``
        :rtype: date
        """
        self.ensure_one()
        if only := self._get_only_last_day(reason):
            return only
        today = self.company_id._contract_today()
        rule = reason._get_notice_type()
        asked = self._get_ending_notices().filtered(
            lambda notice: notice.type_id == rule and notice.effective_date
        )
        if asked:
            return max(today, min(asked.mapped("effective_date")))
        if reason == self.env.ref(NOT_RENEWED):
            return max(today, self._get_last_possible_day() or today)
        if rule.close_reason_id != reason:
            return today
        day = effective_day(
            rule=rule._get_effect_rule(),
            days=NoticeDays(received_on=today),
            contract_end=self._get_last_possible_day(),
        )
        return max(today, day or today)

    def _get_last_day_problems(self, reason, day):
        problems = super()._get_last_day_problems(reason, day)
        if problems or not reason or reason.is_agreement or reason._is_declared_by_us():
            return problems
        for contract in self:
            first = contract._get_first_possible_day(reason)
            if (day or contract.company_id._contract_today()) < first:
                problems.append(contract._describe_first_possible_day(reason, first))
        return problems

    def _describe_first_possible_day(self, reason, first):
        """Return that a contract cannot end before the day that its clause allows.

        :param reason: a ``sale.subscription.close.reason``
        :param date first: that day
        :rtype: str
        """
        self.ensure_one()
        clause = reason.clause_code and self._name_clause(reason.clause_code)
        return self.env._(
            "Last Day of Service: not before %(day)s, which %(clause)s allows. If both "
            "sides agree on another day, choose that reason.",
            day=first,
            clause=clause or reason.name,
        )

    def _take_snapshot(self):
        states = {notice: notice.state for notice in self.notice_ids}
        return {**super()._take_snapshot(), "notices": states}

    def _let_declared_end_come(self, before):
        super()._let_declared_end_come(before)
        today = self.company_id._contract_today()
        known = before["notices"]
        for letter in self._get_travelling_letters():
            if letter not in known:  # what is on its way already is another matter
                letter._receive(today)

    def _describe_changes(self, before):
        known = before["notices"]
        ours = self.notice_ids.filtered(lambda notice: notice.direction == "outgoing")
        made = ours.filtered(
            lambda notice: notice not in known and notice.state != "cancelled"
        )
        withdrawn = ours.filtered(
            lambda notice: (
                notice.state == "cancelled"
                and known.get(notice, "cancelled") != "cancelled"
            )
        )
        letters = [
            {"name": letter._get_letter_title(), "outcome": letter._describe_dispatch()}
            for letter in made
        ] + [
            {
                "name": letter._get_letter_title(),
                "outcome": letter._describe_withdrawal(),
            }
            for letter in withdrawn
        ]
        words = "\n\n".join(letter.body or "" for letter in made)
        return {**super()._describe_changes(before), "letters": letters, "words": words}


class ContractNotice(models.Model):
    """What becomes of a letter that is only looked at."""

    _inherit = "miniprogram.contract.notice"

    def _describe_withdrawal(self):
        """Return that our letter is withdrawn, and what is to be done about that.

        :rtype: str
        """
        self.ensure_one()
        if not self.sent_on:
            return self.env._("Withdrawn: it was not sent")
        return self.env._(
            "Withdrawn, but it was sent: write to the customer what holds"
        )

    def _describe_dispatch(self):
        """Return how our letter is sent, or what has to be completed before.

        :rtype: str
        """
        self.ensure_one()
        _ = self.env._
        if problems := self._get_letter_problems():
            return _("To be completed before it is sent: %s", join_sentences(*problems))
        mailboxes = self.contract_id._describe_designated_mailboxes()
        if self.channel in (False, "email") and mailboxes:
            return _("Sent at once to %s", mailboxes)
        return _("To be printed and handed over")
