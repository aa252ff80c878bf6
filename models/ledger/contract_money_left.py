# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..party.company_language import in_company_language


class SaleSubscription(models.Model):
    """What is left of a customer's money when a contract has ended.

    A part of the fee that was paid becomes open credit, and so does what came too late:
    accounting hears of it once, and the letter says so.
    """

    _inherit = "sale.subscription"

    def _terminate(self, reason, last_day=None):
        res = super()._terminate(reason, last_day)
        for contract, amount in self._get_money_left().items():
            contract._warn_of_money_left(amount)
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

        :return: of each contract of whose customer there is something, the sum
        :rtype: dict[sale.subscription, float]
        """
        # sudo: contract users need no access to the customer's accounting
        last_terms = self.sudo().term_ids.browse()
        for contract in self.sudo():
            last_terms |= contract.term_ids.sorted("sequence")[-1:]
        sums = {
            term.contract_id: term.currency_id.round(
                sum(
                    money.amount
                    for money in all_money
                    if term.contract_id._is_left_by_customer(money.source)
                )
            )
            for term, all_money in last_terms._find_open_money().items()
        }
        return {
            contract.sudo(False): amount for contract, amount in sums.items() if amount
        }

    def _is_left_by_customer(self, source):
        """Whether open money is for this contract, or for none in particular.

        :param source: where it is, as :class:`OpenMoney` says
        """
        self.ensure_one()
        if any(term._is_disregarded(source) for term in self.term_ids):
            return False
        named = self._find_paid_by(source)._filter_named_by(source)
        return not named or self in named
