# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.web_address import is_public
from ..health.health import Check, Finding
from .document_check import NIGHTS_FOR_ALL

MAX_NAMED = 20
# between two checks of a document: all of them take a month
LONGEST_INTERVAL = timedelta(days=31)
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
                quick_method="_check_sealing",
            ),
            Check(_("Missing Files"), "_check_missing_files"),
            Check(_("Stored Documents"), "_check_stored_documents", is_of_company=True),
        ]

    @api.model
    def _get_scheduled_actions(self):
        return [
            *super()._get_scheduled_actions(),
            "miniprogram_contract.ir_cron_check_documents",
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

    def _check_sealing(self, company):
        """Find what keeps the certificate of a company from signing now."""
        certificate = company.contract_certificate_id
        problem = certificate and certificate._get_signing_problem()
        if problem:
            return [Finding(self.env._("Nothing can be sealed."), problem)]
        return []

    def _check_certificate(self, company):
        certificate = company.contract_certificate_id
        if not certificate:
            return [Finding(self.env._("No certificate is used."))]
        if findings := self._check_sealing(company):
            return findings
        finding = Finding(
            self.env._(
                "%(name)s is valid until %(day)s.",
                name=certificate.name,
                day=certificate._format_day(certificate.date_end),
            )
        )
        if certificate.date_end > fields.Datetime.now() + RENEWAL_OF_CERTIFICATE:
            return [finding, *self._check_key(certificate)]
        return [
            finding._replace(
                advice=self.env._(
                    "Get a new certificate and put it into the settings before that "
                    "day: nothing can be sealed after it."
                )
            )
        ]

    def _check_key(self, certificate):
        """Find whether the key of a certificate is weaker than it should be."""
        if not certificate.is_key_weak:
            return []
        return [
            Finding(
                self.env._(
                    "The key of %(name)s has less than 128 bits of security: %(key)s.",
                    name=certificate.name,
                    key=certificate.key_name,
                ),
                self.env._(
                    "It signs, and what it signed stays valid. When you renew the "
                    "certificate, ask for RSA with 3072 bits or more, or for an "
                    "elliptic curve with 256 bits."
                ),
            )
        ]

    # -- what is stored -------------------------------------------------------------

    def _check_missing_files(self, _company):
        """Find which documents the file store no longer has."""
        companies = self._get_checked_companies()
        lost = self.env["ir.attachment"]._find_lost_documents(companies)
        if not lost:
            return [Finding(self.env._("Every document is in the file store."))]
        return [
            Finding(
                self.env._(
                    "Missing from the file store: %s",
                    self._name_some(f"{f.name} ({f.store_fname})" for f in lost),
                ),
                self.env._("Restore these files from a backup of the file store."),
            )
        ]

    def _check_stored_documents(self, company):
        """Find which documents are no longer what they were, and when that was seen."""
        contracts = self.env["sale.subscription"]._in_company(company)
        own = Domain("company_id", "=", company.id)
        altered = contracts.search(own & Domain("altered_document_ids", "!=", False))
        if altered:
            return [self._describe_altered(altered)]
        return [
            self._describe_last_check(company, own & contracts._get_stored_domain())
        ]

    def _describe_altered(self, contracts):
        return Finding(
            self.env._(
                "No longer what was sent, signed or received: %s",
                self._name_some(
                    f"{contract.display_name}: {name}"
                    for contract in contracts
                    for name in contract.altered_documents.splitlines()
                ),
            ),
            self.env._(
                "Restore these files from a backup of the file store, and find out who "
                "had access to it."
            ),
        )

    def _describe_last_check(self, company, stored):
        """Return since when all stored documents of a company have been checked.

        :param Domain stored: of the contracts that have any
        """
        contracts = self.env["sale.subscription"]._in_company(company)
        if late := contracts.search_count(stored & self._get_late_domain(company)):
            return Finding(
                self.env._("Contracts whose documents could not be checked: %s", late),
                self.env._(
                    "See that the scheduled action Check Stored Documents runs; what "
                    "failed is said on the contract."
                ),
            )
        is_unchecked = Domain("documents_checked_on", "=", False)
        if unchecked := contracts.search_count(stored & is_unchecked):
            return Finding(
                self.env._(
                    "Contracts whose documents have not been checked yet: %(count)s. "
                    "Their turn comes within %(days)s days.",
                    count=unchecked,
                    days=NIGHTS_FOR_ALL,
                )
            )
        oldest = contracts.search(stored, order="documents_checked_on", limit=1)
        if not oldest:
            return Finding(self.env._("There are no documents yet."))
        return Finding(
            self.env._(
                "All documents have been checked since %s; none was altered.",
                format_date(self.env, oldest.documents_checked_on),
            )
        )

    def _get_late_domain(self, company):
        """Return the domain of the contracts whose check is overdue, or failed."""
        checked_on = "documents_checked_on"
        limit = company._contract_today() - LONGEST_INTERVAL
        has_failed = Domain("contract_failure", "not in", [False, ""])
        return Domain(checked_on, "<", limit) | (
            Domain(checked_on, "=", False) & has_failed
        )

    def _name_some(self, names):
        """Return names on one line; of many, the first ones."""
        names = list(names)
        more = ["…"] if len(names) > MAX_NAMED else []
        return ", ".join(names[:MAX_NAMED] + more)
