"""The shape of numbers: declarations, ledgers, enterprises, credit codes, container numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_codes import Direction
from baoguan.model.declaration_goods import Container
from baoguan.model.fields import paths
from baoguan.numbers import KINDS, BadNumber, Kind, parse_container, parse_declaration
from baoguan.rules.declaration._pack import BOTH, DECLARATION_RULES, PROGRAMS, TRANSCRIPT, head
from baoguan.rules.engine import Block, Context, Hit, Mark, Rule
from baoguan.rules.shapes import misshapen

NO_CODE: Final = "NO"
"""Stands for the code of a consuming or producing enterprise that has none."""


class Shape(NamedTuple):
    """A field that holds a number of a kind, with a good and a bad one; `accepts` tells which other texts will do."""

    path: str
    kind: Kind
    source: str
    mark: Mark
    good: str
    bad: str
    accepts: Callable[[str], bool] = lambda _: False


_OFFICIAL: Final = "《报关单填制规范》2018 年第 1、2 条，真实回执一致 / filling rules of 2018, articles 1 and 2, and real receipts"
_LEDGER_SOURCE: Final = "单一窗口页面与报关单字段表 / Single Window page and the field list of declarations"
_CREDIT: Final = ("91440300MADEM0A00H", "91440300MADEM0A001")
_ENTERPRISE: Final = ("4403DEM0A1", "4403-DEM0A")
_ENTRY: Final = ("530120251000000011", "530120255000000011")
_LEDGER: Final = ("C530124A0001", "C5301-4A0001")


def _organisation(text: str) -> bool:
    """`NO`, or the 9 characters of an old organisation code (组织机构代码)."""
    return text == NO_CODE or (len(text) == 9 and text.isascii() and text.isalnum())


SHAPES: Final = (
    Shape("seq_no", Kind.DECLARATION_UNIFIED, PROGRAMS, Mark.TWICE, "I20250000000000001", "D20250000000000001"),
    Shape("entry_no", Kind.DECLARATION, _OFFICIAL, Mark.OFFICIAL, *_ENTRY),
    Shape("related_entry_no", Kind.DECLARATION, _OFFICIAL, Mark.OFFICIAL, *_ENTRY),
    Shape("ledger_no", Kind.LEDGER, _LEDGER_SOURCE, Mark.TWICE, *_LEDGER),
    Shape("related_ledger_no", Kind.LEDGER, _LEDGER_SOURCE, Mark.TWICE, *_LEDGER),
    Shape("trader.customs_code", Kind.ENTERPRISE, PROGRAMS, Mark.TWICE, *_ENTERPRISE),
    Shape("owner.customs_code", Kind.ENTERPRISE, BOTH, Mark.TWICE, *_ENTERPRISE, _organisation),
    Shape("declarant.customs_code", Kind.ENTERPRISE, PROGRAMS, Mark.TWICE, *_ENTERPRISE),
    Shape("data_entry.customs_code", Kind.ENTERPRISE, PROGRAMS, Mark.TWICE, *_ENTERPRISE, _organisation),
    *(
        Shape(f"{party}.credit_code", Kind.CREDIT_CODE, KINDS[Kind.CREDIT_CODE].source, Mark.OFFICIAL, *_CREDIT)
        for party in ("trader", "owner", "declarant", "data_entry")
    ),
)


_TERMS: Final = paths(CustomsDeclaration)

for _shape in SHAPES:
    _term = _TERMS[_shape.path]
    DECLARATION_RULES.add(
        Rule(
            id=f"number:{_shape.path}",
            over="",
            fields=(_shape.path,),
            source=_shape.source,
            mark=_shape.mark,
            severity="error",
            zh=f"{_term.zh} {{value}}：{{at_zh}}{{zh}}",
            en=f"{_term.en} {{value}}: {{at_en}}{{en}}",
            remedy_zh="{remedy_zh}",
            remedy_en="{remedy_en}",
            accepted=({}, {_shape.path: _shape.good}, *({_shape.path: t} for t in (NO_CODE,) if _shape.accepts(t))),
            refused=({_shape.path: _shape.bad}, *(() if _shape.accepts(NO_CODE) else ({_shape.path: NO_CODE},))),
            check=misshapen(_shape.path, KINDS[_shape.kind].parser, _shape.accepts),
        )
    )


@DECLARATION_RULES.rule(
    # The field now holds 32 characters, and boxes without such a number exist: no more than a warning.
    "container.shape",
    over="containers",
    fields=("number",),
    source="《报关单录入指南》2018 年：11 位 / entry guide of 2018: 11 characters",
    mark=Mark.OFFICIAL,
    severity="warning",
    zh="集装箱号 {value}：{at_zh}{zh}",
    en="container number {value}: {at_en}{en}",
    remedy_zh="{remedy_zh}",
    remedy_en="{remedy_en}",
    accepted=({},),
    refused=({"containers[0].number": "DEMU123456"}, {"containers[0].number": "demu1234560"}),
)
def _container(block: Block[Container], context: Context) -> Iterator[Hit]:
    yield from misshapen("number", parse_container, lambda _: False)(block, context)  # type: ignore[arg-type]


@DECLARATION_RULES.rule(
    "container.check_digit",
    over="containers",
    fields=("number",),
    source="ISO 6346",
    mark=Mark.OFFICIAL,
    severity="warning",
    zh="集装箱号 {value}：{zh}",
    en="container number {value}: {en}",
    remedy_zh="{remedy_zh}",
    remedy_en="{remedy_en}",
    accepted=({}, {"containers[0].number": "DEMU7654322"}),
    refused=({"containers[0].number": "DEMU1234567"}, {"containers[0].number": "DEMX1234560"}),
)
def _check_digit(block: Block[Container], context: Context) -> Iterator[Hit]:
    for index, row in enumerate(block.rows):
        try:
            number = parse_container(row.number or "")
        except BadNumber:
            # Its shape is a finding of its own.
            continue
        for problem in number.warnings(context.codes):
            yield Hit(
                index,
                {"zh": problem.zh, "en": problem.en, "remedy_zh": problem.remedy_zh, "remedy_en": problem.remedy_en},
            )


def _direction_of(text: str | None) -> bool | None:
    try:
        return parse_declaration(text or "").is_import
    except BadNumber:
        # Its shape is a finding of its own.
        return None


def _other_direction(document: CustomsDeclaration) -> bool:
    of_number = _direction_of(document.entry_no)
    return of_number is not None and of_number is not (document.direction == Direction.IMPORT)


DECLARATION_RULES.rule(
    "number.entry_direction",
    fields=("entry_no",),
    source=_OFFICIAL,
    mark=Mark.INFERRED,
    severity="warning",
    zh="海关编号 {value} 第 9 位与进出口标志不一致",
    en="position 9 of declaration number {value} is not the direction of the declaration",
    remedy_zh="核对海关编号与进出口标志",
    remedy_en="Compare entry_no and direction",
    accepted=({}, {"entry_no": "530120251000000011"}),
    refused=({"entry_no": "530120250000000011"},),
)(head(_other_direction))


def _other_letter(document: CustomsDeclaration) -> bool:
    letter = (document.seq_no or "")[:1]
    return letter in {"I", "E"} and bool(document.direction) and letter != document.direction


DECLARATION_RULES.rule(
    "number.seq_direction",
    fields=("seq_no",),
    source=PROGRAMS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="统一编号 {value} 的首字母与进出口标志不一致",
    en="pre-entry number {value} does not begin with the direction of the declaration",
    remedy_zh="核对统一编号与进出口标志；新的报关单不填统一编号",
    remedy_en="Compare seq_no and direction; a new declaration has no seq_no",
    accepted=({}, {"seq_no": "I20250000000000001"}),
    refused=({"seq_no": "E20250000000000001"},),
)(head(_other_letter))

DECLARATION_RULES.rule(
    "number.licence",
    fields=("licence_no",),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    zh="许可证号 {value} 不是“年份两位-代码两位-顺序号”的写法",
    en="licence number {value} is not written as year (2)-code (2)-serial",
    remedy_zh="按许可证上的编号填写，例如 25-DM-000001",
    remedy_en="Give it as the licence has it, for example 25-DM-000001",
    accepted=({}, {"licence_no": "25-DM-000001"}),
    refused=({"licence_no": "DEMO000001"},),
)(head(lambda d: bool(d.licence_no) and not _like_a_licence(d.licence_no or "")))


def _like_a_licence(text: str) -> bool:
    year, _, rest = text.partition("-")
    code, dash, serial = rest.partition("-")
    return len(year) == 2 and year.isdigit() and len(code) == 2 and bool(dash and serial)
