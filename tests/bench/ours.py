"""The measured path through baoguan: python -m tests.bench.ours FILE OUTPUT [--check-only | --stream].

A workbook is read whole, checked with every rule of the pack, merged and divided, and its INV101 messages are written as files.
With --stream the file is a CSV, of which one requested list is held at a time.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final

import fiction

from baoguan.clock import SHANGHAI
from baoguan.codes import Codes
from baoguan.consolidation import Split, split_all
from baoguan.documents.inventory import INVENTORY_KIND
from baoguan.model.inventory import BondedInventoryList
from baoguan.model.message import Act, Parcel, Step
from baoguan.rules import Context, Finding
from baoguan.rules.inventory import INVENTORY_RULES
from baoguan.sheets import Reading, iter_csv_documents, read_workbook
from baoguan_singlewindow.inventory import InventoryMessages
from baoguan_singlewindow.settings import Operator, Settings
from tests.bench.books import DAY
from tests.bench.clock import Clock

SENT: Final = datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI)


def main() -> None:
    """Run the path once and tell what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--check-only", action="store_true")
    parser.add_argument("--stream", action="store_true")
    asked = parser.parse_args()
    asked.output.mkdir(parents=True, exist_ok=True)
    if asked.stream:
        _stream(asked.file, asked.output)
    else:
        _whole(asked.file, asked.output, check_only=asked.check_only)


def _whole(path: Path, output: Path, *, check_only: bool) -> None:
    clock = Clock()
    codes = Codes.builtin()
    reading = read_workbook(path, codes=codes)
    clock.lap("read")
    context = Context(on=date.fromisoformat(DAY), codes=codes)
    findings = [(i, f) for i, document in enumerate(reading.documents) for f in INVENTORY_RULES.check(document, context)]
    clock.lap("check")
    if check_only:
        clock.tell(found=_cells(reading, findings))
        return
    splits = split_all(reading.documents)
    clock.lap("consolidate")
    _refuse([*reading.findings, *(f for _, f in findings), *(f for split in splits for f in split.findings)])
    made = _messages(clock, _channel(codes), splits, output)
    clock.tell(lines=made[0], lists=made[1], size=made[2])


def _stream(path: Path, output: Path) -> None:
    clock = Clock()
    codes = Codes.builtin()
    channel = _channel(codes)
    context = Context(on=date.fromisoformat(DAY), codes=codes)
    lines = lists = size = 0
    for reading in iter_csv_documents(path, codes=codes):
        clock.lap("read")
        findings = [f for document in reading.documents for f in INVENTORY_RULES.check(document, context)]
        clock.lap("check")
        splits = split_all(reading.documents)
        clock.lap("consolidate")
        _refuse([*reading.findings, *findings, *(f for split in splits for f in split.findings)])
        made = _messages(clock, channel, splits, output)
        lines, lists, size = lines + made[0], lists + made[1], size + made[2]
    clock.lap("read")
    clock.tell(lines=lines, lists=lists, size=size)


def _refuse(findings: Iterable[Finding]) -> None:
    wrong = [f for f in findings if f.severity == "error"]
    if wrong:
        raise SystemExit(f"the clean file has errors: {wrong[:3]}")


def _channel(codes: Codes) -> InventoryMessages:
    operator = Operator(customs_code=fiction.AGENT[0], card_no="8900000000001", client_id="0000000001")
    return InventoryMessages(Settings(root=Path("unused"), operators=(operator,)), codes)


def _messages(clock: Clock, channel: InventoryMessages, splits: Iterable[Split], output: Path) -> tuple[int, int, int]:
    """Build the lists one at a time and write their messages; how many lines, lists and bytes there are."""
    lines = lists = size = 0
    for split in splits:
        for part in split:
            number = part.document.internal_number or ""
            clock.lap("consolidate")
            content = b"".join(channel.encode(_parcel(number, part.document)))
            clock.lap("encode")
            (output / f"{number}.xml").write_bytes(content)
            clock.lap("write")
            lines, lists, size = lines + len(part.document.lines), lists + 1, size + len(content)
        clock.lap("consolidate")
    return lines, lists, size


def _parcel(number: str, document: BondedInventoryList) -> Parcel:
    return Parcel(
        exchange_id=number,
        environment="test",
        kind="inventory",
        number=number,
        act=Act.FILING,
        step=Step.SAVE,
        change_count=0,
        pack=1,
        packs=1,
        created=SENT,
        document=INVENTORY_KIND.with_numbers(document, {}, Act.FILING, 0),
        verbatim=False,
    )


def _cells(reading: Reading, findings: list[tuple[int, Finding]]) -> Iterator[tuple[int, str]]:
    """The cells of the sheet of lines that a finding speaks of."""
    cells = [cell for _, cell, _ in reading.located()]
    cells += [reading.cells.find(number, finding.path) for number, finding in findings]
    for cell in cells:
        if cell is not None and cell.sheet == "表体" and cell.column is not None:
            yield cell.row, fiction.BODY[cell.column - 1]


if __name__ == "__main__":
    main()
