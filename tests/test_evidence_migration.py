# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .notice_common import NoticeCommon

SCRIPT = "miniprogram_contract/migrations/19.0.1.6.0/post-evidence-log.py"


@tagged("post_install", "-at_install")
class TestLogMigration(NoticeCommon):
    """An update begins the logs of the contracts that are older than the log."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._on("2026-03-01"):
            cls.signed = cls._create_signed_contract()
            cls.draft = cls._create_contract()
        cls.running = cls._create_running(1)
        cls.env.flush_all()
        for table in ("event", "event_head"):
            cls.env.cr.execute(f"DELETE FROM miniprogram_contract_{table}")
        cls.env.invalidate_all()

    def _migrate(self, day):
        self.env.flush_all()
        with self._on(day):
            load_script(file_path(SCRIPT), "post-evidence-log").migrate(
                self.cr, "19.0.1.5.1"
            )
        self.env.invalidate_all()

    def test_the_first_entry_says_since_when_it_is_kept_and_what_was_on_file(self):
        self._migrate("2026-12-01")
        (begun,) = self.signed.event_ids
        self.assertEqual((begun.kind, begun.sequence), ("begun", 1))
        self.assertEqual(str(begun.date.date()), "2026-12-01")
        self.assertIn(self.signed.sent_document_sha256, begun.description)
        self.assertIn(self.signed.signed_document_sha256, begun.description)
        self.assertEqual(self.running.event_ids.kind, "begun")
        self.assertFalse(self.draft.event_ids)
        self.assertFalse((self.signed | self.running)._find_broken_logs())

    def test_it_goes_on_from_there_and_is_begun_only_once(self):
        self._migrate("2026-12-01")
        self.signed._log_event("files_checked")
        self._migrate("2026-12-02")
        kinds = self.signed.event_ids.sorted("sequence").mapped("kind")
        self.assertEqual(kinds, ["begun", "files_checked"])
