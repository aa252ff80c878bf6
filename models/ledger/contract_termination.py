# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...policy.ends import FREE, is_given_up
from ...policy.terms import RENEWAL
from ..contract.contract import LIVE_STATES
from .contract_end_preview import PREVIEWED
from .term_settlement import HOLD, TO_ALLOCATE


class SaleSubscription(models.Model):
    """The end of a contract, by decision or not: there is one way, for every reason."""

    _inherit = "sale.subscription"

    # -- by decision ----------------------------------------------------------------

    def action_terminate_contract(
        self,
        reason,
        date=None,
        documents=None,
        *,
        charge=FREE,
        charge_amount=None,
        facts=None,
        settlement=None,
        term=None,
    ):
        """End contracts for a reason, today or on a later day.

        An end that both sides agreed on beats clause 5.3: the contract goes on until
        that day, and what it costs from the last paid day on is what they agreed. One
        that we declare (breach, fraud, force majeure) takes effect when our letter
        arrives: until then the contract goes on.

        :param reason: a ``sale.subscription.close.reason``
        :param date date: the last day of service, today by default; until a later day
            the contract stays active, and nothing is invoiced past it. Of an end that
            we declare the day before which it does not end, even if the letter has
            arrived: the cure day of a breach
        :param documents: the ``ir.attachment`` records that the reason asks for; each
            contract keeps a copy of its own
        :param str charge: how the days after the last paid one are charged where both
            sides agreed: ``free``, ``by_day`` (at the yearly price), or ``amount``
        :param float charge_amount: what these days cost altogether, tax included
        :param str facts: what our letter says has happened, in Chinese; where it is
            asked for and missing, the letter waits for somebody to complete it
        :param str settlement: its settlement line, by default the reason's
        :param term: the ``miniprogram.contract.term`` whose missing payment is the
            breach: paid in time, the contract goes on. Without one the breach is
            another one, which no payment cures
        :raises UserError: not a manager, or not signed or active; or one error that
            names all of: no reason, a day in the past, or before the first one that
            the clause allows (5.2), no document where the reason needs one, a charge
            that nobody agreed on, no amount, a period that is not overdue
        """
        self._check_manager()
        self._lock_in_state(*LIVE_STATES)
        day = fields.Date.to_date(date)
        documents = documents or self.env["ir.attachment"]
        term = term or self.env["miniprogram.contract.term"]
        self._check_termination(reason, day, documents, charge, charge_amount, term)
        letter = {
            "facts": facts,
            "settlement": settlement or reason.settlement,
            "term": term,
        }
        for contract in self:
            contract._keep_termination_documents(documents)
            if reason._is_declared_by_us():
                contract._declare_end(reason, day, documents, letter)
            else:
                contract._decide_end(reason, day, charge, charge_amount)
                contract._word_letter_of_end(
                    reason, {"facts": facts, "settlement": settlement}
                )
        return True

    def _decide_end(self, reason, day, charge, charge_amount):
        """End a contract today, or plan its end for a later day.

        :param reason: a ``sale.subscription.close.reason``
        :param date day: the last day of service, by default today
        :param str charge: how the days after the last paid one are charged
        :param float charge_amount: what they cost altogether
        """
        self.ensure_one()
        today = self.company_id._contract_today()
        last_day = self._get_only_last_day(reason) or day or today
        self._plan_termination(reason, last_day)
        self._agree_charge(charge, charge_amount)
        self._charge_until_end()
        if last_day > today:
            self._announce_end(reason)
        else:
            self._terminate(reason, last_day)

    def _get_only_last_day(self, reason):
        """Return the one last day of service that a reason has: made to be extended.

        :param reason: a ``sale.subscription.close.reason``
        :return: None where it is to be chosen
        :rtype: date or None
        """
        return

    def _check_termination(self, reason, day, documents, charge, charge_amount, term):
        """Refuse to end contracts in this way, in one error that names all problems."""
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
        problems += self._get_last_day_problems(reason, day)
        problems += self._get_charge_problems(reason, day, charge, charge_amount)
        problems += self._get_breach_problems(reason, term)
        if problems:
            raise UserError("\n".join(problems))

    def _get_last_day_problems(self, reason, day):
        """Return why contracts cannot end on a day: made to be extended.

        :param reason: a ``sale.subscription.close.reason``, if one is given
        :param date day: the last day of service, if it is not today
        :rtype: list[str]
        """
        free = self.filtered(lambda contract: not contract._get_only_last_day(reason))
        if day and any(day < company._contract_today() for company in free.company_id):
            return [self.env._("Last Day of Service: today or later, not %s.", day)]
        return []

    def _keep_termination_documents(self, documents):
        """Keep a copy of what proves the reason with the contract.

        :param documents: ``ir.attachment`` records that this user may read
        """
        self.ensure_one()
        if not documents:
            return
        documents.check_access("read")
        documents._check_can_be_opened()
        # sudo: users cannot add documents of the contract themselves
        copies = documents.sudo().with_context(image_no_postprocess=True)
        kept = copies.copy(
            {
                "is_contract_document": True,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self._log_termination_documents(kept)

    def _plan_termination(self, reason, last_day, is_by_letter=False):
        """Set the day of the end; terms that start after it are given up.

        Before a declared end nothing is: a payment may still cure the breach.

        :param reason: a ``sale.subscription.close.reason``
        :param date last_day: the last day of service
        :param bool is_by_letter: whether it follows from a notice that was received
        """
        self._write_protected(
            {
                **self._prepare_no_end(),
                "close_reason_id": reason.id,
                "is_planned_by_letter": is_by_letter,
                "termination_date": last_day,
            }
        )
        if not self._has_declared_end():
            later = self._get_unpaid_terms().filtered(lambda t: t.date_start > last_day)
            later.sudo()._lapse()  # sudo: the ledger is written by the contract only

    def _prepare_no_end(self):
        """Prepare what a contract knows of its end while none is decided.

        :rtype: dict
        """
        return {
            "close_reason_id": False,
            "is_planned_by_letter": False,
            "termination_charge": False,
            "termination_charge_amount": False,
            "termination_date": False,
        }

    # -- a planned end that is withdrawn ----------------------------------------------

    @api.private
    def action_withdraw_termination(self, reason, has_not_arrived=False):
        """Withdraw the planned end of contracts: they go on as if it had not been.

        What was given free and is still to come is taken back; what ends with the
        contract is charged whole again. What was given up is made anew by the nightly
        run.

        :param str reason: why, in the manager's words
        :param bool has_not_arrived: the manager's word that none of our letters that
            declare the end has arrived
        :raises UserError: not a manager, or not signed or active; or one error that
            names all of: no reason, no planned end, what else keeps it
        """
        self._check_manager()
        self._lock_in_state(*LIVE_STATES)
        problems = [
            problem
            for contract in self
            for problem in contract._get_withdrawal_problems(has_not_arrived)
        ]
        if not (reason or "").strip():
            problems.append(self.env._("Reason: say why the end is withdrawn."))
        if problems:
            raise UserError("\n".join(problems))
        for contract in self:
            contract._withdraw_decision(reason.strip())
        return True

    def _get_withdrawal_problems(self, has_not_arrived=False):
        """Return why the planned end cannot be withdrawn: made to be extended.

        :param bool has_not_arrived: whether a manager said that of our letters
        :rtype: list[str]
        """
        self.ensure_one()
        if self.termination_date or self._awaits_arrival():
            return []
        return [self.env._("No end is planned for %s.", self.display_name)]

    def _withdraw_decision(self, reason):
        """Withdraw a planned end that was decided: made to be extended.

        :param str reason: why
        """
        self.ensure_one()
        day, declared = self.termination_date, self.close_reason_id
        self._withdraw_termination()
        self._log_withdrawal(day, declared, reason)

    def _withdraw_termination(self):
        """Withdraw a planned end: the nightly run plans the lapsed terms anew."""
        self._write_protected(self._prepare_no_end())
        self._charge_until_end()

    # -- the night after the planned last day -----------------------------------------

    @api.model
    def _get_ended_domain(self, company, day=None):
        """Return the domain of the contracts whose planned last day has passed.

        :param company: the company whose calendar counts
        :param date day: as of which day, by default the company's today
        :rtype: Domain
        """
        return Domain("contract_state", "in", LIVE_STATES) & Domain(
            "termination_date", "<", day or company._contract_today()
        )

    def _carry_out_termination(self):
        """End these contracts as planned, unless they end unpaid before (5.3)."""
        for contract in self._filter_ending_as_planned():
            contract._end_as_planned()

    def _end_as_planned(self):
        """End a contract on its planned day, which is over: made to be extended."""
        self.ensure_one()
        if self._get_agreed_last_day() and self.contract_state == "active":
            # what no night has charged, after a failure or a long downtime
            self._start_terms_until(self.termination_date)
        self._terminate(self.close_reason_id, self.termination_date)

    def _filter_ending_as_planned(self):
        """Keep the contracts that end on their planned day: made to be extended."""
        return self

    def _terminate(self, reason, last_day=None):
        """End contracts: the one way, for every reason.

        :param reason: a ``sale.subscription.close.reason``
        :param date last_day: the last day of service; by default the last one that is
            paid, or owed from before
        """
        served = self.filtered(lambda contract: contract.contract_state == "active")
        for matter in self._get_matters_until_end():
            self._withdraw_warning(matter)
        for day, contracts in self.grouped(
            lambda contract: last_day or contract._get_last_served_day()
        ).items():
            contracts._give_up_terms(day)
            contracts._write_protected(
                {
                    "contract_state": "terminated",
                    "close_reason_id": reason.id,
                    "termination_date": day,
                }
            )
        self._log_termination(reason)
        self._give_termination_notices(reason)
        if not self.env.context.get(PREVIEWED):  # what others do is not taken back
            served._on_service_stop()

    @api.model
    def _get_matters_until_end(self):
        """Return what warnings are about that an end settles: made to be extended.

        :return: matters, see :meth:`_find_warnings`
        :rtype: list[tuple]
        """
        return [(HOLD,), (TO_ALLOCATE,)]

    def _announce_end(self, reason):
        """Announce a planned end in writing: made to be extended.

        :param reason: a ``sale.subscription.close.reason``
        """

    def _word_letter_of_end(self, reason, words):
        """Put what a person says of an end into its letter: made to be extended.

        :param reason: a ``sale.subscription.close.reason``
        :param dict words: ``facts`` and ``settlement``, as far as they were given
        """

    def _give_termination_notices(self, reason):
        """Confirm in writing that these contracts have ended: made to be extended.

        :param reason: a ``sale.subscription.close.reason``
        """

    def _give_up_terms(self, last_day):
        """Give up the unpaid terms that are not owed once the contract has ended.

        :param date last_day: the last day of service
        """
        given_up = self.term_ids.filtered(
            lambda term: (
                term.state in ("planned", "invoiced")
                and is_given_up(
                    term=term._get_facts(), last_day=last_day, is_cut=term.is_cut
                )
            )
        )
        given_up.sudo()._lapse()  # sudo: the ledger is written by the contract only

    def _get_lapsed_renewal(self):
        """Return the renewal whose missing payment ended a contract, or an empty one.

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
                and term.kind == RENEWAL
                and term.date_start > last_day
            )
        )
        return lapsed.sorted("sequence")[-1:]

    # -- hooks for other addons -----------------------------------------------------

    def _on_service_start(self):
        """Start a contract's service when it becomes active: made to be extended.

        That is the day of the first payment, or of the reinstatement; the first day of
        the period may be later.
        """

    def _on_service_stop(self):
        """Stop a contract's service when it ends: made to be extended."""
