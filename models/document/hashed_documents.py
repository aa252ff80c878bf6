# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain


class SignableDocument(models.AbstractModel):
    """Documents that can be checked: by their SHA-256, kept with them."""

    _inherit = "miniprogram.signable.document"

    def _get_hashed_documents(self):
        """Return the documents that a SHA-256 was kept of: each room adds its own.

        :return: what it belongs to, attachment and SHA-256
        :rtype: list[tuple]
        """
        return self._list_hashed_documents("sent") + self._list_hashed_documents(
            "signed"
        )

    def _list_hashed_documents(self, kind):
        """Return the documents of one kind, with their SHA-256.

        :param str kind: what the names of its two fields begin with
        :rtype: list[tuple]
        """
        return [
            (record, document, record[f"{kind}_document_sha256"])
            for record in self
            if (document := record[f"{kind}_document_id"])
        ]

    def _begin_log(self):
        """Begin the evidence log of contracts that are older than it, or imported.

        The hashes of the documents on file are its first entry.
        """
        lines = {record: [] for record in self}
        for record, document, digest in self._get_hashed_documents():
            lines[record].append(f"{document.name} SHA-256 {digest}")
        self._log_events(
            [(record, "begun", "\n".join(lines[record]), "") for record in self]
        )

    def _get_frozen_files(self):
        """Return the files that are frozen with these records: each room adds its own.

        :return: what it belongs to and attachment
        :rtype: list[tuple]
        """
        files = self.env["ir.attachment"]._find_frozen(self)
        return [(self.browse(file.res_id), file) for file in files]

    @api.model
    def _get_stored_domain(self):
        """Return the domain of the records with frozen files: each room adds its own.

        :rtype: Domain
        """
        stored = self.env["ir.attachment"]._select_frozen(self._name)
        return Domain("id", "in", stored)
