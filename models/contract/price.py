# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.chinese_text import yuan
from ...tools.rmb import MAX_AMOUNT, rmb_uppercase
from .plan import PAYMENT_SCHEDULES


class SaleSubscription(models.Model):
    """What a contract costs: its lines over its term, tax included (clause 3.2)."""

    _inherit = "sale.subscription"

    payment_schedule = fields.Selection(
        selection=PAYMENT_SCHEDULES,
        compute="_compute_payment_schedule",
        store=True,
        readonly=False,
        tracking=True,
    )
    contract_amount = fields.Monetary(
        string="Contract Price",
        compute="_compute_contract_amount",
        store=True,
        tracking=True,
        help="The price on paper for the whole term, tax included.",
    )
    contract_amount_words = fields.Char(
        string="Amount in Words", compute="_compute_contract_amount_words"
    )
    signed_amount = fields.Monetary(
        string="Signed Price",
        readonly=True,
        copy=False,
        help="The price of the whole term, tax included, as both sides signed it.",
    )
    signed_yearly_amount = fields.Monetary(
        string="Signed Yearly Price",
        readonly=True,
        copy=False,
        help="The price of a year, tax included, as both sides signed it: what an "
        "instalment and a renewal cost.",
    )

    @api.depends("template_id")
    def _compute_payment_schedule(self):
        for contract in self:
            plan = contract.template_id._filter_plans()
            contract.payment_schedule = plan.payment_schedule

    @api.depends(
        "contract_state",
        "sale_subscription_line_ids",
        "amount_total",
        "payment_schedule",
        "signed_amount",
        "term_years",
    )
    def _compute_contract_amount(self):
        contracts = self._filter_contracts()
        for contract in contracts:
            contract.contract_amount = (
                contract.signed_amount
                or contract._get_amount_on_paper()
                or contract._get_agreed_amount()
            )
        (self - contracts).contract_amount = 0.0

    @api.depends("contract_amount")
    def _compute_contract_amount_words(self):
        for contract in self:
            amount = contract.contract_amount
            is_writable = abs(amount) < MAX_AMOUNT
            contract.contract_amount_words = is_writable and rmb_uppercase(amount)

    @api.constrains("template_id", "pricelist_id")
    def _check_currency(self):
        for contract in self._filter_contracts():  # clause 3.2
            if contract.currency_id != self.env.ref("base.CNY"):
                raise ValidationError(
                    self.env._(
                        "Pricelist: a contract is priced in yuan (CNY), and “%(name)s” "
                        "is in %(currency)s.",
                        name=contract.pricelist_id.display_name,
                        currency=contract.currency_id.name,
                    )
                )

    def _prepare_signed_values(self):
        values = super()._prepare_signed_values()
        return {**values, **self._prepare_signed_prices(self.contract_amount)}

    def _prepare_signed_prices(self, amount):
        """Prepare the prices that both sides signed: from now on they stay.

        :param float amount: the price of the whole term, tax included
        :rtype: dict
        """
        self.ensure_one()
        return {
            "signed_amount": amount,
            "signed_yearly_amount": self._get_period_amount(1),
        }

    def _get_amount_on_paper(self):
        """Return the price of the paper that was sent, 0 while this is a draft."""
        self.ensure_one()
        return 0.0 if self._is_draft() else self.contract_amount

    def _is_draft(self):
        """Whether nothing of this contract was sent to the customer."""
        self.ensure_one()
        return self.contract_state in (False, "draft")

    def _get_agreed_amount(self):
        """Return the price of the whole term as it is paid: at once, or year by year.

        :return: the price, tax included, in the contract's currency
        :rtype: float
        """
        self.ensure_one()
        if self.payment_schedule == "yearly":
            amount = self._get_period_amount(1) * self.term_years
        else:
            amount = self._get_period_amount(self.term_years)
        return self._get_currency().round(amount)

    def _get_period_amount(self, years):
        """Return the price of a period: quantity × yearly price × years of every line.

        The amount comes from the tax engine, so that it is the one that the order and
        the invoice of the same period show.

        :param int years: how long the period is
        :return: the price, tax included, in the contract's currency
        :rtype: float
        """
        return self._get_period_totals(years)["total_amount_currency"]

    def _get_period_totals(self, years):
        """Return the totals of a period as the order and the invoice compute them.

        :param int years: how long the period is
        :rtype: dict
        """
        self.ensure_one()
        return self.env["account.tax"]._count_totals(
            self._prepare_base_lines(years), self.company_id
        )

    def _get_yearly_totals(self):
        """Return the totals of a year: as signed, once that is so.

        Taxes that were edited since change the split, and not the total.

        :rtype: dict
        """
        self.ensure_one()
        taxes = self.env["account.tax"]
        lines = self._prepare_base_lines(years=1)
        if signed := self.signed_yearly_amount:
            lines = taxes._reach_total(lines, self.company_id, signed) or lines
        return taxes._count_totals(lines, self.company_id)

    def _prepare_base_lines(self, years):
        """Prepare the lines of a period for the tax engine.

        :param int years: how long the period is
        :rtype: list[dict]
        """
        self.ensure_one()
        return [
            line._prepare_base_line_for_taxes_computation(years)
            for line in self.sale_subscription_line_ids
        ]

    def _get_currency(self):
        """Return the yuan: on a new form, too, which has no pricelist (clause 3.2)."""
        self.ensure_one()
        return self.currency_id or self.env.ref("base.CNY")

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {
            "signed_amount",
            "signed_yearly_amount",
        }

    def _get_signing_problems(self):
        return super()._get_signing_problems() + self._get_price_problems()

    def _get_price_problems(self):
        """Return the problem of a price that today's taxes would no longer give.

        :rtype: list[str]
        """
        self.ensure_one()
        values = {
            "signed": yuan(self.contract_amount),
            "today": yuan(self._get_agreed_amount()),
        }
        if values["signed"] == values["today"]:
            return []
        if self.signed_by_customer_on:
            return [
                self.env._(
                    "Contract Price: the paper says %(signed)s, but with today's taxes "
                    "it would be %(today)s. Restore the taxes as they were.",
                    **values,
                )
            ]
        return [
            self.env._(
                "Contract Price: the paper says %(signed)s, but with today's taxes it "
                "would be %(today)s. Restore the taxes as they were, or reset the "
                "contract to draft and send it again.",
                **values,
            )
        ]
