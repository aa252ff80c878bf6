# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.chinese_text import join_sentences
from ..contract.contract import LIVE_STATES
from ..party.company_language import in_company_language


class ContractTerm(models.Model):
    """A period that was settled without a payment: an accountant counts it as paid.

    Netted against a bill of ours, for example, or paid by an invoice of several
    contracts. When the invoice can be paid again, payments decide again.
    """

    _inherit = "miniprogram.contract.term"

    counted_as_paid_reason = fields.Text(
        string="Reason for Counting as Paid",
        readonly=True,
        help="How this period was settled without a payment, as an accountant said.",
    )

    @api.private
    def action_count_as_paid(self, reason):
        """Count periods as paid that were settled in another way than by a payment.

        :param str reason: how they were settled
        :raises UserError: not an accountant, a period with an invoice to be paid or
            that is paid or given up, no reason
        """
        self._check_accountant()
        for term in self.sudo():  # sudo: accountants only read the ledger
            term.contract_id._lock_in_state(*LIVE_STATES)
            term._check_counted_as_paid(reason)
            term._log_counted_as_paid(reason.strip())
            term.counted_as_paid_reason = reason.strip()
            term._sync_with_accounting()
        return True

    @api.private
    def action_stop_counting_as_paid(self, reason):
        """Let payments decide again whether periods are paid.

        :param str reason: why it was wrong to count them as paid
        :raises UserError: not an accountant, not counted as paid, no reason
        """
        self._check_accountant()
        for term in self.sudo():  # sudo: accountants only read the ledger
            term.contract_id._lock_in_state(*LIVE_STATES)
            term._check_no_longer_counted_as_paid(reason)
            term._log_no_longer_counted_as_paid(reason.strip())
            # it was not paid before: what was paid of it is counted anew
            term._set_state("invoiced")
            term._sync_with_accounting()
        return True

    def _check_accountant(self):
        """Refuse what only accountants may say of an invoice.

        :raises UserError: for others, and for contracts that they may not read
        """
        self.check_access("read")
        if not self.env.user.has_group("account.group_account_invoice"):
            raise UserError(
                self.env._(
                    "Only a user with accounting rights (Invoicing) can do this."
                )
            )

    def _check_counted_as_paid(self, reason):
        self.ensure_one()
        _ = self.env._
        problems = []
        if self.state == "invoiced":
            problems.append(
                _(
                    "Invoice: %(invoice)s of %(term)s can still be paid. Reconcile it "
                    "with what settles it, or cancel it, first.",
                    invoice=self.invoice_id.display_name,
                    term=self.display_name,
                )
            )
        elif self.state != "planned":
            problems.append(_("Term: it has to be neither paid nor given up."))
        if not (reason or "").strip():
            problems.append(_("Reason: say how the period was settled."))
        if problems:
            raise UserError("\n".join(problems))

    def _check_no_longer_counted_as_paid(self, reason):
        self.ensure_one()
        _ = self.env._
        problems = []
        if not self.counted_as_paid_reason:
            problems.append(_("Term: it does not count as paid for a reason."))
        if not (reason or "").strip():
            problems.append(_("Reason: say why."))
        if problems:
            raise UserError("\n".join(problems))

    @in_company_language
    def _log_counted_as_paid(self, reason):
        self.ensure_one()
        self.contract_id.message_post(
            body=self.env._(
                "%(term)s counts as paid: %(reason)s",
                term=self.display_name,
                reason=reason,
            )
        )

    @in_company_language
    def _log_no_longer_counted_as_paid(self, reason):
        self.ensure_one()
        self.contract_id.message_post(
            body=self.env._(
                "%(term)s no longer counts as paid: %(reason)s",
                term=self.display_name,
                reason=reason,
            )
        )

    def _is_settled_in_another_way(self):
        """Whether its invoice was settled without a payment, and not credited."""
        self.ensure_one()
        invoice = self.invoice_id
        return (
            self.state == "planned"
            and invoice.state == "posted"
            and not self._is_credited_unpaid()
        )

    def _describe_other_settlement(self):
        """Return who decides whether what settled its invoice has paid it.

        :rtype: str
        """
        self.ensure_one()
        return self.env._(
            "The invoice of %s was netted or written off: no payment settled it, so "
            "the period is not paid. If what settled it counts, an accountant uses "
            "Count as Paid beside the period.",
            self.display_name,
        )

    def _describe_missing_invoice(self):
        if not self._is_settled_in_another_way():
            return super()._describe_missing_invoice()
        otherwise = self.env._(
            "It is not invoiced again automatically: otherwise invoice it again, or "
            "end the contract."
        )
        return join_sentences(self._describe_other_settlement(), otherwise)

    def _get_accounting_state(self):
        state = super()._get_accounting_state()
        # while its invoice can be paid, only payments count
        is_settled = state == "planned" and self.counted_as_paid_reason
        return "paid" if is_settled else state

    def _get_paid_on(self):
        # a part that was paid before is not what settled it
        is_counted = self.counted_as_paid_reason and self.paid_on
        return is_counted or super()._get_paid_on()

    def _forget_invoice(self):
        self.counted_as_paid_reason = False
        return super()._forget_invoice()

    def _set_state(self, state):
        super()._set_state(state)
        if state != "paid":
            self.counted_as_paid_reason = False

    def _describe_undone_payment(self):
        if not self.counted_as_paid_reason:
            return super()._describe_undone_payment()
        return self.env._(
            "%(term)s counted as paid (%(reason)s), and does not any more.",
            term=self.display_name,
            reason=self.counted_as_paid_reason,
        )
