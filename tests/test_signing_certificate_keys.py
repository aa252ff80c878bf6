# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import tempfile
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools.secret_file import PASSWORD_FILE
from .signing_certificate_common import PASSWORD
from .signing_common import NOON
from .test_signing_certificate import CertificateCommon


@tagged("post_install", "-at_install")
class TestCertificateKeys(CertificateCommon):
    """How strong a key has to be, and where the password of its file may lie."""

    def setUp(self):
        super().setUp()
        self.startPatcher(NOON)

    def test_its_key_is_too_short(self):
        for kind, key in {"rsa_short": "RSA 1024", "ec_short": "ECDSA 224"}.items():
            content = self.authority.issue_pkcs12(kind=kind)
            self.assert_refused(f"too short: {key}. Expected: RSA with 3072", content)

    def test_a_key_that_signs_and_is_weak_is_marked(self):
        self.assertTrue(self._create_certificate().is_key_weak)
        for kind in ("rsa_strong", "ec"):
            content = self.authority.issue_pkcs12(kind=kind)
            self.assertFalse(self._create_certificate(content).is_key_weak)

    def test_health_says_that_a_key_is_weak(self):
        health = self.env["miniprogram.contract.health"]
        for kind, words in {"rsa": "128 bits of security: RSA 2048", "ec": ""}.items():
            content = self.authority.issue_pkcs12(kind=kind)
            self.company.contract_certificate_id = self._create_certificate(content)
            advised = [
                finding.found
                for finding in health._check_certificate(self.company)
                if finding.advice
            ]
            self.assertEqual(bool(advised), bool(words))
            self.assertIn(words, "".join(advised))

    def test_its_password_may_lie_in_a_file_of_the_server(self):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as kept:
            kept.write(f"{PASSWORD}\n")
            kept.flush()
            with patch.dict(os.environ, {PASSWORD_FILE: kept.name}):
                certificate = self._create_certificate(password=False)
                self.assertFalse(certificate.problem)
                self.company.contract_certificate_id = certificate
                self.assertIn(
                    "Signature is Valid", self._run_pdfsig(self._countersign())
                )
        self.assertFalse(certificate.password)

    def test_without_that_file_it_says_so_and_signs_nothing(self):
        with patch.dict(os.environ, {PASSWORD_FILE: "/no/such/file"}):
            self.assert_refused("Password: the file that .*/no/such", password=False)
            certificate = self._create_certificate()  # with a password of its own
        certificate.flush_recordset()
        self.env.cr.execute(
            "UPDATE miniprogram_contract_certificate SET password = NULL WHERE id = %s",
            (certificate.id,),
        )
        certificate.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "cannot be opened"):
            certificate._sign_bytes(b"%PDF-1.4", "reason")
