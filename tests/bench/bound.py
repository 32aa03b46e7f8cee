"""The lower bound: python -m tests.bench.bound WORKBOOK OUTPUT NUMBERS MESSAGES.

What no implementation in Python can leave out: inflate the sheets and let expat run over them without handlers, make Decimals of
the cells that are exact numbers, write the bytes of the messages. The texts of the numbers (NUMBERS, one a line) and the messages
(a folder) were made by another process and are read before the clock starts.
"""

from __future__ import annotations

import argparse
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.parsers import expat

from tests.bench.clock import Clock


def main() -> None:
    """Run the bound once and tell what it took."""
    parser = argparse.ArgumentParser()
    for name in ("workbook", "output", "numbers", "messages"):
        parser.add_argument(name, type=Path)
    asked = parser.parse_args()
    texts = asked.numbers.read_text(encoding="ascii").split()
    messages = {path.name: path.read_bytes() for path in sorted(asked.messages.glob("*.xml"))}
    asked.output.mkdir(parents=True, exist_ok=True)

    clock = Clock()
    with zipfile.ZipFile(asked.workbook) as archive:
        for part in archive.namelist():
            if part.startswith("xl/worksheets/") or part == "xl/sharedStrings.xml":
                expat.ParserCreate().Parse(archive.read(part), True)
    decimals = list(map(Decimal, texts))
    clock.lap("read")
    for name, content in messages.items():
        (asked.output / name).write_bytes(content)
    clock.lap("write")
    clock.tell(lines=len(decimals), lists=len(messages), size=sum(map(len, messages.values())))


if __name__ == "__main__":
    main()
