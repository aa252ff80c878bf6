# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import json
import resource
from unittest.mock import patch

from odoo import Command, http
from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged

from ..tools import opened_files
from .common import ContractCommon
from .hostile_files_common import make_many_pages, make_png, make_unpacking

# Memory that may be taken beyond what the server has taken so far
SPARE = 200_000_000


def read_peak():
    """Return the most memory that this process has taken so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@tagged("post_install", "-at_install")
class TestFilesOfOthers(ContractCommon, HttpCase):
    """Scans, order pages and pictures that would take the server down."""

    def _assert_takes_no_memory(self, do):
        before = read_peak()
        result = do()
        self.assertLess(read_peak() - before, SPARE)
        return result

    def test_a_scan_that_cannot_be_opened_is_refused(self):
        contract = self._create_sent_contract()
        for raw, limit in (
            (make_many_pages(30_000), "Scan: at most 1000 pages"),
            (make_png(13_300, 13_300), "Scan: a picture of at most 100 million dots"),
            (make_unpacking(400), "Scan: at most 300 MB once it is unpacked"),
        ):
            with self.subTest(limit=limit), self.assertRaisesRegex(UserError, limit):
                contract.action_register_signed_paper("李静", base64.b64encode(raw))
        self.assertEqual(contract.contract_state, "sent")
        self.assertFalse(contract.signed_document_id)

    def test_an_order_page_that_cannot_be_opened_is_refused(self):
        contract = self._create_contract()
        page = self.env["ir.attachment"].create(
            {"name": "order.pdf", "raw": make_many_pages(30_000)}
        )
        expected = "order.pdf: at most 1000 pages"
        with self.assertRaisesRegex(UserError, expected):
            contract.platform_order_page_ids = [Command.link(page.id)]

    def test_core_does_not_unfold_a_picture_to_make_it_smaller(self):
        picture = make_png(13_300, 13_300)
        values = {"name": "x.png", "datas": base64.b64encode(picture)}
        file = self._assert_takes_no_memory(
            lambda: self.env["ir.attachment"].create(values)
        )
        self.assertEqual((file.raw, file.mimetype), (picture, "image/png"))

    def test_core_does_not_unfold_a_picture_to_show_it_small(self):
        picture = make_png(13_300, 13_300)
        files = self.env["ir.attachment"].with_user(self.salesman)
        file = files.create({"name": "x.png", "raw": picture})
        self.env.flush_all()
        self.authenticate("contract_salesman", "contract_salesman")
        url = f"/web/image/{file.id}/64x64"
        response = self._assert_takes_no_memory(lambda: self.url_open(url))
        self.assertEqual((response.status_code, response.content), (200, picture))

    def test_pictures_of_a_usual_size_are_made_smaller_as_ever(self):
        file = self.env["ir.attachment"].create(
            {"name": "x.png", "raw": make_png(4000, 2000)}
        )
        self.assertNotEqual(file.raw, make_png(4000, 2000))

    def test_a_seal_is_refused_before_it_is_unfolded(self):
        seal = base64.b64encode(make_png(13_300, 13_300))
        with self.assertRaisesRegex(ValidationError, "Contract Seal"):
            self._assert_takes_no_memory(
                lambda: self.company.write({"contract_seal": seal})
            )

    def _upload(self, name, content):
        response = self.url_open(
            "/web/binary/upload_attachment",
            data={
                "csrf_token": http.Request.csrf_token(self),
                "id": 0,
                "model": "miniprogram.contract.notice",
            },
            files={"ufile": (name, content)},
        )
        self.env.invalidate_all()
        return json.loads(response.text)[0]

    def test_a_form_says_why_a_file_is_refused(self):
        self.authenticate("contract_salesman", "contract_salesman")
        answer = self._upload("proof.pdf", make_many_pages(30_000))
        self.assertIn("proof.pdf: at most 1000 pages", answer["error"])
        answer = self._upload("proof.pdf", make_many_pages(3))
        file = self.env["ir.attachment"].browse(answer["id"])
        self.assertEqual(file.raw, make_many_pages(3))

    def test_the_health_page_says_whether_files_are_opened(self):
        health = self.env["miniprogram.contract.health"]
        (finding,) = health._check_opening(self.company)
        self.assertFalse(finding.advice)
        with (
            patch.object(opened_files.sys, "executable", "/no/such/python"),
            self.assertLogs(opened_files.__name__, "ERROR"),
        ):
            (finding,) = health._check_opening(self.company)
            with self.assertRaisesRegex(UserError, "cannot open files at present"):
                self.env["ir.attachment"]._check_files([("x", make_png(3, 5))])
        self.assertTrue(finding.advice)

    def test_core_opens_no_file_that_is_over_a_limit_to_show_its_first_page(self):
        files = self.env["ir.attachment"].with_user(self.salesman)
        harmful, good = files.create(
            [{"name": "x.pdf", "raw": make_many_pages(count)} for count in (30_000, 3)]
        )
        self.env.flush_all()
        self.authenticate("contract_salesman", "contract_salesman")
        for file, status in ((harmful, 415), (good, 200)):
            response = self.url_open(f"/mail/attachment/pdf_first_page/{file.id}")
            self.assertEqual(response.status_code, status)
