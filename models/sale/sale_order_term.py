# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...policy.periods import MAX_TERM_YEARS, is_valid_term
from ..contract.plan import PAYMENT_SCHEDULES

# What an order shows, by what somebody chose for it
CHOICES = {
    "contract_term_years": "contract_term_choice",
    "contract_payment_schedule": "contract_schedule_choice",
}


class SaleOrder(models.Model):
    """For how long an order's contracts run, and how they are paid.

    What somebody chose stays, whatever lines come and go. Until then it is what all
    plans on the order have in common, and nothing where they differ.
    """

    _inherit = "sale.order"

    contract_plan_ids = fields.Many2many(
        comodel_name="sale.subscription.template",
        compute="_compute_contract_plan_ids",
        string="Contract Plans",
    )
    contract_term_years = fields.Integer(
        string="Contract Term (Years)",
        compute="_compute_contract_term_years",
        store=True,
        readonly=False,
        copy=False,
        help="How many years the contract runs. The default comes from the plan; if "
        "plans differ in it, you have to choose.",
    )
    contract_payment_schedule = fields.Selection(
        selection=PAYMENT_SCHEDULES,
        compute="_compute_contract_payment_schedule",
        store=True,
        readonly=False,
        copy=False,
        help="One-off: the order's total is the price of the whole term. Yearly: it is "
        "one year's price.",
    )
    contract_term_choice = fields.Integer(
        string="Chosen Term (Years)",
        help="The term that somebody chose on this order; 0 while it is the plans'.",
    )
    contract_schedule_choice = fields.Selection(
        selection=PAYMENT_SCHEDULES,
        string="Chosen Payment Schedule",
        help="What somebody chose on this order; empty while it is the plans'.",
    )

    @api.constrains("contract_term_choice")
    def _check_contract_term_choice(self):
        for order in self:
            years = order.contract_term_choice
            if years and not is_valid_term(years=years):
                raise ValidationError(
                    self.env._(
                        "Contract Term (Years): one whole year or more, at most "
                        "%(maximum)s, not %(years)s.",
                        maximum=MAX_TERM_YEARS,
                        years=years,
                    )
                )

    @api.depends("order_line.contract_plan_id", "order_line.product_uom_qty")
    def _compute_contract_plan_ids(self):
        for order in self:
            order.contract_plan_ids = order._get_contract_plans()

    @api.depends(
        "contract_term_choice",
        "order_line.contract_plan_id",
        "order_line.product_uom_qty",
    )
    def _compute_contract_term_years(self):
        for order in self:
            order.contract_term_years = order._get_term_or_schedule(
                "contract_term_years"
            )

    @api.depends(
        "contract_schedule_choice",
        "order_line.contract_plan_id",
        "order_line.product_uom_qty",
    )
    def _compute_contract_payment_schedule(self):
        for order in self:
            order.contract_payment_schedule = order._get_term_or_schedule(
                "contract_payment_schedule"
            )

    @api.onchange("contract_term_years")
    def _onchange_contract_term_years(self):
        self._note_choice("contract_term_years")

    @api.onchange("contract_payment_schedule")
    def _onchange_contract_payment_schedule(self):
        self._note_choice("contract_payment_schedule")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_choices(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._prepare_choices(vals)
        if vals.keys() & set(CHOICES.values()):
            self.order_line._check_not_agreed()
        if "state" in vals:
            self.flush_recordset(list(CHOICES))  # what stands now is offered or agreed
        return super().write(vals)

    def web_save(self, vals, specification, next_id=None):
        """Save what somebody chose on the form, and not what followed from the lines.

        A form tells the two apart by the fields that hold the choice.
        """
        followed = {name for name, choice in CHOICES.items() if choice in specification}
        vals = {name: vals[name] for name in vals if name not in followed}
        return super().web_save(vals, specification, next_id)

    @api.model
    def _prepare_choices(self, vals):
        """Prepare values that set a term or a schedule: they become what was chosen.

        :param dict vals: of an order
        :rtype: dict
        """
        chosen = {CHOICES[name]: vals[name] for name in CHOICES if name in vals}
        others = {name: vals[name] for name in vals if name not in CHOICES}
        return {**chosen, **others}

    def _note_choice(self, name):
        """Note what somebody chose on the form; what was computed is no choice.

        :param str name: the field that shows it
        """
        if self[name] != self._get_term_or_schedule(name):
            self[CHOICES[name]] = self[name]

    def _get_term_or_schedule(self, name):
        """Return what was chosen on this order, else what its plans have in common.

        A customer who takes an option of another plan keeps what he was offered.

        :param str name: the field that shows it
        :return: the value; false where plans differ, and a person has to choose
        """
        self.ensure_one()
        if self.state == "sale":  # agreed with the customer
            return self[name]
        offered = self.state == "sent" and self[name]
        return self[CHOICES[name]] or self._get_common_default(name) or offered

    def _get_common_default(self, name):
        """Return what all plans on this order have as their default, else False.

        :param str name: the field that shows it
        """
        self.ensure_one()
        field = name.removeprefix("contract_")
        defaults = set(self._get_contract_plans().mapped(field))
        return defaults.pop() if len(defaults) == 1 else False

    def _get_contract_plans(self):
        """Return the plans that this order makes a contract on, in the lines' order."""
        return self.order_line._filter_contract_lines().contract_plan_id
