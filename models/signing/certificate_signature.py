# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlsplit

from odoo import models

# PDF readers show it. The document is Chinese, so this is not translated.
REASON = "乙方签署合同"


class SignableDocument(models.AbstractModel):
    """The signature of the company's certificate in the signed document."""

    _inherit = "miniprogram.signable.document"

    def _sign_document_bytes(self, pdf):
        """Sign the finished document with the company's certificate, if it has one.

        An addon for a platform of electronic signatures overrides this.

        :param bytes pdf: the document that both sides have signed
        :return: what is kept as the signed document, a PDF
        :rtype: bytes
        :raises UserError: the certificate is not valid, or there was no timestamp
        """
        self.ensure_one()
        certificate = self._get_certificate()
        return certificate._sign_bytes(pdf, REASON) if certificate else pdf

    def _get_certificate(self):
        """Return the company's certificate, empty where it has none.

        :rtype: miniprogram.contract.certificate
        """
        self.ensure_one()
        # sudo: administrators alone may read it; here it only signs
        return self.company_id.sudo().contract_certificate_id

    def _get_certificate_problem(self):
        """Return why the company's certificate cannot sign now, False if it can."""
        self.ensure_one()
        certificate = self._get_certificate()
        return bool(certificate) and certificate._get_signing_problem()

    def _get_evidence_of_certificate(self):
        """Return the rows of the page of evidence about the certificate.

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
        """Return holder, issuer and serial number; one that is self-signed says so."""
        issuer = (
            "自签名证书"
            if certificate.issuer == certificate.name
            else f"颁发者：{certificate.issuer}"
        )
        return f"{certificate.name}（{issuer}，序列号：{certificate.serial_number}）"
