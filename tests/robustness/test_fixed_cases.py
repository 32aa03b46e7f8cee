"""Bombs and traps, one by one: refused with an error of baoguan (or read), within 512 MiB and five seconds each."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping

import pytest

from baoguan.model.content import to_json
from plugins.singlewindow.tests.golden_files import golden
from plugins.singlewindow.tests.receipt_samples import SAMPLES
from tests.robustness.child import Child
from tests.robustness.seeds import flat_csv, workbooks, zipped
from tests.support.lists import inventory

REFUSED, READ = ("refused",), ("read",)
EITHER = REFUSED + READ


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as one:
        yield one


def laughs() -> str:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<!DOCTYPE InvtMessage [<!ENTITY l0 "ha">{levels}]><InvtMessage><InvtHeadType><Rmk>&l9;</Rmk></InvtHeadType></InvtMessage>'
    )


def quadratic() -> str:
    return f'<!DOCTYPE a [<!ENTITY big "{"x" * 100_000}">]><a>{"&big;" * 50_000}</a>'


ENTITIES: Mapping[str, bytes] = {
    "a billion laughs": laughs().encode(),
    "a billion laughs in UTF-16": ('<?xml version="1.0" encoding="utf-16"?>' + laughs()).encode("utf-16"),
    "a billion laughs in GBK": b'<?xml version="1.0" encoding="gbk"?>' + laughs().encode(),
    "quadratic growth": quadratic().encode(),
    "an external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "a parameter entity": b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]><a/>',
    "an external DTD": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
    "a DOCTYPE behind a comment": b"<!-- x --><?p?><!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
    "a DOCTYPE in small letters": b"<!doctype a><a/>",
    "an entity without declaration": b"<a>&nbsp;</a>",
}


@pytest.mark.parametrize("name", ENTITIES)
def test_entities_are_refused(child: Child, name: str) -> None:
    assert child.ask("product", "bomb.xml", ENTITIES[name]) == "refused"


@pytest.mark.parametrize(("depth", "expected"), [(30, READ), (48, EITHER), (49, REFUSED), (3_000, REFUSED), (1_000_000, REFUSED)])
def test_nesting_has_an_end(child: Child, depth: int, expected: tuple[str, ...]) -> None:
    assert child.ask("product", "deep.xml", b"<a>" * depth + b"x" + b"</a>" * depth).startswith(expected)


@pytest.mark.parametrize("depth", [20, 40, 200, 5_000])
def test_nesting_inside_a_list_has_an_end(child: Child, depth: int) -> None:
    nest = b"<N>" * depth + b"x" + b"</N>" * depth
    content = (
        golden("saved").replace(b"</InvtHeadType>", nest + b"</InvtHeadType>").replace(b"</EnvelopInfo>", nest + b"</EnvelopInfo>")
    )
    assert child.ask("product", "deep.xml", content).startswith(READ if depth < 40 else EITHER)


WIDE: Mapping[str, bytes] = {
    "ten thousand lines": golden("saved").replace(b"</InvtMessage>", b"<InvtListType/>" * 10_000 + b"</InvtMessage>"),
    "unknown elements, all alike": golden("saved").replace(b"</InvtHeadType>", b"<New>1</New>" * 20_000 + b"</InvtHeadType>"),
    "unknown elements in the envelope, all alike": golden("saved").replace(
        b"</EnvelopInfo>", b"<New>1</New>" * 20_000 + b"</EnvelopInfo>"
    ),
    "unknown elements, all different": golden("saved").replace(
        b"</EnvelopInfo>", b"".join(b"<N%d>1</N%d>" % (n, n) for n in range(5_000)) + b"</EnvelopInfo>"
    ),
    "attributes": b"<a " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b"/>",
    "namespaces": b"<a " + b" ".join(b'xmlns:n%d="u%d"' % (n, n) for n in range(5_000)) + b"/>",
    "a text of twenty million characters": golden("saved").replace(b"<InvtType>0<", b"<InvtType>" + b"0" * 20_000_000 + b"<"),
    "a name of a million characters": b"<" + b"a" * 1_000_000 + b"/>",
    "comments": b"<a>" + b"<!--x-->" * 200_000 + b"</a>",
    "notes": SAMPLES["INV201 result only"][0]
    .replace("</INV201>", "<CheckInfo><note>错</note></CheckInfo>" * 20_000 + "</INV201>")
    .encode(),
}


@pytest.mark.parametrize("name", WIDE)
def test_wide_files_end_in_time(child: Child, name: str) -> None:
    assert child.ask("product", "wide.xml", WIDE[name]).startswith(EITHER)


def archive(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members:
            out.writestr(zipfile.ZipInfo(name, (2026, 1, 5, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def patched(data: bytes, local: int, central: int, value: bytes) -> bytes:
    """A zip of one file with a field of both its headers overwritten."""
    out = bytearray(data)
    start = out.index(b"PK\x01\x02")
    out[local : local + len(value)] = value
    out[start + central : start + central + len(value)] = value
    return bytes(out)


def lying_size() -> bytes:
    """Says 1,000 bytes, unpacks to 64 MiB."""
    data = zipped("x.xml", b"<a>" + b" " * (64 << 20) + b"</a>")
    return patched(data, 22, 24, struct.pack("<I", 1000))


def overlapping() -> bytes:
    """Sixty names for the same compressed bytes."""
    one = zipped("a.xml", b"<a/>" + b" " * 100_000)
    start = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    record = one[start:end]
    records = b"".join(record.replace(b"a.xml", b"%c.xml" % (65 + n % 26)) for n in range(60))
    return one[:start] + records + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 60, 60, len(records), start, 0)


MESSAGE = golden("saved")
ZIPS: Mapping[str, Callable[[], bytes]] = {
    "a bomb": lambda: zipped("x.xml", b"<a>" + b" " * (200 << 20) + b"</a>"),
    "a size that lies": lying_size,
    "a zip in a zip": lambda: zipped("x.xml", zipped("x.xml", zipped("x.xml", MESSAGE))),
    "many files": lambda: archive(*((f"{n}.pdf", b"") for n in range(5_000)), ("x.xml", MESSAGE)),
    "two messages": lambda: archive(("x.xml", MESSAGE), ("y.xml", MESSAGE)),
    "no message": lambda: archive(("x.pdf", b"%PDF")),
    "nothing": archive,
    "a folder": lambda: archive(("x/", b""), ("x.xml", MESSAGE)),
    "a path": lambda: archive(("a/x.xml", MESSAGE)),
    "a path upwards": lambda: archive(("../../x.xml", MESSAGE)),
    "a path of Windows": lambda: archive(("..\\x.xml", MESSAGE)),
    "a path with a drive": lambda: archive(("C:x.xml", MESSAGE)),
    "an absolute path": lambda: archive(("/etc/x.xml", MESSAGE)),
    "a wrong checksum": lambda: patched(zipped("x.xml", MESSAGE), 14, 16, b"\x00\x00\x00\x00"),
    "encrypted": lambda: patched(zipped("x.xml", MESSAGE), 6, 8, b"\x01\x00"),
    "an unknown compression": lambda: patched(zipped("x.xml", MESSAGE), 8, 10, b"\x63\x00"),
    "LZMA that is none": lambda: patched(zipped("x.xml", MESSAGE), 8, 10, b"\x0e\x00"),
    "bzip2 that is none": lambda: patched(zipped("x.xml", MESSAGE), 8, 10, b"\x0c\x00"),
    "overlapping files": overlapping,
    "no directory": lambda: zipped("x.xml", MESSAGE)[:-40],
    "a head only": lambda: b"PK\x03\x04",
    "entities inside": lambda: zipped("x.xml", laughs().encode()),
    "damaged inside": lambda: zipped("x.xml", MESSAGE[:-100]),
}


@pytest.mark.parametrize("name", ZIPS)
def test_zips_that_are_no_message_are_refused(child: Child, name: str) -> None:
    assert child.ask("product", "x.zip", ZIPS[name]()) == "refused"


@pytest.mark.parametrize("name", ["x.xml", "x.XML", "订单 1.xml", "a.b.xml"])
def test_zips_of_one_message_are_read(child: Child, name: str) -> None:
    assert child.ask("product", "x.zip", zipped(name, MESSAGE)) == "read INV101"
    assert child.ask("product", "x.zip", archive((name, MESSAGE), ("随附.pdf", b"%PDF"))) == "read INV101"


def _json(**changes: object) -> bytes:
    return json.dumps({**to_json(inventory("J-1")), **changes}).encode()


def _line(**changes: object) -> bytes:
    data = json.loads(json.dumps(to_json(inventory("J-1", 1))))
    data["lines"][0].update(changes)
    return json.dumps(data).encode()


JSONS: Mapping[str, tuple[bytes, tuple[str, ...]]] = {
    "nested without end": (b"[" * 200_000, REFUSED),
    "nested objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, REFUSED),
    "a number of a million digits": (_line(quantity="1" * 1_000_000), EITHER),
    "an exponent": (_line(quantity="1E+999999999"), REFUSED),
    "a negative exponent": (_line(quantity="1E-999999999"), REFUSED),
    "an exponent without quotes": (_line(quantity=0).replace(b'"quantity": 0', b'"quantity": 1e999999999'), REFUSED),
    "a whole number of a million digits": (_line(line_no="1" * 1_000_000), REFUSED),
    "NaN": (_line(quantity="NaN"), REFUSED),
    "a float": (_line(quantity=1.5), REFUSED),
    "a float for a whole number": (_line(line_no=1.5), REFUSED),
    "a number for a text": (_line(hs_code=101210010), REFUSED),
    "true for a number": (_line(line_no=True), REFUSED),
    "lines that are none": (_json(lines=5), REFUSED),
    "lines of nothing": (_json(lines=[None]), REFUSED),
    "a party that is text": (_json(declarant="x"), REFUSED),
    "an unknown key": (_json(ledgerno="C53216A00001"), REFUSED),
    "an unknown kind": (_json(kind="nothing"), REFUSED),
    "a date of year 1": (_json(entered_on="0001-01-01"), EITHER),
    "a moment of year 1": (_json(added_at="0001-01-01T00:00:00+14:00"), EITHER),
    "half a surrogate": (_json(remark="\ud800"), REFUSED),
    "a null": (_json(remark="a\x00b"), REFUSED),
    "markup that is none": (_json(carried={"extras": [{"name": "a b", "raw": "<", "place": 0}], "originals": {}}), EITHER),
    "no object": (b"5", REFUSED),
    "nothing": (b"", REFUSED),
    "UTF-16": (_json().decode().encode("utf-16"), REFUSED),
    "GBK": ('{"remark": "备注"}'.encode("gbk"), REFUSED),
}


@pytest.mark.parametrize("name", JSONS)
def test_odd_json_is_refused_or_read(child: Child, name: str) -> None:
    content, expected = JSONS[name]
    assert child.ask("product", "x.json", content).startswith(expected)


def _sheet(change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with its first sheet changed."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbooks()["lists.xlsx"])) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in source.namelist():
            content = source.read(name)
            out.writestr(name, change(content) if name.endswith("sheets/sheet1.xml") else content)
    return buffer.getvalue()


def _far_cell(content: bytes) -> bytes:
    return content.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


SHEETS: Mapping[str, tuple[str, Callable[[], bytes], tuple[str, ...]]] = {
    "a workbook with a cell in the last corner": ("x.xlsx", lambda: _sheet(_far_cell), EITHER),
    "a workbook of entities": ("x.xlsx", lambda: _sheet(lambda _: laughs().encode()), EITHER),
    "a workbook that is a bomb": (
        "x.xlsx",
        lambda: _sheet(lambda c: c.replace(b"<sheetData>", b"<sheetData>" + b" " * (200 << 20))),
        EITHER,
    ),
    "a workbook cut short": ("x.xlsx", lambda: workbooks()["lists.xlsx"][:-500], REFUSED),
    "a zip that is no workbook": ("x.xlsx", lambda: zipped("x.xml", MESSAGE), REFUSED),
    "no zip at all": ("x.xlsx", lambda: b"not a workbook", REFUSED),
    "an old workbook that is none": ("x.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096, REFUSED),
    "an empty CSV": ("x.csv", lambda: b"", REFUSED),
    "a CSV of nulls": ("x.csv", lambda: b"\x00" * 10_000, REFUSED),
    "a CSV with a cell of a megabyte": ("x.csv", lambda: flat_csv().replace("M-1", "x" * 1_000_000).encode(), EITHER),
    "a CSV of one quote": ("x.csv", lambda: flat_csv().replace("M-1", '"').encode(), EITHER),
    "a CSV of ten thousand columns": ("x.csv", lambda: ("," * 10_000 + "\r\n").encode() * 20 + flat_csv().encode(), EITHER),
    "a CSV in no encoding": ("x.csv", lambda: b"\xff\x81" + flat_csv().encode(), EITHER),
    "a CSV with an exponent": ("x.csv", lambda: flat_csv().replace("0.50", "1E+999999999").encode(), EITHER),
}


@pytest.mark.parametrize("name", SHEETS)
def test_odd_sheets_are_refused_or_read(child: Child, name: str) -> None:
    file, make, expected = SHEETS[name]
    assert child.ask("product", file, make()).startswith(expected)


def test_the_child_reports_what_hangs_and_what_takes_memory(child: Child) -> None:
    many = golden("saved").replace(b"<ChgTmsCnt>0<", b"<ChgTmsCnt>" + b"9" * 30 + b"<")
    assert child.ask("planted: growth", "x.xml", many) in ("memory", "hang") or child.ask(
        "planted: growth", "x.xml", many
    ).startswith("died")
    assert child.ask("product", "x.xml", golden("saved")) == "read INV101"
