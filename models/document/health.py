# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from ...report.pdf_binder import can_open_files
from ..health.health import Check, Finding


class ContractHealth(models.TransientModel):
    """Whether the server prints Chinese, and opens files of others safely."""

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
            Check(self.env._("Files of Others"), "_check_opening"),
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

    def _check_opening(self, _company):
        """Return whether the process starts in which files of others are opened."""
        _ = self.env._
        if can_open_files():
            return [Finding(_("They are opened in a process of their own."))]
        return [
            Finding(
                _("Files of customers can be neither taken nor printed."),
                _(
                    "The server cannot start Python for them. The server's log says "
                    "why."
                ),
            )
        ]
