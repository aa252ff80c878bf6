# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SaleSubscription(models.Model):
    """The end of a contract, by decision or not: there is one way, for every reason."""

    _inherit = "sale.subscription"

    # -- by decision ----------------------------------------------------------------

    def action_terminate_contract(self, reason, date=None, documents=None):
        """End contracts for a reason, today or on a later day.

        :param reason: a ``sale.subscription.close.reason``
        :param date date: the last day of service, today by default; until a later day
            the contract stays active, and nothing is invoiced past it
        :param documents: the ``ir.attachment`` records that the reason asks for; each
            contract keeps a copy of its own
        :raises UserError: not a manager, or not signed or active; or one error that
            names all of: no reason, a day in the past, no document where the reason
            needs one
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
        if day and any(day < company._contract_today() for company in self.company_id):
            problems.append(
                self.env._("Last Day of Service: today or later, not %s.", day)
            )
        if problems:
            raise UserError("\n".join(problems))

    def _keep_termination_documents(self, documents):
        """Keep a copy of what proves the reason with the contract.

        :param documents: ``ir.attachment`` records that this user may read
        """
        self.ensure_one()
        if not documents:
            return
        documents.check_access("read")
        # sudo: users cannot add documents of the contract themselves
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
        """Set the day of the end; terms that start after it are given up."""
        self._write_protected(
            {"close_reason_id": reason.id, "termination_date": last_day}
        )
        self._lapse_terms_after(last_day)

    @api.model
    def _get_ended_domain(self, company):
        """Return the domain of the contracts whose planned last day has passed.

        :param company: the company whose calendar counts
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
        """End contracts: the one way, for every reason.

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
        """Announce a planned end in writing: made to be extended.

        :param reason: a ``sale.subscription.close.reason``
        """

    def _give_termination_notices(self, reason):
        """Confirm in writing that these contracts have ended: made to be extended.

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
                and term.kind == "renewal"
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
