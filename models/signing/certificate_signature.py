# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlsplit

from odoo import models

# Readers of PDF files show it; the document is Chinese whoever signs it.
REASON = "乙方签署合同"


class SignableDocument(models.AbstractModel):
    """The signature of the company's certificate in the signed document."""

    _inherit = "miniprogram.signable.document"

    def _sign_document_bytes(self, pdf):
        """Sign the finished document with the company's certificate, if it has one.

        Here the addon of a platform for electronic signatures takes over.

        :param bytes pdf: the document that both sides have signed
        :return: what is kept as the signed document, a PDF
        :rtype: bytes
        :raises UserError: the certificate is not valid, or no timestamp was had
        """
        self.ensure_one()
        certificate = self._get_certificate()
        return certificate._sign_bytes(pdf, REASON) if certificate else pdf

    def _get_certificate(self):
        """Give the company's certificate.

        :rtype: miniprogram.contract.certificate
        """
        self.ensure_one()
        # sudo: administrators alone may read it, and nobody does more than sign here
        return self.company_id.sudo().contract_certificate_id

    def _get_certificate_problem(self):
        """Say why the company's certificate signs nothing now, False if it does."""
        self.ensure_one()
        certificate = self._get_certificate()
        return bool(certificate) and certificate._get_validity_problem()

    def _get_evidence_of_certificate(self):
        """Tell whose certificate the document carries.

        :return: rows of the page of evidence
        :rtype: list[tuple[str, str]]
        """
        certificate = self._get_certificate()
        if not certificate:
            return []
        rows = [("数字证书", self._describe_certificate(certificate))]
        if url := certificate.company_id.contract_timestamp_url:
            rows.append(("时间戳", f"{urlsplit(url).hostname}（RFC 3161）"))
        return rows

    def _describe_certificate(self, certificate):
        """Say whose it is and who says so: one's own is never called another's."""
        issuer = (
            "自签名证书"
            if certificate.issuer == certificate.name
            else f"颁发者：{certificate.issuer}"
        )
        return f"{certificate.name}（{issuer}，序列号：{certificate.serial_number}）"
