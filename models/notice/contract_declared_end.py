# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from ...policy.ends import EndKind
from ...policy.notices import DUE
from ...tools.chinese_text import chinese_day, join_sentences, yuan
from ..party.company_language import get_company_env
from .notice_validation import LIVE_STATES


class SaleSubscription(models.Model):
    """The letter by which we declare the end of a contract (article 565)."""

    _inherit = "sale.subscription"

    @api.depends(
        "notice_ids.direction",
        "notice_ids.queued_on",
        "notice_ids.state",
        "notice_ids.type_id.close_reason_id.takes_effect_on_arrival",
        "notice_ids.type_id.effect",
    )
    def _compute_is_end_declared(self):
        super()._compute_is_end_declared()
        for contract in self:
            # one that is on its way beside an end that is planned ends it too
            is_live = contract.contract_state in LIVE_STATES
            if is_live and contract._get_travelling_letters():
                contract.is_end_declared = True

    def _declare_end(self, reason, day, documents, letter):
        super()._declare_end(reason, day, documents, letter)
        self._get_unsent_letters()._cancel_declarations("")
        values = self._prepare_declaration(reason, day, letter)
        notice = self.env["miniprogram.contract.notice"].create(values)
        if not notice._is_declaration():
            raise UserError(
                self.env._(
                    "Reason: “%(reason)s” takes effect on arrival of its letter, but "
                    "“%(type)s” ends no contract. Choose another notice for it.",
                    reason=reason.name,
                    type=notice.type_id.name,
                )
            )
        notice._enclose(documents)
        notice._report_incomplete()
        notice._queue()

    def _prepare_declaration(self, reason, day, letter):
        """Prepare the letter by which an end is declared.

        :param reason: a ``sale.subscription.close.reason``
        :param date day: the day before which it does not take effect, if there is one
        :param dict letter: what it says, see :meth:`_declare_end`
        :rtype: dict
        """
        self.ensure_one()
        rule, term = reason._get_notice_type(), letter["term"]
        words = ("facts", "settlement")
        values = {name: letter[name] for name in words if letter[name]}
        if day:
            values["due_date" if rule.effect_from == DUE else "requested_date"] = day
        demand = term._find_demand() if term else self.notice_ids.browse()
        about = {
            "close_reason_id": reason.id,
            "origin_id": demand.id,
            "term_id": term.id,
        }
        return self._prepare_notice(rule, **about, **values)

    def _get_breach_problems(self, reason, term):
        problems = super()._get_breach_problems(reason, term)
        if not reason or not term:
            return problems
        return problems + [
            self.env._(
                "Missing Payment: a period of %s that is owed and overdue, where we "
                "declare the end for a breach that can be cured.",
                contract.display_name,
            )
            for contract in self
            if term not in contract._find_missing_payments(reason)
        ]

    def _find_missing_payments(self, reason):
        """Return the periods that are owed and overdue, if that may be the breach.

        :param reason: a ``sale.subscription.close.reason``
        :rtype: miniprogram.contract.term
        """
        self.ensure_one()
        rule = reason._get_notice_type()
        may_be_cured = reason._is_declared_by_us() and rule.effect_from == DUE
        terms = self.term_ids if may_be_cured else self.term_ids.browse()
        return terms.filtered(lambda term: term._is_in_default())

    def _get_travelling_letters(self):
        """Return the letters on their way that end these contracts."""
        return self.notice_ids.filtered(lambda notice: notice._is_travelling())

    def _get_unsent_letters(self):
        """Return those that were not sent yet."""
        letters = self._get_travelling_letters()
        return letters.filtered(lambda notice: notice.state == "draft")

    def _get_letters_to_withdraw(self):
        """Return those that were sent, and are withdrawn with the end of a contract.

        Beside another end that is planned a letter stands when that is withdrawn.
        """
        waiting = self.filtered(lambda contract: contract._awaits_arrival())
        letters = waiting._get_travelling_letters()
        return letters.filtered(lambda letter: letter.state == "sent")

    def _get_letters_before(self, end):
        """Return those that may end the contract before an end with a known day.

        :param End end: how it ends otherwise
        """

        def may_come_before(letter):
            day = letter.effective_date or letter.requested_date
            return not day or day < end.last_day

        return self._get_travelling_letters().filtered(may_come_before)

    def _demand_payment(self):
        # our letter that ends a contract gives the time to pay that there is
        ending = self.filtered(lambda contract: contract._has_letter_of_our_end())
        return super(SaleSubscription, self - ending)._demand_payment()

    def _has_letter_of_our_end(self):
        """Whether a letter of ours is on its way, or has arrived, that is to end it."""
        self.ensure_one()
        planning = self._get_planning_notices()
        return bool(
            self._get_travelling_letters()
            | planning.filtered(lambda notice: notice._is_declaration())
        )

    def _get_declared_day(self):
        letters = self._get_travelling_letters()
        days = [
            letter._get_open_day(letter.effective_date or letter.requested_date)
            for letter in letters
        ]
        return min(days) if days and all(days) else super()._get_declared_day()

    def _describe_end(self, end):
        said = super()._describe_end(end)
        is_planned = bool(end) and end.kind in (EndKind.PLANNED, EndKind.UNRENEWED)
        if not is_planned or self._awaits_arrival():
            return said
        # what was decided stands beside a letter that may arrive before
        earlier = self._get_letters_before(end)
        if not earlier:
            return said
        reasons = ", ".join(letter._get_close_reason().name for letter in earlier)
        before = self.env._("Ends earlier if our letter arrives before: %s.", reasons)
        return join_sentences(said, before)

    # -- given up, or overtaken -------------------------------------------------------

    def _decide_end(self, reason, day, charge, charge_amount):
        letters = self._get_travelling_letters()
        sent = letters._cancel_declarations(
            get_company_env(self)._("Withdrawn: the contract ends for another reason.")
        )
        letters._give_up_declarations()
        super()._decide_end(reason, day, charge, charge_amount)
        self._take_back(sent[-1:])

    def _withdraw_decision(self, reason):
        # an end that was planned before stands without the letter
        letters = self._get_travelling_letters() if self._awaits_arrival() else None
        if letters:
            letters._cancel_declarations(
                get_company_env(self)._("Withdrawn: %s", reason)
            )
        super()._withdraw_decision(reason)

    def _withdraw_termination(self):
        super()._withdraw_termination()
        # a letter that was on its way beside the planned end still ends it
        for contract in self:
            if letters := contract._get_travelling_letters():
                contract._note_declared_end(letters[:1]._get_close_reason())

    def _close_notices(self):
        letters = self._get_travelling_letters()
        unsent = letters & self._get_unsent_letters()
        unsent._cancel_declarations("")
        (letters - unsent)._set_done()
        super()._close_notices()

    # -- one that has arrived ---------------------------------------------------------

    def _get_planning_notices(self):
        """Return the notices that were received and have planned the end to come."""
        return self._get_ending_notices().filtered(
            lambda notice: notice._has_planned_end()
        )

    def _carry_out_termination(self):
        # accounting as it is now decides, not what was stored before
        self._get_planning_notices()._settle_paid()
        return super()._carry_out_termination()

    def _find_planned_hold(self):
        hold = super()._find_planned_hold()
        for notice in self._get_planning_notices() if not hold else ():
            hold = hold or notice._find_payment_hold()
        return hold


class ContractTerm(models.Model):
    """The breach that is a missing payment, and the demand behind it (clause 5.4)."""

    _inherit = "miniprogram.contract.term"

    def _is_in_default(self):
        """Whether it is owed, and not paid although it was due."""
        self.ensure_one()
        is_owed = self.state == "invoiced" and not self._is_offer()
        return is_owed and self._is_in_arrears()

    def _describe_default(self):
        """Return the facts of the breach that it was not paid, in Chinese.

        :rtype: str
        """
        self.ensure_one()
        term = self.sudo()  # who writes a letter need not see the customer's account
        return (
            f"服务期{chinese_day(term.date_start)}至{chinese_day(term.date_end)}的费用"
            f"{yuan(term.amount)}应于{chinese_day(term.due_on)}前（含当日）付清，贵方至今"
            f"尚欠{yuan(term._get_open_amount())}未付。"
        )

    def _find_demand(self):
        """Return the last demand of this period's payment that was sent, if any."""
        self.ensure_one()
        demand = self.env.ref("miniprogram_contract.notice_type_payment_demand")
        demands = self.contract_id.notice_ids.filtered(
            lambda notice: (
                notice.type_id == demand
                and notice.term_id == self
                and notice.state in ("sent", "received")
            )
        )
        return demands.sorted("sent_on")[-1:]

    def _grant_time(self, grace_until, reason):
        planning = self.contract_id._get_planning_notices()
        res = super()._grant_time(grace_until, reason)
        planning._move_planned_end()
        return res
