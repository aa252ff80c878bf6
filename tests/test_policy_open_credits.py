# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ..policy.open_credits import GivenBack, Receipt, left_after_giving_back
from .policy_common import DAYS, PolicyCase, case, examples, on

AMOUNTS = st.integers(1, 10_000).map(lambda fen: Decimal(fen) / 100)
PAYERS = st.sampled_from("甲乙")


def receipt(key, day, left, payer="甲", *, is_disregarded=False):
    return Receipt(
        key=key,
        payer=payer,
        day=on(day),
        left=Decimal(left),
        is_disregarded=is_disregarded,
    )


def back(day, amount, payer="甲", source=None):
    return GivenBack(payer=payer, day=on(day), amount=Decimal(amount), source=source)


class TestOpenCredits(PolicyCase):
    """What is left of a payer's money after some was given back."""

    def test_what_was_given_back_is_no_longer_there(self):
        first = receipt("first", "2027-01-10", 7208)
        second = receipt("second", "2027-02-10", 1000)
        self.assert_cases(
            left_after_giving_back,
            [
                case(
                    "nothing was",
                    {"first": 7208, "second": 1000},
                    receipts=[first, second],
                    given_back=[],
                ),
                case(
                    "of the same amount",
                    {"first": 7208, "second": 0},
                    receipts=[first, second],
                    given_back=[back("2027-02-11", 1000)],
                ),
                case(
                    "more than one receipt",
                    {"first": 0, "second": 500},
                    receipts=[first, second],
                    given_back=[back("2027-02-11", 7708)],
                ),
                case(
                    "before it came",
                    {"second": 1000},
                    receipts=[second],
                    given_back=[back("2027-02-01", 1000)],
                ),
                case(
                    "to somebody else",
                    {"first": 7208},
                    receipts=[first],
                    given_back=[back("2027-02-01", 7208, payer="乙")],
                ),
                case(
                    "from what is known to be its source, and nothing else",
                    {"first": 7208, "second": 0},
                    receipts=[first, second],
                    given_back=[back("2027-02-11", 7208, source="second")],
                ),
                case(
                    "of a receipt that was for something else",
                    {"other": 8000, "first": 7208},
                    receipts=[
                        receipt("other", "2027-01-20", 9000, is_disregarded=True),
                        first,
                    ],
                    given_back=[back("2027-02-11", 1000)],
                ),
            ],
        )

    @examples
    @given(
        receipts=st.lists(
            st.builds(
                Receipt,
                key=st.integers(),
                payer=PAYERS,
                day=DAYS,
                left=AMOUNTS,
                is_disregarded=st.booleans(),
            ),
            unique_by=lambda receipt: receipt.key,
        ),
        given_back=st.lists(
            st.builds(
                GivenBack,
                payer=PAYERS,
                day=DAYS,
                amount=AMOUNTS,
                source=st.none() | st.integers(),
            )
        ),
    )
    def test_never_more_is_taken_than_came_or_than_was_given_back(
        self, receipts, given_back
    ):
        left = left_after_giving_back(receipts=receipts, given_back=given_back)
        self.assertEqual(left.keys(), {receipt.key for receipt in receipts})
        self.assertTrue(all(0 <= left[r.key] <= r.left for r in receipts))
        taken = sum(receipt.left - left[receipt.key] for receipt in receipts)
        self.assertLessEqual(taken, sum(back.amount for back in given_back))
