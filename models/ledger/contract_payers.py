# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...policy import references


class SaleSubscription(models.Model):
    """Whose money may be for a contract: one rule, before its end and after.

    It comes from 甲方, from who gets the invoices or has the one to pay, or from
    anybody who names the contract or its invoice; in the contract's company or another
    branch of it.
    """

    _inherit = "sale.subscription"

    contract_number_key = fields.Char(
        compute="_compute_contract_number_key",
        store=True,
        index="btree_not_null",
        help="What the contract is looked up by when a payment may name it.",
    )

    @api.model
    def _get_lifecycle_fields(self):
        return super()._get_lifecycle_fields() | {"contract_number_key"}

    @api.depends("contract_number")
    def _compute_contract_number_key(self):
        for contract in self:
            contract.contract_number_key = references.lookup_key(
                number=contract.contract_number
            )

    def _is_paid_by(self, money):
        """Whether money may be for this contract.

        :param money: one journal item, payment, bank line or online transaction
        :rtype: bool
        """
        self.ensure_one()
        return money.company_id.root_id == self.company_id.root_id and bool(
            self._get_payers() & money.partner_id._get_paid_for()
            or self._is_named_by(money)
        )

    def _get_payers(self):
        """Return who pays without naming the contracts: 甲方, who gets the invoices.

        Accounting may have made out the invoice of an unpaid period to somebody else.
        """
        # sudo: contract users need no access to the customer's accounting
        unpaid = self.sudo().term_ids.filtered(lambda term: term.state != "paid")
        return (
            self.commercial_partner_id
            | self.partner_invoice_id.commercial_partner_id
            | unpaid.invoice_id.commercial_partner_id.sudo(False)
        )

    def _is_named_by(self, money):
        """Whether money is said to be for this contract, or for one of its invoices.

        :param money: one journal item, payment, bank line or online transaction
        :rtype: bool
        """
        self.ensure_one()
        if self in money._get_meant_invoices().subscription_id:
            return True
        words = money._get_stated_purpose()
        return any(
            references.names(text=words, number=number)
            for number in self._get_payable_numbers()
        )

    def _filter_named_by(self, money):
        """Keep the contracts that money is said to be for.

        :param money: one journal item, payment, bank line or online transaction
        """
        return self.filtered(lambda contract: contract._is_named_by(money))

    def _get_payable_numbers(self):
        """Return the numbers by which a payer may name this contract.

        :rtype: list[str]
        """
        self.ensure_one()
        names = self._fetch_payable_invoices().mapped("name")
        return list(filter(None, [self.contract_number, *names]))

    def _fetch_payable_invoices(self):
        """Return the invoices of these contracts' terms, their names read at once."""
        invoices = self.term_ids.invoice_id | self.term_ids.former_invoice_ids
        invoices.fetch(["commercial_partner_id", "name"])
        return invoices

    @api.model
    def _find_paid_by(self, money, domain=Domain.TRUE):
        """Find the contracts that money may be for, by index.

        :param money: journal items, payments, bank lines or online transactions
        :param Domain domain: of the contracts that are asked for
        """
        contracts = self.with_context(active_test=False).search(
            self._get_payer_domain(money) & domain
        )
        return contracts.filtered(
            lambda contract: any(contract._is_paid_by(receipt) for receipt in money)
        )

    @api.model
    def _get_payer_domain(self, money):
        """Return the domain of the contracts that money may be for.

        :param money: journal items, payments, bank lines or online transactions
        :rtype: Domain
        """
        payers = money.partner_id._get_paid_for().ids
        words = [receipt._get_stated_purpose() for receipt in money]
        keys = set().union(*(references.lookup_keys(text=text) for text in words))
        invoices = money._get_meant_invoices() | self._find_named_invoices(money, keys)
        return (
            Domain("is_miniprogram", "=", True)
            & Domain("company_id", "in", money.company_id._get_branch_tree().ids)
            & (
                Domain("commercial_partner_id", "in", payers)
                | Domain("partner_invoice_id.commercial_partner_id", "in", payers)
                | Domain(
                    "term_ids.invoice_id.partner_id.commercial_partner_id", "in", payers
                )
                | Domain("contract_number_key", "in", list(keys))
                | Domain("id", "in", invoices.subscription_id.ids)
            )
        )

    @api.model
    def _find_named_invoices(self, money, keys):
        """Find the contracts' invoices that words may name.

        :param money: what the words are of
        :param set keys: what the words may name
        """
        # sudo: who enters money need not see all invoices
        return (
            self.env["account.move"]
            .sudo()
            .search(
                Domain("name", "in", list(keys))
                & Domain("subscription_id", "!=", False)
                & Domain("company_id", "in", money.company_id._get_branch_tree().ids)
            )
        )
