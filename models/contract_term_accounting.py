# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields, models
from odoo.exceptions import UserError


class ContractTerm(models.Model):
    """What accounting does, and how the ledger follows.

    Paid is what the money says, never the label ``payment_state``, which stays "paid"
    when a payment bounces and calls a written-off invoice paid.
    """

    _inherit = "miniprogram.contract.term"

    def _sync_with_accounting(self):
        """Bring these terms in line with their invoices and payments.

        It may run at any time and as often as one likes: only a term whose state
        changes is touched.
        """
        changed = self.browse()
        for term in self.filtered(lambda term: term.state != "lapsed"):
            state = term._get_accounting_state()
            term._note_posting()
            if state != term.state:
                term._set_state(state)
                changed |= term
        if changed:
            changed.contract_id._follow_ledger()

    def _get_accounting_state(self):
        """Say what accounting says of this term.

        :return: ``planned`` without an invoice that can be paid, else ``invoiced`` or
            ``paid``
        :rtype: str
        """
        self.ensure_one()
        invoice = self.invoice_id
        if self.is_opening or (invoice and self._is_paid()):
            return "paid"
        if not invoice or invoice.state == "cancel" or self._is_settled_unpaid():
            return "planned"
        return "invoiced"

    def _is_paid(self):
        """Tell whether living payments cover all of the posted invoice."""
        self.ensure_one()
        invoice = self.invoice_id
        if invoice.state != "posted":
            return False
        currency = invoice.currency_id
        if currency.is_zero(invoice.amount_total):
            return True
        if currency.is_zero(invoice.amount_residual):
            return self._is_settled_by_living_payments()
        return (
            currency.compare_amounts(
                self._get_payments_without_entry(), invoice.amount_residual
            )
            >= 0
        )

    def _is_settled_by_living_payments(self):
        """Tell whether a payment or bank line settled it, and nothing of it is dead."""
        self.ensure_one()
        entries = self._get_settling_entries()
        return entries._is_money() and self._are_living(entries)

    def _is_settled_unpaid(self):
        """Tell whether nothing is left though nobody paid: credited, written off."""
        self.ensure_one()
        invoice = self.invoice_id
        if invoice.state != "posted" or not invoice.currency_id.is_zero(
            invoice.amount_residual
        ):
            return False
        entries = self._get_settling_entries()
        return not entries._is_money() and self._are_living(entries)

    def _are_living(self, entries):
        """Tell whether these entries, and the payments they are of, all stand.

        What is set back to draft stays reconciled, and settles nothing.
        """
        return all(entry.state == "posted" for entry in entries) and all(
            payment._is_living() for payment in entries.origin_payment_id
        )

    def _get_settling_entries(self):
        """Collect the journal entries that this invoice is reconciled with."""
        self.ensure_one()
        receivables = self.invoice_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        return (
            receivables.matched_credit_ids.credit_move_id.move_id
            | receivables.matched_debit_ids.debit_move_id.move_id
        )

    def _get_payments_without_entry(self):
        """Sum up what living payments pay that no journal entry stands for.

        :return: the sum in the invoice's currency
        :rtype: float
        """
        self.ensure_one()
        invoice = self.invoice_id
        payments = invoice.matched_payment_ids._filter_without_entry()
        if not payments:
            return 0.0
        # one that is for several invoices pays each no more than its share
        others = payments.invoice_ids.matched_payment_ids._filter_without_entry()
        shares = others._share_out(invoice.currency_id)
        return sum(shares[payment, invoice] for payment in payments)

    def _note_posting(self):
        """Note the day on which the invoice was posted, the last time that counts."""
        self.ensure_one()
        is_posted = self.invoice_id.state == "posted"
        if is_posted != bool(self.invoiced_on):
            self.invoiced_on = is_posted and self.company_id._contract_today()

    def _set_state(self, state):
        """Move to a state and say so where people look for it.

        :param str state: ``planned``, ``invoiced`` or ``paid``
        """
        self.ensure_one()
        former = self.state
        self.state = state
        if former == "paid":
            self.fell_back_on = self.company_id._contract_today()
            self.contract_id._report(
                self.env._("The payment of %s fell back.", self.display_name)
            )
        if state == "planned":
            self.contract_id._report(
                self.env._(
                    "The invoice of %s was cancelled, credited, written off or "
                    "deleted. It is not invoiced again by itself: invoice it again, "
                    "or end the contract.",
                    self.display_name,
                )
            )

    def action_invoice_again(self):
        """Make a new invoice for a period whose invoice was cancelled or credited.

        :raises UserError: when the term has an invoice that can be paid
        """
        self.contract_id._check_manager()
        terms = self.filtered(lambda term: term.state == "planned")
        # sudo: the ledger is written by the contract only
        for term in terms.sudo():
            term._forget_invoice()
        terms.sudo()._invoice()
        return True

    def _forget_invoice(self):
        """Keep the invoice among the former ones: another can take its place."""
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

    def _lapse(self):
        """Give these unpaid periods up: drafts cancelled, posted invoices credited."""
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
        if posted:
            posted._credit_invoices()

    def _credit_invoices(self):
        """Credit what is left of these periods' invoices, all at once."""
        invoices = self.invoice_id
        invoices._free_payments_without_entry()
        credit_notes = invoices._reverse_rest(
            [self._prepare_credit_note(move) for move in invoices]
        ).grouped("reversed_entry_id")
        for term in self:
            term.credit_note_id = credit_notes[term.invoice_id]

    def _report_credit_note(self):
        """Tell of a credit note beside the payment of these periods."""
        for term in self:
            term.contract_id._report_once(
                self.env._(
                    "A credit note of all of %s was posted. It was paid and stays "
                    "paid: end the contract if it is not to go on.",
                    term.display_name,
                )
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
            "ref": self.env._("Period not served: %s", invoice.name),
            "subscription_id": invoice.subscription_id.id,
        }

    def action_grant_time(self, grace_until, reason):
        """Give the customer more time to pay.

        :param date grace_until: the last day on which the period can be paid
        :param str reason: why
        :raises UserError: not a manager, not waiting for payment, a day in the past, no
            reason
        """
        for term in self:
            contract = term.contract_id
            contract._check_manager()
            contract._begin("signed", "active")
            term._check_grace(fields.Date.to_date(grace_until), reason)
            # sudo: the ledger is written by the contract only
            term.sudo().grace_until = grace_until
            contract.message_post(
                body=self.env._(
                    "More time to pay, until %(day)s: %(reason)s",
                    day=grace_until,
                    reason=reason.strip(),
                )
            )
            term._make_grant_letter()
        return True

    def _check_grace(self, day, reason):
        self.ensure_one()
        _ = self.env._
        problems = []
        if self.state != "invoiced":
            problems.append(_("Term: one that waits for its payment."))
        if not day or day < self.company_id._contract_today():
            problems.append(_("More Time until: today or a later day."))
        if not (reason or "").strip():
            problems.append(_("Reason: say why."))
        if problems:
            raise UserError("\n".join(problems))
