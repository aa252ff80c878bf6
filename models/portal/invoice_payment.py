# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ContractTerm(models.Model):
    """Which periods are still paid, and whether online."""

    _inherit = "miniprogram.contract.term"

    def _filter_unpaid(self):
        """Return the periods whose posted invoice waits for its payment."""
        return self.filtered(
            lambda term: term.state == "invoiced" and term.invoice_id.state == "posted"
        )

    def _filter_to_pay(self):
        """Return the periods whose payment is offered to the customer."""
        return self._filter_unpaid().filtered(lambda term: term._is_payment_offered())

    def _is_payment_offered(self):
        """Whether this period can still be paid for what it brings.

        Once a contract is over, only a service that had begun is paid, and only until
        then: nobody is asked for years that do not come.
        """
        self.ensure_one()
        contract = self.contract_id
        if not contract._is_over():
            return True
        had_begun = "paid" in contract.term_ids.mapped("state")
        return had_begun and self.date_end <= contract._get_last_day()

    def _can_be_paid_online(self):
        """Whether a provider takes this period's payment of whoever opens its page."""
        self.ensure_one()
        return bool(self._filter_to_pay() and self.invoice_id._has_to_be_paid())


class AccountMove(models.Model):
    """A contract's invoice offers online payment only where a provider takes it."""

    _inherit = "account.move"

    def _has_to_be_paid(self):
        return self._is_open_online() and self._is_offered_online()

    def _is_open_online(self):
        """Whether core would have it paid online, whoever takes the money."""
        return super()._has_to_be_paid()

    def _is_taken_by_provider(self):
        """Whether a provider takes its payment of whoever opens its page.

        It depends on company, currency, amount and the customer's country.
        """
        self.ensure_one()
        visitor = self.env.ref("base.public_user")
        # sudo: visitors may read neither; who is no colleague is offered what is public
        env = self.with_user(visitor).sudo().env
        customer, currency = self.partner_id.id, self.currency_id.id
        providers = env["payment.provider"]._get_compatible_providers(
            self.company_id.id,
            customer,
            self.amount_residual,
            currency_id=currency,
        )
        methods = env["payment.method"]
        return bool(
            methods._get_compatible_payment_methods(
                providers.ids, customer, currency_id=currency
            )
        )

    def _is_offered_online(self):
        """Whether its online payment is offered: as on the page of its contract.

        Invoices of no contract are offered as in core.
        """
        self.ensure_one()
        # sudo: who opens an invoice need not read its contract
        invoice = self.sudo()
        if not invoice.subscription_id._filter_contracts():
            return True
        return invoice._is_still_asked_for() and invoice._is_taken_by_provider()

    def _is_still_asked_for(self):
        """Whether the period of this invoice is still to be paid; others always are."""
        self.ensure_one()
        terms = self.subscription_id.term_ids
        own = terms.filtered(lambda term: term.invoice_id == self)
        return not own or bool(own._filter_to_pay())

    def _get_online_payment_error(self):
        if error := super()._get_online_payment_error():
            return error
        if self._is_offered_online():
            return error
        # sudo: see _is_offered_online()
        if not self.sudo()._is_still_asked_for():
            return self.env._("The contract has ended: this need not be paid any more.")
        return self.env._(
            "This cannot be paid online. Pay by bank transfer: the account and the "
            "payment reference stand on this page."
        )

    def _get_portal_transfer(self):
        """Return account and reference where a transfer alone pays this invoice.

        :return: see ``_get_transfer_to()`` of the contract, None for no transfer
        :rtype: dict or None
        """
        self.ensure_one()
        contract = self.subscription_id._filter_contracts()
        is_open = contract and self._is_open_online() and self._is_still_asked_for()
        if not is_open or self._is_taken_by_provider():
            return None
        return contract._get_transfer_to(self)


class SaleSubscription(models.Model):
    """Where the invoices of a contract are paid by bank transfer."""

    _inherit = "sale.subscription"

    def _get_transfer_to(self, invoices):
        """Return account and reference for a bank transfer, None without an account.

        :param invoices: what is to be paid
        :rtype: dict or None
        """
        self.ensure_one()
        company = self.company_id
        account = invoices.partner_bank_id[:1] or company.partner_id.bank_ids[:1]
        if not invoices or not account:
            return None
        return {
            "account": account.acc_number,
            "bank": account.bank_name or "",
            "holder": account.acc_holder_name or company.name,
            "reference": self.contract_number,
        }
