"""What comes back: statements of the far side as receipts, one to a file, or several in the answer to a query."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from baoguan.plugin import DecodeError, Outcome, RawReceipt, Receipt, decode_text, read_time
from baoguan_shenguantong.protocol import ACTS, APPROVALS, KINDS, LEVELS, PROTOCOL

_DIGITS: Final = 9
_NUMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "inventory": ("seq_no", "list_no", "number", "owner"),
    "ledger": ("seq_no", "ledger_no", "number", "owner"),
}
_ANSWERS: Final = frozenset({"ACCEPTED", "DUPLICATE", "REFUSED"})
"""Levels that answer one exchange. They carry no customs time, by which only the statements about the document are ordered."""


def read_json(content: bytes) -> dict[str, object] | None:
    """The object of a receipt or answer of this format; None for anything else."""
    try:
        data: object = json.loads(decode_text(content).removeprefix("\ufeff"))
    except (ValueError, RecursionError, DecodeError):
        return None
    return data if isinstance(data, dict) and data.get("protocol") == PROTOCOL else None


def decode(raw: RawReceipt) -> list[Receipt]:
    """The receipts of one raw row. Raises DecodeError for what is no receipt of this format."""
    data = read_json(raw.content)
    if data is None:
        raise _bad(raw.name, f"不是 {PROTOCOL} 的回执", f"is no receipt in {PROTOCOL}")
    if "known" in data:
        return [_receipt(raw.name, one) for one in _objects(raw.name, data.get("receipts", []), "receipts")]
    return [_receipt(raw.name, data)]


def _receipt(name: str, data: Mapping[str, object]) -> Receipt:
    level, kind, code = _text(data, "level"), _text(data, "kind"), _text(data, "code")
    if not level or kind not in KINDS:
        raise _bad(name, f"缺少 level 或 kind 不认识（{kind!r}）", f"lacks level, or its kind {kind!r} is unknown")
    answers = level in _ANSWERS
    packs = _integer(data.get("packs"))
    said = _text(data, "act")
    return Receipt(
        kind=kind,
        source=level,
        outcome=_outcome(level, kind, code, data, packs),
        code=code,
        texts=_texts(name, data),
        exchange_id=(_text(data, "exchange_id") or None) if answers else None,
        numbers={n: text for n in _NUMBERS[kind] if (text := _text(data, n))},
        act=None if answers else ACTS.get(said),
        change_count=None if answers else _integer(data.get("change_count")),
        customs_time=None if answers else _time(name, _text(data, "time")),
        pack=_integer(data.get("pack")),
        packs=packs,
    )


def _outcome(level: str, kind: str, code: str, data: Mapping[str, object], packs: int | None) -> Outcome:
    outcome = LEVELS.get(level, Outcome.INFORMED)
    if outcome is Outcome.ACCEPTED and data.get("declare") == 0:
        return Outcome.SAVED
    if outcome is Outcome.APPROVED:
        return APPROVALS.get((kind, code), outcome)
    if outcome is Outcome.STORED and (packs or 1) > 1:
        # One part of several: the document is stored when a statement about the whole says so.
        return Outcome.INFORMED
    return outcome


def _texts(name: str, data: Mapping[str, object]) -> tuple[str, ...]:
    """The far side's words: its text, then each row at fault with section, row and field."""
    whole = _text(data, "text")
    rows = (
        f"{_text(e, 'section')} 第 {e.get('row')} 行 row {e.get('row')}，{_text(e, 'field')}：{_text(e, 'text')}"
        for e in _objects(name, data.get("errors", []), "errors")
    )
    return tuple(t for t in (whole, *rows) if t)


def _objects(name: str, value: object, key: str) -> Sequence[Mapping[str, object]]:
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise _bad(name, f"的 {key} 应为对象列表", f"has {key} that is no list of objects")
    return value


def _text(data: Mapping[str, object], key: str) -> str:
    value = data.get(key)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**_DIGITS else None


def _time(name: str, text: str) -> datetime:
    try:
        return read_time(text)
    except ValueError:
        raise _bad(name, f"的时间 {text!r} 无法识别", f"has the unreadable time {text!r}") from None


def _bad(name: str, zh: str, en: str) -> DecodeError:
    return DecodeError(
        f"回执 {name} {zh}",
        f"receipt {name} {en}",
        remedy_zh="原文已保存；用 baoguan read 查看，修复后 baoguan replay",
        remedy_en="The bytes are kept; look at it with `baoguan read`, and `baoguan replay` once fixed",
    )
