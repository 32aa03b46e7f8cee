"""Reading files without an account: what `baoguan read` shows."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from typing import Final

import attrs
from lxml import etree

from baoguan.plugin import Codes, DecodeError, RawReceipt, ReadFile, Receipt, descend, fields_of, find, local, now, parse_xml
from baoguan_singlewindow.amendment.message import AmendmentReader
from baoguan_singlewindow.amendment.tables import ROOT as AMENDMENT
from baoguan_singlewindow.booked import booked_rows
from baoguan_singlewindow.customs_tables import read_basic
from baoguan_singlewindow.declaration.message import ROOT as DECLARATION
from baoguan_singlewindow.declaration.message import DeclarationReader
from baoguan_singlewindow.dxp import MESSAGE, read_envelope
from baoguan_singlewindow.inventory import ROOT, read_inventory
from baoguan_singlewindow.ledger.message import find_ledger, read_ledger
from baoguan_singlewindow.receipts import decode, kind_of, references
from baoguan_singlewindow.write_off.message import WriteOffReader, find_write_off

MAX_UNZIPPED: Final = 256 * 1024 * 1024
MAX_RATIO: Final = 200
MAX_MEMBERS: Final = 64
_BEFORE_XML: Final = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_AMENDMENT_NUMBERS: Final = (("DecModSeqNo", "seq_no"), ("EntryId", "entry_no"), ("DecSeqNo", "declaration_seq_no"))
_LEDGER_NUMBERS: Final = (("EtpsPreentNo", "number"), ("SeqNo", "seq_no"), ("EmlNo", "ledger_no"), ("EmsNo", "ledger_no"))
_WRITE_OFF_NUMBERS: Final = (("emlNo", "ledger_no"), ("emsNo", "ledger_no"))
_DECLARATION_NUMBERS: Final = (("ClientSeqNo", "number"), ("SeqNo", "seq_no"), ("EntryId", "entry_no"), ("ManualNo", "ledger_no"))
_NUMBERS: Final = (("EtpsInnerInvtNo", "number"), ("SeqNo", "seq_no"), ("BondInvtNo", "list_no"), ("PutrecNo", "ledger_no"))


def read_file(name: str, content: bytes, codes: Codes) -> ReadFile | None:
    """A message or receipt; None for bytes that are neither zip nor XML."""
    if content[:4] == b"PK\x03\x04":
        name, content = unzip(name, content)
    elif not _may_be_xml(content):
        return None
    root = parse_xml(content)
    if local(root) == MESSAGE:
        return _wrapped(name, root, codes)
    fields = {local(root): fields_of(root)}
    message = descend(root, ROOT)
    if message is not None:
        packs = _text_of(root, "total_pocket_qty")
        part = packs not in ("", "1")
        document = read_inventory(root, codes)
        numbers = {
            ours: text for theirs, ours in _NUMBERS if (node := descend(message, theirs)) is not None and (text := _text(node))
        }
        if part:
            current = _text_of(root, "cur_pocket_no")
            note = f"第 {current} 包，共 {packs} 包，只有部分表体，不是一份完整的清单 / pack {current} of {packs}: some of the lines, not a list"
            return ReadFile(kind="INV101", fields=fields, numbers=numbers, notes=(note,))
        return ReadFile(kind="INV101", fields=fields, numbers=numbers, document=document)
    if (declared := descend(root, DECLARATION)) is not None:
        return ReadFile(kind=DECLARATION, fields=fields, numbers=_numbers(declared), document=DeclarationReader(codes).read(root))
    if (amended := descend(root, AMENDMENT)) is not None:
        numbers = _numbers(amended, _AMENDMENT_NUMBERS)
        return ReadFile(kind=AMENDMENT, fields=fields, numbers=numbers, document=AmendmentReader(codes).read(root))
    if (found := find_ledger(root)) is not None:
        book, held = found
        head = find(held, book.head.tag)
        numbers = _numbers(head if head is not None else held, _LEDGER_NUMBERS)
        return ReadFile(kind=book.message, fields=fields, numbers=numbers, document=read_ledger(root, codes))
    if (written_off := find_write_off(root)) is not None:
        written, held = written_off
        numbers = _numbers(held, _WRITE_OFF_NUMBERS)
        return ReadFile(kind=written.root, fields=fields, numbers=numbers, document=WriteOffReader(codes).read(root))
    known = kind_of(root)
    if not known:
        return ReadFile(kind=_name(root), fields=fields)
    body = descend(root, known)
    described = read_basic(body, codes) if body is not None else None
    receipts: tuple[Receipt, ...] = tuple(decode(RawReceipt(token=name, name=name, content=content, received=now())))
    rows = booked_rows(root, receipts[0].customs_time if receipts else None)
    return ReadFile(kind=known, fields=fields, numbers=references(receipts), receipts=receipts, described=described, booked=rows)


def _may_be_xml(content: bytes) -> bool:
    """Whether the bytes begin as XML does, in one byte or two a character."""
    return content.lstrip(_BEFORE_XML)[:1] == b"<" or b"<\x00" in content[:8]


def _wrapped(name: str, root: etree._Element, codes: Codes) -> ReadFile:
    """What a DXP envelope holds, under the envelope's own fields; what cannot be unfolded is shown as it stands."""
    envelope = read_envelope(root)
    inner = parse_xml(envelope.content) if _may_be_xml(envelope.content) else None
    held = read_file(envelope.file_name or name, envelope.content, codes) if inner is not None and local(inner) != MESSAGE else None
    if held is None:
        return ReadFile(kind=MESSAGE, fields={MESSAGE: fields_of(root)})
    data = find(root, "Data")
    if data is not None:
        # Removing it would take away the text behind it.
        data[:], data.text = [], None
    assert isinstance(held.fields, dict)
    return attrs.evolve(held, fields={MESSAGE: fields_of(root), **held.fields})


def unzip(name: str, content: bytes) -> tuple[str, bytes]:
    """The one XML of a zip. Raises DecodeError for folders, path names, bombs and anything but one XML beside PDFs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise _bad(name, f"含 {len(members)} 个文件", f"holds {len(members)} files")
            for member in members:
                if (
                    "/" in member.filename
                    or "\\" in member.filename
                    or ":" in member.filename
                    or member.filename in ("", ".", "..")
                ):
                    raise _bad(name, f"含文件夹或路径 {member.filename!r}", f"holds a folder or path {member.filename!r}")
            xmls = [m for m in members if m.filename.lower().endswith(".xml")]
            if len(xmls) != 1:
                raise _bad(name, f"应恰有一个 XML，实有 {len(xmls)} 个", f"must hold exactly one XML, holds {len(xmls)}")
            inner = xmls[0]
            if inner.file_size > MAX_UNZIPPED or inner.file_size > MAX_RATIO * max(inner.compress_size, 1024):
                raise _bad(
                    name,
                    f"解压后 {inner.file_size} 字节，疑似压缩炸弹",
                    f"unpacks to {inner.file_size} bytes, which looks like a bomb",
                )
            with archive.open(inner) as stream:
                data = stream.read(inner.file_size + 1)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, zlib.error) as error:
        raise _bad(name, f"无法解压：{error}", f"cannot be unpacked: {error}") from error
    if len(data) != inner.file_size:
        raise _bad(name, "解压后的大小与目录不符", "unpacks to another size than its directory says")
    return inner.filename, data


def _bad(name: str, zh: str, en: str) -> DecodeError:
    return DecodeError(
        f"压缩包 {name} {zh}",
        f"the zip {name} {en}",
        remedy_zh="ZIP 内只放一个 XML（及其 PDF），不含文件夹",
        remedy_en="A zip holds one XML (and its PDFs), no folder",
    )


def _numbers(message: etree._Element, names: Sequence[tuple[str, str]] = _DECLARATION_NUMBERS) -> dict[str, str]:
    found = {ours: descend(message, theirs) for theirs, ours in names}
    return {ours: text for ours, node in found.items() if node is not None and (text := _text(node))}


def _name(root: etree._Element) -> str:
    business = descend(root, "BussinessData")
    return local(business[0]) if business is not None and len(business) else local(root)


def _text_of(root: etree._Element, name: str) -> str:
    node = descend(root, name)
    return _text(node) if node is not None else ""


def _text(node: etree._Element) -> str:
    return (node.text or "").strip()
