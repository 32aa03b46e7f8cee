"""The typical script: python -m tests.bench.typical WORKBOOK OUTPUT [--check-only].

How an integrator writes it the first time, plainly and without tricks: openpyxl, a dict a row, a loop over the fields, ElementTree.
It knows nothing of baoguan. It finds the kinds of faults such scripts look for, and writes the same messages.
"""

from __future__ import annotations

import argparse
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from openpyxl import load_workbook

from tests.bench.clock import Clock
from tests.bench.typical_tables import (
    COUNTRIES,
    CURRENCIES,
    DIGITS,
    EXEMPTIONS,
    HEAD_CODES,
    HEAD_ELEMENTS,
    KEY,
    LENGTHS,
    LINE_ELEMENTS,
    REQUIRED,
    REQUIRED_HEAD,
    UNITS,
    YES_NO,
)

Row = dict[str, object]
Fault = tuple[int, str]

CODED: Mapping[str, Mapping[str, str]] = {
    "申报计量单位": UNITS,
    "法定计量单位": UNITS,
    "原产国(地区)": COUNTRIES,
    "最终目的国(地区)": COUNTRIES,
    "币制": CURRENCIES,
    "征减免方式": EXEMPTIONS,
    "危化品标志": YES_NO,
}


def main() -> None:
    """Run the path once and tell what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workbook", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--check-only", action="store_true")
    asked = parser.parse_args()
    asked.output.mkdir(parents=True, exist_ok=True)

    clock = Clock()
    book = load_workbook(asked.workbook, data_only=True)
    heads = rows_of(book["表头"])
    rows = rows_of(book["表体"])
    clock.lap("read")
    faults = check(heads, rows)
    clock.lap("check")
    if asked.check_only:
        clock.tell(found=faults)
        return
    if faults:
        raise SystemExit(f"the clean workbook has faults: {faults[:3]}")
    messages = divide(heads, rows)
    clock.lap("consolidate")
    size = 0
    for head, lines in messages:
        content = ET.tostring(message(head, lines), encoding="UTF-8", xml_declaration=True)
        clock.lap("encode")
        (asked.output / f"{head['企业内部编号']}.xml").write_bytes(content)
        size += len(content)
        clock.lap("write")
    clock.tell(lines=sum(len(lines) for _, lines in messages), lists=len(messages), size=size)


def rows_of(sheet: object) -> list[Row]:
    """A dict a row, with its number in the sheet."""
    values = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]
    headings = [str(cell).strip() for cell in next(values)]
    rows = []
    for number, cells in enumerate(values, 2):
        if all(cell is None for cell in cells):
            continue
        row: Row = {"row": number}
        for heading, cell in zip(headings, cells, strict=True):
            row[heading] = cell.strip() if isinstance(cell, str) else cell
        rows.append(row)
    return rows


def check(heads: list[Row], rows: list[Row]) -> list[Fault]:
    """What is wrong, as row and heading; coded and exact values are converted in place."""
    faults: list[Fault] = []
    numbers = set()
    for head in heads:
        faults += [(number_of(head), heading) for heading in REQUIRED_HEAD if head.get(heading) in (None, "")]
        for heading, codes in HEAD_CODES.items():
            text = str(head[heading])
            if text not in codes:
                faults.append((number_of(head), heading))
            head[heading] = codes.get(text, text)
        numbers.add(head["企业内部编号"])
    seen = set()
    for row in rows:
        number = number_of(row)
        if row["企业内部编号"] not in numbers:
            faults.append((number, "企业内部编号"))
        for heading in REQUIRED:
            if row.get(heading) in (None, ""):
                faults.append((number, heading))
        for heading, length in LENGTHS.items():
            value = row.get(heading)
            if value is not None and len(str(value)) > length:
                faults.append((number, heading))
        hs_code = str(row["商品编码"] or "")
        if hs_code and (len(hs_code) != 10 or not hs_code.isdigit()):
            faults.append((number, "商品编码"))
        for heading, known in CODED.items():
            name = row.get(heading)
            if name in (None, ""):
                continue
            code = known.get(str(name))
            if code is None:
                faults.append((number, heading))
            row[heading] = code
        for heading, (whole, fraction) in DIGITS.items():
            value = row.get(heading)
            if value in (None, ""):
                continue
            try:
                exact = Decimal(str(value))
            except InvalidOperation:
                faults.append((number, heading))
                continue
            if exact == exact.to_integral_value():
                exact = exact.quantize(Decimal(1))
            exponent = int(exact.as_tuple().exponent)
            if -exponent > fraction or exact >= 10**whole or exact < 0:
                faults.append((number, heading))
            row[heading] = exact
        quantity, price, total = row["申报数量"], row["企业申报单价"], row["企业申报总价"]
        if isinstance(quantity, Decimal) and isinstance(price, Decimal) and isinstance(total, Decimal):
            if quantity <= 0:
                faults.append((number, "申报数量"))
            elif (quantity * price).quantize(Decimal("0.01")) != total and (total / quantity).quantize(Decimal("0.0001")) != price:
                faults.append((number, "企业申报总价"))
        gross, net = row["毛重"], row["净重"]
        if isinstance(gross, Decimal) and isinstance(net, Decimal) and net > gross:
            faults.append((number, "净重"))
        place = (row["企业内部编号"], row["商品序号"])
        if place in seen:
            faults.append((number, "商品序号"))
        seen.add(place)
    return faults


def number_of(row: Row) -> int:
    """Where a row stands in its sheet."""
    return int(str(row["row"]))


def divide(heads: list[Row], rows: list[Row]) -> list[tuple[Row, list[Row]]]:
    """Lists of at most 50 merged lines, numbered anew, with sums of each merged line."""
    by_head: dict[object, list[Row]] = {}
    for row in rows:
        by_head.setdefault(row["企业内部编号"], []).append(row)
    messages = []
    for head in heads:
        merged: dict[str, list[Row]] = {}
        sums: dict[str, dict[str, Decimal]] = {}
        for row in by_head.get(head["企业内部编号"], []):
            key = "|".join(str(row[heading]) for heading in KEY)
            merged.setdefault(key, []).append(row)
            total = sums.setdefault(key, {"申报数量": Decimal(0), "法定数量": Decimal(0), "企业申报总价": Decimal(0)})
            for heading in total:
                total[heading] += Decimal(str(row[heading]))
        if any(total["申报数量"] <= 0 for total in sums.values()):
            raise SystemExit("a merged line without quantity")
        keys = list(merged)
        parts = [keys[start : start + 50] for start in range(0, len(keys), 50)]
        width = max(2, len(str(len(parts))))
        for part, own in enumerate(parts, 1):
            lines = []
            for number, key in enumerate(own, 1):
                lines += [{**row, "报关单商品序号": number} for row in merged[key]]
            lines.sort(key=number_of)
            for number, line in enumerate(lines, 1):
                line["商品序号"] = number
            name = head["企业内部编号"] if len(parts) == 1 else f"{head['企业内部编号']}-{part:0{width}d}"
            messages.append(({**head, "企业内部编号": name}, lines))
    return messages


def message(head: Row, lines: list[Row]) -> ET.Element:
    """The tree of a message."""
    name = str(head["企业内部编号"])
    root = ET.Element("Signature")
    signed = ET.SubElement(root, "SignedInfo")
    ET.SubElement(signed, "CanonicalizationMethod", Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315")
    ET.SubElement(signed, "SignatureMethod", Algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1")
    reference = ET.SubElement(signed, "Reference", URI="String")
    ET.SubElement(reference, "DigestMethod", Algorithm="http://www.w3.org/2000/09/xmldsig#sha1")
    ET.SubElement(reference, "DigestValue")
    ET.SubElement(root, "SignatureValue")
    ET.SubElement(ET.SubElement(root, "KeyInfo"), "KeyName").text = "aa"
    package = ET.SubElement(ET.SubElement(root, "Object", Id="String"), "Package")
    envelope = ET.SubElement(package, "EnvelopInfo")
    for tag, text in (
        ("version", "1.0"),
        ("business_id", name),
        ("message_id", name),
        ("file_name", f"{name}.xml"),
        ("message_type", "INV101"),
        ("sender_id", "DXPESW0000000001"),
        ("receiver_id", "DXPEDCSAS0000001"),
        ("send_time", "2026-01-05T09:00:00"),
        ("Ic_Card", "8900000000001"),
    ):
        ET.SubElement(envelope, tag).text = text
    data = ET.SubElement(package, "DataInfo")
    pocket = ET.SubElement(data, "PocketInfo")
    for tag, text in (("pocket_id", name), ("total_pocket_qty", "1"), ("cur_pocket_no", "1"), ("is_unstructured", "")):
        ET.SubElement(pocket, tag).text = text
    business = ET.SubElement(data, "BussinessData")
    inventory = ET.SubElement(business, "InvtMessage")
    add(inventory, "InvtHeadType", HEAD_ELEMENTS, head)
    for line in lines:
        add(inventory, "InvtListType", LINE_ELEMENTS, line)
    ET.SubElement(inventory, "OperCusRegCode").text = str(head["申报单位编码"])
    ET.SubElement(inventory, "SysId").text = "B1"
    ET.SubElement(business, "DelcareFlag").text = "0"
    return root


def add(parent: ET.Element, tag: str, elements: list[tuple[str, str]], values: Row) -> None:
    """A record; a column that begins with = is a fixed value."""
    record = ET.SubElement(parent, tag)
    for element, column in elements:
        value = column[1:] if column.startswith("=") else values.get(column)
        ET.SubElement(record, element).text = "" if value is None else str(value)


if __name__ == "__main__":
    main()
