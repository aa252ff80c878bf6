# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ..policy.working_days import last_known_day
from .sale_subscription_batch import Step


class SaleSubscription(models.Model):
    """What is followed up every night: in which order, and what is owed."""

    _inherit = "sale.subscription"

    cure_days = fields.Integer(
        string="Days to Cure",
        readonly=True,
        copy=False,
        help="The plan's value, copied at sending.",
    )
    payment_demand_on = fields.Date(
        compute="_compute_payment_demand_on",
        store=True,
        index="btree_not_null",
        help="The day on which a first term or an instalment that is still not paid is "
        "followed up.",
    )

    @api.depends(
        "contract_state",
        "term_ids.demanded_on",
        "term_ids.due_on",
        "term_ids.fell_back_on",
        "term_ids.grace_until",
        "term_ids.invoiced_on",
        "term_ids.state",
    )
    def _compute_payment_demand_on(self):
        for contract in self:
            days = []
            if contract.contract_state in ("signed", "active"):
                days = [term._get_payment_demand_day() for term in contract.term_ids]
            contract.payment_demand_on = min(filter(None, days), default=False)

    @api.model
    def _cron_track_notices(self):
        """Follow up what is planned, owed or to be told, and send the letters.

        Run twice it changes nothing; after days of downtime one run catches up.
        """
        self._run_steps(self._get_tracking_steps())

    @api.model
    def _get_tracking_steps(self):
        """List what is followed up every night: made to be extended.

        Letters come last: what was decided before is told in the same night.

        :rtype: list[Step]
        """
        return [
            Step("_get_ended_domain", "_carry_out_termination"),
            Step("_get_provisional_domain", "_settle_payment_deadline"),
            Step("_get_announced_notice_domain", "_recount_notices"),
            Step("_get_effective_notice_domain", "_let_notices_take_effect"),
            Step("_get_demand_domain", "_demand_payment"),
            Step("_get_overdue_notice_domain", "_report_overdue_notices"),
            Step("_get_unreceived_notice_domain", "_chase_notices"),
            Step("_get_mailing_domain", "_create_mailing_notices"),
            Step("_get_letter_domain", "_send_letters", is_slow=True),
        ]

    @api.model
    def _get_provisional_domain(self, company):
        """Say whose payment deadline was provisional and can be settled now.

        :param company: all of China has the same moved days
        :rtype: Domain
        """
        return Domain("is_payment_deadline_provisional", "=", True) & Domain(
            "payment_deadline", "<=", last_known_day()
        )

    def _settle_payment_deadline(self):
        """Compute the deadlines again: the year's moved days (调休) are announced."""
        self.env.add_to_compute(self._fields["payment_deadline"], self)

    @api.model
    def _get_demand_domain(self, company):
        """Say which contracts owe a payment that was due.

        :param company: whose own day counts
        :rtype: Domain
        """
        return Domain("contract_state", "in", ("signed", "active")) & Domain(
            "payment_demand_on", "<=", company._contract_today()
        )

    def _demand_payment(self):
        """Follow up what was not paid on its due date, once for each term.

        An unpaid first term is a matter for people: nothing is served yet. An unpaid
        instalment is demanded in writing, and only a manager ends the contract over it
        (clauses 5.1.2, 5.4).
        """
        # sudo: the ledger is written by the contract only
        invoiced = self.term_ids.sudo().filtered(lambda term: term.state == "invoiced")
        # what accounting says now decides, not what was noted before
        invoiced._sync_with_accounting()
        due = invoiced.filtered(lambda term: term._is_demand_due())
        owed = due._keep_those_without_credit()
        instalments = owed.filtered(lambda term: term.kind == "instalment")
        instalments._demand()
        (owed - instalments)._report_unpaid_start()
        for company, terms in owed.grouped("company_id").items():
            terms.demanded_on = company._contract_today()
