"""Rules compiled from the terms of the fields: length, digits, code lists, characters, unreadable originals."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Context as Arithmetic
from decimal import Decimal, Inexact, InvalidOperation
from itertools import repeat

from baoguan.codes import Codes
from baoguan.errors import Severity
from baoguan.model.fields import CodeEnum, Term, Value, paths, value_at
from baoguan.rules.engine import Block, Context, Hit, Mark, Rule, RulePack

SOURCE = "单一窗口页面与接口字段表 / Single Window page and interface field tables"
Fails = Callable[[Value], bool]
Clean = Callable[[Collection[Value]], bool]
"""Whether all values (at least one, none absent) are certainly right; False only means: look at each."""
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def page_length(text: str) -> int:
    """Length as the Single Window page counts names: every character outside ASCII is 2."""
    return len(text) if text.isascii() else sum(1 if c < "\x80" else 2 for c in text)


def add_field_rules(pack: RulePack, model: type, over: str) -> None:
    """Add the rules of every single field of a record class; ids are `field.<what>:<over>.<path>`."""
    for path, term in paths(model).items():
        for rule in _rules(path, term, over):
            pack.add(rule)


def _rules(path: str, term: Term, over: str) -> Iterator[Rule[object]]:
    label = f"{over}.{path}" if over else path

    def make(
        what: str,
        fails: Fails,
        zh: str,
        en: str,
        remedy_zh: str,
        remedy_en: str,
        severity: Severity = "error",
        mark: Mark = Mark.OFFICIAL,
        clean: Clean | None = None,
    ) -> Rule[object]:
        return Rule(
            id=f"field.{what}:{label}",
            secret=term.secret,
            over=over,
            fields=(path,),
            source=SOURCE,
            mark=mark,
            severity=severity,
            zh=f"{term.zh}：{zh}",
            en=f"{term.en}: {en}",
            remedy_zh=remedy_zh,
            remedy_en=remedy_en,
            check=_by_number(path, fails, clean)
            if clean is not None and term.digits is not None
            else _by_value(path, fails, clean),
        )

    if term.kind in ("text", "code"):
        yield make(
            "characters",
            lambda v: _CONTROL.search(str(v)) is not None,
            "含有控制字符或换行 {value}",
            "control characters or line breaks in {value}",
            "删除换行和控制字符",
            "Remove line breaks and control characters",
            clean=_no_control,
        )
    if term.kind == "text" and term.free:
        yield make(
            "trimmed",
            lambda v: str(v) != str(v).strip(),
            "首尾有空格 {value}",
            "blanks at the ends of {value}",
            "页面会去掉首尾空格",
            "The page trims it",
            "warning",
            clean=_trimmed,
        )
    limit = term.length
    if limit is not None and term.kind == "text":
        size: Callable[[str], int] = page_length if term.wide else len
        yield make(
            "length",
            lambda v: size(str(v)) > limit,
            f"超过 {limit} 个字符{'（汉字算 2）' if term.wide else ''}：{{value}}",
            f"longer than {limit}{' (a Chinese character counts 2)' if term.wide else ''}: {{value}}",
            "缩短内容",
            "Shorten it",
            clean=_not_longer(limit, term.wide),
        )
        if term.exact:
            yield make(
                "exact",
                lambda v: len(str(v)) < limit and str(v) != "NO",
                f"应为 {limit} 位：{{value}}",
                f"must have {limit} characters: {{value}}",
                "核对后补全",
                "Check and complete it",
                clean=_not_shorter(limit),
            )
    if term.digits is not None:
        whole, fraction = term.digits
        yield make(
            "digits",
            lambda v: not _fits(v, whole, fraction),
            f"整数最多 {whole} 位、小数最多 {fraction} 位：{{value}}",
            f"at most {whole} integer digits and {fraction} decimals: {{value}}",
            "不会自动四舍五入，请改正数值",
            "It is never rounded silently: correct the value",
            clean=_all_fit(whole, fraction),
        )
        yield make(
            "negative",
            lambda v: isinstance(v, int | Decimal) and v < 0,
            "不能为负数：{value}",
            "must not be negative: {value}",
            "改为非负数",
            "Give a value of zero or more",
            clean=_none_negative,
        )
    if isinstance(term.codes, type):
        allowed = "、".join(f"{m.value} {m.zh}" for m in term.codes)
        yield make(
            "code",
            _not_member(term.codes),
            f"不在代码表中：{{value}}（{allowed}）",
            f"not in the closed list: {{value}} ({allowed})",
            "改用表中的代码",
            "Use a code of the list",
        )
    elif term.codes:
        yield Rule(
            id=f"field.code:{label}",
            over=over,
            fields=(path,),
            source=SOURCE,
            mark=Mark.INFERRED,
            severity="warning",
            zh=f"{term.zh}：{{value}} 不在代码表 {term.codes}（{{date}}）中",
            en=f"{term.en}: {{value}} is not in list {term.codes} ({{date}})",
            remedy_zh="核对代码；如是新代码，用 baoguan codes import 更新代码表",
            remedy_en="Check it; if it is a new code, update the list with `baoguan codes import`",
            check=_by_list(path, term.codes),
        )
    yield Rule(
        id=f"field.unreadable:{label}",
        over=over,
        fields=(path,),
        source=SOURCE,
        mark=Mark.OFFICIAL,
        severity="error",
        zh=f"{term.zh}：读不出 {{value}}",
        en=f"{term.en}: cannot read {{value}}",
        remedy_zh="改正写法",
        remedy_en="Correct how it is written",
        check=_unreadable(path),
    )


def _fits(value: Value, whole: int, fraction: int) -> bool:
    if isinstance(value, int):
        return len(str(abs(value))) <= whole
    if not isinstance(value, Decimal):
        return True
    _, digits, exponent = value.normalize().as_tuple()
    places = exponent if isinstance(exponent, int) else 0
    return -places <= fraction and len(digits) + places <= whole


def _not_member(codes: type[CodeEnum]) -> Callable[[Value], bool]:
    members = frozenset(m.value for m in codes)
    return lambda v: str(v) not in members


def _by_value(path: str, fails: Fails, clean: Clean | None) -> Callable[[Block[object], Context], Iterator[Hit]]:
    """Check distinct values, all at once where `clean` can, and go to rows only where one fails."""

    def check(block: Block[object], _: Context) -> Iterator[Hit]:
        distinct = block.distinct(path)
        if not distinct or (clean is not None and clean(distinct)):
            return
        bad = {v for v in distinct if fails(v)}
        if bad:
            yield from (Hit(i, {"value": v}) for i, v in enumerate(block.column(path)) if v in bad)

    return check


def _by_number(path: str, fails: Fails, clean: Clean) -> Callable[[Block[object], Context], Iterator[Hit]]:
    """As `_by_value`, for numbers: hashing a Decimal, or comparing it with None, costs more than judging it."""

    def check(block: Block[object], _: Context) -> Iterator[Hit]:
        values = block.present(path)
        if values and not clean(values):
            yield from (Hit(i, {"value": v}) for i, v in enumerate(block.column(path)) if v is not None and fails(v))

    return check


def _no_control(values: Collection[Value]) -> bool:
    return _CONTROL.search("".join(map(str, values))) is None


def _trimmed(values: Collection[Value]) -> bool:
    texts = list(map(str, values))
    return texts == list(map(str.strip, texts))


def _not_longer(limit: int, wide: bool) -> Clean:
    longest = limit // 2 if wide else limit
    return lambda values: max(map(len, map(str, values))) <= longest


def _not_shorter(limit: int) -> Clean:
    return lambda values: min(map(len, map(str, values))) >= limit


def _none_negative(values: Collection[Value]) -> bool:
    return bool(min(values) >= 0)  # type: ignore[type-var,operator]


def _all_fit(whole: int, fraction: int) -> Clean:
    """All numbers at once: decimals in an arithmetic that refuses to round and to hold more digits."""
    strict = Arithmetic(prec=whole + fraction, traps=[Inexact, InvalidOperation])
    step, top = Decimal(1).scaleb(-fraction), 10**whole

    def clean(values: Collection[Value]) -> bool:
        if not fraction:
            return bool(-top < min(values) and max(values) < top)  # type: ignore[type-var]
        try:
            deque(map(strict.quantize, values, repeat(step)), maxlen=0)  # type: ignore[arg-type]
        except ArithmeticError:
            # One of them does not fit: the caller looks which.
            return False
        return True

    return clean


def _by_list(path: str, name: str) -> Callable[[Block[object], Context], Iterator[Hit]]:
    def check(block: Block[object], context: Context) -> Iterator[Hit]:
        bad = {v for v in block.distinct(path) if not known_code(context.codes, name, str(v))}
        if bad:
            date = context.codes[name].date
            yield from (Hit(i, {"value": v, "date": date}) for i, v in enumerate(block.column(path)) if v in bad)

    return check


def known_code(codes: Codes, name: str, code: str) -> bool:
    """Whether an open list has the code, as it stands or in its older form."""
    code_list = codes[name]
    return code_list.get(code) is not None or code_list.from_legacy(code) is not None


def _unreadable(path: str) -> Callable[[Block[object], Context], Iterator[Hit]]:
    def check(block: Block[object], _: Context) -> Iterator[Hit]:
        if not any(block.column("carried") if hasattr(block.rows[0], "carried") else ()):
            return
        for i, row in enumerate(block.rows):
            carried = getattr(row, "carried", None)
            if carried is None:
                continue
            originals: Mapping[str, str] = carried.originals
            if path in originals and value_at(row, path) is None:
                yield Hit(i, {"value": originals[path]})

    return check
