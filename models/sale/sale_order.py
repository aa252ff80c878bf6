# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..party.company_language import in_company_language


class SaleOrder(models.Model):
    """An order makes one contract for each plan on it, and leaves billing to them."""

    _inherit = "sale.order"

    contract_count = fields.Integer(compute="_compute_contract_count")
    contract_note = fields.Text(
        compute="_compute_contract_note",
        groups="base.group_user",
        help="Which contracts the order makes where it makes several, and why.",
    )
    contract_warning = fields.Char(
        compute="_compute_contract_warning",
        help="What is on the order and makes no contract, because it has no plan.",
    )

    @api.depends("order_line.contract_plan_id", "order_line.product_id.is_without_plan")
    def _compute_contract_warning(self):
        for order in self:
            products = order.order_line._filter_without_plan().product_id
            order.contract_warning = bool(products) and order.env._(
                "No contract is made for %s, which has no contract plan. Choose its "
                "plan on the product, then select the product again.",
                ", ".join(products.mapped("display_name")),
            )

    @api.depends(
        "contract_plan_ids", "contract_term_years", "contract_payment_schedule"
    )
    @api.depends_context("lang")
    def _compute_contract_note(self):
        for order in self:
            several = len(order.contract_plan_ids) > 1
            order.contract_note = several and order._describe_contracts()

    def _describe_contracts(self):
        """Return which contracts this order makes, why, and what is left to choose.

        :rtype: str
        """
        self.ensure_one()
        _ = self.env._
        lines = self.order_line._filter_contract_lines()
        sentences = [
            _(
                "This order makes %(count)s contracts, because its lines are sold on "
                "%(count)s contract plans: %(contracts)s.",
                count=len(self.contract_plan_ids),
                contracts="; ".join(
                    self._describe_contract(plan, own)
                    for plan, own in lines.grouped("contract_plan_id").items()
                ),
            )
        ]
        if not self.contract_term_years or not self.contract_payment_schedule:
            sentences.append(
                _(
                    "The plans differ: choose contract term and payment before "
                    "confirming."
                )
            )
        return "\n".join(sentences)

    @api.model
    def _describe_contract(self, plan, lines):
        """Return the contract of one plan in words.

        :param plan: the contract plan
        :param lines: the order's lines on it
        :rtype: str
        """
        schedules = dict(
            plan._fields["payment_schedule"]._description_selection(self.env)
        )
        return self.env._(
            "%(products)s on “%(plan)s” (years: %(years)s, %(schedule)s)",
            products=", ".join(lines.product_id.mapped("display_name")),
            plan=plan.name,
            years=plan.term_years,
            schedule=schedules[plan.payment_schedule],
        )

    def _compute_contract_count(self):
        counts = dict(
            self.env["sale.subscription"]._read_group(
                [("sale_order_id", "in", self.ids), ("is_miniprogram", "=", True)],
                ["sale_order_id"],
                ["__count"],
            )
        )
        for order in self:
            order.contract_count = counts.get(order._origin, 0)

    def action_view_contracts(self):
        """Open the contracts of this order."""
        self.ensure_one()
        return self.env["sale.subscription"]._get_contracts_action(
            [("sale_order_id", "=", self.id)]
        )

    # -- from the order to its contracts --------------------------------------------

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or self._get_contract_error()

    @api.private
    def group_subscription_lines(self):
        """Group contract lines by the plan they were quoted on, others as before.

        The product's plan may have changed since. Products without one make nothing.
        """
        grouped = {
            template: [line for line in lines if not line.contract_plan_id]
            for template, lines in super().group_subscription_lines().items()
            # the base module would make a subscription of no template, and fail
            if template and not template._filter_plans()
        }
        contract_lines = self.order_line._filter_contract_lines()
        grouped.update(contract_lines.grouped("contract_plan_id"))
        return {template: lines for template, lines in grouped.items() if lines}

    @api.private
    def create_subscription(self, lines, subscription_tmpl):
        if not subscription_tmpl._filter_plans():
            return super().create_subscription(lines, subscription_tmpl)
        order_lines = self.env["sale.order.line"].union(*lines)._filter_contract_lines()
        if not order_lines:
            return None
        vals = self._prepare_contract(order_lines, subscription_tmpl)
        contract = self.env["sale.subscription"].create(vals)
        self._log_contract(contract)
        return None

    @in_company_language
    def _log_contract(self, contract):
        self.ensure_one()
        self.message_post(
            body=self.env._("Contract made: %s", contract._get_html_link())
        )

    def _prepare_contract(self, order_lines, plan):
        """Prepare the contract that this order makes on one plan.

        :param order_lines: the order's lines on that plan
        :param plan: the contract plan
        :rtype: dict
        """
        self.ensure_one()
        return {
            "company_id": self.company_id.id,
            "crm_team_id": self.team_id.id,
            "fiscal_position_id": self.fiscal_position_id.id,
            "journal_id": self.journal_id.id,
            "partner_id": self.partner_id.id,
            "partner_invoice_id": self.partner_invoice_id.id,
            "partner_shipping_id": self.partner_shipping_id.id,
            "payment_schedule": self.contract_payment_schedule,
            "pricelist_id": (
                self.pricelist_id or self.company_id._get_contract_pricelist()
            ).id,
            "sale_order_id": self.id,
            "sale_subscription_line_ids": [
                Command.create(line._prepare_contract_line()) for line in order_lines
            ],
            "template_id": plan.id,
            "term_years": self.contract_term_years,
            "user_id": self.user_id.id,
        }

    def _get_contract_error(self):
        """Return, in one message, all that keeps this order from making its contracts.

        :return: the message, or False when nothing does
        :rtype: str or bool
        """
        self.ensure_one()
        if not self.order_line._filter_contract_lines():
            return False
        problems = self._get_contract_problems()
        if not problems:
            return False
        return self.env._(
            "%(order)s cannot make a contract yet:\n%(problems)s",
            order=self.name,
            problems="\n".join(f"- {problem}" for problem in problems),
        )

    def _get_contract_problems(self):
        """Return, in the user's words, what keeps this order from making contracts."""
        self.ensure_one()
        return [
            *(
                problem
                for plan in self._get_contract_plans()
                for problem in plan._get_new_contract_problems()
            ),
            *self._get_contract_price_problems(),
        ]

    def _get_contract_price_problems(self):
        """Return, in the user's words, what is wrong with currency, term or price."""
        self.ensure_one()
        _ = self.env._
        problems = []
        if self.currency_id != self.env.ref("base.CNY"):  # clause 3.2
            problems.append(
                _(
                    "Currency: a contract is priced in yuan (CNY), and this order is "
                    "in %s. Choose a pricelist in CNY.",
                    self.currency_id.name,
                )
            )
        if self.contract_term_years < 1:
            problems.append(_("Contract Term (Years): choose one whole year or more."))
        if not self.contract_payment_schedule:
            problems.append(_("Contract Payment Schedule: choose one-off or yearly."))
        for line in self.order_line._filter_deducted():
            problems.append(
                _(
                    "Quantity: “%(product)s” is deducted (%(quantity)s), and a "
                    "contract deducts nothing. Change the quantity, or give a discount "
                    "on the line of what is sold.",
                    product=line.product_id.display_name,
                    quantity=line.product_uom_qty,
                )
            )
        if self.order_line.filtered(lambda line: line._is_discount_line()):
            problems.append(
                _(
                    "Discount: apply it to the lines (“On All Order Lines”). A "
                    "discount on the whole order cannot be part of a yearly price."
                )
            )
        return problems

    def _action_cancel(self):
        # sudo: contracts are cancelled with their order, whoever is their salesperson
        contracts = self.sudo().subscription_ids._filter_contracts()
        signed = contracts.filtered(
            lambda contract: (
                contract.contract_state in ("signed", "active", "terminated")
            )
        )
        if signed:
            raise UserError(
                self.env._(
                    "The order cannot be cancelled: its contract is signed (%s). End "
                    "the contract instead.",
                    ", ".join(signed.mapped("display_name")),
                )
            )
        contracts.filtered(
            lambda contract: contract.contract_state != "cancelled"
        ).action_cancel_contract(self.env._("Its order was cancelled."))
        return super()._action_cancel()

    # -- billed by the contract, never by the order ---------------------------------

    def _nothing_to_invoice_error_message(self):
        if contract_lines := self.order_line._filter_contract_lines():
            return self.env._(
                "There is nothing left to invoice on this order: %s is invoiced by its "
                "contract, when both sides have signed and at every renewal.",
                ", ".join(contract_lines.product_id.mapped("display_name")),
            )
        return super()._nothing_to_invoice_error_message()

    def _get_invoiceable_lines(self, final=False):
        lines = super()._get_invoiceable_lines(final)
        return lines - lines._filter_contract_lines()

    def _force_lines_to_invoice_policy_order(self):
        res = super()._force_lines_to_invoice_policy_order()
        self.order_line._filter_contract_lines().qty_to_invoice = 0.0
        return res

    def _generate_downpayment_invoices(self):
        """Make no down payment invoices for the orders of contracts.

        What was paid on them stays the customer's credit, and pays the first term.
        """
        contract_orders = self.filtered(
            lambda order: order.order_line._filter_contract_lines()
        )
        return super(SaleOrder, self - contract_orders)._generate_downpayment_invoices()

    def _check_down_payment(self):
        """Refuse a down payment on an order that has only contract lines."""
        for order in self:
            lines = order._get_priced_lines()
            if not lines - lines._filter_contract_lines():
                raise UserError(order._nothing_to_invoice_error_message())
