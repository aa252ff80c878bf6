# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ...policy.notices import is_cured
from ..party.company_language import in_company_language
from .notice import PAYMENT


class SaleSubscription(models.Model):
    """Money that is entered after the end, and is not allocated yet."""

    _inherit = "sale.subscription"

    @api.model
    def _warn_of_late_payments(self, money):
        super()._warn_of_late_payments(money)
        # sudo: an accountant need not see contracts and notices
        notices = self.env["miniprogram.contract.notice"].sudo()
        ended_over_payment = notices._get_ended_over_payment_domain()
        contracts = self.sudo()._find_paid_by(
            money.sudo(), Domain("notice_ids", "any", ended_over_payment)
        )
        letters = contracts.notice_ids.filtered_domain(ended_over_payment)
        letters._warn_of_money_in_time()


class ContractNotice(models.Model):
    """Money in time that is entered after the end that a letter has declared."""

    _inherit = "miniprogram.contract.notice"

    @in_company_language
    def _warn_of_money_in_time(self):
        """Tell a manager of money that may have cured the breach, once."""
        for notice in self.filtered(lambda notice: notice._has_ended_over_payment()):
            if amount := notice._get_money_in_time():
                notice._warn_of_notice_once(
                    PAYMENT,
                    notice._describe_money_in_time(amount),
                    notice.contract_id._get_manager_user(),
                )

    def _get_money_in_time(self):
        """Return the open money that would have cured the breach, if it is enough.

        :return: the sum in the contract's currency, or 0.0
        :rtype: float
        """
        self.ensure_one()
        term, days = self._get_owed_term(), self._get_known_days()
        if term.state == "paid":  # what came later was for something else
            return 0.0
        return term._sum_if_enough(
            [
                money
                for money in term._find_open_money()[term]
                if is_cured(paid_on=money.source._get_payment_day(), days=days)
                and self.contract_id in self.contract_id._find_left_to(money.source)
            ]
        )

    def _describe_money_in_time(self, amount):
        """Return that money came before the end, and what to do about that.

        :param float amount: the sum
        :rtype: str
        """
        self.ensure_one()
        term = self._get_owed_term()
        return self.env._(
            "%(amount)s of the customer, dated in time by %(notice)s, was entered "
            "after the end and is not allocated yet. If it was paid for %(term)s, have "
            "it allocated, and reinstate the contract or agree with the customer that "
            "it has ended.",
            amount=term.currency_id.format(amount),
            notice=self.display_name,
            term=term.display_name,
        )
