from __future__ import annotations

import ast
import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import baoguan_singlewindow.simulator as package
from baoguan_singlewindow.simulator.declaration.fields import Section
from baoguan_singlewindow.simulator.declaration.sections import SECTIONS
from baoguan_singlewindow.simulator.receipts import LIST_HEAD, LIST_ROW, LOGISTICS_ROW, PROCESSING_ROW
from baoguan_singlewindow.simulator.tables import HEAD, ROW

HOME = Path(package.__file__).parent
SOURCES = sorted(HOME.rglob("*.py"))
FIELDS = Path(__file__).parents[5] / "shared" / "wire" / "fields"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(HOME)))
def test_nothing_is_imported_from_what_the_simulator_judges(source: Path) -> None:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            assert node.level <= len(source.relative_to(HOME).parts), f"{source.name} imports from outside the simulator"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            roots = {module.partition(".")[0] for module in modules}
            assert roots <= sys.stdlib_module_names | {"attrs", "lxml", "__future__"}


@pytest.mark.skipif(not FIELDS.is_dir(), reason="the field tables of the interface are not here")
def test_a_declaration_has_the_elements_of_the_interface() -> None:
    with (FIELDS / "declaration.csv").open(encoding="utf-8-sig", newline="") as lines:
        theirs = {(_record(row["section"]), row["element"]) for row in csv.DictReader(lines)}
    ours = {(s.name, f.name) for top in SECTIONS for s in _all(top) for f in s.fields}
    nested = {("DecList", "DecGoodsLimits"), ("DecGoodsLimit", "DecGoodsLimitVin")}
    from_the_schema_alone = {"SddTaxHead", "SddTaxList", "SddTaxDetail", "DecSupplementList"}
    assert {pair for pair in ours if pair[0] not in from_the_schema_alone} == theirs - nested


def _record(section: str) -> str:
    """The record in a heading such as ``DecLists/DecList (0–50)``."""
    return section.partition(" (")[0].rpartition("/")[2]


def _all(section: Section) -> Iterator[Section]:
    yield section
    for inner in section.inside:
        yield from _all(inner)


@pytest.mark.skipif(not FIELDS.is_dir(), reason="the field tables of the interface are not here")
@pytest.mark.parametrize(
    ("table", "record", "ours", "since"),
    [
        ("single-window", "InvtHeadType", [e.name for e in HEAD], set()),
        ("single-window", "InvtListType", [e.name for e in ROW], set()),
        ("customs", "BondInvtBsc", LIST_HEAD, {"needEntryModified", "levyBlAmt", "dclTypecd"}),
        ("customs", "BondInvtDt", LIST_ROW, {"destinationNatcd", "modfMarkcd"}),
        ("customs", "EmsPutrecDt", PROCESSING_ROW, set()),
        ("customs", "BwsDt", LOGISTICS_ROW, set()),
    ],
)
def test_the_names_are_those_of_the_interface(table: str, record: str, ours: Sequence[str], since: set[str]) -> None:
    with (FIELDS / f"{table}.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = [row["element"] for row in csv.DictReader(lines) if row["type"] == record]
    theirs = [name for entry in rows for name in (_range(entry) if ".." in entry else [entry])]
    assert set(ours) - since == set(theirs)


def _range(entry: str) -> list[str]:
    """``Param1..Param4`` written out."""
    first, last = entry.split("..")
    return [f"{first[:-1]}{number}" for number in range(int(first[-1]), int(last[-1]) + 1)]
