# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Signatures of a certificate on PDF files (PAdES, ETSI EN 319 142), by pyHanko."""

import io
from asyncio import to_thread
from dataclasses import dataclass
from datetime import datetime

import requests
from asn1crypto import tsp
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import FormFillingError, PdfError
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

FIELD_NAME = "PartyB"
# Readers of PDF files know these everywhere; SM2 (国密) is not among them.
KEY_KINDS = (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey)
SECONDS_FOR_TIMESTAMP = 10
TIMESTAMP = "application/timestamp-reply"
# The fewest bits of a key that may sign: 112 bits of security, which authorities still
# issue, and what has 128 bits of it
LEAST_BITS = {"RSA": 2048, "ECDSA": 256}
STRONG_BITS = {"RSA": 3072, "ECDSA": 256}
# What pyHanko, and what it builds on, raise of a file or a key that they cannot use
LIBRARY_ERRORS = (
    LookupError,
    NotImplementedError,
    PdfError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
)


class SignatureError(ValueError):
    """The certificate could not sign the document."""


class TimestampError(Exception):
    """The authority gave no timestamp."""


class TimeStamper(RequestsHTTPTimeStamper):
    """Asks an authority for a timestamp, and nobody to whom it would lead on."""

    async def async_request_tsa_response(self, req):
        return await to_thread(self._ask, req)

    def _ask(self, req):
        """Return the answer of the authority.

        :raises TimestampRequestError: there was none, or it leads to another address
        """
        try:
            answer = requests.post(
                self.url,
                req.dump(),
                headers=self.request_headers(),
                timeout=self.timeout,
                allow_redirects=False,
            )
        except OSError as error:
            raise TimestampRequestError(str(error)) from error
        kind = answer.headers.get("Content-Type")
        if answer.status_code != requests.codes.ok or kind != TIMESTAMP:
            said = f"HTTP {answer.status_code}, {kind}"
            raise TimestampRequestError(f"no timestamp was answered ({said})")
        return tsp.TimeStampResp.load(answer.content)


@dataclass(frozen=True)
class Identity:
    """Whose certificate it is, who issued it, and how long it is valid (in UTC)."""

    subject: str
    issuer: str
    serial_number: str
    date_start: datetime
    date_end: datetime
    can_sign: bool
    key_kind: str
    key_bits: int

    @property
    def key_name(self):
        """Return its kind and its bits."""
        return f"{self.key_kind} {self.key_bits}"

    @property
    def is_key_too_short(self):
        """Whether the key is too short to sign anything."""
        return self.key_bits < LEAST_BITS[self.key_kind]

    @property
    def is_key_weak(self):
        """Whether the key has less than 128 bits of security."""
        return self.key_bits < STRONG_BITS[self.key_kind]


def read_pkcs12(content, password):
    """Return whose certificate a PKCS#12 file holds.

    :param bytes content: the file
    :param str password: of the file, empty if it has none
    :rtype: Identity
    :raises ValueError: the password is wrong, or it is not a PKCS#12 file with a
        certificate and its RSA or ECDSA key
    """
    key, certificate = _open(content, password)
    if not isinstance(key, KEY_KINDS) or not certificate:
        raise ValueError("no certificate with an RSA or ECDSA key")
    return Identity(
        subject=_get_common_name(certificate.subject),
        issuer=_get_common_name(certificate.issuer),
        serial_number=f"{certificate.serial_number:X}",
        date_start=certificate.not_valid_before_utc.replace(tzinfo=None),
        date_end=certificate.not_valid_after_utc.replace(tzinfo=None),
        can_sign=_is_for_signing(certificate),
        key_kind="RSA" if isinstance(key, rsa.RSAPrivateKey) else "ECDSA",
        key_bits=key.key_size,
    )


def sign_bytes(pdf, content, password, reason, timestamp_url=None):
    """Sign a PDF with the certificate of a PKCS#12 file; what was there stays as it is.

    The signature is invisible and certifies the document: what others may add later is
    their own signature.

    :param bytes pdf: the document
    :param bytes content: the PKCS#12 file
    :param str password: of that file, empty if it has none
    :param str reason: of the signature, as readers of PDF files show it
    :param str timestamp_url: of an authority that stamps the time (RFC 3161), if any
    :return: the signed document (PAdES B-B, with a timestamp B-T)
    :rtype: bytes
    :raises ValueError: the PKCS#12 file cannot be opened, or the certificate could not
        sign the document
    :raises TimestampError: the authority did not give a timestamp
    """
    signer = SimpleSigner.load_pkcs12_data(
        content, other_certs=(), passphrase=_encode(password)
    )
    timestamper = timestamp_url and TimeStamper(
        timestamp_url, timeout=SECONDS_FOR_TIMESTAMP
    )
    try:
        signed = sign_pdf(
            # not every program writes files strictly as the standard has it
            IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False),
            PdfSignatureMetadata(
                certify=True,
                field_name=FIELD_NAME,
                md_algorithm="sha256",
                reason=reason,
                subfilter=SigSeedSubFilter.PADES,
            ),
            signer=signer,
            timestamper=timestamper or None,
        )
    except TimestampRequestError as error:
        raise TimestampError(str(error)) from error
    except LIBRARY_ERRORS as error:
        # the parser answers what is not a timestamp with a ValueError of no kind
        is_own = isinstance(error, (FormFillingError, PdfError))
        if timestamp_url and not is_own and isinstance(error, ValueError):
            raise TimestampError(str(error)) from error
        raise SignatureError(str(error) or type(error).__name__) from error
    return signed.getvalue()


def _open(content, password):
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(
            content, _encode(password)
        )
    # the library does not know SM2 and other kinds
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from error
    return key, certificate


def _encode(password):
    return password.encode() if password else None


def _get_common_name(name):
    """Return a name's common name, or all of it where it has none."""
    attributes = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return attributes[0].value if attributes else name.rfc4514_string()


def _is_for_signing(certificate):
    """Whether a certificate's issuer lets it sign documents: a server's may not."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment
