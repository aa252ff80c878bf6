# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.portal.notice_submission import MAX_FILES
from .portal_notice_common import EVIL, PDF, PortalNoticeCommon, draw


def draw_bomb():
    """Draw a small picture whose notes unfold to more memory than a server has."""
    notes = PngInfo()
    for number in range(80):
        notes.add_text(f"note{number}", "0" * 1_000_000, zip=True)
    with io.BytesIO() as stream:
        Image.new("RGB", (40, 30), "red").save(stream, "PNG", pnginfo=notes)
        return stream.getvalue()


@tagged("post_install", "-at_install")
class TestPortalNoticeFiles(PortalNoticeCommon):
    """Files and texts of the customer are what they are, and do no harm."""

    def _give_with(self, *files):
        return self._give(
            "force_majeure", files, event_date="2026-06-08", facts="洪水淹没机房。"
        )

    def test_files_are_what_they_are_and_not_what_they_are_called(self):
        for raw in (
            b"<html><script>alert(1)</script></html>",
            b"MZ" + PDF,
            b"",
            b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>",
            b"\xff\xd8\xff and nothing more",
            b"GIF89a;",
            draw_bomb(),
        ):
            with self.subTest(raw=raw):
                self._assert_wrong(
                    self._give_with(("proof.pdf", raw), ("good.pdf", PDF)),
                    "a PDF, a PNG or a JPEG",
                )

    def test_too_large_or_too_many(self):
        large = PDF + b"0" * (10 * 1024 * 1024)
        self._assert_wrong(self._give_with(("large.pdf", large)), "10 MB")
        many = [(f"{number}.pdf", PDF) for number in range(MAX_FILES + 1)]
        self._assert_wrong(self._give_with(*many), "at most 5")

    def test_names_are_made_safe_and_files_kept_to_the_byte(self):
        picture = draw("PNG")
        self._give_with(
            ("../../etc/passwd", PDF),
            (f"{EVIL}.html", PDF),
            ("C:\\temp\\照片.exe", picture),
            ("\u202efdp.exe", PDF),
            ("...", PDF),
        )
        files = self._get_given("force_majeure").supporting_document_ids
        self.assertEqual(
            files.sorted("id").mapped("name"),
            [
                "passwd.pdf",
                "script img src=x onerror=alert(2).pdf",
                "照片.png",
                "fdp.pdf",
                "document.pdf",
            ],
        )
        kept = files.filtered(lambda file: file.mimetype == "image/png")
        self.assertEqual(kept.raw, picture)
        self.assertTrue(all(files.mapped("is_contract_document")))
        with self.assertRaises(UserError):
            kept.raw = b"x"

    def test_a_file_is_saved_by_who_may_read_it(self):
        self._give_with(("proof.pdf", PDF))
        notice = self._get_given("force_majeure")
        url = f"{self.contract.access_url}/notice/{notice.id}/file"
        (link,) = self._open(f"{self.contract.access_url}/notice/{notice.id}").xpath(
            "//a[contains(@href, '/file/')]/@href"
        )
        response = self.url_open(link)
        self.assertEqual(response.content, PDF)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        letter = notice.document_id
        self.assertEqual(self.url_open(f"{url}/{letter.id}").status_code, 404)
        self._log_in("rival")
        self._assert_refused(link)

    def test_html_in_what_is_typed(self):
        self._print_for_real()
        self.contact.name = EVIL
        form_data = self._get_address(new_street=EVIL, facts=EVIL)
        page = self._review("address_change", **form_data)
        self.assertIn("onerror=alert", self._get_text(page, "notice_letter"))
        notice = self._assert_given("address_change", **form_data)
        pages = [
            page,
            self._open(f"{self.contract.access_url}/notice/{notice.id}"),
            self._open_contract(self.contract),
            self._open(self._get_url("address_change")),
        ]
        for page in pages:
            self.assertFalse(page.xpath("//script[contains(., 'alert(')]"))
            self.assertFalse(page.xpath("//img[@onerror]"))
        for message in self.contract.message_ids:
            self.assertNotIn("<img", message.body)
            self.assertNotIn("<script", message.body)
        self.assertIn("<imgsrc=x", self._read(notice))

    def test_what_cannot_be_seen_is_left_out(self):
        notice = self._assert_given(
            "termination_request", facts="\u202e门店\u200b已关闭。\r\n\r\n 再见\x07"
        )
        self.assertIn("补充说明：门店已关闭。\n再见\n", notice.body)
