# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models


class AccountMove(models.Model):
    """Credit notes of what is left of invoices that were credited in part before."""

    _inherit = "account.move"

    def _reverse_remainder(self, default_values_list):
        """Credit what is left of these invoices, and settle them with it.

        What was paid becomes an open credit of the customer, as in core. What was
        credited or written off before goes on settling its part.

        :param list default_values_list: values of each credit note, as core takes them
        :return: the credit notes, posted
        """
        self._settle_with_own_credit_notes()
        settled = {move: move._get_settlements_without_money() for move in self}
        credits = {move: matches.credit_move_id for move, matches in settled.items()}
        for move, values in zip(self, default_values_list, strict=True):
            if settled[move]:
                values["line_ids"] = move._prepare_remainder_lines(settled[move])
        credit_notes = self._reverse_moves(default_values_list, cancel=True)
        for move, lines in credits.items():
            for line in lines:
                move.js_assign_outstanding_line(line.id)
        return credit_notes

    def _settle_with_own_credit_notes(self):
        """Settle these invoices with what is open of their own credit notes.

        Core leaves both open where a payment that settled the invoice is undone later.
        """
        for move in self:
            for line in move._get_posted_credit_notes()._get_receivable_lines():
                is_open = not move.currency_id.is_zero(move.amount_residual)
                if is_open and not line.reconciled:
                    move.js_assign_outstanding_line(line.id)

    def _get_settlements_without_money(self):
        """Return what settles a part of this invoice without being a payment.

        :return: ``account.partial.reconcile`` records, of credit notes and write-offs
        """
        self.ensure_one()
        return self._get_receivable_lines().matched_credit_ids.filtered(
            lambda match: (
                match.debit_amount_currency
                and match.credit_move_id.parent_state == "posted"
                and not match.credit_move_id.move_id._is_money()
            )
        )

    def _prepare_remainder_lines(self, settled):
        """Prepare the lines of a credit note of all that is not settled yet.

        What a credit note has credited is deducted from the very line; everything else
        is deducted from all lines in proportion. The tax engine sees to the total.

        :param settled: what settles this invoice: ``account.partial.reconcile`` records
        :rtype: list
        """
        self.ensure_one()
        taxes = self.env["account.tax"]
        base_lines = self._prepare_product_base_lines()
        for credit_note in self._filter_own_credit_notes(settled):
            base_lines += credit_note._prepare_product_base_lines(sign=-1)
        taxes._add_tax_details_in_base_lines(base_lines, self.company_id)
        taxes._round_base_lines_tax_details(base_lines, self.company_id)
        remainder = taxes._prepare_down_payment_lines(
            base_lines,
            self.company_id,
            "fixed",
            self.amount_total - sum(settled.mapped("debit_amount_currency")),
            computation_key=f"rest,{self.id}",
            grouping_function=lambda line: {
                "account_id": line["account_id"],
                "product_id": line["product_id"],
            },
        )
        return [
            Command.create(self._prepare_remainder_line(line)) for line in remainder
        ]

    def _filter_own_credit_notes(self, settled):
        """Return this invoice's credit notes that settle it with all they credit."""
        self.ensure_one()
        credit_notes = self.browse()
        for match in settled:
            move = match.credit_move_id.move_id
            is_whole = not move.currency_id.compare_amounts(
                move.amount_total, match.debit_amount_currency
            )
            if move.reversed_entry_id == self and is_whole:
                credit_notes |= move
        return credit_notes

    def _prepare_product_base_lines(self, sign=1):
        """Prepare this entry's lines for the tax engine.

        :param int sign: -1 for lines that are deducted
        :rtype: list[dict]
        """
        self.ensure_one()
        taxes = self.env["account.tax"]
        products = self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        return [
            taxes._prepare_base_line_for_taxes_computation(
                self._prepare_product_base_line_for_taxes_computation(line),
                quantity=sign * line.quantity,
            )
            for line in products
        ]

    def _prepare_remainder_line(self, base_line):
        """Prepare a line of a credit note.

        :param dict base_line: of the tax engine
        :rtype: dict
        """
        line = self.env["account.move.line"].browse(base_line["id"])
        (values,) = line.with_context(include_business_fields=True).copy_data()
        values.pop("move_id", None)
        taxes = self.env["account.tax"]
        return {
            **values,
            "discount": 0.0,
            "extra_tax_data": taxes._export_base_line_extra_tax_data(base_line),
            "price_unit": base_line["price_unit"],
            "quantity": base_line["quantity"],
        }
