# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..health.health import Check, Finding


class ContractHealth(models.TransientModel):
    """Whether the nights of the ledger run, and customers can pay online."""

    _inherit = "miniprogram.contract.health"

    @api.model
    def _get_scheduled_actions(self):
        return [
            *super()._get_scheduled_actions(),
            "miniprogram_contract.ir_cron_invoice_renewals",
            "miniprogram_contract.ir_cron_terminate_unpaid_renewals",
        ]

    @api.model
    def _get_checks(self):
        return [
            *super()._get_checks(),
            Check(
                self.env._("Payment Provider"),
                "_check_payment_provider",
                is_of_company=True,
                action="payment.action_payment_provider",
            ),
        ]

    def _check_payment_provider(self, company):
        """Find whether customers of a company can pay in the portal, in yuan."""
        providers = self.env["payment.provider"].search(
            [("company_id", "parent_of", company.id), ("state", "!=", "disabled")]
        )
        cny = self.env.ref("base.CNY")
        providers = providers.filtered(
            lambda provider: (
                provider.is_published
                and cny in (provider.available_currency_ids or cny)
            )
        )
        if enabled := providers.filtered(lambda each: each.state == "enabled"):
            return [Finding(", ".join(enabled.mapped("name")))]
        if providers:
            return [
                Finding(
                    self.env._(
                        "%s: in test mode, no real payments.",
                        ", ".join(providers.mapped("name")),
                    ),
                    self.env._("Enable it once you have tested it."),
                )
            ]
        return [
            Finding(
                self.env._("Customers cannot pay in the portal."),
                self.env._(
                    "Enable and publish a payment provider of this company that takes "
                    "yuan; wire transfer is one, too."
                ),
            )
        ]
