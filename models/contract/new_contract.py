# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, models
from odoo.exceptions import UserError


class SaleSubscription(models.Model):
    """How a contract begins, new or as a copy, out of the base module's reach."""

    _inherit = "sale.subscription"

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

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for subscription, vals in zip(self, vals_list, strict=True):
            if subscription._filter_contracts():
                for name in self._get_uncopied_fields() - (default or {}).keys():
                    vals.pop(name, None)
                # with the taxes of the lines, those archived since among them
                lines = subscription.with_context(active_test=False)
                lines = lines.sale_subscription_line_ids.copy_data()
                vals.setdefault(
                    "sale_subscription_line_ids",
                    [Command.create(line) for line in lines],
                )
        return vals_list

    @api.model
    def _get_computed_fields(self):
        """Return the names of the stored fields that always follow from others."""
        return {
            name
            for name, field in self._fields.items()
            if field.compute and field.store and field.readonly
        }

    @api.model
    def _get_uncopied_fields(self):
        """Return the names of the fields that a copy does not take over."""
        return {
            "code",
            "contract_date_end",
            "contract_date_start",
            "purchase_date",
            "sale_order_id",
        } | self._get_mirror_fields()

    @api.model
    def _is_contract_vals(self, vals):
        """Whether these values would create a contract."""
        if "template_id" not in vals:  # the context may bring it
            vals = self.default_get(["template_id"])
        plan = self.env["sale.subscription.template"].browse(vals.get("template_id"))
        return bool(plan._filter_plans())

    def _without_own_defaults(self):
        """Return this model without the context's defaults that users may not set."""
        own = self._get_lifecycle_fields() | self._get_mirror_fields()
        keys = {f"default_{name}" for name in own | self._get_computed_fields()}
        context = self.env.context
        return self.with_context(
            {key: value for key, value in context.items() if key not in keys}
        )

    def _check_new_contract(self, vals):
        """Refuse to create a contract in the middle of its life: a hook.

        :param dict vals: values of the new contract
        """
        self._check_create([vals])

    def _prepare_new_contract(self, vals):
        """Prepare the values of a new contract, out of the base module's reach.

        An empty code keeps the base from taking one from its sequence; with a start
        date and without "in progress" its scheduled action leaves the contract alone.

        :param dict vals: values of the new contract
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
        """Refuse to make a contract of a subscription, or the other way round.

        :param dict vals: the values that are about to be written
        :raises UserError: names the records
        """
        kinds = set()
        if "template_id" in vals:
            kinds.add(self._is_contract_vals(vals))
        if "is_miniprogram" in vals:
            kinds.add(bool(vals["is_miniprogram"]))
        changing = self.filtered(lambda s: kinds - {s.is_miniprogram})
        if changing:
            raise UserError(
                self.env._(
                    "A mini-program contract cannot become another kind of "
                    "subscription, nor the other way round: %s. Create a new one on "
                    "the plan you want.",
                    ", ".join(s.display_name or str(s.id) for s in changing),
                )
            )
