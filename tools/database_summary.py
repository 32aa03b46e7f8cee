"""Say how many PostgreSQL tests a pytest run really executed.

A run without a server passes with every one of them skipped, which looks the same as a run that proved something;
this line tells them apart.
Usage: ``python tools/database_summary.py JUNIT_XML``. Exits 1 when the report is missing or cannot be read.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def count(report: Path) -> tuple[int, int]:
    """Return (ran, skipped) for the test cases that have "postgres" in their name or class name."""
    ran = skipped = 0
    for case in ET.parse(report).iter("testcase"):
        if "postgres" not in f"{case.get('classname', '')}.{case.get('name', '')}".lower():
            continue
        if case.find("skipped") is None:
            ran += 1
        else:
            skipped += 1
    return ran, skipped


def main(argv: list[str]) -> int:
    """Print the one line."""
    if len(argv) != 1:
        print("usage: database_summary.py JUNIT_XML", file=sys.stderr)
        return 2
    try:
        ran, skipped = count(Path(argv[0]))
    except (OSError, ET.ParseError) as error:
        print(f"PostgreSQL tests: unknown, no readable test report: {error}", file=sys.stderr)
        return 1
    print(f"PostgreSQL tests: {ran} ran, {skipped} skipped")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
