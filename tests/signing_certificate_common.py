# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Certificates, and an authority that stamps the time, made up for the tests."""

import asyncio
import base64
import threading
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

PASSWORD = "云帆-2026"
SUBJECT = "成都云帆数码科技有限公司"
ISSUER = "测试证书颁发机构"
YEAR = (datetime(2026, 1, 1), datetime(2026, 12, 31, 12))
KEYS = {
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "ec_short": lambda: ec.generate_private_key(ec.SECP224R1()),
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "rsa_short": lambda: rsa.generate_private_key(65537, 1024),
    "rsa_strong": lambda: rsa.generate_private_key(65537, 3072),
}
SIGNING = {"digital_signature", "content_commitment"}
USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


class Authority:
    """One that issues certificates."""

    def __init__(self, name=ISSUER):
        self.key = KEYS["rsa"]()
        self.name = make_name(name)
        # its own is the first
        self.serial_numbers = count(0xC0FFEE - 1)
        self.certificate = self._build(
            self.name, self.key.public_key(), {"key_cert_sign"}, YEAR
        ).sign(self.key, hashes.SHA256())

    def issue(
        self, subject=SUBJECT, kind="rsa", usages=SIGNING, days=YEAR, extended=()
    ):
        """Issue a certificate.

        :return: its key and the certificate
        """
        key = KEYS[kind]()
        builder = self._build(make_name(subject), key.public_key(), usages, days)
        if extended:
            usage = x509.ExtendedKeyUsage(extended)
            builder = builder.add_extension(usage, critical=True)
        return key, builder.sign(self.key, hashes.SHA256())

    def issue_pkcs12(self, password=PASSWORD, **values):
        """Issue a certificate as the file that a company gets, in base64."""
        key, certificate = self.issue(**values)
        lock = BestAvailableEncryption(password.encode()) if password else None
        return base64.b64encode(
            pkcs12.serialize_key_and_certificates(
                b"contracts",
                key,
                certificate,
                [self.certificate],
                lock or NoEncryption(),
            )
        )

    def _build(self, subject, public_key, usages, days):
        start, end = days
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public_key)
            .serial_number(next(self.serial_numbers))
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(
                x509.BasicConstraints("key_cert_sign" in usages, None), critical=True
            )
            .add_extension(
                x509.KeyUsage(**{usage: usage in usages for usage in USAGES}),
                critical=True,
            )
        )


class TimestampServer:
    """An authority that stamps the time (RFC 3161), on this machine."""

    def __init__(self, authority, moment):
        key, certificate = authority.issue(
            "测试时间戳", extended=[x509.ExtendedKeyUsageOID.TIME_STAMPING]
        )
        self.answer = None
        self.leads_to = None
        self.stamper = DummyTimeStamper(
            to_asn1(certificate),
            keys.PrivateKeyInfo.load(
                key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            ),
            certs_to_embed=[to_asn1(authority.certificate)],
            fixed_dt=moment.replace(tzinfo=timezone.utc),
        )
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._make_handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def stamp(self, body):
        """Return the answer to a request, its kind included."""
        request = tsp.TimeStampReq.load(body)
        response = asyncio.run(self.stamper.async_request_tsa_response(request))
        return "application/timestamp-reply", response.dump()

    def _make_handler(server):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kind, content = server.answer or server.stamp(body)
                self.send_response(307 if server.leads_to else 200)
                if server.leads_to:
                    self.send_header("Location", server.leads_to)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args):
                """Say nothing: the test's output is its own."""

        return Handler


def make_name(common_name):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])


def to_asn1(certificate):
    """Return a certificate as pyHanko takes it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
