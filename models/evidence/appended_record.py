# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class AppendedRecord(models.AbstractModel):
    """What the evidence log alone writes: nobody else, superusers included."""

    _name = "miniprogram.contract.event.record"
    _description = "Record of a Contract's Evidence Log"

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_change("create")

    def write(self, vals):
        self._refuse_change("write")

    def unlink(self):
        self._refuse_change("unlink")

    def _refuse_change(self, operation):
        self.check_access(operation)
        raise UserError(
            self.env._(
                "The evidence log of a contract is written by its events alone: no "
                "entry can be added, changed or deleted."
            )
        )

    @api.model
    def _create_by_log(self, vals_list):
        """Create records, which the log alone does."""
        return super().create(vals_list)

    def _write_by_log(self, vals):
        """Change these records, which the log alone does."""
        return super().write(vals)
