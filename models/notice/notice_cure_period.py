# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...policy import notices
from ..ledger.contract_unpaid_renewal import Hold


class ContractNotice(models.Model):
    """The time to cure a breach, and the money that cures it (clause 5.4)."""

    _inherit = "miniprogram.contract.notice"

    def _get_owed_term(self):
        """Give the period whose missing payment is the breach that we complain of.

        :return: a ``miniprogram.contract.term``, empty where the breach is another one
        """
        self.ensure_one()
        term = self.term_id or self.origin_id.term_id
        is_ours = self.direction == "outgoing" and self.type_id.effect_from == "due"
        return term if is_ours else term.browse()

    def _get_cure_day(self):
        """Return the last day to cure: the one named, or one granted in writing later.

        :rtype: date or False
        """
        self.ensure_one()
        if self.type_id.effect_from != notices.DUE:
            return False
        return notices.last_day_to_cure(
            named=self.due_date or None,
            grace_until=self._get_owed_term().grace_until or None,
        )

    def _get_payment_day(self):
        """Give the last day on which a payment is in time by this letter.

        :rtype: date or False
        """
        self.ensure_one()
        is_given = self.state in ("sent", "received") and self.type_id.awaits_action
        return is_given and (
            self.effective_date if self._get_owed_term() else self.due_date
        )

    def _settle_paid(self):
        """Give up the notices of a breach that a payment has cured.

        :return: those that were given up
        """
        for notice in self:
            # sudo: who records a notice need not see the customer's account;
            # what accounting says now decides, not what was noted before
            notice._get_owed_term().sudo()._sync_with_accounting()
        paid = self.filtered(lambda notice: notice._get_owed_term().state == "paid")
        for notice in paid:
            notice._note(self.env._("The payment has come: the contract goes on."))
        paid._set_done()
        return paid

    def _find_payment_hold(self):
        """Find what keeps a contract from ending over a missing payment.

        :rtype: Hold or None
        """
        self.ensure_one()
        # sudo: who records a notice need not see the customer's account
        term = self._get_owed_term().sudo()
        if term.state == "planned":
            return Hold(
                "credited", self.env._("the invoice was credited or written off")
            )
        if credit := term and term._get_credit_in_time():
            return Hold(
                "open_credit",
                self.env._(
                    "%s of the customer is not allocated yet",
                    term.currency_id.format(credit),
                ),
            )
        return None
