# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ...policy.retention import last_day_over
from ..nightly.contract_batch import Step


class SaleSubscription(models.Model):
    """What the evidence log says is deleted some years after the end; its hashes stay.

    An entry goes when it is that old itself, and so is the end of its contract, and
    nothing about it is open.
    """

    _inherit = "sale.subscription"

    @api.model
    def _cron_delete_log_texts(self):
        """Delete what logs say of contracts that ended long ago.

        Run twice in a night it deletes nothing more.
        """
        self._run_steps(
            [Step("_delete_log_texts", "_get_log_texts_domain", "_delete_log_texts")]
        )

    @api.model
    def _get_log_texts_domain(self, company):
        """Return the domain of the contracts whose logs say more than they may.

        :param company: whose setting and own day count
        :rtype: Domain
        """
        if not company.contract_log_years:
            return Domain.FALSE
        day = self._get_last_day_to_forget(company)
        return (
            Domain("is_miniprogram", "=", True)
            & self._get_over_domain(company, day)
            & Domain("event_ids", "any", self._get_old_texts_domain(company))
            & ~self._get_open_matter_domain(company, day)
        )

    @api.model
    def _get_last_day_to_forget(self, company):
        """Return the last day of which the company keeps no texts any longer.

        :rtype: date
        """
        return last_day_over(
            today=company._contract_today(), years=company.contract_log_years
        )

    @api.model
    def _get_old_texts_domain(self, company):
        """Return the domain of the entries that are old enough, and still have texts.

        :rtype: Domain
        """
        day = self._get_last_day_to_forget(company)
        return Domain("texts_deleted_on", "=", False) & Domain(
            "date", "<", company._get_end_of_day(day)
        )

    @api.model
    def _get_over_domain(self, company, day):
        """Return the domain of the contracts that were over by a day.

        One that ran ends with its last day of service. One that never ran ends when it
        is cancelled, or when the customer refuses it and nobody sends another one.

        :param date day: the last day that counts
        :rtype: Domain
        """
        is_later = Domain("date", ">=", company._get_end_of_day(day))
        cancelled_later = Domain("event_ids", "any", is_later & _is_kind("cancelled"))
        return (
            Domain("contract_state", "=", "terminated")
            & Domain("termination_date", "<=", day)
            | Domain("contract_state", "=", "cancelled") & ~cancelled_later
            | Domain("contract_state", "=", "sent") & Domain("refused_on", "<=", day)
        )

    @api.model
    def _get_open_matter_domain(self, company, day):
        """Return the domain of the contracts about which something is open.

        What is owed, a notice on its way, an activity; and a file for court that was
        printed after a day: what it is about may still be before the court.

        :param date day: the last day of which texts are not kept
        :rtype: Domain
        """
        is_later = Domain("date", ">=", company._get_end_of_day(day))
        invoiced = Domain("state", "=", "posted") & Domain("amount_residual", "!=", 0)
        invoiced |= Domain("state", "=", "draft")
        return (
            Domain("term_ids", "any", [("state", "in", ("planned", "invoiced"))])
            | Domain("invoice_ids", "any", invoiced)
            | Domain("notice_ids", "any", self._get_open_notice_domain())
            # archived ones are done
            | Domain("activity_ids", "any", [("active", "=", True)])
            | Domain("event_ids", "any", is_later & _is_kind("printed_for_court"))
        )

    @api.model
    def _get_open_notice_domain(self):
        """Return the domain of the notices that have not come to their end.

        :rtype: Domain
        """
        return (
            Domain("state", "in", ("draft", "sent"))
            | Domain("state", "=", "received")
            & Domain("type_id.awaits_action", "=", True)
            | Domain("activity_ids", "any", [("active", "=", True)])
        )

    def _delete_log_texts(self):
        """Delete what the logs of these contracts say, as far as it is old enough.

        A log that is not what it was keeps its texts: they show what was changed.
        """
        broken = self._find_broken_logs()
        for company, contracts in self.grouped("company_id").items():
            whole = contracts.filtered(lambda contract: contract not in broken)
            # sudo: nobody but the log itself changes an entry
            events = whole.sudo().event_ids
            events.filtered_domain(self._get_old_texts_domain(company))._delete_texts()


def _is_kind(kind):
    return Domain("kind", "=", kind)
