# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

MIRROR_STAGES = {
    "active": "in_progress",
    "terminated": "post",
    "cancelled": "post",
}


class SaleSubscription(models.Model):
    """What the base module does to a subscription and must not do to a contract.

    Each override parts the subscriptions into contracts and others, and leaves the
    others to the base module.
    """

    _inherit = "sale.subscription"

    # Computed, the two do not pass through the base's ``write``, which would move the
    # start date to today and let its scheduled action invoice the contract.
    stage_id = fields.Many2one(
        compute="_compute_stage_id", store=True, readonly=False, index=True
    )
    date_start = fields.Date(compute="_compute_date_start", store=True, readonly=False)

    # -- mirrors: the base module's own fields follow the contract ------------------

    @api.model
    def _get_mirror_fields(self):
        """Return the base module's fields that only follow the contract, by name."""
        return {
            "close_reason_id",
            "date",
            "date_start",
            "in_progress",
            "is_paused",
            "paused_until",
            "recurring_next_date",
            "recurring_rule_boundary",
            "stage_id",
        }

    @api.model
    def _get_mirror_stages(self):
        """Return the base module's stages that can stand for a contract's state.

        :return: the first stage of each type; none where the base's were deleted
        :rtype: dict[str, sale.subscription.stage]
        """
        stages = self.env["sale.subscription.stage"].search([])
        return {stage.type: stage for stage in reversed(stages)}

    @api.depends("contract_state")
    def _compute_stage_id(self):
        contracts = self._filter_contracts()
        stages = contracts._get_mirror_stages()
        for contract in contracts:
            stage_type = MIRROR_STAGES.get(contract.contract_state, "draft")
            contract.stage_id = stages.get(stage_type) or contract.stage_id
        for subscription in self - contracts:
            subscription.stage_id = subscription.stage_id

    @api.depends("contract_date_start")
    def _compute_date_start(self):
        for subscription in self:
            start = subscription._filter_contracts().contract_date_start
            subscription.date_start = start or subscription.date_start

    @api.depends("contract_number")
    def _compute_name(self):
        contracts = self._filter_contracts()
        for contract in contracts:
            contract.name = contract.contract_number or self.env._("New Contract")
        return super(SaleSubscription, self - contracts)._compute_name()

    @api.depends("contract_number", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        unnumbered = self._filter_contracts().filtered(lambda c: not c.contract_number)
        for contract in unnumbered:
            # by the customer: several may be waiting to be sent
            contract.display_name = (
                self.env._("New Contract (%s)", contract.partner_id.name)
                if contract.partner_id
                else self.env._("New Contract")
            )
        return super(SaleSubscription, self - unnumbered)._compute_display_name()

    @api.depends("contract_date_end")
    def _compute_rule_boundary(self):
        contracts = self._filter_contracts()
        for contract in contracts:
            contract.date = contract.contract_date_end
            contract.recurring_rule_boundary = True
        return super(SaleSubscription, self - contracts)._compute_rule_boundary()

    def _compute_total(self):
        contracts = self._filter_contracts()
        for contract in contracts:
            totals = contract._get_yearly_totals()
            contract.recurring_total = totals["base_amount_currency"]
            contract.amount_tax = totals["tax_amount_currency"]
            contract.amount_total = totals["total_amount_currency"]
        return super(SaleSubscription, self - contracts)._compute_total()

    # -- what this user may see of a contract's invoices and orders ------------------

    def _compute_account_invoice_ids_count(self):
        contracts = self._filter_contracts()
        counts = contracts._count_readable("account.move", "subscription_id")
        for contract in contracts:
            contract.account_invoice_ids_count = counts.get(contract, 0)
        if others := self - contracts:
            super(SaleSubscription, others)._compute_account_invoice_ids_count()

    def _compute_sale_order_ids_count(self):
        contracts = self._filter_contracts()
        counts = contracts._count_readable("sale.order", "order_subscription_id")
        for contract in contracts:
            contract.sale_order_ids_count = counts.get(contract, 0)
        if others := self - contracts:
            super(SaleSubscription, others)._compute_sale_order_ids_count()

    def _count_readable(self, model, name):
        """Count the records of these contracts that this user may read.

        :param str model: of the records
        :param str name: their link to the contract
        :rtype: dict[sale.subscription, int]
        """
        records = self.env[model]
        if not records.has_access("read"):
            return {}
        return dict(records._read_group([(name, "in", self.ids)], [name], ["__count"]))

    def action_view_account_invoice_ids(self):
        if not self._filter_contracts():
            return super().action_view_account_invoice_ids()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("subscription_id", "in", self.ids)],
            "context": {"create": False},
        }

    # -- a contract's pricelist and log ----------------------------------------------

    @api.onchange("template_id", "date_start")
    def _onchange_template_id(self):
        if not self._filter_contracts():
            return super()._onchange_template_id()
        self._choose_yuan()
        return None

    @api.onchange("partner_id")
    @api.private
    def onchange_partner_id(self):
        res = super().onchange_partner_id()
        self._filter_contracts()._choose_yuan()
        return res

    def _choose_yuan(self):
        """Take a pricelist in yuan where the base module chose another (clause 3.2)."""
        for contract in self:
            if contract.currency_id != self.env.ref("base.CNY"):
                company = contract.company_id or self.env.company
                contract.pricelist_id = company._get_contract_pricelist()

    def _creation_message(self):
        if self._filter_contracts():
            return self.env._("Contract created")
        return super()._creation_message()

    # -- the base module's own actions ----------------------------------------------

    def _raise_base_action(self):
        """Raise the error that leads from the subscription's buttons to ours."""
        self.check_access("read")  # the error names them
        raise UserError(
            self.env._(
                "%s is a mini-program contract: its state follows from sending, "
                "signing, paying and ending, and its terms are invoiced automatically. "
                "Use the buttons of the contract (Send, Register Signed Paper, "
                "Terminate …) instead of the subscription's.",
                ", ".join(self.mapped("display_name")),
            )
        )

    def _check_no_contract(self):
        """Refuse an action of the base module on contracts."""
        # sudo: the base module itself checks whether this user may do it at all
        if contracts := self.sudo()._filter_contracts():
            contracts.sudo(self.env.su)._raise_base_action()

    def action_start_subscription(self):
        self._check_no_contract()
        return super().action_start_subscription()

    def action_open_pause_wizard(self):
        self._check_no_contract()
        return super().action_open_pause_wizard()

    def action_pause(self, paused_until=None):
        self._check_no_contract()
        return super().action_pause(paused_until)

    def action_resume(self, automatic=False):
        self._check_no_contract()
        return super().action_resume(automatic)

    def action_close_subscription(self):
        self._check_no_contract()
        return super().action_close_subscription()

    def close_subscription(self, close_reason_id=False):
        self._check_no_contract()
        return super().close_subscription(close_reason_id)

    def create_invoice(self):
        self._check_no_contract()
        return super().create_invoice()

    def create_sale_order(self):
        self._check_no_contract()
        return super().create_sale_order()

    def generate_invoice(self):
        self._check_no_contract()
        return super().generate_invoice()

    def manual_invoice(self):
        self._check_no_contract()
        return super().manual_invoice()
