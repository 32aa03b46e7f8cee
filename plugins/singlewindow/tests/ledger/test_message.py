"""EML111 and EMS111 as they are sent: every value once, the envelope of the client, and what the message does not carry."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import attrs
import pytest
from lxml import etree

from baoguan import Attachment
from baoguan.plugin import (
    Act,
    Ledger,
    LedgerItem,
    Record,
    Step,
    TooLarge,
    UnitConsumption,
    Unsupported,
    UnusableInput,
    Verb,
    from_json,
    to_json,
)
from baoguan.rules.inventory.sample import BROKER
from baoguan_singlewindow.ledger.customs_tables import DESCRIBED
from baoguan_singlewindow.ledger.findings import ledger_findings
from baoguan_singlewindow.ledger.message import LedgerMessages
from baoguan_singlewindow.ledger.tables import BOOKS, Book
from baoguan_singlewindow.supports import SUPPORTS
from plugins.singlewindow.tests.declaration.papers import SHARED, element, texts, values
from plugins.singlewindow.tests.ledger.papers import (
    BOOKS as SAMPLES,
)
from plugins.singlewindow.tests.ledger.papers import (
    LEDGER_NO,
    ROOTS,
    SEQ_NO,
    account_book,
    channel,
    encoded,
    handbook,
    parcel,
    read,
    settings,
    written,
)
from plugins.singlewindow.tests.messages import CODES, OPERATOR, name_of
from tests.support.filled import filled

R = TypeVar("R", Ledger, LedgerItem, UnitConsumption)
BOTH = pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.message)
PACKAGE = ("Object", "Package")


def full(book: Book) -> Ledger:
    """A ledger in which every field that the message carries has a value of its own, and no other has one."""
    whole = filled(Ledger)
    sections: dict[str, Any] = {name: tuple(_only(row, record) for row in getattr(whole, name)) for record, name in book.sections}
    return attrs.evolve(_only(whole, book.head), family=book.family, **sections)


def _only(record: R, table: Record) -> R:
    """A record without what its table has no element for; coded values are such as their lists know."""
    kept: dict[str, Any] = {}
    for field in attrs.fields(type(record)):
        inside = [e for e in table.elements if e.path.split(".")[0] == field.name]
        legacy = inside[0].legacy if inside else None
        value = getattr(record, field.name) if inside else field.default
        kept[field.name] = {"currency": "EUR", "country": "DEU"}[legacy] if legacy else value
    return type(record)(**kept)


@BOTH
def test_every_value_is_written_once_and_read_back_as_it_was(book: Book) -> None:
    document = full(book)
    content = encoded(document)
    found = read(content)
    assert attrs.evolve(found, carried=None) == attrs.evolve(document, carried=None)
    said = {e.name for record in (book.head, *(r for r, _ in book.sections)) for e in record.elements}
    root = next(node for node in etree.fromstring(content).iter() if name_of(node) == book.root)
    assert Counter(name_of(leaf) for leaf in root.iter() if not len(leaf) and not leaf.text) == {}
    of_account = set() if book.kinds else {"MtpckEndprdTypecd"}
    assert {name_of(leaf) for leaf in root.iter() if not len(leaf)} == (said - of_account) | {"OperCusRegCode"}


@BOTH
def test_what_was_read_is_built_again_whatever_it_held(book: Book) -> None:
    content = encoded(full(book))
    strange = content.replace(b"<GdsMtno>", b"<Strange>1</Strange><GdsMtno>").replace(
        b"<OperCusRegCode>", b"<NptsSign>sig</NptsSign><OperCusRegCode>"
    )
    odd = strange.replace(b"<MtpckEndprdTypecd>I</MtpckEndprdTypecd>", b"<MtpckEndprdTypecd>R</MtpckEndprdTypecd>", 1)
    assert odd != content
    document = from_json(to_json(read(odd)), Ledger)
    assert values(written(document)) == values(odd)
    assert values(written(read(written(document)))) == values(odd)


@BOTH
def test_the_flat_form_is_read_too(book: Book) -> None:
    content = encoded(SAMPLES[book.family]())
    start, end = content.index(f"<{book.root}>".encode()), content.index(f"</{book.root}>".encode())
    bare = content[start:end] + f"<ImportInfo><MessageType>NPTS001</MessageType></ImportInfo></{book.root}>".encode()
    found = read(bare)
    assert (found.family, found.internal_number) == (book.family, "DEMO-L-2025-01")
    assert values(written(found)) == values(bare)


@pytest.mark.parametrize(("family", "message", "receiver"), [("handbook", "EML111", ""), ("account", "EMS111", "DXPDSWNEMS000001")])
@pytest.mark.parametrize(("step", "flag"), [(Step.SAVE, "0"), (Step.DECLARE, "1")])
def test_the_envelope_names_the_card_and_says_whether_it_declares(
    family: str, message: str, receiver: str, step: Step, flag: str
) -> None:
    content = encoded(SAMPLES[family](), step=step)
    head = texts(content, *PACKAGE, "EnvelopInfo")
    assert (head["message_type"], head["business_id"], head["Ic_Card"]) == (message, "DEMO-L-2025-01", OPERATOR.card_no)
    assert (head["sender_id"], head["receiver_id"]) == (f"DXPESW{OPERATOR.client_id}", receiver or settings().receiver_id)
    business = texts(content, *PACKAGE, "DataInfo", "BussinessData")
    assert business["DelcareFlag"] == flag
    assert texts(content, *PACKAGE, "DataInfo", "BussinessData", ROOTS[family])["OperCusRegCode"] == OPERATOR.customs_code
    assert texts(content, *PACKAGE, "DataInfo", "PocketInfo")["total_pocket_qty"] == "1"


def test_the_message_fills_in_card_day_and_the_names_that_consumptions_repeat() -> None:
    bare = handbook(
        input_enterprise=None,
        entered_on=None,
        consumptions=(UnitConsumption(product_item_no=2, material_item_no=1, version="0"),),
    )
    message = element(encoded(bare), *PACKAGE, "DataInfo", "BussinessData", "EmlMessage")
    head = {name_of(c): c.text or "" for c in message[0]}
    assert (head["InputEtpsTypecd"], head["InputTime"], head["DclTime"], head["DclTypeMarkcd"]) == (
        *(OPERATOR.customs_code, "20260105", "20260105"),
        "1",
    )
    (row,) = ({name_of(c): c.text or "" for c in node} for node in message if name_of(node) == "NptsEmlConsume")
    assert (row["GseqNo"], row["EndprdGdsMtno"], row["MtpckGdsNm"], row["EtpsExeMarkcd"], row["UcnsDclStucd"]) == (
        *("1", "DEMO-P-2", "片式多层瓷介电容器", "1", "2"),
    )
    saved = element(encoded(bare, step=Step.SAVE), *PACKAGE, "DataInfo", "BussinessData", "EmlMessage")
    assert "DclTime" not in {name_of(c) for c in saved[0] if c.text}


def test_rows_say_whether_they_are_materials_or_products() -> None:
    message = element(encoded(handbook()), *PACKAGE, "DataInfo", "BussinessData", "EmlMessage")
    kinds = {name_of(n): {c.text for c in n if name_of(c) == "MtpckEndprdTypecd"} for n in message if len(n)}
    assert (kinds["NptsEmlImg"], kinds["NptsEmlExg"]) == ({"I"}, {"E"})


@pytest.mark.skipif(not SHARED.is_dir(), reason="the field tables of the interface are not here")
@pytest.mark.parametrize(
    ("table", "records"),
    [
        ("single-window", {r.tag: r for b in BOOKS for r in (b.head, *(r for r, _ in b.sections))}),
        ("customs", {r.tag: r for d in DESCRIBED for r in (d.head, d.item, d.consumption)}),
    ],
)
def test_the_names_are_those_of_the_interface(table: str, records: dict[str, Record]) -> None:
    theirs: dict[str, set[str]] = {}
    with (SHARED / "fields" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            theirs.setdefault(row["type"], set()).add(row["element"])
    # Some entries of the list of the import client stand for several elements, or for both sections of rows.
    known = {name for names in theirs.values() for entry in names for name in entry.replace("/", " ").replace(",", " ").split()}
    unknown = {(tag, e.name) for tag, r in records.items() for e in r.elements if e.name not in known}
    also = {"BizopEtpsSccd", "BizopEtpsNm", "DclEtpsSccd", "DclEtpsNm", "InputEtpsSccd", "InputEtpsNm"}
    assert {pair for pair in unknown if pair[1] not in also | UNLISTED} == set()


UNLISTED = {"PauseChgMarkcd", "EtpsPosesSadjaQuaFlag", "PauseImpexpMarkcd", "UcnsVernoCntrFlag"}
"""Keys of the pages' own data, which no list of the message has."""


def test_every_filled_field_that_the_message_does_not_carry_is_a_warning() -> None:
    found = list(ledger_findings(handbook(max_turnover=Decimal(5), archive_no="X", attachments=(Attachment(),)), CODES))
    assert {(f.rule, f.path, f.severity) for f in found} == {
        ("singlewindow.ledger-field", "max_turnover", "warning"),
        ("singlewindow.ledger-field", "archive_no", "warning"),
        ("singlewindow.ledger-attachments", "attachments", "warning"),
    }
    rows = account_book(materials=(attrs.evolve(handbook().materials[0], country="JPN", total_price=Decimal(5)),))
    assert {f.path for f in ledger_findings(rows, CODES)} == {"materials[1].country", "materials[1].total_price"}


def test_a_currency_without_number_is_an_error_of_its_row() -> None:
    book = handbook()
    odd = attrs.evolve(book, materials=(book.materials[0], attrs.evolve(book.materials[1], currency="XYZ")))
    (found,) = ledger_findings(odd, CODES)
    assert (found.severity, found.path, found.value) == ("error", "materials[2].currency", "XYZ")


@pytest.mark.parametrize("family", ["logistics", None])
def test_a_book_without_message_is_a_finding_and_refused(family: str | None) -> None:
    (found,) = ledger_findings(handbook(family=family), CODES)
    assert (found.severity, found.path) == ("error", "family")
    with pytest.raises(Unsupported, match="EML111"):
        encoded(handbook(family=family))


def test_a_declarant_without_card_is_refused() -> None:
    with pytest.raises(UnusableInput, match=BROKER.customs_code):
        LedgerMessages(settings(), CODES).encode(parcel(handbook(declarant=BROKER)), None)


@pytest.mark.parametrize(("family", "folder"), [("handbook", "Npts"), ("account", "Nems")])
def test_the_channel_zips_it_for_its_folder_and_says_what_it_rests_on(family: str, folder: str, tmp_path: Path) -> None:
    document = SAMPLES[family](seq_no=SEQ_NO, ledger_no=LEDGER_NO, act="2", change_count=1)
    message = channel(tmp_path).baoguan_encode(parcel(document, act=Act.CHANGE))
    assert message.route == f"{OPERATOR.customs_code}/{folder}"
    (part,) = message.parts
    with zipfile.ZipFile(BytesIO(part.content)) as archive:
        assert archive.namelist() == ["X-1.xml"]
        found = read(archive.read("X-1.xml"))
    assert (found.ledger_no, found.seq_no, found.act, found.change_count) == (LEDGER_NO, SEQ_NO, "2", 1)
    name = next(b.message for b in BOOKS if b.family == family)
    assert message.unproven[0] == f"{name} change"
    assert message.unproven[1].startswith(f"{name}：")


def test_a_ledger_that_is_too_long_is_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="6"):
        channel(tmp_path, max_lines=6).baoguan_encode(parcel(handbook()))


def test_nothing_of_it_is_proven() -> None:
    mine = {s.verb: s for s in SUPPORTS if s.kind == "ledger"}
    assert {v: s.level.value for v, s in mine.items()} == {
        Verb.SAVE: "native",
        Verb.DECLARE: "native",
        Verb.CHANGE: "native",
        Verb.WITHDRAW: "unsupported",
    }
    assert not any(s.evidence.proven for v, s in mine.items() if v is not Verb.WITHDRAW)
