# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from ..policy.event_chain import (
    FIRST,
    Texts,
    chain,
    find_first_break,
    to_file,
)
from .policy_common import PolicyCase, examples

WORDS = st.text(max_size=20)
TEXTS = st.builds(Texts, salt=WORDS, actor=WORDS, ip_address=WORDS, description=WORDS)


def make_log(all_texts):
    """Return a log with these texts."""
    log, previous = [], FIRST
    for sequence, texts in enumerate(all_texts, start=1):
        entry = chain(
            sequence=sequence,
            kind="sent",
            date=f"2026-06-{sequence:02} 04:00:00",
            document_sha256="",
            texts=texts,
            previous_sha256=previous,
        )
        log.append(entry)
        previous = entry.sha256
    return log


def find_break(log, whole):
    """Return the first break of a log of which the head says that it is whole."""
    return find_first_break(log, count=len(whole), last_sha256=whole[-1].sha256)


class TestEventChain(PolicyCase):
    """A log of which nothing can be changed, left out or put in unnoticed."""

    def test_an_empty_log_is_whole(self):
        self.assertIsNone(find_first_break([], count=0, last_sha256=FIRST))
        self.assertEqual(find_first_break([], count=1, last_sha256="a"), 1)

    @examples
    @given(all_texts=st.lists(TEXTS, min_size=1, max_size=6))
    def test_what_was_appended_is_whole(self, all_texts):
        log = make_log(all_texts)
        self.assertIsNone(find_break(log, log))

    @examples
    @given(
        all_texts=st.lists(TEXTS, min_size=1, max_size=6),
        place=st.integers(0, 5),
        name=st.sampled_from(
            ["actor", "date", "description", "document_sha256", "ip_address", "kind"]
        ),
    )
    def test_what_was_changed_is_found_at_its_place(self, all_texts, place, name):
        log = make_log(all_texts)
        place %= len(log)
        changed, entry = list(log), log[place]
        if name in Texts._fields:
            texts = entry.texts._replace(**{name: getattr(entry.texts, name) + "x"})
            changed[place] = entry._replace(texts=texts)
        else:
            changed[place] = entry._replace(**{name: getattr(entry, name) + "x"})
        self.assertEqual(find_break(changed, log), place + 1)

    @examples
    @given(
        all_texts=st.lists(TEXTS, min_size=2, max_size=6),
        place=st.integers(0, 5),
    )
    def test_what_was_left_out_is_found(self, all_texts, place):
        log = make_log(all_texts)
        place %= len(log)
        shorter = log[:place] + log[place + 1 :]
        self.assertEqual(find_break(shorter, log), place + 1)

    def test_a_log_that_was_written_anew_does_not_end_as_the_old_one(self):
        log = make_log([Texts("a", description="已签署"), Texts("b")])
        forged = make_log([Texts("a", description="未签署"), Texts("b")])
        self.assertEqual(find_break(forged, log), 3)

    def test_texts_that_were_deleted_leave_it_whole(self):
        log = make_log([Texts("a", actor="李静"), Texts("b"), Texts("c")])
        kept = [log[0]._replace(texts=None), *log[1:]]
        self.assertIsNone(find_break(kept, log))

    @examples
    @given(all_texts=st.lists(TEXTS, min_size=1, max_size=6))
    def test_the_file_is_checked_with_a_tool_that_hashes_lines(self, all_texts):
        log = make_log(all_texts)
        lines = to_file(log).split("\n")
        self.assertEqual(len(lines), 2 * len(log) + 1)
        previous = FIRST
        for texts, entry in zip(lines[::2], lines[1::2], strict=False):
            values = json.loads(entry)
            digest = sha256(texts.encode()).hexdigest()
            self.assertEqual(values["texts_sha256"], digest)
            self.assertEqual(values["previous_sha256"], previous)
            previous = sha256(entry.encode()).hexdigest()
        self.assertEqual(previous, log[-1].sha256)
