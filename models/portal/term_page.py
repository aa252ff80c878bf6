# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from ...policy.terms import EXTENSION


class ContractTerm(models.Model):
    """What the customer's page shows of a period and its invoice."""

    _inherit = "miniprogram.contract.term"

    def _get_portal_values(self):
        """Return what the customer's page shows of these periods, in plain values.

        :rtype: list[dict]
        """
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return [
            {
                "amount": term.amount,
                "currency": term.currency_id,
                "date_end": term.date_end,
                "date_start": term.date_start,
                "deadline": term._get_portal_deadline(),
                "due_on": term.state == "invoiced" and term._get_last_day_to_pay(),
                "has_failed": bool(
                    term._filter_to_pay() and term._has_payment_failed()
                ),
                "is_to_pay": bool(term._filter_to_pay()),
                "kind": kinds[term.kind],
                "open_amount": term._get_open_amount(),
                "state": term.state,
                "status": term._get_payment_status(),
                **term._get_invoice_addresses(
                    term.invoice_id.access_url or "",
                    is_payable=term._can_be_paid_online(),
                ),
            }
            for term in self
        ]

    def _get_portal_deadline(self):
        """Return the last day on which a renewal can be paid.

        An amount that is owed anyway has a due date, not a deadline.
        """
        self.ensure_one()
        is_open_offer = self._is_offer() and self.state == "invoiced"
        is_open_offer = is_open_offer and self._is_payment_offered()
        return is_open_offer and self.contract_id.payment_deadline

    def _get_payment_status(self):
        """Return the payment status of this period in words.

        :rtype: str
        """
        self.ensure_one()
        _ = self.env._
        if self.kind == EXTENSION and self.state == "paid":
            return _("Free of charge")
        if self.state == "paid":
            return _("Paid")
        if self.state == "lapsed":
            return _("No longer due")
        if not self._filter_unpaid():
            return _("Not invoiced yet")
        if self._is_payment_pending():
            return _("Payment is being processed")
        if not self._filter_to_pay():
            return _("Not paid")
        if self._has_payment_failed():
            return _("Payment failed")
        if self.currency_id.compare_amounts(self._get_open_amount(), self.amount) < 0:
            return _("Partly paid")
        return _("Waiting for payment")

    def _is_payment_pending(self):
        """Whether an online payment is being processed."""
        self.ensure_one()
        return bool(
            self.invoice_id.transaction_ids.filtered(
                lambda transaction: (
                    transaction.state in ("authorized", "pending")
                    and transaction.provider_code not in ("none", "custom")
                )
            )
        )

    def _is_any_provider_open(self):
        """Whether customers of the company pay online at all, for mails to many."""
        self.ensure_one()
        # sudo: who lets a mail go out need not see providers
        providers = self.env["payment.provider"].sudo()
        is_open = Domain("is_published", "=", True) & Domain("state", "!=", "disabled")
        of_company = Domain(providers._check_company_domain(self.company_id))
        return bool(providers.search_count(is_open & of_company, limit=1))

    def _has_payment_failed(self):
        """Whether the latest online payment did not go through."""
        self.ensure_one()
        transactions = self.invoice_id.transaction_ids
        latest = transactions.filtered(lambda each: each.state != "draft")
        return latest.sorted("id")[-1:].state in ("cancel", "error")

    def _filter_shown_invoices(self):
        """Return the invoices of these periods that the customer's page leads to."""
        return self.invoice_id.filtered(lambda invoice: invoice.state == "posted")

    def _get_portal_invoice(self):
        """Return the same addresses for a mail: they open without a login.

        :rtype: dict
        """
        self.ensure_one()
        invoice = self._filter_shown_invoices()
        return self._get_invoice_addresses(
            invoice.get_portal_url() if invoice else "",
            is_payable=bool(
                self._filter_unpaid()
                and invoice._is_open_online()
                and self._is_any_provider_open()
            ),
        )

    def _get_invoice_addresses(self, url, *, is_payable):
        """Return the invoice's number and where it is read and paid, "" for nowhere.

        :param str url: the address of the invoice
        :param bool is_payable: whether it can be paid there
        :rtype: dict
        """
        self.ensure_one()
        invoice = self._filter_shown_invoices()
        if not invoice:
            return {"invoice_name": "", "invoice_url": "", "pay_url": ""}
        # opens the payment at once
        joint = "&" if "?" in url else "?"
        pay_url = f"{url}{joint}payment=True#portal_pay"
        return {
            "invoice_name": invoice.name,
            "invoice_url": url,
            "pay_url": pay_url if is_payable else "",
        }


class SaleSubscription(models.Model):
    """Where the mail of a contract leads: to its page, and to the payment."""

    _inherit = "sale.subscription"

    def _get_page_button(self):
        self.ensure_one()
        if not self._is_issued():
            return super()._get_page_button()
        return {
            "title": self.env._("View Contract"),
            "url": f"{self.get_base_url()}{self.get_portal_url()}",
        }

    def _get_pay_button(self):
        self.ensure_one()
        if url := self._get_open_invoice_urls().get("pay_url"):
            return {"title": self.env._("Pay Now"), "url": self.get_base_url() + url}
        return super()._get_pay_button()

    def _get_invoice_link(self):
        self.ensure_one()
        url = self._get_open_invoice_urls().get("invoice_url")
        return self.get_base_url() + url if url else super()._get_invoice_link()

    def _get_open_invoice_urls(self):
        """Return the addresses of the invoice that is to be paid, {} without one."""
        # sudo: who lets a mail go out need not see invoices
        term = self.sudo().open_term_id
        return term._get_portal_invoice() if term else {}
