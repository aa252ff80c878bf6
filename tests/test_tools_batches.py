# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase

from ..tools.batches import in_batches


class Records:
    """What the walk asks of records, and what it did to them in turn."""

    def __init__(self, ids, done=None):
        self.ids, self.done = ids, [] if done is None else done
        self.env = self

    def __len__(self):
        return len(self.ids)

    def browse(self, ids):
        self.done.append(ids)
        return Records(ids, self.done)

    def flush_all(self):
        self.done.append("written")

    def invalidate_all(self):
        self.done.append("forgotten")


class TestBatches(BaseCase):
    """Many records are walked a few at a time, and each few are written before."""

    def test_each_batch_is_written_and_forgotten_before_the_next(self):
        records = Records([1, 2, 3, 4, 5])
        walked = [batch.ids for batch in in_batches(records, size=2)]
        self.assertEqual(walked, [[1, 2], [3, 4], [5]])
        after = ["written", "forgotten"]
        self.assertEqual(records.done, [[1, 2], *after, [3, 4], *after, [5], *after])

    def test_of_nothing_nothing_is_done(self):
        records = Records([])
        self.assertEqual(list(in_batches(records)), [])
        self.assertEqual(records.done, [])
