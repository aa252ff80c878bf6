# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class ContractSeal(models.TransientModel):
    """Asks a keeper of the seal about an unusual address for the code."""

    _name = "miniprogram.contract.seal"
    _description = "Seal in Spite of an Unusual Address"

    contract_ids = fields.Many2many(
        comodel_name="sale.subscription", string="Contracts", readonly=True
    )
    warnings = fields.Text(string="What Is Unusual", readonly=True)
    is_confirmed = fields.Boolean(
        string="I have asked the customer by a phone number that we know, and the "
        "address is theirs."
    )

    def action_confirm(self):
        """Seal the contracts, once it is confirmed that the address is theirs.

        What became unusual since is shown before it is sealed.

        :raises UserError: it is not
        """
        self.ensure_one()
        if not self.is_confirmed:
            raise UserError(
                self.env._(
                    "Confirm that you have asked the customer, or leave the contract "
                    "unsealed."
                )
            )
        return self.contract_ids.action_countersign_contract(self.warnings)


class SaleSubscription(models.Model):
    """The button that seals: where an address is unusual, it asks first."""

    _inherit = "sale.subscription"

    def action_countersign_contract(self, confirmed_warnings=""):
        is_keeper = self.env.user.has_group("miniprogram_contract.group_seal_keeper")
        is_waiting = self.filtered("is_waiting_for_seal") == self
        if is_keeper and is_waiting and self._get_new_warnings(confirmed_warnings):
            return self._ask_about_addresses()
        return super().action_countersign_contract(confirmed_warnings)

    def _ask_about_addresses(self):
        """Return the action that asks whoever seals about all that is unusual."""
        wizard = self.env["miniprogram.contract.seal"].create(
            {
                "contract_ids": self.ids,
                "warnings": "\n".join(self._get_signing_warnings()),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check the Address"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "target": "new",
            "view_mode": "form",
        }
