# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ..contract.close_reason import UNPAID
from ..party.company_language import in_company_language


class SaleSubscription(models.Model):
    """Money that is not allocated yet, and what it may mean for contracts.

    After the end it revives nothing; a manager is warned of each receipt.
    """

    _inherit = "sale.subscription"

    @api.model
    def _receive_money(self, money):
        """Take note of a customer's money that is not allocated yet.

        :param money: journal items, or payments without an entry
        """
        self._serialize_with_terminations(money)
        self._warn_of_late_payments(money)

    @api.model
    def _serialize_with_terminations(self, money):
        """Make sure that a termination meanwhile sees this money, or is seen here.

        Money that is not allocated touches no contract. Unless both transactions write
        the contract's row, each would work on the state before the other.

        :param money: journal items, or payments without an entry
        """
        # sudo: an accountant need not see contracts
        money = money.sudo()
        contracts = self.sudo().search(
            self._get_payer_domain(money)
            & self._get_tonight_domain(money.company_id._get_branch_tree())
        )
        if contracts:
            contracts._serialize_access()

    @api.model
    def _warn_of_late_payments(self, money):
        """Warn a manager of money that may be for a contract which ended unpaid.

        :param money: journal items, or payments without an entry
        """
        # sudo: an accountant need not see contracts
        money = money.sudo()
        ended = self.sudo()._find_paid_by(money, self._get_ended_unpaid_domain())
        meant = (ended._filter_meant_by(receipt) for receipt in money)
        for contract in ended.browse().union(*meant):
            contract._warn_manager_of_late_payment()

    @api.model
    def _get_ended_unpaid_domain(self):
        """Return the domain of the contracts that ended unpaid.

        :rtype: Domain
        """
        return Domain("contract_state", "=", "terminated") & Domain(
            "close_reason_id", "=", self.env.ref(UNPAID).id
        )

    def _filter_meant_by(self, money):
        """Keep the contracts, which have ended, that a receipt may be meant for.

        The invoice or the contract that it names decides. One that names neither may
        be, if it is dated in time or the payer has no other invoice to pay.

        :param money: one journal item or payment
        """
        paid = self.filtered(lambda contract: contract._is_paid_by(money))
        if not paid:
            return paid
        if named := self._find_paid_by(money)._filter_named_by(money):
            return paid & named
        if not self._is_invoice_waiting(money):
            return paid
        return paid.filtered(lambda contract: contract._is_dated_in_time(money))

    def _is_dated_in_time(self, money):
        self.ensure_one()
        term = self._get_lapsed_renewal()
        return bool(term) and money._get_payment_day() <= term._get_deadline()

    @api.model
    def _is_invoice_waiting(self, money):
        """Whether the payer has an invoice that a receipt may be for instead.

        :param money: one journal item or payment
        """
        return bool(
            self.env["account.move"].search_count(
                [
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                    ("amount_residual", ">", 0.0),
                    ("company_id", "in", money.company_id._get_branch_tree().ids),
                    (
                        "commercial_partner_id",
                        "=",
                        money.partner_id.commercial_partner_id.id,
                    ),
                ],
                limit=1,
            )
        )

    @in_company_language
    def _warn_manager_of_late_payment(self):
        """Raise an activity for a manager, unless the same one is still open."""
        self.ensure_one()
        matter, note = self._describe_late_payment()
        self._warn_responsible_once((matter,), note, self._get_manager_user())

    def _describe_late_payment(self):
        """Return what has arrived, and what a manager can do about it.

        :return: the matter, and the same in words
        :rtype: tuple[str, str]
        """
        self.ensure_one()
        term = self._get_lapsed_renewal()
        if term and (credit := term._get_credit_in_time()):
            return "paid_in_time", self.env._(
                "The customer's %(amount)s, dated in time (by %(day)s), was entered "
                "after the end: reinstate the contract, and there is no gap.",
                amount=self.currency_id.format(credit),
                day=term.payment_deadline,
            )
        return "paid_late", self.env._(
            "The customer paid after the end, too late or too little: the money stays "
            "the customer's credit. Refund it, or reinstate the contract with a new "
            "period."
        )
