# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from ...policy.ends import EndKind
from ...policy.terms import RENEWAL
from ...tools.chinese_text import join_sentences
from ..contract.close_reason import UNPAID
from ..nightly.contract_batch import Step
from ..party.company_language import in_company_language
from .term_settlement import HOLD

TERMINATE = "_terminate_unpaid"
# The scheduled action that carries out each kind of end
RUNS = {
    EndKind.UNPAID: "terminate_unpaid_renewals",
    EndKind.PLANNED: "track_notices",
    EndKind.DECLARED: "track_notices",
    EndKind.UNRENEWED: "track_notices",
}


class Hold(NamedTuple):
    """What keeps an unpaid contract from being terminated.

    ``code`` identifies it in any language, ``text`` is the reason in words.
    """

    code: str
    text: str


class SaleSubscription(models.Model):
    """Contracts that are not renewed in time end, unless something holds them.

    Clauses 3.2 and 5.3. What the next run will do is shown beforehand.
    """

    _inherit = "sale.subscription"

    termination_verdict = fields.Char(
        string="Next Run",
        compute="_compute_termination_verdict",
        help="Why this contract will, or will not, be terminated by the next run.",
    )
    is_terminated_tonight = fields.Boolean(
        string="Terminated by the Next Run",
        compute="_compute_tonight",
        search="_search_is_terminated_tonight",
    )
    is_termination_on_hold = fields.Boolean(
        string="Termination on Hold",
        compute="_compute_tonight",
        search="_search_is_termination_on_hold",
    )
    is_held_by_credit = fields.Boolean(
        string="Held by Open Credit", compute="_compute_is_held_by_credit"
    )

    def _compute_tonight(self):
        ending, held = self._find_ends_tonight()
        for contract in self:
            contract.is_terminated_tonight = contract in ending
            contract.is_termination_on_hold = contract in held

    def _search_is_terminated_tonight(self, operator, value):
        return self._search_tonight("is_terminated_tonight", operator)

    def _search_is_termination_on_hold(self, operator, value):
        return self._search_tonight("is_termination_on_hold", operator)

    @api.model
    def _search_tonight(self, name, operator):
        """Return the domain of the contracts of which a field on the next run is true.

        :param str name: the field
        :param str operator: of the search; only ``in`` is supported
        """
        if operator != "in":
            return NotImplemented
        companies = self.env.companies
        due = self.search(
            self._get_tonight_domain(companies) | self._get_planned_domain(companies)
        )
        return Domain("id", "in", due.filtered(name).ids)

    def _compute_is_held_by_credit(self):
        active = self.filtered(lambda contract: contract.contract_state == "active")
        # sudo: contract users need no access to the customer's accounting
        credits = active.open_term_id.sudo()._get_credits_in_time()
        for contract in self:
            contract.is_held_by_credit = bool(credits.get(contract.open_term_id))

    def _compute_termination_verdict(self):
        for contract in self:
            contract.termination_verdict = contract._get_termination_verdict()

    @api.model
    def _cron_terminate_unpaid_renewals(self):
        """Terminate what was not renewed in time, by the company's own day.

        It is final: a payment that comes later revives nothing.
        """
        self._run_steps(self._get_termination_steps())

    @api.model
    def _get_termination_steps(self):
        """Return the nightly steps for what is not paid: made to be extended.

        :rtype: list[Step]
        """
        return [Step(TERMINATE, "_get_unpaid_domain", "_terminate_unpaid")]

    @api.model
    def _get_unpaid_domain(self, company, day=None):
        """Return the domain of the contracts that may end because they are not renewed.

        Whether they do is decided by `_get_next_end`.

        :param company: the company whose calendar counts
        :param date day: as of which day, by default the company's today
        :rtype: Domain
        """
        return (
            Domain("contract_state", "=", "active")
            & Domain("open_term_id.kind", "=", RENEWAL)
            & Domain("open_term_id.is_agreed", "!=", True)
            & Domain("payment_deadline", "<", day or company._contract_today())
        )

    @api.model
    def _get_tonight_domain(self, companies):
        """Return the domain of the unpaid contracts that the next run looks at.

        :param companies: the companies whose contracts are asked for
        :rtype: Domain
        """
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & self._get_unpaid_domain(company, self._get_next_run_day(company))
            for company in companies
        )

    def _get_last_day_problems(self, reason, day):
        problems = super()._get_last_day_problems(reason, day)
        if reason != self.env.ref(UNPAID):
            return problems
        return problems + [
            self.env._(
                "Reason: %(contract)s has no renewal that was not paid by its "
                "deadline. What is owed of a first term or an instalment is demanded "
                "(5.4).",
                contract=contract.display_name,
            )
            for contract in self
            if not contract.filtered_domain(
                contract._get_unpaid_domain(contract.company_id)
            )
        ]

    @api.model
    def _get_next_run_day(self, company, kind=EndKind.UNPAID):
        """Return the day on which ends are carried out next, in a company.

        :param company: the company whose calendar counts
        :param EndKind kind: by which end: each has its scheduled action
        :rtype: date
        """
        # sudo: the next run is no secret to users who see what it will do
        action = self.env.ref(f"miniprogram_contract.ir_cron_{RUNS[kind]}").sudo()
        own = company.with_context(tz=company.contract_tz)
        planned = fields.Date.context_today(own, action.nextcall)
        return max(planned, company._contract_today())

    def _terminate_unpaid(self):
        """Terminate these contracts for their unpaid renewal, unless on hold."""
        # accounting as it is now decides, not what was stored before
        self.open_term_id.sudo()._sync_with_accounting()
        unpaid = self._filter_unpaid_today()
        holds = unpaid._get_termination_holds()
        for contract, hold in holds.items():
            contract._warn_of_hold(hold)
        due = unpaid - unpaid.browse().union(*holds)
        due._terminate(self.env.ref(UNPAID))

    def _get_termination_hold(self):
        """Return what keeps an unpaid renewal from being terminated.

        :rtype: Hold or None
        """
        self.ensure_one()
        return self._get_termination_holds().get(self)

    def _get_termination_holds(self):
        """Return what keeps these unpaid renewals from being terminated.

        :return: of each contract on hold, what holds it
        :rtype: dict[sale.subscription, Hold]
        """
        # sudo: contract users need no access to the customer's accounting
        credits = self.open_term_id.sudo()._get_credits_in_time()
        holds = {
            # sudo: nor to their invoices, which are what holds it
            contract: contract.sudo()._find_hold(
                credits.get(contract.open_term_id, 0.0)
            )
            for contract in self
        }
        return {contract: hold for contract, hold in holds.items() if hold}

    def _filter_held(self):
        """Keep the unpaid renewals that something keeps from being terminated."""
        return self.browse().union(*self._get_termination_holds())

    def _find_hold(self, credit):
        """Find what keeps an unpaid renewal from being terminated.

        :param float credit: open credit that came in time and may be meant for it
        :rtype: Hold or None
        """
        self.ensure_one()
        _ = self.env._
        # a failed termination does not hold itself: it is tried again
        if failure := self._describe_failures(besides=TERMINATE):
            return Hold("failure", _("our own failure: %s", failure))
        if self.open_term_id.invoice_id.state != "posted":
            return Hold(
                "not_invoiced",
                _("the renewal has no posted invoice: invoice it first"),
            )
        if self.open_term_id.state == "planned":
            return Hold(
                "credited", _("the invoice of the renewal was credited or written off")
            )
        if credit:
            return Hold(
                "open_credit",
                _(
                    "%s of the customer is not allocated yet",
                    self.currency_id.format(credit),
                ),
            )
        return None

    @in_company_language
    def _warn_of_hold(self, hold):
        """Raise one activity for what holds a termination.

        :param Hold hold: what it is
        """
        self.ensure_one()
        self._warn_responsible_once(
            (HOLD, hold.code),
            self.env._("Not terminated although unpaid: %s.", hold.text),
        )

    def _filter_due_tonight(self):
        """Keep the unpaid contracts that the next run ends, unless they are on hold."""
        return self._filter_unpaid(lambda c: self._get_next_run_day(c.company_id))

    def _get_termination_verdict(self):
        """Return why this contract will, or will not, be terminated by the next run.

        :rtype: str
        """
        self.ensure_one()
        _ = self.env._
        end = self._get_next_end()
        is_due = bool(self._filter_due_tonight())
        if is_due and (hold := self._get_termination_hold()):
            held = _("On hold: %s.", hold.text)
            later = self._describe_end(self._get_next_end(is_on_hold=True))
            return join_sentences(held, later)
        if is_due:
            return _(
                "Will be terminated on %(day)s, by the next run, unless paid: its "
                "deadline is %(deadline)s.",
                day=self._get_next_run_day(self.company_id),
                deadline=self.payment_deadline,
            )
        if end:
            later = self._describe_later_hold(end)
            return f"{self._describe_held_end(end)} {later}".strip()
        if self.contract_state != "active":
            return _("Not active: nothing to terminate.")
        if not self.open_term_id:
            return _("Paid until %s.", self.paid_until)
        if self.open_term_id._is_offer():
            return _("Can be paid until %s.", self.payment_deadline)
        return _("An unpaid instalment is demanded, not terminated (5.4).")

    def _describe_later_hold(self, end):
        """Return what would hold a termination that is to come, "" if nothing does.

        :param End end: how the contract ends next
        :rtype: str
        """
        self.ensure_one()
        hold = end.kind is EndKind.UNPAID and self._get_termination_hold()
        return hold and self.env._("Not terminated then: %s.", hold.text) or ""
