"""Files that are read every day, as the soil of mutations: every kind of message, encoding and container."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import attrs

from baoguan.codes import Codes
from baoguan.model.content import to_json
from baoguan.sheets import write_lists, write_template
from plugins.singlewindow.tests.golden_documents import DECLARED, PARCELS
from plugins.singlewindow.tests.golden_full import FULL
from plugins.singlewindow.tests.messages import messages
from plugins.singlewindow.tests.receipt_samples import SAMPLES, gb2312, gbk, gbk_bare, prefixed, prefixed_everywhere, utf8
from plugins.singlewindow.tests.write_off import papers as write_offs
from tests.support.lists import inventory

DAY = date(2026, 1, 5)
FORMS = (utf8, gbk, gb2312, prefixed, utf8, gbk_bare, prefixed_everywhere)
RECEIPTS = (
    "INV200",
    "INV201 with head, line and notes",
    "INV201 of a change",
    "INV202",
    "INV211 with ledger rows",
    "answer: saved",
)


@attrs.frozen(kw_only=True)
class Seed:
    """A file: the name by which its kind is known, and its bytes."""

    name: str
    content: bytes

    @property
    def kind(self) -> str:
        """xml, zip, json, csv or xlsx."""
        return self.name.rpartition(".")[2].lower().replace("invt", "xml").replace("inv", "xml")


def lower_camel(data: bytes) -> bytes:
    """The same message with the names of the customs dialect, which no client takes."""
    text = data.decode()
    for section in (
        "InvtMessage",
        "InvtHeadType",
        "InvtListType",
        "EtpsInnerInvtNo",
        "BizopEtpsno",
        "GdsSeqno",
        "Gdecd",
        "GdsNm",
        "PutrecNo",
    ):
        text = text.replace(section, section[0].lower() + section[1:])
    return text.encode()


def zipped(name: str, content: bytes, others: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """A zip of one file, and of others beside it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, held in ({name: content} | {k: v for k, v in others.items() if k != name.partition("\0")[0]}).items():
            archive.writestr(zipfile.ZipInfo(member, (2026, 1, 5, 0, 0, 0)), held, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def flat_csv() -> str:
    """A list as a sheet of one file: columns of the head repeated on every line."""
    out = io.StringIO(newline="")
    head = {
        "企业内部编号": "CSV-1",
        "手册编号": "C53216A00001",
        "监管方式": "0615",
        "经营单位编码": "4403D60001",
        "录入日期": "2026-01-05",
    }
    lines = (
        "序号",
        "备案序号",
        "料号",
        "商品编码",
        "商品名称",
        "规格型号",
        "申报数量",
        "申报计量单位",
        "企业申报单价",
        "币制",
        "原产国",
    )
    table = csv.writer(out)
    table.writerow([*head, *lines])
    for number in range(1, 6):
        cells = (
            number,
            number,
            f"M-{number}",
            "8542319000",
            f"集成电路{number}",
            "示例,型号",
            "1,000.5",
            "千克",
            "0.50",
            "美元",
            "日本",
        )
        table.writerow([*head.values(), *cells])
    return out.getvalue()


def workbooks() -> Mapping[str, bytes]:
    """A template as it is handed out, and lists as they are written back."""
    with tempfile.TemporaryDirectory() as folder:
        template, lists = Path(folder) / "template.xlsx", Path(folder) / "lists.xlsx"
        write_template(template, with_example=True, codes=Codes.builtin(), today=DAY)
        write_lists(lists, [inventory("XL-1"), inventory("XL-2", 5)])
        return {path.name: _timeless(path.read_bytes()) for path in (template, lists)}


def _timeless(workbook: bytes) -> bytes:
    """The workbook without the moment it was made, so that a mutation is the same at every run."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name in archive.namelist():
            content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-05T00:00:00Z", archive.read(name))
            out.writestr(zipfile.ZipInfo(name, (2026, 1, 5, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def seeds() -> list[Seed]:
    """All of them; the same bytes at every call."""
    xml = {name: b"".join(messages().encode(parcel)) for name, parcel in PARCELS.items()}
    found = {f"{name}.xml": content for name, content in xml.items()}
    found["write-off-account.xml"] = write_offs.encoded(write_offs.account(attachments=(write_offs.PAPER,)))
    found["write-off-handbook.xml"] = write_offs.encoded(write_offs.handbook())
    found["gb18030.xml"] = xml["full"].replace(b'encoding="UTF-8"', b'encoding="gb2312"').decode().encode("gb18030")
    found["utf16.xml"] = xml["declared"].decode().replace('encoding="UTF-8"', 'encoding="utf-16"').encode("utf-16")
    found["customs-dialect.xml"] = lower_camel(xml["saved"])
    start, end = xml["full"].index(b"<InvtMessage>"), xml["full"].index(b"</InvtMessage>")
    found["flat.xml"] = xml["full"][start:end] + b"</InvtMessage>"
    for number, (name, (text, _)) in enumerate((n, SAMPLES[n]) for n in RECEIPTS):
        form = FORMS[number % len(FORMS)]
        found[f"Receipt_CUS{number}_2026010607080912{number}.INV"] = form(text)
        if name.startswith("answer"):
            found["Successed_DEMO_0001_20260106070809123.xml"] = gbk(text)
    found["Failed_DEMO_0001_20260106070809124.xml"] = utf8(SAMPLES["Root failure"][0])
    found["Failed_DEMO_0001_20260106070809125.xml"] = gbk(SAMPLES["answer: already there"][0])
    for name in ("declared", "full", "processing"):
        found[f"{name}.zip"] = zipped(f"{name}.xml", xml[name])
    found["declared.json"] = json.dumps(to_json(DECLARED), ensure_ascii=False, indent=1).encode()
    found["full.json"] = json.dumps(to_json(FULL), ensure_ascii=False).encode()
    found["several.json"] = json.dumps([to_json(inventory("J-1")), to_json(inventory("J-2"))]).encode("utf-8-sig")
    found["flat.csv"] = flat_csv().encode("utf-8-sig")
    found["gbk.csv"] = flat_csv().encode("gb18030")
    found |= workbooks()
    return [Seed(name=name, content=content) for name, content in found.items()]
