# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import binascii
from importlib import import_module

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.secret_file import read_password

# It needs pyHanko, so it is imported where a certificate is read or used.
PADES = "odoo.addons.miniprogram_contract.tools.pades"


class ContractCertificate(models.Model):
    """The certificate that a company signs its contracts with, and its key.

    Core's `certificate.certificate` keeps files of the same kind, but its licence is
    not one that this addon may build on.
    """

    _name = "miniprogram.contract.certificate"
    _description = "Contract Certificate"
    _order = "date_end desc, id desc"

    name = fields.Char(
        string="Issued to", compute="_compute_identity", precompute=True, store=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    content = fields.Binary(
        string="PKCS#12 File",
        required=True,
        attachment=False,
        groups="base.group_system",
        help="Certificate, key and the certificates of its issuers: .p12 or .pfx.",
    )
    password = fields.Char(
        groups="base.group_system",
        help="Leave it empty where a file of the server holds it: the database does "
        "not know it then.",
    )
    issuer = fields.Char(
        string="Issued by", compute="_compute_identity", precompute=True, store=True
    )
    serial_number = fields.Char(
        compute="_compute_identity", precompute=True, store=True
    )
    date_start = fields.Datetime(
        string="Valid from", compute="_compute_identity", precompute=True, store=True
    )
    date_end = fields.Datetime(
        string="Valid until", compute="_compute_identity", precompute=True, store=True
    )
    key_name = fields.Char(
        string="Key", compute="_compute_key", precompute=True, store=True
    )
    is_key_weak = fields.Boolean(
        string="Weak Key",
        compute="_compute_key",
        precompute=True,
        store=True,
        help="The key has less than 128 bits of security.",
    )
    problem = fields.Text(
        compute="_compute_problem", help="Why it cannot be used for signing now."
    )

    @api.depends("content", "password")
    def _compute_identity(self):
        for certificate in self:
            identity = certificate._read_identity()
            certificate.name = identity and identity.subject
            certificate.issuer = identity and identity.issuer
            certificate.serial_number = identity and identity.serial_number
            certificate.date_start = identity and identity.date_start
            certificate.date_end = identity and identity.date_end

    @api.depends("content", "password")
    def _compute_key(self):
        for certificate in self:
            identity = certificate._read_identity()
            certificate.key_name = identity and identity.key_name
            certificate.is_key_weak = bool(identity and identity.is_key_weak)

    @api.depends("content", "password", "date_start", "date_end")
    def _compute_problem(self):
        for certificate in self:
            certificate.problem = certificate._get_problem()

    @api.constrains("content", "password")
    def _check_problem(self):
        if problems := [problem for problem in self.mapped("problem") if problem]:
            raise ValidationError("\n".join(problems))

    def _get_problem(self):
        """Return why nothing can be signed with it now.

        :return: translated, with the field's name, or False
        :rtype: str or bool
        """
        self.ensure_one()
        if problem := self._get_library_problem():
            return problem
        if not self._get_file():
            return False
        return self._get_file_problem() or self._get_validity_problem()

    @api.model
    def _get_library_problem(self):
        """Return what the server lacks for certificates, False if it is all there."""
        try:
            import_module(PADES)
        except ImportError as error:
            return self.env._(
                "Certificate: the server lacks what signs with it (%s). An "
                "administrator installs the Python package pyHanko where Odoo runs "
                "(pip install pyHanko) and restarts Odoo. All else works without it.",
                error,
            )
        return False

    def _get_signing_problem(self):
        """Return why it cannot sign a document now, False if it can."""
        self.ensure_one()
        return self._get_library_problem() or self._get_validity_problem()

    def _get_file_problem(self):
        """Return why nothing can ever be signed with it: it is not accepted."""
        self.ensure_one()
        if problem := self._get_opening_problem():
            return problem
        identity = self._read_identity()
        if not identity.can_sign:
            return self.env._(
                "PKCS#12 File: the certificate of %s is not meant for signing. "
                "Expected: one whose key usage is digital signature or "
                "non-repudiation.",
                identity.subject,
            )
        if identity.is_key_too_short:
            return self.env._(
                "PKCS#12 File: the key of %(subject)s is too short: %(key)s. Expected: "
                "RSA with 3072 bits, 2048 at least, or an elliptic curve with 256 bits "
                "or more.",
                subject=identity.subject,
                key=identity.key_name,
            )
        return False

    def _get_opening_problem(self):
        """Return why its file cannot be opened, False if it can."""
        self.ensure_one()
        try:
            self._get_password()
        except (OSError, ValueError) as error:
            return self.env._(
                "Password: the file that the server names for it cannot be read (%s). "
                "Ask your administrator.",
                error,
            )
        if not self._read_identity():
            return self.env._(
                "PKCS#12 File: it cannot be opened. Expected: a .p12 or .pfx file with "
                "a certificate and its RSA or ECDSA key, and the password of that "
                "file."
            )
        return False

    def _get_validity_problem(self):
        """Return on which days it is valid, False if it is valid now."""
        self.ensure_one()
        if not self.date_start <= fields.Datetime.now() <= self.date_end:
            return self.env._(
                "Certificate: the one of %(subject)s is valid from %(start)s until "
                "%(end)s. An administrator can replace or remove it in the contract "
                "settings.",
                subject=self.name,
                start=self._format_day(self.date_start),
                end=self._format_day(self.date_end),
            )
        return False

    def _format_day(self, moment):
        """Return the day of a moment (UTC) in the company's time zone."""
        zone = self.company_id.contract_tz
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), moment)
        return fields.Date.to_string(local.date())

    def _get_file(self):
        """Return the PKCS#12 file, empty where it is missing or not in base64.

        :rtype: bytes
        """
        self.ensure_one()
        try:
            return base64.b64decode(self.with_context(bin_size=False).content or b"")
        except binascii.Error:
            return b""

    def _get_password(self):
        """Return the password of the file: kept here, else by whoever runs the server.

        :rtype: str
        :raises OSError: the server names a file for it that cannot be read
        """
        self.ensure_one()
        return self.password or read_password()

    def _read_identity(self):
        """Read the certificate's holder, issuer and validity.

        :return: None where the file cannot be opened, or not by this server
        :rtype: Identity or None
        """
        if self._get_library_problem():
            return None
        try:
            return import_module(PADES).read_pkcs12(
                self._get_file(), self._get_password()
            )
        except (OSError, ValueError):
            return None

    def _sign_bytes(self, pdf, reason):
        """Sign a PDF, with a timestamp where the company has an authority for it.

        :param bytes pdf: the document
        :param str reason: of the signature, as readers of PDF files show it
        :return: the signed document
        :rtype: bytes
        :raises UserError: it is not valid today, cannot be opened, or there was no
            timestamp
        """
        self.ensure_one()
        if problem := self._get_signing_problem() or self._get_opening_problem():
            raise UserError(problem)
        pades = import_module(PADES)
        timestamp_url = self.company_id.contract_timestamp_url
        try:
            return pades.sign_bytes(
                pdf, self._get_file(), self._get_password(), reason, timestamp_url
            )
        except pades.TimestampError as error:
            raise UserError(
                self.env._(
                    "Timestamp Address: %(url)s did not give a timestamp (%(reason)s). "
                    "Try again later, or ask an administrator to correct the address "
                    "in the contract settings.",
                    url=timestamp_url,
                    reason=" ".join(str(error).split()),
                )
            ) from error
        except ValueError as error:
            raise UserError(
                self.env._(
                    "Certificate: the one of %(subject)s did not sign the document "
                    "(%(reason)s). An administrator can replace or remove it in the "
                    "contract settings.",
                    subject=self.name,
                    reason=" ".join(str(error).split()),
                )
            ) from error
