# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib
import io
import time
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.pdf import OdooPdfFileReader

from ..models.notice import correspondence_file
from ..tools.opened_files import OpenerError, TooLargeError
from .hostile_files_common import make_many_pages, make_png, make_unpacking
from .notice_common import NoticeCommon, make_picture
from .report_common import read_pages

HOSTILE = {
    "pages.pdf": (lambda: make_many_pages(30_000), "at most 1000 pages"),
    "dots.png": (lambda: make_png(13_300, 13_300), "at most 100 million dots"),
    "unpacked.pdf": (lambda: make_unpacking(400), "at most 300 MB"),
}


@tagged("post_install", "-at_install")
class TestFilesWithNotices(NoticeCommon):
    """Files that come with notices, and harm whoever opens them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate()
        cls.files = cls.env["ir.attachment"]

    def test_they_are_refused_when_they_are_uploaded(self):
        for model in (
            "miniprogram.contract.notice",
            "miniprogram.contract.notice.mailing",
            "miniprogram.contract.notice.receive",
            "miniprogram.contract.terminate",
        ):
            for name, (make, limit) in HOSTILE.items():
                values = {"name": name, "res_model": model, "res_id": 0}
                expected = f"{name}: .*{limit}"
                with self.subTest(model=model, file=name):
                    with self.assertRaisesRegex(UserError, expected):
                        self.files.create({**values, "raw": make()})
                    with self.assertRaisesRegex(UserError, expected):
                        datas = base64.b64encode(make())
                        self.files.create({**values, "datas": datas})

    def test_they_are_refused_when_they_take_the_place_of_a_good_one(self):
        file = self.files.create(
            {"name": "a.pdf", "raw": b"x", "res_model": "miniprogram.contract.notice"}
        )
        with self.assertRaisesRegex(UserError, "a.pdf: at most 1000 pages"):
            file.raw = make_many_pages(30_000)

    def test_a_file_that_belonged_to_nothing_is_refused_too(self):
        notice = self._draft(self.contract, "force_majeure", event_date="2026-03-01")
        file = self.files.create({"name": "a.pdf", "raw": make_many_pages(30_000)})
        for name in ("proof_ids", "supporting_document_ids"):
            error = self.assertRaisesRegex(UserError, "at most 1000 pages")
            with self.subTest(field=name), error, self.cr.savepoint():
                notice[name] = [Command.link(file.id)]

    def test_a_file_that_was_exchanged_since_is_not_frozen(self):
        with self._on("2026-03-02"):
            notice = self._draft(
                self.contract, "force_majeure", event_date="2026-03-01"
            )
            file = self.files.create({"name": "a.pdf", "raw": b"x"})
            notice.proof_ids = [Command.link(file.id)]
            file.raw = make_many_pages(30_000)
            with self.assertRaisesRegex(UserError, "a.pdf: at most 1000 pages"):
                notice.action_receive("2026-03-02")
        self.assertFalse(file.is_contract_document)

    def test_what_proves_the_reason_of_an_end_is_held_to_the_limits(self):
        file = self.files.create({"name": "a.pdf", "raw": make_many_pages(30_000)})
        reason = self.env.ref("miniprogram_contract.close_reason_agreement")
        with self.assertRaisesRegex(UserError, "a.pdf: at most 1000 pages"):
            self.contract.action_terminate_contract(reason, documents=file)

    def test_broken_and_locked_files_are_taken(self):
        for raw in (b"%PDF-1.4 broken", b"PK\3\4", make_png(40, 40)[:40]):
            file = self.files.create(
                {"name": "a", "raw": raw, "res_model": "miniprogram.contract.notice"}
            )
            self.assertEqual(file.raw, raw)


@tagged("post_install", "-at_install")
class TestFilesOfOthersInCorrespondence(NoticeCommon):
    """What was frozen long ago, and is to be printed for a court today."""

    prints = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._on("2026-03-01"):
            cls.contract = cls._create_sent_contract()
            scan = base64.b64encode(make_many_pages(2))
            cls.contract.action_register_signed_paper("李静", scan)

    def _freeze(self, files):
        """Freeze files with a notice as before there were limits."""
        attachments = self.env["ir.attachment"]
        with (
            self._on("2026-03-05"),
            patch.object(self.registry["ir.attachment"], "_check_files"),
        ):
            notice = self._draft(
                self.contract, "force_majeure", event_date="2026-03-05"
            )
            notice.supporting_document_ids = attachments.with_context(
                image_no_postprocess=True
            ).create([{"name": name, "raw": raw} for name, raw in files.items()])
            notice.proof_ids = attachments.create({"name": "p.txt", "raw": b"x"})
            notice.action_receive("2026-03-05")

    def test_it_is_listed_with_its_hash_and_enclosed_and_the_rest_is_printed(self):
        hostile = {name: make() for name, (make, _limit) in HOSTILE.items()}
        self._freeze({"a.png": make_picture(), **hostile, "b.png": make_picture(30)})
        whole = self.contract._render_correspondence()
        index, *pages = read_pages(whole)
        for name, raw in hostile.items():
            self.assertIn(name, index)
            self.assertIn(hashlib.sha256(raw).hexdigest(), index)
        self.assertEqual(index.count("仅附原件"), len(hostile) + 2)  # text, log
        # two of the scan, and two pictures
        self.assertEqual([page.strip() for page in pages], ["1", "2", "3", "4"])
        reader = OdooPdfFileReader(io.BytesIO(whole), strict=False)
        held = [raw for _name, raw in reader.getAttachments()]
        for raw in hostile.values():
            self.assertIn(raw, held)

    def test_what_is_too_large_as_pages_is_bound_without_them(self):
        bind = correspondence_file.Binder.bind

        def bind_originals(binder, index):
            if binder.shows_pages:
                raise TooLargeError
            return bind(binder, index)

        with patch.object(correspondence_file.Binder, "bind", bind_originals):
            (index,) = read_pages(self.contract._render_correspondence())
        self.assertIn("仅附原件", index)

    def test_what_is_too_large_for_one_file_is_told(self):
        with (
            patch.object(correspondence_file.Binder, "bind", side_effect=TooLargeError),
            self.assertRaisesRegex(UserError, "one by one"),
        ):
            self.contract._render_correspondence()

    def test_a_server_that_opens_no_files_is_told_as_that(self):
        with (
            patch.object(correspondence_file.Binder, "bind", side_effect=OpenerError),
            self.assertRaisesRegex(UserError, "cannot open files at present"),
        ):
            self.contract._render_correspondence()

    def test_a_whole_print_has_one_end_whatever_its_parts_take(self):
        ends = []

        def note_end(binder, _index):
            ends.append(binder.ends_at)
            raise TooLargeError

        with (
            patch.object(correspondence_file.Binder, "bind", note_end),
            self.assertRaises(UserError),
        ):
            self.contract._render_correspondence()
        self.assertEqual((len(ends), len(set(ends))), (2, 1))
        binder = correspondence_file.Binder(ends_at=time.monotonic() - 1)
        self.assertEqual(binder.add([("a.png", make_picture(), "")]), [range(1, 1)])
        with self.assertRaises(TooLargeError):
            binder.bind(make_many_pages(1))
