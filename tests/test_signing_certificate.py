# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import subprocess
import tempfile
from datetime import datetime, timezone
from unittest.mock import patch

from asn1crypto import tsp
from freezegun import freeze_time
from psycopg2 import IntegrityError
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..tools import pades
from ..tools.documents import sha256
from .signing_certificate_common import (
    PASSWORD,
    SUBJECT,
    YEAR,
    Authority,
    TimestampServer,
    to_asn1,
)
from .signing_common import NOON, SigningCommon

STAMPED_AT = datetime(2026, 3, 1, 4, 0, 7)


class CertificateCommon(SigningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority()
        cls.file = cls.authority.issue_pkcs12()
        cls.certificates = cls.env["miniprogram.contract.certificate"]

    def _create_certificate(self, content=None, **values):
        return self.certificates.create(
            {
                "company_id": self.company.id,
                "content": content or self.file,
                "password": PASSWORD,
                **values,
            }
        )

    def assert_refused(self, reason, content=None, **values):
        with self.assertRaisesRegex(ValidationError, reason):
            self._create_certificate(content, **values)

    def _countersign(self):
        self._sign_on_screen(self.contract)
        self.contract.with_user(self.keeper).action_countersign_contract()
        return self.contract.signed_document_id.raw

    def _validate(self, pdf):
        """Return what pyHanko says of a document when it trusts our authority."""
        (embedded,) = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
        trust = ValidationContext(
            trust_roots=[to_asn1(self.authority.certificate)],
            moment=datetime(2026, 3, 1, 4, 1, tzinfo=timezone.utc),
        )
        return validate_pdf_signature(embedded, trust, ts_validation_context=trust)

    def _run_pdfsig(self, pdf):
        """Return what a reader of PDF files on the desk says of a document."""
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(pdf)
            file.flush()
            result = subprocess.run(
                ["pdfsig", file.name], capture_output=True, check=False, text=True
            )
        return result.stdout


@tagged("post_install", "-at_install")
class TestCertificate(CertificateCommon):
    """The signed document carries the signature of the company's certificate."""

    def setUp(self):
        super().setUp()
        self.company.contract_certificate_id = self._create_certificate()

    def test_a_reader_of_pdf_files_finds_it_valid(self):
        said = self._run_pdfsig(self._countersign())
        for line in (
            f"Signer Certificate Common Name: {SUBJECT}",
            "Signing Hash Algorithm: SHA-256",
            "Signature Type: ETSI.CAdES.detached",
            "Total document signed",
            "Signature Validation: Signature is Valid.",
        ):
            self.assertIn(line, said)

    def test_it_is_trusted_through_its_issuer(self):
        status = self._validate(self._countersign())
        self.assertTrue(status.bottom_line)
        self.assertTrue(status.trusted)
        self.assertEqual(status.signing_cert.subject.native["common_name"], SUBJECT)
        self.assertFalse(status.timestamp_validity)

    def test_what_is_kept_is_the_file_with_the_signature(self):
        pdf = self._countersign()
        self.assertEqual(self.contract.signed_document_sha256, sha256(pdf))
        self.assertEqual(self.contract.contract_state, "signed")

    def test_the_pages_are_those_without_a_certificate(self):
        self._countersign()
        signed = self._read_pages(self.contract.signed_document_id)
        sent = self._read_pages(self.contract.sent_document_id)
        self.assertEqual(signed[: len(sent) - 1], sent[:-1])
        self.assertEqual(len(signed), len(sent) + 1)

    def test_the_page_of_evidence_names_it(self):
        self._countersign()
        evidence = self._read_pages(self.contract.signed_document_id)[-1]
        self.assertIn(f"数字证书{SUBJECT}（颁发者：测试证书颁发机构", evidence)
        self.assertIn("C0FFEE", evidence)
        self.assertNotIn("RFC3161", evidence)

    def test_one_of_ones_own_is_called_so(self):
        self.company.contract_certificate_id = self._create_certificate(
            Authority(SUBJECT).issue_pkcs12()
        )
        self._countersign()
        evidence = self._read_pages(self.contract.signed_document_id)[-1]
        self.assertIn("自签名证书", evidence)
        self.assertNotIn("颁发者", evidence)

    def test_another_byte_makes_it_invalid(self):
        pdf = bytearray(self._countersign())
        pdf[len(pdf) // 3] ^= 1
        self.assertNotIn("Signature is Valid", self._run_pdfsig(bytes(pdf)))

    def test_a_certificate_of_elliptic_curves_does_too(self):
        content = self.authority.issue_pkcs12(kind="ec", password="")
        self.company.contract_certificate_id = self._create_certificate(
            content, password=False
        )
        pdf = self._countersign()
        self.assertIn("Signature is Valid", self._run_pdfsig(pdf))
        self.assertTrue(self._validate(pdf).bottom_line)

    def test_what_has_expired_signs_nothing(self):
        self._sign_on_screen(self.contract)
        self.contract.user_id = False
        with freeze_time("2027-01-01 04:00:00"):
            with self.assertRaisesRegex(
                UserError, "Certificate: .* from 2026-01-01 until 2026-12-31"
            ):
                self.contract.with_user(self.keeper).action_countersign_contract()
            self.assertFalse(self.contract.signed_document_id)
            self.company.contract_certificate_id = False
            self.contract.with_user(self.keeper).action_countersign_contract()
        self.assertEqual(self.contract.contract_state, "signed")

    def test_at_once_with_an_expired_one_it_waits_for_the_seal(self):
        self.company.contract_seal_at_once = True
        with freeze_time("2027-01-01 04:00:00"):
            self._sign_on_screen(self.contract)
        self.assertTrue(self.contract.is_waiting_for_seal)
        self.assertIn("Certificate: the one of", self.contract.message_ids[0].body)

    def test_at_once_with_one_that_fails_the_customer_has_signed_all_the_same(self):
        self.company.contract_seal_at_once = True
        for error in PdfReadError("broken"), ValueError("broken"), KeyError("broken"):
            contract = self._create_sent_contract()
            with patch.object(pades, "sign_pdf", side_effect=error):
                self._sign_on_screen(contract)
            self.assertTrue(contract.is_waiting_for_seal)
            said = "\n".join(contract.message_ids.mapped("body"))
            self.assertRegex(said, "Certificate: .* did not sign .*broken")

    def test_a_file_that_opens_no_longer_signs_nothing(self):
        self._sign_on_screen(self.contract)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE miniprogram_contract_certificate SET password = 'other'"
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(
            UserError, "Certificate: .* did not sign|cannot be opened"
        ):
            self.contract.with_user(self.keeper).action_countersign_contract()

    def test_without_one_the_document_carries_none(self):
        self.company.contract_certificate_id = False
        self.assertIn("does not contain", self._run_pdfsig(self._countersign()))
        self.assertEqual(self.contract.contract_state, "signed")

    def test_a_copy_for_trials_has_none(self):
        self.company.contract_timestamp_url = "https://tsa.example.com"
        certificate = self.company.contract_certificate_id
        # the field keeps its file in the row; another addon may make it an attachment
        kept = self.env["ir.attachment"].create(
            {
                "name": "content",
                "raw": certificate._get_file(),
                "res_model": certificate._name,
                "res_id": certificate.id,
                "res_field": "content",
            }
        )
        self.env.flush_all()
        for query in get_neutralization_queries(["miniprogram_contract"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertFalse(self.company.contract_certificate_id)
        self.assertFalse(self.company.contract_timestamp_url)
        self.assertFalse(kept.exists())
        for column in ("content", "password"):
            self.env.cr.execute(
                f"SELECT {column} FROM miniprogram_contract_certificate"
            )
            self.assertFalse(self.env.cr.fetchall(), column)


@tagged("post_install", "-at_install")
class TestTimestamp(CertificateCommon):
    """An authority that the company names stamps the time of the signature."""

    def setUp(self):
        super().setUp()
        self.server = TimestampServer(self.authority, STAMPED_AT)
        self.addCleanup(self.server.stop)
        self.company.contract_certificate_id = self._create_certificate()
        self.company.contract_timestamp_url = self.server.url

    def assert_not_sealed(self, reason):
        self._sign_on_screen(self.contract)
        with self.assertRaisesRegex(UserError, reason):
            self.contract.with_user(self.keeper).action_countersign_contract()
        self.contract.invalidate_recordset()
        self.assertEqual(self.contract.contract_state, "sent")
        self.assertFalse(self.contract.signed_document_id)
        self.assertFalse(self.contract.term_ids)

    def test_the_signature_has_the_authoritys_time(self):
        status = self._validate(self._countersign())
        self.assertTrue(status.bottom_line)
        self.assertTrue(status.timestamp_validity.valid)
        self.assertEqual(
            status.timestamp_validity.timestamp,
            STAMPED_AT.replace(tzinfo=timezone.utc),
        )
        evidence = self._read_pages(self.contract.signed_document_id)[-1]
        self.assertIn("时间戳127.0.0.1（RFC3161）", evidence)

    def test_without_an_answer_nothing_is_sealed(self):
        self.server.answer = "text/html", b"<h1>maintenance</h1>"
        self.assert_not_sealed("Timestamp Address: .*127.0.0.1.* Try again later")
        self.server.answer = None
        self.contract.with_user(self.keeper).action_countersign_contract()
        self.assertEqual(self.contract.contract_state, "signed")

    def test_a_refusal_is_told(self):
        status = tsp.PKIStatusInfo(
            {"status": "rejection", "status_string": ["no credit left"]}
        ).dump()
        # a sequence of the status alone: there is no token in a refusal
        refusal = b"\x30" + bytes([len(status)]) + status
        self.server.answer = "application/timestamp-reply", refusal
        self.assert_not_sealed("Timestamp Address: .* did not give a timestamp")

    def test_what_is_no_timestamp_is_told(self):
        self.server.answer = "application/timestamp-reply", b"nothing of the kind"
        self.assert_not_sealed("Timestamp Address:")

    def test_nobody_is_asked_to_whom_the_authority_leads_on(self):
        other = TimestampServer(self.authority, STAMPED_AT)
        self.addCleanup(other.stop)
        self.server.leads_to = other.url
        self.assert_not_sealed("Timestamp Address: .*did not give a timestamp.*307")

    def test_what_the_certificate_fails_at_is_not_the_authoritys_fault(self):
        for error in PdfReadError("broken"), SigningError("broken"):
            with patch.object(pades, "sign_pdf", side_effect=error):
                self.assert_not_sealed("Certificate: .* did not sign the document")
            self.contract = self._create_sent_contract()

    def test_where_nobody_answers(self):
        self.company.contract_timestamp_url = "http://127.0.0.1:9/"
        self.assert_not_sealed("Timestamp Address: http://127.0.0.1:9/ did not")

    def test_only_web_addresses(self):
        for wrong in ("tsa.example.com", "ftp://tsa.example.com", "https://"):
            with self.assertRaisesRegex(ValidationError, "Timestamp Address: .* http"):
                self.company.contract_timestamp_url = wrong


@tagged("post_install", "-at_install")
class TestCertificateFile(CertificateCommon):
    """What can sign nothing is refused when it is put in, with what is expected."""

    def setUp(self):
        super().setUp()
        self.startPatcher(NOON)

    def test_whose_it_is_and_how_long_it_is_valid(self):
        certificate = self._create_certificate()
        self.assertEqual(certificate.name, SUBJECT)
        self.assertEqual(certificate.issuer, "测试证书颁发机构")
        self.assertEqual(certificate.serial_number, "C0FFEE")
        self.assertEqual((certificate.date_start, certificate.date_end), YEAR)
        self.assertFalse(certificate.problem)

    def test_the_password_is_wrong(self):
        for password in ("云帆", False):
            self.assert_refused("PKCS#12 File: it cannot be opened", password=password)

    def test_it_is_another_file(self):
        for content in (
            base64.b64encode(b"%PDF-1.4"),
            self.authority.issue_pkcs12(kind="ed25519"),
        ):
            self.assert_refused("PKCS#12 File: it cannot be opened", content)

    def test_it_is_not_meant_for_signing(self):
        content = self.authority.issue_pkcs12(usages={"key_encipherment"})
        self.assert_refused("is not meant for signing", content)

    def test_it_is_not_valid_today(self):
        for days in (
            (datetime(2025, 1, 1), datetime(2026, 2, 28, 12)),
            (datetime(2026, 3, 2), datetime(2027, 3, 1)),
        ):
            content = self.authority.issue_pkcs12(days=days)
            self.assert_refused("is valid from .* until", content)

    def test_the_form_says_so_before_it_is_saved(self):
        with Form(self.certificates) as form:
            form.content = self.file.decode()
            self.assertIn("cannot be opened", form.problem)
            form.password = PASSWORD
            self.assertFalse(form.problem)
            self.assertEqual(form.name, SUBJECT)

    def test_another_companys_certificate(self):
        other = self.env["res.company"].create({"name": "重庆云帆数码科技有限公司"})
        certificate = self._create_certificate(company_id=other.id)
        with self.assertRaisesRegex(ValidationError, "Certificate: one of"):
            self.company.contract_certificate_id = certificate

    def test_what_is_in_use_is_not_deleted(self):
        certificate = self._create_certificate()
        self.company.contract_certificate_id = certificate
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            certificate.unlink()
        self.company.contract_certificate_id = False
        certificate.unlink()

    def test_it_is_for_administrators_only(self):
        certificate = self._create_certificate()
        self.company.contract_certificate_id = certificate
        portal = self._create_user("portal_certificate", "base.group_portal")
        for user in (self.keeper, self.salesman, portal):
            with self.assertRaises(AccessError):
                certificate.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                self.certificates.with_user(user).search([])
            for name in ("contract_certificate_id", "contract_timestamp_url"):
                with self.assertRaises(AccessError):
                    self.company.with_user(user).read([name])
                self.assertNotIn(
                    name, self.env["res.company"].with_user(user).fields_get()
                )

    def test_the_settings_are_where_it_is_put_in(self):
        certificate = self._create_certificate()
        admin = self._create_user("certificate_admin", "base.group_system")
        settings = self.env["res.config.settings"].with_user(admin).create({})
        settings.contract_certificate_id = certificate
        settings.contract_timestamp_url = "https://tsa.example.com"
        settings.execute()
        self.assertEqual(self.company.contract_certificate_id, certificate)
        self.assertEqual(self.company.contract_timestamp_url, "https://tsa.example.com")
