# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.documents import decode_scan

# The paper is always Chinese, so these are not translated.
TERMS_TITLE = "服务项目、费用及支付方式"
TERMS_SERVICE = "小程序开发系统"
START_NOTE = "有效期自甲方购买乙方产品之日起计算。"
TERMS_NOTE = "本页仅列明服务期限、费用及支付方式，合同条款以双方已签署的合同为准。"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _filter_files_of_others(self, records):
        others = super()._filter_files_of_others(records)
        if records._name != "sale.subscription":
            return others
        return others | records.filtered(
            lambda contract: (
                contract.signed_document_id and not contract.sent_document_id
            )
        )


class UploadBinary(fields.Binary):
    """A computed file that the import screen uploads, where a cell names it.

    The screen does so only for fields stored as attachments; the scan is one.
    """

    def _get_attrs(self, model_class, name):
        return {**super()._get_attrs(model_class, name), "attachment": True}


class SaleSubscription(models.Model):
    """The paper of a contract that was signed before it was kept here."""

    _inherit = "sale.subscription"

    signed_scan = UploadBinary(
        string="Scan of the Signed Paper",
        compute="_compute_signed_scan",
        inverse="_inverse_signed_scan",
        help="The paper that an imported contract was signed on: PDF, JPEG or PNG.",
    )

    @api.depends("signed_document_id")
    def _compute_signed_scan(self):
        for contract in self:
            contract.signed_scan = contract.signed_document_id.datas

    def _inverse_signed_scan(self):
        for contract in self.filtered("signed_scan"):
            contract._file_signed_scan(contract.signed_scan)

    def _file_signed_scan(self, document):
        """File the signed paper of an imported contract; its text is the plan's.

        :param document: the scan in base64: PDF, JPEG or PNG
        :raises UserError: not a manager, not imported, has its paper already, or a
            file of another kind
        """
        self.ensure_one()
        self._check_manager()
        self._check_lacks_scan()
        raw, mimetype = self._read_scan(document)
        name = self.env._("%s signed", self.contract_number)
        scan, digest = self._freeze(name, raw, mimetype, None)
        wording = self.wording_id or self.template_id._get_published_wording()
        self._write_protected(
            {
                "signed_document_id": scan.id,
                "signed_document_sha256": digest,
                "wording_id": wording.id,
            }
        )
        # what comes with the contract itself stands at the beginning of its log
        if self.event_ids:
            self._log_document_event("paper_customer", scan.name, digest)

    def _check_lacks_scan(self):
        if self.signed_document_id or not self._is_imported():
            raise UserError(
                self.env._(
                    "%s: the signed paper can be added only to a contract that was "
                    "imported without it.",
                    self.display_name,
                )
            )

    def _read_scan(self, document):
        """Return the content of a scan and its MIME type.

        :param document: the scan in base64
        :raises UserError: not a PDF, JPEG or PNG file, or more than can be opened
        :rtype: tuple[bytes, str]
        """
        try:
            raw, mimetype = decode_scan(document)
        except ValueError as error:
            raise UserError(
                self.env._("%s: a PDF, JPEG or PNG file.", self._get_scan_label())
            ) from error
        self.env["ir.attachment"]._check_files([(self._get_scan_label(), raw)])
        return raw, mimetype

    def _get_scan_label(self):
        return self._describe_fields(["signed_scan"])

    def _is_imported(self):
        """Whether this contract ran before it was kept here."""
        self.ensure_one()
        return any(self.term_ids.mapped("is_opening"))

    def _has_scan(self, document):
        """Whether this is the very file that is kept as the signed paper."""
        self.ensure_one()
        return base64.b64decode(document) == self.signed_document_id._read_stored()

    def _get_frozen_pdf(self):
        pdf = super()._get_frozen_pdf()
        if pdf or not self.signed_document_id:
            return pdf
        # signed, and never sent from here: an imported contract
        raw = self.signed_document_id._read_stored()
        if self.signed_document_id.mimetype == "application/pdf":
            return raw
        (pdf,) = self.env["ir.attachment"]._lay_out([raw])
        if not pdf:
            raise UserError(
                self.env._(
                    "%s: its scan cannot be shown as a page. Download it, and print it "
                    "yourself.",
                    self.display_name,
                )
            )
        return pdf

    def _get_document_data(self):
        data = super()._get_document_data()
        if self.wording_id or not self._is_imported():
            return data
        return {**data, **self._get_terms_only_data()}

    def _get_terms_only_data(self):
        """Return what is printed where the text that was signed is unknown.

        :rtype: dict
        """
        self.ensure_one()
        paragraphs = [
            ("service_table", "table", "", ""),
            ("validity_start", "note", "注：①", START_NOTE),
            ("terms_only", "clause", "", TERMS_NOTE),
        ]
        return {
            "title": TERMS_TITLE,
            "paragraphs": [
                {
                    "code": code,
                    "kind": kind,
                    "number": number,
                    "text": text,
                    "is_key_term": False,
                    "level": 1,
                }
                for code, kind, number, text in paragraphs
            ],
            "service": {**self._get_service_data(), "name": TERMS_SERVICE},
            "signatures": None,
            "seal": None,
            "cross_page_seal": None,
        }
