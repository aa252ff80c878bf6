# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Has files of others scanned for viruses, by the ClamAV daemon of this machine.

Whoever runs the server names the daemon's socket in the environment of Odoo, such as
``MINIPROGRAM_CONTRACT_CLAMD=/run/clamav/clamd.ctl``. Without it nothing is scanned.
"""

import logging
import os
import socket

from .opened_files import OpenerError

_logger = logging.getLogger(__name__)

SOCKET = "MINIPROGRAM_CONTRACT_CLAMD"
SECONDS = 20
CHUNK = 65536
MAX_ANSWER = 4096
MAX_NAME = 128


class ScannerError(OpenerError):
    """A scanner is asked for, and it does not answer."""


def find_virus(raw):
    """Return the name of the virus in a file, "" if none is known, or nobody scans.

    :param bytes raw: the file
    :rtype: str
    :raises ScannerError: the scanner gave no answer
    """
    path = os.environ.get(SOCKET)
    if not path:
        return ""
    try:
        answer = _ask(path, raw)
    except OSError as error:
        _logger.error("The virus scanner at %s does not answer: %s", path, error)
        raise ScannerError(str(error)) from error
    if answer == "stream: OK":
        return ""
    if answer.endswith(" FOUND"):
        name = answer.removeprefix("stream: ").removesuffix(" FOUND")
        return name[:MAX_NAME]
    _logger.error("The virus scanner at %s could not scan: %r", path, answer)
    raise ScannerError(answer)


def _ask(path, raw):
    """Return what the daemon says of a file: its command INSTREAM."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as clamd:
        clamd.settimeout(SECONDS)
        clamd.connect(path)
        clamd.sendall(b"zINSTREAM\0")
        for start in range(0, len(raw), CHUNK):
            chunk = raw[start : start + CHUNK]
            clamd.sendall(len(chunk).to_bytes(4, "big") + chunk)
        clamd.sendall(bytes(4))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < MAX_ANSWER:
            part = clamd.recv(MAX_ANSWER)
            if not part:
                break
            answer += part
    return answer.rstrip(b"\0").decode(errors="replace").strip()
