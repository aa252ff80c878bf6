# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class SaleSubscriptionStage(models.Model):
    """A stage that contracts are in keeps its meaning to the base module."""

    _inherit = "sale.subscription.stage"

    def write(self, vals):
        if "type" in vals:
            changing = self.filtered(lambda stage: stage.type != vals["type"])
            changing._check_without_contracts()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_contracts(self):
        self._check_without_contracts()

    def _check_without_contracts(self):
        """Refuse what would let the base module's scheduled action start contracts."""
        # sudo: contracts count that this user is not allowed to see
        contracts = self.env["sale.subscription"].sudo().with_context(active_test=False)
        in_use = contracts._read_group(
            [("stage_id", "in", self.ids), ("is_miniprogram", "=", True)], ["stage_id"]
        )
        if in_use:
            raise UserError(
                self.env._(
                    "Mini-program contracts are in these stages, so their type cannot "
                    "be changed, nor can they be deleted: %s. Create another stage "
                    "instead.",
                    ", ".join(stage.name for (stage,) in in_use),
                )
            )
