# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import json
import resource
from unittest.mock import patch

from odoo import Command, http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import pdf

from ..models.document import opened_file
from ..tools import opened_files
from ..tools.documents import is_shrinkable
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

    def test_nor_by_the_name_of_the_column(self):
        text = make_many_pages(30_000).decode("latin-1")
        values = {"name": "x.pdf", "res_model": "miniprogram.contract.notice"}
        files = self.env["ir.attachment"]
        with self.assertRaisesRegex(UserError, "x.pdf: at most 1000 pages"):
            files.create({**values, "db_datas": text})
        file = files.create({**values, "raw": make_many_pages(3)})
        with self.assertRaisesRegex(UserError, "x.pdf: at most 1000 pages"):
            file.db_datas = text

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

    def _get_first_pages(self, files):
        """Return the answers for the first pages of files, and which core opened."""
        core_opened = []

        def read_core(attachment):
            core_opened.append(attachment.id)
            return io.BytesIO(attachment.raw)

        self.env.flush_all()
        self.authenticate("contract_salesman", "contract_salesman")
        with patch.object(pdf, "to_pdf_stream", read_core):
            responses = [
                self.url_open(f"/mail/attachment/pdf_first_page/{file.id}")
                for file in files
            ]
        return responses, core_opened

    def test_core_opens_no_file_of_a_contract_to_show_its_first_page(self):
        contract = self._create_contract(user_id=self.salesman.id)
        values = {"res_model": contract._name, "res_id": contract.id}
        files = self.env["ir.attachment"].create(
            [
                {**values, "name": "a.pdf", "raw": make_many_pages(30_000)},
                {**values, "name": "b.png", "raw": b"P6 9000 9000 255 "},
                {**values, "name": "c.pdf", "raw": b"x" * 1025 + b"%PDF-1.4"},
                {**values, "name": "d.pdf", "raw": make_many_pages(3)},
            ]
        )
        files[:3].mimetype = "application/pdf"
        *refused, shown = self._get_first_pages(files)[0]
        self.assertEqual({response.status_code for response in refused}, {415})
        self.assertEqual(shown.status_code, 200)
        reader = pdf.OdooPdfFileReader(io.BytesIO(shown.content))
        self.assertEqual(reader.getNumPages(), 1)
        self.assertFalse(self._get_first_pages(files)[1])

    def test_the_first_page_of_what_is_no_file_of_ours_is_cores(self):
        file = self.env["ir.attachment"].with_user(self.salesman)
        file = file.create({"name": "x.pdf", "raw": make_many_pages(3)})
        ((response,), core_opened) = self._get_first_pages(file)
        self.assertEqual((response.status_code, core_opened), (200, file.ids))

    def test_nothing_is_measured_for_who_may_not_upload_it(self):
        visitor = new_test_user(self.env, "stranger", groups="base.group_portal")
        files = self.env["ir.attachment"].with_user(visitor)
        values = {"name": "a.png", "raw": make_png(23, 29)}
        with (
            patch.object(opened_files, "_start") as start,
            self.assertRaises(AccessError),
        ):
            files.create({**values, "res_model": "miniprogram.contract.notice"})
        start.assert_not_called()

    def test_nor_does_the_upload_of_a_form(self):
        new_test_user(self.env, "stranger", groups="base.group_portal")
        self.env.flush_all()
        self.authenticate("stranger", "stranger")
        with patch.object(opened_files, "_start") as start:
            answer = self._upload("proof.png", make_png(29, 23))
        start.assert_not_called()
        self.assertIn("not allowed", answer["error"])

    def test_only_pictures_that_core_would_change_are_looked_at(self):
        attachments = self.env["ir.attachment"].with_user(self.salesman)
        with patch.object(opened_file, "is_shrinkable") as look:
            attachments.create({"name": "x.csv", "raw": b"a,b"})
            look.assert_not_called()
            file = attachments.create({"name": "x.png", "raw": make_png(4, 4)})
            look.assert_called_once()
            self.env.flush_all()
            self.authenticate("contract_salesman", "contract_salesman")
            self.url_open(f"/web/image/{file.id}")
            look.assert_called_once()

    def test_a_picture_that_breaks_its_reader_is_cores(self):
        with patch("PIL.Image.open", side_effect=OverflowError):
            self.assertTrue(is_shrinkable(b"x"))
