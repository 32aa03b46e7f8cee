"""What a summary (概要申报) says: the items of annex 1, which the user gives, and what the message needs beside them.

Source: annex 1 of 公告 2019 年第 127 号 (official): nine items and two of logistics; two more for restricted goods, five more for inspected
ones. The adjusted item set of the reform of 2025 was not seen: these items are used after it too, and say so, unless the settings name those
that the notice asks for (`two_step.new_items`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Final

import attrs

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import Container, DeclarationGoods
from baoguan.model.declaration_type import DocumentType, Stage
from baoguan.model.fields import Value, paths, value_at
from baoguan.twostep.annex import Item, wanted
from baoguan.twostep.settings import TwoStep, type_of

PROFILE: Final = (
    "direction",
    "internal_number",
    "document_type",
    "declarant",
    "data_entry",
    "customs_office",
    "port",
    "transit_relation",
    "transit_kind",
    "entry_type",
    "trading_country",
    "promises",
    "typist_card_no",
    "typist_name",
    "declarer_name",
    "no_other_packing",
    "signature",
    "seq_no",
    "import_export_date",
    "ledger_no",
    "guarantee_no",
    "estimated_duty",
)
"""Head fields that a summary keeps beside its items: the message needs them, or only we do (deadline, guarantee)."""

_GOODS_PROFILE: Final = ("line_no", "destination_country")
_CONTAINER_PROFILE: Final = ("goods_lines",)
"""The field list asks for 商品项号 of every container that is saved, and the one program that writes summaries always gives it; as an item
(集装箱商品项号关系) only restricted and inspected goods have it."""

BONDED_LIST: Final = "a"
"""保税核注清单 among the documents: the first step is without it, the second is made from it (公告 2019 年第 127 号, four)."""

_WHOLE_CODE: Final = "full_hs_code"
"""The item that asks for all ten digits."""
_NOT_ALWAYS: Final = frozenset({"voyage_no", "containers.size", "goods.inspection_name"})
"""Parts of items that not every declaration has: not every mode of transport has voyages."""


@attrs.frozen(kw_only=True)
class Preview:
    """A summary before it leaves: what the user says, what the profile adds, and what is missing."""

    given: tuple[tuple[Item, tuple[tuple[str, Value], ...]], ...]
    profile: tuple[tuple[str, Value], ...]
    missing: tuple[Item, ...]


def summary_of(
    document: CustomsDeclaration,
    settings: TwoStep,
    on: date,
    *,
    business: str = "",
    restricted: bool = False,
    inspected: bool = False,
    dutiable: bool = False,
) -> CustomsDeclaration:
    """The summary of a whole declaration: exactly the items asked for and what the message needs. Codes are cut to 6 digits unless inspected.

    The business type is the declaration's own unless another is given.
    """
    kind = DocumentType.read(document.document_type)
    only = settings.items(new=settings.new_mode(on))
    items = wanted(restricted=restricted, inspected=inspected, only=only)
    kept = {path for item in items for path in item.paths}
    head: dict[str, Any] = {name: getattr(document, name) for name in PROFILE}
    head |= {name: getattr(document, name) for name in _tops(kept) if name not in ("goods", "containers")}
    for name, value in settings.profile.items():
        if name in head and head[name] is None:
            head[name] = value
    whole = inspected or _WHOLE_CODE in (only or ())
    goods = tuple(_cut(g, _below(kept, "goods"), inspected=whole) for g in document.goods)
    names = {*_below(kept, "containers"), *_CONTAINER_PROFILE}
    containers = tuple(Container(**{n: getattr(c, n) for n in names}) for c in document.containers)
    if "licence_documents" in head:
        head["licence_documents"] = tuple(d for d in document.licence_documents if d.kind != BONDED_LIST)
    head["document_type"] = type_of(
        settings,
        on,
        Stage.SUMMARY,
        business=business.strip() or kind.business,
        port=kind.port,
        restricted=restricted,
        inspected=inspected,
        dutiable=dutiable,
    )
    return CustomsDeclaration(**head, goods=goods, containers=containers)


def _tops(kept: Collection[str]) -> list[str]:
    return sorted({path.partition(".")[0] for path in kept})


def _below(kept: Collection[str], name: str) -> list[str]:
    return sorted(path.partition(".")[2] for path in kept if path.startswith(f"{name}."))


def _cut(goods: DeclarationGoods, names: Collection[str], *, inspected: bool) -> DeclarationGoods:
    values: dict[str, Any] = {n: getattr(goods, n) for n in (*names, *_GOODS_PROFILE)}
    if not inspected and goods.hs_code:
        values["hs_code"] = goods.hs_code[:6]
    values["destination_country"] = values["destination_country"] or "CHN"
    return DeclarationGoods(**values)


def preview(document: CustomsDeclaration, *, restricted: bool, inspected: bool, only: tuple[str, ...] | None = None) -> Preview:
    """What of a summary the user says, what the message needs beside it, and which items are missing; `only` as in `wanted`."""
    items = wanted(restricted=restricted, inspected=inspected, only=only)
    given = tuple((item, values) for item in items if (values := tuple(_values(document, item))))
    missing = tuple(item for item in items if lacks(document, item))
    shown = {path for item in items for path in item.paths}
    known = paths(CustomsDeclaration)
    profile = tuple((p, v) for p in known if p not in shown and (v := value_at(document, p)) is not None)
    return Preview(given=given, profile=profile, missing=missing)


def unwanted(document: CustomsDeclaration, *, restricted: bool, inspected: bool, only: tuple[str, ...] | None = None) -> list[str]:
    """Fields and sections that a summary does not have: no item and no need of the message. Attached files are none of them."""
    kept = {path for item in wanted(restricted=restricted, inspected=inspected, only=only) for path in item.paths}
    tops = {*_tops(kept), *PROFILE}
    head = [p for p in paths(CustomsDeclaration) if p.partition(".")[0] not in tops and value_at(document, p) is not None]
    names = {*_below(kept, "goods"), *_GOODS_PROFILE}
    rows = [
        f"goods[{n}].{p}"
        for n, g in enumerate(document.goods, 1)
        for p in paths(DeclarationGoods)
        if p not in names and value_at(g, p) is not None
    ]
    sections = [name for name in _sections(document) if name not in tops]
    below = [f"goods[{n}].{name}" for n, g in enumerate(document.goods, 1) for name in _sections(g) if name not in names]
    return [*head, *rows, *sections, *below]


def _sections(record: CustomsDeclaration | DeclarationGoods) -> list[str]:
    """The tuples of a record that hold something."""
    fields = (a.name for a in attrs.fields(type(record)) if a.name not in ("attachments", "carried"))
    return [name for name in fields if isinstance(value := getattr(record, name), tuple) and value]


def _values(document: CustomsDeclaration, item: Item) -> Iterator[tuple[str, Value]]:
    for path in item.paths:
        for place, value in _at(document, path):
            if value is not None:
                yield place, value


def _at(document: CustomsDeclaration, path: str) -> Iterator[tuple[str, Value]]:
    top, _, below = path.partition(".")
    held = getattr(document, top)
    if not isinstance(held, tuple):
        yield path, value_at(document, path)
        return
    for number, row in enumerate(held, 1):
        if not below:
            yield f"{top}[{number}]", f"{getattr(row, 'kind', '')} {getattr(row, 'number', '')}".strip()
            continue
        value = getattr(row, below)
        yield f"{top}[{number}].{below}", value if not isinstance(value, tuple) else (str(len(value)) if value else None)


def lacks(document: CustomsDeclaration, item: Item) -> bool:
    """Whether an item is not said. Goods in no container have no container items, and not every mode of transport has voyages."""
    if item.paths[0].startswith("containers.") and not document.containers:
        return False
    if item.any_of:
        return not any(True for _ in _values(document, item))
    needed = [p for p in item.paths if p not in _NOT_ALWAYS]
    return any(value is None for path in needed for _, value in _at(document, path)) or not any(
        True for path in needed for _ in _at(document, path)
    )
