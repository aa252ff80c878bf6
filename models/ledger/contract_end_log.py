# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..party.company_language import in_company_language


class SaleSubscription(models.Model):
    """What is noted on a contract of its end: decided, declared, withdrawn, there."""

    _inherit = "sale.subscription"

    @in_company_language
    def _log_termination_documents(self, documents):
        self.ensure_one()
        self.message_post(
            body=self.env._("What the end of the contract is based on:"),
            attachment_ids=documents.ids,
        )

    @in_company_language
    def _log_withdrawal(self, day, declared, reason):
        """Log that a planned end was withdrawn.

        :param date day: the last day that was planned, False on receipt of our letter
        :param declared: the ``sale.subscription.close.reason`` of that end
        :param str reason: why it was withdrawn
        """
        self.ensure_one()
        _ = self.env._
        if day:
            note = _(
                "The planned end on %(day)s was withdrawn: %(reason)s",
                day=day,
                reason=reason,
            )
        else:
            note = _(
                "The end on receipt of our letter (%(declared)s) was withdrawn: "
                "%(reason)s",
                declared=declared.name,
                reason=reason,
            )
        self.message_post(body=note)

    @in_company_language
    def _log_termination(self, reason):
        self._message_log_batch(
            {
                contract.id: self.env._(
                    "Terminated: %(reason)s. Last day of service: %(day)s.",
                    reason=reason.display_name,
                    day=contract.termination_date,
                )
                for contract in self
            }
        )
        self._log_events(
            [
                (contract, "ended", f"{reason.name} {contract.termination_date}", "")
                for contract in self
            ]
        )

    @in_company_language
    def _log_declared_end(self, reason):
        self.ensure_one()
        self.message_post(
            body=self.env._(
                "End declared: %s. It takes effect when our letter arrives.",
                reason.display_name,
            )
        )
