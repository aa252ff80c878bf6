# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.documents import EXTENSIONS, sha256


class IrAttachment(models.Model):
    """Files that stay as they are once something was sent or signed with them."""

    _inherit = "ir.attachment"

    is_contract_document = fields.Boolean(
        string="Frozen Contract Document",
        readonly=True,
        copy=False,
        help="A file that a contract was sent or signed with: it cannot be changed.",
    )
    frozen_sha256 = fields.Char(
        string="SHA-256 of the Frozen File",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="That of the file when it was frozen: the check of stored documents "
        "compares it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        # Afterwards, when defaults of the context have had their say.
        if frozen := attachments.filtered("is_contract_document"):
            self._check_may_freeze()
            frozen._note_sha256()
        return attachments

    def write(self, vals):
        new = self.browse()
        if "is_contract_document" in vals:
            self._check_may_freeze()
            new = self.filtered(lambda file: not file.is_contract_document)
        self._check_frozen(vals)
        res = super().write(vals)
        # Of what is frozen already it stays, whatever the file has become.
        new.filtered("is_contract_document")._note_sha256()
        return res

    def _note_sha256(self):
        """Note the SHA-256 of these frozen files, as far as they are what was stored.

        What was altered or lost before keeps none: core's checksum still tells of it.
        """
        for file in self:
            content = file.with_prefetch().raw or b""  # they may be large
            if file._has_checksum_of(content):
                super(IrAttachment, file).write({"frozen_sha256": sha256(content)})

    def _has_checksum_of(self, content):
        """Whether core's own checksum of this file is that of a content.

        :param bytes content: what the file holds now
        """
        self.ensure_one()
        # core keeps none of an empty file
        stored = self.checksum or self._compute_checksum(b"")
        return self._compute_checksum(content) == stored

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
    def _postprocess_contents(self, values):
        if values.get("res_model") in self._get_evidence_models():
            values["mimetype"] = self._compute_mimetype(values)
            return values
        return super()._postprocess_contents(values)

    @api.model
    def _get_evidence_models(self):
        """Return the models whose uploads are kept to the byte.

        They may be shown to a court, so pictures are not shrunk.

        :rtype: set[str]
        """
        return set()

    def _filter_foreign(self, record):
        """Keep the attachments that cannot be frozen with a record.

        They are links, values of a field, or files of something else.

        :param record: what they are attached to
        """
        return self.filtered(lambda attachment: not attachment._is_file_of(record))

    def _is_file_of(self, record):
        """Whether this is a file uploaded to a record, or to nothing yet.

        :param record: what it is attached to
        """
        self.ensure_one()
        # the screen uploads to 0 while the record is not saved yet
        is_own = self.res_model == record._name and self.res_id in (0, record.id)
        is_free = not self.res_model and not self.res_id
        is_file = self.type == "binary" and not self.res_field
        return is_file and (is_own or is_free)

    def _freeze_for(self, record):
        """File these attachments with a record, to stay as they are from now on.

        :param record: what they are attached to
        """
        # sudo: the flag is set by the record's own methods only
        self.sudo().write(
            {
                "is_contract_document": True,
                "res_model": record._name,
                "res_id": record.id,
                "public": False,
                "access_token": False,
            }
        )

    @api.model
    def _find_frozen(self, records):
        """Find the files that are frozen with records, whoever may read them.

        :param records: of one model
        """
        domain = self._get_frozen_domain(records._name)
        # sudo: they are checked and counted, not shown
        return self.sudo().search(domain & Domain("res_id", "in", records.ids))

    @api.model
    def _select_frozen(self, model):
        """Return a query for the IDs of a model's records that files are frozen with.

        :param str model: the name of the model
        :rtype: SQL
        """
        # sudo: the records are what is looked for, and who may read them counts there
        return self.sudo()._search(self._get_frozen_domain(model)).subselect("res_id")

    @api.model
    def _get_frozen_domain(self, model):
        """Return the domain of the files that are frozen with records of a model.

        :param str model: its name
        :rtype: Domain
        """
        return Domain("is_contract_document", "=", True) & Domain(
            "res_model", "=", model
        )

    def _open_in_browser(self):
        """Return the action that opens this file in the browser.

        :rtype: dict
        :raises UserError: the file store has lost it
        """
        self._check_stored()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.id}",
            "target": "new",
        }

    @api.model
    def _freeze_document(self, record, name, raw, mimetype, printed):
        """File a document with a record, to stay there as it is.

        :param record: what the document belongs to
        :param str name: the document's name, without extension
        :param bytes raw: the document
        :param str mimetype: its type, one of ``EXTENSIONS``
        :param printed: what it has to show where we printed it, as ``_get_printed()``
            of ``miniprogram.contract.document`` gives it; None where it came as a file
        :return: the attachment and its SHA-256
        :rtype: tuple
        :raises UserError: characters are missing in what was printed
        """
        if printed is not None:
            self.env["miniprogram.contract.document"]._check_printed(raw, printed)
        # sudo: only the record itself files its documents;
        # image_no_postprocess: a scan is kept to the byte, its hash says so
        attachment = (
            self.sudo()
            .with_context(image_no_postprocess=True)
            .create(
                {
                    "name": f"{name}.{EXTENSIONS[mimetype]}",
                    "raw": raw,
                    "mimetype": mimetype,
                    "res_model": record._name,
                    "res_id": record.id,
                    "is_contract_document": True,
                    "public": False,
                    "access_token": False,
                }
            )
        )
        return attachment.sudo(False), attachment.frozen_sha256

    @api.model
    def _get_frozen_document_fields(self):
        """Return the names of the fields that stay once a document is frozen.

        :rtype: set[str]
        """
        return {
            "frozen_sha256",
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

    def _get_opening_fields(self, vals):
        """Return which of these values open a document to whoever has its address.

        The server alone makes links, in mails whose files are too large.

        :param dict vals: what is about to be written
        :rtype: set[str]
        """
        names = {"public"} if self.env.su else {"access_token", "public"}
        return {name for name in names if vals.get(name)}

    @api.model
    def _check_may_freeze(self):
        """Refuse to freeze documents, but for a record's own methods."""
        if not self.env.su:
            raise UserError(
                self.env._("Only a contract can put a document on its own file.")
            )

    def _check_frozen(self, vals):
        """Refuse to change a frozen document; storing the same again is no change.

        :param dict vals: what is about to be written
        :raises UserError: names the documents
        """
        touched = self._get_frozen_document_fields() & vals.keys()
        touched |= self._get_opening_fields(vals)
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
        """Whether writing this value would change the document.

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
