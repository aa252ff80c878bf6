# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time

from odoo import models
from odoo.exceptions import UserError

from ...report.pdf_binder import Binder
from ...tools.chinese_text import chinese_day
from ...tools.documents import sha256
from ...tools.file_limits import WHOLE_PRINT_SECONDS
from ...tools.opened_files import OpenerError, TooLargeError
from ..party.company_language import get_company_env

# The file is for a Chinese court, so its words are not translated.
FILE_TITLE = "合同往来函件卷宗目录"
LOG_TITLE = "存证日志"
LOG_NAME = "存证日志.txt"
HOW_TO_CHECK = (
    "逐条记载与本合同有关的行为，每条两行：前一行是内容（已依规定删除的，为空行），"
    "后一行是记录。后一行的 texts_sha256 是前一行的 SHA-256，previous_sha256 是"
    "上一条后一行的 SHA-256（首条为 64 个 0）；行尾换行符不计入。用任何能够计算 "
    "SHA-256 的工具逐行计算，即可核对各条是否完整、是否被改动，无需本系统。"
    "最后一条后一行的 SHA-256："
)
INDEX_TEMPLATE = "miniprogram_contract.correspondence_page"


class SaleSubscription(models.Model):
    """A contract's whole correspondence as one file: what a court asks for."""

    _inherit = "sale.subscription"

    def _render_correspondence(self):
        """Return an index, the signed contract and every notice, bound into one PDF.

        PDFs and pictures are its pages, numbered from the first one after the index.
        All documents are inside it as they were given too, so that the hashes of the
        index can be checked. A document that cannot be shown as pages is enclosed
        unopened; of one that the file store has lost the index says so.

        :rtype: bytes
        :raises UserError: characters are missing in the print of the index, or all
            documents together are too large
        """
        ends_at = time.monotonic() + WHOLE_PRINT_SECONDS
        try:
            return self._bind_in_time(ends_at)
        except TooLargeError as error:
            raise UserError(
                self.env._(
                    "The documents of this correspondence are too large for one file. "
                    "Download them one by one."
                )
            ) from error
        except OpenerError as error:
            files = self.env["ir.attachment"]
            raise UserError(files._describe_opener_error(error)) from error

    def _bind_in_time(self, ends_at):
        """Return the file, with pages if there is time and room for them.

        :param float ends_at: when the whole print has to end
        """
        try:
            return self._bind_correspondence(Binder(ends_at=ends_at))
        except TooLargeError:  # the whole is too large as pages, and no document alone
            originals = Binder(shows_pages=False, ends_at=ends_at)
            return self._bind_correspondence(originals)

    def _bind_correspondence(self, binder):
        """Return the index and all documents, bound.

        :param binder: an empty ``Binder``
        :rtype: bytes
        """
        document = self.env["miniprogram.contract.document"]
        data = self._get_correspondence_index(binder)
        index = document._render_pdf(data, INDEX_TEMPLATE)
        printed = document._get_printed(index, data, INDEX_TEMPLATE)
        document._check_printed(index, printed)
        file = binder.bind(index)
        missing = [
            row["name"]
            for entry in data["entries"]
            for row in entry["documents"]
            if row["is_missing"]
        ]
        names = ", ".join(missing)
        note = get_company_env(self)._("Missing: %s", names) if missing else ""
        self._log_event("printed_for_court", note, sha256(file))
        return file

    def _get_correspondence_index(self, binder=None):
        """Return what the index says, in plain values.

        :param binder: the ``Binder`` of the file; without one, the index is shown alone
        :rtype: dict
        """
        self.ensure_one()
        entries = self._file_entries(binder or Binder())
        return {
            "title": FILE_TITLE,
            "contract_number": self.contract_number or "",
            "is_draft": False,
            "party_a": self.commercial_partner_id.name or "",
            "party_b": self.company_id.name,
            "day": self.company_id._contract_today(),
            "entries": entries,
            "cross_page_seal": None,
        }

    def _get_correspondence(self):
        """List what belongs to the file, in order: the contract, then its notices.

        Made to be extended.

        :return: dicts of plain values for the index: ``day``, ``title``,
            ``letter_number``, ``direction``, ``sent``, ``received``, ``text``, and as
            ``documents`` tuples of a label, an attachment and the SHA-256 that was
            noted when it was filed
        :rtype: list[dict]
        """
        self.ensure_one()
        filed = self.notice_ids.filtered(lambda notice: notice._get_filed_on())
        notices = filed.sorted(lambda notice: (notice._get_filed_on(), notice.id))
        return [
            self._get_own_correspondence(),
            *(notice._get_correspondence() for notice in notices),
        ]

    def _get_own_correspondence(self):
        """Return the contract's own entry: the copy signed, else the one sent."""
        self.ensure_one()
        documents = [
            ("签署存档件", self.signed_document_id, self.signed_document_sha256)
            if self.signed_document_id
            else ("发送件", self.sent_document_id, self.sent_document_sha256)
        ]
        # sudo: what was filed with a contract is read with the contract
        pages = self.sudo().platform_order_page_ids
        documents += [("平台订单页面", page, None) for page in pages]
        return {
            "title": self.wording_id._get_title(self._get_placeholder_values()),
            "letter_number": "",
            "direction": "双方",
            "day": chinese_day(self.signed_on or self.sent_on),
            "sent": chinese_day(self.sent_on),
            "received": "",
            "text": "",
            "documents": [document for document in documents if document[1]],
        }

    def _file_entries(self, binder):
        """Bind the documents of all entries; return these with their pages and hashes.

        :param binder: the ``Binder`` of the file
        :rtype: list[dict]
        """
        entries = [
            self._read_documents(number, entry)
            for number, entry in enumerate(self._get_correspondence(), start=1)
        ]
        entries.append(self._prepare_log_entry(len(entries) + 1))
        rows = [
            row
            for entry in entries
            for row in entry["documents"]
            if not row["is_missing"]
        ]
        files = [(row["name"], row.pop("raw"), row.pop("mimetype")) for row in rows]
        for row, pages in zip(rows, binder.add(files), strict=True):
            row["pages"] = pages
        return entries

    def _prepare_log_entry(self, number):
        """Prepare the entry of the evidence log.

        :param int number: which entry of the file it is
        :return: see :meth:`_read_documents`
        :rtype: dict
        """
        self.ensure_one()
        raw = self._get_log_file()
        return {
            "day": chinese_day(self.company_id._contract_today()),
            "direction": "",
            "documents": [
                {
                    "is_changed": False,
                    "is_missing": False,
                    "label": LOG_TITLE,
                    "mimetype": "text/plain",
                    "name": f"{number:02}-1 {LOG_NAME}",
                    "raw": raw,
                    "sha256": sha256(raw),
                }
            ],
            "letter_number": "",
            "number": number,
            "received": "",
            "sent": "",
            "text": f"{HOW_TO_CHECK}{self._get_last_event_sha256()}",
            "title": LOG_TITLE,
        }

    def _read_documents(self, number, entry):
        """Return an entry with the content and the hashes of its documents.

        :param int number: which entry of the file it is
        :param dict entry: see :meth:`_get_correspondence`
        :rtype: dict
        """
        rows = []
        for label, attachment, noted in entry["documents"]:
            # sudo: what was filed with a contract is read with the contract
            file = attachment.sudo()
            is_missing = file._is_lost()
            raw = b"" if is_missing else file._read_stored()
            digest = noted if is_missing else sha256(raw)
            rows.append(
                {
                    "label": label,
                    "name": f"{number:02}-{len(rows) + 1} {file.name}",
                    "mimetype": file.mimetype or "",
                    "pages": range(0),
                    "raw": raw,
                    "sha256": digest or "",
                    "is_changed": not is_missing and bool(noted) and noted != digest,
                    "is_missing": is_missing,
                }
            )
        return {**entry, "number": number, "documents": rows}
