# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2.errors import SerializationFailure

from odoo.tests import tagged

from .addon_worker_common import ScratchDatabaseCase


@tagged("post_install", "-at_install", "-standard", "workers")
class TestEvidenceWorkers(ScratchDatabaseCase):
    """Two workers that note something on one contract: no fork, and nothing is lost."""

    def setUp(self):
        super().setUp()
        with self._worker() as env:
            contracts = env["sale.subscription"].search(
                [("is_miniprogram", "=", True), ("event_ids", "=", False)]
            )
            self.contract_id = contracts[:1].id
            self.assertTrue(self.contract_id)

    def _log(self, env, words):
        self._contract(env)._log_event("files_checked", words)
        env.flush_all()

    def _assert_noted(self, *words):
        with self._worker() as env:
            contract = self._contract(env)
            self.assertFalse(contract._find_broken_logs())
            events = contract.event_ids.sorted("sequence")
            self.assertEqual(events.mapped("description"), list(words))

    def _append_at_once(self, first, second):
        """Append an entry while another worker, who saw no other, appends one too."""
        with self._worker() as slow, self._worker() as fast:
            self._contract(slow)._find_broken_logs()  # sees the log as it was
            self._log(fast, first)
            fast.cr.commit()
            # this is the error after which Odoo tries again
            with self._quiet(), self.assertRaises(SerializationFailure):
                self._log(slow, second)
            slow.cr.rollback()
            slow.transaction.reset()
            self._log(slow, second)
            slow.cr.commit()

    def test_the_later_one_tries_again_and_follows_the_other(self):
        with self._worker() as env:
            self._log(env, "此前")
            env.cr.commit()
        self._append_at_once("甲", "乙")
        self._assert_noted("此前", "甲", "乙")

    def test_so_it_is_with_the_first_entries_of_a_log(self):
        self._append_at_once("甲", "乙")
        self._assert_noted("甲", "乙")
