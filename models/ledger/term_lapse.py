# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models
from odoo.exceptions import UserError

from ..party.company_language import in_company_language
from .account_move_settlement import WITHOUT_SYNC


class ContractTerm(models.Model):
    """Periods that are given up: what is left of their invoices is credited."""

    _inherit = "miniprogram.contract.term"

    def action_invoice_again(self):
        """Make a new invoice for a period whose invoice was cancelled or credited.

        A term whose invoice can be paid is left as it is.

        :raises UserError: not a manager; another invoice may be the period's; or
            accounting cannot give the signed price
        """
        self.contract_id._check_manager()
        terms = self.filtered(lambda term: term.state == "planned")
        terms.contract_id._check_invoices_assigned()
        # sudo: the ledger is written by the contract only
        terms.sudo()._withdraw_invoices()
        for term in terms.sudo():
            term._forget_invoice()
        if problems := terms.sudo()._invoice():
            raise UserError("\n".join(problems))
        return True

    def _lapse(self):
        """Give these unpaid periods up, and withdraw their invoices."""
        for term in self:
            term.payment_deadline = term.contract_id.payment_deadline
        self.write({"state": "lapsed"})
        for term in self:  # nobody pays it or invoices it any more
            term._withdraw_payment_warnings()
            term._withdraw_invoice_warnings()
        credit_notes = self._withdraw_invoices().grouped("reversed_entry_id")
        for term in self.filtered(lambda term: term.invoice_id in credit_notes):
            term.credit_note_id = credit_notes[term.invoice_id]

    def _withdraw_invoices(self, **values):
        """Cancel the drafts of these periods, and credit what is left of the others.

        What was credited or written off altogether is not credited twice. What was
        paid becomes the customer's open credit.

        :param values: of the credit notes, where they differ from those of a period
            that is given up
        :return: the credit notes, posted
        """
        # what is credited here is not money for an invoice that was given up
        terms = self.with_context(**{WITHOUT_SYNC: True})
        terms.invoice_id.filtered(lambda move: move.state == "draft").button_cancel()
        posted = terms.filtered(lambda term: term.invoice_id.state == "posted")
        settled = posted.filtered(lambda term: term._is_settled_unpaid())
        settled.invoice_id._settle_with_own_credit_notes()
        invoices = (posted - settled).invoice_id
        invoices._free_payments_without_entry()
        return invoices._reverse_remainder(
            [{**self._prepare_credit_note(move), **values} for move in invoices]
        )

    @in_company_language
    def _warn_of_credit_note(self):
        """Warn that these paid periods were credited, and stay paid."""
        for term in self:
            term.contract_id._warn_responsible_once(
                ("credited_although_paid", term),
                self.env._(
                    "A credit note for the full amount of %s was posted. The term was "
                    "paid and stays paid: end the contract if it is not to continue.",
                    term.display_name,
                ),
            )

    def _prepare_credit_note(self, invoice):
        """Prepare the credit note of a period that is given up.

        :param invoice: the period's invoice
        :rtype: dict
        """
        today = invoice.company_id._contract_today()
        return {
            "date": max(today, invoice.date),
            "invoice_date": today,
            "invoice_date_due": today,
            "ref": self._get_paper_env()._("Period not served: %s", invoice.name),
            "subscription_id": invoice.subscription_id.id,
        }

    def _get_paper_env(self):
        """Return an environment that speaks the language of the contract's papers."""
        lang = self.company_id[:1]._get_paper_lang()
        return self.with_context(lang=lang).env

    def _forget_invoice(self):
        """Move the invoice to the former ones, so that another can take its place."""
        self.ensure_one()
        self.write(
            {
                "state": "planned",
                "former_invoice_ids": [Command.link(self.invoice_id.id)]
                if self.invoice_id
                else [],
                "invoice_id": False,
                "invoiced_on": False,
            }
        )
