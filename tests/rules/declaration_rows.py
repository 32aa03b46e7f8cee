"""The rows of the notes on the rules of declarations, and the fields that the interface's table asks for.

Both are read from the notes that lie beside a checkout of the developers; their keys are frozen here, so that every entry is asked for also
elsewhere.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.rules.source_rows import SOURCE, _key, _table_rows

FIELDS: Final = SOURCE.parents[1] / "wire" / "fields" / "declaration.csv"

ROW_KEYS: Final = (
    *(f"4:4-{n}" for n in range(1, 14)),
    "4.14:深加工结转",
    "4.14:料件-余料-结转-incl-finished-unfinished",
    "4.14:料件复出-incl-边角料复出",
    "4.14:料件退换",
    "4.14:成品退换",
    "4.14:料件内销-and-制成品-残次品-未完成品-cleared",
    "4.14:边角料-副产品-内销",
    "4.14:成品减免-征免税证明",
    "4.14:销毁",
    "4.14:副产品-退运-结转出口",
    "4.14:联网监管-legacy",
    "8.3:import-only-9-items-境内收发货人-运输方式",
    "8.3:dutiable-担保备案编号",
    "8.3:restricted-许可证-随附证件-code-no-集装箱商品项号关系",
    "8.3:inspected-产品资质-hs-10-检验检疫名称-货物属性",
    "8.3:完整-within-14-days-from-the",
    "8.3:inf-default-entry-day-14-calendar",
    "8.3:said-no-duty-but-duty-is",
    "8.3:credit-一般信用-or-better-goods-really",
    "8.3:one-报关单-number-for-both-steps",
    "8.3:processing-bonded-step-1-without-清单",
    "8.3:successor-2019年第216号-all-customs-from-2020",
)
"""Tables 4 and 4.14, and the sentences of 8.3."""

_SENTENCE: Final = re.compile(r"(?<=[.;])\s+(?=[A-Z完])")


def rows(text: str) -> Iterator[str]:
    """A stable key for every row of the tables, and every sentence of 8.3."""
    tables, _, by_case = _section(text, "## 4. ", "## 5. ").partition("### 4.14")
    yield from (f"4:{_key(cells[0])}" for cells in _table_rows(tables.splitlines()))
    yield from (f"4.14:{_key(cells[0])}" for cells in _table_rows(by_case.splitlines()))
    paragraph = " ".join(_section(text, "### 8.3 ", "### 8.4 ").splitlines()[1:]).strip()
    yield from (f"8.3:{_key(sentence)}" for sentence in _SENTENCE.split(paragraph))


def _section(text: str, start: str, end: str) -> str:
    found = re.search(rf"^{re.escape(start)}.*?(?=^{re.escape(end)})", text, re.MULTILINE | re.DOTALL)
    assert found, f"section {start} is gone"
    return found[0]


def asked_for(path: Path = FIELDS) -> Iterator[tuple[str, str, bool, bool]]:
    """Section and element of every field that saving or declaring needs, whether saving does, whether the schema of 2018 agrees."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            save, _, declare = row["required_save_declare"].partition("/")
            if "Y" in (save, declare):
                yield row["section"].split(" ")[0], row["element"], save == "Y", row["xsd_2018"].strip().endswith("M")
