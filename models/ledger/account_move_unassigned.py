# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain

from .account_move_settlement import WITHOUT_SYNC


class AccountMove(models.Model):
    """Invoices of a contract that none of its periods has.

    Copies, debit notes, invoices of former times that are posted again: a customer may
    pay one of them instead of the period's own.
    """

    _inherit = "account.move"

    is_contract_extra = fields.Boolean(
        string="Not for a Contract Period",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="A person said that this invoice is for something else than a period of "
        "its contract.",
    )

    def _sync_contract_terms(self):
        res = super()._sync_contract_terms()
        if not self.env.context.get(WITHOUT_SYNC):
            unassigned = self._get_contract_invoices()._filter_unassigned()
            unassigned.filtered(
                lambda move: move._has_received_money()
            )._warn_of_money()
        return res

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        for move in posted._filter_unassigned():
            move.subscription_id._warn_of_unassigned_invoice(move)
        return posted

    def button_draft(self):
        self._note_contract_money()
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        if cancel:
            self._note_contract_money()
        return super()._reverse_moves(default_values_list, cancel)

    def _note_contract_money(self):
        """Note which money pays contracts' invoices among these, before it is freed."""
        if invoices := self._filter_contract_invoices():
            invoices._get_contract_terms()._note_money()

    def _filter_unassigned(self):
        """Keep the contracts' invoices that no period has, or one that was given up.

        Money on one that was credited in full is an open credit, on its credit note.
        For entries of nothing of the kind nothing is read from the database.
        """
        # sudo: an accountant has no access to the ledger
        invoices = self._filter_contract_invoices().sudo()
        invoices = invoices.filtered(
            lambda move: (
                move.subscription_id._filter_contracts()
                and not move.is_contract_extra
                and not move._is_credited_in_full()
            )
        )
        if not invoices:
            return invoices
        terms = self.env["miniprogram.contract.term"].sudo()
        living = terms.search(
            [("invoice_id", "in", invoices.ids), ("state", "!=", "lapsed")]
        )
        return invoices - living.invoice_id

    def _filter_payable(self):
        """Keep the invoices that a customer can pay, or has, once they are posted."""
        return self.filtered(
            lambda move: (
                move.state == "draft"
                or not move._is_credited_in_full()
                and (
                    not move.currency_id.is_zero(move.amount_residual)
                    or move._has_received_money()
                )
            )
        )

    def _warn_of_money(self):
        """Warn that the customer has paid these invoices, which no period has.

        A night that ends the contract meanwhile fails, and sees the money next time.
        """
        for move in self:
            contract = move.subscription_id
            if contract.contract_state == "active":
                contract._serialize_access()
            contract._warn_of_unassigned_payment(move)

    def _prepare_reissued_invoice(self):
        """Prepare what the invoice that is made anew of this reversed one takes over.

        :return: nothing where no living period has this invoice, or it can still be
            paid
        :rtype: dict
        """
        self.ensure_one()
        # sudo: an accountant has no access to the ledger
        term = self.sudo().contract_term_id
        is_living = term.invoice_id == self and term.state != "lapsed"
        if not is_living or not self.currency_id.is_zero(self.amount_residual):
            return {}
        return {
            **self._prepare_contract_period(),
            **term.contract_id._prepare_payment_terms(term),
            "invoice_origin": self.invoice_origin,
            "payment_reference": self.payment_reference,
        }

    def _take_reversed_places(self):
        """Let invoices that were made anew take the places of the reversed ones."""
        # sudo: an accountant has no access to the ledger
        for move in self.sudo().filtered("contract_term_id"):
            move.contract_term_id._take_invoice(move)

    def _find_merged_invoices(self, contract):
        """Find invoices of the customer that an invoice of a contract was merged into.

        Their origin names the contract, and they belong to none.

        :param contract: one contract
        """
        if not contract.contract_number:
            return self.browse()
        domain = (
            Domain("move_type", "=", "out_invoice")
            & Domain("state", "in", ("draft", "posted"))
            & Domain("company_id", "=", contract.company_id.id)
            & Domain("subscription_id", "=", False)
            & Domain("is_contract_extra", "=", False)
            & Domain(
                "commercial_partner_id",
                "in",
                (
                    contract.commercial_partner_id
                    | contract.partner_invoice_id.commercial_partner_id
                ).ids,
            )
            & Domain("invoice_origin", "like", contract.contract_number)
        )
        return self.search(domain).filtered(
            lambda move: contract.contract_number in move._get_origins()
        )

    def _get_origins(self):
        """Return the documents that made this invoice.

        :rtype: list[str]
        """
        self.ensure_one()
        origins = (self.invoice_origin or "").replace(",", " ").replace("，", " ")
        return origins.split()
