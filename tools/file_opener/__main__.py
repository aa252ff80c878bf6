# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Does one job, and says of each file as soon as it is done with it how that went.

The job is ``job.json`` in the folder that is named: ``task``, ``library`` (the path of
the module that Odoo uses for PDFs), ``limits``, ``files`` and what the task takes. What
is made of a file is beside it: ``0`` is read, ``0.pdf`` is written.
"""

import contextlib
import importlib.util
import json
import os
import pathlib
import signal
import sys

from .excess import ExcessError, LockedError
from .papers import PaperMaker, write
from .streams import measure_streams

try:
    import resource
except ImportError:  # on Windows, where only time is limited, by the server
    resource = None


def limit(name, value):
    """Take no more of a resource than this, nor than what the server may take."""
    kind = getattr(resource, name)
    _soft, hard = resource.getrlimit(kind)
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError, OSError):  # systems that lack one of them
        resource.setrlimit(kind, (most, hard))


def limit_process(limits):
    """Limit memory and disk, whatever comes."""
    if resource:
        for name in ("SIGALRM", "SIGXCPU", "SIGXFSZ"):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        limit("RLIMIT_AS", limits["memory"])
        limit("RLIMIT_FSIZE", limits["written"])
        limit("RLIMIT_CORE", 0)
        limit("RLIMIT_NOFILE", 64)


def limit_time(seconds):
    """Limit the time for one more file: that of the processor, and by the clock."""
    if resource:
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit("RLIMIT_CPU", int(used.ru_utime + used.ru_stime) + 1 + seconds)
        signal.alarm(2 * seconds)


def end_without_memory(frame, event, error):
    """End the process where memory is refused, even if a library would do without."""
    frame.f_trace_lines = False
    if event == "exception" and issubclass(error[0], MemoryError):
        os.kill(os.getpid(), signal.SIGKILL)
    return end_without_memory


@contextlib.contextmanager
def unwatched():
    """Do what does without no memory that is refused, and is slow while watched."""
    watch = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(watch)


def load_library(path):
    """Load a module by its path, without the package that it stands in."""
    spec = importlib.util.spec_from_file_location("pdf_library", path)
    library = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(library)
    return library


class Job:
    """One job, on files that may do harm."""

    def __init__(self, folder, job):
        self.folder, self.job, self.limits = folder, job, job["limits"]
        self.paper = PaperMaker(load_library(job["library"]))
        self.next_page = job.get("first")

    def run(self):
        if self.job["task"] == "bind":
            return self._answer(None, self._bind)
        for number, kind in self.job["files"]:
            limit_time(self.limits["seconds"])
            self._answer(number, lambda n=number, k=kind: self._open(n, k))

    def _answer(self, number, do):
        """Do something, and say how it went."""
        try:
            answer = do()
        except ExcessError as error:
            answer = {"problem": error.what}
        except MemoryError:
            answer = {"problem": "memory"}
        except LockedError:
            answer = {"problem": "locked"}
        # a broken file may raise anything
        except Exception as error:  # noqa: BLE001
            answer = {"problem": "broken", "error": repr(error)[:500]}
        if resource and not sys.gettrace():  # there was no memory to end it, either
            answer = {"problem": "memory"}
        sys.stdout.write(json.dumps({**answer, "file": number}) + "\n")
        sys.stdout.flush()
        if answer.get("problem") == "memory":
            sys.exit()  # what is left of it might not do for the next one

    def _read(self, name):
        return (self.folder / str(name)).read_bytes()

    def _open(self, number, kind):
        """Measure a file, and lay it out as pages where that is the task."""
        raw = self._read(number)
        answer = self._measure(raw, kind)
        if self.job["task"] != "measure":
            answer["pages"] = self._lay_out(number, raw, kind)
        return answer

    def _measure(self, raw, kind):
        if kind == "picture":
            from .pictures import measure_picture

            pages, dots = measure_picture(raw, self.limits)
            return {"pages": pages, "dots": dots}
        with unwatched():
            unpacked = measure_streams(raw, self.limits)
        reader, pages = self.paper.open(raw, self.limits)
        if reader.isEncrypted:  # its streams are measured as they are shown
            shown, pages = self.paper.number(raw, None, self.limits)
            with unwatched():
                unpacked = measure_streams(shown, self.limits)
        return {"pages": pages, "unpacked": unpacked}

    def _lay_out(self, number, raw, kind):
        if kind == "picture":
            from .pictures import print_picture

            raw = print_picture(raw, self.limits)
        most = 1 if self.job["task"] == "first" else None
        pdf, count = self.paper.number(raw, self.next_page, self.limits, most)
        left = self.job["most_pages"]
        if self.next_page is not None and self.next_page + count - 1 > left:
            raise ExcessError("pages")
        (self.folder / f"{number}.pdf").write_bytes(pdf)
        if self.next_page is not None:
            self.next_page += count
        return count

    def _bind(self):
        limit_time(self.limits["seconds"])
        parts = [self._read(name) for name in self.job["files"]]
        writer = self.paper.join(parts, self.limits)
        files = [
            (title, self._read(name), mimetype)
            for name, title, mimetype in self.job["inside"]
        ]
        self.paper.enclose(writer, files)
        (self.folder / "whole.pdf").write_bytes(write(writer))
        return {}


def main(folder):
    job = json.loads((folder / "job.json").read_text("utf-8"))
    limit_process(job["limits"])
    ready = Job(folder, job)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if resource:
        sys.settrace(end_without_memory)
    ready.run()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
