# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.http import request

# The addresses of the customer's pages and files, and of what is printed of contracts
PRIVATE_PAGES = (
    "/contract/verify",
    "/miniprogram-contract",
    "/my/contracts",
    "/my/invoices",
)
PRIVATE_REPORTS = "miniprogram_contract."
FRAMING = "frame-ancestors 'self'"


class IrHttp(models.AbstractModel):
    """What is private is kept by no browser or proxy, framed by no other site, and its
    address, which may hold the token of a link, is told to nobody.
    """

    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        if cls._is_private_page(rule.rule, args):
            cls._mark_as_private()
        super()._pre_dispatch(rule, args)

    @classmethod
    def _is_private_page(cls, url, args):
        """Whether an address shows something of a contract or an invoice.

        :param str url: as it is declared
        :param dict args: what is in its place
        """
        is_report = str(args.get("reportname", "")).startswith(PRIVATE_REPORTS)
        return url.startswith(PRIVATE_PAGES) or is_report

    @classmethod
    def _mark_as_private(cls):
        """Let what this request is answered with be private."""
        request.is_contract_private = True

    @classmethod
    def _post_dispatch(cls, response):
        super()._post_dispatch(response)
        cls._keep_private(response)

    @classmethod
    def _handle_error(cls, exception):
        # why something is not shown is as private as what is
        response = super()._handle_error(exception)
        cls._keep_private(response)
        return response

    @classmethod
    def _keep_private(cls, response):
        """Say of an answer to what is private that nobody is to keep or frame it."""
        headers = getattr(response, "headers", None)
        if headers is None or not getattr(request, "is_contract_private", False):
            return
        policies = [headers.get("Content-Security-Policy"), FRAMING]
        headers["Cache-Control"] = "no-store"
        headers["Content-Security-Policy"] = "; ".join(filter(None, policies))
        headers["Referrer-Policy"] = "strict-origin"
        headers["X-Frame-Options"] = "SAMEORIGIN"


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _record_to_stream(self, record, field_name):
        if request and self._is_contract_file(record):
            self.env["ir.http"]._mark_as_private()
        return super()._record_to_stream(record, field_name)

    def _is_contract_file(self, record):
        """Whether a file is kept with a contract, or with something of one.

        :param record: what is to be sent
        """
        if record._name != "ir.attachment":
            return False
        # sudo: asks only what it is a file of; who may read it was checked before
        file = record.sudo()
        model = file.res_model or ""
        return (
            file.is_contract_document
            or model == "sale.subscription"
            or model.startswith("miniprogram.contract.")
        )
