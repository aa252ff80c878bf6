# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ..contract.contract import LIVE_STATES
from ..party.company_language import in_company_language
from .term_settlement import HOLD


class ContractTerm(models.Model):
    """More time to pay, granted by a manager."""

    _inherit = "miniprogram.contract.term"

    def action_grant_time(self, grace_until, reason):
        """Give the customer more time to pay.

        :param date grace_until: the last day on which the period can be paid
        :param str reason: why
        :raises UserError: not a manager, not waiting for payment, a day in the past, no
            reason
        """
        for term in self:
            term.contract_id._check_manager()
            term.contract_id._lock_in_state(*LIVE_STATES)
            term._check_grace(fields.Date.to_date(grace_until), reason)
            term._grant_time(grace_until, reason.strip())
        return True

    def _grant_time(self, grace_until, reason):
        """Set the last day to pay, and log the reason.

        :param date grace_until: the last day on which the period can be paid
        :param str reason: why
        """
        self.ensure_one()
        # sudo: the ledger is written by the contract only
        self.sudo().grace_until = grace_until
        self.contract_id._withdraw_warning((HOLD,))
        self._log_more_time(grace_until, reason)

    @in_company_language
    def _log_more_time(self, grace_until, reason):
        self.ensure_one()
        self.contract_id.message_post(
            body=self.env._(
                "More time to pay, until %(day)s: %(reason)s",
                day=grace_until,
                reason=reason,
            )
        )

    def _check_grace(self, day, reason):
        self.ensure_one()
        _ = self.env._
        problems = []
        if self.state != "invoiced":
            problems.append(_("Term: it has to be awaiting payment."))
        if not day or day < self.company_id._contract_today():
            problems.append(_("More Time until: today or a later day."))
        if not (reason or "").strip():
            problems.append(_("Reason: say why."))
        if problems:
            raise UserError("\n".join(problems))
