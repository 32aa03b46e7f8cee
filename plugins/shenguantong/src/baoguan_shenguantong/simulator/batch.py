"""Reading a batch as a stranger would: manifest, parts, their digests and their rows. Every doubt is a refusal."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import frozen
from lxml import etree

PROTOCOL: Final = "assumed-v1"

_HEAD = ("HEAD", ())
_ITEMS = (
    *("序号", "料号", "商品编码", "商品名称", "规格型号", "申报计量单位", "法定计量单位", "法定第二计量单位"),
    *("申报数量", "申报单价", "币制", "征免方式"),
)
SECTIONS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "inventory": dict([_HEAD, ("LIST", ())]),
    "ledger": dict(
        [
            _HEAD,
            ("IMG", (*_ITEMS, "主料标志", "企业执行标志", "修改标志", "批准最大余数量", "备注")),
            ("EXG", (*_ITEMS, "企业执行标志", "修改标志", "备注")),
            (
                "CONSUME",
                (
                    *("序号", "成品序号", "料件序号", "单耗版本号", "净耗", "有形损耗率(%)", "无形损耗率(%)"),
                    *("单耗申报状态", "保税料件比例(%)", "修改标志", "单耗有效期", "备注"),
                ),
            ),
        ]
    ),
}
"""Kind -> section -> headings that its CSV begins with, as seen in real import sheets of ledgers."""

FIELDS: Final[Mapping[str, str]] = {
    "企业内部编号": "InternalNumber",
    "预录入统一编号": "SeqNo",
    "经营企业编码": "OperatingEnterpriseCustomsCode",
    "经营单位编码": "OperatingEnterpriseCustomsCode",
    "商品序号": "LineNo",
    "商品编码": "HsCode",
    "商品名称": "GoodsName",
    "申报数量": "Quantity",
    "成品序号": "ProductItemNo",
    "料件序号": "MaterialItemNo",
    "单耗版本号": "Version",
    "净耗": "Net",
}
"""Chinese heading -> element, for the columns that are looked at."""

_OWN: Final = {"IMG": {"序号": "LineNo", "ItemNo": "LineNo"}, "EXG": {"序号": "LineNo", "ItemNo": "LineNo"}}

_MANIFEST: Final[Mapping[str, type]] = {
    "exchange_id": str,
    "batch_id": str,
    "pack": int,
    "packs": int,
    "kind": str,
    "act": str,
    "change_count": int,
    "declare": int,
    "owner": str,
    "number": str,
    "seq_no": str,
    "rows": int,
    "total_rows": int,
    "parts": list,
}

Row = Mapping[str, str]


class BatchError(Exception):
    """Why a batch is refused, in the far side's words; what could be read of its manifest."""

    def __init__(self, text: str, manifest: Mapping[str, object] | None = None) -> None:
        super().__init__(text)
        self.manifest = manifest or {}


@frozen(kw_only=True)
class Batch:
    """A batch that is whole. `rows` are those of the body, by section, each with its number in the section."""

    exchange_id: str
    batch_id: str
    pack: int
    packs: int
    kind: str
    act: str
    change_count: int
    declare: int
    owner: str
    number: str
    seq_no: str
    total_rows: int
    rows: Mapping[str, Sequence[tuple[int, Row]]]

    @property
    def count(self) -> int:
        """Body rows in all sections."""
        return sum(map(len, self.rows.values()))


def read_batch(exchange_id: str, content: bytes, max_rows: int) -> Batch:
    """A batch. Raises BatchError for whatever is not as the format says."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            files = {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError, zlib.error) as error:
        raise BatchError(f"不是完整的 ZIP：{error}") from None
    if names[:1] != ["manifest.json"] or len(set(names)) != len(names):
        raise BatchError("第一个文件应为 manifest.json，且不得重名")
    manifest = _manifest(files.pop("manifest.json"))
    try:
        return _whole(exchange_id, manifest, files, max_rows)
    except BatchError as error:
        error.manifest = manifest
        raise


def _manifest(content: bytes) -> dict[str, object]:
    try:
        manifest: object = json.loads(content)
    except ValueError as error:
        raise BatchError(f"manifest.json 不是 JSON：{error}") from None
    if not isinstance(manifest, dict) or manifest.get("protocol") != PROTOCOL or not manifest.get("notice"):
        raise BatchError(f"manifest.json 未注明假定格式 {PROTOCOL}")
    return manifest


def _whole(exchange_id: str, manifest: Mapping[str, object], files: Mapping[str, bytes], max_rows: int) -> Batch:
    for key, kind in _MANIFEST.items():
        if type(manifest.get(key)) is not kind:
            raise BatchError(f"manifest.json 的 {key} 缺失或类型不对：{manifest.get(key)!r}")
    values = {key: manifest[key] for key in _MANIFEST if key not in {"parts", "rows"}}
    if manifest["exchange_id"] != exchange_id:
        raise BatchError(f"报文编号不符：{exchange_id} / {manifest['exchange_id']}")
    sections = SECTIONS.get(str(manifest["kind"]))
    if sections is None:
        raise BatchError(f"不承载单证种类 {manifest['kind']!r}")
    if manifest["act"] not in {"1", "2", "3"} or manifest["declare"] not in {0, 1}:
        raise BatchError(f"申报类型或申报标志不对：{manifest['act']!r} {manifest['declare']!r}")
    if not (
        isinstance(manifest["pack"], int) and isinstance(manifest["packs"], int) and 1 <= manifest["pack"] <= manifest["packs"]
    ):
        raise BatchError("分次序号不对")
    rows = _rows(manifest, files, sections)
    head = rows.pop("HEAD", [])
    if len(head) != 1:
        raise BatchError(f"表头应恰有一行，实有 {len(head)} 行")
    stated = {"InternalNumber": "number", "OperatingEnterpriseCustomsCode": "owner", "SeqNo": "seq_no"}
    for element, key in stated.items():
        if head[0][1].get(element, "") != manifest[key]:
            raise BatchError(f"表头与 manifest.json 的 {key} 不一致")
    count = sum(map(len, rows.values()))
    if count != manifest["rows"]:
        raise BatchError(f"行数不符：{count} / {manifest['rows']}")
    if count > max_rows:
        raise BatchError(f"单次发送 {count} 行，超过 {max_rows} 行")
    return Batch(**values, rows=rows)  # type: ignore[arg-type]  # checked above against _MANIFEST


def _rows(
    manifest: Mapping[str, object], files: Mapping[str, bytes], sections: Mapping[str, tuple[str, ...]]
) -> dict[str, list[tuple[int, Row]]]:
    parts = manifest["parts"]
    out: dict[str, list[tuple[int, Row]]] = {}
    named = []
    for place, part in enumerate(parts if isinstance(parts, list) else [], 1):
        if part.get("no") != place or part.get("of") != len(parts) or part.get("protocol") != PROTOCOL:  # type: ignore[arg-type]
            raise BatchError(f"第 {place} 个分件的编号或 protocol 不对")
        name, section = part.get("name"), part.get("section")
        if section not in sections or name not in files:
            raise BatchError(f"分件 {name!r} 缺失，或分段 {section!r} 不认识")
        named.append(name)
        if hashlib.sha256(files[name]).hexdigest() != part.get("sha256"):
            raise BatchError(f"分件 {name} 的 sha256 不符")
        read = _xml(name, files[name], section) if name.endswith(".xml") else _csv(name, files[name], manifest, sections[section])
        if len(read) != part.get("rows"):
            raise BatchError(f"分件 {name} 的行数不符")
        own = _OWN.get(section, {})
        renamed = [{own.get(k, k): v for k, v in row.items()} for row in read]
        out.setdefault(section, []).extend(enumerate(renamed, int(part.get("first_row", 0))))
    if sorted(named) != sorted(files):
        raise BatchError("有分件未列入 manifest.json，或重复列入")
    for section, found in out.items():
        if any(after[0] != before[0] + 1 for before, after in pairwise(found)):
            raise BatchError(f"{section} 的行号不连续")
    return out


def _csv(name: str, content: bytes, manifest: Mapping[str, object], begins: tuple[str, ...]) -> list[dict[str, str]]:
    encoding = manifest.get("encoding")
    if encoding not in {"utf-8-sig", "gbk"}:
        raise BatchError(f"编码 {encoding!r} 不认识")
    if (encoding == "utf-8-sig") is not content.startswith(b"\xef\xbb\xbf"):
        raise BatchError(f"分件 {name} 的编码与 manifest.json 不符")
    try:
        table = list(csv.reader(io.StringIO(content.decode(encoding), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BatchError(f"分件 {name} 无法读取：{error}") from None
    titles = table[0] if table else []
    if titles[:1] != ["protocol"] or tuple(titles[1 : 1 + len(begins)]) != begins or len(set(titles)) != len(titles):
        raise BatchError(f"分件 {name} 的列名不对")
    if any(len(line) != len(titles) or line[0] != PROTOCOL for line in table[1:]):
        raise BatchError(f"分件 {name} 有的行列数不对，或未注明 {PROTOCOL}")
    return [{FIELDS.get(t, t): text for t, text in zip(titles, line, strict=True)} for line in table[1:]]


def _xml(name: str, content: bytes, section: str) -> list[dict[str, str]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise BatchError(f"分件 {name} 不是 XML：{error.msg}") from None
    if root.tag != "PART" or root.get("protocol") != PROTOCOL or root.get("section") != section:
        raise BatchError(f"分件 {name} 的根元素不对")
    if any(row.tag != "ROW" or row.get("protocol") != PROTOCOL for row in root):
        raise BatchError(f"分件 {name} 有的行未注明 {PROTOCOL}")
    return [{str(cell.tag): cell.text or "" for cell in row} for row in root]


_HS: Final = re.compile(r"[0-9]{10}")


def row_errors(rows: Mapping[str, Sequence[tuple[int, Row]]], most: int = 50) -> list[dict[str, object]]:
    """What is wrong with the rows of a whole document: section, row, field and words for each."""
    out: list[dict[str, object]] = []
    for section, found in rows.items():
        seen: set[str] = set()
        for number, row in found:
            checks = _GOODS if section in {"LIST", "IMG", "EXG"} else ()
            for element, title, right, text in checks:
                if not right(row.get(element, "")):
                    out.append({"section": section, "row": number, "field": title, "text": text})
            key = row.get("LineNo", "")
            if checks and key in seen:
                out.append({"section": section, "row": number, "field": "商品序号", "text": f"商品序号 {key} 重复"})
            seen.add(key)
    return out[:most]


def _positive(text: str) -> bool:
    return re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) is not None and float(text) > 0


_GOODS: Final = (
    ("HsCode", "商品编码", lambda t: _HS.fullmatch(t) is not None, "商品编码应为 10 位数字"),
    ("GoodsName", "商品名称", bool, "商品名称为空"),
    ("Quantity", "申报数量", _positive, "申报数量应大于 0"),
)
