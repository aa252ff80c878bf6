# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase

from ..tools.chinese_text import join_sentences


class TestSentences(BaseCase):
    """Sentences in a row, in either language."""

    def test_no_blank_follows_a_chinese_full_stop(self):
        self.assertEqual(
            join_sentences("我方函件送达时终止。", "最迟于2029-02-28终止。"),
            "我方函件送达时终止。最迟于2029-02-28终止。",
        )
        self.assertEqual(
            join_sentences("Ends on receipt.", "", "Ends on 2029-02-28 at the latest."),
            "Ends on receipt. Ends on 2029-02-28 at the latest.",
        )
