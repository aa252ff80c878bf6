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
        for term in terms.sudo():
            term._forget_invoice()
        if problems := terms.sudo()._invoice():
            raise UserError("\n".join(problems))
        return True

    def _lapse(self):
        """Give these unpaid periods up: cancel drafts, credit posted invoices."""
        invoices = self.invoice_id
        invoices.filtered(lambda move: move.state == "draft").button_cancel()
        posted = self.filtered(
            lambda term: (
                term.invoice_id.state == "posted" and not term._is_settled_unpaid()
            )
        )
        for term in self:
            term.payment_deadline = term.contract_id.payment_deadline
        self.write({"state": "lapsed"})
        settled = (self - posted).invoice_id.with_context(**{WITHOUT_SYNC: True})
        settled._settle_with_own_credit_notes()
        if posted:
            posted._credit_invoices()

    def _credit_invoices(self):
        """Credit what is left of these periods' invoices, all at once."""
        # what is credited here is not money for an invoice that was given up
        invoices = self.invoice_id.with_context(**{WITHOUT_SYNC: True})
        invoices._free_payments_without_entry()
        credit_notes = invoices._reverse_remainder(
            [self._prepare_credit_note(move) for move in invoices]
        ).grouped("reversed_entry_id")
        for term in self:
            term.credit_note_id = credit_notes[term.invoice_id]

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
