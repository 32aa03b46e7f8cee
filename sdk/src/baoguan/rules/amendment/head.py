"""What every amendment must say, which declaration it speaks of, and when it is asked for."""

from __future__ import annotations

from typing import Final

from baoguan import numbers
from baoguan.model.fields import paths, value_at
from baoguan.numbers import Kind, Severity
from baoguan.rules.amendment._pack import AMENDMENT_RULES, DECREE, SCHEMA, Amendment, AmendmentType, each
from baoguan.rules.engine import Mark, Rule

_REQUIRED: Final = (
    "amendment_type",
    "entry_no",
    "declaration_seq_no",
    "customs_office",
    "trader.customs_code",
    "trader.name",
    "declarant.customs_code",
    "declarant.name",
    "reason",
    "review",
    "direction",
)
"""Elements that the schema requires and that no channel can fill in."""

_SHAPES: Final = {"entry_no": Kind.DECLARATION, "declaration_seq_no": Kind.DECLARATION_UNIFIED}


def _missing(path: str) -> None:
    term = paths(Amendment)[path]
    AMENDMENT_RULES.add(
        Rule(
            id=f"amendment.required:{path}",
            over="",
            fields=(path,),
            source=SCHEMA,
            mark=Mark.OFFICIAL,
            severity="error",
            zh=f"{term.zh}未填写",
            en=f"{term.en} is missing",
            remedy_zh=f"填写{term.zh}",
            remedy_en=f"Fill in {path}",
            accepted=({},),
            refused=({path: None},),
            check=each(lambda row, document: value_at(document, path) in {None, ""}),
        )
    )


for _path in _REQUIRED:
    _missing(_path)


def _misshapen(path: str, kind: Kind) -> None:
    def fails(_: Amendment, document: Amendment) -> bool:
        value = value_at(document, path)
        return bool(value) and any(p.severity is Severity.ERROR for p in numbers.check(kind, str(value)))

    term = paths(Amendment)[path]
    AMENDMENT_RULES.rule(
        f"amendment.number:{path}",
        fields=(path,),
        source=SCHEMA,
        mark=Mark.OFFICIAL,
        zh=f"{term.zh} {{value}} 的写法不对；一份修撤单只针对一份报关单",
        en=f"{{value}} is no {term.en}; an amendment speaks of one declaration",
        remedy_zh="填写海关给的 18 位编号；多份报关单各办一份修撤单",
        remedy_en="Give the number of 18 characters that Customs gave; amend each declaration by itself",
        accepted=({},),
        refused=({path: "5301202610"}, {path: "530120261000000017,530120261000000018"}),
    )(each(fails))


for _path, _kind in _SHAPES.items():
    _misshapen(_path, _kind)


AMENDMENT_RULES.rule(
    "amendment.change-first",
    fields=("amendment_type",),
    source=DECREE,
    mark=Mark.ONCE,
    severity="warning",
    zh="能修改的报关单应先修改，不能修改的才撤销",
    en="a declaration that can be changed is changed; only one that cannot is withdrawn",
    remedy_zh="确需撤销的，在原因中写明为何不能修改",
    remedy_en="If it must be withdrawn, say in the reason why a change will not do",
    accepted=({},),
    refused=({"amendment_type": "2", "items": ()},),
)(each(lambda row, document: document.amendment_type == AmendmentType.WITHDRAWAL and document.confirmation is None))
