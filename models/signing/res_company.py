# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """How the company signs: automatic seal, codes by SMS, certificate."""

    _inherit = "res.company"

    contract_seal_at_once = fields.Boolean(
        string="Automatic Seal",
        groups="base.group_user",
        help="Put our seal on a contract as soon as the customer has signed it on "
        "screen, without waiting for a seal keeper.",
    )
    contract_code_by_sms = fields.Boolean(
        string="Code by SMS",
        groups="base.group_user",
        help="Let customers choose to get the code for signing by SMS too. SMS "
        "messages need credits, or your own SMS provider.",
    )
    contract_certificate_id = fields.Many2one(
        comodel_name="miniprogram.contract.certificate",
        string="Certificate",
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_system",
        help="Signed contracts also carry a signature by this certificate, which PDF "
        "readers verify (PAdES).",
    )
    contract_timestamp_url = fields.Char(
        string="Timestamp Address",
        groups="base.group_system",
        help="Web address of the authority that timestamps this signature (RFC 3161).",
    )

    @api.constrains("contract_certificate_id")
    def _check_contract_certificate(self):
        for company in self:
            certificate = company.contract_certificate_id
            if certificate and certificate.company_id != company:
                raise ValidationError(
                    self.env._(
                        "Certificate: one of %(company)s is expected, and %(name)s "
                        "belongs to %(other)s.",
                        company=company.name,
                        name=certificate.name,
                        other=certificate.company_id.name,
                    )
                )

    @api.constrains("contract_timestamp_url")
    def _check_contract_timestamp_url(self):
        for url in filter(None, self.mapped("contract_timestamp_url")):
            address = urlsplit(url)
            if address.scheme not in ("http", "https") or not address.hostname:
                raise ValidationError(
                    self.env._(
                        "Timestamp Address: an address that begins with http:// or "
                        "https:// is expected, not %s.",
                        url,
                    )
                )
