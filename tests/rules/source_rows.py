"""The rows of the tables of rules, read from the notes that lie beside a checkout of the developers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2].parent / "shared" / "domain" / "channels-and-rules.md"
SECTIONS = ("5.2", "5.4", "5.7")
PARAGRAPHS = ("Lengths and decimals", "Arithmetic")
TROUBLES = "Symptom"


def rows(text: str) -> Iterator[str]:
    """A stable key for every row: section and number, else section and the first words of its first cell."""
    for section in SECTIONS:
        yield from (f"{section}:{_key(cells[0])}" for cells in _table_rows(_section(text, section)))
    for line in _section(text, "5.2"):
        yield from (f"5.2:{_key(name)}" for name in PARAGRAPHS if line.startswith(name))
    trouble = _section(text, "1.2")
    start = next(i for i, line in enumerate(trouble) if line.startswith(f"| {TROUBLES} "))
    table = itertools.takewhile(lambda line: line.startswith("|"), trouble[start:])
    yield from (f"1.2:{_key(cells[0])}" for cells in _table_rows(list(table)))


def _section(text: str, number: str) -> list[str]:
    found = re.search(rf"^### {re.escape(number)} .*?(?=^##)", text, re.MULTILINE | re.DOTALL)
    assert found, f"section {number} is gone"
    return found[0].splitlines()


def _table_rows(lines: list[str]) -> Iterator[list[str]]:
    """Rows of the tables, without their two lines of heading."""
    tables: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("|"):
            tables[-1].append(line)
        elif tables[-1]:
            tables.append([])
    for table in tables:
        for line in table[2:]:
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def _key(cell: str) -> str:
    return "-".join(re.findall(r"\w+", cell.lower())[:6])
