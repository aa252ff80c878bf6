# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...policy.periods import (
    MAX_TERM_YEARS,
    StartDoubt,
    is_valid_term,
    period_end,
    start_doubt,
)
from ..party.typed_day import Day


class SaleSubscription(models.Model):
    """How long a contract runs, and from which day on (note ①)."""

    _inherit = "sale.subscription"

    purchase_date = Day(
        compute="_compute_purchase_date",
        store=True,
        readonly=False,
        tracking=True,
        help="The day of purchase, on which the first term starts (note ①).",
    )
    purchase_date_confirmed = fields.Boolean(
        string="Purchase Date Is Right",
        compute="_compute_purchase_date_confirmed",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        help="Somebody has looked at a purchase date whose first period is over, or "
        "that is more than a month away.",
    )
    is_purchase_date_doubtful = fields.Boolean(
        compute="_compute_is_purchase_date_doubtful"
    )
    term_years = fields.Integer(
        string="Term (Years)",
        compute="_compute_term_years",
        store=True,
        readonly=False,
        tracking=True,
    )
    contract_date_start = Day(
        string="Start Date",
        compute="_compute_contract_date_start",
        store=True,
        readonly=False,
    )
    contract_date_end = Day(
        string="End Date",
        compute="_compute_contract_date_end",
        store=True,
        readonly=False,
        index=True,
        help="The last day, inclusive, of the signed or, once renewed, paid period.",
    )

    @api.depends("template_id")
    def _compute_purchase_date(self):
        for contract in self:
            if contract.template_id._filter_plans() and not contract.purchase_date:
                company = contract.company_id or self.env.company
                contract.purchase_date = company._contract_today()

    @api.depends("purchase_date", "contract_date_start")
    def _compute_purchase_date_confirmed(self):
        """Ask again when the day is another one."""
        for contract in self:
            contract.purchase_date_confirmed = False

    @api.depends(
        "contract_date_start", "contract_state", "payment_schedule", "term_years"
    )
    def _compute_is_purchase_date_doubtful(self):
        for contract in self:
            contract.is_purchase_date_doubtful = bool(contract._get_start_doubt())

    @api.depends("template_id")
    def _compute_term_years(self):
        for contract in self:
            contract.term_years = contract.template_id._filter_plans().term_years

    @api.depends("purchase_date")
    def _compute_contract_date_start(self):
        for contract in self:
            contract.contract_date_start = contract.purchase_date

    @api.depends("contract_date_start", "term_years")
    def _compute_contract_date_end(self):
        for contract in self:
            contract.contract_date_end = contract._get_agreed_end()

    @api.constrains("template_id", "term_years")
    def _check_term_years(self):
        for contract in self._filter_contracts():
            if not is_valid_term(years=contract.term_years):
                raise ValidationError(
                    self.env._(
                        "Term (Years): a contract runs for 1 to %(maximum)s whole "
                        "years, not %(years)s (%(contract)s).",
                        maximum=MAX_TERM_YEARS,
                        years=contract.term_years,
                        contract=contract.display_name,
                    )
                )

    @api.constrains("template_id", "contract_date_start", "contract_date_end")
    def _check_contract_dates(self):
        for contract in self._filter_contracts():
            start, end = contract.contract_date_start, contract.contract_date_end
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "End Date: a contract that starts on %(start)s cannot end on "
                        "%(end)s, before it starts (%(contract)s).",
                        start=start,
                        end=end,
                        contract=contract.display_name,
                    )
                )

    def _get_start_doubt(self):
        """Return why the first day looks like a typing error, while this is a draft.

        :rtype: StartDoubt or None
        """
        self.ensure_one()
        start, years = self.contract_date_start, self.term_years
        is_draft = self.contract_state == "draft"
        if not is_draft or not start or not is_valid_term(years=years):
            return None
        company = self.company_id or self.env.company
        return start_doubt(
            start=start,
            years=1 if self.payment_schedule == "yearly" else years,
            today=company._contract_today(),
        )

    def _get_purchase_date_problems(self):
        """Return the problem of a purchase date that nobody has confirmed.

        :rtype: list[str]
        """
        self.ensure_one()
        doubt = self._get_start_doubt()
        if not doubt or self.purchase_date_confirmed:
            return []
        _ = self.env._
        start = self.contract_date_start
        reasons = {
            StartDoubt.OVER: _("the period that begins on %s is over already", start),
            StartDoubt.FAR: _("%s is more than a month away", start),
        }
        label = self._fields["purchase_date_confirmed"]._description_string(self.env)
        return [
            _(
                "Purchase Date: %(reason)s. Correct it, or tick “%(field)s”.",
                reason=reasons[doubt],
                field=label,
            )
        ]

    def _get_agreed_end(self):
        """Return the last day of the agreed term, False while a date is missing.

        :rtype: datetime.date or bool
        """
        self.ensure_one()
        if not self.contract_date_start or not is_valid_term(years=self.term_years):
            return False
        return period_end(start=self.contract_date_start, years=self.term_years)
