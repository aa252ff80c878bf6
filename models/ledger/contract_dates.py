# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from ...tools.deadlines import add_days, is_provisional, next_working_day
from ...tools.periods import period_end
from .term import DAYS_TO_PAY


class SaleSubscription(models.Model):
    """The dates that follow from the ledger, stored: one search finds what is due."""

    _inherit = "sale.subscription"

    # The plan's values, copied at sending: a plan edited later moves no contract
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
    termination_date = fields.Date(
        string="Last Day of Service",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
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

    @api.depends("term_ids.state", "term_ids.sequence")
    def _compute_open_term_id(self):
        for contract in self:
            contract.open_term_id = contract.term_ids.filtered(
                lambda term: term.state in ("planned", "invoiced")
            ).sorted("sequence")[:1]

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
                lambda term: term.kind == "renewal" and term.state == "paid"
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
                deadline and is_provisional(deadline)
            )

    def _get_payment_deadline(self):
        """Give the latest day that grace, invoice, bounce and leave allow."""
        self.ensure_one()
        term = self.open_term_id
        if not term:
            return False
        grace_from = self._get_start_after_gap() or self.paid_until
        days = [
            grace_from and add_days(grace_from, self.grace_days),
            term.invoiced_on and add_days(term.invoiced_on, DAYS_TO_PAY),
            term.fell_back_on and add_days(term.fell_back_on, DAYS_TO_PAY),
            term.grace_until,
        ]
        latest = max(filter(None, days), default=False)
        return latest and next_working_day(latest)

    def _get_start_after_gap(self):
        """Give the first day of the open term, if nothing is paid until the day before.

        :return: a day, or False
        :rtype: date or False
        """
        self.ensure_one()
        term = self.open_term_id
        is_next = self.paid_until and term.date_start <= add_days(self.paid_until, 1)
        return term.kind == "renewal" and not is_next and term.date_start

    @api.depends(
        "contract_state",
        "renewal_lead_days",
        "signed_end",
        "termination_date",
        "term_ids.state",
        "term_ids.date_end",
    )
    def _compute_renewal_invoice_on(self):
        for contract in self:
            last = contract._get_last_term()
            is_due = contract.contract_state == "active" and contract._has_next_term()
            contract.renewal_invoice_on = is_due and last.date_end - timedelta(
                days=contract.renewal_lead_days
            )

    def _get_last_term(self):
        self.ensure_one()
        living = self.term_ids.filtered(lambda term: term.state != "lapsed")
        return living.sorted("sequence")[-1:]

    def _has_next_term(self):
        """Tell whether another period follows the last one of the ledger.

        An instalment of the signed period follows even if the one before is unpaid,
        a renewal only when everything before it is paid.
        """
        self.ensure_one()
        last = self._get_last_term()
        if not last:
            return False
        if self.termination_date and self.termination_date <= last.date_end:
            return False
        return self._is_instalment_next() or not self.open_term_id

    def _is_instalment_next(self):
        """Tell whether the signed period goes on after the last term."""
        self.ensure_one()
        return self._is_year_signed(add_days(self._get_last_term().date_end, 1))

    def _is_year_signed(self, start):
        """Tell whether the year from a day on is one of the signed period.

        Counted from a 29 February, the signed years may end a day before the terms',
        which go on from a 1 March.

        :param date start: the first day
        """
        self.ensure_one()
        if not self.signed_end:
            return False
        return period_end(start, 1) <= add_days(self.signed_end, 1)

    @api.depends(
        "contract_state",
        "paid_until",
        "reminder_days",
        "open_term_id",
        "term_ids.invoiced_on",
        "term_ids.state",
        "term_ids.last_reminder",
    )
    def _compute_next_reminder_on(self):
        for contract in self:
            days = contract._get_reminders_left()
            is_due = (
                contract.contract_state == "active" and contract.paid_until and days
            )
            contract.next_reminder_on = is_due and contract.paid_until - timedelta(
                days=days[0]
            )

    def _get_reminders_left(self):
        """List the days before the end on which a reminder is still to go out.

        :return: the earliest reminder first
        :rtype: list[int]
        """
        self.ensure_one()
        term = self.open_term_id
        is_offer = term.kind == "renewal" and term.state == "invoiced"
        if not is_offer or not term.invoiced_on:  # a draft cannot be paid
            return []
        days = self.template_id._parse_reminder_days(self.reminder_days)
        return [day for day in days if day < term.last_reminder]

    def _prepare_next_term(self):
        """Prepare the period that follows the last one of the ledger.

        :rtype: dict
        """
        self.ensure_one()
        return self._prepare_term(add_days(self._get_last_term().date_end, 1))

    def _prepare_term(self, start):
        """Prepare a period: a year of what was signed, which is owed, or a renewal.

        :param date start: its first day
        :rtype: dict
        """
        self.ensure_one()
        is_instalment = self._is_year_signed(start)
        years = 1 if is_instalment else self.renewal_years
        end = period_end(start, years)
        return {
            "contract_id": self.id,
            "sequence": max(self.term_ids.mapped("sequence")) + 1,
            "kind": "instalment" if is_instalment else "renewal",
            "years": years,
            "date_start": start,
            # the paper says when what was signed ends
            "date_end": min(end, self.signed_end) if is_instalment else end,
            "amount": self._get_period_amount(years),
        }
