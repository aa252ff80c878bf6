# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from .common import ContractCommon

RATES = st.sampled_from([0, 1, 3, 5, 6, 9, 13, 13.33])
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "price_unit": st.floats(0.07, 20000).map(lambda price: round(price, 4)),
            "quantity": st.sampled_from([1, 1, 2, 3, 0.35, 3.33]),
            "discount": st.sampled_from([0, 0, 5, 7.77, 33.33]),
            "taxes": st.sets(st.integers(0, 3), max_size=2),
        }
    ),
    min_size=1,
    max_size=5,
)


@tagged("post_install", "-at_install")
class TestAgreedTotals(ContractCommon):
    """Lines that come to an agreed total, whatever their taxes have become."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.taxes = [
            cls.tax_6,
            cls._create_tax("附加", 2),
            cls._create_tax("含税", 13, price_include_override="tax_included"),
            cls._create_tax("定额", 1.23, amount_type="fixed"),
        ]

    def _count(self, lines):
        """Return what an invoice of these lines amounts to."""
        taxes = self.env["account.tax"]
        base_lines = [taxes._prepare_base_line_of_vals(l, self.cny) for l in lines]
        return taxes._count_total(base_lines, self.company)

    def _prepare(self, lines, total):
        return self.env["account.tax"]._prepare_lines_of_total(
            lines, self.company, self.cny, total
        )

    @settings(
        deadline=None,
        derandomize=True,
        max_examples=150,
        suppress_health_check=[HealthCheck.differing_executors],
    )
    @given(
        lines=LINES,
        rates=st.tuples(RATES, RATES, RATES),
        method=st.sampled_from(["round_globally", "round_per_line"]),
    )
    def test_whatever_taxes_become_the_total_stays(self, lines, rates, method):
        self.company.tax_calculation_rounding_method = method
        self._set_rates(6, 2, 13)
        lines = [
            {
                **{name: line[name] for name in ("price_unit", "quantity", "discount")},
                "tax_ids": [Command.set([self.taxes[n].id for n in line["taxes"]])],
            }
            for line in lines
        ]
        total = self._count(lines)
        self.assertIs(self._prepare(lines, total), lines)
        self._set_rates(*rates)
        prepared = self._prepare(lines, total)
        self.assertEqual(self.cny.compare_amounts(self._count(prepared), total), 0)
        self.assertEqual(
            [line["tax_ids"] for line in prepared], [line["tax_ids"] for line in lines]
        )

    def _set_rates(self, *rates):
        for tax, rate in zip(self.taxes, rates, strict=False):
            tax.amount = rate

    def test_notes_and_titles_stay_between_the_lines(self):
        lines = [
            {"display_type": "line_section", "name": "套餐"},
            {
                "display_type": "product",
                "price_unit": 100.0,
                "quantity": 1.0,
                "tax_ids": [Command.set(self.tax_6.ids)],
            },
            {"display_type": "line_note", "name": "备注"},
        ]
        section, line, note = self._prepare(lines, 109.0)
        self.assertEqual((section, note), (lines[0], lines[2]))
        self.assertEqual(self._count([line]), 109.0)

    def test_what_costs_nothing_comes_to_no_total(self):
        line = {"price_unit": 0.0, "quantity": 1.0, "tax_ids": []}
        self.assertEqual(self._prepare([line], 109.0), [line])
        self.assertEqual(self._prepare([], 109.0), [])
