# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..policy.prices import signed_period_price, signed_yearly_price
from ..policy.terms import INITIAL, INSTALMENT, RENEWAL
from .policy_common import PolicyCase, case, examples

PRICES = st.decimals("0.01", 10**9, places=2)
YEARS = st.integers(1, 30)

PERIODS = [
    case(
        "Paid at once, the first term costs what the paper says.",
        Decimal("317.71"),
        kind=INITIAL,
        years=3,
        is_yearly=False,
        whole=Decimal("317.71"),
        yearly=Decimal("105.90"),
    ),
    case(
        "Paid year by year, the first year costs a year.",
        Decimal("7208.00"),
        kind=INITIAL,
        years=1,
        is_yearly=True,
        whole=Decimal("21624.00"),
        yearly=Decimal("7208.00"),
    ),
    case(
        "Imported with two years paid, these cost two years.",
        Decimal("14416.00"),
        kind=INITIAL,
        years=2,
        is_yearly=True,
        whole=Decimal("21624.00"),
        yearly=Decimal("7208.00"),
    ),
    case(
        "An instalment costs a year.",
        Decimal("7208.00"),
        kind=INSTALMENT,
        years=1,
        is_yearly=True,
        whole=Decimal("21624.00"),
        yearly=Decimal("7208.00"),
    ),
    case(
        "A renewal of two years costs two years, also after payment at once.",
        Decimal("211.80"),
        kind=RENEWAL,
        years=2,
        is_yearly=False,
        whole=Decimal("317.71"),
        yearly=Decimal("105.90"),
    ),
]

YEARLY_PRICES = [
    case(
        "Paid year by year it is a part of the whole, whatever was counted since.",
        Decimal("7208.00"),
        whole=Decimal("21624.00"),
        years=3,
        is_yearly=True,
        counted=Decimal("7412.00"),
    ),
    case(
        "Paid at once it is what was counted, where only rounding differs.",
        Decimal("105.90"),
        whole=Decimal("317.71"),
        years=3,
        is_yearly=False,
        counted=Decimal("105.90"),
    ),
    case(
        "Counted otherwise since, it follows from the paper.",
        Decimal("105.90"),
        whole=Decimal("317.71"),
        years=3,
        is_yearly=False,
        counted=Decimal("108.90"),
    ),
]


@tagged("post_install", "-at_install")
class TestSignedPrices(PolicyCase):
    """What a period costs as both sides signed it."""

    def test_periods(self):
        self.assert_cases(signed_period_price, PERIODS)

    def test_yearly_prices_of_earlier_contracts(self):
        self.assert_cases(signed_yearly_price, YEARLY_PRICES)

    @examples
    @given(PRICES, YEARS)
    def test_instalments_add_up_to_the_signed_price(self, yearly, years):
        whole = yearly * years
        values = {"is_yearly": True, "whole": whole, "yearly": yearly, "years": 1}
        first = signed_period_price(kind=INITIAL, **values)
        later = signed_period_price(kind=INSTALMENT, **values)
        self.assertEqual(first + later * (years - 1), whole)
        found = signed_yearly_price(
            whole=whole, years=years, is_yearly=True, counted=Decimal(0)
        )
        self.assertEqual(found, yearly)
