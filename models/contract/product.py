# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ProductTemplate(models.Model):
    """A package or an app: its price is in yuan, and without a plan it says so."""

    _inherit = "product.template"

    is_sold_on_any_plan = fields.Boolean(
        string="Sold on Any Plan",
        help="An app: on an order it goes with the package beside it, on the package's "
        "plan, so that both make one contract. Without a package it is sold on its own "
        "plan.",
    )
    is_without_plan = fields.Boolean(
        string="No Contract Plan",
        compute="_compute_is_without_plan",
        help="It is subscribable, and on no plan: an order for it makes no contract.",
    )

    @api.depends(
        "is_sold_on_any_plan", "subscribable", "subscription_template_id.is_miniprogram"
    )
    def _compute_currency_id(self):
        """Price in yuan what is sold on a contract plan (clause 3.2).

        Core would take the main company's currency, and a pricelist in yuan would
        convert from it by the day's rate.
        """
        packages = self.filtered(
            lambda product: (
                product._is_contract_app()
                or (
                    product.subscribable
                    and product.subscription_template_id._filter_plans()
                )
            )
        )
        packages.currency_id = self.env.ref("base.CNY")
        return super(ProductTemplate, self - packages)._compute_currency_id()

    @api.depends("subscribable", "subscription_template_id")
    def _compute_is_without_plan(self):
        for product in self:
            has_plan = bool(product.subscription_template_id)
            product.is_without_plan = product.subscribable and not has_plan

    def _is_contract_app(self):
        """Whether it goes with the package beside it, on the package's plan."""
        self.ensure_one()
        template = self.subscription_template_id
        is_contract = template == template._filter_plans()  # no plan is none of others
        return self.subscribable and self.is_sold_on_any_plan and is_contract


class ProductProduct(models.Model):
    """A package or an app, sold on a contract plan."""

    _inherit = "product.product"

    def _get_contract_plan(self):
        """Return the contract plan that this product is sold on.

        :return: a contract plan, or no record
        :rtype: sale.subscription.template
        """
        return self.filtered("subscribable").subscription_template_id._filter_plans()

    def _filter_contract_apps(self):
        """Keep the apps that are sold on whatever plan the package beside them is."""
        return self.filtered(lambda product: product.product_tmpl_id._is_contract_app())
