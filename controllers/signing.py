# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import MissingError, UserError
from odoo.http import request

from .links import opened_by_link
from .portal import ContractPortal, keep_text

# What the page posts to sign, see _sign_in_portal() of the document
FORM_FIELDS = ("agreement", "code", "name", "position", "shown_sha256", "signature")
# The addresses that the page calls, after that of the contract
SUFFIXES = {
    "accept": "/sign/accept",
    "code": "/sign/code",
    "document": "/document/sent",
    "page": "",
    "refuse": "/refuse",
    "refuse_code": "/refuse/code",
}


class ContractSigning(ContractPortal):
    """The page on which the customer signs, or says why not."""

    @http.route(
        "/my/contracts/<int:contract_id>/sign", type="http", auth="public", website=True
    )
    @opened_by_link
    def portal_contract_sign(self, contract_id, access_token=None, **kw):
        """Show the page on which a contract is signed."""
        try:
            contract_sudo = self._find_contract(contract_id, access_token)
        except MissingError:
            return request.redirect("/my")
        self._note_visit(contract_sudo)
        return request.render(
            "miniprogram_contract.portal_contract_sign",
            self._get_signing_values(contract_sudo),
        )

    def _get_signing_values(self, contract_sudo):
        """Prepare what the page for signing shows.

        :param contract_sudo: a contract that the visitor may read
        :rtype: dict
        """
        values = self._get_contract_page_values(contract_sudo)
        return {
            **values,
            "signing": contract_sudo._get_portal_signing(),
            "url": {
                name: f"{contract_sudo.access_url}{suffix}"
                for name, suffix in SUFFIXES.items()
            },
        }

    @http.route(
        "/my/contracts/<int:contract_id>/sign/code",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    @opened_by_link
    def portal_contract_sign_code(
        self, contract_id, access_token=None, channel=None, **kw
    ):
        """Send the one-time code to the address designated in the contract."""
        try:
            contract_sudo = self._find_contract(contract_id, access_token)
            address = contract_sudo._send_signing_code(channel)
        except (MissingError, UserError) as error:
            return self._answer_refused(error)
        return request.make_json_response({"address": address})

    @http.route(
        "/my/contracts/<int:contract_id>/sign/accept",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    @opened_by_link
    def portal_contract_sign_accept(self, contract_id, access_token=None, **post):
        """Take the customer's signature."""
        form_data = keep_text(post, FORM_FIELDS)
        form_data["key_terms"] = request.httprequest.form.getlist("key_terms")
        try:
            contract_sudo = self._find_contract(contract_id, access_token)
            problems = contract_sudo._sign_in_portal(
                form_data, request.httprequest.remote_addr
            )
        except (MissingError, UserError) as error:
            return self._answer_refused(error)
        if problems:
            return request.make_json_response({"error": "\n".join(problems)})
        return request.make_json_response({"redirect_url": contract_sudo.access_url})

    @http.route(
        "/my/contracts/<int:contract_id>/refuse",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    @opened_by_link
    def portal_contract_refuse(self, contract_id, access_token=None, **post):
        """Take the customer's reason for not signing."""
        try:
            # an act of the customer: a link alone does not do
            contract_sudo = self._find_own_contract(contract_id)
        except MissingError:
            return request.redirect("/my")
        posted = keep_text(post, ["code", "reason"])
        reason = posted.get("reason")
        try:
            problems = contract_sudo._refuse_in_portal(reason, posted.get("code"))
        except UserError as error:
            problems = [str(error)]
        if not problems:
            return request.redirect(contract_sudo.access_url)
        values = self._get_signing_values(contract_sudo)
        return request.render(
            "miniprogram_contract.portal_contract_sign",
            {**values, "problems": problems, "refused_reason": reason},
        )

    @http.route(
        "/my/contracts/<int:contract_id>/refuse/code",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    @opened_by_link
    def portal_contract_refuse_code(
        self, contract_id, access_token=None, channel=None, **kw
    ):
        """Send the one-time code for refusing to the address designated."""
        try:
            # an act of the customer: a link alone does not do
            contract_sudo = self._find_own_contract(contract_id)
            address = contract_sudo._send_refusing_code(channel)
        except (MissingError, UserError) as error:
            return self._answer_refused(error)
        return request.make_json_response({"address": address})
