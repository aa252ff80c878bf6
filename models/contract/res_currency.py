# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import ValidationError

# How many contracts an error names
NAMED = 5


class ResCurrency(models.Model):
    """The yuan stays active as long as contracts run in it."""

    _inherit = "res.currency"

    @api.constrains("active")
    def _check_no_running_contracts(self):
        archived = self.filtered(lambda currency: not currency.active)
        if not archived:
            return
        # sudo: contracts of every company count
        contracts = self.env["sale.subscription"].sudo()
        domain = [
            ("is_miniprogram", "=", True),
            ("currency_id", "in", archived.ids),
            ("contract_state", "in", ("sent", "signed", "active")),
            ("active", "in", (True, False)),
        ]
        if running := contracts.search(domain, limit=NAMED + 1, order="id"):
            names = running[:NAMED].mapped("display_name")
            raise ValidationError(
                self.env._(
                    "Active: %(currency)s cannot be archived while contracts run in "
                    "it: %(contracts)s.",
                    currency=", ".join(archived.mapped("name")),
                    contracts=", ".join(names) + "…" * (len(running) > NAMED),
                )
            )
