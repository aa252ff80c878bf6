# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import Mock, patch

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .signing_common import HTML, SIGNATURE
from .signing_portal_common import SigningPortalCommon


@tagged("post_install", "-at_install")
class TestForgedSignatures(SigningPortalCommon):
    """What a customer, or somebody else, posts that the page does not."""

    def test_without_the_token_of_the_session(self):
        self._ask_for_code()
        form_data = self._get_form_data(self.contract)
        for path in ("sign/code", "sign/accept", "refuse", "refuse/code"):
            for token in ("", "0" * 40):
                with self.subTest(path=path), self.assertLogs("odoo.http", "WARNING"):
                    response = self._post(path, csrf_token=token, **form_data)
                self.assertEqual(response.status_code, 400)
        self.assertFalse(self.contract.signed_by)
        self.assertFalse(self.contract.refused_on)

    def test_by_get(self):
        for path in ("sign/code", "sign/accept", "refuse", "refuse/code"):
            response = self.url_open(f"/my/contracts/{self.contract.id}/{path}")
            self.assertEqual(response.status_code, 405)

    def test_what_fails_on_the_server_tells_nothing_of_its_inside(self):
        for path, method in {
            "sign/code": "_send_signing_code",
            "sign/accept": "_sign_in_portal",
            "refuse": "_refuse_in_portal",
        }.items():
            fails = Mock(side_effect=ValueError("the inside of the server"))
            with (
                self.subTest(path),
                patch.object(self.registry["sale.subscription"], method, fails),
                mute_logger("odoo.http"),
            ):
                response = self._post(path, **self._get_form_data(self.contract))
            self.assertEqual(response.status_code, 500)
            for words in ("Traceback", "the inside of the server", "ValueError"):
                self.assertNotIn(words, response.text)

    def test_another_customer(self):
        self._log_in("rival")
        form_data = self._get_form_data(self.contract, reason="x")
        for path in ("sign/code", "sign/accept"):
            answer = self._post(path, **form_data).json()
            self.assertIn("does not exist", answer["error"])
        self.assertTrue(self._post("refuse", **form_data).headers["Location"])
        self._assert_refused(f"/my/contracts/{self.contract.id}/sign")
        self.assertFalse(self.contract.refused_on)
        self.assertFalse(self._get_latest_code(self.contract))

    def test_a_made_up_token(self):
        self._log_out()
        self.contract._portal_ensure_token()
        other = self._create_sent_contract()._portal_ensure_token()
        self.env.flush_all()
        for token in (None, "", "x" * 36, "ü", other):
            with self.subTest(token=token):
                answer = self._ask_for_code(
                    **({"access_token": token} if token else {})
                )
                self.assertIn("does not exist", answer["error"])

    def test_a_post_that_is_played_again(self):
        self._ask_for_code()
        self._accept()
        document = self.contract.customer_document_id
        self.assertIn("signed this contract already", self._accept()["error"])
        self.assertIn("signed this contract already", self._ask_for_code()["error"])
        self._refuse("doch nicht")
        self.assertFalse(self.contract.refused_on)
        self.assertEqual(self.contract.customer_document_id, document)

    def test_another_document_than_the_one_on_file(self):
        self._ask_for_code()
        for shown in ("", "0" * 64, None):
            with self.subTest(shown=shown):
                answer = self._accept(shown_sha256=shown)
                self.assertIn("has changed since it was shown", answer["error"])
        self.assertEqual(self._get_latest_code(self.contract).tries, 0)

    def test_a_signature_that_is_none(self):
        self._ask_for_code()
        for signature in ("", "x", "PHN2Zy8+", SIGNATURE.decode()[:400]):
            with self.subTest(signature=signature[:20]):
                error = self._accept(signature=signature)["error"]
                self.assertIn("Signature", error)
        self.assertFalse(self.contract.customer_signature)

    def test_what_no_text_holds_is_left_out(self):
        hidden = "\x00\u202e\u200b"
        self._refuse(hidden)
        self.assertFalse(self.contract.refused_on)
        self._refuse(f"价格{hidden}不对\n请改")
        self.assertEqual(self.contract.refused_reason, "价格不对\n请改")
        self._age_codes()
        self._ask_for_code()
        self.assertIn("Signed by", self._accept(name=hidden)["error"])
        self.assertIn("Position", self._accept(position=hidden)["error"])
        self._accept(name=f"李{hidden}静", position=f"总{hidden}经理")
        self.assertEqual(self.contract.signed_by, "李静")
        self.assertEqual(self.contract.signer_position, "总经理")

    def test_files_in_the_place_of_text(self):
        self._ask_for_code()
        url = f"/my/contracts/{self.contract.id}"
        form_data = self._get_form_data(
            self.contract, csrf_token=http.Request.csrf_token(self)
        )
        for name in ("name", "position", "code", "signature", "shown_sha256"):
            left = {key: value for key, value in form_data.items() if key != name}
            response = self.url_open(
                f"{url}/sign/accept", data=left, files={name: ("x", b"271828")}
            )
            with self.subTest(name=name):
                self.assertTrue(response.json()["error"])
        for path, name in (("sign/code", "channel"), ("refuse", "reason")):
            response = self.url_open(
                f"{url}/{path}",
                data={"csrf_token": form_data["csrf_token"]},
                files={name: ("x", b"x")},
                allow_redirects=False,
            )
            self.assertIn(response.status_code, (200, 303))
        self.env.invalidate_all()
        self.assertFalse(self.contract.signed_by)
        self.assertFalse(self.contract.refused_on)

    def test_the_host_that_a_visitor_names_stands_nowhere(self):
        self.company.contract_seal_at_once = True
        self.company.contract_verify_url = "https://contracts.example.com"
        self.env.flush_all()
        evil = {"X-Forwarded-Host": "evil.example.com"}
        with self.mock_mail_gateway(mail_unlink_sent=True):
            for path, values in (
                ("code", {"channel": "email"}),
                ("accept", self._get_form_data(self.contract)),
            ):
                response = self.url_open(
                    f"/my/contracts/{self.contract.id}/sign/{path}",
                    data={**values, "csrf_token": http.Request.csrf_token(self)},
                    headers=evil,
                )
                self.assertNotIn("evil", response.text)
            self.assertNotIn("evil", str(self._mails))
        self.env.invalidate_all()
        evidence = self._read_pages(self.contract.signed_document_id)[-1]
        self.assertIn("https://contracts.example.com/contract/verify", evidence)
        self.assertNotIn("evil", evidence)

    def test_html_in_name_and_position_is_text_everywhere(self):
        self._ask_for_code()
        self._accept(name=HTML, position=HTML)
        page = self._open_contract(self.contract)
        self.assertFalse(page.xpath("//img[@src='x']"))
        body = self.contract.message_ids.filtered(
            lambda message: "signed on screen" in (message.body or "")
        ).body
        self.assertNotIn("<img", body)
        pages = self._read_pages(self.contract.customer_document_id)
        self.assertIn("<imgsrc=xonerror=alert(1)>", pages[-1])

    def test_a_print_that_fails_signs_nothing_and_leaves_the_code(self):
        self._ask_for_code()
        with patch.object(
            self.registry["miniprogram.contract.document"],
            "_stamp_signature",
            side_effect=UserError("wkhtmltopdf failed"),
        ):
            self.assertIn("wkhtmltopdf failed", self._accept()["error"])
        self.assertFalse(self.contract.signed_by)
        code = self._get_latest_code(self.contract)
        self.assertEqual(code.tries, 1)
        self.assertFalse(code.used_on)
        self.assertNotIn("error", self._accept())

    def test_over_rpc_a_portal_user_signs_nothing(self):
        contract = self.contract.with_user(self.visitor)
        for method, args in (
            ("action_sign_contract", ("李静", SIGNATURE)),
            ("action_countersign_contract", ()),
            ("action_check_stored_documents", ()),
        ):
            refused = self.assertRaises(UserError)
            with self.subTest(method=method), refused:
                getattr(contract, method)(*args)
        with self.assertRaises(AccessError):
            contract.read(["customer_signature"])
        self.assertFalse(self.contract.signed_by)
