# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import MissingError, UserError
from odoo.http import request

from .portal import ContractPortal, keep_text

# What the page posts to sign, see _sign_in_portal() of the contract
GIVEN = ("agreement", "code", "name", "position", "shown_sha256", "signature")
# What the page calls
SUFFIXES = {
    "accept": "/sign/accept",
    "code": "/sign/code",
    "document": "/document/sent",
    "page": "",
    "refuse": "/refuse",
}


class ContractSigning(ContractPortal):
    """The page on which the customer signs, or says why he does not."""

    @http.route(
        "/my/contracts/<int:contract_id>/sign", type="http", auth="public", website=True
    )
    def portal_contract_sign(self, contract_id, access_token=None, **kw):
        """Show the page on which a contract is signed."""
        try:
            contract_sudo = self._find_contract(contract_id, access_token)
        except MissingError:
            return request.redirect("/my")
        return request.render(
            "miniprogram_contract.portal_contract_sign",
            self._get_signing_values(contract_sudo, access_token, **kw),
        )

    def _get_signing_values(self, contract_sudo, access_token, **kw):
        """Prepare what the page of signing shows.

        :param contract_sudo: a contract that the visitor may read
        :param str access_token: what the address says
        :rtype: dict
        """
        values = self._get_contract_page_values(contract_sudo, access_token, **kw)
        return {
            **values,
            "signing": contract_sudo._get_portal_signing(),
            "url": {
                name: self._get_contract_url(contract_sudo, access_token, suffix)
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
    def portal_contract_sign_accept(self, contract_id, access_token=None, **post):
        """Take the customer's signature."""
        given = keep_text(post, GIVEN)
        given["key_terms"] = request.httprequest.form.getlist("key_terms")
        try:
            contract_sudo = self._find_contract(contract_id, access_token)
            problems = contract_sudo._sign_in_portal(
                given, request.httprequest.remote_addr
            )
        except (MissingError, UserError) as error:
            return self._answer_refused(error)
        if problems:
            return request.make_json_response({"error": "\n".join(problems)})
        url = self._get_contract_url(contract_sudo, access_token)
        return request.make_json_response({"redirect_url": url})

    @http.route(
        "/my/contracts/<int:contract_id>/refuse",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_contract_refuse(self, contract_id, access_token=None, **post):
        """Give the contract back to our side with the customer's reason."""
        try:
            contract_sudo = self._find_contract(contract_id, access_token)
        except MissingError:
            return request.redirect("/my")
        url = self._get_contract_url(contract_sudo, access_token)
        try:
            contract_sudo._refuse_in_portal(keep_text(post, ["reason"]).get("reason"))
        except UserError:
            # what is missing, or that it is signed by now, is said by that page
            url = self._get_contract_url(contract_sudo, access_token, "/sign")
        return request.redirect(url)

    def _get_contract_url(self, contract_sudo, access_token, suffix=""):
        """Give the address of a contract's page as this visitor came to it."""
        query = f"?access_token={contract_sudo.access_token}" if access_token else ""
        return f"{contract_sudo.access_url}{suffix}{query}"

    def _answer_refused(self, error):
        """Tell the page why something was not done.

        :param error: what a person can read
        """
        return request.make_json_response({"error": str(error)})
