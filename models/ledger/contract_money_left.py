# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import models

from ..party.company_language import in_company_language


class MoneyLeft(NamedTuple):
    """Money of a customer that pays nothing, and what of it is for this contract only.

    The rest may be meant for another contract of his that goes on.
    """

    amount: float
    own: float


class SaleSubscription(models.Model):
    """What is left of a customer's money when a contract has ended.

    A part of the fee that was paid becomes open credit, and so does what came too late:
    accounting hears of it once, and the letter says so.
    """

    _inherit = "sale.subscription"

    def _terminate(self, reason, last_day=None):
        res = super()._terminate(reason, last_day)
        for contract, money_left in self._get_money_left().items():
            contract._warn_of_money_left(money_left.amount)
        return res

    @in_company_language
    def _warn_of_money_left(self, amount):
        self.ensure_one()
        self._warn_responsible_once(
            ("money_left",),
            self.env._(
                "The contract has ended, and %s of the customer is still with us "
                "and pays nothing: give it back, or allocate it to what it was "
                "paid for.",
                self.currency_id.format(amount),
            ),
            self._get_accountant(),
        )

    def _get_money_left(self):
        """Return what is with us of these contracts' customers and pays nothing.

        Without what names another contract, and without what a manager stated to be
        for something else.

        :return: of each contract of whose customer there is something, what it is
        :rtype: dict[sale.subscription, MoneyLeft]
        """
        # sudo: contract users need no access to the customer's accounting
        last_terms = self.sudo().term_ids.browse()
        for contract in self.sudo():
            last_terms |= contract.term_ids.sorted("sequence")[-1:]
        left = {
            term.contract_id: term.contract_id._sum_money_left(all_money)
            for term, all_money in last_terms._find_open_money().items()
        }
        return {
            contract.sudo(False): money_left
            for contract, money_left in left.items()
            if money_left.amount
        }

    def _sum_money_left(self, all_money):
        """Return what of open money may be for this contract, and what is for it only.

        :param list all_money: of :class:`OpenMoney`
        :rtype: MoneyLeft
        """
        self.ensure_one()
        amount = own = 0.0
        for money in all_money:
            contracts = self._find_left_to(money.source)
            if self in contracts:
                amount += money.amount
                others = (contracts - self).filtered(
                    lambda contract: contract.contract_state in ("signed", "active")
                )
                own += 0.0 if others else money.amount
        return MoneyLeft(*map(self.currency_id.round, (amount, own)))

    def _find_left_to(self, source):
        """Return the contracts that open money names, or whose payer it comes from.

        :param source: where it is, as :class:`OpenMoney` says
        :return: none where it was stated to be for something else
        """
        self.ensure_one()
        if any(term._is_disregarded(source) for term in self.term_ids):
            return self.browse()
        contracts = self._find_paid_by(source)
        return contracts._filter_named_by(source) or contracts
