# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class SaleSubscriptionStage(models.Model):
    """A stage that contracts are in keeps its meaning to the base module."""

    _inherit = "sale.subscription.stage"

    def write(self, vals):
        contracts = self.env["sale.subscription"]
        if not (self.env.su or contracts._is_contract_manager()):
            self._check_not_of_contracts()
        if "type" in vals:
            changing = self.filtered(lambda stage: stage.type != vals["type"])
            changing._check_without_contracts()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_contracts(self):
        self._check_without_contracts()

    def _check_without_contracts(self):
        """Refuse what would let the base module's scheduled action start contracts."""
        if in_use := self._filter_in_use():
            raise UserError(
                self.env._(
                    "Mini-program contracts are in these stages, so their type cannot "
                    "be changed, nor can they be deleted: %s. Create another stage "
                    "instead.",
                    ", ".join(in_use.mapped("name")),
                )
            )

    def _check_not_of_contracts(self):
        """Refuse to let others than contract managers change what contracts are in."""
        if in_use := self._filter_in_use():
            raise UserError(
                self.env._(
                    "Mini-program contracts are in these stages, so only a contract "
                    "manager can change them: %s.",
                    ", ".join(in_use.mapped("name")),
                )
            )

    def _filter_in_use(self):
        """Keep the stages in which contracts are."""
        # sudo: contracts count that this user is not allowed to see
        contracts = self.env["sale.subscription"].sudo().with_context(active_test=False)
        groups = contracts._read_group(
            [("stage_id", "in", self.ids), ("is_miniprogram", "=", True)], ["stage_id"]
        )
        return self.filtered(lambda stage: stage.id in {s.id for (s,) in groups})
