# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SaleSubscription(models.Model):
    """An end that we declare: it waits for the arrival of our letter (article 565)."""

    _inherit = "sale.subscription"

    def _declare_end(self, reason, day, documents, letter):
        """Declare the end of a contract, which waits for our letter: to be extended.

        An end on another day that is decided already stands until the letter arrives.

        :param reason: a ``sale.subscription.close.reason``
        :param date day: the day before which it does not end, if there is one
        :param documents: the ``ir.attachment`` records that go with the letter
        :param dict letter: what the letter says: its ``facts`` and ``settlement``, and
            the ``term`` whose missing payment is the breach
        """
        self.ensure_one()
        self._note_declared_end(reason)
        self._log_declared_end(reason)

    def _get_breach_problems(self, reason, term):
        """Return why a missing payment cannot be the breach: made to be extended.

        :param reason: a ``sale.subscription.close.reason``
        :param term: the ``miniprogram.contract.term`` that is said not to be paid
        :rtype: list[str]
        """
        return []

    def _note_declared_end(self, reason):
        """Note that a letter is on its way that ends these contracts for a reason.

        :param reason: a ``sale.subscription.close.reason``
        """
        undecided = self.filtered(
            lambda contract: (
                contract.contract_state in ("signed", "active")
                and not contract.termination_date
            )
        )
        undecided._write_protected({"close_reason_id": reason.id})

    def _forget_declared_end(self):
        """Let these contracts go on: the letter that was to end them is given up."""
        self.filtered(lambda c: c._awaits_arrival())._withdraw_termination()

    def _get_declared_day(self):
        """Return the day before which a declared end does not come: to be extended.

        :rtype: date or None
        """
        self.ensure_one()

    def _find_planned_hold(self):
        """Find what keeps a planned end from being carried out: made to be extended.

        :rtype: Hold or None
        """
        self.ensure_one()
