"""Amendments from declarations: what differs between two of them as items, and what items make of a declaration.

Values stand as the message of a declaration writes them. A field without a code, a goods line too many or too few, or a difference in a
part that items cannot name is told by its name; nothing is left out silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs

from baoguan.codes import Codes
from baoguan.documents.amended_values import differs, item_for, plain, row_fields, text_of
from baoguan.errors import Finding, InvalidDocument, UnusableInput
from baoguan.model.amendment import AmendedRow, Amendment, AmendmentItem, Confirmation
from baoguan.model.amendment_codes import AmendmentType, ReviewMark
from baoguan.model.amendment_fields import PARTS, codes_of
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import DeclarationGoods
from baoguan.model.fields import Term, paths, terms, value_at

SOURCE: Final = (
    "修撤单报文说明中的字段名，其余按命名推断 / field names in the description of the amendment, others inferred from them"
)

_NOT_COMPARED: Final = frozenset({"internal_number", "signature", "carried", "printed_on", "risk", "path"})
"""What belongs to a message or to us, and nothing that Customs would change."""

_KEYS: Final[Mapping[str, tuple[str, ...]]] = {"containers": ("number",), "licence_documents": ("kind", "number")}
"""By what rows are the same where some were taken away."""


@attrs.frozen(kw_only=True)
class Comparison:
    """What differs: as items, and what no item can say."""

    items: tuple[AmendmentItem, ...]
    findings: tuple[Finding, ...]


def compare(
    before: CustomsDeclaration, after: CustomsDeclaration, *, codes: Mapping[str, str] | None = None, lists: Codes | None = None
) -> Comparison:
    """The differences of two declarations. `codes` are field codes that the user knows, by field (`goods.brand`); `lists` name coded
    values."""
    found = list(_differences(before, after, codes or {}, lists))
    items = [each for each in found if isinstance(each, AmendmentItem)]
    return Comparison(
        items=tuple(attrs.evolve(item, number=n) for n, item in enumerate(items, 1)),
        findings=tuple(each for each in found if isinstance(each, Finding)),
    )


def amendment_of(
    before: CustomsDeclaration,
    after: CustomsDeclaration,
    *,
    number: str,
    reason: str,
    review: str = ReviewMark.OTHER.value,
    codes: Mapping[str, str] | None = None,
    lists: Codes | None = None,
) -> Amendment:
    """The request to change a declaration into another.

    Raises InvalidDocument naming everything that an amendment cannot say, UnusableInput when nothing differs.
    """
    found = compare(before, after, codes=codes, lists=lists)
    if found.findings:
        raise InvalidDocument(found.findings)
    if not found.items:
        raise UnusableInput(
            "两份报关单没有不同，无可修改",
            "the two declarations do not differ: there is nothing to change",
            remedy_zh="给出修改后的完整报关单；撤销用 --withdraw",
            remedy_en="Give the whole declaration as it shall be; withdraw it with --withdraw",
        )
    return attrs.evolve(_request(before, number, reason, review), amendment_type=AmendmentType.CHANGE.value, items=found.items)


def withdrawal_of(declaration: CustomsDeclaration, *, number: str, reason: str, review: str = ReviewMark.OTHER.value) -> Amendment:
    """The request to withdraw a declaration (撤销)."""
    return attrs.evolve(_request(declaration, number, reason, review), amendment_type=AmendmentType.WITHDRAWAL.value)


def confirmation_of(
    declaration: CustomsDeclaration,
    confirmation: Confirmation,
    *,
    number: str,
    reason: str,
    withdrawal: bool = False,
    review: str = ReviewMark.OTHER.value,
) -> Amendment:
    """The answer to a change, or a withdrawal, that Customs started."""
    kind = AmendmentType.WITHDRAWAL if withdrawal else AmendmentType.CHANGE
    said = attrs.evolve(confirmation, entry_no=confirmation.entry_no or declaration.entry_no)
    return attrs.evolve(_request(declaration, number, reason, review), amendment_type=kind.value, confirmation=said)


def _request(declaration: CustomsDeclaration, number: str, reason: str, review: str) -> Amendment:
    return Amendment(
        internal_number=number,
        entry_no=declaration.entry_no,
        declaration_seq_no=declaration.seq_no,
        customs_office=declaration.customs_office,
        trader=declaration.trader,
        declarant=declaration.declarant,
        direction=declaration.direction,
        reason=reason,
        review=review,
    )


# ----------------------------------------------------------------------------------------------------------------------


def _differences(
    before: CustomsDeclaration, after: CustomsDeclaration, codes: Mapping[str, str], lists: Codes | None
) -> Iterator[AmendmentItem | Finding]:
    direction = before.direction
    yield from _record("", before, after, None, direction, codes, lists)
    yield from _goods(before, after, codes, lists)
    for over in _KEYS:
        yield from _rows(over, getattr(before, over), getattr(after, over), direction, codes, lists)
    for name in _sections(CustomsDeclaration):
        if plain(getattr(before, name)) != plain(getattr(after, name)):
            yield _unsayable(name, _title(CustomsDeclaration, name), "")


def _sections(model: type) -> Iterator[str]:
    """Parts of a record that are no single fields and that items cannot name."""
    flat = {path.partition(".")[0] for path in paths(model)}
    for field in attrs.fields(model):
        if field.name not in flat | _NOT_COMPARED and field.name not in PARTS:
            yield field.name


def _record(
    over: str,
    before: object,
    after: object,
    row: AmendedRow | None,
    direction: str | None,
    codes: Mapping[str, str],
    lists: Codes | None,
) -> Iterator[AmendmentItem | Finding]:
    """The fields of a record that differ."""
    model = PARTS[over][0]
    for path, term in paths(model).items():
        if path in _NOT_COMPARED or (over == "goods" and path == "line_no") or not differs(before, after, path):
            continue
        old, new = text_of(value_at(before, path)), text_of(value_at(after, path))
        if term.system:
            if new:
                yield _another(path, term, new)
            continue
        known = codes_of(over, path, direction, codes)
        if not known:
            place = f"{over}[{row.number}].{path}" if row is not None else path
            yield _unsayable(place, term, new, name=f"{over}.{path}" if over else path)
        for code in known:
            item = item_for(code, old, new, row, lists)
            if item is not None:
                yield item


def _goods(
    before: CustomsDeclaration, after: CustomsDeclaration, codes: Mapping[str, str], lists: Codes | None
) -> Iterator[AmendmentItem | Finding]:
    old, new = _numbered(before.goods), _numbered(after.goods)
    for number in sorted(old.keys() ^ new.keys()):
        gone = number in old
        yield Finding(
            rule="amendment.goods-line",
            severity="error",
            path=f"goods[{number}]",
            value=str(number),
            zh=f"修撤单不能{'删除' if gone else '增加'}商品项：第 {number} 项",
            en=f"an amendment cannot {'remove' if gone else 'add'} a goods line: line {number}",
            remedy_zh="撤销报关单（--withdraw）后重新申报",
            remedy_en="Withdraw the declaration (--withdraw) and declare anew",
            source=SOURCE,
            mark="inferred",
        )
    for number in sorted(old.keys() & new.keys()):
        row = row_fields("goods", number)
        yield from _record("goods", old[number], new[number], row, before.direction, codes, lists)
        for name in _sections(DeclarationGoods):
            if plain(getattr(old[number], name)) != plain(getattr(new[number], name)):
                yield _unsayable(f"goods[{number}].{name}", _title(DeclarationGoods, name), "")


def _numbered(goods: Sequence[DeclarationGoods]) -> dict[int, DeclarationGoods]:
    """Lines by number. Raises UnusableInput for one given twice."""
    out = {line.line_no or place: line for place, line in enumerate(goods, 1)}
    if len(out) != len(goods):
        raise UnusableInput(
            "商品序号重复",
            "a line number is given twice",
            remedy_zh="baoguan check 检查报关单",
            remedy_en="`baoguan check` the declaration",
        )
    return out


def _rows(
    over: str,
    before: Sequence[object],
    after: Sequence[object],
    direction: str | None,
    codes: Mapping[str, str],
    lists: Codes | None,
) -> Iterator[AmendmentItem | Finding]:
    """Rows by their place: a row that is new has no old values, one that was taken away no new ones."""
    empty = PARTS[over][0]()
    for place, (old, new) in enumerate(_pairs(over, before, after), 1):
        yield from _record(over, old or empty, new or empty, row_fields(over, place), direction, codes, lists)


def _pairs(over: str, before: Sequence[object], after: Sequence[object]) -> list[tuple[object | None, object | None]]:
    """Which row became which. Where rows are missing and the others are known by their key, the missing ones were taken away."""
    longest = max(len(before), len(after))
    in_place = [(before[n] if n < len(before) else None, after[n] if n < len(after) else None) for n in range(longest)]
    if len(after) >= len(before):
        return list(in_place)
    out: list[tuple[object | None, object | None]] = []
    left = list(after)
    for row in before:
        same = left and all(getattr(row, k) == getattr(left[0], k) for k in _KEYS[over])
        out.append((row, left.pop(0) if same else None))
    return list(in_place) if left else out


def _title(model: type, name: str) -> Term:
    return terms(model).get(name) or Term(zh=name, en=name.replace("_", " "), kind="lines")


def _unsayable(place: str, term: Term, new: str, name: str = "") -> Finding:
    known = f"；知道字段名的，用 --field-code {name}=NAME 给出" if name else ""
    known_en = f"; if you know its field code, give it with --field-code {name}=NAME" if name else ""
    return Finding(
        rule="amendment.no-field-code",
        severity="error",
        path=place,
        value="***" if term.secret else new,
        zh=f"{term.zh}：修撤单没有这个字段的字段名",
        en=f"{term.en}: no field code is known by which an amendment changes it",
        remedy_zh=f"在单一窗口页面修改{known}",
        remedy_en=f"Change it on the page{known_en}",
        source=SOURCE,
        mark="inferred",
    )


def _another(path: str, term: Term, new: str) -> Finding:
    return Finding(
        rule="amendment.another-declaration",
        severity="error",
        path=path,
        value=new,
        zh=f"{term.zh}不同：不是同一份报关单，或编号是手工填写的",
        en=f"another {term.en}: it is another declaration, or the number was typed",
        remedy_zh="修改后的报关单沿用海关给的编号，或不填",
        remedy_en="Keep the numbers that Customs gave, or leave them out",
        source=SOURCE,
        mark="inferred",
    )
