# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from ..models.evidence.security_log import note_attempt

MAX_MEGABYTES = 25
MEGABYTE = 1024 * 1024
# What is longer than this is refused before it is read; what is between gets a reason
MAX_POSTED = 2 * MAX_MEGABYTES * MEGABYTE
MAX_A_MINUTE = 5
PDF_SIGNATURE = b"%PDF-"


class ContractVerification(http.Controller):
    """The page that verifies whether a file is the signed document of a contract."""

    @http.route(
        "/contract/verify",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        max_content_length=MAX_POSTED,
    )
    def contract_verify(self, number=None, document=None, **kw):
        """Show the page, and what an uploaded file is."""
        values = {
            "max_megabytes": MAX_MEGABYTES,
            "number": number.strip()[:64] if isinstance(number, str) else "",
            "page_name": "contract_verify",
            "problem": None,
            "result": None,
            "is_checked": False,
        }
        if request.httprequest.method != "POST":
            return self._show(values)
        if not self._may_ask():
            note_attempt(request.env, "verify_limit", times=MAX_A_MINUTE)
            problem = request.env._(
                "Too many files were checked from your address. Wait a minute."
            )
            return self._show({**values, "problem": problem}, status=429)
        return self._show({**values, **self._verify(document)})

    def _show(self, values, **kw):
        page = "miniprogram_contract.portal_contract_verify"
        return request.render(page, values, **kw)

    def _may_ask(self):
        """Whether this client may check one more file now."""
        # sudo: visitors have no rights on what is counted
        requests = request.env["miniprogram.contract.client.request"].sudo()
        client = request.httprequest.remote_addr
        return requests._may_ask("verify", client, MAX_A_MINUTE, 60)

    def _verify(self, document):
        """Read an uploaded file up to the size allowed, and verify it.

        :param document: the upload; anything may be posted
        :rtype: dict
        """
        _ = request.env._
        if not hasattr(document, "read"):
            return {"problem": _("Choose the PDF that you want to check.")}
        limit = MAX_MEGABYTES * MEGABYTE
        content = document.read(limit + 1)
        if len(content) > limit:
            return {
                "problem": _("The file is larger than %s megabytes.", MAX_MEGABYTES)
            }
        if not content.startswith(PDF_SIGNATURE):
            return {"problem": _("This file is not a PDF.")}
        contracts = request.env["sale.subscription"]
        return {"is_checked": True, "result": contracts._verify_document(content)}
