# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import importlib
import inspect
import pkgutil
import re
from typing import NamedTuple

from odoo import http
from odoo.tests import tagged

from .. import controllers
from .common import SCAN
from .portal_common import PortalCommon


class Row(NamedTuple):
    """One route, and who gets something from it.

    :param str auth: who may call it at all
    :param tuple methods: of HTTP
    :param str who: the first letters of ``VISITORS``; None where core decides, and the
        tests of ``kept_by`` hold what we changed of it
    :param str kept_by: the test file that goes into it
    """

    auth: str
    methods: tuple
    who: str | None
    kept_by: str


GET, POST = ("GET",), ("POST",)
BOTH = ("GET", "POST")
# A stranger, one with the link, another customer, the customer, and without the link
# of *Preview* the salesperson of the contract, and a manager
VISITORS = {
    "s": None,
    "l": None,
    "o": "rival",
    "c": "jinli",
    "p": "contract_salesman",
    "m": "routes_manager",
}
# Every route of the addon, by the method that answers it: a new one needs its row
ROUTES = {
    "contract_log": Row("user", BOTH, "pm", "test_evidence_log"),
    "contract_verify": Row("public", BOTH, "slocpm", "test_signing_verification"),
    "mail_attachment_upload": Row(
        "public", POST, None, "test_portal_files_of_visitors"
    ),
    "portal_avatar": Row("public", BOTH, None, "test_portal_links"),
    "portal_contract_document": Row("public", BOTH, "lc", "test_portal_page"),
    "portal_contract_log": Row("public", BOTH, "lc", "test_evidence_log"),
    "portal_contract_notice": Row("public", BOTH, "lc", "test_portal_notices"),
    "portal_contract_notice_code": Row("user", POST, "c", "test_portal_acts"),
    "portal_contract_notice_confirm": Row("user", POST, "c", "test_portal_notices"),
    "portal_contract_notice_confirm_code": Row("user", POST, "c", "test_portal_acts"),
    "portal_contract_notice_file": Row(
        "public", BOTH, "lc", "test_portal_notice_files"
    ),
    "portal_contract_notice_give": Row("user", POST, "c", "test_portal_notices"),
    "portal_contract_notice_letter": Row("public", BOTH, "lc", "test_portal_notices"),
    "portal_contract_notice_new": Row("user", BOTH, "c", "test_portal_notices"),
    "portal_contract_order_page": Row("public", BOTH, "lc", "test_portal_order_pages"),
    "portal_contract_page": Row("public", BOTH, "lc", "test_portal_page"),
    "portal_contract_refuse": Row("public", POST, "c", "test_portal_acts"),
    "portal_contract_refuse_code": Row("public", POST, "c", "test_portal_acts"),
    "portal_contract_sign": Row("public", BOTH, "lc", "test_signing_portal"),
    "portal_contract_sign_accept": Row("public", POST, "lc", "test_signing_portal"),
    "portal_contract_sign_code": Row("public", POST, "lc", "test_signing_codes"),
    "portal_my_contracts": Row("user", BOTH, "ocpm", "test_portal_list"),
    "portal_my_invoice_detail": Row("public", BOTH, "lcp", "test_portal_links"),
    "upload_attachment": Row("user", BOTH, None, "test_document_files_of_others"),
}
LEADS_AWAY = re.compile(r"/(my|web/login\S*)$")


@tagged("post_install", "-at_install")
class TestPortalRoutes(PortalCommon):
    """Every route of the addon for every kind of visitor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_user(
            "routes_manager", "miniprogram_contract.group_contract_manager"
        )
        with cls._on("2026-03-01"):
            cls.contract = cls._create_sent_contract(user_id=cls.salesman.id)
            cls.contract.action_register_signed_paper("李静", SCAN)
            cls.notice = cls.contract._create_notices(
                cls.env.ref("miniprogram_contract.notice_type_time_granted"),
                body="已给予宽限。",
            )
            cls.notice.action_send()
        cls.invoice = cls.contract.term_ids.invoice_id
        cls.token = cls.contract._portal_ensure_token()
        cls.env.flush_all()

    def _get_own_methods(self):
        """Name the methods with a route that the addon's controllers define."""
        modules = [
            importlib.import_module(f"{controllers.__name__}.{module.name}")
            for module in pkgutil.iter_modules(controllers.__path__)
        ]
        return {
            name
            for module in modules
            for _name, cls in inspect.getmembers(module, inspect.isclass)
            if cls.__module__ == module.__name__
            for name, method in vars(cls).items()
            if hasattr(method, "original_routing")
        }

    def _get_rules(self):
        """Return address and routing of each of these methods, as Odoo combines them.

        :rtype: dict[str, tuple]
        """
        rules = http._generate_routing_rules(self.registry._init_modules, False)
        found = {}
        for url, endpoint in rules:
            found.setdefault(endpoint.func.__name__, (url, endpoint.routing))
        return {name: found[name] for name in self._get_own_methods()}

    def test_every_route_has_its_row(self):
        self.assertEqual(self._get_own_methods(), set(ROUTES))
        for name, (_url, routing) in self._get_rules().items():
            row = ROUTES[name]
            with self.subTest(route=name):
                self.assertEqual(routing["auth"], row.auth)
                self.assertEqual(tuple(routing["methods"] or BOTH), row.methods)
                self.assertTrue(routing.get("csrf", True))
                self.assertEqual(routing["type"], "http")
                importlib.import_module(f"{__package__}.{row.kept_by}")

    def _fill(self, url):
        values = {
            "contract_id": self.contract.id,
            "file_id": 0,
            "invoice_id": self.invoice.id,
            "kind": "signed",
            "notice_id": self.notice.id,
            "page_id": 0,
            "type_id": self.env.ref(
                "miniprogram_contract.notice_type_termination_request"
            ).id,
        }
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values[m[1]]), url)

    def _come(self, visitor):
        login = VISITORS[visitor]
        if login in (self.salesman.login, self.manager.login):
            self.authenticate(login, login)
        elif login:
            self._log_in(login)
        else:
            self._log_out()
        if visitor == "l":
            self.url_open(f"{self.contract.access_url}?access_token={self.token}")

    def _is_refused(self, name, url, method):
        data = {"csrf_token": http.Request.csrf_token(self)}
        response = self.url_open(
            url, data=data if method == "POST" else None, allow_redirects=False
        )
        self.assertLess(response.status_code, 500)
        if "json" in response.headers.get("Content-Type", ""):
            return "does not exist" in response.json().get("error", "")
        if response.status_code == 303:
            return bool(LEADS_AWAY.search(response.headers["Location"]))
        # a page that shows nothing there is as good as none; a log is there
        return name == "contract_log" and response.status_code == 404

    def test_every_route_for_every_kind_of_visitor(self):
        rules = self._get_rules()
        for visitor in VISITORS:
            self._come(visitor)
            for name, row in ROUTES.items():
                if row.who is None:
                    continue
                url = self._fill(rules[name][0])
                method = "POST" if row.methods == POST else "GET"
                with self.subTest(visitor=visitor, route=name):
                    is_refused = self._is_refused(name, url, method)
                    self.assertEqual(visitor not in row.who, is_refused)

    # -- what is there is not told ----------------------------------------------------

    def test_what_is_not_there_is_answered_as_what_is_forbidden(self):
        rules = self._get_rules()
        unknown = str(self.contract.id + 100000)
        for visitor in "so":
            self._come(visitor)
            for name, row in ROUTES.items():
                url = rules[name][0]
                if row.who is None or "<int:contract_id>" not in url:
                    continue
                answers = []
                for contract_id in (unknown, str(self.contract.id)):
                    address = url.replace("<int:contract_id>", contract_id)
                    is_post = row.methods == POST
                    data = {"csrf_token": http.Request.csrf_token(self)}
                    response = self.url_open(
                        self._fill(address),
                        data=data if is_post else None,
                        allow_redirects=False,
                    )
                    place = response.headers.get("Location", "")
                    text = "" if "html" in response.headers["Content-Type"] else None
                    answers.append(
                        (
                            response.status_code,
                            place.replace(contract_id, "?"),
                            response.text if text is None else text,
                        )
                    )
                with self.subTest(visitor=visitor, route=name):
                    self.assertEqual(*answers)

    def test_nobody_is_told_who_has_a_login(self):
        self._log_out()
        self.env["ir.config_parameter"].sudo().set_param(
            "auth_signup.reset_password", "True"
        )
        self.env.flush_all()
        answers = []
        for login in ("jinli", "nobody.at.all"):
            response = self.url_open(
                "/web/reset_password",
                data={"csrf_token": http.Request.csrf_token(self), "login": login},
            )
            self.assertEqual(response.status_code, 200)
            page = response.text.replace(login, "?")
            answers.append(re.findall(r'<p class="alert[^"]*"[^>]*>\s*([^<]*)', page))
        self.assertEqual(*answers)
        self.assertTrue(answers[0])
