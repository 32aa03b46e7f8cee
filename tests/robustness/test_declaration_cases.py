"""Bombs and traps in declarations, their receipts, their envelopes and their zips: refused or read, within 512 MiB and five seconds each."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping

import pytest

from plugins.singlewindow.tests.declaration.golden_declarations import golden
from plugins.singlewindow.tests.declaration.test_receipts import old_result, response, result
from plugins.singlewindow.tests.receipt_samples import gb2312, utf8
from plugins.singlewindow.tests.test_dxp import wrapped
from tests.robustness.child import Child
from tests.robustness.declaration_seeds import PAPERS, RECEIPT
from tests.robustness.seeds import zipped

REFUSED, READ = ("refused",), ("read",)
EITHER = REFUSED + READ
MESSAGE = golden("import")
NAME = RECEIPT.format(1)


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as one:
        yield one


def inside(place: bytes, markup: bytes) -> bytes:
    """The message with markup before the first end of an element."""
    assert place in MESSAGE
    return MESSAGE.replace(place, markup + place, 1)


def laughs(root: str) -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY l0 "ha">{levels}]><{root}><NOTE>&l9;</NOTE></{root}>'.encode()


def often(content: bytes, times: int) -> bytes:
    """An envelope in an envelope, and so on."""
    for _ in range(times):
        content = wrapped(content)
    return content


MESSAGES: Mapping[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "a billion laughs": (lambda: laughs("DecMessage"), REFUSED),
    "nested twenty deep": (lambda: inside(b"</DecHead>", b"<N>" * 20 + b"x" + b"</N>" * 20), READ),
    "nested without end": (lambda: inside(b"</DecHead>", b"<N>" * 5_000 + b"x" + b"</N>" * 5_000), REFUSED),
    "ten thousand goods": (lambda: inside(b"</DecLists>", b"<DecList><GName>x</GName></DecList>" * 10_000), READ),
    "goods in goods": (lambda: inside(b"</DecList>", b"<DecList>" * 30 + b"</DecList>" * 30), READ),
    "unknown elements, all alike": (lambda: inside(b"</DecHead>", b"<New>1</New>" * 20_000), READ),
    "unknown elements, all different": (
        lambda: inside(b"</DecSign>", b"".join(b"<N%d>1</N%d>" % (n, n) for n in range(5_000))),
        READ,
    ),
    "the same element again and again": (lambda: inside(b"</DecHead>", b"<GrossWet>1</GrossWet>" * 20_000), READ),
    "a text of ten million characters": (lambda: inside(b"</DecHead>", b"<NoteS>" + b"9" * 10_000_000 + b"</NoteS>"), READ),
    "a number of a million digits": (lambda: inside(b"</DecHead>", b"<PackNo>" + b"9" * 1_000_000 + b"</PackNo>"), EITHER),
    "an exponent": (lambda: inside(b"</DecHead>", b"<NetWt>1E+999999999</NetWt>"), EITHER),
    "the head twice": (lambda: inside(b"</DecMessage>", b"<DecHead><IEFlag>E</IEFlag></DecHead>"), READ),
    "a message in a message": (lambda: inside(b"</DecMessage>", MESSAGE.partition(b"?>")[2]), READ),
    "no head": (lambda: b"<DecMessage/>", REFUSED),
    "cut short": (lambda: MESSAGE[:-40], REFUSED),
    "nothing": (lambda: b"", REFUSED),
    "nulls": (lambda: bytes(10_000), REFUSED),
    "garbage": (lambda: random.Random(1).randbytes(100_000), REFUSED),
    "garbage that begins as XML": (lambda: b"<DecMessage>" + random.Random(2).randbytes(100_000), REFUSED),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_odd_messages_are_refused_or_read(child: Child, name: str) -> None:
    make, expected = MESSAGES[name]
    assert child.ask("product", "message.xml", make()).startswith(expected)


RECEIPTS: Mapping[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "a billion laughs": (lambda: laughs("DEC_RESULT"), REFUSED),
    "three thousand results": (lambda: utf8(f"<DEC_DATA>{result('L') * 3_000}</DEC_DATA>"), READ),
    "results in a result": (lambda: utf8("<DEC_RESULT>" * 30 + result("L") + "</DEC_RESULT>" * 30), EITHER),
    "a result and an answer": (lambda: utf8(f"<DEC_DATA>{result('L')}{response()}</DEC_DATA>"), READ),
    "a code of a million characters": (lambda: utf8(result("L" * 1_000_000)), READ),
    "a year without end": (lambda: utf8(result("L", NOTICE_DATE="9" * 5_000)), READ),
    "a day that is none": (lambda: utf8(result("P", NOTICE_DATE="2026-02-30T25:61:61", D_DATE="00000000")), READ),
    "no code": (lambda: gb2312(old_result("")), REFUSED),
    "an answer without code": (lambda: utf8(response("")), REFUSED),
    "an answer with a damaged code": (lambda: utf8(response("0暂存成功")), REFUSED),
    "half of a character": (lambda: gb2312(old_result("L", NOTE="说")).replace("说".encode("gb2312"), b"\xcb"), EITHER),
}


@pytest.mark.parametrize("name", RECEIPTS)
def test_odd_receipts_are_refused_or_read(child: Child, name: str) -> None:
    make, expected = RECEIPTS[name]
    assert child.ask("product", NAME, make()).startswith(expected)


ENVELOPES: Mapping[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "a bomb": (lambda: wrapped(laughs("DEC_RESULT")), REFUSED),
    "an envelope in an envelope": (lambda: often(utf8(result("L")), 2), READ),
    "twenty envelopes": (lambda: often(utf8(result("L")), 20), READ),
    "a zip": (lambda: wrapped(zipped("x.xml", MESSAGE)), READ),
    "a bomb in a zip": (lambda: wrapped(zipped("x.xml", b"<a>" + b" " * (64 << 20) + b"</a>")), READ),
    "nothing": (lambda: wrapped(b""), REFUSED),
    "ten million bytes": (lambda: wrapped(bytes(10_000_000)), READ),
    "what is cut short": (lambda: wrapped(MESSAGE[:-40]), REFUSED),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_odd_envelopes_are_refused_or_read(child: Child, name: str) -> None:
    make, expected = ENVELOPES[name]
    assert child.ask("product", NAME, make()).startswith(expected)


ZIPS: Mapping[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "a bomb": (lambda: zipped("x.xml", b"<DecMessage>" + b" " * (200 << 20) + b"</DecMessage>", PAPERS), REFUSED),
    "a PDF that is a bomb": (lambda: zipped("x.xml", MESSAGE, {"x.pdf": bytes(64 << 20)}), READ),
    "two messages": (lambda: zipped("x.xml", MESSAGE, {"y.xml": MESSAGE}), REFUSED),
    "a PDF in a folder": (lambda: zipped("x.xml", MESSAGE, {"papers/x.pdf": b"%PDF-"}), REFUSED),
    "a PDF above": (lambda: zipped("x.xml", MESSAGE, {"../x.pdf": b"%PDF-"}), REFUSED),
    "more PDFs than any declaration has": (lambda: zipped("x.xml", MESSAGE, {f"{n}.pdf": b"" for n in range(200)}), REFUSED),
    "PDFs alone": (lambda: zipped("x.pdf", b"%PDF-", PAPERS), REFUSED),
    "cut short": (lambda: zipped("x.xml", MESSAGE, PAPERS)[:-60], REFUSED),
}


@pytest.mark.parametrize("name", ZIPS)
def test_odd_zips_are_refused_or_read(child: Child, name: str) -> None:
    make, expected = ZIPS[name]
    assert child.ask("product", "message.zip", make()).startswith(expected)
