# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..contract.close_reason import UNPAID
from ..nightly.contract_batch import Step

TERMINATE = "_terminate_unpaid"


class SaleSubscription(models.Model):
    """The end of a contract: of what is not paid by itself (5.3), and by decision."""

    _inherit = "sale.subscription"

    termination_verdict = fields.Char(
        string="Next Run",
        compute="_compute_termination_verdict",
        help="Why this contract will, or will not, be terminated by the next run.",
    )

    is_terminated_tonight = fields.Boolean(
        compute="_compute_tonight", search="_search_is_terminated_tonight"
    )
    is_termination_on_hold = fields.Boolean(
        compute="_compute_tonight", search="_search_is_termination_on_hold"
    )
    is_held_by_credit = fields.Boolean(compute="_compute_is_held_by_credit")

    # -- what is not paid (clauses 3.2, 5.3) ----------------------------------------

    @api.model
    def _cron_terminate_unpaid_renewals(self):
        """Terminate what was not renewed in time: sticky, on the company's own day."""
        self._run_steps(self._get_termination_steps())

    @api.model
    def _get_termination_steps(self):
        """List what is done every night about what is not paid: made to be extended.

        :rtype: list[Step]
        """
        return [Step("_get_unpaid_domain", TERMINATE)]

    @api.model
    def _get_unpaid_domain(self, company, day=None):
        """Say which contracts were not renewed in time.

        :param company: whose own day counts
        :param date day: the day asked about, the company's today by default
        :rtype: Domain
        """
        return (
            Domain("contract_state", "=", "active")
            & Domain("open_term_id.kind", "=", "renewal")
            & Domain("payment_deadline", "<", day or company._contract_today())
        )

    @api.model
    def _get_tonight_domain(self, company):
        """Say which contracts the next run would look at.

        :param company: whose own day counts
        :rtype: Domain
        """
        return self._get_unpaid_domain(company, self._get_next_run_day(company))

    @api.model
    def _get_next_run_day(self, company):
        """Give the day in a company on which the scheduled action runs next.

        :param company: whose own day counts
        :rtype: date
        """
        # sudo: when the action runs next is no secret to who sees what it will do
        action = self.env.ref(
            "miniprogram_contract.ir_cron_terminate_unpaid_renewals"
        ).sudo()
        own = company.with_context(tz=company.contract_tz)
        planned = fields.Date.context_today(own, action.nextcall)
        return max(planned, company._contract_today())

    def _terminate_unpaid(self):
        """Terminate these contracts for their unpaid renewal, unless on hold."""
        # what accounting says now decides, not what was noted before
        self.open_term_id.sudo()._sync_with_accounting()
        unpaid = self.filtered("open_term_id")
        holds = unpaid._get_termination_holds()
        for contract, hold in holds.items():
            contract._report_hold(hold)
        due = unpaid - unpaid.browse().union(*holds)
        due._terminate(self.env.ref(UNPAID))

    def _get_termination_hold(self):
        """Say what keeps an unpaid renewal from being terminated.

        :return: the reason in words, or None
        """
        self.ensure_one()
        return self._get_termination_holds().get(self)

    def _get_termination_holds(self):
        """Say what keeps these unpaid renewals from being terminated.

        :return: of each contract on hold, the reason in words
        :rtype: dict
        """
        # sudo: contract people need not see the customer's account
        with_credit = self.open_term_id.sudo()._filter_with_credit()
        holds = {
            contract: contract._find_hold(contract.open_term_id in with_credit)
            for contract in self
        }
        return {contract: hold for contract, hold in holds.items() if hold}

    def _find_hold(self, has_credit):
        """Say what keeps an unpaid renewal from being terminated.

        :param bool has_credit: whether the customer has an open credit at all
        :return: the reason in words, or None
        """
        self.ensure_one()
        _ = self.env._
        # a termination that failed is tried again
        if failure := self._describe_failures(besides=TERMINATE):
            return _("our own failure: %s", failure)
        if self.open_term_id.invoice_id.state != "posted":
            return _("the renewal has no posted invoice: invoice it first")
        if self.open_term_id.state == "planned":
            return _("the invoice of the renewal was credited or written off")
        if has_credit and (credit := self._get_holding_credit()):
            return _(
                "%s of the customer is not allocated yet",
                self.currency_id.format(credit),
            )
        return None

    def _get_holding_credit(self):
        """Sum up the customer's open credit that may be meant for the open term.

        :return: the sum in the contract's currency, without what a manager said is not
        :rtype: float
        """
        self.ensure_one()
        # sudo: contract people need not see the customer's account
        return self.open_term_id.sudo()._get_credit_in_time()

    def _report_hold(self, hold):
        """Raise one activity for what holds a termination.

        :param str hold: the reason in words
        """
        self.ensure_one()
        self._warn_responsible_once(
            self.env._("Not terminated although unpaid: %s.", hold)
        )

    def _compute_tonight(self):
        due = self._filter_unpaid()
        held = due.browse().union(*due._get_termination_holds())
        for contract in self:
            contract.is_terminated_tonight = contract in due - held
            contract.is_termination_on_hold = contract in held

    def _filter_unpaid(self):
        """Keep the contracts that the next run would look at."""
        due = self.browse()
        for company, contracts in self.grouped("company_id").items():
            due |= contracts.filtered_domain(self._get_tonight_domain(company))
        return due

    @api.model
    def _search_unpaid(self):
        """Find the contracts that the next run would look at."""
        domains = [
            Domain("company_id", "=", company.id) & self._get_tonight_domain(company)
            for company in self.env.companies
        ]
        return self.search(Domain.OR(domains))

    def _search_is_terminated_tonight(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = self._search_unpaid().filtered("is_terminated_tonight")
        return Domain("id", "in", due.ids)

    def _search_is_termination_on_hold(self, operator, value):
        if operator != "in":
            return NotImplemented
        held = self._search_unpaid().filtered("is_termination_on_hold")
        return Domain("id", "in", held.ids)

    def _compute_is_held_by_credit(self):
        for contract in self:
            is_open = contract.contract_state == "active" and contract.open_term_id
            contract.is_held_by_credit = bool(
                is_open and contract._get_holding_credit()
            )

    def _compute_termination_verdict(self):
        for contract in self:
            contract.termination_verdict = contract._get_termination_verdict()

    def _get_termination_verdict(self):
        """Say why this contract will, or will not, be terminated by the next run.

        :rtype: str
        """
        self.ensure_one()
        _ = self.env._
        if self.contract_state != "active":
            return _("Not active: nothing to terminate.")
        if not self.open_term_id:
            return _("Paid until %s.", self.paid_until)
        if self.open_term_id.kind != "renewal":
            return _("An unpaid instalment is demanded, not terminated (5.4).")
        if not self._filter_unpaid():
            return _("Can be paid until %s.", self.payment_deadline)
        if hold := self._get_termination_hold():
            return _("On hold: %s.", hold)
        return _(
            "Will be terminated on %(day)s, by the next run, unless paid: its deadline "
            "is %(deadline)s.",
            day=self._get_next_run_day(self.company_id),
            deadline=self.payment_deadline,
        )

    # -- by decision ----------------------------------------------------------------

    def action_terminate_contract(self, reason, date=None, documents=None):
        """End contracts for a reason, today or on a later day.

        :param reason: a ``sale.subscription.close.reason``
        :param date date: the last day of service, today by default; until a later day
            the contract stays active, and nothing is invoiced past it
        :param documents: the ``ir.attachment`` records that the reason asks for; each
            contract keeps a copy of its own
        :raises UserError: not a manager, not running; or one error that names all of:
            no reason, a day in the past, no document where the reason needs one
        """
        self._check_manager()
        self._lock_in_state("signed", "active")
        day = fields.Date.to_date(date)
        documents = documents or self.env["ir.attachment"]
        self._check_termination(reason, day, documents)
        for contract in self:
            today = contract.company_id._contract_today()
            contract._keep_termination_documents(documents)
            if day and day > today:
                contract._plan_termination(reason, day)
                contract._announce_end(reason)
            else:
                contract._terminate(reason, today)
        return True

    def _check_termination(self, reason, day, documents):
        """Refuse to end contracts as it is asked, in one error."""
        problems = []
        if not reason:
            problems.append(self.env._("Reason: say why the contract ends."))
        elif reason.needs_document and not documents:
            problems.append(
                self.env._(
                    "Supporting Documents: attach %s.",
                    reason.document_name or self.env._("the supporting document"),
                )
            )
        if day and any(day < company._contract_today() for company in self.company_id):
            problems.append(
                self.env._("Last Day of Service: today or later, not %s.", day)
            )
        if problems:
            raise UserError("\n".join(problems))

    def _keep_termination_documents(self, documents):
        """Put a copy of what proves the reason on the contract's file, for good.

        :param documents: ``ir.attachment`` records that this user may read
        """
        self.ensure_one()
        if not documents:
            return
        documents.check_access("read")
        # sudo: nobody but the contract puts documents on its own file
        copies = documents.sudo().with_context(image_no_postprocess=True)
        kept = copies.copy(
            {
                "is_contract_document": True,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.message_post(
            body=self.env._("What the end of the contract is based on:"),
            attachment_ids=kept.ids,
        )

    def _plan_termination(self, reason, last_day):
        """Note the end to come; terms that start after it are not invoiced."""
        self._write_protected(
            {"close_reason_id": reason.id, "termination_date": last_day}
        )
        self._lapse_terms_after(last_day)

    @api.model
    def _get_ended_domain(self, company):
        """Say which contracts' planned last day is over.

        :param company: whose own day counts
        :rtype: Domain
        """
        return Domain("contract_state", "in", ("signed", "active")) & Domain(
            "termination_date", "<", company._contract_today()
        )

    def _carry_out_termination(self):
        for reason, contracts in self.grouped("close_reason_id").items():
            for contract in contracts:
                contract._terminate(reason, contract.termination_date)

    def _terminate(self, reason, last_day=None):
        """End contracts: the one way, whatever the reason.

        :param reason: a ``sale.subscription.close.reason``
        :param date last_day: the last day of service; by default the last paid day
        """
        served = self.filtered(lambda contract: contract.contract_state == "active")
        for day, contracts in self.grouped(lambda c: last_day or c.paid_until).items():
            contracts._lapse_terms_after(day)
            contracts._write_protected(
                {
                    "contract_state": "terminated",
                    "close_reason_id": reason.id,
                    "termination_date": day,
                }
            )
        self._log_termination(reason)
        self._give_termination_notices(reason)
        served._on_service_stop()

    def _announce_end(self, reason):
        """Say in writing that a planned end is to come: made to be extended.

        :param reason: a ``sale.subscription.close.reason``
        """

    def _give_termination_notices(self, reason):
        """Say in writing that these contracts have ended: made to be extended.

        :param reason: a ``sale.subscription.close.reason``
        """

    def _log_termination(self, reason):
        self._message_log_batch(
            {
                contract.id: self.env._(
                    "Terminated: %(reason)s. Last day of service: %(day)s.",
                    reason=reason.display_name,
                    day=contract.termination_date,
                )
                for contract in self
            }
        )

    def _lapse_terms_after(self, last_day):
        """Give up the unpaid terms that start after the last day of service."""
        terms = self.term_ids.filtered(
            lambda term: (
                term.state in ("planned", "invoiced") and term.date_start > last_day
            )
        )
        terms.sudo()._lapse()  # sudo: the ledger is written by the contract only

    # -- hooks for other addons -----------------------------------------------------

    def _on_service_start(self):
        """Do what a contract's becoming active calls for: made to be extended.

        That is the day of the first payment, or of the reinstatement; the first day of
        the period may be a later one.
        """

    def _on_service_stop(self):
        """Do what the end of a contract's service calls for: made to be extended."""

    def _get_lapsed_renewal(self):
        """Give the renewal whose missing payment ended a contract, or an empty one.

        After a reinstatement with a gap several have lapsed since the last day of
        service: it is the last of them.
        """
        self.ensure_one()
        last_day = self.termination_date
        if not last_day or last_day != self._get_last_term().date_end:
            return self.env["miniprogram.contract.term"]
        lapsed = self.term_ids.filtered(
            lambda term: (
                term.state == "lapsed"
                and term.kind == "renewal"
                and term.date_start > last_day
            )
        )
        return lapsed.sorted("sequence")[-1:]
