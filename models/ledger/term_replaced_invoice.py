# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..contract.contract import LIVE_STATES
from ..party.company_language import in_company_language


class ContractTerm(models.Model):
    """Which invoice a period has, when accounting replaced the one it was made with."""

    _inherit = "miniprogram.contract.term"

    # Payments stay linked to the invoice that they paid; bank lines do not
    former_money_ids = fields.Many2many(
        comodel_name="account.move",
        relation="miniprogram_contract_term_former_money_rel",
        string="Money of Former Invoices",
        help="The entries of bank lines, and of money booked by hand, that paid the "
        "invoice of this period when it was reversed or set to draft: they pay the one "
        "that takes its place.",
    )

    @api.private
    def action_replace_invoice(self, invoice, reason):
        """Let another invoice of the contract take the place of this period's.

        The one before is cancelled or credited, and what was paid of it pays the other.

        :param invoice: an ``account.move`` that no period has
        :param str reason: why
        :raises UserError: neither a manager nor an accountant, a period that is paid or
            given up, an invoice of another period or contract, another amount without
            a manager, no reason
        """
        self.ensure_one()
        self.contract_id._check_manager_or_accountant()
        # sudo: contract managers need not be accountants, who only read the ledger
        term, move = self.sudo(), invoice.sudo()
        term.contract_id._lock_in_state(*LIVE_STATES)
        term._check_replacement(move, reason)
        term._replace_invoice(move, reason.strip())
        return True

    def _check_replacement(self, invoice, reason):
        self.ensure_one()
        _ = self.env._
        problems = []
        if self.state not in ("planned", "invoiced"):
            problems.append(_("Term: it has to be neither paid nor given up."))
        if invoice not in self.contract_id._find_invoices_to_assign():
            problems.append(_("Invoice: choose one that no period has."))
        elif invoice.currency_id != self.currency_id:  # clause 3.2
            problems.append(
                _(
                    "Currency: %(invoice)s is in %(other)s, not in %(currency)s.",
                    invoice=invoice.display_name,
                    other=invoice.currency_id.name,
                    currency=self.currency_id.name,
                )
            )
        elif self._needs_manager_for(invoice):
            problems.append(
                _(
                    "Total: %(term)s costs %(amount)s, and %(invoice)s amounts to "
                    "%(total)s. Only a contract manager can agree to that. Where an "
                    "invoice is for several periods, count each of them as paid once "
                    "it is.",
                    term=self.display_name,
                    amount=self.currency_id.format(self.amount),
                    invoice=invoice.display_name,
                    total=self.currency_id.format(invoice.amount_total),
                )
            )
        if not (reason or "").strip():
            problems.append(_("Reason: say why."))
        if problems:
            raise UserError("\n".join(problems))

    def _needs_manager_for(self, invoice):
        self.ensure_one()
        is_other = self.currency_id.compare_amounts(invoice.amount_total, self.amount)
        return bool(is_other) and not self.contract_id._is_contract_manager()

    def _replace_invoice(self, invoice, reason):
        """Withdraw this period's invoice, and let another one take its place.

        :param invoice: the other one
        :param str reason: why
        """
        self.ensure_one()
        payments = self.invoice_id.matched_payment_ids
        env = self._get_paper_env()
        words = env._("Replaced by %s", invoice.with_env(env).display_name)
        self._withdraw_invoices(ref=words)
        self._take_invoice(invoice)
        if self._is_another_total():
            invoice.contract_amount_reason = reason
            self._take_agreed_amount()
        if invoice.state == "posted":
            self._pay_with_money_before(payments)
        self._log_replacement(invoice, reason)

    @in_company_language
    def _log_replacement(self, invoice, reason):
        self.ensure_one()
        self.contract_id.message_post(
            body=self.env._(
                "%(term)s is invoiced with %(invoice)s: %(reason)s",
                term=self.display_name,
                invoice=invoice.display_name,
                reason=reason,
            )
        )

    def _take_invoice(self, invoice):
        """Invoice this period with another invoice; the one before stays on record.

        :param invoice: the other one
        """
        self.ensure_one()
        former = self.invoice_id
        self.write(
            {
                "counted_as_paid_reason": False,
                "former_invoice_ids": [
                    Command.unlink(invoice.id),
                    *(Command.link(move.id) for move in former),
                ],
                "invoice_id": invoice.id,
                "invoiced_on": False,
            }
        )
        invoice.write(
            {
                "contract_term_id": self.id,
                "contract_period_start": self.date_start,
                "contract_period_end": self.date_end,
                "subscription_id": self.contract_id.id,
            }
        )
        self.contract_id._withdraw_warnings_of_invoice(invoice)
        self._sync_with_accounting()

    def _note_money(self):
        """Note which entries without a payment pay these periods' invoices."""
        for term in self:
            entries = term._get_settling_entries().filtered(
                lambda entry: (
                    entry.state == "posted"
                    and not entry.origin_payment_id
                    and entry._is_money()
                )
            )
            term.former_money_ids |= entries

    def _allocate_former_money(self):
        """Pay these periods with what had paid their former invoices, if it is open.

        A period that is revived after the end is paid by what came in time.
        """
        for term in self.filtered("former_invoice_ids"):
            if not term.credit_note_id:
                payments = term.former_invoice_ids.matched_payment_ids
                term._pay_with_money_before(payments)

    def _pay_with_money_before(self, payments):
        """Pay this period's invoice with the money that had paid the one before.

        Where another customer gets the invoice, or money went back to this one, that is
        left to people.

        :param payments: ``account.payment`` records, spent or not
        """
        self.ensure_one()
        invoice = self.invoice_id
        entries = self.former_money_ids
        if not (payments or entries) or invoice._is_customer_refunded():
            return
        own = payments.filtered(
            lambda payment: (
                payment._is_effective()
                and payment.partner_id.commercial_partner_id
                == invoice.commercial_partner_id
            )
        ).sorted(lambda payment: (payment.date, payment.id))
        lines = own._get_open_credit_lines().filtered(
            lambda line: line.account_id == self._get_receivable_account()
        ) | self._get_open_money_lines(entries)
        sources = [
            *lines.sorted(lambda line: (line._get_payment_day(), line.id)),
            *own._get_unused(self.currency_id),
        ]
        self._allocate([m for m in sources if not self._is_disregarded(m)])

    def _get_open_money_lines(self, entries):
        """Return the journal items of entries that this period's invoice can take.

        :param entries: the ``account.move`` of bank lines, or of money booked by hand
        """
        customer = self.invoice_id.commercial_partner_id
        return entries.line_ids.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.account_id == self._get_receivable_account()
                and line.partner_id.commercial_partner_id == customer
                and line.balance < 0
                and not line.reconciled
            )
        )
