# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo import api, models

from ...policy.openings import OpeningProblem, find_opening_problems
from ...tools.documents import decode_scan
from ..party.typed_day import describe_days, read_day
from .contract_opening import LINES

DATES = ("purchase_date", "contract_date_start", "contract_date_end", "paid_until")


class SaleSubscription(models.Model):
    """What a running contract needs: problems by row and column, found beforehand."""

    _inherit = "sale.subscription"

    @api.model
    def _find_opening_problems(self, vals_list):
        """Find what is missing or wrong in the values of running contracts.

        :param list vals_list: what they would be created with
        :return: for each of them its problems: the column (the path of a field) and
            what is wrong with it, in the user's words
        :rtype: list[list[tuple[str, str]]]
        """
        numbers = [self._get_opening_key(vals) for vals in vals_list]
        counts, taken = Counter(numbers), self._find_taken_numbers(numbers)
        problems = [
            [
                *self._get_opening_number_problems(key, counts, taken),
                *self._get_opening_party_problems(vals),
                *self._get_opening_line_problems(vals),
                *self._get_opening_date_problems(vals),
                *self._get_opening_paper_problems(vals),
            ]
            for key, vals in zip(numbers, vals_list, strict=True)
        ]
        return [
            [
                (column, f"{self._describe_column(column)}: {text}")
                for column, text in found
            ]
            for found in problems
        ]

    @api.model
    def _get_opening_key(self, vals):
        """Return company and number, which no two contracts share."""
        number = (vals.get("contract_number") or "").strip()
        return self._get_opening_company(vals).id, number

    @api.model
    def _find_taken_numbers(self, keys):
        """Find which of these numbers their companies have used already.

        :param keys: pairs of a company's id and a number
        :rtype: set[tuple]
        """
        # sudo: a number is taken even if the user cannot read that contract
        contracts = self.sudo().with_context(active_test=False)
        found = contracts.search_fetch(
            [("contract_number", "in", [number for _company, number in keys])],
            ["company_id", "contract_number"],
        )
        return {
            (contract.company_id.id, contract.contract_number) for contract in found
        }

    @api.model
    def _describe_column(self, column):
        """Return the label of the field that a column is for."""
        model, label = self, ""
        for name in column.split("/"):
            field = model._fields[name]
            label = field._description_string(self.env)
            model = self.env.get(field.comodel_name)
        return label

    def _get_opening_number_problems(self, key, counts, taken):
        _ = self.env._
        if not key[1]:
            yield "contract_number", _("the number that the signed paper bears.")
        elif counts[key] > 1:
            yield "contract_number", _("“%s” appears twice.", key[1])
        elif key in taken:
            yield "contract_number", _("“%s” belongs to another contract.", key[1])

    def _get_opening_party_problems(self, vals):
        _ = self.env._
        if not vals.get("partner_id"):
            yield "partner_id", _("the customer who signed.")
        if not self._get_opening_plan(vals):
            yield "template_id", _("a contract plan.")

    def _get_opening_line_problems(self, vals):
        _ = self.env._
        lines = self._get_opening_lines(vals)
        if not lines or not all(line.get("product_id") for line in lines):
            yield f"{LINES}/product_id", _("the package or app that is paid for.")
        elif sum(map(self._get_opening_price, lines)) <= 0:
            yield f"{LINES}/price_unit", _("a yearly price of more than zero.")

    @api.model
    def _get_opening_price(self, line):
        """Return a line's yearly price; a blank one is the product's."""
        price = line.get("price_unit", False)
        if price is False:
            price = self.env["product.product"].browse(line["product_id"]).lst_price
        quantity = line.get("product_uom_qty") or 1.0
        return price * quantity * (1 - (line.get("discount") or 0.0) / 100)

    def _get_opening_paper_problems(self, vals):
        _ = self.env._
        appid = vals.get("miniprogram_appid")
        platform = vals.get("miniprogram_platform")
        if not self._is_appid_of(platform, appid):
            yield "miniprogram_appid", _("“%s” is not one that WeChat issues.", appid)
        if vals.get("signed_scan"):
            try:
                decode_scan(vals["signed_scan"])
            except ValueError:
                yield "signed_scan", _("a PDF, JPEG or PNG file.")

    def _get_opening_date_problems(self, vals):
        """Return the problems of the dates; periods are checked once all are there."""
        if wrong := list(self._get_wrong_date_problems(vals)):
            return wrong
        if missing := list(self._get_missing_date_problems(vals)):
            return missing
        if not self._get_opening_plan(vals):
            return []
        return self._get_opening_period_problems(vals)

    def _get_wrong_date_problems(self, vals):
        for column in DATES:
            if vals.get(column) and not read_day(vals[column]):
                yield column, f"{describe_days(self.env)}."

    def _get_missing_date_problems(self, vals):
        _ = self.env._
        if not (vals.get("purchase_date") or vals.get("contract_date_start")):
            yield "purchase_date", _("the day of purchase, on which it started.")
        if not vals.get("paid_until"):
            yield "paid_until", _("the last day that is paid.")

    def _get_opening_period_problems(self, vals):
        opening = self._read_opening(vals)
        problems = find_opening_problems(
            opening=opening,
            renewal_years=self._get_opening_plan(vals).renewal_years,
            today=self._get_opening_company(vals)._contract_today(),
        )
        return [
            self._describe_opening_problem(problem, opening) for problem in problems
        ]

    @api.model
    def _describe_opening_problem(self, problem, opening):
        """Return what is wrong with the periods of a running contract, in words.

        :param OpeningProblem problem: what it is
        :param Opening opening: the periods
        :return: the column and what is wrong with it, in the user's words
        :rtype: tuple[str, str]
        """
        _ = self.env._
        if problem is OpeningProblem.NO_YEARS:
            return "term_years", _("one whole year or more.")
        if problem is OpeningProblem.OTHER_END:
            return "contract_date_end", _(
                "%(years)s years from %(start)s end on %(end)s; a later end has to be "
                "that of a paid renewal.",
                years=opening.years,
                start=opening.start,
                end=opening.signed_end,
            )
        return "paid_until", self._describe_opening_payment(problem, opening)

    @api.model
    def _describe_opening_payment(self, problem, opening):
        _ = self.env._
        if problem is OpeningProblem.PAID_BEFORE_START:
            return _("not before the contract starts, on %s.", opening.start)
        if problem is OpeningProblem.PAID_IN_PART:
            return _(
                "a one-off payment covers the whole term, until %s or later.",
                opening.signed_end,
            )
        if problem is OpeningProblem.PAID_IN_MID_YEAR:
            return _(
                "with yearly payments, the end of a year counted from %s.",
                opening.start,
            )
        return _(
            "%s is too long ago: even a renewal would have ended. Only running "
            "contracts can be imported.",
            opening.paid_until,
        )
