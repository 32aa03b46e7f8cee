"""Cells of coded fields: a code, its name, its older number, or both together (`502 美元`), read as the code."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Final

from baoguan.codes import Code, CodeList
from baoguan.model.fields import CodeEnum
from baoguan.sheets.cells import Problem

Resolved = tuple[str | None, Problem | None]
"""The code that a text means, or None, and what there is to say about it."""

Resolve = Callable[[str], Resolved]

_PAIR: Final = (
    re.compile(r"(?P<code>[0-9A-Za-z]+)\s*[-_:|/,\s]\s*(?P<name>\S.*)"),
    re.compile(r"(?P<name>.*\S)\s*[-_:|/,\s]\s*(?P<code>[0-9A-Za-z]+)"),
    re.compile(r"[(\[](?P<code>[0-9A-Za-z]+)[)\]]\s*(?P<name>\S.*)"),
    re.compile(r"(?P<name>.*?\S)\s*[(\[](?P<code>[0-9A-Za-z]+)[)\]]"),
    re.compile(r"(?P<code>[0-9A-Za-z]+)(?P<name>[^0-9A-Za-z\s].*)"),
)
_YES: Final = ("是", "y", "yes", "true")
_NO: Final = ("否", "n", "no", "false")
_SHOWN: Final = 12


def plain(text: str) -> str:
    """The form in which names of codes are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def closed(codes: type[CodeEnum]) -> Resolve:
    """Reads texts of a closed list: the code, the regulation's wording or a part of it, 是/否 of a yes-or-no list."""
    by_code = {member.value: member.value for member in codes}
    names = _wordings(codes)
    allowed = "、".join(f"{member.value} {member.zh}" for member in codes)

    def single(text: str) -> set[str]:
        exact = by_code.get(text) or by_code.get(text.upper())
        return {exact} if exact is not None else names.get(plain(text), set())

    def resolve(text: str) -> Resolved:
        found = single(text) or _pair(text, single)
        if len(found) == 1:
            return next(iter(found)), None
        if found:
            return None, _ambiguous(text, [f"{member.value} {member.zh}" for member in codes if member.value in found])
        return None, Problem(
            "code",
            "error",
            f"“{text}”不在代码表中（{allowed}）",
            f"{text!r} is not in the closed list ({allowed})",
            "填表中的代码或名称",
            "Give a code or a wording of the list",
        )

    return resolve


@cache
def _wordings(codes: type[CodeEnum]) -> dict[str, set[str]]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for member in codes:
        for name in (member.zh, *re.split("[、/]", member.zh), member.name, member.name.replace("_", " ")):
            names[plain(name)].add(member.value)
    # 普通 for 普通清单, 对应 for 对应报关: the wording without the ending that all wordings of the list share.
    ending = _common_ending([member.zh for member in codes])
    if ending and all(len(member.zh) > len(ending) for member in codes):
        for member in codes:
            names[plain(member.zh.removesuffix(ending))].add(member.value)
    if {member.name for member in codes} == {"YES", "NO"}:
        for member in codes:
            for name in _YES if member.name == "YES" else _NO:
                names[plain(name)].add(member.value)
    return dict(names)


def _common_ending(wordings: list[str]) -> str:
    ending = wordings[0]
    while ending and not all(wording.endswith(ending) for wording in wordings):
        ending = ending[1:]
    return ending


def listed(code_list: CodeList) -> Resolve:
    """Reads texts of an open list; what has the shape of a code but is not in the list is kept, for the rules to judge."""
    shapes = {_shape(row.code) for row in code_list}

    def single(text: str) -> set[str]:
        found = code_list.find(text)
        if len(found) > 1 and code_list.resolve(text) is None:
            return {row.code for row in found}
        return {found[0].code} if found else set()

    def resolve(text: str) -> Resolved:
        exact = code_list.get(text)
        if exact is not None:
            return exact.code, None
        found = code_list.find(text)
        if len(found) > 1:
            chosen = code_list.resolve(text)
            candidates = [f"{row.code} {row.name_zh}" for row in found]
            return (None, _ambiguous(text, candidates)) if chosen is None else (chosen.code, _preferred(text, chosen, candidates))
        if found:
            code = found[0].code
            padded = text.isdigit() and code != text and code == text.zfill(len(code))
            return code, _padded(text, code) if padded else None
        pair = _pair(text, single)
        if len(pair) == 1:
            return next(iter(pair)), None
        if _shape(text) in shapes:
            return text, None
        return None, Problem(
            "code",
            "error",
            f"“{text}”既不是代码表“{code_list.title_zh}”（{code_list.date}）的代码，也不是其中的名称",
            f"{text!r} is neither a code nor a name of the list {code_list.title_en} ({code_list.date})",
            f"填代码；如确有此代码，用 baoguan codes import {code_list.name} 更新代码表",
            f"Give the code; if it is new, update the list with `baoguan codes import {code_list.name}`",
        )

    return resolve


def _pair(text: str, single: Callable[[str], set[str]]) -> set[str]:
    """The code of a text that gives a code and its name; empty when the two do not agree."""
    for pattern in _PAIR:
        match = pattern.fullmatch(text)
        if match is not None:
            both = single(match["code"]) & single(match["name"])
            if both:
                return both
    return set()


def _shape(text: str) -> str:
    return "".join("9" if c in "0123456789" else "A" if "A" <= c <= "Z" else "a" if "a" <= c <= "z" else c for c in text)


def _ambiguous(text: str, candidates: list[str]) -> Problem:
    shown = "、".join(candidates[:_SHOWN])
    return Problem(
        "ambiguous_code",
        "error",
        f"“{text}”可以指 {shown}，不作猜测",
        f"{text!r} may mean {shown}; it is not guessed",
        "改填代码",
        "Give the code instead",
    )


def _preferred(text: str, chosen: Code, candidates: list[str]) -> Problem:
    shown = "、".join(candidates[:_SHOWN])
    return Problem(
        "legacy_code",
        "warning",
        f"旧代码“{text}”对应 {shown}，按 {chosen.code} {chosen.name_zh} 读入",
        f"the older code {text!r} stands for {shown}; read as {chosen.code}",
        "核对；如为另一项，改填字母代码",
        "Check it; if another is meant, give its letters",
    )


def _padded(text: str, code: str) -> Problem:
    return Problem(
        "leading_zeros",
        "warning",
        f"“{text}”丢失了前面的 0，按“{code}”读入",
        f"{text!r} has lost its leading zeros; read as {code!r}",
        "核对；把该列设为文本格式可避免",
        "Check it; a text format for the column avoids this",
    )
