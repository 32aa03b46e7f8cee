"""`make bench`: the whole path from a workbook to INV101 files, beside a typical script and a lower bound.

Each runs in its own process, several rounds in turn, so that what else the machine does meets all of them. Times are medians.
Ends with 1 when the yardstick itself is off (see `verdict`), when the messages differ, or when a planted fault was missed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import books, declarations, postings
from tests.bench.clock import Outcome, outcome_of
from tests.bench.compare import differences
from tests.bench.report import SIZES, Size, show_findings, show_size, verdict, write_json

OUT = books.CACHE / "out"


def main() -> int:
    """Measure, print, write bench.json."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="all three at 300,000 lines too, and 1,000,000 lines from CSV")
    parser.add_argument("--rounds", type=int, default=3, help="rounds at each size with all three (default 3)")
    parser.add_argument("--lines", type=int, nargs="+", default=None, help=f"other sizes than {SIZES}")
    parser.add_argument("--declarations", type=int, default=10_000, help="customs declarations of 20 lines (default 10,000)")
    parser.add_argument("--postings", type=int, default=300_000, help="postings in the books of a ledger (default 300,000)")
    asked = parser.parse_args()
    started = time.monotonic()
    complaints = _faults()
    sizes: list[Size] = []
    for lines in asked.lines or SIZES:
        large = lines > 100_000
        try:
            size = _measure(lines, 1 if large else asked.rounds, beside=asked.full or not large)
        except subprocess.CalledProcessError as error:
            complaints.append(f"{lines:,} lines: {error}")
            continue
        sizes.append(size)
        show_size(size)
        complaints += [f"messages differ at {lines:,} lines: {each}" for each in size.differences]
    if asked.full:
        streamed = Size(lines=1_000_000, source="csv", ours=[_stream(1_000_000)])
        sizes.append(streamed)
        show_size(streamed)
    complaints += verdict(sizes)
    complaints += declarations.compare(asked.declarations)
    complaints += postings.compare(asked.postings)
    write_json(books.ROOT / "bench.json", sizes)
    for complaint in complaints:
        _say(f"FAILED: {complaint}")
    _say(f"bench.json written; {time.monotonic() - started:.0f} s in all")
    shutil.rmtree(OUT, ignore_errors=True)
    return 1 if complaints else 0


def _faults() -> list[str]:
    """Both sides over a workbook with planted faults; what baoguan missed of them."""
    faulty = books.workbook(3_000, faulty=True)
    ours = _run("ours", faulty, OUT / "faulty", "--check-only")
    typical = _run("typical", faulty, OUT / "faulty", "--check-only")
    return show_findings(books.FAULTS, ours.found, typical.found)


def _measure(lines: int, rounds: int, *, beside: bool) -> Size:
    """Ours, typical, bound, ours, … on the workbook of so many lines; ours alone unless `beside`."""
    _say(f"\n{lines:,} lines: making the workbook if it is not there, then {rounds} round(s)")
    workbook, folder = books.workbook(lines), OUT / str(lines)
    size = Size(lines=lines, source="xlsx")
    for _ in range(rounds):
        size.ours.append(_run("ours", workbook, folder / "ours"))
        if beside:
            size.typical.append(_run("typical", workbook, folder / "typical"))
            size.bound.append(_run("bound", workbook, folder / "bound", str(books.numbers(lines)), str(folder / "ours")))
    if beside:
        size.differences.extend(differences(folder / "ours", folder / "typical"))
    shutil.rmtree(folder)
    return size


def _stream(lines: int) -> Outcome:
    _say(f"\n{lines:,} lines from CSV: making the file if it is not there, then one round")
    folder = OUT / "stream"
    outcome = _run("ours", books.flat_csv(lines), folder, "--stream")
    shutil.rmtree(folder)
    return outcome


def _run(module: str, source: Path, output: Path, *rest: str) -> Outcome:
    """One run in its own process. Raises CalledProcessError when it fails, with what it said on the terminal."""
    command = [sys.executable, "-m", f"tests.bench.{module}", str(source), str(output), *rest]
    done = subprocess.run(command, cwd=books.ROOT, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    try:
        return outcome_of(done.stdout.splitlines()[-1])
    except (IndexError, json.JSONDecodeError) as error:
        raise SystemExit(f"{module} told nothing: {done.stdout!r}") from error


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
