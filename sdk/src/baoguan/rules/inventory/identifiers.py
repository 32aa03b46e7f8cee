"""The shape of numbers: ledgers, lists, declarations, enterprises, credit codes, commodity codes."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeVar

from baoguan.model.inventory import BondedInventoryList
from baoguan.model.inventory_codes import Direction
from baoguan.numbers import KINDS, BadNumber, Kind, parse_inventory_list
from baoguan.rules.engine import Check, Context, Mark, Rule
from baoguan.rules.inventory._pack import FIELDS, HEAD_TERMS, INVENTORY_RULES, LINE_TERMS, PAGE, once
from baoguan.rules.shapes import misshapen

R = TypeVar("R")

NO_CODE: Final = "NO"
"""Stands for the customs code of an enterprise that has none, where the page allows it."""

PARTIES: Final = ("operating_enterprise", "processing_enterprise", "declarant", "data_entry")
PARTIES_WITH_NO: Final = ("entry_declarant", "related_consignee", "related_owner", "related_declarant")


class Shape(NamedTuple):
    """A field that holds a number of a kind, with a good and a bad one."""

    over: str
    path: str
    kind: Kind
    source: str
    mark: Mark
    good: str
    bad: str
    also: tuple[str, ...] = ()


_PRE_ENTRY = ("202500000000000001", "202500000000000O01")
_LIST = ("QD530125I000000001", "DQ530125I000000001")
_LEDGER = ("C530124A0001", "C5301-4A0001")
_ENTRY = ("530120251000000011", "530120255000000011")
_ENTERPRISE = ("4403DEM0A1", "4403-DEM0A")
_CREDIT = ("91440300MADEM0A00H", "91440300MADEM0A001")

SHAPES: Final = (
    Shape(
        over="",
        path="seq_no",
        kind=Kind.PRE_ENTRY,
        source=FIELDS,
        mark=Mark.TWICE,
        good=_PRE_ENTRY[0],
        bad=_PRE_ENTRY[1],
    ),
    *(
        Shape(over="", path=path, kind=Kind.INVENTORY_LIST, source=FIELDS, mark=Mark.TWICE, good=_LIST[0], bad=_LIST[1])
        for path in ("list_no", "related_list_no")
    ),
    *(
        Shape(over="", path=path, kind=Kind.LEDGER, source=PAGE, mark=Mark.OFFICIAL, good=_LEDGER[0], bad=_LEDGER[1])
        for path in ("ledger_no", "related_ledger_no")
    ),
    *(
        Shape(
            over="",
            path=path,
            kind=Kind.DECLARATION,
            source=KINDS[Kind.DECLARATION].source,
            mark=Mark.OFFICIAL,
            good=_ENTRY[0],
            bad=_ENTRY[1],
        )
        for path in ("entry_no", "related_entry_no")
    ),
    *(
        Shape(
            over="",
            path=f"{party}.customs_code",
            kind=Kind.ENTERPRISE,
            source=PAGE,
            mark=Mark.OFFICIAL,
            good=_ENTERPRISE[0],
            bad=_ENTERPRISE[1],
        )
        for party in PARTIES
    ),
    *(
        Shape(
            over="",
            path=f"{party}.customs_code",
            kind=Kind.ENTERPRISE,
            source=PAGE,
            mark=Mark.OFFICIAL,
            good=_ENTERPRISE[0],
            bad=_ENTERPRISE[1],
            also=(NO_CODE,),
        )
        for party in PARTIES_WITH_NO
    ),
    *(
        Shape(
            over="",
            path=f"{party}.credit_code",
            kind=Kind.CREDIT_CODE,
            source=KINDS[Kind.CREDIT_CODE].source,
            mark=Mark.TWICE,
            good=_CREDIT[0],
            bad=_CREDIT[1],
            also=(NO_CODE,) if party in PARTIES_WITH_NO else (),
        )
        for party in (*PARTIES, *PARTIES_WITH_NO)
    ),
    Shape(over="lines", path="hs_code", kind=Kind.HS, source=PAGE, mark=Mark.OFFICIAL, good="8532241000", bad="85322410OO"),
)


def _wrong(row: Shape) -> Check[object]:
    # Most rows hold a commodity code of digits: a list has thousands of different ones, and their length is another rule's.
    digits = row.kind is Kind.HS
    return misshapen(
        row.path,
        KINDS[row.kind].parser,
        lambda value: value in row.also or (digits and value.isascii() and value.isdigit()),
    )


for _shape in SHAPES:
    _term = (LINE_TERMS if _shape.over else HEAD_TERMS)[_shape.path]
    _place = f"{_shape.over}[0].{_shape.path}" if _shape.over else _shape.path
    INVENTORY_RULES.add(
        Rule(
            id=f"number:{_shape.over}.{_shape.path}".replace(":.", ":"),
            over=_shape.over,
            fields=(_shape.path,),
            source=_shape.source,
            mark=_shape.mark,
            severity="error",
            zh=f"{_term.zh} {{value}}：{{at_zh}}{{zh}}",
            en=f"{_term.en} {{value}}: {{at_en}}{{en}}",
            remedy_zh="{remedy_zh}",
            remedy_en="{remedy_en}",
            accepted=({}, *({_place: text} for text in (_shape.good, *_shape.also))),
            refused=(
                {_place: _shape.bad},
                *(() if _shape.also or "customs_code" not in _shape.path else ({_place: NO_CODE},)),
            ),
            check=_wrong(_shape),
        )
    )


def _other_direction(document: BondedInventoryList, _: Context) -> bool:
    try:
        number = parse_inventory_list(document.list_no or "")
    except BadNumber:
        # Its shape is a finding of its own.
        return False
    return document.direction in set(Direction) and number.direction != document.direction


INVENTORY_RULES.rule(
    "number.list_direction",
    fields=("list_no",),
    source=FIELDS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="清单编号 {value} 第 9 位与进出口标记不一致",
    en="position 9 of list number {value} is not the direction of the list",
    remedy_zh="核对清单编号与进出口标记",
    remedy_en="Compare list_no and direction",
    accepted=({}, {"list_no": "QD530125I000000001"}),
    refused=({"list_no": "QD530125E000000001"},),
)(once(_other_direction))
