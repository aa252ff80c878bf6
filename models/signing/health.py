# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from ...tools.web_address import is_public
from ..health.health import Check, Finding

RENEWAL_OF_CERTIFICATE = timedelta(days=30)
SPECIMEN_NUMBER = "1"


class ContractHealth(models.TransientModel):
    """Whether signed documents can be verified, and sealed by a certificate."""

    _inherit = "miniprogram.contract.health"

    @api.model
    def _get_checks(self):
        _ = self.env._
        return [
            *super()._get_checks(),
            Check(
                _("Verification Address"),
                "_check_verify_address",
                is_of_company=True,
                action="miniprogram_contract.action_contract_settings",
            ),
            Check(
                _("Certificate"),
                "_check_certificate",
                is_of_company=True,
                states=("sent",),
                action="miniprogram_contract.action_contract_settings",
            ),
        ]

    def _check_verify_address(self, company):
        """Find which address signed documents will bear for years to come."""
        url = company._get_contract_verify_url(self.get_base_url(), SPECIMEN_NUMBER)
        if not url:
            return [
                Finding(
                    self.env._(
                        "Signed documents bear neither an address for verifying them "
                        "nor its QR code, as no public address is known."
                    ),
                    self.env._("Set the Verification Address in the settings."),
                )
            ]
        address = url.partition("?")[0]
        if is_public(url):
            return [Finding(address)]
        return [
            Finding(
                self.env._("Signed documents bear %s, which is not public.", address),
                self.env._("Correct the Verification Address in the settings."),
            )
        ]

    def _check_certificate(self, company):
        certificate = company.contract_certificate_id
        if not certificate:
            return [Finding(self.env._("No certificate is used."))]
        if problem := certificate._get_signing_problem():
            return [Finding(self.env._("Nothing can be sealed."), problem)]
        finding = Finding(
            self.env._(
                "%(name)s is valid until %(day)s.",
                name=certificate.name,
                day=certificate._format_day(certificate.date_end),
            )
        )
        if certificate.date_end > fields.Datetime.now() + RENEWAL_OF_CERTIFICATE:
            return [finding]
        return [
            finding._replace(
                advice=self.env._(
                    "Get a new certificate and put it into the settings before that "
                    "day: nothing can be sealed after it."
                )
            )
        ]
