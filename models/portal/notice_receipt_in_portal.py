# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from ..party.company_language import in_company_language


class ContractNotice(models.Model):
    """A notice that is given in the portal is sent and received on the same day."""

    _inherit = "miniprogram.contract.notice"

    def _is_given_in_portal(self):
        """Whether the customer gives it in the portal, or gave it there."""
        self.ensure_one()
        return self.direction == "incoming" and self.channel == "portal"

    def _is_written_by_customer(self):
        return super()._is_written_by_customer() or self._is_given_in_portal()

    def _get_receipt_problems(self, day):
        problems = super()._get_receipt_problems(day)
        # sudo marks the portal's own pages, which have asked for the code
        if self._is_given_in_portal() and not self.env.su:
            problems.append(
                self.env._(
                    "Channel: only the customer gives a notice in the portal, with a "
                    "one-time code."
                )
            )
        return problems

    def _prepare_receipt(self, day):
        values = super()._prepare_receipt(day)
        return {**values, "sent_on": day} if self._is_given_in_portal() else values

    def _keep_incoming_letter(self):
        # before the notice changes the customer's address
        super()._keep_incoming_letter()
        if not self._is_given_in_portal():
            return
        try:
            with self.env.cr.savepoint():
                self._freeze_letter()
        except (UserError, ValueError) as error:
            # it was given all the same: its words are kept in any case
            self._warn_of_unprinted_letter(error)

    @in_company_language
    def _warn_of_unprinted_letter(self, error):
        self.ensure_one()
        self.contract_id._warn_responsible(
            self.env._(
                "%(notice)s: the customer's letter could not be printed: %(error)s",
                notice=self.display_name,
                error=error,
            )
        )
