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
                quick_method="_check_printing_once",
            ),
        ]

    def _check_printing(self, _company):
        return self._describe_printing("_check_fonts")

    def _check_printing_once(self, _company):
        return self._describe_printing("_has_fonts")

    def _describe_printing(self, method):
        """Return what keeps Chinese from being printed.

        :param str method: the name of the method that raises it
        :rtype: list[Finding]
        """
        try:
            getattr(self.env["miniprogram.contract.document"], method)()
        except UserError as error:
            return [Finding(self.env._("Nothing can be printed."), str(error))]
        return [
            Finding(self.env._("wkhtmltopdf works, and a Chinese font is installed."))
        ]
