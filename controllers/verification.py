# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

MAX_MEGABYTES = 25
PDF_SIGNATURE = b"%PDF-"


class ContractVerification(http.Controller):
    """The page that verifies whether a file is the signed document of a contract."""

    @http.route("/contract/verify", type="http", auth="public", website=True)
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
        if request.httprequest.method == "POST":
            values |= self._verify(document)
        return request.render("miniprogram_contract.portal_contract_verify", values)

    def _verify(self, document):
        """Read an uploaded file up to the size allowed, and verify it.

        :param document: the upload; anything may be posted
        :rtype: dict
        """
        _ = request.env._
        if not hasattr(document, "read"):
            return {"problem": _("Choose the PDF that you want to check.")}
        limit = MAX_MEGABYTES * 1024 * 1024
        content = document.read(limit + 1)
        if len(content) > limit:
            return {
                "problem": _("The file is larger than %s megabytes.", MAX_MEGABYTES)
            }
        if not content.startswith(PDF_SIGNATURE):
            return {"problem": _("This file is not a PDF.")}
        contracts = request.env["sale.subscription"]
        return {"is_checked": True, "result": contracts._verify_document(content)}
