"""Attached documents (随附单证): described here, uploaded on the page, since the message of the list has no element for them.

Files are not opened, here or by a channel, so nobody but the page knows their size (at most 4 MB each).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from baoguan.model.attachment import Attachment
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.rules.inventory._pack import CLIENT, INVENTORY_RULES, PAGE, present

Attachments = Block[Attachment]

_PDF = Attachment(sequence=1, kind="00000001", number="DEMO-INV-1", file_name="DEMO-INV-1.pdf")


_CLIENT_ELEMENTS: Final = (
    "导入客户端 INV101 的字段表，多个程序一致 / elements of INV101 as the import client takes it, several programs agree"
)


def name_of(attachment: Attachment) -> str:
    """The name under which a file is sent: the one given, else the last part of its path."""
    if attachment.file_name:
        return attachment.file_name
    path = attachment.path or ""
    return PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name


@INVENTORY_RULES.rule(
    # Whatever a list says about its attachments stays in the journal; a person must know that the far side gets none of it.
    "attachment.not_sent",
    over="attachments",
    fields=("file_name",),
    source=_CLIENT_ELEMENTS,
    mark=Mark.TWICE,
    severity="warning",
    zh="随附单证 {value} 不随单一窗口的核注清单报文发送：报文没有承载它的元素",
    en="attached document {value} does not travel with the Single Window message of the list, which has no element for it",
    remedy_zh="暂存后在单一窗口页面上传（PDF，每个不超过 4 MB），再申报",
    remedy_en="Save the list, upload the file on the Single Window page (PDF, at most 4 MB each), then declare",
    accepted=({},),
    refused=({"attachments": (_PDF,)}, {"attachments": (Attachment(number="DEMO-1"),)}),
)
def _not_sent(block: Attachments, _: Context) -> Iterator[Hit]:
    for i, attachment in enumerate(block.rows):
        yield Hit(i, {"value": name_of(attachment) or attachment.number or attachment.sequence or i + 1})


@INVENTORY_RULES.rule(
    "attachment.pdf",
    over="attachments",
    fields=("file_name",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    zh="随附单证文件 {value} 不是 PDF",
    en="attached file {value} is no PDF",
    remedy_zh="转换为 PDF（不超过 4 MB）",
    remedy_en="Convert it to PDF, at most 4 MB",
    accepted=({}, {"attachments": (_PDF,)}, {"attachments": (Attachment(path="DEMO.PDF"),)}),
    refused=(
        {"attachments": (Attachment(file_name="DEMO-INV-1.jpg"),)},
        {"attachments": (Attachment(path="a\\DEMO.docx"),)},
    ),
)
def _pdf(block: Attachments, _: Context) -> Iterator[Hit]:
    for i, attachment in enumerate(block.rows):
        name = name_of(attachment)
        if name and not name.lower().endswith(".pdf"):
            yield Hit(i, {"value": name})


@INVENTORY_RULES.rule(
    # The names are those of files in one archive, and the import client's computer does not tell capitals apart.
    "attachment.repeated",
    over="attachments",
    fields=("file_name",),
    source=CLIENT,
    mark=Mark.OFFICIAL,
    whole=True,
    zh="随附单证文件名 {value} 重复，第 {first} 个已用；同名文件会被覆盖",
    en="file name {value} is repeated (attachment {first} has it): one would overwrite the other",
    remedy_zh="改用不同的文件名",
    remedy_en="Give each file a name of its own",
    accepted=({}, {"attachments": (_PDF, Attachment(number="DEMO-2"), Attachment(number="DEMO-3"))}),
    refused=({"attachments": (_PDF, Attachment(file_name="demo-inv-1.PDF"))},),
)
def _repeated(block: Attachments, _: Context) -> Iterator[Hit]:
    first: dict[str, int] = {}
    for i, attachment in enumerate(block.rows):
        name = name_of(attachment).casefold()
        if name and first.setdefault(name, i) != i:
            yield Hit(i, {"value": name_of(attachment), "first": first[name] + 1})


@INVENTORY_RULES.rule(
    "attachment.folder",
    over="attachments",
    fields=("file_name",),
    source=CLIENT,
    mark=Mark.OFFICIAL,
    zh="随附单证文件名 {value} 含目录；压缩包中不能有子目录",
    en="file name {value} names a folder: the archive holds no folders",
    remedy_zh="只填文件名，文件位置填在 path",
    remedy_en="Give the bare name; where the file lies stands in path",
    accepted=({}, {"attachments": (_PDF,)}),
    refused=({"attachments": (Attachment(file_name="scans/DEMO-INV-1.pdf"),)},),
)
def _folder(block: Attachments, _: Context) -> Iterator[Hit]:
    yield from (Hit(i) for i, a in enumerate(block.rows) if a.file_name and ("/" in a.file_name or "\\" in a.file_name))


@INVENTORY_RULES.rule(
    "attachment.number",
    over="attachments",
    fields=("number",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    declare_only=True,
    zh="随附单证没有文件（结构化单证），单证编号必填",
    en="an attached document without a file needs its number",
    remedy_zh="填写单证编号，或给出 PDF 文件",
    remedy_en="Fill in number, or give a PDF file",
    accepted=({}, {"attachments": (_PDF,)}, {"attachments": (Attachment(number="DEMO-1"),)}),
    refused=({"attachments": (Attachment(kind="00000001"),)},),
)
def _number(block: Attachments, _: Context) -> Iterator[Hit]:
    yield from (Hit(i) for i, a in enumerate(block.rows) if not name_of(a) and not present(a.number))
