# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import UnprocessableEntity

from odoo import models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """What the file store has lost is said; Odoo reads such a file as an empty one."""

    _inherit = "ir.attachment"

    def _is_lost(self):
        """Whether the file store no longer has this file."""
        self.ensure_one()
        # sudo: where a file is kept is nothing to its reader
        file = self.sudo()
        is_stored = file.store_fname and file.file_size
        return bool(is_stored) and not self._file_read(file.store_fname, 1)

    def _read_stored(self):
        """Return the content of this file; nothing for an empty attachment.

        :rtype: bytes
        :raises UserError: the file store has lost it
        """
        self._check_stored()
        return self.raw or b""

    def _check_stored(self):
        """Refuse to print or to send files that the file store has lost.

        :raises UserError: names them, and says what to do
        """
        # sudo: a name that is printed anyway
        lost = self.sudo().filtered(lambda file: file._is_lost())
        if lost:
            raise UserError(
                self.env._(
                    "These documents are missing from the server's file store, so they "
                    "can be neither printed nor downloaded. An administrator has to "
                    "restore them from a backup:\n%s",
                    "\n".join(f"- {file.name} ({file.store_fname})" for file in lost),
                )
            )

    def _to_http_stream(self):
        if self.is_contract_document:
            try:
                self._check_stored()
            # core answers every UserError with a bare “not found”
            except UserError as error:
                raise UnprocessableEntity(str(error)) from error
        return super()._to_http_stream()
