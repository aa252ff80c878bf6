# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...policy.terms import INITIAL
from ..contract.contract import LIVE_STATES
from ..party.company_language import in_company_language
from .payment_demand import DEMANDED, NOT_DEMANDED, NOT_DEMANDED_BESIDE


class SaleSubscription(models.Model):
    """What is followed up when it is not paid on its due date (clauses 5.1.2, 5.4)."""

    _inherit = "sale.subscription"

    payment_demand_on = fields.Date(
        compute="_compute_payment_demand_on",
        store=True,
        index="btree_not_null",
        help="The day on which a first term or an instalment that is still not paid is "
        "followed up.",
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"payment_demand_on"}

    @api.depends(
        "contract_state",
        "term_ids.demanded_on",
        "term_ids.due_on",
        "term_ids.fell_back_on",
        "term_ids.grace_until",
        "term_ids.is_agreed",
        "term_ids.invoiced_on",
        "term_ids.state",
    )
    def _compute_payment_demand_on(self):
        for contract in self:
            days = []
            if contract.contract_state in LIVE_STATES:
                days = [term._get_payment_demand_day() for term in contract.term_ids]
            contract.payment_demand_on = min(filter(None, days), default=False)

    @api.model
    def _get_demand_domain(self, company):
        """Return the domain of contracts that owe a payment that was due.

        :param company: whose own day counts
        :rtype: Domain
        """
        return Domain("contract_state", "in", LIVE_STATES) & Domain(
            "payment_demand_on", "<=", company._contract_today()
        )

    def _demand_payment(self):
        """Demand what was not paid on its due date, once for each term.

        First terms and instalments are demanded in writing, and only a manager ends
        the contract over them (clauses 5.1.2, 5.4). Before the first term is paid no
        service has started: people are told that, too.
        """
        # sudo: the ledger is written by the contract only
        invoiced = self.term_ids.sudo().filtered(lambda term: term.state == "invoiced")
        # what accounting says now decides, not what was stored before
        invoiced._sync_with_accounting()
        due = invoiced.filtered(lambda term: term._is_demand_due())
        owed = due._filter_without_other_invoice()._filter_without_credit()
        first = owed.filtered(lambda term: term.kind == INITIAL)
        # a first term of a former year, corrected since, has started long ago
        unstarted = first.filtered(
            lambda term: term.contract_id.contract_state == "signed"
        )
        (owed - first + unstarted)._demand()
        for company, terms in owed.grouped("company_id").items():
            terms.demanded_on = company._contract_today()

    @api.model
    def _get_matters_of_invoices(self):
        return [*super()._get_matters_of_invoices(), NOT_DEMANDED_BESIDE]

    @api.model
    def _get_matters_until_end(self):
        kinds = (DEMANDED, NOT_DEMANDED, NOT_DEMANDED_BESIDE)
        return [*super()._get_matters_until_end(), *((kind,) for kind in kinds)]

    @in_company_language
    def _warn_of_undemanded_period(self, invoices):
        """Warn that another invoice may be for a period: it is not demanded.

        :param invoices: see ``_get_holding_invoices()``
        """
        self.ensure_one()
        self._warn_responsible_once(
            (NOT_DEMANDED_BESIDE, invoices), self._describe_held_demand(invoices)
        )

    def _describe_held_demand(self, invoices):
        """Return that the payment is not demanded, and because of which invoices.

        :rtype: str
        """
        return self.env._(
            "The unpaid period is not demanded: %s.",
            self._describe_holding_invoices(invoices),
        )
