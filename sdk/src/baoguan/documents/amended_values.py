"""Single values of an amendment: fields of a declaration as the texts of items, and items applied to a declaration."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar, cast

import attrs

from baoguan.codes import Codes
from baoguan.errors import UnusableInput
from baoguan.model.amendment import AmendedRow, AmendmentItem
from baoguan.model.amendment_fields import PARTS, FieldCode, Known, codes_of, cuts_of, field_of
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.fields import Term, Value, paths, value_at
from baoguan.model.party import Party

T = TypeVar("T")
Pieces = dict[int, tuple[FieldCode, str]]
"""Where a piece of a field's text begins -> its code and its new text; one piece, from 0, where a code names the whole."""

_DATE: Final = "%Y%m%d"
_GOODS: Final = "goods"
_NAME_LENGTH: Final = 50
"""Of 修改字段中文名."""
_OVER: Final[Mapping[str, str]] = {kind.value: over for over, (_, kind) in PARTS.items() if kind is not None}
_NOT_OF_CUSTOMS: Final = frozenset({"carried", "path"})
_PATH: Final = re.compile(r"(?:(?P<over>goods|containers|licence_documents)\.)?(?P<path>.+)")


def text_of(value: Value) -> str:
    """A value as a declaration's message writes it; '' for none."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.strftime(_DATE) if isinstance(value, date) else str(value)


def differs(before: object, after: object, path: str) -> bool:
    """Whether a field says another thing. Equal numbers are equal, whatever decimals they were typed with."""
    old, new = value_at(before, path), value_at(after, path)
    return old != new and text_of(old) != text_of(new)


def value_of(text: str, term: Term) -> Value:
    """The value of a text. Raises UnusableInput for a text that is none."""
    if text == "":
        return None
    try:
        if term.kind == "decimal":
            return Decimal(text)
        if term.kind == "integer":
            return int(text)
        return datetime.strptime(text, _DATE).date() if term.kind == "date" else text  # noqa: DTZ007  a date has no zone
    except (ValueError, InvalidOperation):
        raise UnusableInput(
            f"{term.zh}：修撤单中的值 {text!r} 读不出来",
            f"{term.en}: the value {text!r} of the amendment cannot be read",
            remedy_zh="核对修撤单的原值和新值",
            remedy_en="Check the old and new values of the amendment",
        ) from None


def row_fields(over: str, place: int) -> AmendedRow:
    """The row of a part of the declaration, as items name it."""
    kind = PARTS[over][1]
    return AmendedRow(number=str(place), kind=kind.value if kind is not None else None)


def item_for(code: FieldCode, old: str, new: str, row: AmendedRow | None, lists: Codes | None) -> AmendmentItem | None:
    """The item by which a field changes; None where the piece that the code names stays as it is."""
    cut = slice(code.start, code.stop)
    was, becomes = old[cut], new[cut]
    if was == becomes:
        return None
    term = _term(code)
    return AmendmentItem(
        field_code=code.code,
        field_name=term.zh[:_NAME_LENGTH] if term is not None else code.name[:_NAME_LENGTH],
        old_value=was or None,
        new_value=becomes or None,
        old_name=_name(term, was, lists),
        new_name=_name(term, becomes, lists),
        row=row,
        path=code.name,
    )


def _term(code: FieldCode) -> Term | None:
    return paths(PARTS[code.over][0]).get(code.path)


def _name(term: Term | None, value: str, lists: Codes | None) -> str | None:
    """The words for a coded value, where a list has any."""
    if term is None or not value:
        return None
    if isinstance(term.codes, type):
        return next((m.zh for m in term.codes if m.value == value), None)
    found = lists[term.codes].get(value) if lists is not None and term.codes else None
    return found.name_zh if found is not None else None


def plain(value: object) -> object:
    """A section without what only a message or a folder knows."""
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    model: type = type(value)
    if attrs.has(model):
        filled = {a.name: plain(getattr(value, a.name)) for a in attrs.fields(model) if a.name not in _NOT_OF_CUSTOMS}
        return {k: v for k, v in filled.items() if v not in (None, [], {})}
    return value


# ----------------------------------------------------------------------------------------------------------------------


def amended(before: CustomsDeclaration, items: Iterable[AmendmentItem]) -> CustomsDeclaration:
    """The declaration with items applied. Raises UnusableInput for an item whose field or row is not known."""
    head: dict[str, Pieces] = {}
    rows: dict[str, dict[int, dict[str, Pieces]]] = {}
    for item in items:
        code = _field(item, before.direction)
        place = _place(item) if code.over else 0
        fields = rows.setdefault(code.over, {}).setdefault(place, {}) if code.over else head
        fields.setdefault(code.path, {})[code.start] = (code, item.new_value or "")
    changed = _applied(before, "", head)
    for over, by_place in rows.items():
        changed = _with(changed, over, _rows(changed, over, by_place))
    return changed


def _field(item: AmendmentItem, direction: str | None) -> FieldCode:
    """The field that an item names: by our own path where it has one, else by the code of the table."""
    code = item.field_code or ""
    match = _PATH.fullmatch(item.path or "")
    if match is not None and match["path"] in paths(PARTS[match["over"] or ""][0]):
        over, path = match["over"] or "", match["path"]
        given = FieldCode(code=code, over=over, path=path, known=Known.GIVEN)
        return next((f for f in codes_of(over, path, direction) if f.code == code), given)
    part = _OVER.get(item.row.kind or "") if item.row is not None else ""
    known = field_of(code, part, direction) if part is not None else None
    if known is not None:
        return known
    raise UnusableInput(
        f"修撤单字段 {code} 不知对应报关单的哪个字段",
        f"it is not known which field of the declaration {code} is",
        remedy_zh="给出海关现有内容的完整报关单",
        remedy_en="Give the whole declaration as Customs has it",
    )


def _place(item: AmendmentItem) -> int:
    number = item.row.number if item.row is not None else None
    if number is None or not number.isascii() or not number.isdigit() or int(number) < 1:
        raise UnusableInput(
            f"修撤单字段 {item.field_code} 的表体序号 {number!r} 不是行号",
            f"{number!r} of {item.field_code} is no number of a row",
            remedy_zh="核对表体序号",
            remedy_en="Check the number of the row",
        )
    return int(number)


def _rows(document: CustomsDeclaration, over: str, by_place: Mapping[int, Mapping[str, Pieces]]) -> tuple[object, ...]:
    present: list[object] = list(getattr(document, over))
    places = {line.line_no or n: n for n, line in enumerate(document.goods, 1)} if over == _GOODS else {}
    model = PARTS[over][0]
    emptied: set[int] = set()
    for number in sorted(by_place):
        place = places.get(number, number if over != _GOODS else 0)
        if place == len(present) + 1 and over != _GOODS:
            present.append(model())
        if not 1 <= place <= len(present):
            raise UnusableInput(
                f"报关单没有第 {number} 行（{over}）",
                f"the declaration has no row {number} of {over}",
                remedy_zh="核对表体序号",
                remedy_en="Check the number of the row",
            )
        present[place - 1] = _applied(present[place - 1], over, by_place[number])
        if over != _GOODS and not any(text_of(value_at(present[place - 1], path)) for path in _coded(over)):
            emptied.add(place)
    return tuple(row for place, row in enumerate(present, 1) if place not in emptied)


def _coded(over: str) -> list[str]:
    return [path for path, term in paths(PARTS[over][0]).items() if term.kind != "lines"]


def _applied(record: T, over: str, fields: Mapping[str, Pieces]) -> T:
    """A record with the fields of items; a text of which items name pieces is put together from them."""
    for path, pieces in fields.items():
        text = _joined(text_of(value_at(record, path)), pieces, cuts_of(over, path))
        record = _set(record, path, value_of(text, paths(PARTS[over][0])[path]))
    return record


def _joined(text: str, pieces: Pieces, cuts: Sequence[tuple[int, int | None]]) -> str:
    whole = pieces.get(0)
    if whole is not None and whole[0].stop is None:
        return whole[1]
    return "".join(pieces[start][1] if start in pieces else text[start:stop] for start, stop in cuts)


def _set(record: T, path: str, value: Value) -> T:
    first, _, rest = path.partition(".")
    if rest:
        return _with(record, first, _with(getattr(record, first) or Party(), rest, value))
    return _with(record, first, value)


def _with(record: T, name: str, value: object) -> T:
    evolve = cast("Callable[..., T]", attrs.evolve)
    return evolve(record, **{name: value})
