"""Customs declarations: JSON to message bytes and back, ours beside a typical program with an lxml tree.

Usage: python -m tests.bench.declarations (ours|typical|both) [--count 10000] [--lines 20]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import Any, Final

import attrs
from lxml import etree

from baoguan import Act, CustomsDeclaration, DeclarationGoods, Step, from_json, to_json
from baoguan.plugin import Codes, Parcel
from baoguan.rules.declaration.sample import sample
from baoguan_singlewindow.declaration.editions import DEFAULT
from baoguan_singlewindow.declaration.goods_tables import CONTAINER, IMPORT_GOODS
from baoguan_singlewindow.declaration.head_table import FREE_TEXT, HEAD
from baoguan_singlewindow.declaration.message import NAMESPACE, DeclarationMessages, DeclarationReader
from baoguan_singlewindow.settings import Operator, Settings
from tests.bench.books import ROOT

BAR: Final = 4.0
"""Ours is at least so many times as fast."""

CARD: Final = Operator(customs_code="4403DEM0B2", name="虚构报关（示例）有限公司", card_no="8900000000001", person="示例")
CREATED: Final = datetime(2026, 6, 3, 9, 30)  # noqa: DTZ001  only its digits are written
_GOODS: Final = ("quantity", "statutory_quantity", "second_quantity", "unit_price", "total_price")
_HEAD: Final = ("gross_weight", "net_weight")


def made(number: int, lines: int) -> str:
    """The JSON of an invented declaration."""
    base = sample()
    goods = (_line(base.goods[n % len(base.goods)], number, n) for n in range(lines))
    return json.dumps(to_json(attrs.evolve(base, internal_number=f"BENCH-{number:06}", goods=tuple(goods))), ensure_ascii=False)


def _line(goods: DeclarationGoods, number: int, line: int) -> DeclarationGoods:
    quantity, price = Decimal(100 + (number * 7 + line * 13) % 9000), Decimal(1 + line % 40) / 4
    return attrs.evolve(goods, line_no=line + 1, quantity=quantity, unit_price=price, total_price=quantity * price)


def ours(texts: list[str]) -> Iterator[tuple[bytes, object]]:
    """As an integrator uses baoguan: model objects, the channel's encoder and reader."""
    codes = Codes.builtin()
    writer, reader = DeclarationMessages(Settings(root=None, operators=(CARD,)), codes), DeclarationReader(codes)
    for text in texts:
        document = from_json(json.loads(text), CustomsDeclaration)
        parcel = Parcel(
            exchange_id="bench",
            environment="test",
            kind="declaration",
            number=document.internal_number or "",
            act=Act.FILING,
            step=Step.SAVE,
            created=CREATED,
            document=document,
        )
        content = writer.encode(parcel, CARD)
        yield content, reader.read_bytes(content)


def typical(texts: list[str]) -> Iterator[tuple[bytes, object]]:
    """As programs in production do it: dicts, every element of the edition one after the other into a tree, empty ones too, and `find` for
    every field on the way back."""
    head, free, goods, containers = (
        [(e.name, e.path) for e in table.of(DEFAULT).elements] for table in (HEAD, FREE_TEXT, IMPORT_GOODS, CONTAINER)
    )
    for text in texts:
        values: dict[str, Any] = _typed(json.loads(text))
        root = etree.fromstring(f'<DecMessage xmlns="{NAMESPACE}" Version="{DEFAULT}"/>')
        _put(etree.SubElement(root, "DecHead"), _filled(values), head)
        lines = etree.SubElement(root, "DecLists")
        for each in values["goods"]:
            _put(etree.SubElement(lines, "DecList"), each, goods)
        boxes = etree.SubElement(root, "DecContainers")
        for each in values["containers"]:
            _put(etree.SubElement(boxes, "Container"), each, containers)
        _put(etree.SubElement(root, "DecFreeTxt"), values, free)
        sign = etree.SubElement(root, "DecSign")
        signed = {
            "OperType": "G",
            "ICCode": CARD.card_no,
            "CopCode": values["data_entry"]["customs_code"],
            "OperName": CARD.person,
            "ClientSeqNo": values["internal_number"],
            "SignDate": f"{CREATED:%Y%m%d%H%M%S}00",
        }
        for name, value in signed.items():
            etree.SubElement(sign, name).text = value
        content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        yield content, _back(content, head, free, goods, containers)


Names = list[tuple[str, str]]


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """Texts of JSON as the numbers and days they are, checked as any program must."""
    out = {**values}
    out["import_export_date"] = date.fromisoformat(str(values["import_export_date"]))
    for name in _HEAD:
        out[name] = Decimal(str(values[name]))
    out["goods"] = [{k: Decimal(v) if k in _GOODS else v for k, v in row.items()} for row in values["goods"]]
    return out


def _filled(values: dict[str, object]) -> dict[str, object]:
    return {"document_type": "  ", "typist_card_no": CARD.card_no, **values}


def _put(node: etree._Element, values: dict[str, object], names: Names) -> None:
    for name, path in names:
        value: object = values
        for step in path.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        if value is None:
            etree.SubElement(node, name)
            continue
        text = f"{value:%Y%m%d}" if isinstance(value, date) else f"{value:f}" if isinstance(value, Decimal) else str(value)
        etree.SubElement(node, name).text = text


def _back(content: bytes, head: Names, free: Names, goods: Names, containers: Names) -> dict[str, object]:
    root = etree.fromstring(content)
    space = {"d": NAMESPACE}

    def fields(node: etree._Element, names: Names) -> dict[str, object]:
        out: dict[str, object] = {}
        for name, path in names:
            found = node.find(f"d:{name}", namespaces=space)
            text = found.text if found is not None else None
            if text:
                number = path.rpartition(".")[2] in (*_GOODS, *_HEAD)
                out[path] = Decimal(text) if number else _day(text) if path == "import_export_date" else text
        return out

    return {
        **fields(root.find("d:DecHead", space), head),  # type: ignore[arg-type]
        **fields(root.find("d:DecFreeTxt", space), free),  # type: ignore[arg-type]
        "goods": [fields(n, goods) for n in root.iterfind("d:DecLists/d:DecList", space)],
        "containers": [fields(n, containers) for n in root.iterfind("d:DecContainers/d:Container", space)],
    }


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def leaves(content: bytes) -> list[tuple[str, str]]:
    """Every non-empty value of a message with its element, in no order."""
    return sorted((etree.QName(n).localname, n.text) for n in etree.fromstring(content).iter() if n.text and not len(n))


def differences(count: int, lines: int) -> list[str]:
    """Where the two messages of some declarations differ."""
    texts = [made(n, lines) for n in range(min(count, 20))]
    pairs = zip(ours(texts), typical(texts), strict=True)
    return [f"declaration {n}: the messages differ" for n, ((a, _), (b, _)) in enumerate(pairs) if leaves(a) != leaves(b)]


WAYS: Final[dict[str, Callable[[list[str]], Iterator[tuple[bytes, object]]]]] = {"ours": ours, "typical": typical}


def measure(way: str, count: int, lines: int) -> float:
    """Seconds of the processor for one way over all declarations, without making them."""
    texts = [made(n, lines) for n in range(count)]
    next(WAYS[way](texts[:1]))
    begun = time.process_time()
    for _content, back in WAYS[way](texts):
        assert back is not None
    return time.process_time() - begun


def compare(count: int = 10_000, lines: int = 20, rounds: int = 1) -> list[str]:
    """Each way in its own process, in turn; prints the figures and gives the complaints."""
    complaints = differences(count, lines)
    taken: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way in WAYS:
            command = [sys.executable, "-m", "tests.bench.declarations", way, "--count", str(count), "--lines", str(lines)]
            done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, encoding="utf-8")
            taken[way].append(float(done.stdout))
    mine, theirs = median(taken["ours"]), median(taken["typical"])
    print(f"\n{count:,} declarations of {lines} lines, JSON -> bytes -> document (cpu)")
    print(f"  ours {mine:.2f} s   typical (lxml tree) {theirs:.2f} s   x typical {theirs / mine:.1f}")
    if theirs < BAR * mine:
        complaints.append(f"declarations: {theirs / mine:.1f} times as fast as the typical program, below {BAR:g}")
    return complaints


def main() -> int:
    """Measure one way and print its seconds, or both beside each other."""
    parser = argparse.ArgumentParser(prog="declarations", description=__doc__)
    parser.add_argument("way", choices=[*WAYS, "both"])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--lines", type=int, default=20)
    asked = parser.parse_args()
    if asked.way == "both":
        complaints = compare(asked.count, asked.lines)
        for complaint in complaints:
            print(f"FAILED: {complaint}")
        return 1 if complaints else 0
    print(measure(asked.way, asked.count, asked.lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
