# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...policy import terms
from ...policy.terms import EXTENSION, RENEWAL
from ...policy.working_days import is_provisional
from ..contract.contract import LIVE_STATES
from ..party.typed_day import Day


class SaleSubscription(models.Model):
    """The dates that follow from the ledger, stored: a search finds what is due."""

    _inherit = "sale.subscription"

    # The plan's values, copied at sending: a later change of the plan moves no contract
    renewal_lead_days = fields.Integer(readonly=True, copy=False)
    reminder_days = fields.Char(readonly=True, copy=False)
    grace_days = fields.Integer(readonly=True, copy=False)
    renewal_years = fields.Integer(string="Renewal (Years)", readonly=True, copy=False)
    contract_invoicing_mode = fields.Selection(
        selection=lambda self: (
            self.env["sale.subscription.template"]
            ._fields["invoicing_mode"]
            ._description_selection(self.env)
        ),
        string="Invoicing Mode",
        readonly=True,
        copy=False,
    )
    termination_date = Day(
        string="Last Day of Service",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    is_planned_by_letter = fields.Boolean(
        string="End Planned by a Notice",
        readonly=True,
        copy=False,
        help="The last day of service follows from a notice that was received.",
    )
    is_end_declared = fields.Boolean(
        string="Ends on Receipt",
        compute="_compute_is_end_declared",
        store=True,
        help="A letter that ends the contract is on its way: the contract continues "
        "until it has arrived, or until an end that is planned before.",
    )
    open_term_id = fields.Many2one(
        comodel_name="miniprogram.contract.term",
        string="Term to Be Paid",
        compute="_compute_open_term_id",
        store=True,
        index="btree_not_null",
    )
    paid_until = fields.Date(
        compute="_compute_paid_until",
        store=True,
        index=True,
        tracking=True,
        help="The last day, inclusive, of the last paid period.",
    )
    payment_deadline = fields.Date(
        compute="_compute_payment_deadline",
        store=True,
        index=True,
        help="The last day on which the open term can still be paid.",
    )
    is_payment_deadline_provisional = fields.Boolean(
        string="Provisional Payment Deadline",
        compute="_compute_payment_deadline",
        store=True,
        help="The working days of that year are still to be announced.",
    )
    renewal_invoice_on = fields.Date(
        string="Next Invoice on",
        compute="_compute_renewal_invoice_on",
        store=True,
        index="btree_not_null",
    )
    next_reminder_on = fields.Date(
        string="Next Reminder on",
        compute="_compute_next_reminder_on",
        store=True,
        index="btree_not_null",
    )

    _provisional_deadline_index = models.Index(
        "(payment_deadline) WHERE is_payment_deadline_provisional IS TRUE"
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {
            "contract_invoicing_mode",
            "grace_days",
            "is_end_declared",
            "is_planned_by_letter",
            "open_term_id",
            "paid_until",
            "payment_deadline",
            "reminder_days",
            "renewal_lead_days",
            "renewal_years",
            "termination_date",
        }

    def _prepare_plan_values(self):
        plan = self.template_id
        return {
            **super()._prepare_plan_values(),
            "contract_invoicing_mode": plan.invoicing_mode,
            "grace_days": plan.grace_days,
            "reminder_days": plan.reminder_days,
            "renewal_lead_days": plan.renewal_lead_days,
            "renewal_years": plan.renewal_years,
        }

    @api.depends(
        "close_reason_id.takes_effect_on_arrival",
        "contract_state",
        "is_planned_by_letter",
        "termination_date",
    )
    def _compute_is_end_declared(self):
        for contract in self:
            contract.is_end_declared = contract._awaits_arrival()

    @api.depends(
        "paid_until",
        "term_ids.date_end",
        "term_ids.date_start",
        "term_ids.fell_back_on",
        "term_ids.is_left_owed",
        "term_ids.sequence",
        "term_ids.state",
    )
    def _compute_open_term_id(self):
        for contract in self:
            contract.open_term_id = contract._get_terms_to_be_paid()[:1]

    def _get_terms_to_be_paid(self):
        """Return the unpaid periods that what follows depends on, the first one first.

        :return: the planned and invoiced terms, without former years that were paid,
            and without what is owed from before a reinstatement
        """
        self.ensure_one()
        unpaid = self._get_unpaid_terms_ahead()
        overtaken = unpaid.filtered(
            lambda term: terms.is_overtaken(
                term=terms.TermFacts(
                    kind=term.kind,
                    end=term.date_end,
                    fell_back_on=term.fell_back_on or None,
                ),
                paid_until=self.paid_until or None,
            )
        )
        return (unpaid - overtaken).sorted(
            lambda term: (term.date_start, term.sequence)
        )

    def _get_unpaid_terms(self):
        return self.term_ids.filtered(
            lambda term: term.state in ("planned", "invoiced")
        )

    def _get_unpaid_terms_ahead(self):
        """Return the unpaid periods, without what is owed from before."""
        return self._get_unpaid_terms().filtered(lambda term: not term.is_left_owed)

    def _get_terms_left_owed(self):
        """Return the unpaid periods from before a reinstatement: they stay owed."""
        return self._get_unpaid_terms().filtered("is_left_owed")

    def _get_last_served_day(self):
        """Return the last day that is paid, or owed from before a reinstatement.

        It is the last day of service where a renewal is not paid (clause 5.3).

        :rtype: date or bool
        """
        self.ensure_one()
        owed_until = self._get_terms_left_owed().mapped("date_end")
        return max(filter(None, [self.paid_until, *owed_until]), default=False)

    @api.depends("term_ids.state", "term_ids.date_end")
    def _compute_paid_until(self):
        for contract in self:
            paid = contract.term_ids.filtered(lambda term: term.state == "paid")
            contract.paid_until = max(paid.mapped("date_end"), default=False)

    @api.depends("term_ids.state", "term_ids.kind", "term_ids.date_end", "signed_end")
    def _compute_contract_date_end(self):
        signed = self.filtered("signed_end")
        for contract in signed:
            renewed = contract.term_ids.filtered(
                lambda term: term.kind in (RENEWAL, EXTENSION) and term.state == "paid"
            )
            contract.contract_date_end = max(
                renewed.mapped("date_end") + [contract.signed_end]
            )
        return super(SaleSubscription, self - signed)._compute_contract_date_end()

    @api.depends(
        "paid_until",
        "grace_days",
        "open_term_id",
        # the term's own contract, not a search for whose open term it is
        "term_ids.date_start",
        "term_ids.invoiced_on",
        "term_ids.fell_back_on",
        "term_ids.grace_until",
    )
    def _compute_payment_deadline(self):
        for contract in self:
            deadline = contract._get_payment_deadline()
            contract.payment_deadline = deadline
            contract.is_payment_deadline_provisional = bool(
                deadline and is_provisional(day=deadline)
            )

    def _get_payment_deadline(self):
        """Return the last day on which the open term can be paid, or False."""
        self.ensure_one()
        term = self.open_term_id
        if not term:
            return False
        return terms.payment_deadline(
            term=term._get_facts(),
            paid_until=self.paid_until or None,
            grace_days=self.grace_days,
        )

    @api.depends(
        "contract_state",
        "is_planned_by_letter",
        "renewal_lead_days",
        "signed_end",
        "termination_date",
        "close_reason_id.is_agreement",
        "close_reason_id.takes_effect_on_arrival",
        "open_term_id",
        "term_ids.state",
        "term_ids.date_end",
    )
    def _compute_renewal_invoice_on(self):
        for contract in self:
            last = contract._get_last_term()
            is_due = contract.contract_state == "active" and contract._has_next_term()
            contract.renewal_invoice_on = is_due and terms.renewal_invoice_day(
                last_end=last.date_end, lead_days=contract.renewal_lead_days
            )

    def _get_last_term(self):
        return self._get_valid_terms()[-1:]

    def _has_next_term(self):
        """Whether another period follows the last one of the ledger."""
        self.ensure_one()
        return terms.has_next_period(
            last_end=self._get_last_term().date_end or None,
            signed_end=self.signed_end or None,
            termination_date=self.termination_date or None,
            has_open_term=bool(self.open_term_id),
            is_agreed=bool(self._get_agreed_last_day()),
            is_declared=self._has_declared_end(),
        )

    def _awaits_arrival(self):
        """Whether its end waits for the arrival of our letter, and for nothing else."""
        self.ensure_one()
        return not self.termination_date and self._has_declared_end()

    def _has_declared_end(self):
        """Whether one side declared the end to come, its letter arrived or not."""
        self.ensure_one()
        is_to_come = self.contract_state in LIVE_STATES
        if not is_to_come or not self.close_reason_id.takes_effect_on_arrival:
            return False
        return not self.termination_date or self.is_planned_by_letter

    def _get_agreed_last_day(self):
        """Return the last day of service that both sides agreed on, or None.

        :rtype: date or None
        """
        self.ensure_one()
        is_agreed = self.close_reason_id.is_agreement
        return (is_agreed and self.termination_date) or None

    @api.depends(
        "contract_state",
        "is_planned_by_letter",
        "paid_until",
        "reminder_days",
        "open_term_id",
        "termination_date",
        "close_reason_id.is_agreement",
        "close_reason_id.takes_effect_on_arrival",
        "term_ids.invoiced_on",
        "term_ids.is_agreed",
        "term_ids.state",
        "term_ids.last_reminder",
    )
    def _compute_next_reminder_on(self):
        for contract in self:
            is_active = contract.contract_state == "active"
            is_going_on = is_active and not contract._has_declared_end()
            contract.next_reminder_on = is_going_on and terms.next_reminder_day(
                left=contract._get_reminders_left(),
                paid_until=contract.paid_until or None,
            )

    def _get_reminders_left(self):
        """Return the days before the end on which a reminder is still to go out.

        :return: the earliest reminder first
        :rtype: list[int]
        """
        self.ensure_one()
        return terms.reminders_left(
            term=self.open_term_id._get_facts(), reminder_days=self.reminder_days
        )
