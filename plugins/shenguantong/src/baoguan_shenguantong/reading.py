"""Reading files without an account: what `baoguan read` shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baoguan.plugin import Codes, Json, RawReceipt, ReadFile, now
from baoguan_shenguantong.batch import document_of, open_batch, read_parts
from baoguan_shenguantong.protocol import NOTICE, PROTOCOL
from baoguan_shenguantong.receipts import decode, read_json

_NUMBERS: Final = ("number", "owner", "seq_no")


def read_file(name: str, content: bytes, codes: Codes) -> ReadFile | None:
    """A batch, a receipt or the answer to a query; None for anything else."""
    if content[:4] == b"PK\x03\x04":
        return _batch(name, content, codes)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return None
    data = read_json(content)
    if data is None or not ({"level", "known"} & data.keys()):
        return None
    receipts = tuple(decode(RawReceipt(token=name, name=name, content=content, received=now())))
    numbers: dict[str, str] = {}
    for receipt in receipts:
        numbers.update(receipt.numbers)
    return ReadFile(
        kind=f"{PROTOCOL} {data.get('level', 'answer')}", fields=_json(data), numbers=numbers, receipts=receipts, notes=(NOTICE,)
    )


def _batch(name: str, content: bytes, codes: Codes) -> ReadFile | None:
    opened = open_batch(name, content)
    if opened is None:
        return None
    manifest, files = opened
    kind = str(manifest["kind"])
    parts = read_parts(name, manifest, files, codes)
    document = document_of(name, kind, parts)
    shown: dict[str, Json] = {"manifest": _json(manifest)}
    for part in parts:
        titles = {e.path: t for e, t in zip(part.section.record.elements, part.section.titles, strict=True)}
        shown[part.name] = [_named(row, titles) for row in part.rows]
    numbers = {k: str(manifest[k]) for k in _NUMBERS if manifest.get(k)}
    packs = manifest.get("packs")
    if packs == 1:
        return ReadFile(kind=f"{PROTOCOL} {kind}", fields=shown, numbers=numbers, document=document, notes=(NOTICE,))
    current = manifest.get("pack")
    note = (
        f"第 {current} 次发送，共 {packs} 次，只有部分表体，不是一份完整的单证 / "
        f"part {current} of {packs}: some of the rows, not a document"
    )
    return ReadFile(kind=f"{PROTOCOL} {kind}", fields=shown, numbers=numbers, notes=(NOTICE, note))


def _named(values: Mapping[str, object], titles: Mapping[str, str]) -> dict[str, Json]:
    """A row under its Chinese headings."""
    out: dict[str, Json] = {}
    for path, title in titles.items():
        found: object = values
        for step in path.split("."):
            found = found.get(step) if isinstance(found, Mapping) else getattr(found, step, None)
        if found is not None:
            out[title] = str(found)
    return out


def _json(value: object) -> Json:
    if isinstance(value, dict):
        return {str(k): _json(v) for k, v in value.items() if v not in ("", None, [], {})}
    if isinstance(value, list):
        return [_json(v) for v in value]
    return str(value)
