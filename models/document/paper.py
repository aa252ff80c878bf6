# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class SignableDocument(models.AbstractModel):
    """The paper of a document: printed, named, frozen, opened."""

    _inherit = "miniprogram.signable.document"

    def _render_contract_pdf(self):
        """Return the PDF: the frozen document, or a draft's print.

        :rtype: bytes
        """
        self.ensure_one()
        return self._get_frozen_pdf() or self._print(self._get_document_data())

    def _get_frozen_pdf(self):
        """Return the document that was sent, None before that.

        :rtype: bytes or None
        :raises UserError: it was sent, and the file store has lost it
        """
        self.ensure_one()
        document = self.sent_document_id
        return document._read_stored() if document else None

    @api.model
    def _print(self, data):
        """Print the paper.

        :param dict data: see :meth:`_get_document_data`
        :rtype: bytes
        """
        return self.env["miniprogram.contract.document"]._render_pdf(data)

    def _get_seal(self):
        """Return our seal as it is printed on what is sent, or None.

        :rtype: bytes or None
        """
        self.ensure_one()
        # sudo: all who send contracts print the seal, few may read its image
        record = self.sudo()
        if not record.sent_on or not record.print_seal:
            return None
        return record.company_id._get_contract_seal()

    def _get_document_name(self):
        """Return the name of the file: sent again, it is another one."""
        self.ensure_one()
        # sudo: earlier documents count, even those that this user may not read
        attachments = self.env["ir.attachment"].sudo()
        earlier = attachments.search_count(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("is_contract_document", "=", True),
            ]
        )
        version = f"-{earlier + 1}" if earlier else ""
        return f"{self._get_number()}{version}"

    def _freeze(self, name, raw, mimetype, printed):
        """File a document with this record, to stay there as it is.

        :param str name: the document's name, without extension
        :param bytes raw: the document
        :param str mimetype: its type, one of ``EXTENSIONS``
        :param printed: what it has to show, None where it came as a file
        :return: the attachment and its SHA-256
        :rtype: tuple
        :raises UserError: characters are missing in what was printed
        """
        self.ensure_one()
        attachments = self.env["ir.attachment"]
        return attachments._freeze_document(self, name, raw, mimetype, printed)

    def action_open_sent_document(self):
        """Open the document that was sent in the browser."""
        return self.sent_document_id._open_in_browser()

    def action_open_signed_document(self):
        """Open the signed copy that is on file in the browser."""
        return self.signed_document_id._open_in_browser()
