"""Send random and hostile requests, and look for what nobody may read.

``./dev/hostile`` runs this on a database of its own, with a server of its own that
listens on this machine only; no other host is ever asked. A stranger, somebody with
a link, two customers and a salesperson ask for anything that the addon's pages, core's
addresses and RPC take. No answer may be an error of the server, show a traceback in a
page, be larger than any page is, or hold a word or a file of a contract that is not
the asker's. What Odoo answers with an error without a line of the addon's code running
is counted, and fails nothing. The same seed sends the same requests; words, tokens and
IDs differ.
"""

import argparse
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import requests
from hostile_data import PASSWORD, Planter, sha256
from hostile_words import Mill
from ledgers import open_env, open_registry

HOST = "127.0.0.1"
LARGEST_PAGE = 4_000_000
LARGEST_FILE = 40_000_000
SECONDS_TO_START = 120
SECONDS_TO_ANSWER = 120
CSRF = re.compile(r'csrf_token: "(\w+)"|name="csrf_token" value="(\w+)"')
TRACEBACK = "Traceback (most recent call last)"
OWN_CODE = "miniprogram_contract/"
# What a call over RPC may be answered with; core's own methods raise the others
REFUSALS = (
    *("AccessDenied", "AccessError", "MissingError", "RedirectWarning", "UserError"),
    *("ValidationError", "NotFound", "SessionExpiredException", "LockError"),
)
MOST_SHOWN = 30


class Asker:
    """Somebody who asks, with a session, and what must not be shown to him."""

    def __init__(self, name, base, login=None, password=None, tokens=()):
        self.name, self.base, self.tokens = name, base, list(tokens)
        self.session = requests.Session()
        self.session.trust_env = False  # no proxy leads to the own machine
        self.words, self.digests = set(), set()
        page = self._ask("GET", "/web/login").text
        self.csrf = self._find_csrf(page)
        if login:
            form = {"login": login, "password": password, "csrf_token": self.csrf}
            answer = self._ask("POST", "/web/login", data=form)
            if answer.status_code != 303:
                sys.exit(f"{name} cannot log in")
            self.csrf = self._find_csrf(self._ask("GET", "/my").text) or self.csrf

    def forbid(self, contracts, words=()):
        """Note what this asker must never be shown.

        :param contracts: ``Planted`` ones
        :param words: words of their customer beside theirs
        """
        self.words.update(words)
        for contract in contracts:
            self.words.update(contract.words)
            self.digests |= contract.digests

    def send(self, request):
        """Send a request, and return the answer with no more of it than is allowed.

        :param Hostile request: what is asked
        :return: status, whether it is a file, the content, and the headers
        :rtype: tuple[int, bool, bytes, str]
        """
        form = dict(request.form) if request.form is not None else None
        if form is not None and request.has_csrf:
            form["csrf_token"] = self.csrf
        answer = self._ask(
            request.method,
            request.path,
            params=request.query,
            data=form,
            files=request.files,
            json=request.json,
            stream=True,
        )
        with answer:
            kind = answer.headers.get("Content-Type", "")
            is_file = not kind.startswith(("text/html", "application/json"))
            content, most = b"", LARGEST_FILE if is_file else LARGEST_PAGE
            for part in answer.iter_content(1 << 16):
                content += part
                if len(content) > most:
                    break
            heads = "".join(
                f"{name}: {text}\n" for name, text in answer.headers.items()
            )
            return answer.status_code, is_file, content, heads

    def _ask(self, method, path, **kw):
        url = self.base + path
        if urlsplit(url).hostname != HOST:
            raise ValueError(f"{url} is not on this machine")
        return self.session.request(
            method, url, allow_redirects=False, timeout=SECONDS_TO_ANSWER, **kw
        )

    def _find_csrf(self, page):
        found = CSRF.search(page)
        return next(filter(None, found.groups()), None) if found else None


class Run:
    """One run: the same questions to everybody, and what was wrong with the answers."""

    def __init__(self, options, base, log, planted):
        self.options, self.base, self.log = options, base, log
        self.mine, self.other, type_ids = planted
        contracts = [*self.mine.contracts, *self.other.contracts]
        ids = [number for each in contracts for number in (each.id, each.id, *each.ids)]
        contract_ids = [contract.id for contract in contracts]
        self.mill = Mill(options.seed, ids + type_ids, contract_ids)
        self.figures, self.violations = Counter(), []
        self.askers = self._make_askers()

    def _make_askers(self):
        mine, other = self.mine, self.other
        link = mine.contracts[0]
        stranger = Asker("stranger", self.base)
        holder = Asker("link holder", self.base, tokens=[link.token])
        customer = Asker("customer", self.base, mine.login, PASSWORD)
        rival = Asker("other customer", self.base, other.login, PASSWORD)
        salesperson = Asker("salesperson", self.base, "salesperson", "salesperson")
        stranger.forbid([*mine.contracts, *other.contracts], [mine.word, other.word])
        holder.forbid([*mine.contracts[1:], *other.contracts], [other.word])
        customer.forbid(other.contracts, [other.word])
        rival.forbid(mine.contracts, [mine.word])
        # colleagues read all contacts, but not others' contracts
        salesperson.forbid(other.contracts)
        return [stranger, holder, customer, rival, salesperson]

    def check_sight(self):
        """Check that each sees what is his: else the run would prove nothing."""
        blind = self._find_blind()
        self.violations += [f"{name} does not see what is his" for name in blind]

    def count_sight(self):
        """Count who still does in the end: a salesperson may have withdrawn links."""
        seeing = len(self.askers) - 1 - len(self._find_blind())
        self.figures["see what is theirs in the end"] = seeing

    def _find_blind(self):
        """Name those who do not see the first contract that they may see."""
        blind = []
        for asker in self.askers[1:]:
            party = self.other if asker.name == "other customer" else self.mine
            own = party.contracts[0]
            query = {"access_token": own.token} if asker.tokens else {}
            address = f"/my/contracts/{own.id}"
            if asker.name == "salesperson":
                address = f"/miniprogram-contract/{own.id}/log"
            answer = asker._ask("GET", address, params=query)
            if answer.status_code in (302, 303):  # a link leads to its clean address
                answer = asker._ask("GET", address)
            if answer.status_code != 200:
                blind.append(asker.name)
        return blind

    def send_all(self):
        ends_at = time.monotonic() + self.options.seconds
        for number in range(self.options.requests):
            asker = self.askers[number % len(self.askers)]
            request = self.mill.deal(asker.tokens)
            began = self.log.stat().st_size
            try:
                answer = asker.send(request)
            except requests.Timeout:
                problem = "no answer in time"
            except (requests.RequestException, UnicodeError, ValueError) as error:
                # an address that cannot be asked for, or a connection that was closed
                self.figures[f"not sent: {type(error).__name__}"] += 1
                continue
            else:
                problem = self._judge(asker, request, began, *answer)
            self.figures[asker.name] += 1
            if problem:
                self.violations.append(f"{number} {asker.name}: {problem}: {request}")
            if time.monotonic() > ends_at:
                break

    def _judge(self, asker, request, began, status, is_file, content, heads):
        """Return what is wrong with an answer, None if nothing is."""
        self.figures[f"status {status}"] += 1
        lines = self._read_log(began)
        problem = self._judge_content(asker, request, is_file, content, heads)
        return problem or self._judge_log(lines, status)

    def _judge_content(self, asker, request, is_file, content, heads):
        if len(content) > (LARGEST_FILE if is_file else LARGEST_PAGE):
            return "larger than any answer is"
        text = heads + content.decode("utf-8", errors="replace")
        if shown := sorted(word for word in asker.words if word in text):
            return f"shows {', '.join(shown)}"
        if sha256(content) in asker.digests:
            return "is a file of somebody else"
        if request.json is None and TRACEBACK in text:
            return "shows a traceback"
        if request.json is not None and TRACEBACK in text:
            return self._judge_error(text)
        return None

    def _judge_error(self, text):
        """Return the error of a call over RPC, where it comes out of our code."""
        if any(f".{name}" in text for name in REFUSALS):
            return None
        last = text.rpartition('File \\"')[2]
        return "an error in our code" if OWN_CODE in last.partition(",")[0] else None

    def _read_log(self, began):
        """Return the lines that the server has logged since."""
        with self.log.open("rb") as log:
            log.seek(began)
            return log.read().decode("utf-8", errors="replace").splitlines()

    def _judge_log(self, lines, status):
        """Return which error the addon has caused, if any.

        A page must not end in one, wherever it was raised. A call over RPC reaches the
        methods of Odoo with anything: there it is the addon's if it was raised in it.
        """
        places = [line.strip() for line in lines if line.lstrip().startswith('File "')]
        own = [place for place in places if OWN_CODE in place]
        is_error = any(" ERROR " in line or " CRITICAL " in line for line in lines)
        if status >= 500 and not own:
            self.figures["errors of Odoo's own"] += 1
        elif (status >= 500) or (is_error and own and own[-1] == places[-1]):
            return f"status {status}: {own[-1]}: {self._find_error(lines)[:300]}"
        return None

    def _find_error(self, lines):
        """Return the line that names the last error: it follows on its places."""
        found, is_after_place = "", False
        for line in lines:
            if line.startswith(" "):
                is_after_place = True
            elif is_after_place:
                is_after_place = False
                found = found if line[:1].isdigit() else line  # a line of its own
        return found


def serve(odoo, database, folder):
    """Start a server for this machine only; return its process, address and log."""
    with socket.socket() as found:  # free until the server takes it
        found.bind((HOST, 0))
        port = found.getsockname()[1]
    log = Path(folder, "server.log")
    log.touch()
    process = subprocess.Popen(
        [
            *(sys.executable, odoo, "server", "--database", database),
            *("--http-interface", HOST, "--http-port", str(port)),
            *("--max-cron-threads", "0", "--workers", "0", "--logfile", str(log)),
        ],
        stdin=subprocess.DEVNULL,
    )
    base = f"http://{HOST}:{port}"
    ends_at = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < ends_at and process.poll() is None:
        try:
            session = requests.Session()
            session.trust_env = False
            if session.get(f"{base}/web/login", timeout=60).status_code == 200:
                return process, base, log
        except requests.ConnectionError:
            time.sleep(0.5)
    process.terminate()
    sys.exit("Odoo does not answer: " + log.read_text("utf-8")[-2000:])


def parse_options():
    parser = argparse.ArgumentParser(prog="dev/hostile", description=__doc__)
    for name, default, text in (
        ("requests", 4000, "how many requests"),
        ("seconds", 900, "after how many seconds no further one is sent"),
        ("seed", 1, "of the random numbers: the same seed, the same requests"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, help=text)
    parser.add_argument("--odoo", required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    options, registry = parse_options(), open_registry()
    with open_env(registry) as env:
        planted = Planter(env).plant()
    with tempfile.TemporaryDirectory() as folder:
        process, base, log = serve(options.odoo, registry.db_name, folder)
        try:
            run = Run(options, base, log, planted)
            run.check_sight()
            run.send_all()
            if process.poll() is not None:
                run.violations.append("the server has ended")
            else:
                run.count_sight()
        finally:
            process.terminate()
            process.wait()
    for name, figure in sorted(run.figures.items()):
        print(f"{figure:>8,}  {name}")
    print(f"{len(run.violations):>8,}  violations")
    for violation in run.violations[:MOST_SHOWN]:
        print(f"          {violation}")
    sys.exit(bool(run.violations))


if __name__ == "__main__":
    main()
