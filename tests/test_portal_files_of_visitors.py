# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo import http
from odoo.tests import tagged

from ..models.portal import visitor_file
from .hostile_files_common import make_many_pages, make_png, make_unpacking
from .portal_notice_common import PDF, PortalNoticeCommon

HOSTILE = (
    ("pages.pdf", lambda: make_many_pages(30_000), "pages.pdf: at most 1000 pages"),
    ("dots.png", lambda: make_png(13_300, 13_300), "at most 100 million dots"),
    ("unpacked.pdf", lambda: make_unpacking(400), "at most 300 MB"),
)


@tagged("post_install", "-at_install")
class TestFilesOfVisitors(PortalNoticeCommon):
    """What visitors send: with a notice by login, with a message also by link."""

    def setUp(self):
        super().setUp()
        self.token = self.contract._portal_ensure_token()
        self.env.flush_all()

    def _give_with(self, *files):
        return self._give(
            "force_majeure", files, event_date="2026-06-08", facts="洪水淹没机房。"
        )

    def _send(self, name, content, token=None):
        """Send a file with a message; return why it was refused, or nothing."""
        response = self.url_open(
            "/mail/attachment/upload",
            data={
                "csrf_token": http.Request.csrf_token(self),
                "is_pending": "true",
                "thread_id": self.contract.id,
                "thread_model": "sale.subscription",
                "token": token or self.token,
            },
            files={"ufile": (name, content)},
        )
        response.raise_for_status()
        self.env.invalidate_all()
        return response.json().get("error")

    def _count_files(self):
        return self.env["ir.attachment"].search_count([])

    def test_a_notice_with_what_cannot_be_opened_is_not_given(self):
        before = self._count_files()
        for name, make, expected in HOSTILE:
            with self.subTest(file=name):
                given = self._give_with((name, make()), ("good.pdf", PDF))
                self._assert_wrong(given, expected)
        self.assertEqual(self._count_files(), before)

    def test_nor_is_it_taken_with_a_message(self):
        for login in ("jinli", None):
            self.authenticate(login, login and "jinlixxx")
            before = self._count_files()
            for name, make, expected in HOSTILE:
                with self.subTest(login=login, file=name):
                    self.assertIn(expected, self._send(name, make()))
            self.assertIn("10 MB", self._send("x.txt", b"0" * (10 * 1024 * 1024 + 1)))
            self.assertEqual(self._count_files(), before)

    def test_files_of_a_day_are_counted_together(self):
        with patch.object(visitor_file, "FILES_A_DAY", 3):
            self.assertEqual(
                self._give_with(("a.pdf", PDF), ("b.pdf", PDF)).status_code, 303
            )
            self._log_out()
            self.assertFalse(self._send("c.txt", b"c"))
            self.assertIn("at most 3 in 24 hours", self._send("d.txt", b"d"))
            self._log_in("jinli")
            self.assertIn("at most 3 in 24 hours", self._send("d.txt", b"d"))
            given = self._give("termination_request", [("e.pdf", PDF)], facts="停业。")
            self.assertIn("at most 3 in 24 hours", self._get_problems(given))

    def test_so_are_their_bytes(self):
        with patch.object(visitor_file, "MEGABYTES_A_DAY", 1):
            self.assertFalse(self._send("a.txt", b"a" * 700_000))
            self.assertIn("at most 1 MB in 24 hours", self._send("b", b"b" * 700_000))
            self.assertFalse(self._send("c.txt", b"c" * 100_000))

    def test_the_next_day_counts_anew_and_another_customer_for_himself(self):
        with patch.object(visitor_file, "FILES_A_DAY", 1):
            self.assertFalse(self._send("a.txt", b"a"))
            self.assertTrue(self._send("b.txt", b"b"))
            theirs = self._create_for(self.rival)
            files = self.env["ir.attachment"]
            self.assertFalse(files._get_visitor_problems(theirs.partner_id, [1]))
            sent = files.search([("visitor_customer_id", "=", self.customer.id)])
            self.env.cr.execute(
                "UPDATE ir_attachment SET create_date = create_date - interval '25h'"
                " WHERE id = %s",
                (sent.id,),
            )
            self.env.invalidate_all()
            self.assertFalse(self._send("b.txt", b"b"))

    def test_what_is_sent_for_nobody_is_not_taken(self):
        self._log_out()
        response = self.url_open(
            "/mail/attachment/upload",
            data={
                "csrf_token": http.Request.csrf_token(self),
                "thread_id": self.contract.id,
                "thread_model": "sale.subscription",
                "token": "x",
            },
            files={"ufile": ("a.txt", b"a")},
        )
        self.assertEqual(response.status_code, 404)
