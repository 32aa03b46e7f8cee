"""The process in which files are tried: limited memory, and a clock that its parent holds.

Run as a program it answers, for each pickled (target, name, content) on its standard input, with a pickled outcome.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

MEMORY = 512 * 1024 * 1024
SECONDS = 5.0
ROOT = Path(__file__).parents[2]


def limit_memory() -> None:
    """At most 512 MiB of address space, where the system can limit it (Windows cannot; there only the clock watches)."""
    try:
        import resource
    except ImportError:
        return
    if sys.platform.startswith("linux"):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer until the input ends."""
    from tests.robustness.targets import TARGETS, outcome

    limit_memory()
    while True:
        try:
            target, name, content = pickle.load(incoming)
        except EOFError:
            return
        pickle.dump(outcome(TARGETS[target], name, content), outgoing)
        outgoing.flush()


class Child:
    """A child that is started when needed, and again after it hung or died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[str | None] = queue.Queue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.end()

    def ask(self, target: str, name: str, content: bytes) -> str:
        """The outcome of one file: what the target says, `hang` after five seconds, or `died` with the exit code."""
        process = self._running()
        assert process.stdin is not None
        try:
            pickle.dump((target, name, content), process.stdin)
            process.stdin.flush()
            answer = self._answers.get(timeout=SECONDS)
        except queue.Empty:
            self.end()
            return "hang"
        except OSError:
            answer = None
        if answer is None:
            code = process.wait()
            self.end()
            return f"died: {code}"
        return answer

    def end(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    # What was still to be written has no reader any more.
                    continue

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
            command = [sys.executable, "-m", "tests.robustness.child"]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=env)
            self._answers = queue.Queue()
            threading.Thread(target=_listen, args=(self._process.stdout, self._answers), daemon=True).start()
            # The first answers include the start of Python and what is loaded on first use, which the clock must not count.
            for first in (("opened", "warm.xml", b"<a/>"), ("product", "warm.csv", b"x"), ("product", "warm.json", b"{}")):
                pickle.dump(first, self._process.stdin)  # type: ignore[arg-type]
                self._process.stdin.flush()  # type: ignore[union-attr]
                assert self._answers.get(timeout=60) is not None, "the child does not start"
        return self._process


def _listen(stream: BinaryIO, answers: queue.Queue[str | None]) -> None:
    try:
        while True:
            answers.put(pickle.load(stream))
    except (EOFError, OSError, ValueError, pickle.UnpicklingError):
        answers.put(None)


if __name__ == "__main__":
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What anything prints must not stand between the answers.
    sys.stdout = sys.stderr
    serve(sys.stdin.buffer, out)
