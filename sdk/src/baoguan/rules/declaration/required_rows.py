"""What goods, containers, documents and the smaller sections must say, to be saved and to be declared.

As for the head: asked for is what the current field list marks as needed; it is an error where the official schema of 2018 agrees, else a
warning. Goods lines need no number, they are numbered as they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import Container, ControlElement, DeclarationGoods, GoodsLicence, LicenceDocument, Vehicle
from baoguan.model.declaration_parts import (
    CertificateRequest,
    DeclarationAttachment,
    MarkAttachment,
    OriginRelation,
    OtherPacking,
    Promise,
    Qualification,
    RoyaltyFee,
)
from baoguan.model.declaration_transit import TransitContainer, TransitGoods
from baoguan.model.fields import Term, paths, value_at
from baoguan.rules.declaration._nested import lifted
from baoguan.rules.declaration._pack import (
    BOTH,
    DECLARATION_RULES,
    TRANSCRIPT,
    declaration_of,
    present,
    summarised,
)
from baoguan.rules.engine import Block, Check, Context, Example, Hit, Mark, Rule

SAVE: Final = False
DECLARE: Final = True

GOODS: Final[tuple[tuple[str, bool, bool], ...]] = (
    ("hs_code", SAVE, True),
    ("destination_country", SAVE, True),
    ("goods_name", DECLARE, True),
    ("origin_country", DECLARE, True),
    ("quantity", DECLARE, True),
    ("unit", DECLARE, False),
    ("unit_price", DECLARE, True),
    ("total_price", DECLARE, True),
    ("currency", DECLARE, False),
    ("statutory_quantity", DECLARE, False),
    ("statutory_unit", DECLARE, False),
    ("exemption", DECLARE, False),
    ("district", DECLARE, False),
)
"""Field of a goods line, whether only declaring needs it, whether the official schema of 2018 agrees."""

ROYALTY: Final = (
    "contract_no",
    "licensor",
    "licensee",
    "payment_kind",
    "paid_on",
    "effective_from",
    "effective_until",
    "amount",
    "currency",
    "kind",
    "documents",
    "statement",
    "confidential",
    "signed_on",
)

ROWS: Final[tuple[tuple[str, object, str, bool, bool], ...]] = (
    ("containers", Container(number="DEMU1234560", size="21", goods_lines="1,2"), "number", SAVE, True),
    ("containers", Container(number="DEMU1234560", size="21", goods_lines="1,2"), "size", SAVE, True),
    ("containers", Container(number="DEMU1234560", size="21", goods_lines="1,2"), "goods_lines", SAVE, False),
    ("licence_documents", LicenceDocument(kind="7", number="DEMO-7"), "kind", SAVE, True),
    ("licence_documents", LicenceDocument(kind="7", number="DEMO-7"), "number", SAVE, True),
    ("certificate_requests", CertificateRequest(kind="11"), "kind", SAVE, True),
    ("other_packings", OtherPacking(quantity=None, kind="22"), "quantity", DECLARE, True),
    ("other_packings", OtherPacking(kind="22"), "kind", DECLARE, True),
    ("qualifications", Qualification(kind="101"), "kind", DECLARE, True),
    ("mark_attachments", MarkAttachment(name="DEMO", content="REVNTw=="), "name", SAVE, True),
    ("mark_attachments", MarkAttachment(name="DEMO", content="REVNTw=="), "content", SAVE, True),
    ("transit_containers", TransitContainer(number="DEMU1234560"), "number", SAVE, True),
    ("transit_goods", TransitGoods(container="DEMU1234560", line_no=1), "container", SAVE, True),
    ("transit_goods", TransitGoods(container="DEMU1234560", line_no=1), "line_no", SAVE, True),
    ("transit_goods", TransitGoods(container="DEMU1234560", line_no=1), "packages", DECLARE, True),
    ("transit_goods", TransitGoods(container="DEMU1234560", line_no=1), "weight", DECLARE, True),
    ("origin_relations", OriginRelation(), "kind", SAVE, True),
    ("origin_relations", OriginRelation(), "number", SAVE, True),
    ("origin_relations", OriginRelation(), "line_no", SAVE, True),
    ("origin_relations", OriginRelation(), "document_line_no", SAVE, True),
    ("promises_made", Promise(), "kind", DECLARE, False),
    *(("royalties", RoyaltyFee(), field, SAVE, False) for field in ROYALTY),
)
"""Section, a row for the examples, its field, whether only declaring needs it, whether the official schema of 2018 agrees."""

INNER: Final[tuple[tuple[str, type, object, str, bool, bool], ...]] = (
    ("licences", GoodsLicence, GoodsLicence(), "line_no", SAVE, True),
    ("licences", GoodsLicence, GoodsLicence(), "kind", DECLARE, True),
    ("licences", GoodsLicence, GoodsLicence(), "number", DECLARE, False),
    ("licences.vehicles", Vehicle, GoodsLicence(vehicles=(Vehicle(),)), "licence_no", SAVE, True),
    ("licences.vehicles", Vehicle, GoodsLicence(vehicles=(Vehicle(),)), "licence_kind", SAVE, True),
    ("control_elements", ControlElement, ControlElement(), "element_no", SAVE, False),
    ("control_elements", ControlElement, ControlElement(), "category", SAVE, False),
)
"""As `ROWS`, of records inside a goods line."""


def _absent(path: str) -> Check[object]:
    def check(block: Block[object], _: Context) -> Iterator[Hit]:
        return (Hit(i) for i, row in enumerate(block.rows) if not present(value_at(row, path)))

    return check


def _of_whole(check: Check[object]) -> Check[object]:
    def over(block: Block[object], context: Context) -> Iterator[Hit]:
        if not summarised(declaration_of(block)):
            yield from check(block, context)

    return over


def _required(
    over: str,
    path: str,
    term: Term,
    check: Check[object],
    *,
    declare_only: bool,
    agreed: bool,
    accepted: tuple[Example, ...],
    refused: Example,
) -> Rule[object]:
    zh, en = ("申报", "declared") if declare_only else ("暂存", "saved")
    doubt_zh, doubt_en = ("", "") if agreed else ("（仅一个来源）", " (one source)")
    return Rule(
        id=f"row.required:{over}.{path}",
        over=over,
        fields=(path,),
        source=BOTH if agreed else TRANSCRIPT,
        mark=Mark.TWICE if agreed else Mark.ONCE,
        severity="error" if agreed else "warning",
        zh=f"{term.zh}未填写，不能{zh}{doubt_zh}",
        en=f"{term.en} is missing: the declaration cannot be {en}{doubt_en}",
        remedy_zh=f"填写{term.zh}，或删去这一行",
        remedy_en=f"Fill in {path}, or leave the row out",
        declare_only=declare_only,
        accepted=accepted,
        refused=(refused,),
        check=_of_whole(check) if declare_only else check,
    )


def _term_of(row: object, path: str) -> Term:
    model: type = type(row)
    return paths(model)[path]


_GOODS_TERMS: Final = paths(DeclarationGoods)

for _path, _declare, _agreed in GOODS:
    DECLARATION_RULES.add(
        _required(
            "goods",
            _path,
            _GOODS_TERMS[_path],
            _absent(_path),
            declare_only=_declare,
            agreed=_agreed,
            accepted=({}, *(({f"goods[0].{_path}": None, "document_type": "  5"},) if _declare else ())),
            refused={f"goods[1].{_path}": None},
        )
    )

for _over, _row, _path, _declare, _agreed in ROWS:
    DECLARATION_RULES.add(
        _required(
            _over,
            _path,
            _term_of(_row, _path),
            _absent(_path),
            declare_only=_declare,
            agreed=_agreed,
            accepted=({}, {_over: ()}),
            refused={_over: (_row,), f"{_over}[0].{_path}": None},
        )
    )

for _within, _model, _row, _path, _declare, _agreed in INNER:
    _first = _within.split(".")[0]
    DECLARATION_RULES.add(
        _required(
            "goods",
            f"{_within}.{_path}",
            paths(_model)[_path],
            lifted(_absent(_path), _within, _path),
            declare_only=_declare,
            agreed=_agreed,
            accepted=({},),
            refused={f"goods[0].{_first}": (_row,)},
        )
    )


def _attachment_lacks(path: str) -> Check[DeclarationAttachment]:
    # The channel names a file that it sends and says its format itself.
    own: Callable[[DeclarationAttachment], bool] = (lambda row: False) if path == "kind" else (lambda row: bool(row.path))

    def check(block: Block[DeclarationAttachment], _: Context) -> Iterator[Hit]:
        return (Hit(i) for i, row in enumerate(block.rows) if not present(value_at(row, path)) and not own(row))

    return check


for _path in ("number", "kind", "format"):
    _term = paths(DeclarationAttachment)[_path]
    DECLARATION_RULES.add(
        Rule(
            id=f"row.required:attachments.{_path}",
            over="attachments",
            fields=(_path,),
            source=BOTH,
            mark=Mark.TWICE,
            severity="error",
            zh=f"{_term.zh}未填写，不能暂存",
            en=f"{_term.en} is missing: the declaration cannot be saved",
            remedy_zh=f"填写{_term.zh}" + ("" if _path == "kind" else "，或给出文件 path"),
            remedy_en=f"Fill in {_path}" + ("" if _path == "kind" else ", or give the file in path"),
            accepted=({}, {"attachments": (DeclarationAttachment(path="DEMO.pdf", kind="00000001"),)}),
            refused=({"attachments": (DeclarationAttachment(note="DEMO"),)},),
            check=_attachment_lacks(_path),
        )
    )


@DECLARATION_RULES.rule(
    "goods.none",
    fields=("goods",),
    source=TRANSCRIPT,
    mark=Mark.INFERRED,
    severity="warning",
    declare_only=True,
    zh="表体没有商品（{value} 项）",
    en="the declaration has {value} goods lines",
    remedy_zh="加入表体商品",
    remedy_en="Add the goods lines",
    accepted=({},),
    refused=({"goods": (), "containers": ()},),
)
def _no_goods(block: Block[CustomsDeclaration], _: Context) -> Iterator[Hit]:
    return (Hit(i, {"value": 0}) for i, document in enumerate(block.rows) if not document.goods)
