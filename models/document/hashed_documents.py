# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SignableDocument(models.AbstractModel):
    """The documents that a SHA-256 was kept of: they can be checked."""

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
