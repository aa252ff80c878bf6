# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import MissingError
from odoo.http import request
from odoo.tools import consteq

from .links import get_link, opened_by_link
from .portal import ContractPortal


class ContractInvoice(ContractPortal):
    """A contract's invoice, read and paid by its link or from the contract's page."""

    def _find_linked(self, access_token, invoice_id=None, **kw):
        if not invoice_id:
            return super()._find_linked(access_token, **kw)
        # sudo: visitors need no rights on invoices; what opens them is checked below
        invoice = request.env["account.move"].sudo().browse(invoice_id).exists()
        contract = invoice.subscription_id._filter_contracts()
        token = contract and invoice._portal_ensure_token()
        if not token:
            return invoice.browse()
        tokens = (access_token, get_link(invoice).get("access_token"))
        # as bytes: a made-up token may hold any character
        if any(each and consteq(each.encode(), token.encode()) for each in tokens):
            return invoice
        return invoice if self._is_on_page(contract, invoice) else invoice.browse()

    def _is_on_page(self, contract, invoice):
        """Whether this visitor may read a contract whose page leads to an invoice."""
        try:
            contract_sudo = self._find_contract(contract.id)
        except MissingError:
            return False
        return invoice in contract_sudo.term_ids._filter_shown_invoices()

    @http.route()
    @opened_by_link
    def portal_my_invoice_detail(self, invoice_id, access_token=None, **kw):
        if linked := self._find_linked(access_token, invoice_id=invoice_id):
            access_token = linked.access_token
        return super().portal_my_invoice_detail(
            invoice_id, access_token=access_token, **kw
        )
