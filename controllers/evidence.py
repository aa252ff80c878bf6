# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import MissingError
from odoo.http import content_disposition, request

from .links import opened_by_link
from .portal import ContractPortal


class ContractEvidence(ContractPortal):
    """The evidence log of a contract, to be taken away."""

    @http.route(
        "/my/contracts/<int:contract_id>/log",
        type="http",
        auth="public",
        website=True,
    )
    @opened_by_link
    def portal_contract_log(self, contract_id, access_token=None, **kw):
        """Download the evidence log as lines of text, which anybody can check."""
        try:
            contract_sudo = self._find_contract(contract_id, access_token)
        except MissingError:
            return request.redirect("/my")
        return self._send_log(contract_sudo)

    @http.route(
        "/miniprogram-contract/<int:contract_id>/log",
        type="http",
        auth="user",
        readonly=True,
    )
    def contract_log(self, contract_id, **kw):
        """Download the evidence log of a contract that one works on."""
        contract = request.env["sale.subscription"].browse(contract_id).exists()
        if not contract or not contract.has_access("read"):
            raise NotFound()
        return self._send_log(contract)

    def _send_log(self, contract):
        """Return the response that downloads a log.

        :param contract: a contract that the visitor may read
        """
        name = f"{contract._get_log_name()}.txt"
        return request.make_response(
            contract._get_log_file(),
            [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
