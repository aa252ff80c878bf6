# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import MissingError, UserError
from odoo.fields import Domain
from odoo.http import request

from .links import opened_by_link
from .portal import ContractPortal, keep_text

# What the page posts of a notice, see _read_form() of the notice
FORM_FIELDS = (
    "code",
    "confirmed",
    "event_date",
    "facts",
    "new_city",
    "new_contact_name",
    "new_country_id",
    "new_email",
    "new_fax",
    "new_phone",
    "new_state_id",
    "new_street",
    "new_street2",
    "new_zip",
    "origin_id",
    "requested_date",
    "shown_sha256",
)


class ContractNotices(ContractPortal):
    """The pages on which the customer reads, gives and confirms notices.

    Every reader of the contract may read its notices. Giving and confirming them needs
    a login of the customer's own, and a one-time code: the routes take no token.
    """

    def _get_contract_page_values(self, contract_sudo):
        values = super()._get_contract_page_values(contract_sudo)
        user = request.env.user
        is_own_side = contract_sudo._is_own_side(user)
        return {
            **values,
            "disable_composer": not (is_own_side or user._is_internal()),
            "is_own_side": is_own_side,
            "login_url": self._get_login_url(contract_sudo)
            if user._is_public()
            else "",
            "notice_links": (
                contract_sudo._get_portal_notice_links() if is_own_side else []
            ),
        }

    def _get_login_url(self, contract_sudo):
        return f"/web/login?redirect={contract_sudo.access_url}"

    # -- reading --------------------------------------------------------------------

    def _find_notice(self, contract_sudo, notice_id):
        """Return a notice that one side gave the other.

        :param contract_sudo: a contract that the visitor may read
        :param int notice_id: what the address says
        :raises NotFound: there is no such notice
        """
        notice = contract_sudo.notice_ids._filter_delivered().filtered(
            lambda notice: notice.id == notice_id
        )
        if not notice:
            raise NotFound()
        return notice

    @http.route(
        "/my/contracts/<int:contract_id>/notice/<int:notice_id>",
        type="http",
        auth="public",
        website=True,
    )
    @opened_by_link
    def portal_contract_notice(
        self, contract_id, notice_id, access_token=None, message=None, **kw
    ):
        """Show a notice and its letter."""
        try:
            contract_sudo = self._find_contract(contract_id, access_token)
        except MissingError:
            return request.redirect("/my")
        notice_sudo = self._find_notice(contract_sudo, notice_id)
        values = self._get_contract_page_values(contract_sudo)
        return request.render(
            "miniprogram_contract.portal_contract_notice",
            {**values, "message": message, "notice": notice_sudo._get_portal_page()},
        )

    @http.route(
        "/my/contracts/<int:contract_id>/notice/<int:notice_id>/letter",
        type="http",
        auth="public",
        website=True,
    )
    @opened_by_link
    def portal_contract_notice_letter(
        self, contract_id, notice_id, access_token=None, **kw
    ):
        """Download the letter of a notice."""
        try:
            contract_sudo = self._find_contract(contract_id, access_token)
        except MissingError:
            return request.redirect("/my")
        notice_sudo = self._find_notice(contract_sudo, notice_id)
        return self._send_document(notice_sudo.document_id)

    @http.route(
        "/my/contracts/<int:contract_id>/notice/<int:notice_id>/file/<int:file_id>",
        type="http",
        auth="public",
        website=True,
    )
    @opened_by_link
    def portal_contract_notice_file(
        self, contract_id, notice_id, file_id, access_token=None, **kw
    ):
        """Download a file that came with a notice."""
        try:
            contract_sudo = self._find_contract(contract_id, access_token)
        except MissingError:
            return request.redirect("/my")
        notice_sudo = self._find_notice(contract_sudo, notice_id)
        return self._send_document(
            notice_sudo.supporting_document_ids.filtered(
                lambda file: file.id == file_id
            )
        )

    # -- confirming ours ------------------------------------------------------------

    @http.route(
        "/my/contracts/<int:contract_id>/notice/<int:notice_id>/confirm",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_contract_notice_confirm(self, contract_id, notice_id, **post):
        """Confirm the receipt of a notice of ours."""
        try:
            contract_sudo = self._find_own_contract(contract_id)
        except MissingError:
            return request.redirect("/my")
        notice_sudo = self._find_notice(contract_sudo, notice_id)
        code = keep_text(post, ["code"]).get("code")
        try:
            problems = notice_sudo._confirm_in_portal(
                code, request.httprequest.remote_addr
            )
        except UserError as error:
            problems = [str(error)]
        if not problems:
            return self._redirect_to_notice(notice_sudo, "confirmed")
        values = self._get_contract_page_values(contract_sudo)
        return request.render(
            "miniprogram_contract.portal_contract_notice",
            {**values, "notice": notice_sudo._get_portal_page(), "problems": problems},
        )

    @http.route(
        "/my/contracts/<int:contract_id>/notice/<int:notice_id>/confirm/code",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_contract_notice_confirm_code(self, contract_id, notice_id, **post):
        """Send the one-time code for confirming a notice of ours."""
        try:
            contract_sudo = self._find_own_contract(contract_id)
            notice_sudo = self._find_notice(contract_sudo, notice_id)
            address = notice_sudo._send_confirming_code(
                keep_text(post, ["channel"]).get("channel")
            )
        except (MissingError, UserError) as error:
            return self._answer_refused(error)
        return request.make_json_response({"address": address})

    def _redirect_to_notice(self, notice_sudo, message):
        url = f"{notice_sudo.contract_id.access_url}/notice/{notice_sudo.id}"
        return request.redirect(f"{url}?message={message}")

    # -- giving ---------------------------------------------------------------------

    def _find_notice_type(self, type_id):
        """Return a type of notice that customers give in the portal.

        :param int type_id: what the address says
        :raises NotFound: there is no such type
        """
        # sudo: visitors have no rights on types of notices
        types = request.env["miniprogram.contract.notice.type"].sudo()
        found = types.search(types._get_portal_domain() & Domain("id", "=", type_id))
        if not found:
            raise NotFound()
        return found

    @http.route(
        "/my/contracts/<int:contract_id>/notice/new/<int:type_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        website=True,
    )
    def portal_contract_notice_new(self, contract_id, type_id, **post):
        """Ask for what a notice says, and show it as it will be given."""
        try:
            contract_sudo = self._find_own_contract(contract_id)
        except MissingError:
            return request.redirect("/my")
        notice_type = self._find_notice_type(type_id)
        form_data = keep_text(post, FORM_FIELDS)
        if request.httprequest.method == "GET" or post.get("change"):
            return self._show_notice_form(contract_sudo, notice_type, form_data)
        return self._show_notice_review(contract_sudo, notice_type, form_data)

    @http.route(
        "/my/contracts/<int:contract_id>/notice/new/<int:type_id>/code",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_contract_notice_code(self, contract_id, type_id, **post):
        """Send the one-time code for a notice to the address designated."""
        posted = keep_text(post, ("channel", "shown_sha256"))
        try:
            contract_sudo = self._find_own_contract(contract_id)
            address = contract_sudo._send_giving_code(
                self._find_notice_type(type_id),
                posted.get("shown_sha256"),
                posted.get("channel"),
            )
        except (MissingError, UserError) as error:
            return self._answer_refused(error)
        return request.make_json_response({"address": address})

    @http.route(
        "/my/contracts/<int:contract_id>/notice/new/<int:type_id>/give",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_contract_notice_give(self, contract_id, type_id, **post):
        """Take a notice of the customer, once."""
        try:
            contract_sudo = self._find_own_contract(contract_id)
        except MissingError:
            return request.redirect("/my")
        notice_type = self._find_notice_type(type_id)
        form_data = keep_text(post, FORM_FIELDS)
        notice_sudo, is_duplicate, problems = contract_sudo._give_notice_in_portal(
            notice_type,
            form_data,
            request.httprequest.files.getlist("documents"),
            request.httprequest.remote_addr,
        )
        if notice_sudo:
            message = "twin" if is_duplicate else "given"
            return self._redirect_to_notice(notice_sudo, message)
        return self._show_notice_review(contract_sudo, notice_type, form_data, problems)

    def _show_notice_form(
        self, contract_sudo, notice_type, form_data=None, problems=()
    ):
        """Show the page that asks for what a notice says.

        :param contract_sudo: a contract in which the visitor acts for the customer
        :param notice_type: which notice
        :param dict form_data: what was typed so far
        :param list problems: what is wrong with it
        """
        values = self._get_contract_page_values(contract_sudo)
        form = contract_sudo._get_portal_notice_form(notice_type, form_data or {})
        return request.render(
            "miniprogram_contract.portal_contract_notice_new",
            {**values, "form": form, "problems": problems},
        )

    def _show_notice_review(self, contract_sudo, notice_type, form_data, problems=()):
        """Show a notice as it will be given, or again what was asked for.

        :param contract_sudo: a contract in which the visitor acts for the customer
        :param notice_type: which notice
        :param dict form_data: what was typed
        :param list problems: why it was not taken
        """
        review, wrong = contract_sudo._get_portal_notice_review(notice_type, form_data)
        if wrong:
            return self._show_notice_form(contract_sudo, notice_type, form_data, wrong)
        values = self._get_contract_page_values(contract_sudo)
        form = contract_sudo._get_portal_notice_form(notice_type, form_data)
        return request.render(
            "miniprogram_contract.portal_contract_notice_review",
            {**values, "form": form, "problems": problems, "review": review},
        )
