# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import binascii

from odoo import api, models
from odoo.exceptions import UserError

from ...report.pdf_binder import lay_out, lay_out_first_page, measure
from ...tools.documents import is_shrinkable
from ...tools.file_limits import LIMITS
from ...tools.opened_files import BusyError, OpenerError
from ...tools.virus_scanner import find_virus

# By what the bytes of an attachment are read and written
CONTENTS = {"datas", "db_datas", "raw"}


class IrAttachment(models.Model):
    """Files of others: refused where opening them would do harm."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_uploads(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if not {*CONTENTS, "res_model"}.isdisjoint(vals):
            self._check_rewritten(vals)
        return super().write(vals)

    @api.model
    def _check_uploads(self, vals_list):
        """Refuse evidence that could not be opened, before it is stored.

        What we freeze ourselves was printed here, or is checked where it comes in.

        :param list vals_list: values of attachments
        :raises UserError: names the files and the limits that they are over
        """
        context, evidence = self.env.context, self._get_evidence_models()
        model, record_id = (
            context.get("default_res_model"),
            context.get("default_res_id"),
        )
        uploads = [
            vals
            for vals in vals_list
            if vals.get("res_model", model) in evidence
            and not (self.env.su and vals.get("is_contract_document"))
        ]
        if all(
            self._may_upload(
                vals.get("res_model", model), vals.get("res_id", record_id)
            )
            for vals in uploads
        ):
            self._check_files(
                (vals.get("name") or "", self._read_content(vals)) for vals in uploads
            )

    @api.model
    def _may_upload(self, model, record_id):
        """Whether the user may add a file to a record: if not, core refuses it.

        :param str model: the record's model
        :param int record_id: its ID, if it has one yet
        """
        record = {model: [record_id]}
        return self.has_access("create") and not any(
            self._inaccessible_comodel_records(record, "write")
        )

    def _check_rewritten(self, vals):
        """Refuse the same of what is about to be written to files, or filed anew."""
        self.check_access("write")
        evidence = self._get_evidence_models()
        # sudo: what is in the file is checked, not shown
        files = self.sudo().filtered(
            lambda file: (
                not file.is_contract_document
                and vals.get("res_model", file.res_model) in evidence
            )
        )
        if CONTENTS & vals.keys():
            self._check_files((file.name, self._read_content(vals)) for file in files)
        else:
            files._check_can_be_opened()

    def _check_can_be_opened(self):
        """Refuse files that could not be opened.

        :raises UserError: names the files and the limits that they are over
        """
        # sudo: what is in the file is checked, not shown
        files = self.sudo().filtered(lambda file: not file.is_contract_document)
        self._check_files((file.name, file.raw or b"") for file in files)

    def _is_file_of_others(self):
        """Whether this file may come from others: its first page is shown by us.

        Made to be extended. Of files that are nothing of ours, core does.
        """
        self.ensure_one()
        return self.is_contract_document or self.res_model in (
            self._get_evidence_models()
        )

    @api.model
    def _check_files(self, files):
        """Refuse files that could not be opened.

        :param files: the name and the bytes of each
        :raises UserError: names the files and the limits that they are over
        """
        if problems := self._get_file_problems(files):
            raise UserError("\n".join(problems))

    @api.model
    def _get_file_problems(self, files):
        """Return why files are not taken: their limits, or that none can be opened.

        :param files: the name and the bytes of each
        :rtype: list[str]
        """
        try:
            return self._find_over_limits(files)
        except OpenerError as error:
            return [self._describe_opener_error(error)]

    @api.model
    def _find_over_limits(self, files):
        """Return which limits files are over; all of them are opened at once.

        Files are scanned for viruses before they are opened, where there is a scanner.

        :param files: the name and the bytes of each
        :rtype: list[str]
        :raises OpenerError: the server opens no files at present
        """
        files = [(name, raw) for name, raw in files if raw]
        if infected := self._find_infected(files):
            return infected
        found = measure([raw for _name, raw in files])
        return [
            f"{name}: {self._describe_limit(opened.excess)}"
            for (name, _raw), opened in zip(files, found, strict=True)
            if opened.excess
        ]

    @api.model
    def _find_infected(self, files):
        """Return which files hold a virus.

        :param list files: the name and the bytes of each
        :rtype: list[str]
        :raises OpenerError: the scanner does not answer
        """
        found = [(name, find_virus(raw)) for name, raw in files]
        return [
            self.env._("%(file)s: a virus was found (%(virus)s).", file=name, virus=v)
            for name, v in found
            if v
        ]

    @api.model
    def _lay_out(self, raws):
        """Return files of others as PDFs that do no harm, b"" for what is not shown.

        :param list raws: their bytes
        :rtype: list[bytes]
        :raises UserError: the server opens no files at present
        """
        try:
            return lay_out(raws)
        except OpenerError as error:
            raise UserError(self._describe_opener_error(error)) from error

    def _lay_out_first_page(self):
        """Return the first page of this file as a PDF, b"" where it cannot be shown."""
        self.ensure_one()
        # sudo: who may read it was asked before
        return lay_out_first_page(self.sudo().raw or b"")

    @api.model
    def _describe_opener_error(self, error):
        """Return why the server opens no files at present."""
        if isinstance(error, BusyError):
            return self.env._(
                "The server is opening other files. Try again in a minute."
            )
        return self.env._(
            "The server cannot open files at present. Ask your administrator: the "
            "server's log says why."
        )

    @api.model
    def _describe_limit(self, excess):
        """Return what a file may be at most, and what to do with one that is more."""
        _ = self.env._
        return {
            "pages": _("at most %s pages. Split the file.", LIMITS.pages),
            "dots": _(
                "a picture of at most %s million dots. Scan or save it with fewer.",
                LIMITS.dots // 1_000_000,
            ),
            "unpacked": _(
                "at most %s MB once it is unpacked. Print it into a new PDF, or scan "
                "it.",
                LIMITS.unpacked // 1_000_000,
            ),
        }.get(
            excess,
            _(
                "it takes too much time or memory to open. Print it into a new PDF, or "
                "scan it."
            ),
        )

    @api.model
    def _read_content(self, vals):
        """Return the bytes that values of an attachment hold."""
        # core takes what is in ``db_datas`` as it is, where neither of the others is
        as_it_is = vals.get("raw") or (not vals.get("datas") and vals.get("db_datas"))
        try:
            if as_it_is:
                is_text = isinstance(as_it_is, str)
                return as_it_is.encode() if is_text else bytes(as_it_is)
            return base64.b64decode(vals.get("datas") or b"")
        except (binascii.Error, TypeError, ValueError):
            return b""  # core says what is wrong

    # -- pictures that core would unfold --------------------------------------------

    @api.model
    def _postprocess_contents(self, values):
        mimetype = self._compute_mimetype(values)
        if not mimetype.startswith("image/") or is_shrinkable(
            self._read_content(values)
        ):
            return super()._postprocess_contents(values)
        values["mimetype"] = mimetype
        return values


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _get_image_stream_from(
        self, record, field_name="raw", *args, width=0, height=0, **kwargs
    ):
        """Give a picture as it is where core would unfold it to make it smaller."""
        is_changed = width or height or kwargs.get("crop")
        is_file = record._name == "ir.attachment" and field_name in CONTENTS
        if is_changed and is_file:
            # sudo: who may read it was asked before
            file = record.sudo()
            is_picture = (file.mimetype or "").startswith("image/")
            if is_picture and not is_shrinkable(file.raw or b""):
                width, height = 0, 0
                kwargs |= {"crop": False, "quality": 0}
        return super()._get_image_stream_from(
            record, field_name, *args, width=width, height=height, **kwargs
        )
