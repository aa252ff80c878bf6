# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import closing
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import tagged

from odoo.addons.mail.controllers.attachment import AttachmentController

from ..models.document import opened_file
from ..models.portal import visitor_file
from ..tools import opened_files
from ..tools.opened_files import BusyError
from .hostile_files_common import make_many_pages, make_png, make_unpacking
from .portal_notice_common import PDF, PortalNoticeCommon

HOSTILE = (
    ("pages.pdf", lambda: make_many_pages(30_000), "pages.pdf: at most 1000 pages"),
    ("dots.png", lambda: make_png(13_300, 13_300), "at most 100 million dots"),
    ("unpacked.pdf", lambda: make_unpacking(400), "at most 300 MB"),
)
FILE = ("a.txt", b"a")
SECURITY = "odoo.addons.miniprogram_contract.models.evidence.security_log"


@tagged("post_install", "-at_install")
class TestFilesOfVisitors(PortalNoticeCommon):
    """What visitors send, with a notice or a message: by login, never by link."""

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
        before = self._count_files()
        for name, make, expected in HOSTILE:
            with self.subTest(file=name):
                self.assertIn(expected, self._send(name, make()))
        self.assertIn("10 MB", self._send("x.txt", b"0" * (10 * 1024 * 1024 + 1)))
        self.assertEqual(self._count_files(), before)

    def test_by_link_no_file_is_taken(self):
        before = self._count_files()
        for login in ("rival", None):
            self._log_in(login) if login else self._log_out()
            with self.subTest(login=login), self.assertRaisesRegex(Exception, "404"):
                self._send(*FILE)
        self.assertEqual(self._count_files(), before)

    def test_what_is_no_upload_is_not_found(self):
        good = {"thread_id": self.contract.id, "thread_model": "sale.subscription"}
        for wrong in (
            {"thread_id": "../x"},
            {"thread_id": "-1"},
            {"thread_model": "{}"},
            {"thread_model": "res.partner", "thread_id": "x"},
            {"ufile": "no file"},
        ):
            with self.subTest(wrong=wrong):
                response = self.url_open(
                    "/mail/attachment/upload",
                    data={
                        "csrf_token": http.Request.csrf_token(self),
                        "token": self.token,
                        **good,
                        **wrong,
                    },
                    files=None if "ufile" in wrong else {"ufile": FILE},
                )
                self.assertEqual(response.status_code, 404)

    def test_files_of_a_day_are_counted_together(self):
        with patch.object(visitor_file, "FILES_A_DAY", 3):
            self.assertEqual(
                self._give_with(("a.pdf", PDF), ("b.pdf", PDF)).status_code, 303
            )
            self.assertFalse(self._send("c.txt", b"c"))
            with self.assertLogs(SECURITY, "WARNING") as log:
                self.assertIn("at most 3 in 24 hours", self._send("d.txt", b"d"))
            self.assertIn('"files_limit"', log.output[0])
            given = self._give("termination_request", [("e.pdf", PDF)], facts="停业。")
            self.assertIn("at most 3 in 24 hours", self._get_problems(given))

    def test_so_are_their_bytes(self):
        with patch.object(visitor_file, "MEGABYTES_A_DAY", 1):
            self.assertFalse(self._send("a.txt", b"a" * 700_000))
            self.assertIn("at most 1 MB in 24 hours", self._send("b", b"b" * 700_000))
            self.assertFalse(self._send("c.txt", b"c" * 100_000))

    def test_so_is_what_was_refused(self):
        with patch.object(visitor_file, "FILES_A_DAY", 3):
            self._give_with(("a.pdf", make_many_pages(30_000)), ("b.pdf", PDF))
            self.assertIn("1000 pages", self._send("a", make_many_pages(30_000)))
            self.assertIn("at most 3 in 24 hours", self._send(*FILE))

    def test_what_a_busy_server_did_not_take_is_not_counted(self):
        with patch.object(opened_file, "measure", side_effect=BusyError):
            self.assertIn("Try again in a minute", self._send(*FILE))
        sent = self.env["miniprogram.contract.visitor.file"]
        self.assertEqual(sent._count(self.customer), (0, 0))

    def test_so_is_what_was_deleted_since(self):
        with patch.object(visitor_file, "FILES_A_DAY", 1):
            self.assertFalse(self._send(*FILE))
            sent = [("visitor_customer_id", "=", self.customer.id)]
            self.env["ir.attachment"].search(sent).unlink()
            self.assertIn("at most 1 in 24 hours", self._send(*FILE))

    def test_what_is_too_old_to_count_is_forgotten(self):
        self.assertFalse(self._send(*FILE))
        sent = self.env["miniprogram.contract.visitor.file"]
        self.assertEqual(sent._count(self.customer), (1, 1))
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            sent.sudo()._gc_old()
        self.assertFalse(sent.search([]))

    def _post_from_elsewhere(self, name, content):
        """Post a file on the contract that waited for a message on another page."""
        files = self.env["ir.attachment"].with_user(self.visitor).sudo()
        file = files.create(
            {"name": name, "raw": content, "res_model": "mail.compose.message"}
        )
        contract = self.contract.with_user(self.visitor).sudo()
        contract.message_post(body="x", attachment_ids=file.ids)
        return file

    def test_files_that_were_uploaded_on_another_page_are_held_to_them(self):
        with patch.object(visitor_file, "FILES_A_DAY", 2):
            for name, make, expected in HOSTILE[:1]:
                with self.assertRaisesRegex(UserError, expected):
                    self._post_from_elsewhere(name, make())
            file = self._post_from_elsewhere(*FILE)
            self.assertEqual(file.res_id, self.contract.id)
            self.assertEqual(file.visitor_customer_id, self.customer)
            with self.assertRaisesRegex(UserError, "at most 2 in 24 hours"):
                self._post_from_elsewhere(*FILE)

    def test_visitors_are_shown_no_first_page_even_while_a_file_waits(self):
        self.authenticate("jinli", "jinlixxx")
        self.assertFalse(self._send("a.pdf", PDF))
        sent = [("visitor_customer_id", "=", self.customer.id)]
        file = self.env["ir.attachment"].search(sent)
        self.assertEqual(file.res_model, "mail.compose.message")
        self.assertTrue(file._is_file_of_others())
        token = file._get_ownership_token()
        url = f"/mail/attachment/pdf_first_page/{file.id}?access_token={token}"
        with patch.object(opened_files, "_start") as start:
            self.assertEqual(self.url_open(url).status_code, 415)
        start.assert_not_called()

    def test_other_subscriptions_take_what_they_took(self):
        other = self.env["sale.subscription"].create(
            {
                "partner_id": self.customer.id,
                "pricelist_id": self.contract.pricelist_id.id,
                "template_id": self.env["sale.subscription.template"]
                .create({"name": "Other"})
                .id,
            }
        )
        self.env.flush_all()

        def get_other(*_args, **_options):
            return http.request.env[other._name].sudo().browse(other.id)

        # another addon may let visitors write on it
        get_thread = "_get_thread_with_access_for_post"
        large = b" " * (10 * 1024 * 1024 + 1)
        with (
            patch.object(AttachmentController, get_thread, get_other),
            patch.object(visitor_file, "FILES_A_DAY", 0),
        ):
            self.assertFalse(self._send("a.pdf", large))
        self.assertFalse(self.env["miniprogram.contract.visitor.file"].search([]))

    def test_the_next_day_counts_anew_and_another_customer_for_himself(self):
        with patch.object(visitor_file, "FILES_A_DAY", 1):
            self.assertFalse(self._send("a.txt", b"a"))
            self.assertTrue(self._send("b.txt", b"b"))
            theirs = self._create_for(self.rival)
            files = self.env["ir.attachment"]
            self.assertFalse(files._get_visitor_problems(theirs.partner_id, [FILE]))
            self.env.cr.execute(
                "UPDATE miniprogram_contract_visitor_file"
                " SET create_date = create_date - interval '25h'"
            )
            self.env.invalidate_all()
            self.assertFalse(self._send("b.txt", b"b"))

    def test_one_customer_does_not_keep_all_others_waiting(self):
        customer = self.contract.commercial_partner_id
        with closing(db_connect(self.env.cr.dbname).cursor()) as colleague:
            colleague.execute(
                "SELECT pg_advisory_xact_lock(%s, %s)",
                (visitor_file.TURNS, customer.id),
            )
            self.assertIn("are being checked", self._send("a.txt", b"a"))
            theirs = self._create_for(self.rival)
            files = self.env["ir.attachment"]
            self.assertFalse(files._get_visitor_problems(theirs.partner_id, [FILE]))
        self.assertFalse(self._send("a.txt", b"a"))

    def test_a_file_with_a_virus_is_refused(self):
        def find_virus(raw):
            return "Win.Test.EICAR_HDB-1" if raw == b"virus" else ""

        with patch.object(opened_file, "find_virus", find_virus):
            error = self._send("a.txt", b"virus")
            self.assertIn("a.txt: a virus was found (Win.Test.EICAR_HDB-1)", error)
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
