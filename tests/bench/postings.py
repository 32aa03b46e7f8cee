"""The books of a ledger: posting lists, balances and the explanation of one row, beside a plain pandas program on SQLite.

The typical program commits line by line, so that a line is never lost; `batched` is the same with a commit a list, shown beside it.

Usage: python -m tests.bench.postings (ours|typical|batched|both) [--postings 300000] [--items 100000]
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import attrs
import pandas as pd

from baoguan.ledger import EFFECTS, BookRow, Effects, entries_of, row_balances, running
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.store import documents as docs
from baoguan.store import postings
from baoguan.store.journal import Journal
from tests.bench.books import ROOT

BAR: Final = 5.0
"""Posting and balances are at least so many times as fast."""
SHARE: Final = 0.1
"""The explanation of one row takes at most this part of a full scan."""

LEDGER: Final = "E530126A0001"
SAMPLE: Final = 10_000
LINES: Final = 500
"""Lines of a list; each list is booked in one transaction."""


def quantity(number: int) -> Decimal:
    """What the n-th posting moves."""
    return Decimal(100 + number * 7 % 9000) / 8


def lists(count: int, items: int) -> Iterator[list[tuple[int, Decimal]]]:
    """(row, quantity) of every line of every list."""
    for first in range(0, count, LINES):
        yield [(1 + n * 31 % items, quantity(n)) for n in range(first, min(first + LINES, count))]


@attrs.frozen(kw_only=True)
class Taken:
    """Seconds, and what came out."""

    post: float
    balance: float
    explain: float
    scan: float
    total: str
    rows: int


def ours(count: int, items: int, base: Path) -> Taken:
    """As the journal books what settles: a list becomes entries, which are written in its transaction."""
    documents = [_document(n, lines) for n, lines in enumerate(lists(count, items))]
    effects, at = Effects(), datetime(2026, 6, 3, tzinfo=UTC)
    journal = Journal(base)
    with journal.writing() as connection:
        account = docs.account_row(connection, "test", "bench", "bench").id
    begun = time.perf_counter()
    for document in documents:
        entries, _ = entries_of(document, "deducted", effects)
        common = postings.common_columns(
            account, None, LEDGER, source="receipt", cause="filing deducted", by="bench", at=at, effective=at
        )
        with journal.writing() as connection:
            postings.add_postings(connection, common, entries)
    posted = time.perf_counter()
    with journal.reading() as connection:
        balances = row_balances(postings.sums_in(connection, [account], LEDGER))
    balanced = time.perf_counter()
    with journal.reading() as connection:
        rows = postings.postings_in(connection, [account], LEDGER, BookRow.MATERIAL, 32)
    last = list(running(map(postings.entry_of, rows)))[-1]
    explained = time.perf_counter()
    with journal.reading() as connection:
        scanned = [row for row in postings.postings_in(connection, [account], LEDGER) if row.item_no == 32]
    done = time.perf_counter()
    assert last == balances[BookRow.MATERIAL, 32]
    assert scanned == rows
    journal.close()
    return Taken(
        post=posted - begun,
        balance=balanced - posted,
        explain=explained - balanced,
        scan=done - explained,
        total=f"{sum((b.increased for b in balances.values()), Decimal(0)):f}",
        rows=len(rows),
    )


def _document(number: int, lines: Sequence[tuple[int, Decimal]]) -> BondedInventoryList:
    return BondedInventoryList(
        internal_number=f"BENCH-{number}",
        ledger_no=LEDGER,
        direction="I",
        goods_kind="I",
        supervision_mode=EFFECTS[0].modes[0],
        lines=tuple(InventoryLine(line_no=n, ledger_item_no=item, quantity=q) for n, (item, q) in enumerate(lines, 1)),
    )


def typical(count: int, items: int, base: Path) -> Taken:
    """As programs in production do it: the lines of a list as a frame, an exact balance a row, updated and committed line by line, and a
    frame of everything for balances and explanations. Posting costs the same for every line, so a part of them is timed."""
    taken = _frames(min(count, SAMPLE), items, base, each_line=True)
    whole = _frames(count, items, base, each_line=False)
    return attrs.evolve(whole, post=taken.post * count / min(count, SAMPLE))


def batched(count: int, items: int, base: Path) -> Taken:
    """The same with a commit a list."""
    return _frames(count, items, base, each_line=False)


def _frames(count: int, items: int, base: Path, *, each_line: bool) -> Taken:
    frames = [pd.DataFrame({"item": [i for i, _ in m], "quantity": [q for _, q in m]}) for m in lists(count, items)]
    connection = sqlite3.connect(base / f"typical-{each_line}.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE balance (item INTEGER PRIMARY KEY, quantity TEXT)")
    connection.execute(
        "CREATE TABLE posting (id INTEGER PRIMARY KEY, list TEXT, line INTEGER, item INTEGER, quantity TEXT, at TEXT)"
    )
    connection.commit()
    begun = time.perf_counter()
    for number, frame in enumerate(frames):
        for line in frame.itertuples():
            item, moved = int(line.item), line.quantity
            known = connection.execute("SELECT quantity FROM balance WHERE item = ?", (item,)).fetchone()
            total = moved + Decimal(known[0]) if known else moved
            connection.execute("INSERT OR REPLACE INTO balance VALUES (?, ?)", (item, str(total)))
            connection.execute(
                "INSERT INTO posting (list, line, item, quantity, at) VALUES (?, ?, ?, ?, ?)",
                (f"BENCH-{number}", line.Index, item, str(moved), "2026-06-03"),
            )
            if each_line:
                connection.commit()
        connection.commit()
    posted = time.perf_counter()
    book = pd.read_sql("SELECT item, quantity FROM posting", connection)
    book["quantity"] = book["quantity"].map(Decimal)
    balances = book.groupby("item")["quantity"].sum()
    balanced = time.perf_counter()
    everything = pd.read_sql("SELECT * FROM posting", connection)
    mine = everything[everything["item"] == 32]
    list(mine["quantity"].map(Decimal).cumsum())
    explained = time.perf_counter()
    connection.close()
    return Taken(
        post=posted - begun,
        balance=balanced - posted,
        explain=explained - balanced,
        scan=explained - balanced,
        total=f"{sum(balances, Decimal(0)):f}",
        rows=len(mine),
    )


WAYS: Final = {"ours": ours, "typical": typical, "batched": batched}


def compare(count: int = 300_000, items: int = 100_000) -> list[str]:
    """Each way in its own process; prints the figures and gives the complaints."""
    taken: dict[str, Taken] = {}
    for way in WAYS:
        command = [sys.executable, "-m", "tests.bench.postings", way, "--postings", str(count), "--items", str(items)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, encoding="utf-8")
        found: dict[str, Any] = json.loads(done.stdout)
        taken[way] = Taken(**found)
    mine, theirs, batch = taken["ours"], taken["typical"], taken["batched"]
    ratio = (theirs.post + theirs.balance) / (mine.post + mine.balance)
    share = mine.explain / mine.scan
    print(f"\n{count:,} postings over {items:,} rows of a ledger (seconds)")
    for name in ("post", "balance", "explain"):
        one, other, third = (getattr(each, name) for each in (mine, theirs, batch))
        print(
            f"  {name:8} ours {one:8.3f}   typical (pandas, a commit a line) {other:8.3f}   x typical {other / one:.1f}"
            f"   (a commit a list {third:.3f}, x {third / one:.1f})"
        )
    print(f"  post and balance x typical {ratio:.1f}; explain {100 * share:.2f} % of a full scan")
    complaints = []
    if (mine.total, mine.rows) != (theirs.total, theirs.rows):
        complaints.append(
            f"books: {mine.total} in {mine.rows} movements of one row, the typical program has {theirs.total}, {theirs.rows}"
        )
    if ratio < BAR:
        complaints.append(f"books: post and balance {ratio:.1f} times as fast as the typical program, below {BAR:g}")
    if share > SHARE:
        complaints.append(f"books: the explanation of one row takes {share:.0%} of a full scan, more than {SHARE:.0%}")
    return complaints


def main() -> int:
    """Measure one way and print its figures, or both beside each other."""
    parser = argparse.ArgumentParser(prog="postings", description=__doc__)
    parser.add_argument("way", choices=[*WAYS, "both"])
    parser.add_argument("--postings", type=int, default=300_000)
    parser.add_argument("--items", type=int, default=100_000)
    asked = parser.parse_args()
    if asked.way == "both":
        complaints = compare(asked.postings, asked.items)
        for complaint in complaints:
            print(f"FAILED: {complaint}")
        return 1 if complaints else 0
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(attrs.asdict(WAYS[asked.way](asked.postings, asked.items, Path(folder)))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
