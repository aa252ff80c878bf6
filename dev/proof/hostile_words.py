"""Which requests ``hostile_requests.py`` sends: the addon's own routes, and core's.

The routes, what they take, the models and their actions are read from the source: what
is added there is asked as well.
"""

import ast
import base64
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

ADDON = Path(__file__).resolve().parents[2]
# Addresses of core that lead to contracts and their files
CORE_ROUTES = (
    "/my",
    "/my/home",
    "/my/invoices",
    "/my/invoices/<int:id>",
    "/my/orders/<int:id>",
    "/mail/attachment/pdf_first_page/<int:id>",
    "/mail/attachment/upload",
    "/report/html/<string:report>/<int:id>",
    "/report/pdf/<string:report>/<int:id>",
    "/web/binary/upload_attachment",
    "/web/content/<int:id>",
    "/web/content/<string:model>/<int:id>/<string:name>",
    "/web/image/<int:id>",
    "/web/image/<string:model>/<int:id>/<string:name>",
)
CORE_NAMES = ("access_token", "csrf_token", "download", "hash", "pid", "report_type")
METHODS = ("GET",) * 10 + ("POST",) * 10 + ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH")
RPC_METHODS = (
    *("check_access_rights", "copy", "create", "default_get", "export_data"),
    *("fields_get", "formatted_read_group", "get_formview_action", "message_post"),
    *("name_search", "onchange", "read", "search", "search_count", "search_read"),
    *("toggle_active", "unlink", "web_read", "web_save", "web_search_read", "write"),
)
THREAD_ROUTES = ("/mail/message/post", "/mail/thread/messages", "/mail/thread/data")
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
    "AABJRU5ErkJggg=="
)
TEXTS = (
    *("", " ", "0", "-1", "1e309", "NaN", "true", "null", "[]", "{}", "🧾" * 40),
    *("' OR 1=1 --", "%' UNION SELECT password FROM res_users --", "\\", "%", "_" * 9),
    *(
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{7*7}}",
        "${7*7}",
    ),
    *("%(password)s", "{0.__class__}", "../../../etc/passwd", "/etc/passwd\x00.pdf"),
    *("a\r\nSet-Cookie: x=y", "http://169.254.169.254/", "javascript:alert(1)"),
    *("\u202egnp.exe", "\ud7ff\uffff", "A" * 20_000, "字" * 5_000, "9999-12-31"),
    *("0000-00-00", "0001-01-01", "2026-02-30", "2026-02-28T25:61:00", "1", "999999"),
    *("sent", "signed", "customer", "email", "sms", "date", "all", "wanting", "number"),
    *("access_token", "sudo", "raw", "datas", "content", "password", "signature"),
)
NUMBERS = ("0", "1", "2147483647", "2147483648", "9" * 25, "-1", "1.5", "%00", "a")
FILES = (
    ("a.pdf", b"%PDF-1.4\n%%EOF"),
    ("a.pdf", b""),
    ("../../a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("a.html", b"<script>alert(1)</script>"),
    ("a.png", PIXEL),
    ("\u202ea.exe", b"MZ" + bytes(2000)),
    ("a.zip", b"PK\x03\x04" + bytes(2000)),
    ("a\r\nX-Header: 1.pdf", b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * 2000),
)
PLACE = re.compile(r"<(\w+):(\w+)>")


@dataclass
class Hostile:
    """One request."""

    method: str
    path: str
    query: dict = field(default_factory=dict)
    form: dict | None = None
    files: list | None = None
    json: dict | None = None
    has_csrf: bool = False

    def __str__(self):
        said = f"{self.method} {self.path[:200]!a} {self.query!a:.200}"
        return f"{said} {self.json if self.json else self.form!a:.400}"


def read_routes():
    """Return the addon's own addresses, as they are declared."""
    routes = set()
    for path in (ADDON / "controllers").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "route":
                texts = [n for arg in node.args for n in ast.walk(arg)]
                routes |= {n.value for n in texts if isinstance(n, ast.Constant)}
    return sorted(routes)


def read_names():
    """Return the names of what the addon's pages take."""
    names = set(CORE_NAMES)
    for path in (ADDON / "controllers").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                names |= {argument.arg for argument in node.args.args}
            elif isinstance(node, ast.Tuple):
                parts = [n.value for n in node.elts if isinstance(n, ast.Constant)]
                names |= {
                    part for part in parts if re.fullmatch(r"[a-z_0-9]+", str(part))
                }
    return sorted(names - {"self"})


def read_models():
    """Return the names of the addon's models, and those of their public actions."""
    models, actions = {"sale.subscription", "sale.subscription.line"}, set()
    for folder in ("models", "wizards"):
        for path in (ADDON / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef) and node.name.startswith(
                    "action_"
                ):
                    actions.add(node.name)
                elif isinstance(node, ast.Assign) and isinstance(
                    node.value, ast.Constant
                ):
                    names = [getattr(target, "id", "") for target in node.targets]
                    if "_name" in names:
                        models.add(node.value.value)
    return sorted(models), sorted(actions)


def read_reports():
    """Return the names of the addon's reports."""
    named = re.compile(r'name="report_name">([\w.]+)<')
    texts = [path.read_text("utf-8") for path in (ADDON / "report").glob("*.xml")]
    return sorted(name for text in texts for name in named.findall(text))


class Mill:
    """Deals requests: the same seed, the same requests."""

    def __init__(self, seed, ids, contract_ids):
        self.random = random.Random(seed)
        self.contract_ids = [str(number) for number in contract_ids]
        self.ids = [str(number) for number in ids]
        self.routes = [*read_routes() * 3, *CORE_ROUTES]
        self.names, self.reports = read_names(), read_reports()
        self.models, self.actions = read_models()

    def deal(self, tokens):
        """Return a request.

        :param list tokens: those of the links that the asker has
        :rtype: Hostile
        """
        chance = self.random.random()
        if chance < 0.2:
            return self._deal_call()
        if chance < 0.27:
            return self._deal_thread(tokens)
        return self._deal_page(tokens)

    def _deal_page(self, tokens):
        path = PLACE.sub(self._fill, self.random.choice(self.routes))
        request = Hostile(
            self.random.choice(METHODS), path, self._deal_values(tokens, 3)
        )
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            request.form = self._deal_values(tokens, 12)
            request.has_csrf = self.random.random() < 0.85
            if self.random.random() < 0.3:
                name = self.random.choice(("documents", "document", "ufile", "code"))
                files = self.random.choices(FILES, k=self.random.randint(1, 3))
                request.files = [(name, file) for file in files]
        return request

    def _deal_thread(self, tokens):
        path = self.random.choice(THREAD_ROUTES)
        model = self.random.choice(("sale.subscription", *self.models))
        params = {
            "thread_model": model,
            "thread_id": self._deal_id(),
            "token": self.random.choice([*tokens, "x", ""]),
            "post_data": {
                "body": self._deal_text(),
                "attachment_ids": [self._deal_id()],
            },
            "fetch_params": {"limit": 30},
            "request_list": ["activities", "attachments", "followers"],
        }
        return Hostile("POST", path, json=self._wrap(params))

    def _deal_call(self):
        """Return a call over RPC, as anybody with a login could send."""
        model = self.random.choice(self.models)
        method = self.random.choice((*RPC_METHODS, *RPC_METHODS, *self.actions))
        ids = [self._deal_id() for _number in range(self.random.randint(0, 3))]
        arguments = {
            "create": [[{self._deal_name(): self._deal_text()}]],
            "name_search": [self._deal_text()[:50]],
            "read": [ids, []],
            "search": [self._deal_domain()],
            "search_count": [self._deal_domain()],
            "search_read": [self._deal_domain(), []],
            "web_read": [ids, {"display_name": {}, "access_token": {}}],
            "web_search_read": [self._deal_domain(), {"display_name": {}}],
            "write": [ids, {self._deal_name(): self._deal_text()}],
        }.get(method, [ids])
        params = {"model": model, "method": method, "args": arguments, "kwargs": {}}
        return Hostile(
            "POST", f"/web/dataset/call_kw/{model}/{method}", json=self._wrap(params)
        )

    def _wrap(self, params):
        return {"jsonrpc": "2.0", "id": 1, "method": "call", "params": params}

    def _deal_domain(self):
        return self.random.choice(
            (
                [],
                [["id", ">", 0]],
                [["id", "in", [int(number) for number in self.ids]]],
                [["contract_id", "!=", False]],
                [["access_token", "like", "%"]],
                [["create_uid.password", "!=", False]],
            )
        )

    def _deal_name(self):
        own = ("access_token", "signing_email", "user_id", "contract_state", "state")
        return self.random.choice((*own, *self.names))

    def _deal_values(self, tokens, most):
        """Return values by name; a link is opened with its token, or one made up."""
        values = {
            self.random.choice(self.names): self._deal_text()
            for _number in range(self.random.randint(0, most))
        }
        values.pop("csrf_token", None)
        if self.random.random() < 0.5:
            values["access_token"] = self.random.choice([*tokens, "0" * 36, "x"])
        return values

    def _deal_text(self):
        return self.random.choice((*TEXTS, *self.ids))

    def _deal_id(self):
        return int(self.random.choice((*self.ids, *self.ids, "1", "2147483647")))

    def _fill(self, place):
        """Return what stands in an address in the place of a number or a text."""
        kind, name = place.groups()
        if name == "contract_id" and self.random.random() < 0.7:
            return self.random.choice(self.contract_ids)  # else few pages are there
        if kind == "int":
            return self.random.choice((*self.ids, *self.ids, *NUMBERS))
        if name == "report":
            return self.random.choice(self.reports)
        if name == "model":
            return self.random.choice(self.models)
        if name == "name":
            return self.random.choice(("raw", "datas", "customer_signature", "content"))
        # a path is no place for what ends it
        return re.sub(r"[/?#\x00\r\n]", "-", self._deal_text())[:500] or "sent"
