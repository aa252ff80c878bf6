# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models
from odoo.tools import format_date

from ..tools.periods import period_end


class SaleSubscription(models.Model):
    """The money: terms and their invoices."""

    _inherit = "sale.subscription"

    def _start_first_term(self):
        """Make the first term of signed contracts and its invoice (note ①)."""
        # sudo: who registers the signed paper need not be an accountant
        terms = self.env["miniprogram.contract.term"].sudo()
        terms.create([contract._prepare_first_term() for contract in self])._invoice()

    def _prepare_first_term(self):
        """Prepare the first term: the whole term, or its first year when paid yearly.

        :rtype: dict
        """
        self.ensure_one()
        years = 1 if self.payment_schedule == "yearly" else self.term_years
        return {
            "contract_id": self.id,
            "sequence": 1,
            "kind": "initial",
            "years": years,
            "date_start": self.contract_date_start,
            "date_end": period_end(self.contract_date_start, years),
            "amount": self._get_period_amount(years),
        }

    def _prepare_term_invoice(self, term):
        """Prepare the invoice of a term.

        :param term: one term of this contract
        :rtype: dict
        """
        self.ensure_one()
        partner = self.partner_invoice_id or self.partner_id
        values = {
            **self._prepare_order_invoice(),
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "fiscal_position_id": self.fiscal_position_id.id,
            "invoice_date": self.company_id._contract_today(),
            "invoice_origin": self.contract_number,
            "invoice_user_id": self.user_id.id,
            "partner_id": partner.id,
            "partner_shipping_id": (self.partner_shipping_id or self.partner_id).id,
            "payment_reference": self.contract_number,
            "subscription_id": self.id,
            "team_id": self.crm_team_id.id,
            "invoice_line_ids": [
                Command.create(vals) for vals in self._prepare_term_invoice_lines(term)
            ],
        }
        if self.journal_id:
            values["journal_id"] = self.journal_id.id
        return values

    def _prepare_order_invoice(self):
        """Prepare what the first invoice takes from the order: terms, payments, texts.

        :rtype: dict
        """
        self.ensure_one()
        if not self.sale_order_id:
            partner = self.partner_invoice_id or self.partner_id
            return {"invoice_payment_term_id": partner.property_payment_term_id.id}
        return self.sale_order_id._prepare_invoice()

    def _prepare_term_invoice_lines(self, term):
        """Prepare the lines of a term's invoice.

        :param term: one term of this contract
        :rtype: list[dict]
        """
        self.ensure_one()
        period = self._describe_period(term)
        return [
            {
                **line._prepare_invoice_line(term.years, period),
                "sale_line_ids": [Command.set(line.sale_line_id.ids)],
            }
            for line in self.sale_subscription_line_ids
        ]

    def _describe_period(self, term):
        """Write a term's period in the customer's language.

        :param term: one term of this contract
        :rtype: str
        """
        self.ensure_one()
        contract = self.with_context(lang=self.partner_id.lang or self.env.lang)
        env = contract.env
        return env._(
            "Service period %(start)s to %(end)s (years: %(years)s)",
            start=format_date(env, term.date_start),
            end=format_date(env, term.date_end),
            years=term.years,
        )
