"""Attached documents (随附单据): files that travel in the zip of the message, electronic ones known by number, the power of attorney.

The files themselves (there, PDF, at most 4 MB) are looked at when the declaration is checked and when its message is made.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_parts import DeclarationAttachment, MarkAttachment
from baoguan.rules.declaration._pack import (
    BOTH,
    CLIENT,
    DECLARATION_RULES,
    TRANSCRIPT,
    rows_of,
    summarised,
)
from baoguan.rules.engine import Block, Context, Hit, Mark

Attachments = Block[DeclarationAttachment]

DELEGATION: Final = "10000001"
"""代理报关委托协议（电子）."""
DELEGATIONS: Final = frozenset({DELEGATION, "00000008"})
"""Also the one on paper."""
FORMATS: Final = frozenset({"US", "S"})
"""US a PDF, S structured."""
MOST_MARK_BYTES: Final = 1024 * 1024

_PAGE: Final = "单一窗口随附单据页面：仅收 PDF / page of attached documents: PDF only"
_NUMBER: Final = re.compile(r"\d{4}\d{8}IM\d{18}(\.pdf)?", re.IGNORECASE)
_PDF: Final = DeclarationAttachment(kind="00000001", format="US", file_name="DEMO-INV-1.pdf", path="DEMO-INV-1.pdf")
_PAPER: Final = DeclarationAttachment(kind="10000001", format="US", number="DEMO-2025-1")
_FORMAL: Final = "530100000001IM000000000000000001.pdf"


def name_of(attachment: DeclarationAttachment) -> str:
    """The name of a file in the zip: the one given, else the last part of its path."""
    if attachment.file_name:
        return attachment.file_name
    path = attachment.path or ""
    return PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name


DECLARATION_RULES.rule(
    "attachment.kind",
    over="attachments",
    fields=("kind",),
    source=BOTH,
    mark=Mark.TWICE,
    zh="随附单据类别 {value} 应为 8 位数字",
    en="the kind of an attached document has 8 digits, not {value}",
    remedy_zh="例如发票 00000001，装箱单 00000002，合同 00000004",
    remedy_en="An invoice is 00000001, a packing list 00000002, a contract 00000004",
    accepted=({}, {"attachments": (_PDF,)}),
    refused=({"attachments": (DeclarationAttachment(kind="1"),)},),
)(rows_of(DeclarationAttachment, lambda row, _: bool(row.kind) and re.fullmatch(r"[0-9]{8}", row.kind or "") is None))

DECLARATION_RULES.rule(
    "attachment.format",
    over="attachments",
    fields=("format",),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    zh="随附单据格式类型 {value} 应为 US（PDF）或 S（结构化）",
    en="the format of an attached document is US (a PDF) or S (structured), not {value}",
    remedy_zh="文件清空即可，由通道填写",
    remedy_en="Clear it where there is a file: the channel fills it in",
    accepted=({}, {"attachments": (_PDF, _PAPER)}),
    refused=({"attachments": (DeclarationAttachment(format="PD"),)},),
)(rows_of(DeclarationAttachment, lambda row, _: bool(row.format) and row.format not in FORMATS))


@DECLARATION_RULES.rule(
    "attachment.pdf",
    over="attachments",
    fields=("file_name",),
    source=_PAGE,
    mark=Mark.OFFICIAL,
    zh="随附单据文件 {value} 不是 PDF",
    en="attached file {value} is no PDF",
    remedy_zh="转换为 PDF（不超过 4 MB）",
    remedy_en="Convert it to PDF, at most 4 MB",
    accepted=({}, {"attachments": (_PDF, _PAPER)}, {"attachments": (DeclarationAttachment(path="a\\DEMO.PDF"),)}),
    refused=({"attachments": (DeclarationAttachment(path="scans/DEMO.jpg"),)},),
)
def _pdf(block: Attachments, _: Context) -> Iterator[Hit]:
    for i, row in enumerate(block.rows):
        if row.path and not name_of(row).lower().endswith(".pdf"):
            yield Hit(i, {"value": name_of(row)})


DECLARATION_RULES.rule(
    "attachment.folder",
    over="attachments",
    fields=("file_name",),
    source=CLIENT,
    mark=Mark.OFFICIAL,
    zh="随附单据文件名 {value} 含目录；压缩包中不能有子目录",
    en="file name {value} names a folder: the zip of a message holds no folders",
    remedy_zh="只填文件名，文件位置填在 path",
    remedy_en="Give the bare name; where the file lies stands in path",
    accepted=({}, {"attachments": (_PDF,)}),
    refused=({"attachments": (DeclarationAttachment(file_name="scans/DEMO-INV-1.pdf"),)},),
)(rows_of(DeclarationAttachment, lambda row, _: "/" in (row.file_name or "") or "\\" in (row.file_name or "")))


@DECLARATION_RULES.rule(
    # The names are those of files in one zip, and the import client's computer does not tell capitals apart.
    "attachment.repeated",
    over="attachments",
    fields=("file_name",),
    source=CLIENT,
    mark=Mark.OFFICIAL,
    whole=True,
    zh="随附单据文件名 {value} 重复，第 {first} 个已用；同名文件会被覆盖",
    en="file name {value} is repeated (attachment {first} has it): one would overwrite the other",
    remedy_zh="改用不同的文件名",
    remedy_en="Give each file a name of its own",
    accepted=({}, {"attachments": (_PDF, _PAPER, _PAPER)}),
    refused=({"attachments": (_PDF, DeclarationAttachment(path="scans/demo-inv-1.PDF"))},),
)
def _repeated(block: Attachments, _: Context) -> Iterator[Hit]:
    first: dict[str, int] = {}
    for i, row in enumerate(block.rows):
        name = name_of(row).casefold()
        if row.path and name and first.setdefault(name, i) != i:
            yield Hit(i, {"value": name_of(row), "first": first[name] + 1})


DECLARATION_RULES.rule(
    "attachment.number",
    over="attachments",
    fields=("number",),
    source=BOTH,
    mark=Mark.TWICE,
    severity="warning",
    zh="文件的随附单据编号 {value} 不是“申报口岸 4 位 + 类别 8 位 + IM + 18 位流水号 + .pdf”",
    en="the number of an attached file, {value}, is not office (4), kind (8), IM, serial (18) and .pdf",
    remedy_zh="按此命名，或清空由通道填文件名",
    remedy_en="Name it so, or clear it and the channel gives the file's name",
    accepted=(
        {},
        {"attachments": (_PDF, _PAPER)},
        {"attachments": (DeclarationAttachment(number=_FORMAL, path=_FORMAL),)},
    ),
    refused=({"attachments": (DeclarationAttachment(number="DEMO-1", path="DEMO-1.pdf"),)},),
)(
    rows_of(
        DeclarationAttachment,
        lambda row, _: bool(row.path and row.number and row.number != name_of(row) and _NUMBER.fullmatch(row.number) is None),
    )
)


def _agent(document: CustomsDeclaration) -> bool:
    trader, declarant = document.trader, document.declarant
    if trader is None or declarant is None:
        return False
    codes = [(trader.customs_code, declarant.customs_code), (trader.credit_code, declarant.credit_code)]
    known = [(ours, theirs) for ours, theirs in codes if ours and theirs]
    return bool(known) and all(ours != theirs for ours, theirs in known)


def _undelegated(document: CustomsDeclaration) -> bool:
    return _agent(document) and not summarised(document) and all(a.kind not in DELEGATIONS for a in document.attachments)


@DECLARATION_RULES.rule(
    "attachment.delegation",
    fields=("attachments",),
    source="随附单据类别代码表 / code list of attached documents",
    mark=Mark.INFERRED,
    severity="warning",
    declare_only=True,
    zh="申报单位不是境内收发货人，{value} 项随附单据中没有代理报关委托协议（电子委托 10000001）",
    en="the declarant is not the consignee or consignor, and none of {value} attached documents is the power of attorney (10000001)",
    remedy_zh="在 attachments 中加入类别 10000001 和委托协议编号",
    remedy_en="Add an attachment of kind 10000001 with the number of the agreement",
    accepted=(
        {"attachments": (_PAPER,)},
        {"declarant.customs_code": "4403DEM0A1"},
        {"declarant": None},
    ),
    refused=({}, {"attachments": (_PDF,)}),
)
def _delegation(block: Block[CustomsDeclaration], _: Context) -> Iterator[Hit]:
    yield from (Hit(i, {"value": len(d.attachments)}) for i, d in enumerate(block.rows) if _undelegated(d))


def _decoded(row: MarkAttachment) -> bytes | None:
    try:
        return b64decode("".join((row.content or "").split()), validate=True)
    except (binascii.Error, ValueError):
        return None


@DECLARATION_RULES.rule(
    "mark.content",
    over="mark_attachments",
    fields=("content",),
    source=BOTH,
    mark=Mark.TWICE,
    zh="标记唛码附件第 {value} 个的内容不是 base64",
    en="the content of mark attachment {value} is no base64",
    remedy_zh="把文件内容编码为 base64",
    remedy_en="Encode the content of the file as base64",
    accepted=({}, {"mark_attachments": (MarkAttachment(name="DEMO", content="REVNTw=="),)}),
    refused=({"mark_attachments": (MarkAttachment(name="DEMO", content="DEMO.png"),)},),
)
def _no_base64(block: Block[MarkAttachment], _: Context) -> Iterator[Hit]:
    yield from (Hit(i, {"value": i + 1}) for i, row in enumerate(block.rows) if row.content and _decoded(row) is None)


@DECLARATION_RULES.rule(
    "mark.size",
    over="mark_attachments",
    fields=("content",),
    source="单一窗口页面与接口字段表：不超过 1 MB / Single Window page and field list: at most 1 MB",
    mark=Mark.TWICE,
    zh="标记唛码附件 {value} 字节，超过 1 MB",
    en="a mark attachment of {value} bytes, more than 1 MB",
    remedy_zh="压缩图片",
    remedy_en="Make the picture smaller",
    accepted=({}, {"mark_attachments": (MarkAttachment(name="DEMO", content="REVN"),)}),
    refused=({"mark_attachments": (MarkAttachment(name="DEMO", content="REVN" * 360000),)},),
)
def _too_large(block: Block[MarkAttachment], _: Context) -> Iterator[Hit]:
    for i, row in enumerate(block.rows):
        content = _decoded(row)
        if content is not None and len(content) > MOST_MARK_BYTES:
            yield Hit(i, {"value": len(content)})
