# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..health.health import Check, Finding


class ContractHealth(models.TransientModel):
    """Whether the server prints Chinese."""

    _inherit = "miniprogram.contract.health"

    @api.model
    def _get_checks(self):
        return [
            *super()._get_checks(),
            Check(
                self.env._("Printing in Chinese"),
                "_check_printing",
                states=("draft", "sent", "signed", "active"),
            ),
        ]

    def _check_printing(self, _company):
        try:
            self.env["miniprogram.contract.document"]._check_fonts()
        except UserError as error:
            return [Finding(self.env._("Nothing can be printed."), str(error))]
        return [
            Finding(self.env._("wkhtmltopdf works, and a font has Chinese characters."))
        ]
