# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

MIRROR_STAGES = {
    "active": "in_progress",
    "terminated": "post",
    "cancelled": "post",
}


class SaleSubscription(models.Model):
    """What the base module does to a subscription and must not do to a contract.

    Every override of its behaviour stands here. Each one parts the subscriptions into
    contracts and others, and leaves the others to the base module.
    """

    _inherit = "sale.subscription"

    # Computed, the two do not pass through the base's ``write``, which would move the
    # start date to today and let its scheduled action invoice the contract.
    stage_id = fields.Many2one(compute="_compute_stage_id", store=True, readonly=False)
    date_start = fields.Date(compute="_compute_date_start", store=True, readonly=False)

    # -- mirrors: the base module's own fields follow the contract ------------------

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
            totals = contract._get_period_totals(years=1)
            contract.recurring_total = totals["base_amount_currency"]
            contract.amount_tax = totals["tax_amount_currency"]
            contract.amount_total = totals["total_amount_currency"]
        return super(SaleSubscription, self - contracts)._compute_total()

    @api.onchange("template_id", "date_start")
    def _onchange_template_id(self):
        if not self._filter_contracts():
            return super()._onchange_template_id()
        self._choose_yuan()
        return None

    @api.onchange("partner_id")
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

    # -- what was sent stays as it is -----------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        kinds = [self._is_contract_vals(vals) for vals in vals_list]
        subscriptions = self._without_own_defaults() if any(kinds) else self
        return super(SaleSubscription, subscriptions).create(
            [
                self._prepare_new_contract(vals)
                if is_contract
                else {**vals, "is_miniprogram": False}
                for is_contract, vals in zip(kinds, vals_list, strict=True)
            ]
        )

    def write(self, vals):
        self._check_kind_change(vals)
        self._filter_contracts()._check_editable(vals)
        return super().write(vals)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for subscription, vals in zip(self, vals_list, strict=True):
            if subscription._filter_contracts():
                for name in self._get_uncopied_fields() - (default or {}).keys():
                    vals.pop(name, None)
                lines = subscription.sale_subscription_line_ids.copy_data()
                vals.setdefault(
                    "sale_subscription_line_ids",
                    [Command.create(line) for line in lines],
                )
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent_contract(self):
        sent = self._filter_contracts().filtered(
            lambda contract: (
                contract.contract_number or contract.contract_state != "draft"
            )
        )
        if sent:
            raise UserError(
                self.env._(
                    "A contract that was sent stays on file and cannot be deleted: %s. "
                    "Cancel it instead.",
                    ", ".join(sent.mapped("display_name")),
                )
            )

    @api.model
    def _get_lifecycle_fields(self):
        """Name the fields that only the contract's own methods write."""
        return {
            "contract_number",
            "contract_state",
            "sent_on",
            "sent_content",
            "sent_document_id",
            "sent_document_sha256",
            "signed_document_id",
            "signed_document_sha256",
            "signed_by",
            "signed_by_customer_at",
            "signed_by_customer_on",
            "signer_position",
            "signing_code_address",
            "signing_code_channel",
            "signing_code_sent_on",
            "signing_confirmations",
            "signing_ip",
            "signing_taken_by_id",
            "countersigned_at",
            "countersigned_by_id",
            "countersigned_on",
            "customer_document_id",
            "customer_document_sha256",
            "customer_signature",
            "signed_on",
            "cancel_reason",
            "refused_on",
            "refused_reason",
            "contract_failure",
            "contract_failures",
            "contract_invoicing_mode",
            "cure_days",
            "grace_days",
            "open_term_id",
            "paid_until",
            "payment_deadline",
            "payment_demand_on",
            "reminder_days",
            "renewal_lead_days",
            "renewal_years",
            "signed_end",
            "term_ids",
            "termination_date",
        }

    @api.model
    def _get_computed_fields(self):
        """Name the stored fields that always follow from others."""
        return {
            name
            for name, field in self._fields.items()
            if field.compute and field.store and field.readonly
        }

    @api.model
    def _get_mirror_fields(self):
        """Name the base module's fields that only follow the contract."""
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
    def _get_sent_content_fields(self):
        """Name the fields that stay as they are once the contract was sent."""
        return {
            "company_id",
            "contact_partner_id",
            "contract_date_end",
            "contract_date_start",
            "contract_remark",
            "code",
            "fiscal_position_id",
            "miniprogram_appid",
            "miniprogram_name",
            "miniprogram_platform",
            "notice_partner_id",
            "partner_id",
            "partner_invoice_id",
            "payment_schedule",
            "pricelist_id",
            "print_seal",
            "purchase_date",
            "sale_order_id",
            "sale_subscription_line_ids",
            "template_id",
            "term_years",
            "wording_id",
        }

    @api.model
    def _get_sealing_fields(self):
        """Name the fields that stay as they are once the customer has signed."""
        return {
            "platform_order_ref",
            "platform_order_page_ids",
            "signing_email",
            "signing_phone",
        }

    @api.model
    def _get_uncopied_fields(self):
        """Name the fields that a copy of a contract gets anew."""
        return {
            "code",
            "contract_date_end",
            "contract_date_start",
            "purchase_date",
            "sale_order_id",
        } | self._get_mirror_fields()

    def _set_lifecycle(self, vals):
        """Write what a user may not write himself.

        :param dict vals: values of any fields, the life-cycle fields included
        """
        return super().write(vals)

    @api.model
    def _is_contract_vals(self, vals):
        """Tell whether these values would create a contract."""
        if "template_id" not in vals:  # the context may bring it
            vals = self.default_get(["template_id"])
        plan = self.env["sale.subscription.template"].browse(vals.get("template_id"))
        return bool(plan._filter_plans())

    def _without_own_defaults(self):
        """Take from the context the defaults of what nobody may give a contract."""
        own = self._get_lifecycle_fields() | self._get_mirror_fields()
        keys = {f"default_{name}" for name in own | self._get_computed_fields()}
        context = self.env.context
        return self.with_context(
            {key: value for key, value in context.items() if key not in keys}
        )

    def _check_new_contract(self, vals):
        """Refuse to create a contract in the middle of its life."""
        preset = {
            name
            for name in self._get_lifecycle_fields() & vals.keys()
            if vals[name] and (name, vals[name]) != ("contract_state", "draft")
        }
        if preset:
            self._raise_lifecycle(preset)

    def _prepare_new_contract(self, vals):
        """Prepare the values of a new contract, out of the base module's reach.

        Without a code of its own no number is taken from the base's sequence; with a
        start date and without "in progress" its scheduled action passes it by.

        :param dict vals: what is given
        :rtype: dict
        """
        self._check_new_contract(vals)
        company = self.env["res.company"].browse(vals.get("company_id"))
        company = company or self.env.company
        start = vals.get("contract_date_start") or vals.get("purchase_date")
        ignored = self._get_mirror_fields() | self._get_computed_fields()
        return {
            **{name: value for name, value in vals.items() if name not in ignored},
            "code": vals.get("code") or False,
            "contract_state": "draft",
            "date_start": start or company._contract_today(),
            "is_miniprogram": True,
            "pricelist_id": vals.get("pricelist_id")
            or company._get_contract_pricelist().id,
            "recurring_next_date": False,
        }

    def _check_kind_change(self, vals):
        """Refuse to make a contract of a subscription, or the other way round."""
        kinds = set()
        if "template_id" in vals:
            kinds.add(self._is_contract_vals(vals))
        if "is_miniprogram" in vals:
            kinds.add(bool(vals["is_miniprogram"]))
        changing = self.filtered(lambda s: kinds - {s.is_miniprogram})
        if changing:
            raise UserError(
                self.env._(
                    "A mini-program contract stays one, and no other subscription "
                    "becomes one: %s. Make a new one on the plan you want.",
                    ", ".join(s.display_name or str(s.id) for s in changing),
                )
            )

    def _check_editable(self, vals):
        """Refuse to write what only methods write, and what was sent or signed."""
        if not self:
            return
        own = self._get_lifecycle_fields() | self._get_computed_fields()
        if unwritable := own & vals.keys():
            self._raise_lifecycle(unwritable)
        if self._get_mirror_fields() & vals.keys():
            self._raise_base_action()
        closed = self.filtered(lambda contract: contract.contract_state != "draft")
        frozen = self._get_sent_content_fields() & vals.keys()
        if closed and frozen:
            closed._raise_frozen(frozen)
        signed = closed.filtered(
            lambda contract: (
                contract.contract_state != "sent" or contract.signed_by_customer_on
            )
        )
        sealed = self._get_sealing_fields() & vals.keys()
        if signed and sealed:
            signed._raise_frozen(sealed)
        if "company_id" in vals:
            self._check_unnumbered()
        if "active" in vals and not vals["active"]:
            self._check_archivable()

    def _check_unnumbered(self):
        """Refuse to take a contract to another company with a number of its own."""
        if numbered := self.filtered("contract_number"):
            raise UserError(
                self.env._(
                    "Company: the number of %s is one of its company's. Cancel the "
                    "contract and make a new one in the other company.",
                    ", ".join(numbered.mapped("display_name")),
                )
            )

    def _check_archivable(self):
        running = self.filtered(
            lambda contract: contract.contract_state in ("sent", "signed", "active")
        )
        if running:
            raise UserError(
                self.env._(
                    "A contract that was sent and has not ended cannot be archived: "
                    "%s.",
                    ", ".join(running.mapped("display_name")),
                )
            )

    def _raise_lifecycle(self, names):
        raise UserError(
            self.env._(
                "These fields follow from others, or change only through the "
                "contract's own actions (Send, Register Signed Paper, Cancel …): %s.",
                self._describe_fields(names),
            )
        )

    def _raise_frozen(self, names):
        raise UserError(
            self.env._(
                "%(contracts)s was sent to the customer, so this cannot be changed any "
                "more: %(fields)s. Before he has signed you can take it back to draft.",
                contracts=", ".join(self.mapped("display_name")),
                fields=self._describe_fields(names),
            )
        )

    def _describe_fields(self, names):
        """Name fields as the screens name them."""
        return ", ".join(
            self._fields[name]._description_string(self.env) for name in sorted(names)
        )

    # -- the base module's own actions ----------------------------------------------

    def _raise_base_action(self):
        self.check_access("read")  # the error names them
        raise UserError(
            self.env._(
                "%s is a mini-program contract: its state follows from sending, "
                "signing, paying and ending, and its terms are invoiced by themselves. "
                "Use the buttons of the contract (Send, Register Signed Paper, "
                "Terminate …) instead of the subscription's.",
                ", ".join(self.mapped("display_name")),
            )
        )

    def _check_no_contract(self):
        # sudo: whether this user may do it at all, the base module checks itself
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

    @api.model
    def _get_mirror_stages(self):
        """Find the base module's stages that can stand for a contract's state.

        :return: the first stage of each type; none where the base's were deleted
        :rtype: dict
        """
        stages = self.env["sale.subscription.stage"].search([])
        return {stage.type: stage for stage in reversed(stages)}
