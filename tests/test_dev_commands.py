# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
DEV = CHECKOUT / "dev"
# The first of many lines, more than a pipe holds
MANY_LINES = "#!/bin/sh\necho '{line}'\nseq 100000\n"
NO_NETWORK = {
    "apt": "Err:1 http://archive.example sid InRelease\n"
    "  Temporary failure resolving 'archive.example'",
    "apt behind a proxy": "Could not connect to 127.0.0.1:9 (127.0.0.1). - connect "
    "(111: Connection refused)",
    "pip": "NewConnectionError('<pip>: Failed to establish a new connection: "
    "[Errno -3] Temporary failure in name resolution')",
    "pip behind a proxy": "ProxyError('Cannot connect to proxy.', OSError(111))",
    "npm": "npm error code EAI_AGAIN\nnpm error syscall getaddrinfo",
}


class Answer(BaseHTTPRequestHandler):
    """Answer every request with an empty page."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args):
        """Keep quiet."""


@unittest.skipUnless(DEV.is_dir(), "the addon was installed without its tooling")
class DevCase(unittest.TestCase):
    """A checkout with nothing but the tooling, in a folder for temporary files."""

    def setUp(self):
        super().setUp()
        folder = Path(tempfile.mkdtemp()).resolve()
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.checkout, self.bin = folder / "checkout", folder / "bin"
        shutil.copytree(DEV, self.checkout / "dev")
        self.bin.mkdir()
        self.made = self.checkout / ".dev"
        self.python = self.made / "venv/bin/python"
        self.python.parent.mkdir(parents=True)
        self.python.symlink_to(sys.executable)
        self.command = self.checkout / "dev/lib/odoo_command.py"
        self.env = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PG") and not name.lower().endswith("_proxy")
        }
        self.env["PATH"] = f"{self.bin}:{self.env['PATH']}"

    def run_bash(self, script, **env):
        """Run a script after what every command of dev/ begins with."""
        script = f"set -euo pipefail\nsource {self.checkout}/dev/lib/setup.sh\n{script}"
        return self.run_command("bash", "-c", script, **env)

    def run_command(self, *command, **env):
        return subprocess.run(
            [str(word) for word in command],
            env={**self.env, **env},
            capture_output=True,
            text=True,
            check=False,
        )

    def add_program(self, name, content):
        program = self.bin / name
        program.write_text(content)
        program.chmod(0o755)

    def start_odoo(self, *arguments, python=None):
        """Start what looks like this checkout's Odoo, and return the process."""
        self.command.write_text("import time\ntime.sleep(60)\n")
        process = subprocess.Popen(
            [str(python or self.python), str(self.command), *arguments],
            executable=sys.executable,
        )
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def assertDone(self, result):
        self.assertFalse(result.returncode, result.stderr)


class TestDevSetUp(DevCase):
    """What the machine has is found, and what cannot be downloaded is said."""

    def test_a_library_is_found_before_many_others(self):
        self.add_program("ldconfig", MANY_LINES.format(line="libmagic.so.1 => /lib"))
        self.assertDone(self.run_bash("has_library libmagic.so"))
        self.assertTrue(self.run_bash("has_library libXext.so").returncode)

    def test_a_chinese_font_is_found_before_many_others(self):
        self.add_program("fc-list", MANY_LINES.format(line="Noto Sans CJK"))
        self.assertDone(self.run_bash("has_font"))

    def test_no_pipe_ends_before_what_is_written_into_it(self):
        early = re.compile(r"\|\s*(grep\s+(-\w+\s+)*-\w*q|head\b)")
        for path in [*DEV.glob("*"), *DEV.glob("lib/*.sh"), CHECKOUT / ".ci/run"]:
            if path.is_file():
                with self.subTest(path=path.name):
                    code = re.sub(r"(?m)^\s*#.*$", "", path.read_text("utf-8"))
                    self.assertFalse(early.search(code))

    def test_without_network_one_sentence_says_so(self):
        log = self.made / "tool.log"
        for tool, text in NO_NETWORK.items():
            with self.subTest(tool=tool):
                log.write_text(text)
                result = self.run_bash(f"fail_download {log} 'Odoo 19' 'it failed'")
                self.assertEqual(result.returncode, 1)
                self.assertRegex(
                    result.stderr, r"^dev: no network: Odoo 19 cannot be [^\n]*\n$"
                )

    def test_another_failure_is_not_one_of_the_network(self):
        log = self.made / "tool.log"
        log.write_text("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES")
        result = self.run_bash(f"fail_download {log} 'Odoo 19' 'pip failed'")
        self.assertEqual(result.stderr, "dev: pip failed (see .dev/tool.log)\n")

    def test_faults_in_descriptions_of_core_do_not_look_like_ours(self):
        fault = "<string>:38: (ERROR/3) Unexpected indentation."
        result = self.run_bash(f"echo '{fault}' | label_descriptions")
        self.assertRegex(result.stdout, "^.not of this addon: .*Unexpected indentation")
        result = self.run_bash("echo 'WARNING db ours' | label_descriptions")
        self.assertEqual(result.stdout, "WARNING db ours\n")

    @unittest.skipUnless(importlib.util.find_spec("odoo"), "there is no Odoo")
    def test_odoos_command_line_is_a_file_that_can_be_started_again(self):
        # As a server with workers does, for the live connections
        result = self.run_command(sys.executable, self.command, "--version")
        self.assertDone(result)
        self.assertIn("19.0", result.stdout)


class TestDevServer(DevCase):
    """The server is asked and stopped, and no other."""

    def serve(self):
        server = HTTPServer(("127.0.0.1", 0), Answer)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://localhost:{server.server_port}"
        (self.made / "server.address").write_text(address)

    def test_no_proxy_leads_to_the_own_server(self):
        self.serve()
        self.assertDone(self.run_bash("ask_server", http_proxy="http://127.0.0.1:9"))

    def test_a_server_that_ends_while_it_starts_is_not_waited_for(self):
        (self.made / "server.address").write_text("http://127.0.0.1:9")
        result = self.run_bash("sleep 0 & sleep 0.2; wait_for_server $!")
        self.assertIn("Odoo ended while it started", result.stderr)

    def test_stop_finds_servers_after_git_has_removed_what_they_run_from(self):
        servers = [
            self.start_odoo(),
            self.start_odoo("--workers", "2"),
            self.start_odoo("server", "--http-port", "8069"),
        ]
        shutil.rmtree(self.made)
        self.assertDone(self.run_command(self.checkout / "dev/stop"))
        for server in servers:
            self.assertIsNotNone(server.wait(5))

    def test_stop_leaves_shells_and_servers_of_other_checkouts(self):
        others = [
            self.start_odoo("shell"),
            self.start_odoo("server", python="/elsewhere/.dev/venv/bin/python"),
        ]
        self.assertDone(self.run_command(self.checkout / "dev/stop"))
        self.assertFalse(any(other.poll() for other in others))

    def test_run_stops_its_own_server_alone(self):
        own = self.start_odoo("server", "--pidfile", str(self.made / "server.pid"))
        other = self.start_odoo("server")
        self.assertDone(self.run_bash("stop_server"))
        self.assertIsNotNone(own.wait(5))
        self.assertIsNone(other.poll())


class TestDevClean(DevCase):
    """All that a checkout ever made goes."""

    def clean(self):
        return self.run_command(self.checkout / "dev/clean")

    def test_what_lies_elsewhere_goes_too(self):
        cluster = self.checkout.parent / "cluster"
        cluster.mkdir()
        (self.made / "postgres").write_text(str(cluster))
        temporary = Path(self.run_bash("mktemp -d $temporary.XXXXXX").stdout.strip())
        self.assertTrue(temporary.is_dir())
        (self.checkout / ".hypothesis").mkdir()
        (self.checkout / "models/__pycache__").mkdir(parents=True)
        self.assertDone(self.clean())
        self.assertFalse(cluster.exists() or temporary.exists())
        self.assertEqual(
            sorted(path.name for path in self.checkout.iterdir()), ["dev", "models"]
        )
        self.assertFalse(any((self.checkout / "models").iterdir()))

    def test_git_keeps_no_hook_that_needs_what_was_removed(self):
        self.run_command("git", "init", "--quiet", self.checkout)
        hook = self.checkout / ".git/hooks/pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"INSTALL_PYTHON={self.python}\n")
        self.assertDone(self.clean())
        self.assertFalse(hook.exists())

    def test_databases_on_a_server_that_is_not_named_now_are_named(self):
        data = self.made / "data-0123456789abcdef"
        data.mkdir()
        (data / "server").write_text("PGHOST=db.example.com PGPORT= PGSERVICE=\n")
        result = self.clean()
        self.assertEqual(result.returncode, 1)
        self.assertIn("PGHOST=db.example.com", result.stderr)
        self.assertTrue(self.made.is_dir())


class TestLicences(unittest.TestCase):
    """Every script of the browser names its licence."""

    def test_scripts_name_their_licence(self):
        for path in (CHECKOUT / "static").rglob("*.js"):
            with self.subTest(path=path.name):
                self.assertTrue(path.read_text("utf-8").startswith("/* License AGPL-3"))
