# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import socket
import tempfile
import threading
import unittest
from pathlib import Path
from unittest.mock import patch

from ..tools import virus_scanner
from ..tools.virus_scanner import SOCKET, ScannerError, find_virus

VIRUS = b"%PDF-1.4 a virus " + bytes(100_000)


class Daemon:
    """A scanner that knows one virus, and speaks as the ClamAV daemon does."""

    def __init__(self, path, answer=None):
        self.answer = answer
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.bind(str(path))
        self.socket.listen()
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self):
        connection, _address = self.socket.accept()
        with connection, connection.makefile("rb") as posted:
            assert posted.read(10) == b"zINSTREAM\0"
            raw = b""
            while size := int.from_bytes(posted.read(4), "big"):
                raw += posted.read(size)
            found = b"Win.Test.EICAR_HDB-1 FOUND" if raw == VIRUS else b"OK"
            connection.sendall(self.answer or b"stream: " + found + b"\0")

    def stop(self):
        self.thread.join()
        self.socket.close()


class TestVirusScanner(unittest.TestCase):
    """Files are scanned where whoever runs the server has a scanner."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "clamd.ctl"
        environment = patch.dict(os.environ, {SOCKET: str(self.path)})
        environment.start()
        self.addCleanup(environment.stop)

    def _serve(self, answer=None):
        self.addCleanup(Daemon(self.path, answer).stop)

    def test_a_virus_is_named(self):
        self._serve()
        self.assertEqual(find_virus(VIRUS), "Win.Test.EICAR_HDB-1")

    def test_what_has_none(self):
        self._serve()
        self.assertEqual(find_virus(b"%PDF-1.4 harmless"), "")

    def test_nobody_is_asked_without_a_scanner(self):
        with patch.dict(os.environ, {SOCKET: ""}):
            self.assertEqual(find_virus(VIRUS), "")

    def test_a_scanner_that_does_not_answer_lets_nothing_in(self):
        with (
            self.assertLogs(virus_scanner.__name__, "ERROR"),
            self.assertRaises(ScannerError),
        ):
            find_virus(VIRUS)

    def test_nor_does_one_that_cannot_scan(self):
        self._serve(b"INSTREAM size limit exceeded. ERROR\0")
        with (
            self.assertLogs(virus_scanner.__name__, "ERROR"),
            self.assertRaises(ScannerError),
        ):
            find_virus(VIRUS)
