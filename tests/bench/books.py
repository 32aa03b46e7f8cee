"""The files that are measured, made once and kept in `.cache/bench`; every name and number in them is invented."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import fiction

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "bench"
DAY = "2026-01-05"
"""The day on which the rules are asked: that of the invented lists."""

_LINES_OF_A_LIST = 2_500
_PARTS_OF_A_LIST = 333

FAULTS: dict[tuple[int, str], object] = {
    (3, "企业申报总价"): 999999.99,
    (17, "申报数量"): "12.3456789",
    (40, "申报计量单位"): "箱子",
    (77, "商品编码"): "681599209",
    (120, "币制"): "ABC",
    (301, "原产国(地区)"): "",
    (1400, "征减免方式"): "不知道",
    (1733, "商品料号"): "MT-" + "9" * 40,
    (2222, "商品序号"): 2221,
}
"""Body row (from 1) and heading -> the fault that is planted there."""


def requested(lines: int) -> int:
    """How many lists the lines are requested as: the shape of a file stays the same however long it is."""
    return max(1, lines // _LINES_OF_A_LIST)


def workbook(lines: int, *, faulty: bool = False) -> Path:
    """A workbook of lists over an invented handbook, with planted faults if asked for."""
    path = CACHE / f"{lines}{'-faulty' if faulty else ''}-{_edition()}.xlsx"
    if not path.exists():
        lists = requested(lines)
        parts = fiction.handbook(lists * _PARTS_OF_A_LIST)
        made = _room(path)
        fiction.write_workbook(made, lines, lists, parts, FAULTS if faulty else None)
        made.replace(path)
    return path


def flat_csv(lines: int) -> Path:
    """One table as CSV: every line with the columns of its head repeated."""
    path = CACHE / f"{lines}-{_edition()}.csv"
    if not path.exists():
        lists = requested(lines)
        parts = fiction.handbook(lists * _PARTS_OF_A_LIST)
        heads = {head[0]: head for head in fiction.heads(lists)}
        made = _room(path)
        with made.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*fiction.HEAD, *fiction.BODY[1:]])
            for row in fiction.body(lines, lists, parts):
                # As a spreadsheet program saves numbers: 12, not 12.0.
                cells = [format(cell, ".15g") if isinstance(cell, float) else cell for cell in row]
                writer.writerow([*heads[str(row[0])], *cells[1:]])
        made.replace(path)
    return path


def numbers(lines: int) -> Path:
    """The texts of the cells of a workbook that are exact numbers, one a line."""
    path = CACHE / f"{lines}-{_edition()}.numbers"
    if not path.exists():
        lists = requested(lines)
        rows = fiction.body(lines, lists, fiction.handbook(lists * _PARTS_OF_A_LIST))
        made = _room(path)
        made.write_text(
            "\n".join(format(cell, ".15g") for row in rows for cell in row if isinstance(cell, float)), encoding="ascii"
        )
        made.replace(path)
    return path


def _room(path: Path) -> Path:
    """Where a file is made, so that one that was interrupted is never taken for whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f"making-{path.name}")


def _edition() -> str:
    """Changes with the makers of the files, so that an old file is not taken for a new one."""
    sources = (Path(fiction.__file__), Path(__file__))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:8]
