# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class AccountTax(models.Model):
    """Down payments of orders, without the lines that a contract bills."""

    _inherit = "account.tax"

    def _prepare_down_payment_lines(self, base_lines, *args, **kwargs):
        """Leave contract lines out of an order's down payment."""
        billable = [line for line in base_lines if not self._is_contract_line(line)]
        return super()._prepare_down_payment_lines(billable, *args, **kwargs)

    def _is_contract_line(self, base_line):
        """Whether a base line is an order line that a contract bills.

        :param dict base_line: a line of the tax engine
        """
        record = base_line["record"]
        return (
            isinstance(record, models.BaseModel)
            and record._name == "sale.order.line"
            and bool(record._filter_contract_lines())
        )
