"""The tables of DecMessage against the field list and the official schema, and the editions against what is known of each."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs
import pytest
from lxml import etree

from baoguan.plugin import Record
from baoguan_singlewindow.declaration.editions import ALL, DEFAULT, EDITIONS, Inside, Table
from baoguan_singlewindow.declaration.message import EXPORT, IMPORT, KIND, table_of
from plugins.singlewindow.tests.declaration.papers import SHARED

FIELDS: Final = SHARED / "fields" / "declaration.csv"
SCHEMA: Final = SHARED / "xsd" / "declaration-2018"
XS: Final = "{http://www.w3.org/2001/XMLSchema}"

TABLES: Final = {table.tag: table for table in IMPORT.walk()}
EXTENDED: Final = {"DecGoodsLimits", "DecGoodsLimitVin"}
"""Rows of the field list that name a nested record, not an element of text."""


KNOWN_BETTER: Final = {
    ("DecHead", "Type", "now", 7, "6"),  # position 7 came with edition 4.9.7
    ("DecHead", "OwnerCode", "now", 10, "18"),  # customs codes; the credit code has an element of its own
    ("DecHead", "TradeCode", "now", 10, "18"),
    ("DecHead", "CopCode", "now", 10, "9"),  # real messages send the customs code
    ("DecSign", "ClientSeqNo", "now", 21, "18"),  # real numbers have 21 characters
}
"""Where a field is longer or shorter than the field list says."""


def tag_of(section: str) -> str:
    """The record of a section title such as `DecLists/DecList (0–50)`."""
    return re.split(r"[（(,]", section)[0].strip().rpartition("/")[2]


@pytest.mark.skipif(not FIELDS.exists(), reason="the field list of the interface is not part of the repository")
def test_every_element_of_the_field_list_has_its_row() -> None:
    with FIELDS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    missing = []
    for row in rows:
        table, name = TABLES[tag_of(row["section"])], row["element"]
        found = (
            any(name in (each.wrapper, each.table.tag) for each in table.inside)
            if name in EXTENDED
            else name in table.of(ALL).by_name
        )
        if not found:
            missing.append((table.tag, name))
    assert missing == []
    assert len(rows) > 280


@pytest.mark.skipif(not FIELDS.exists(), reason="the field list of the interface is not part of the repository")
def test_elements_newer_than_the_first_edition_are_not_in_it() -> None:
    with FIELDS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        record = TABLES[tag_of(row["section"])].of("3.1")
        if "not in 2018" in row["xsd_2018"]:
            assert row["element"] not in record.by_name, row
        elif row["element"] not in EXTENDED:
            assert row["element"] in record.by_name, row


@pytest.mark.skipif(not FIELDS.exists(), reason="the field list of the interface is not part of the repository")
def test_deprecated_elements_are_not_in_the_default_edition() -> None:
    with FIELDS.open(encoding="utf-8-sig", newline="") as file:
        deprecated = {(tag_of(r["section"]), r["element"]) for r in csv.DictReader(file) if "deprecated" in r["remark"]}
    assert deprecated == {
        *(("DecHead", n) for n in ("InspOrgCode", "VsaOrgCode", "OrgCode")),
        ("DecList", "CiqName"),
        ("DecSign", "HostId"),
    }
    for tag, name in deprecated:
        assert name not in TABLES[tag].of(DEFAULT).by_name
        assert name in TABLES[tag].of("4.8").by_name
        assert name in TABLES[tag].of(ALL).by_name


def written_order(record: Record) -> list[str]:
    """The elements of a record as the encoder writes them, nested ones at their place."""
    out = [e.name for e in record.elements]
    for nested in record.nested:
        out.insert(out.index(nested.after) + 1 if nested.after else len(out), nested.name)
    return out


@attrs.frozen
class Schema:
    """The official schema, as far as names and order go."""

    types: dict[str, etree._Element]
    root: etree._Element

    @staticmethod
    def load(folder: Path) -> Schema:
        """From the files of a folder."""
        trees = [etree.parse(str(folder / name)).getroot() for name in ("DecMessage_ImportSave_V1.0.xsd", "complexType.xsd")]
        types = {str(t.get("name")): t for tree in trees for t in tree.iter(f"{XS}complexType") if t.get("name")}
        (root,) = (e for tree in trees for e in tree.findall(f"{XS}element") if e.get("name") == "DecMessage")
        return Schema(types, root)

    def children(self, element: etree._Element) -> list[etree._Element]:
        """The elements that an element may hold, in order."""
        named = (element.get("type") or "").rpartition(":")[2]
        holder = self.types.get(named) if named else element.find(f"{XS}complexType")
        return [] if holder is None else list(holder.iterfind(f"{XS}sequence/{XS}element"))

    def records(self, element: etree._Element | None = None) -> Iterator[tuple[str, list[str]]]:
        """Every element that holds others, and the names of those, from the message on."""
        here = self.root if element is None else element
        if inner := self.children(here):
            yield str(here.get("name")), [str(child.get("name")) for child in inner]
        for child in inner:
            yield from self.records(child)


def wrappers(table: Table) -> Iterator[Inside]:
    """Everything nested in a table, at any depth."""
    for each in table.inside:
        yield each
        yield from wrappers(each.table)


@pytest.mark.skipif(not SCHEMA.exists(), reason="the official schema is not part of the repository")
def test_elements_stand_in_the_order_of_the_official_schema() -> None:
    official = dict(Schema.load(SCHEMA).records())
    wrapped = {each.wrapper: each.table.tag for each in wrappers(IMPORT) if each.wrapper}
    checked = 0
    for tag, names in official.items():
        if tag in wrapped:
            assert names == [wrapped[tag]]
            continue
        ours = written_order(TABLES[tag].of("3.1"))
        assert [n for n in ours if n in names] == [n for n in names if n in ours], tag
        assert set(names) - set(ours) == set(), f"{tag} lacks elements of the schema"
        checked += 1
    assert checked > 20
    assert list(official["DecMessage"]) == written_order(IMPORT.of("3.1"))


def test_every_table_stands_in_the_message_of_both_directions() -> None:
    assert [t.tag for t in IMPORT.walk()] == [t.tag for t in EXPORT.walk()]
    for tables in zip(IMPORT.walk(), EXPORT.walk(), strict=True):
        ours, theirs = (table.of(ALL) for table in tables)
        assert list(ours.by_name) == list(theirs.by_name)
        assert set(ours.by_path) == set(theirs.by_path)
    assert KIND == "declaration"


@pytest.mark.parametrize("table", list(IMPORT.walk()), ids=lambda t: t.tag)
def test_no_element_and_no_field_stands_twice_in_a_table(table: Table) -> None:
    names = [row.element.name for row in table.rows]
    fields = [row.element.path for row in table.rows]
    assert len(set(names)) == len(names)
    assert len(set(fields)) == len(fields)
    record = table.of(ALL)
    assert {element.path for element, _ in record.rows()} == set(fields)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_is_part_of_the_table_of_all(edition: str) -> None:
    for table in IMPORT.walk():
        whole, part = table.of(ALL), table.of(edition)
        names = [e.name for e in part.elements]
        assert names == [e.name for e in whole.elements if e.name in part.by_name]
        assert {n.name for n in part.nested} <= {n.name for n in whole.nested}
        for nested in part.nested:
            assert not nested.after or nested.after in part.by_name


@pytest.mark.parametrize(
    ("tag", "name", "first", "last"),
    [
        ("DecHead", "TradeCiqCode", "4.5", "5.0"),
        ("DecHead", "InspOrgCode", "3.1", "4.8"),
        ("DecHead", "PurpOrgCode", "3.1", "5.0"),
        ("DecList", "CiqName", "3.1", "4.8"),
        ("DecList", "RcepOrigPlaceCode", "5.0", "5.0"),
        ("DecGoodsLimit", "LicWrtofQtyUnit", "4.5", "5.0"),
        ("DecSign", "HostId", "3.1", "4.8"),
        ("EdocRealation", "GNoStr", "5.0", "5.0"),
        ("Container", "ContainerWt", "4.5", "5.0"),
        ("DecHead", "SeqNo", "3.1", "5.0"),
    ],
)
def test_an_element_stands_in_its_editions(tag: str, name: str, first: str, last: str) -> None:
    order = list(EDITIONS)
    standing = [edition for edition in order if name in TABLES[tag].of(edition).by_name]
    assert standing == order[order.index(first) : order.index(last) + 1]


def test_sections_stand_in_their_editions() -> None:
    later = {"DecCopPromises", "DecTpAccess", "DecRoyaltyFee"}
    first = {n.name for n in IMPORT.of("3.1").nested}
    assert {n.name for n in IMPORT.of("4.5").nested} - first == later
    goods = TABLES["DecList"]
    assert {n.name for n in goods.of("5.0").nested} - {n.name for n in goods.of(DEFAULT).nested} == {"DecControlModels"}


def test_the_place_of_nested_records_does_not_depend_on_the_edition() -> None:
    for edition in EDITIONS:
        names = written_order(TABLES["DecList"].of(edition))
        assert names.index("DecGoodsLimits") == names.index("MnufctrRegNo") - 1, edition


@pytest.mark.skipif(not FIELDS.exists(), reason="the field list of the interface is not part of the repository")
def test_lengths_are_those_of_the_field_list() -> None:
    """The current length is the field's own, the one of the first edition stands in the row where it differs."""
    wrong = []
    with FIELDS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        table = TABLES[tag_of(row["section"])]
        found = next((r for r in table.rows if r.element.name == row["element"]), None)
        if found is None:
            continue
        term = table.of(ALL).term(found.element)
        now, old = re.fullmatch(r"C(\d+)", row["current"]), re.match(r"[≤=](\d+) ", row["xsd_2018"])
        if term.kind == "text" and now and term.length != int(now[1]):
            wrong.append((table.tag, row["element"], "now", term.length, now[1]))
        if found.old is not None and (old is None or found.old != int(old[1])):
            wrong.append((table.tag, row["element"], "old", found.old, row["xsd_2018"]))
    assert set(wrong) == KNOWN_BETTER


@pytest.mark.parametrize(("direction", "table"), [("I", IMPORT), ("E", EXPORT), (None, IMPORT), ("e", IMPORT), ("", IMPORT)])
def test_only_an_export_has_the_table_of_exports(direction: str | None, table: Table) -> None:
    assert table_of(direction) is table
