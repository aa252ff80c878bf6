# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ..contract.contract import LIVE_STATES
from ..party.company_language import in_company_language


class SaleSubscription(models.Model):
    """Money that went back to a customer, and may have paid a period."""

    _inherit = "sale.subscription"

    @api.model
    def _warn_of_money_given_back(self, refunds):
        """Warn of refunds that nothing in the books explains.

        Which payment they give back is not known: a person has to say so.

        :param refunds: payments to customers
        """
        # sudo: an accountant need not see contracts
        refunds = refunds.sudo()
        running = Domain("contract_state", "in", LIVE_STATES)
        for refund in refunds:
            contracts = self.sudo()._find_paid_by(refund, running)
            paid = contracts.filtered(
                lambda contract: "paid" in contract.term_ids.mapped("state")
            )
            for contract in paid._filter_named_by(refund) or paid:
                contract._warn_of_refund(refund)

    @in_company_language
    def _warn_of_refund(self, refund):
        self.ensure_one()
        self._warn_responsible_once(
            ("refund", refund._name, refund),
            self.env._(
                "%(amount)s was paid back to %(payer)s (%(payment)s) and is set off "
                "against nothing. If it is money of this contract, reconcile it with "
                "the payment that it gives back, so that the invoice can be paid "
                "again, or with a credit note of the invoice.",
                amount=refund.currency_id.format(refund.amount),
                payer=refund.partner_id.display_name,
                payment=refund.display_name,
            ),
            self._get_accountant(),
        )
