# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import os
import pickle
import resource
import subprocess
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from odoo.tests import BaseCase
from odoo.tools.pdf import OdooPdfFileReader

from ..report.pdf_binder import LIBRARY
from ..tools import opened_files
from ..tools.file_limits import LIMITS
from ..tools.opened_files import (
    BusyError,
    OpenerError,
    TooLargeError,
    bind_files,
    measure_files,
    open_files,
)
from .hostile_files_common import (
    HARMLESS,
    OPENED,
    OVER_A_LIMIT,
    lock,
    make_active,
    make_circle,
    make_gif,
    make_large_table,
    make_many_pages,
    make_png,
    make_tiff,
)


def lay_out(*raws, first=1):
    return open_files(raws, LIBRARY, first=first, task="pages")


def make_photo(width, height, kind, mode="RGB"):
    with io.BytesIO() as stream:
        Image.new(mode, (width, height)).save(stream, kind)
        return stream.getvalue()


class TestOpenedFiles(BaseCase):
    """Files of others are opened where they harm nobody."""

    def test_each_limit_is_found_at_every_door_and_when_it_is_printed(self):
        for limit, files in OVER_A_LIMIT.items():
            for name, make in files.items():
                raw = make()
                with self.subTest(file=name):
                    (measured,) = open_files([raw], LIBRARY)
                    self.assertEqual(measured.excess, limit)
                    (shown,) = lay_out(raw)
                    self.assertEqual((shown.excess, shown.pdf), (limit, b""))

    def test_what_is_broken_or_of_another_kind_is_over_no_limit(self):
        files = {name: make() for name, make in HARMLESS.items()}
        found = dict(zip(files, lay_out(*files.values()), strict=True))
        for name, opened in found.items():
            with self.subTest(file=name):
                self.assertIsNone(opened.excess)
        self.assertEqual(found["cut.pdf"].problem, "broken")
        self.assertEqual(found["photo.heic"].problem, "other")

    def test_ordinary_files_are_shown(self):
        for name, make in OPENED.items():
            with self.subTest(file=name):
                (opened,) = lay_out(make())
                self.assertIsNone(opened.problem)
                count = OdooPdfFileReader(io.BytesIO(opened.pdf)).getNumPages()
                self.assertEqual(count, opened.pages)

    def test_what_has_a_password_stays_closed_and_what_may_be_read_is_shown(self):
        for password, problem in (("secret", "locked"), ("", None)):
            with self.subTest(password=password):
                (opened,) = lay_out(lock(make_many_pages(1), password))
                self.assertEqual(opened.problem, problem)

    def test_every_page_of_a_fax_is_shown_and_one_of_what_moves(self):
        fax, film = lay_out(make_tiff(3), make_gif(300))
        self.assertEqual((fax.pages, film.pages), (3, 1))
        (circle,) = lay_out(make_tiff(2, is_circle=True))
        self.assertLessEqual(circle.pages, 2)

    def test_large_pictures_within_the_limits_are_shown(self):
        for kind, mode in (("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB")):
            with self.subTest(kind=kind, mode=mode):
                (opened,) = lay_out(make_photo(9000, 7000, kind, mode))
                self.assertIsNone(opened.problem)

    def test_scripts_and_files_of_a_pdf_are_not_taken_over(self):
        (opened,) = lay_out(make_active())
        self.assertEqual(opened.pages, 1)
        for word in (b"JavaScript", b"EmbeddedFile", b"OpenAction", b"MZ"):
            self.assertNotIn(word, opened.pdf)

    def test_a_page_that_is_named_twice_has_two_numbers(self):
        (opened,) = lay_out(make_many_pages(2), first=7)
        reader = OdooPdfFileReader(io.BytesIO(opened.pdf))
        drawn = [
            reader.getPage(index)["/Resources"]["/XObject"]["/ContractPageNumber"]
            for index in range(2)
        ]
        for drawing, number in zip(drawn, (b"(7)", b"(8)"), strict=True):
            self.assertIn(number, drawing.getObject().getData())

    def test_what_takes_for_ever_is_stopped_and_the_rest_is_shown(self):
        good = make_many_pages(1)
        with patch.object(opened_files, "LIMITS", LIMITS._replace(seconds=1)):
            found = lay_out(good, make_circle(), good)
        self.assertEqual([one.problem for one in found], [None, "seconds", None])

    def test_what_takes_the_memory_is_stopped_and_the_rest_is_shown(self):
        small = LIMITS._replace(memory=220_000_000)
        good, large = make_png(40, 40), make_photo(9000, 9000, "PNG")
        with patch.object(opened_files, "LIMITS", small):
            found = lay_out(good, large, good)
        self.assertEqual([one.problem for one in found], [None, "memory", None])

    def test_memory_that_a_library_did_without_counts_too(self):
        small = LIMITS._replace(memory=220_000_000, unpacked=10**12)
        with patch.object(opened_files, "LIMITS", small):
            found = open_files([make_large_table(400), make_png(4, 4)], LIBRARY)
        self.assertEqual([one.problem for one in found], ["memory", None])

    def test_files_stay_closed_once_a_print_has_taken_its_time(self):
        with patch.object(opened_files, "PRINT_SECONDS", 0):
            self.assertEqual(lay_out(make_png(4, 4))[0].problem, "seconds")

    def test_files_stay_closed_once_a_print_has_its_pages(self):
        with patch.object(opened_files, "PRINT_PAGES", 5):
            found = lay_out(make_many_pages(3), make_many_pages(3), make_png(4, 4))
        self.assertEqual([one.problem for one in found], [None, "pages", None])

    def test_one_process_opens_all(self):
        with patch.object(opened_files, "_start", wraps=opened_files._start) as start:
            lay_out(*(make_png(4, number + 1) for number in range(5)), b"text")
        self.assertEqual(start.call_count, 1)

    def test_no_shell_is_asked_and_no_name_is_given_to_it(self):
        run = subprocess.run
        with patch.object(opened_files.subprocess, "run", wraps=run) as start:
            lay_out(b"$(touch x); `id`", make_png(4, 4))
        (command,), options = start.call_args
        self.assertIsInstance(command, list)
        self.assertFalse(options.get("shell"))
        self.assertNotIn("touch", "".join(command))

    def test_what_is_no_answer_is_not_read(self):
        for line in (pickle.dumps({"file": 1}), b"[1]", b"7", b"{}", b"null", b"\xff"):
            with self.subTest(line):
                self.assertIsNone(opened_files._read_answer(Path("/none"), line))

    def test_what_another_thread_makes_us_forget_meanwhile_is_known_still(self):
        known = opened_files.Opened("pages")
        with patch.object(opened_files, "_get_note", side_effect=[[known], []]):
            self.assertEqual(measure_files([b"x"], LIBRARY), [known])

    def test_uploads_wait_for_their_turn_and_keep_no_print_waiting(self):
        good = make_png(4, 4)
        with (
            opened_files._take_turn("uploads"),
            patch.object(opened_files, "TURN_SECONDS", 0),
        ):
            with (
                self.assertRaises(BusyError),
                self.assertLogs(opened_files.__name__, "WARNING"),
            ):
                open_files([good], LIBRARY)
            self.assertIsNone(lay_out(good)[0].problem)
        self.assertIsNone(open_files([good], LIBRARY)[0].problem)

    def test_of_some_files_the_first_page_is_shown(self):
        first, other = open_files([make_many_pages(3), b"x"], LIBRARY, task="first")
        reader = OdooPdfFileReader(io.BytesIO(first.pdf))
        self.assertEqual((reader.getNumPages(), other.pdf), (1, b""))

    def test_what_was_measured_is_not_measured_again(self):
        raw = make_png(31, 17)
        measure_files([raw], LIBRARY)
        with patch.object(opened_files, "_start") as start:
            (again,) = measure_files([raw], LIBRARY)
        self.assertEqual((again.dots, start.call_count), (31 * 17, 0))

    def test_what_took_too_long_is_tried_again(self):
        raw = make_png(17, 31)
        with patch.object(opened_files, "UPLOAD_SECONDS", 0):
            (late,) = measure_files([raw], LIBRARY)
        (again, twin) = measure_files([raw, raw], LIBRARY)
        self.assertEqual((late.problem, again.problem, twin), ("seconds", None, again))

    def test_what_is_neither_pdf_nor_picture_starts_no_process(self):
        with patch.object(opened_files, "_start") as start:
            found = lay_out(b"", b"text", b"PK\3\4", b"<svg/>")
        self.assertEqual({one.problem for one in found}, {"other"})
        start.assert_not_called()

    def test_no_password_of_the_server_is_in_the_process(self):
        with patch.dict(os.environ, {"PGPASSWORD": "secret"}):
            self.assertNotIn("PGPASSWORD", opened_files._get_environment())

    def test_the_server_keeps_its_own_limits(self):
        before = resource.getrlimit(resource.RLIMIT_AS)
        lay_out(make_png(4, 4))
        self.assertEqual(resource.getrlimit(resource.RLIMIT_AS), before)

    def test_a_process_that_does_not_start_is_told(self):
        with (
            patch.object(opened_files.sys, "executable", "/no/such/python"),
            self.assertLogs(opened_files.__name__, "ERROR"),
            self.assertRaises(OpenerError),
        ):
            lay_out(make_png(4, 4))

    def test_what_has_no_time_left_is_not_bound(self):
        with self.assertRaises(TooLargeError):
            bind_files([make_many_pages(1)], [], LIBRARY, seconds=0)

    def test_files_inside_are_kept_to_the_byte(self):
        inside = [("1 附件.png", make_png(4, 4), "image/png"), ("2.txt", b"\0x", None)]
        whole = bind_files([make_many_pages(2)], inside, LIBRARY)
        reader = OdooPdfFileReader(io.BytesIO(whole), strict=False)
        self.assertEqual(reader.getNumPages(), 2)
        expected = [(name, raw) for name, raw, _mimetype in inside]
        self.assertEqual(list(reader.getAttachments()), expected)
