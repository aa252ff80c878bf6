# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import MissingError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import consteq

from ..models.portal.contract_link import LINK
from .links import CHOICES, get_link, opened_by_link
from .portal import ContractPortal


class ContractInvoice(ContractPortal):
    """A contract's invoice, read and paid by its link or from the contract's page."""

    def _find_linked(self, access_token, invoice_id=None, **kw):
        if not invoice_id:
            return super()._find_linked(access_token, **kw)
        # sudo: visitors need no rights on invoices; what opens them is checked below
        invoice = request.env["account.move"].sudo().browse(invoice_id).exists()
        contract = invoice.subscription_id._filter_contracts()
        if not contract:
            return invoice.browse()
        for token in (access_token, get_link(invoice).get("access_token")):
            if invoice._is_opened_by_link(token):
                return self._open_by_link_of(contract._open_by_link(token), invoice)
            # as bytes: a made-up token may hold any character
            own = invoice._portal_ensure_token().encode()
            if isinstance(token, str) and consteq(own, token.encode()):
                return invoice
        return self._find_on_page(contract, invoice)

    def _open_by_link_of(self, contract_sudo, invoice):
        """Return an invoice as its contract is opened: by that link, or by login."""
        link = contract_sudo.env.context.get(LINK)
        return invoice.with_context(**{LINK: link}) if link else invoice

    def _find_on_page(self, contract, invoice):
        """Return an invoice to which the page of its contract leads this visitor."""
        try:
            contract_sudo = self._find_contract(contract.id)
        except MissingError:
            return invoice.browse()
        shown = invoice & contract_sudo.term_ids._filter_shown_invoices()
        return self._open_by_link_of(contract_sudo, shown)

    @http.route()
    @opened_by_link
    def portal_my_invoice_detail(self, invoice_id, access_token=None, **kw):
        if linked := self._find_linked(access_token, invoice_id=invoice_id):
            access_token = linked._portal_ensure_token()
            # nothing else that an address says goes into the page
            kw = {name: kw[name] for name in CHOICES if name in kw}
        return super().portal_my_invoice_detail(
            invoice_id, access_token=access_token, **kw
        )

    def _document_check_access(self, model_name, document_id, access_token=None):
        if model_name == "account.move" and access_token:
            # sudo: the link of its contract opens an invoice
            invoices = request.env[model_name].sudo()
            invoice_sudo = invoices.browse(document_id).exists()
            if invoice_sudo and invoice_sudo._is_opened_by_link(access_token):
                invoice_sudo.subscription_id._open_by_link(access_token)
                return invoice_sudo.with_context(**{LINK: access_token})
        return super()._document_check_access(model_name, document_id, access_token)

    def _invoice_get_page_view_values(self, invoice, access_token, **kwargs):
        values = super()._invoice_get_page_view_values(invoice, access_token, **kwargs)
        contracts = self._get_contracts()
        contract = contracts.search(
            Domain("id", "=", invoice.subscription_id.id) & self._get_contracts_domain()
        )
        values = self._leave_out_others(values, invoice)
        is_by_link = bool(invoice.env.context.get(LINK))
        return {
            **values,
            "contract_url": contract.access_url,
            # sudo: who opens an invoice need not read its contract, nor accounts
            "transfer": invoice.sudo()._get_portal_transfer(),
            "is_by_contract_link": is_by_link,
        }
