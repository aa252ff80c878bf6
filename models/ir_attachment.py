# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    is_contract_document = fields.Boolean(
        string="Frozen Contract Document",
        readonly=True,
        copy=False,
        help="A file that a contract was sent or signed with: it stays as it is.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        # Afterwards, when defaults of the context have had their say.
        if any(attachment.is_contract_document for attachment in attachments):
            self._check_may_freeze()
        return attachments

    def write(self, vals):
        if "is_contract_document" in vals:
            self._check_may_freeze()
        self._check_frozen(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_contract_document(self):
        frozen = self.filtered("is_contract_document")
        if frozen:
            raise UserError(
                self.env._(
                    "A contract was sent or signed with these documents, so they "
                    "cannot be deleted: %s.",
                    ", ".join(frozen.mapped("name")),
                )
            )

    @api.model
    def _get_frozen_fields(self):
        """Name the fields that stay as they are once a document is frozen."""
        return {
            "is_contract_document",
            "name",
            "type",
            "url",
            "raw",
            "datas",
            "db_datas",
            "mimetype",
            "res_model",
            "res_field",
            "res_id",
            "company_id",
        }

    @api.model
    def _check_may_freeze(self):
        if not self.env.su:
            raise UserError(
                self.env._("Only a contract can put a document on its own file.")
            )

    def _check_frozen(self, vals):
        """Refuse to change a frozen document; storing the same again is no change."""
        touched = self._get_frozen_fields() & vals.keys()
        if not touched:
            return
        changed = self.filtered(
            lambda attachment: (
                attachment.is_contract_document
                and any(attachment._differs(name, vals[name]) for name in touched)
            )
        )
        if changed:
            raise UserError(
                self.env._(
                    "A contract was sent or signed with these documents, so they "
                    "cannot be changed: %s.",
                    ", ".join(changed.mapped("name")),
                )
            )

    def _differs(self, name, value):
        """Tell whether writing this value would change the document.

        :param str name: one of the frozen fields
        :param value: what is about to be written
        """
        self.ensure_one()
        if name == "datas":
            return base64.b64decode(value or b"") != self.raw
        if name == "raw":
            raw = value.encode() if isinstance(value, str) else value
            return (raw or b"") != self.raw
        return (value or False) != (self[name] or False)
