# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.fields import Domain

from ...policy import open_credits, references
from .account_payment import EFFECTIVE_PAYMENT_STATES


class OpenMoney(NamedTuple):
    """Money that pays no invoice yet.

    ``source`` is a receivable line, a bank line that is not matched, a payment without
    an entry, or an online transaction that is not processed yet. ``amount`` is what is
    left of it, less what was given back, in the contract's currency.
    """

    source: models.Model
    amount: float


class ContractTerm(models.Model):
    """All money in the books that pays no invoice yet (待认领款), read at once."""

    _inherit = "miniprogram.contract.term"

    def _find_open_money(self):
        """Find the money that may be for the contracts of these terms.

        The open money of their companies is read once, however many terms there are.

        :return: of each term, the money
        :rtype: dict[miniprogram.contract.term, list[OpenMoney]]
        """
        found = {term: [] for term in self}
        for currency, terms in self.grouped("currency_id").items():
            all_money = terms._read_open_money(currency)
            for term, money in terms._match_money(all_money):
                found[term].append(money)
        return found

    def _match_money(self, all_money):
        """Return which money may be for which of these terms, one pair after the other.

        :param list all_money: of :class:`OpenMoney`
        :rtype: Iterator[tuple[miniprogram.contract.term, OpenMoney]]
        """
        by_payer, by_key, by_contract = (defaultdict(self.browse) for _ in range(3))
        self.contract_id._fetch_payable_invoices()
        for term in self:
            contract = term.contract_id
            by_contract[contract] |= term
            for payer in contract._get_payers():
                by_payer[payer] |= term
            for number in contract._get_payable_numbers():
                by_key[references.lookup_key(number=number)] |= term
        for money in all_money:
            source = money.source
            keys = references.lookup_keys(text=source._get_stated_purpose())
            candidates = self.browse().union(
                *map(by_payer.get, by_payer.keys() & source.partner_id._get_paid_for()),
                *map(by_key.get, by_key.keys() & keys),
                *map(
                    by_contract.get,
                    by_contract.keys() & source._get_meant_invoices().subscription_id,
                ),
            )
            for term in candidates:
                if term.contract_id._is_paid_by(source):
                    yield term, money

    def _read_open_money(self, currency):
        """Return all money of these terms' companies that pays no invoice yet.

        :param currency: what the amounts are in
        :return: the earliest of each kind first
        :rtype: list[OpenMoney]
        """
        companies = self.company_id._get_branch_tree()
        received = self._read_received(companies, currency)
        left = self._take_what_was_given_back(received, companies, currency)
        return [
            OpenMoney(source, left[source])
            for source in received
            if currency.compare_amounts(left[source], 0.0) > 0
        ]

    def _read_received(self, companies, currency, payer=Domain.TRUE):
        """Return what came in and pays no invoice yet, the earliest of each kind first.

        :param companies: the companies whose money it is
        :param currency: what the amounts are in
        :param Domain payer: from whom it came, by default from anybody
        :return: of each source, what is left of it
        :rtype: dict[models.Model, float]
        """
        lines = self.env["account.move.line"].search(
            payer & self._get_credit_line_domain(companies)
        )
        bank_lines = self.env["account.bank.statement.line"].search(
            payer & self._get_bank_line_domain(companies)
        )
        payments = self.env["account.payment"].search(
            payer & self._get_credit_payment_domain(companies)
        )
        transactions = self.env["payment.transaction"]
        transactions = transactions.search(
            payer
            & transactions._get_unprocessed_domain(companies)
            & Domain("amount", ">", 0)
        )
        kinds = (
            {line: line._convert_open_credit(currency) for line in lines},
            {line: line._convert_unmatched(currency) for line in bank_lines},
            payments._get_unused(currency),
            {money: money._convert_amount(currency) for money in transactions},
        )
        return {
            source: kind[source]
            for kind in kinds
            for source in sorted(kind, key=lambda m: (m._get_payment_day(), m.id))
        }

    def _get_credit_line_domain(self, companies):
        """Return the domain of the receivable lines that are open credits.

        :param companies: the companies whose money it is
        :rtype: Domain
        """
        return (
            self._get_open_line_domain(companies)
            & Domain("amount_residual", "<", 0)
            # a payment that bounced is no credit
            & (
                Domain("payment_id", "=", False)
                | Domain("payment_id.state", "in", EFFECTIVE_PAYMENT_STATES)
            )
        )

    def _get_bank_line_domain(self, companies):
        """Return the domain of the bank lines of money that is not matched yet.

        :param companies: the companies whose money it is
        :rtype: Domain
        """
        return (
            Domain("company_id", "in", companies.ids)
            & Domain("amount", ">", 0)
            & self.env["account.bank.statement.line"]._get_unmatched_domain()
        )

    def _get_credit_payment_domain(self, companies):
        """Return the domain of the payments without an entry that may be open credits.

        Those of other customers that are linked to an invoice pay that invoice.

        :param companies: the companies whose money it is
        :rtype: Domain
        """
        payers = self.contract_id._get_payers()
        return (
            Domain("company_id", "in", companies.ids)
            & Domain("payment_type", "=", "inbound")
            & Domain("move_id", "=", False)
            & Domain("state", "in", EFFECTIVE_PAYMENT_STATES)
            & (
                Domain("partner_id", "child_of", payers.ids)
                | Domain("invoice_ids", "=", False)
            )
        )

    def _take_what_was_given_back(self, received, companies, currency):
        """Return what is left of money that came in after some was given back.

        :param dict received: of each source, what is left of it
        :return: the same, without what was given back
        :rtype: dict[models.Model, float]
        """
        given_back = self._read_given_back(companies, currency)
        if not given_back:
            return received
        left = open_credits.left_after_giving_back(
            receipts=[
                open_credits.Receipt(
                    key=source,
                    payer=source.partner_id.commercial_partner_id,
                    day=source._get_payment_day(),
                    left=Decimal(str(amount)),
                    is_disregarded=any(term._is_disregarded(source) for term in self),
                )
                for source, amount in received.items()
            ],
            given_back=given_back,
        )
        return {source: float(amount) for source, amount in left.items()}
