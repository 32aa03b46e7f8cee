"""Files without an account: our own are understood, damaged ones are named, others are left to others."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import attrs
import pytest

from baoguan.plugin import Codes, DecodeError, ReadFile
from baoguan_shenguantong import channel
from baoguan_singlewindow import channel as other
from plugins.shenguantong.tests.world import encoder, ledger, parcel, unpacked
from tests.support.lists import inventory, line

CODES = Codes.builtin()


def read(content: bytes, name: str = "a.zip") -> ReadFile | None:
    return channel.read(name, content, CODES)


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_batch_is_shown_under_its_headings_and_says_that_it_is_assumed() -> None:
    message = encoder().baoguan_encode(parcel(inventory("A-1", lines=1)))
    found = read(message.parts[0].content)
    assert found is not None
    assert found.kind == "assumed-v1 inventory"
    assert dict(found.numbers) == {"number": "A-1", "owner": "4403D60001"}
    assert isinstance(found.fields, dict)
    rows = found.fields["LIST-001.csv"]
    assert isinstance(rows, list)
    assert isinstance(rows[0], dict)
    assert (rows[0]["商品编码"], rows[0]["币制"]) == ("8542319000", "USD")
    assert any("假定格式" in note and "assumed format" in note for note in found.notes)


def test_one_part_of_several_is_no_document() -> None:
    channel_ = encoder(max_rows=2, auto_split=True)
    found = read(channel_.baoguan_encode(parcel(inventory("A-1", lines=3), pack=2, packs=2)).parts[0].content)
    assert found is not None
    assert found.document is None
    assert any("第 2 次发送，共 2 次" in note for note in found.notes)


@pytest.mark.parametrize(
    "content", [b"", b"<Root/>", b"{}", b'{"a": 1}', b"[1]", b"PK\x03\x04", b"\x00" * 9, packed({"a.xml": b"<a/>"})]
)
def test_what_is_not_ours_is_left_to_others(content: bytes) -> None:
    assert read(content) is None


def test_a_damaged_batch_is_named() -> None:
    files = unpacked(encoder().baoguan_encode(parcel(ledger())))
    told = json.loads(files["manifest.json"])

    def other(**changes: object) -> bytes:
        return json.dumps({**told, **changes}).encode()

    damaged = {
        "sha256": {**files, "IMG-001.csv": files["IMG-001.csv"] + b"x"},
        "EXG-001.csv": {n: c for n, c in files.items() if n != "EXG-001.csv"},
        "assumed-v2": {**files, "manifest.json": other(protocol="assumed-v2")},
        "pass": {**files, "manifest.json": other(kind="pass")},
        "parts": {**files, "manifest.json": other(parts=[])},
        "JSON": {**files, "manifest.json": b"{"},
    }
    for said, content in damaged.items():
        with pytest.raises(DecodeError, match=said):
            read(packed(content))
    whole = packed(files)
    with pytest.raises(DecodeError, match=r"a\.zip"):
        read(whole[: len(whole) // 2])


def test_a_bomb_is_refused() -> None:
    files = unpacked(encoder().baoguan_encode(parcel(ledger())))
    with pytest.raises(DecodeError, match="bomb"):
        read(packed({**files, "more.csv": b"0" * 50_000_000}))


def test_an_unknown_column_is_kept_with_its_row() -> None:
    files = unpacked(encoder().baoguan_encode(parcel(attrs.evolve(inventory(), lines=(line(1),)))))
    text = files["LIST-001.csv"].decode("utf-8-sig").splitlines()
    content = ("\ufeff" + "\r\n".join([text[0] + ",新列", text[1] + ",新值"]) + "\r\n").encode()
    told = json.loads(files["manifest.json"])
    told["parts"][1]["sha256"] = hashlib.sha256(content).hexdigest()
    found = read(packed({**files, "manifest.json": json.dumps(told).encode(), "LIST-001.csv": content}))
    assert found is not None
    carried = found.document.lines[0].carried  # type: ignore[attr-defined]
    assert [(e.name, e.raw) for e in carried.extras] == [("新列", "新值")]


def test_a_receipt_is_shown_with_what_it_says() -> None:
    content = json.dumps(
        {
            "protocol": "assumed-v1",
            "level": "STORED",
            "code": "Y",
            "kind": "ledger",
            "owner": "O",
            "number": "N",
            "time": "2026-01-05 09:00:00",
        }
    ).encode()
    found = read(content, "r.json")
    assert found is not None
    assert (found.kind, [r.outcome for r in found.receipts]) == ("assumed-v1 STORED", ["stored"])
    assert dict(found.numbers) == {"number": "N", "owner": "O"}


def test_headings_of_this_format_agree_with_those_of_other_channels() -> None:
    for section, names in channel.wire_names().items():
        theirs = other.wire_names()[section]
        assert all(theirs[name] == path for name, path in names.items() if name in theirs)
