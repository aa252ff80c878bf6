# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from .account_move_settlement import WITHOUT_SYNC

# What ties an invoice to the period of a contract
CONTRACT_LINKS = {"contract_term_id", "subscription_id"}


class AccountMove(models.Model):
    """Invoices and credit notes of contract periods; what they settle moves the ledger.

    For entries that have nothing to do with contracts as little as possible is read.
    """

    _inherit = "account.move"

    contract_number = fields.Char(related="subscription_id.contract_number")
    contract_term_id = fields.Many2one(
        comodel_name="miniprogram.contract.term",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The period of a contract that this invoice, or this credit note, is for.",
    )
    contract_period_start = fields.Date(
        string="Service Period from", readonly=True, copy=False
    )
    contract_period_end = fields.Date(
        string="Service Period to",
        readonly=True,
        copy=False,
        help="The last day, inclusive.",
    )
    contract_amount_reason = fields.Text(
        string="Reason for Another Amount",
        copy=False,
        groups="miniprogram_contract.group_contract_manager",
        help="Why this period costs a different amount than the contract says. It is "
        "required to post the invoice, and changes no other period.",
    )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if default and default.get("reversed_entry_id"):
            for move, vals in zip(self, vals_list, strict=True):
                vals.update(move._prepare_contract_period())
        return vals_list

    def write(self, vals):
        if not self.env.su and CONTRACT_LINKS & vals.keys():
            self._check_contract_links(vals)
        res = super().write(vals)
        if vals.keys() & self._get_fields_of_contract_terms():
            self._sync_contract_terms()
        return res

    def _check_contract_links(self, vals):
        """Refuse to take the invoice of a period off its contract.

        Whatever accounting does to it would be unknown to the contract from then on.

        :param dict vals: what is about to be written
        :raises UserError: names the invoices
        """
        changed = self.filtered(
            lambda move: any(
                (vals[name] or False) != move.sudo()[name].id
                for name in CONTRACT_LINKS & vals.keys()
            )
        )
        if kept := changed._find_own_terms().invoice_id:
            raise UserError(
                self.env._(
                    "These are invoices of contract periods, and stay with their "
                    "contract: %s. Cancel or credit them, or let another invoice take "
                    "their place.",
                    ", ".join(kept.mapped("display_name")),
                )
            )

    def _find_own_terms(self):
        """Find the periods whose invoices these are, whatever is written on them."""
        # sudo: an accountant has no access to the ledger
        terms = self.env["miniprogram.contract.term"].sudo()
        return terms.search([("invoice_id", "in", self.ids)]) if self else terms

    def unlink(self):
        terms = self._get_contract_terms() | self._find_own_terms()
        res = super().unlink()
        terms._sync_with_accounting()
        return res

    @api.model
    def _get_fields_of_contract_terms(self):
        """Return the fields whose change may move the ledger of a contract."""
        return {
            "state",
            "matched_payment_ids",
            "origin_payment_id",
            "statement_line_id",
        }

    def _post(self, soft=True):
        terms = self._get_terms_of_another_amount()
        terms._check_another_amount()
        self._check_contract_rates()
        posted = super()._post(soft=soft)
        terms.filtered(lambda term: term.invoice_id in posted)._take_agreed_amount()
        posted._receive_customer_money()
        posted._warn_of_credited_paid_terms()
        terms = posted._filter_contract_invoices()._get_contract_terms()
        terms._allocate_former_money()
        terms._allocate_order_payments()
        return posted

    def _check_contract_rates(self):
        """Refuse to post contract periods that cannot be converted into the books.

        For entries of nothing of the kind nothing is read from the database.

        :raises UserError: names currency and day
        """
        problems = [
            f"{move.display_name}: {problem}"
            for move in self
            if move.contract_term_id
            for problem in move.currency_id._get_rate_problems(
                move.company_id, move._get_invoice_currency_rate_date()
            )
        ]
        if problems:
            raise UserError("\n".join(problems))
        self._refresh_missing_rates()

    def _refresh_missing_rates(self):
        """Convert drafts that were made without a rate, which core left at 1."""
        drafts = self.filtered(
            lambda move: (
                move.contract_term_id
                and move.currency_id != move.company_currency_id
                and not float_compare(move.invoice_currency_rate, 1.0, 9)
            )
        )
        # a rate that was entered since does not invalidate it
        drafts.invalidate_recordset(["expected_currency_rate"])
        drafts.refresh_invoice_currency_rate()

    def _get_terms_of_another_amount(self):
        """Return the contract terms that are invoiced here with another amount.

        For invoices without a term nothing is read from the database.
        """
        # sudo: an accountant need not see all contracts
        terms = self.sudo().contract_term_id
        own = terms.filtered(lambda term: term.invoice_id in self)
        return own._filter_another_amount()

    def _get_amount_reason(self):
        # sudo: only contract managers may read the field, the rule binds everyone
        return (self.sudo().contract_amount_reason or "").strip()

    def _get_amount_reason_label(self):
        return self._fields["contract_amount_reason"]._description_string(self.env)

    def _prepare_repeated_lines(self):
        """Prepare this invoice's lines for the one that takes its place.

        :rtype: list[dict]
        """
        self.ensure_one()
        lines = self.invoice_line_ids.with_context(include_business_fields=True)
        vals_list = lines.copy_data()
        for vals in vals_list:
            vals.pop("move_id", None)
        return vals_list

    def _filter_waiting(self):
        """Keep the entries that await a payment, or will once they are posted."""
        return self.filtered(
            lambda move: (
                move.state == "draft"
                or (
                    move.state == "posted"
                    and not move.currency_id.is_zero(move.amount_residual)
                )
            )
        )

    def _filter_contract_invoices(self):
        return self.filtered(
            lambda move: move.subscription_id and move.move_type == "out_invoice"
        )

    def _receive_customer_money(self):
        """Let contracts take note of customers' money among these posted entries.

        For entries of neither payments nor bank lines as little as possible is read.
        """
        payments = self.origin_payment_id._filter_unallocated().filtered(
            lambda payment: payment._is_effective()
        )
        money = self.filtered(
            lambda move: (
                move.statement_line_id
                or move.origin_payment_id in payments
                or move._is_money_booked_by_hand()
            )
        )
        money.line_ids._receive_customer_money()

    def _warn_of_credited_paid_terms(self):
        """Warn of paid periods that were credited in full: they stay paid."""
        invoices = self.filtered(
            lambda move: (
                move.move_type == "out_refund"
                and move.reversed_entry_id.subscription_id
            )
        ).reversed_entry_id.filtered(lambda move: move._is_credited_in_full())
        if not invoices:
            return
        # sudo: an accountant has no access to the ledger
        terms = self.env["miniprogram.contract.term"].sudo()
        paid = terms.search(
            [("invoice_id", "in", invoices.ids), ("state", "=", "paid")]
        )
        paid._warn_of_credit_note()

    def _prepare_contract_period(self):
        """Prepare what a credit note keeps of the period that it credits.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "contract_term_id": self.contract_term_id.id,
            "contract_period_start": self.contract_period_start,
            "contract_period_end": self.contract_period_end,
        }

    def _sync_contract_terms(self):
        """Bring the contract terms in line with these entries and what they settle."""
        if not self.env.context.get(WITHOUT_SYNC):
            self._get_contract_terms()._sync_with_accounting()

    def _get_contract_terms(self):
        """Find the terms whose invoices or payments are among these entries."""
        # sudo: an accountant has no access to the ledger
        terms = self.env["miniprogram.contract.term"].sudo()
        invoices = self._get_contract_invoices()
        if not invoices:
            return terms
        return terms.search([("invoice_id", "in", invoices.ids)])

    def _get_contract_invoices(self):
        """Return the contracts' invoices that these entries are, pay or settle."""
        if not self:  # core unlinks empty recordsets, several times an invoice
            return self
        invoices = self._filter_contract_invoices()
        others = self - invoices
        if others:
            payments = others.origin_payment_id | others.statement_line_id.payment_ids
            others |= payments.source_payment_id.move_id
            payments |= payments.source_payment_id
            invoices |= payments.invoice_ids.filtered("subscription_id")
            invoices |= others._get_settled_contract_invoices()
        return invoices

    def _get_settled_contract_invoices(self):
        """Find the contracts' invoices that these entries settle, as money or not."""
        # sudo: an accountant has no access to the ledger
        matches = self.env["account.partial.reconcile"].sudo()
        return matches.search(
            [
                ("credit_move_id.move_id", "in", self.ids),
                ("debit_move_id.move_id.subscription_id", "!=", False),
            ]
        ).debit_move_id.move_id

    def _free_payments_without_entry(self):
        """Turn payments without an entry of these invoices into open credit."""
        for move in self:
            payments = move.matched_payment_ids._filter_without_entry()
            if payments:
                move.matched_payment_ids = [Command.unlink(p.id) for p in payments]

    def _convert_residual(self, currency):
        self.ensure_one()
        return self.currency_id._convert(
            self.amount_residual, currency, self.company_id, self.invoice_date
        )

    def _queue_sending(self):
        """Leave sending to core's scheduled action: no PDF is rendered here."""
        job = self.env.ref(
            "account.ir_cron_account_move_send", raise_if_not_found=False
        )
        self.sending_data = {
            "author_user_id": self.env.uid,
            "sending_methods": ["email"],
        }
        if self and job:
            job._trigger()
