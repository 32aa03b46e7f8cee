"""The declaration that belongs to a bonded inventory list, as far as the list gives it.

What the list does not give is listed, never guessed. For a list with 是否生成报关单 = 1 Customs makes the draft and the answer INV202 names it:
then this shows what a person still fills in on the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any, Final

import attrs

from baoguan.consolidation.declaration_goods import GOODS_FORM, Missing, goods_of, live
from baoguan.consolidation.sums import EXACT
from baoguan.errors import UnusableInput
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import LicenceDocument
from baoguan.model.declaration_type import NEW_COMPLETE, DocumentType
from baoguan.model.fields import paths, value_at
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.inventory_codes import CustomsDeclared, DeclarationKind, DeclarationRelation, GenerateDeclaration

__all__ = ["FORM", "GOODS_FORM", "LIST_DOCUMENT", "Drafted", "Missing", "draft_of", "needs_own"]

LIST_DOCUMENT: Final = "a"
"""随附单证代码 of 保税核注清单; every declaration made of a list carries it with the list's number."""

FORM: Final = (
    "direction",
    "trader.customs_code",
    "owner.name",
    "declarant.customs_code",
    "customs_office",
    "port",
    "ledger_no",
    "import_export_date",
    "transport_mode",
    "conveyance",
    "voyage_no",
    "bill_of_lading",
    "goods_place",
    "foreign_consignor_name_en",
    "foreign_consignee_name_en",
    "supervision_mode",
    "levy_nature",
    "licence_no",
    "departure_port",
    "contract_no",
    "trading_country",
    "counterpart_country",
    "destination_port",
    "entry_port",
    "packaging",
    "packages",
    "gross_weight",
    "net_weight",
    "terms",
    "freight_mark",
    "insurance_mark",
    "other_mark",
    "marks",
    "promises",
)
"""Boxes of the paper form, in its order."""

_OF_ONE_SIDE: Final = {"foreign_consignor_name_en": "I", "foreign_consignee_name_en": "E"}
_RATES: Final = ("freight_rate", "insurance_rate", "other_rate")

_OWN: Final = {
    "customs_office": "customs_office",
    "supervision_mode": "supervision_mode",
    "transport_mode": "transport_mode",
    "counterpart_country": "counterpart_country",
    "ledger_no": "ledger_no",
    "related_ledger_no": "related_ledger_no",
    "trader": "operating_enterprise",
    "owner": "processing_enterprise",
    "declarant": "entry_declarant",
    "data_entry": "data_entry",
}
"""Field of the declaration -> of the list, where the declaration is the enterprise's own (对应报关)."""

_RELATED: Final = {"trader": "related_consignee", "owner": "related_owner", "declarant": "related_declarant"}
"""The same where it is the other party's (关联报关), who fills in the rest from its own ledger and business."""

_OF_DRAFT: Final = {
    "trader": "operating_enterprise",
    "owner": "processing_enterprise",
    **{
        name: name
        for name in (
            *("declarant", "data_entry", "ledger_no", "port", "customs_office", "direction", "supervision_mode", "transport_mode"),
            *("counterpart_country", "remark", "bill_of_lading", "contract_no", "levy_nature", "destination_port", "conveyance"),
            *("licence_no", "packaging", "terms", "trading_country", "departure_port", "entry_port", "goods_place", "promises"),
            *("foreign_consignor_code", "foreign_consignor_name", "foreign_consignor_name_en", "foreign_consignor_address"),
            *("foreign_consignee_code", "foreign_consignee_name_en", "freight_mark", "freight_currency", "insurance_mark"),
            *("insurance_currency", "other_mark", "other_currency"),
        )
    },
}
"""Field of the declaration -> of the declaration draft that a list may carry (临时报关单), which speaks of the declaration itself."""

_RECORDS: Final = frozenset({DeclarationKind.ENTRY_RECORD, DeclarationKind.EXIT_RECORD, DeclarationKind.TWO_STEP_ENTRY_RECORD})
_TWO_STEP: Final = frozenset({DeclarationKind.TWO_STEP_IMPORT, DeclarationKind.TWO_STEP_ENTRY_RECORD})
_TYPED: Final = frozenset({DeclarationKind.IMPORT, DeclarationKind.EXPORT, *_RECORDS, *_TWO_STEP})
"""Kinds whose 单据类型 is known; how the page writes that of the others is not."""


@attrs.frozen(kw_only=True)
class Drafted:
    """The declaration of a list, and what a person still fills in."""

    document: CustomsDeclaration
    missing: tuple[Missing, ...]


def draft_of(document: BondedInventoryList, *, list_no: str | None = None, seq_no: str | None = None) -> Drafted:
    """The declaration of a list. `list_no` and `seq_no` are what Customs gave: the list's number, and that of the draft it made.

    Raises UnusableInput for a list that is not declared (报关标志 2): no declaration belongs to it.
    """
    if document.customs_declared == CustomsDeclared.NO:
        raise UnusableInput(
            f"清单 {document.internal_number or ''} 为非报关（报关标志 2），没有报关单",
            f"list {document.internal_number or ''} is not declared (报关标志 2): no declaration belongs to it",
            remedy_zh="需要报关的，改报关标志为 1",
            remedy_en="If it needs one, its customs_declared is 1",
        )
    unsure: list[Missing] = []
    draft = document.draft_declaration
    goods, missing = goods_of(document.lines, document.draft_goods, others=_of_others(document))
    number = list_no or document.list_no
    made = CustomsDeclaration(
        **_head(document, unsure),
        seq_no=seq_no or (draft.entry_seq_no if draft is not None else None),
        internal_number=document.internal_number,
        goods=goods,
        licence_documents=(LicenceDocument(kind=LIST_DOCUMENT, number=number),) if number else (),
    )
    return Drafted(document=made, missing=(*_missing(made, number, unsure, others=_of_others(document)), *missing))


def needs_own(document: BondedInventoryList) -> bool:
    """Whether the enterprise makes the declaration itself, or none is needed (是否生成报关单 = 2); else Customs makes it, and one beside it is
    the same goods declared twice."""
    return document.generate_declaration == GenerateDeclaration.NO or document.customs_declared == CustomsDeclared.NO


def _of_others(document: BondedInventoryList) -> bool:
    return document.declaration_relation == DeclarationRelation.RELATED


def _head(document: BondedInventoryList, unsure: list[Missing]) -> dict[str, Any]:
    others = _of_others(document)
    values: dict[str, Any] = {ours: getattr(document, theirs) for ours, theirs in (_RELATED if others else _OWN).items()}
    values["port"] = document.port
    values["direction"] = _direction(document, unsure)
    for name in ("gross_weight", "net_weight"):
        values[name] = _weight(document.lines, name)
    kind = document.declaration_kind
    if kind in _TWO_STEP:
        values["entry_no"] = document.related_entry_no if others else document.entry_no
    values["document_type"] = _type(kind, unsure)
    draft = document.draft_declaration
    if draft is None:
        return values
    values |= {ours: given for ours, theirs in _OF_DRAFT.items() if (given := getattr(draft, theirs)) is not None}
    for name in ("gross_weight", "net_weight"):
        given = getattr(draft, name)
        values[name] = given if given is not None else values[name]
    if draft.document_type is not None:
        values["document_type"] = draft.document_type
    values["packages"] = _read(draft.packages, "packages", unsure, whole=True)
    for name in _RATES:
        values[name] = _read(getattr(draft, name), name, unsure, whole=False)
    return values


def _direction(document: BondedInventoryList, unsure: list[Missing]) -> str | None:
    """By the kind of declaration, else by the list where the declaration is its own: the other party's goes the other way."""
    kind = next((k for k in DeclarationKind if k == document.declaration_kind), None)
    by_kind = None if kind is None else "I" if "进口" in kind.zh or "进境" in kind.zh else "E"
    if _of_others(document):
        return by_kind
    if by_kind and document.direction and by_kind != document.direction:
        why = (
            f"清单为 {document.direction}，报关单类型为 {kind}",
            f"the list says {document.direction}, its declaration_kind {kind}",
        )
        unsure.append(_miss("direction", *why))
        return None
    return document.direction or by_kind


def _type(kind: str | None, unsure: list[Missing]) -> str | None:
    if kind is not None and kind not in _TYPED:
        why = f"报关单类型 {kind} 的单据类型写法未知", f"how 单据类型 is written for declaration_kind {kind} is not known"
        unsure.append(_miss("document_type", *why))
        return None
    business = "ML" if kind in _RECORDS else ""
    digit = NEW_COMPLETE if kind in _TWO_STEP else ""
    return DocumentType(business=business, digit=digit).written() if business or digit else None


def _weight(lines: Sequence[InventoryLine], name: str) -> Decimal | None:
    """The sum of the lines where every line has one."""
    weights = [getattr(line, name) for line in live(lines)]
    if not weights or None in weights:
        return None
    with localcontext(EXACT):
        return sum(weights, Decimal(0))


def _read(text: str | None, name: str, unsure: list[Missing], *, whole: bool) -> int | Decimal | None:
    """A number that the draft carries as text; what is none is listed."""
    if not text or not text.strip():
        return None
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite() and (not whole or number == number.to_integral_value()):
        return int(number) if whole else number
    unsure.append(
        _miss(name, f"临时报关单写作 {text!r}，不是数字", f"the draft that the list carries says {text!r}, which is no number")
    )
    return None


def _miss(path: str, why_zh: str = "", why_en: str = "") -> Missing:
    term = paths(CustomsDeclaration)[path]
    return Missing(path=path, zh=term.zh, en=term.en, why_zh=why_zh, why_en=why_en)


def _missing(made: CustomsDeclaration, list_no: str | None, unsure: Sequence[Missing], *, others: bool) -> Iterator[Missing]:
    if not list_no:
        yield Missing(
            path="licence_documents",
            zh="随附单证 a（清单编号）",
            en="document a (number of the list)",
            why_zh="清单审核通过后才有编号",
            why_en="the list has its number once it is approved",
        )
    known = {each.path: each for each in unsure}
    told = ("关联报关：由对方填报", "the declaration is of the other party, who fills it in") if others else ("", "")
    for path in FORM:
        if path in known:
            yield known.pop(path)
        elif _OF_ONE_SIDE.get(path, made.direction) == made.direction and value_at(made, path) in (None, ""):
            yield _miss(path, *(told if path in _OWN else ()))
    yield from known.values()
