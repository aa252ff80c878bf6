# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import closing

from odoo import models

# In the context while an end is only looked at: what reaches beyond the database, such
# as a webhook, asks for it, as it is not taken back
PREVIEWED = "is_end_previewed"


class SaleSubscription(models.Model):
    """What an end would do, shown before it is confirmed.

    It is done, looked at, and taken back: what is shown is what happens.
    """

    _inherit = "sale.subscription"

    def _preview_termination(self, reason, date=None, documents=None, **options):
        """Return what ending a contract does, without doing it.

        The parameters are those of :meth:`action_terminate_contract`.

        :return: ``end`` in words; ``invoices`` and ``letters``, each a list of
            dictionaries with ``name``, ``amount`` (of invoices) and ``outcome``;
            ``words`` of the letters
        :rtype: dict
        :raises UserError: what is in the way of it
        """
        self.ensure_one()
        contract = self.with_context(
            **{PREVIEWED: True},
            mail_activity_quick_update=True,
            mail_notify_force_send=False,
            tracking_disable=True,
        )
        with closing(self.env.cr.savepoint()):
            before = contract._take_snapshot()
            contract.action_terminate_contract(reason, date, documents, **options)
            end = contract._describe_decided_end()
            contract._let_declared_end_come(before)
            return {"end": end, **contract._describe_changes(before)}

    def _take_snapshot(self):
        """Return what an end may change, as it is now: made to be extended.

        :rtype: dict
        """
        self.ensure_one()
        # sudo: contract managers need no access to the customer's accounting
        invoices = self.term_ids.sudo().invoice_id
        return {
            "invoices": {
                invoice: (invoice.amount_residual, invoice.state)
                for invoice in invoices.filtered(lambda move: move.state != "cancel")
            }
        }

    def _describe_decided_end(self):
        """Return in words how the contract ends, as it was decided.

        :rtype: str
        """
        self.ensure_one()
        if self.contract_state == "terminated":
            return self.env._(
                "Ends at once. Last day of service: %s.", self.termination_date
            )
        return self._describe_end(self._get_next_end(is_on_hold=True))

    def _let_declared_end_come(self, before):
        """Let our letter arrive, to see what follows then: made to be extended.

        :param dict before: see :meth:`_take_snapshot`
        """

    def _describe_changes(self, before):
        """Return what an end has done to invoices: made to be extended.

        :param dict before: see :meth:`_take_snapshot`
        :rtype: dict
        """
        self.ensure_one()
        known = before["invoices"]
        # sudo: contract managers need no access to the customer's accounting
        current = self.term_ids.sudo().invoice_id
        kept = [
            {
                "name": invoice.name or invoice.display_name,
                "amount": invoice.amount_total,
                "outcome": self._describe_invoice(invoice, *known[invoice]),
            }
            for invoice in known
        ]
        made = [
            {
                "name": self.env._("New invoice"),
                "amount": invoice.amount_total,
                "outcome": self.env._(
                    "For the days until the end: %s",
                    invoice.currency_id.format(invoice.amount_residual),
                ),
            }
            for invoice in current.filtered(lambda move: move not in known)
        ]
        return {"invoices": kept + made}

    def _describe_invoice(self, invoice, residual, state):
        """Return what an end does to one invoice.

        :param invoice: the ``account.move``
        :param float residual: what was left of it before
        :param str state: its state before
        :rtype: str
        """
        _ = self.env._
        if invoice.state == "cancel" and state != "cancel":
            return _("Cancelled")
        is_replaced = invoice not in self.term_ids.sudo().invoice_id
        if residual and invoice.amount_residual < residual:
            return _("Credited, and charged anew") if is_replaced else _("Credited")
        if is_replaced:
            return _("Replaced")
        if residual:
            return _("Stays owed: %s", invoice.currency_id.format(residual))
        return _("Stays paid")
