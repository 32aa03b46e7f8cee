"""A batch: one zip with its manifest and numbered parts, made of a parcel and read back.

A batch holds at most `max_rows` body rows, counted over all its sections. A larger document goes in several batches of the same batch id,
each with the head and some of the rows: part k of n, dealt out evenly in the order of the sections.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

import attrs

from baoguan import BondedInventoryList
from baoguan.plugin import Codes, Finding, Ledger, Mark, Parcel, Step, TooLarge, Unsupported
from baoguan_shenguantong.cells import Cells
from baoguan_shenguantong.parts import damaged, read_rows, write_csv, write_xml
from baoguan_shenguantong.protocol import CODE_OF_ACT, NOTICE, PROTOCOL
from baoguan_shenguantong.settings import Settings
from baoguan_shenguantong.tables import LEFT_OUT, MODELS, SECTIONS, Section

MANIFEST: Final = "manifest.json"
MAX_UNZIPPED: Final = 512 * 1024 * 1024
MAX_RATIO: Final = 300
MAX_MEMBERS: Final = 1_000
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)

Json = dict[str, object]


class Batches:
    """Writes the batches of an account."""

    def __init__(self, settings: Settings, codes: Codes) -> None:
        self._settings = settings
        self._cells = {(kind, s.name): Cells(s, codes) for kind, sections in SECTIONS.items() for s in sections}

    def packs(self, parcel: Parcel) -> int:
        """In how many batches a document goes. Raises TooLarge beyond the limit unless `auto_split` is set."""
        if parcel.packs > 1:
            return parcel.packs
        rows = count_rows(parcel.kind, parcel.document)
        self._fits(parcel.number, rows)
        return max(-(-rows // self._settings.max_rows), 1)

    def _fits(self, number: str, rows: int) -> None:
        limit = self._settings.max_rows
        if rows > limit and not self._settings.auto_split:
            raise TooLarge(
                f"{number} 有 {rows} 行，单次发送上限 {limit} 行（各分段合计；海关 2018 年建议）",
                f"{number} has {rows} rows in all sections, more than the {limit} of one submission (advice of Customs, 2018)",
                remedy_zh="拆成多份单证，或在账户设置 auto_split = true（同一单证分多次发送，未经证实）",
                remedy_en="Divide it into several documents, or set auto_split = true (parts of the same document; unproven)",
            )

    def findings(self, kind: str, document: object, number: str) -> Iterator[Finding]:
        """All that stands against writing a document, before it is written."""
        try:
            _all_carried(kind, document)
            self._fits(number, count_rows(kind, document))
        except (Unsupported, TooLarge) as error:
            yield _finding("form", "", "", error.zh, error.en, error.remedy_zh, error.remedy_en)
        for section in SECTIONS[kind]:
            rows = cast("Sequence[object]", getattr(document, section.attribute)) if section.is_body else [document]
            for fault in self._cells[kind, section.name].faults(rows, self._encoding):
                yield _finding(
                    "text",
                    f"{section.attribute}[{fault.row}].{fault.path}" if section.is_body else fault.path,
                    fault.value,
                    f"“{fault.title}”含有{fault.zh}",
                    f"{fault.title} {fault.en}",
                    fault.remedy_zh,
                    fault.remedy_en,
                )

    @property
    def _encoding(self) -> str:
        return self._settings.encoding if self._settings.format == "csv" else "utf-8"

    def write(self, parcel: Parcel, owner: str) -> bytes:
        """The zip of a parcel. Raises Unsupported for what no section carries, UnusableInput for characters that cannot be written."""
        _all_carried(parcel.kind, parcel.document)
        files = list(self._files(parcel))
        manifest = self._manifest(parcel, owner, files)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            for name, content in [(MANIFEST, text), *((f.name, f.content) for f in files)]:
                archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def _files(self, parcel: Parcel) -> Iterator[_File]:
        head, *body = SECTIONS[parcel.kind]
        yield self._file(parcel.kind, head, [parcel.document], "HEAD", 1)
        total = count_rows(parcel.kind, parcel.document)
        start, end = (parcel.pack - 1) * total // parcel.packs, parcel.pack * total // parcel.packs
        size, before = self._settings.rows_per_part, 0
        for section in body:
            rows = cast("Sequence[object]", getattr(parcel.document, section.attribute))
            low, high = max(start - before, 0), min(end - before, len(rows))
            for number, first in enumerate(range(low, high, size), 1):
                some = rows[first : min(first + size, high)]
                yield self._file(parcel.kind, section, some, f"{section.name}-{number:03d}", first + 1)
            before += len(rows)

    def _file(self, kind: str, section: Section, rows: Sequence[object], stem: str, first: int) -> _File:
        settings = self._settings
        encoding = self._encoding
        texts = self._cells[kind, section.name].rows(rows, first, encoding)
        content = write_csv(section, texts, encoding) if settings.format == "csv" else write_xml(section, texts)
        return _File(name=f"{stem}.{settings.format}", section=section, first=first, rows=len(rows), content=content)

    def _manifest(self, parcel: Parcel, owner: str, files: Sequence[_File]) -> Json:
        settings = self._settings
        return {
            "protocol": PROTOCOL,
            "notice": NOTICE,
            "exchange_id": parcel.exchange_id,
            "batch_id": f"{parcel.number}-{parcel.act}{parcel.change_count}-{parcel.step}-{parcel.created:%Y%m%d%H%M%S%f}",
            "pack": parcel.pack,
            "packs": parcel.packs,
            "kind": parcel.kind,
            "act": CODE_OF_ACT[parcel.act],
            "change_count": parcel.change_count,
            "declare": int(parcel.step is Step.DECLARE),
            "owner": owner,
            "number": parcel.number,
            "seq_no": getattr(parcel.document, "seq_no", None) or "",
            "operator": {
                "customs_code": settings.customs_code,
                "credit_code": settings.credit_code,
                "name": settings.name,
                "card_no": settings.card_no,
            },
            "format": settings.format,
            "encoding": self._encoding,
            "rows": sum(f.rows for f in files if f.section.is_body),
            "total_rows": count_rows(parcel.kind, parcel.document),
            "created": parcel.created.isoformat(),
            "parts": [
                {
                    "no": number,
                    "of": len(files),
                    "name": f.name,
                    "section": f.section.name,
                    "first_row": f.first,
                    "rows": f.rows,
                    "sha256": hashlib.sha256(f.content).hexdigest(),
                    "protocol": PROTOCOL,
                }
                for number, f in enumerate(files, 1)
            ],
        }


@attrs.frozen(kw_only=True)
class _File:
    name: str
    section: Section
    first: int
    rows: int
    content: bytes


def count_rows(kind: str, document: object) -> int:
    """Body rows of a whole document, over all sections."""
    return sum(len(getattr(document, s.attribute)) for s in SECTIONS[kind] if s.is_body)


def _all_carried(kind: str, document: object) -> None:
    for attribute, title in LEFT_OUT[kind].items():
        if getattr(document, attribute):
            raise Unsupported(
                f"深关通通道（{PROTOCOL}）没有承载“{title}”的分段",
                f"the 深关通 channel ({PROTOCOL}) has no section for {attribute}",
                remedy_zh="此单证请经单一窗口通道申报",
                remedy_en="Declare this document through the Single Window channel",
            )


def _finding(rule: str, path: str, value: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Finding:
    return Finding(
        rule=f"shenguantong.{rule}",
        severity="error",
        path=path,
        value=value,
        zh=zh,
        en=en,
        remedy_zh=remedy_zh,
        remedy_en=remedy_en,
        source=f"{PROTOCOL}: {NOTICE}",
        mark=Mark.INFERRED,
    )


# -- reading -----------------------------------------------------------------------------------------------------------


def open_batch(name: str, content: bytes) -> tuple[Json, Mapping[str, bytes]] | None:
    """Manifest and files of a batch; None for a zip that has no manifest of ours. Raises DecodeError for one that is damaged: files that are
    missing, of another sha256, or that unpack to more than any batch holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            found = next((m for m in members if m.filename == MANIFEST), None)
            if found is None:
                return None
            if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNZIPPED:
                raise damaged(name, "过大，疑似压缩炸弹", "is too large and looks like a bomb")
            if any(m.file_size > MAX_RATIO * max(m.compress_size, 4096) for m in members):
                raise damaged(name, "压缩率异常，疑似压缩炸弹", "is packed beyond reason and looks like a bomb")
            files = {m.filename: archive.read(m) for m in members}
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, zlib.error) as error:
        if MANIFEST.encode() not in content:
            return None
        raise damaged(name, f"无法解压：{error}", f"cannot be unpacked: {error}") from error
    manifest = _manifest_of(name, files.pop(MANIFEST))
    if manifest is None:
        return None
    for part in _parts(name, manifest):
        held = files.get(str(part.get("name")))
        if held is None:
            raise damaged(name, f"缺少分件 {part.get('name')}", f"lacks the part {part.get('name')}")
        if hashlib.sha256(held).hexdigest() != part.get("sha256"):
            raise damaged(name, f"分件 {part.get('name')} 的 sha256 不符", f"has another sha256 in the part {part.get('name')}")
    return manifest, files


def _manifest_of(name: str, content: bytes) -> Json | None:
    try:
        data: object = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise damaged(name, f"的 {MANIFEST} 不是 JSON：{error}", f"has a {MANIFEST} that is no JSON: {error}") from None
    if not isinstance(data, dict) or "protocol" not in data:
        return None
    if data["protocol"] != PROTOCOL:
        raise damaged(
            name, f"的格式是 {data['protocol']!r}，只认识 {PROTOCOL}", f"is in {data['protocol']!r}; only {PROTOCOL} is known"
        )
    if data.get("kind") not in SECTIONS:
        raise damaged(name, f"的单证种类 {data.get('kind')!r} 不认识", f"is of the unknown kind {data.get('kind')!r}")
    return data


def _parts(name: str, manifest: Json) -> list[Json]:
    parts = manifest.get("parts")
    if not isinstance(parts, list) or not parts or not all(isinstance(p, dict) for p in parts):
        raise damaged(name, "的清单文件没有分件", "names no parts in its manifest")
    return parts


@attrs.frozen(kw_only=True)
class ReadPart:
    """A part as it was read: constructor arguments of each row."""

    name: str
    section: Section
    rows: list[dict[str, object]]


def read_parts(name: str, manifest: Json, files: Mapping[str, bytes], codes: Codes) -> list[ReadPart]:
    """The parts of a batch in their order. Raises DecodeError for a section that there is not, and for rows that cannot be read."""
    sections = {s.name: s for s in SECTIONS[str(manifest["kind"])]}
    encoding, out = str(manifest.get("encoding")), []
    for part in _parts(name, manifest):
        section, file = sections.get(str(part.get("section"))), str(part["name"])
        if section is None:
            raise damaged(name, f"的分段 {part.get('section')!r} 不认识", f"has the unknown section {part.get('section')!r}")
        out.append(ReadPart(name=file, section=section, rows=read_rows(section, file, files[file], encoding, codes)))
    return out


def document_of(name: str, kind: str, parts: Sequence[ReadPart]) -> BondedInventoryList | Ledger:
    """The document of a batch, or what it carries of one. Raises DecodeError without exactly one head."""
    heads = [row for part in parts if not part.section.is_body for row in part.rows]
    if len(heads) != 1:
        raise damaged(name, f"应恰有一行表头，实有 {len(heads)} 行", f"must have exactly one row of head, has {len(heads)}")
    values = dict(heads[0])
    for section in SECTIONS[kind]:
        if section.is_body:
            rows = [row for part in parts if part.section is section for row in part.rows]
            values[section.attribute] = tuple(section.record.model(**row) for row in rows)
    document: BondedInventoryList | Ledger = MODELS[kind](**values)
    return document
