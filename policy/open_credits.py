# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is left of a payer's money after some of it was given back.

Nobody need have reconciled what was given back: then both stand open in the books, and
only the difference is there.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Money that came from a payer and pays nothing yet.

    ``key`` identifies it, ``left`` is what is left of it. ``is_disregarded``: it was
    said to be for something else.
    """

    key: object
    payer: object
    day: date
    left: Decimal
    is_disregarded: bool = False


@dataclass(frozen=True, kw_only=True)
class GivenBack:
    """Money that went back to a payer and is set off against nothing yet.

    ``source`` is the key of the receipt that it gives back, where that is known.
    """

    payer: object
    day: date
    amount: Decimal
    source: object = None


def left_after_giving_back(*, receipts, given_back):
    """Return what is left of each receipt.

    What was given back is taken from the receipt that it is known to give back. Else
    it is taken from what the same payer had paid by then: from a receipt of the same
    amount, then from those that were said to be for something else, then from the
    oldest. What came afterwards cannot have been meant.

    :param receipts: of :class:`Receipt`
    :param given_back: of :class:`GivenBack`
    :return: of each receipt's key, what is left of it
    :rtype: dict[object, Decimal]
    """
    left = {receipt.key: receipt.left for receipt in receipts}
    for back in sorted(given_back, key=lambda back: (back.source is None, back.day)):
        amount = back.amount
        for receipt in _sort_candidates(receipts, back):
            taken = min(amount, left[receipt.key])
            left[receipt.key] -= taken
            amount -= taken
    return left


def _sort_candidates(receipts, back):
    """Return the receipts that money may give back, the likeliest first."""
    if back.source is not None:
        return [receipt for receipt in receipts if receipt.key == back.source]
    return sorted(
        (
            receipt
            for receipt in receipts
            if receipt.payer == back.payer and receipt.day <= back.day
        ),
        key=lambda receipt: (
            receipt.left != back.amount,
            not receipt.is_disregarded,
            receipt.day,
        ),
    )
