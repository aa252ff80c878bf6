# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.tools import format_date

from ...policy.periods import period_end
from ...policy.prices import signed_period_price
from ...policy.terms import INITIAL, Period, later_term_due_day, next_period


class SaleSubscription(models.Model):
    """A contract's terms and their invoices, and the state that follows from them."""

    _inherit = "sale.subscription"

    signed_end = fields.Date(
        string="End of the Signed Period",
        readonly=True,
        copy=False,
        help="The last day, inclusive, of what both sides signed; renewals come after.",
    )
    term_ids = fields.One2many(
        comodel_name="miniprogram.contract.term",
        inverse_name="contract_id",
        string="Terms",
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"signed_end", "term_ids"}

    def _prepare_signed_values(self):
        values = super()._prepare_signed_values()
        return {**values, "signed_end": self.contract_date_end}

    def _set_signed(self):
        res = super()._set_signed()
        self._start_first_term()
        return res

    def _start_first_term(self):
        """Make the first term of signed contracts and its invoice (note ①)."""
        # sudo: a user who registers the signed paper need not be an accountant
        terms = self.env["miniprogram.contract.term"].sudo()
        terms.create([contract._prepare_first_term() for contract in self])._invoice()

    def _follow_ledger(self):
        """Bring the state in line with the terms: active from the first payment on.

        A first term that becomes unpaid again takes the contract back to signed, unless
        a later one is paid.
        """
        for contract in self:
            is_paid = contract._has_paid_term()
            if contract.contract_state == "signed" and is_paid:
                contract._write_protected({"contract_state": "active"})
                contract._on_service_start()
            elif contract.contract_state == "active" and not is_paid:
                contract._write_protected({"contract_state": "signed"})
                contract._on_service_stop()

    def _has_paid_term(self):
        """Whether the first of the contract's periods is paid, or a later one."""
        self.ensure_one()
        return "paid" in self.term_ids.mapped("state")

    def _get_valid_terms(self):
        """Return the periods that were not given up, in their order."""
        self.ensure_one()
        return self.term_ids.filtered(lambda term: term.state != "lapsed").sorted(
            lambda term: (term.date_start, term.sequence)
        )

    def _prepare_first_term(self):
        """Prepare the first term: the whole term, or its first year when paid yearly.

        :rtype: dict
        """
        self.ensure_one()
        years = 1 if self.payment_schedule == "yearly" else self.term_years
        start = self.contract_date_start
        end = period_end(start=start, years=years)
        return self._prepare_term(Period(INITIAL, years, start, end), sequence=1)

    def _prepare_later_term(self, start):
        """Prepare a later term: a year of what was signed, which is owed, or a renewal.

        :param date start: its first day
        :rtype: dict
        """
        self.ensure_one()
        sequence = max(self.term_ids.mapped("sequence")) + 1
        return self._prepare_term(self._get_later_period(start), sequence)

    def _get_later_period(self, start):
        """Return the period that begins on a day: a signed year, or a renewal.

        :param date start: its first day
        :rtype: Period
        """
        self.ensure_one()
        return next_period(
            start=start,
            signed_end=self.signed_end or None,
            renewal_years=self.renewal_years,
        )

    def _prepare_term(self, period, sequence):
        """Prepare the term of a period.

        :param Period period: its kind, years, first and last day
        :param int sequence: its place in the ledger
        :rtype: dict
        """
        self.ensure_one()
        return {
            "contract_id": self.id,
            "sequence": sequence,
            "kind": period.kind,
            "years": period.years,
            "date_start": period.start,
            "date_end": period.end,
            "amount": self._get_period_price(period),
        }

    def _get_period_price(self, period):
        """Return what a period costs, tax included: as signed.

        :param Period period: its kind and years
        :rtype: float
        """
        self.ensure_one()
        if not self.signed_yearly_amount:
            return self._get_period_amount(period.years)
        price = signed_period_price(
            kind=period.kind,
            years=period.years,
            is_yearly=self.payment_schedule == "yearly",
            whole=Decimal(str(self.signed_amount)),
            yearly=Decimal(str(self.signed_yearly_amount)),
        )
        return float(price)

    def _prepare_term_invoice(self, term):
        """Prepare the invoice of a term.

        :param term: one term of this contract
        :rtype: dict
        """
        self.ensure_one()
        partner = self.partner_invoice_id or self.partner_id
        values = {
            **self._prepare_payment_terms(term),
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "contract_amount_reason": term._get_agreed_invoice()._get_amount_reason(),
            "contract_period_end": term.date_end,
            "contract_period_start": term.date_start,
            "contract_term_id": term.id,
            "currency_id": self.currency_id.id,
            "fiscal_position_id": self.fiscal_position_id.id,
            "invoice_date": self.company_id._contract_today(),
            "invoice_origin": self.contract_number,
            "invoice_user_id": self.user_id.id,
            "partner_id": partner.id,
            "partner_shipping_id": (self.partner_shipping_id or self.partner_id).id,
            "payment_reference": self.contract_number,
            "subscription_id": self.id,
            "team_id": self.crm_team_id.id,
            "invoice_line_ids": [
                Command.create(vals) for vals in self._prepare_term_invoice_lines(term)
            ],
        }
        if self.journal_id:
            values["journal_id"] = self.journal_id.id
        return values

    def _prepare_payment_terms(self, term):
        """Prepare the due date of a term, and what the first takes from the order.

        The first is due by the order's payment terms, the next ones on the day before
        they start, or on the day of the invoice when it is made late.

        :param term: one term of this contract
        :rtype: dict
        """
        self.ensure_one()
        if term.kind != INITIAL:
            return {
                "invoice_date_due": later_term_due_day(
                    start=term.date_start, today=self.company_id._contract_today()
                ),
                # without it the partner's payment terms would override the due date
                "invoice_payment_term_id": False,
            }
        if self.sale_order_id:
            return self.sale_order_id._prepare_invoice()
        partner = self.partner_invoice_id or self.partner_id
        return {"invoice_payment_term_id": partner.property_payment_term_id.id}

    def _prepare_term_invoice_lines(self, term):
        """Prepare the lines of a term's invoice: they come to what the term costs.

        :param term: one term of this contract
        :rtype: list[dict]
        """
        self.ensure_one()
        return self.env["account.tax"]._prepare_lines_of_total(
            self._prepare_unadjusted_lines(term),
            self.company_id,
            self.currency_id,
            term._get_amount_to_invoice(),
        )

    def _prepare_unadjusted_lines(self, term):
        """Prepare the lines of a term's invoice as today's taxes price them.

        :param term: one term of this contract
        :rtype: list[dict]
        """
        self.ensure_one()
        if repeated := term._get_invoice_to_repeat():
            return repeated._prepare_repeated_lines()
        period = self._describe_period(term)
        return [
            {
                **line._prepare_invoice_line(term.years, period),
                "sale_line_ids": [Command.set(self._get_order_line(line, term).ids)],
            }
            for line in self.sale_subscription_line_ids
        ]

    def _get_order_line(self, line, term):
        """Return the order line that a term's invoice bills: the first term's only."""
        return line.sale_line_id if term.kind == INITIAL else line.sale_line_id[:0]

    def _describe_period(self, term):
        """Return a term's period in words, in the language of the contract.

        :param term: one term of this contract
        :rtype: str
        """
        self.ensure_one()
        env = self.with_context(lang=self.company_id._get_paper_lang()).env
        if term.is_cut:
            return env._(
                "Service period %(start)s to %(end)s (days: %(days)s)",
                start=format_date(env, term.date_start),
                end=format_date(env, term.date_end),
                days=(term.date_end - term.date_start).days + 1,
            )
        return env._(
            "Service period %(start)s to %(end)s (years: %(years)s)",
            start=format_date(env, term.date_start),
            end=format_date(env, term.date_end),
            years=term.years,
        )
