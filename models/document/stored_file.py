# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from functools import cache

from werkzeug.exceptions import UnprocessableEntity

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


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

    @api.model
    def _find_lost_documents(self, companies):
        """Find the frozen files of companies' records that the file store has lost.

        Those that are there are not read, so that nobody waits long for the answer.

        :param companies: the companies
        """
        # sudo: whoever may know of it is asked for above, not file by file
        names = self.sudo()._read_group(
            Domain("is_contract_document", "=", True)
            & Domain("store_fname", "!=", False)
            & Domain("file_size", ">", 0),
            ["store_fname"],
            ["id:array_agg"],
        )
        get_folder = cache(self._full_path)
        lost = [
            file_id
            for name, ids in names
            if not self._is_on_disk(name, get_folder)
            for file_id in ids
        ]
        files = self.sudo().browse(lost)
        # another addon may keep files elsewhere
        return files.filtered(lambda file: file._is_lost())._filter_of(companies)

    @api.model
    def _is_on_disk(self, name, get_folder):
        """Whether the file store's own folder has a file, and not an empty one.

        :param str name: its name in the file store
        :param get_folder: a function of a folder's name in there: its path
        """
        folder, _slash, file = name.rpartition("/")
        try:
            return os.stat(f"{get_folder(folder)}/{file}").st_size > 0
        except OSError:
            return False

    def _filter_of(self, companies):
        """Keep the files that are filed with records of companies.

        :param companies: the companies
        """
        kept = self.browse()
        for model, files in self.grouped("res_model").items():
            records = self.env[model].with_context(active_test=False)
            own = records.search(
                Domain("id", "in", files.mapped("res_id"))
                & Domain("company_id", "in", companies.ids)
            )
            ids = set(own.ids)
            kept |= files.filtered(lambda file, ids=ids: file.res_id in ids)
        return kept

    def _describe_altered(self):
        """Return the name of an altered file, and whether the file store has lost it.

        :rtype: str
        """
        self.ensure_one()
        # sudo: its name stands on the contract that it belongs to
        name = self.sudo().name
        if self._is_lost():
            return self.env._("%s (missing from the file store)", name)
        return name

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
