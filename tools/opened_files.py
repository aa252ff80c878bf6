# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Opens files of others in a process of their own; see ``file_limits.py``."""

import contextlib
import json
import logging
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
from functools import lru_cache
from typing import NamedTuple

from .documents import sha256
from .file_limits import (
    BIND_SECONDS,
    LIMITS,
    PRINT_BYTES,
    PRINT_PAGES,
    PRINT_SECONDS,
    TURN_SECONDS,
    UPLOAD_SECONDS,
    find_kind,
)

try:
    import fcntl
except ImportError:  # on Windows, where nobody waits for a turn
    fcntl = None

_logger = logging.getLogger(__name__)

TOOLS = pathlib.Path(__file__).parent
START = (
    "import runpy, sys; sys.path[:] = [path for path in sys.path if path]; "
    "sys.path.append(sys.argv[1]); sys.argv[:] = sys.argv[1:]; "
    "runpy.run_module('file_opener', run_name='__main__')"
)
READY = "ready"  # what the process says before it reads a file
# What is worth a refusal; what is broken or locked is not
EXCESSES = {"pages", "dots", "unpacked", "seconds", "memory"}
# What depends on what else the server does
CHANCES = {"seconds", "memory"}
# What the process is killed by, and what that says of the file that it was at
KILLED = {"SIGALRM": "seconds", "SIGXCPU": "seconds", "SIGKILL": "memory"}


class OpenerError(Exception):
    """The process does not start."""


class BusyError(OpenerError):
    """Files of others are being opened, and others wait too."""


class TooLargeError(OpenerError):
    """Files cannot be bound within the limits."""


class Opened(NamedTuple):
    """What a file was found to be.

    :param problem: one of ``EXCESSES``, ``broken``, ``locked`` or ``other`` (neither
        PDF nor picture, never opened); None where it opens
    """

    problem: str | None = None
    pages: int = 0
    dots: int = 0
    unpacked: int = 0
    pdf: bytes = b""

    @property
    def excess(self):
        """Return the limit that the file is over, None if it is over none."""
        return self.problem if self.problem in EXCESSES else None


def measure_files(raws, library):
    """Return what files are, in order; what was measured lately is not again.

    What took too long is: it might be the server that had much to do.

    :param list raws: their bytes
    :param str library: the path of the module that Odoo uses for PDFs
    :rtype: list[Opened]
    """
    files = {sha256(raw): raw for raw in raws}
    notes = {digest: _get_note(digest) for digest in files}
    found = {digest: note[0] for digest, note in notes.items() if note}
    new = {digest: raw for digest, raw in files.items() if digest not in found}
    for digest, opened in zip(new, open_files(new.values(), library), strict=True):
        found[digest] = opened
        if opened.problem not in CHANCES:
            notes[digest][:] = [opened]
    return [found[sha256(raw)] for raw in raws]


def open_files(raws, library, first=None, task="measure", seconds=None):
    """Open files one after the other, in as few processes as they leave alive.

    :param raws: their bytes
    :param str library: see :func:`measure_files`
    :param int first: the number of the first page, None for pages without numbers
    :param str task: ``measure``, or ``pages`` to lay them out as PDFs, or ``first``
        to lay out the first page of each
    :param float seconds: what it may take, None for what is usual
    :rtype: list[Opened]
    :raises OpenerError: the process does not start, or has too much to do
    """
    files = [(raw, find_kind(raw)) for raw in raws]
    found = {n: Opened("other") for n, (_raw, kind) in enumerate(files) if not kind}
    if len(found) == len(files):
        return list(found.values())
    if seconds is None:
        seconds = PRINT_SECONDS if task == "pages" else UPLOAD_SECONDS
    with _take_turn("prints" if task == "pages" else "uploads") as turn:
        return _open_in_turn(files, found, library, first, task, seconds, turn)


def _open_in_turn(files, found, library, first, task, seconds, turn):
    """Open the files of which nothing is found yet; return what is found of all."""
    ends_at = time.monotonic() + seconds
    while len(found) < len(files):
        waiting = [number for number in range(len(files)) if number not in found]
        pages = sum(opened.pages for opened in found.values())
        job = {
            "task": task,
            "first": None if first is None else first + pages,
            "most_pages": PRINT_PAGES,
            "limits": {**LIMITS._asdict(), "written": PRINT_BYTES},
            "files": [(number, files[number][1]) for number in waiting],
        }
        parts = {str(number): files[number][0] for number in waiting}
        left = ends_at - time.monotonic()
        found |= _run(job, parts, library, left, turn) if left > 0 else {}
        if time.monotonic() >= ends_at:
            found = {n: Opened("seconds") for n in waiting} | found
    return [found[number] for number in range(len(files))]


def bind_files(parts, inside, library, seconds=BIND_SECONDS):
    """Return PDFs as one that holds files.

    :param list parts: their bytes
    :param list inside: the files that it holds: name, bytes, and type or None
    :param str library: see :func:`measure_files`
    :param float seconds: what it may take
    :rtype: bytes
    :raises TooLargeError: they cannot be bound within the limits
    :raises OpenerError: see :func:`open_files`
    """
    files = [str(number) for number in range(len(parts))]
    job = {
        "task": "bind",
        "files": files,
        "inside": [
            (f"inside{number}", title, mimetype)
            for number, (title, _raw, mimetype) in enumerate(inside)
        ],
        "limits": {
            **LIMITS._asdict(),
            "memory": 2 * LIMITS.memory,
            "pages": PRINT_PAGES,
            "seconds": BIND_SECONDS,
            "written": 2 * PRINT_BYTES,
        },
    }
    held = dict(zip(files, parts, strict=True))
    held |= {f"inside{number}": raw for number, (_n, raw, _t) in enumerate(inside)}
    if seconds <= 0:
        raise TooLargeError("seconds")
    with _take_turn("prints") as turn:
        whole = _run(job, held, library, seconds, turn)[None]
    if whole.problem:
        raise TooLargeError(whole.problem)
    return whole.pdf


@contextlib.contextmanager
def _take_turn(purpose):
    """Wait until this server opens no other files for this purpose.

    :param str purpose: ``uploads`` or ``prints``
    :return: the file that says whose turn it is: the process holds it too, and its turn
        ends with it even if the server ends before
    :raises BusyError: it took too long
    """
    if not fcntl:
        yield None
        return
    name = f"contract_files_{os.getuid()}_{purpose}.lock"
    path = pathlib.Path(tempfile.gettempdir(), name)
    try:
        turn = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        _logger.exception("The process that opens files cannot take its turn")
        raise OpenerError("the process does not start") from error
    try:
        _wait_for(turn)
        yield turn
    finally:
        os.close(turn)


def _wait_for(turn):
    ends_at = time.monotonic() + TURN_SECONDS
    while True:
        try:
            return fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= ends_at:
                _logger.warning("Files of others wait for too long to be opened")
                raise BusyError("it took too long") from error
            time.sleep(0.05)


def _run(job, parts, library, seconds, turn):
    """Start the process; return what it found, by the number of the file.

    At least one file is found something of: the one that ended the process.
    """
    with tempfile.TemporaryDirectory(prefix="contract_files_") as name:
        folder = pathlib.Path(name)
        for part, raw in parts.items():
            (folder / part).write_bytes(raw)
        job_file = json.dumps({**job, "library": library})
        (folder / "job.json").write_text(job_file, "utf-8")
        end = _start(folder, seconds, turn)
        lines = _read_lines(folder / "answers")
        if READY not in lines and end not in KILLED:
            _logger.error("The process that opens files does not start: %s", end)
            raise OpenerError("the process does not start")
        found = dict(filter(None, (_read_answer(folder, line) for line in lines)))
        if end != 0:
            _logger.info("Opening files of others ended with %s", end)
        is_bound = job["task"] == "bind"
        expected = [None] if is_bound else [number for number, _k in job["files"]]
        missing = [number for number in expected if number not in found]
        has_ended = any(opened.problem == "memory" for opened in found.values())
        if missing and not has_ended:
            found[missing[0]] = Opened(KILLED.get(end, "memory"))
        return found


def _start(folder, seconds, turn):
    """Run the process; return the name of the signal that ended it, else its code."""
    with (folder / "answers").open("wb") as answers, (folder / "log").open("wb") as log:
        try:
            end = subprocess.run(
                [sys.executable, "-c", START, str(TOOLS), str(folder)],
                check=False,
                cwd=folder,
                env=_get_environment(),
                stdin=subprocess.DEVNULL,
                stdout=answers,
                stderr=log,
                timeout=seconds,
                pass_fds=() if turn is None else (turn,),
            ).returncode
        except subprocess.TimeoutExpired:
            return "SIGALRM"
        except OSError as error:
            _logger.exception("The process that opens files does not start")
            raise OpenerError("the process does not start") from error
    if end > 0:
        lines = _read_lines(folder / "log")
        _logger.warning("The process that opens files failed: %s", lines[-3:])
    return signal.Signals(-end).name if end < 0 else end


def _get_environment():
    """Return what the process needs: no password of the server is there to be read."""
    kept = ("LD_LIBRARY_PATH", "PATH", "SYSTEMROOT", "TEMP", "TMPDIR")
    paths = [os.path.abspath(path) for path in sys.path if path]
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONWARNINGS": "ignore",
    }


def _read_lines(path):
    return path.read_text("utf-8", errors="replace").splitlines()


def _read_answer(folder, line):
    """Return the number of a file and what it was found to be.

    :return: None for what is no answer: the process was ended while it gave one, or a
        library has written there
    :rtype: tuple or None
    """
    try:
        answer = json.loads(line)
        number = answer.pop("file")
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    if error := answer.pop("error", None):
        _logger.info("A file cannot be shown as pages: %s", error)
    path = folder / ("whole.pdf" if number is None else f"{number}.pdf")
    is_made = path.exists() and not answer.get("problem")
    return number, Opened(**answer, pdf=path.read_bytes() if is_made else b"")


@lru_cache(maxsize=512)
def _get_note(_digest):
    """Return where it is remembered what the file with this SHA-256 is."""
    return []
