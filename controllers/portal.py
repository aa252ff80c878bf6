# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import MissingError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.account.controllers.portal import PortalAccount
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.evidence.security_log import note_attempt
from ..models.portal.contract_link import LINK
from ..tools.typed_text import clean_text
from .links import get_link, opened_by_link

# The contracts of the list that a visitor can step through, and how many at most
HISTORY = "my_contracts_history"
MAX_HISTORY = 100
# The day on which a visitor last opened each contract, in this visit
OPENED = "miniprogram_contracts_opened"


def keep_text(posted, names):
    """Return the texts among what was posted: anybody could post files instead.

    :param dict posted: everything that was posted
    :param names: the names of the page's fields
    :rtype: dict[str, str]
    """
    return {name: posted[name] for name in names if isinstance(posted.get(name), str)}


class ContractPortal(PortalAccount):
    """The customer's pages: contracts, their text, invoices and documents."""

    # -- access ---------------------------------------------------------------------

    def _get_contracts(self):
        """Return the model of contracts, as the superuser.

        sudo: visitors have no rights on contracts at all. What they may read is decided
        by the domain or the token of each search below.
        """
        return request.env["sale.subscription"].sudo()

    def _get_contracts_domain(self):
        """Return which contracts the current user reads without a token."""
        return self._get_contracts()._get_portal_domain(request.env.user)

    def _find_contract(self, contract_id, access_token=None):
        """Return a contract that this visitor may read.

        :param int contract_id: what the address says
        :param str access_token: what the address says
        :return: the contract, with the rights of the superuser
        :raises MissingError: there is no such contract, or it is not for this visitor
        """
        contracts = self._get_contracts()
        own = contracts.search(
            Domain("id", "=", contract_id) & self._get_contracts_domain()
        )
        own = own or self._find_linked(access_token, contract_id=contract_id)
        if not own:
            how = {"contract": contract_id, "by_link": bool(access_token)}
            note_attempt(request.env, "contract_not_readable", **how)
            raise MissingError(request.env._("This document does not exist."))
        return own

    def _find_linked(self, access_token, contract_id=None, **kw):
        """Return what the link opens by which this visitor comes, or came before.

        :param str access_token: what the address says; anything may be posted
        :param int contract_id: what the address says
        :return: a contract, with the rights of the superuser; empty without a link
        """
        contracts = self._get_contracts()
        issued = contracts.search(
            Domain("id", "=", contract_id) & contracts._get_issued_domain()
        )
        for token in (access_token, get_link(issued).get("access_token")):
            if issued and issued._is_portal_token(token):
                return issued._open_by_link(token)
        return contracts.browse()

    def _find_own_contract(self, contract_id):
        """Return a contract in which the current user acts for the customer.

        :param int contract_id: what the address says
        :return: the contract, with the rights of the superuser
        :raises MissingError: there is no such contract, or it is not for this visitor
        """
        contracts = self._get_contracts()
        own = contracts.search(
            Domain("id", "=", contract_id)
            & contracts._get_own_side_domain(request.env.user)
        )
        if not own:
            note_attempt(request.env, "contract_not_own", contract=contract_id)
            raise MissingError(request.env._("This document does not exist."))
        return own

    def _answer_refused(self, error):
        """Return the response that tells the page why something was not done.

        :param error: its message is shown to the visitor
        """
        return request.make_json_response({"error": str(error)})

    # -- home -----------------------------------------------------------------------

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        contracts = self._get_contracts()
        domain = self._get_contracts_domain()
        if "contract_wanting_count" in counters:
            values["contract_wanting_count"] = contracts.search_count(
                domain & contracts._get_pending_domain()
            )
        if "contract_count" in counters:
            values["contract_count"] = contracts.search_count(domain, limit=1)
        return values

    # -- the list -------------------------------------------------------------------

    @http.route(
        ["/my/contracts", "/my/contracts/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_contracts(
        self, page=1, sortby="date", filterby="all", search_in="all", search="", **kw
    ):
        """Show the contracts of the current user."""
        values = self._prepare_contract_list_values(sortby, filterby, search_in, search)
        contracts = self._get_contracts()
        domain = (
            self._get_contracts_domain()
            & values["searchbar_filters"][values["filterby"]]["domain"]
            & self._get_contract_search_domain(values["search_in"], search)
        )
        pager = self._get_contract_pager(values, contracts.search_count(domain), page)
        found = contracts.search(
            domain,
            order=values["searchbar_sortings"][values["sortby"]]["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        request.session[HISTORY] = found.ids[:MAX_HISTORY]
        values["contracts"] = [contract._get_portal_row() for contract in found]
        values["pager"] = pager
        values["show_company"] = len(found.company_id) > 1
        return request.render("miniprogram_contract.portal_my_contracts", values)

    def _get_contract_pager(self, values, total, page):
        """Return the pager of the list, which keeps what the visitor chose.

        :param dict values: see :meth:`_prepare_contract_list_values`
        :param int total: how many contracts there are
        :param int page: which page is shown
        :rtype: dict
        """
        choices = ("sortby", "filterby", "search_in", "search")
        return portal_pager(
            url=values["default_url"],
            url_args={name: values[name] for name in choices},
            total=total,
            page=page,
            step=self._items_per_page,
        )

    def _prepare_contract_list_values(self, sortby, filterby, search_in, search):
        """Prepare the search bar of the list; unknown choices become the default ones.

        :param str sortby: what the address says; the others likewise
        :rtype: dict
        """
        sortings = self._get_contract_sortings()
        filters = self._get_contract_filters()
        inputs = self._get_contract_search_inputs()
        return {
            **self._prepare_portal_layout_values(),
            "default_url": "/my/contracts",
            "filterby": filterby if filterby in filters else "all",
            "page_name": "contract",
            "search": search,
            "search_in": search_in if search_in in inputs else "all",
            "searchbar_filters": filters,
            "searchbar_inputs": inputs,
            "searchbar_sortings": sortings,
            "sortby": sortby if sortby in sortings else "date",
        }

    def _get_contract_sortings(self):
        """Return the orders of the list, by name."""
        _ = request.env._
        return {
            "date": {"label": _("Newest"), "order": "purchase_date desc, id desc"},
            "end": {"label": _("End Date"), "order": "contract_date_end, id"},
            "number": {"label": _("Contract Number"), "order": "contract_number, id"},
            "status": {"label": _("Status"), "order": "contract_state, id desc"},
        }

    def _get_contract_filters(self):
        """Return the filters of the list, by name."""
        _ = request.env._
        contracts = self._get_contracts()
        companies = request.env.user.company_ids
        ended = Domain("contract_state", "in", ("terminated", "cancelled"))
        return {
            "all": {"label": _("All"), "domain": Domain.TRUE},
            "wanting": {
                "label": _("Waiting for You"),
                "domain": contracts._get_pending_domain(),
            },
            "to_sign": {
                "label": _("To Sign"),
                "domain": contracts._get_to_sign_domain(),
            },
            "active": {
                "label": _("Active"),
                "domain": Domain("contract_state", "=", "active"),
            },
            "ending_soon": {
                "label": _("Ending Soon"),
                "domain": contracts._get_ending_soon_domain(companies),
            },
            "ended": {"label": _("Ended"), "domain": ended},
        }

    def _get_contract_search_inputs(self):
        """Return what the list can be searched by, as core's search bar wants it."""
        _ = request.env._
        labels = {
            "all": _("Search in All"),
            "number": _("Search in Contract Number"),
            "miniprogram": _("Search in Mini-Program"),
            "package": _("Search in Packages and Apps"),
        }
        return {name: {"input": name, "label": label} for name, label in labels.items()}

    def _get_contract_search_domain(self, search_in, search):
        """Return which contracts match what the visitor looks for.

        :param str search_in: a key of :meth:`_get_contract_search_inputs`
        :param str search: what was typed
        :rtype: Domain
        """
        search = clean_text(search)
        if not search:
            return Domain.TRUE
        has_text = {
            "number": self._has_text(search, "contract_number", "platform_order_ref"),
            "miniprogram": self._has_text(
                search, "miniprogram_name", "miniprogram_appid"
            ),
            "package": self._has_text(search, "sale_subscription_line_ids.name"),
        }
        return has_text.get(search_in) or Domain.OR(has_text.values())

    def _has_text(self, search, *names):
        return Domain.OR(Domain(name, "ilike", search) for name in names)

    # -- the contract ---------------------------------------------------------------

    @http.route(
        "/my/contracts/<int:contract_id>", type="http", auth="public", website=True
    )
    @opened_by_link
    def portal_contract_page(self, contract_id, access_token=None, **kw):
        """Show a contract."""
        try:
            contract_sudo = self._find_contract(contract_id, access_token)
        except MissingError:
            return request.redirect("/my")
        self._note_visit(contract_sudo)
        return request.render(
            "miniprogram_contract.portal_contract_page",
            self._get_contract_page_values(contract_sudo),
        )

    def _note_visit(self, contract_sudo):
        """Note in the evidence log that a contract was opened, once a visit and day.

        :param contract_sudo: a contract that the visitor may read
        """
        opened, key = request.session.get(OPENED, {}), str(contract_sudo.id)
        today = str(contract_sudo.company_id._contract_today())
        if opened.get(key) != today:
            contract_sudo._log_visit()
            latest = {**opened, key: today}.items()
            request.session[OPENED] = dict(list(latest)[-MAX_HISTORY:])

    def _get_contract_page_values(self, contract_sudo):
        """Prepare what the page of a contract shows, its messages and its pager.

        Nothing that the address says goes into it, but the link's own secrets.

        :param contract_sudo: a contract that the visitor may read
        :rtype: dict
        """
        values = {
            "backend_url": f"/odoo/miniprogram-contracts/{contract_sudo.id}",
            "contract": contract_sudo._get_portal_page(),
            "page_name": "contract",
            "res_company": contract_sudo.company_id,  # for the logo
        }
        self._forget_unreadable_contracts()
        link = {"access_token": None, **get_link(contract_sudo)}
        values = self._get_page_view_values(
            contract_sudo,
            values=values,
            session_history=HISTORY,
            no_breadcrumbs=False,
            **link,
        )
        for name in {"prev_record", "next_record"} & values.keys():
            # who steps through the list reads these by login: no address needs a token
            values[name] = values[name] and values[name].partition("?")[0]
        # visitors have no rights on contracts: they read the messages by token
        values["token"] = contract_sudo._portal_ensure_token()
        return self._leave_out_others(values, contract_sudo)

    def _leave_out_others(self, values, record_sudo):
        """Return the values of a page without what leads to other records by a link.

        :param dict values: what the page shows
        :param record_sudo: what it is about
        :rtype: dict
        """
        if not record_sudo.env.context.get(LINK):
            return values
        return {**values, "next_record": False, "prev_record": False}

    def _forget_unreadable_contracts(self):
        """Drop what the visitor may no longer read from the list to step through.

        Core hands out the token of each contract in it.
        """
        listed = request.session.get(HISTORY)
        if listed:
            is_listed = Domain("id", "in", listed)
            contracts = self._get_contracts()
            readable = contracts.search(is_listed & self._get_contracts_domain())
            request.session[HISTORY] = [i for i in listed if i in readable.ids]

    @http.route(
        "/my/contracts/<int:contract_id>/document/<string:kind>",
        type="http",
        auth="public",
        website=True,
    )
    @opened_by_link
    def portal_contract_document(self, contract_id, kind, access_token=None, **kw):
        """Download a document on file: what was sent, or what was signed."""
        try:
            contract_sudo = self._find_contract(contract_id, access_token)
        except MissingError:
            return request.redirect("/my")
        return self._send_document(contract_sudo._get_portal_document(kind))

    @http.route(
        "/my/contracts/<int:contract_id>/order-page/<int:page_id>",
        type="http",
        auth="public",
        website=True,
    )
    @opened_by_link
    def portal_contract_order_page(self, contract_id, page_id, access_token=None, **kw):
        """Download a page of the platform's order, which is part of the contract."""
        try:
            contract_sudo = self._find_contract(contract_id, access_token)
        except MissingError:
            return request.redirect("/my")
        return self._send_document(contract_sudo._get_portal_order_page(page_id))

    def _send_document(self, document_sudo):
        """Return the response that downloads a file which the visitor may read.

        :param document_sudo: an attachment
        :raises NotFound: it is empty
        :raises UserError: the file store has lost it
        """
        if not document_sudo:
            raise NotFound()
        document_sudo._check_stored()
        stream = request.env["ir.binary"]._get_stream_from(document_sudo)
        return stream.get_response(as_attachment=True)
