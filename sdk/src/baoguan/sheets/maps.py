"""The user's own headings: a TOML file that says which column of an ERP export means which field.

[head]
"单据号" = "企业内部编号"
[lines]                       # [goods] of declarations, which have [containers] … too
"Material" = "part_no"
"制单人" = "-"                # left out on purpose
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from baoguan.errors import UnusableInput
from baoguan.sheets.kinds import KINDS, kind_named
from baoguan.sheets.names import IGNORED, NO_NAMES, Headings, Names
from baoguan.sheets.tables import Section, SheetKind

_LINES = "lines"
"""The main body of every kind answers to this name beside its own."""

_Tables = Mapping[str, Mapping[str, str]]


def read_map(path: Path, kind: str | None = None) -> Names:
    """The headings of a map file, for every kind of document that it fits, or for the one that is named.

    Raises UnusableInput when it cannot be read or names a field that there is not.
    """
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnusableInput(f"{path} 无法打开（{reason}）", f"{path} cannot be opened ({reason})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(path, f"不是正确的 TOML（{error}）", f"it is not TOML in UTF-8 ({error})") from error
    tables: dict[str, dict[str, str]] = {}
    for name, table in content.items():
        if not isinstance(table, dict) or not all(isinstance(target, str) for target in table.values()):
            raise _refused(path, f"[{name}] 应为“列名 = 字段”", f'[{name}] must hold lines of "heading" = "field"')
        tables[name] = table
    kinds = [kind_named(kind)] if kind is not None else list(KINDS.values())
    return _fitting(kinds, lambda each: _of_tables(tables, each, path))


def as_names(mapping: Names | Mapping[str, str] | None, kinds: Sequence[SheetKind]) -> Names:
    """A map in whatever form it is given, for the kinds that it fits; the entries of a plain mapping go to every section that has the field.

    Raises UnusableInput for a target that no section has, and for a map of other kinds.
    """
    if mapping is None:
        return NO_NAMES
    if isinstance(mapping, Names):
        return _of_kinds(mapping, kinds) if mapping.kinds else _fitting(kinds, lambda kind: _of_names(mapping, kind))
    return _fitting(kinds, lambda kind: _of_plain(mapping, kind))


def _fitting(kinds: Iterable[SheetKind], resolve: Callable[[SheetKind], Names]) -> Names:
    """The names of every kind that they can be resolved for. Raises what the first of them refused where there is none."""
    found: dict[str, Names] = {}
    refusal: UnusableInput | None = None
    for kind in kinds:
        try:
            found[kind.name] = resolve(kind)
        except UnusableInput as error:
            refusal = refusal or error
    if not found and refusal is not None:
        raise refusal
    return Names(kinds=found)


def _of_kinds(names: Names, kinds: Sequence[SheetKind]) -> Names:
    found = {kind.name: names.kinds[kind.name] for kind in kinds if kind.name in names.kinds}
    if not found:
        wanted, given = "、".join(kind.zh for kind in kinds), "、".join(names.kinds)
        raise UnusableInput(
            f"列名对照不能用于{wanted}：它的字段属于 {given}",
            f"the map cannot be used for {', '.join(kind.name for kind in kinds)}: its fields are those of {', '.join(names.kinds)}",
            remedy_zh="改正对照文件，或改用 --kind",
            remedy_en="Correct the map, or choose another --kind",
        )
    return Names(kinds=found)


def _of_tables(tables: _Tables, kind: SheetKind, path: Path) -> Names:
    by_name = {_LINES: kind.main, **{section.name: section for section in kind.sections}}
    strange = sorted(set(tables) - set(by_name))
    if strange:
        raise _refused(path, f"含有未知的段 {'、'.join(strange)}", f"it has unknown tables: {', '.join(strange)}", kind)
    resolved: dict[str, dict[str, str]] = {}
    for name, table in tables.items():
        resolved.setdefault(by_name[name].name, {}).update(_resolved(table, kind, by_name[name], str(path)))
    return _names(resolved, kind)


def _of_names(names: Names, kind: SheetKind) -> Names:
    tables = {section.name: _resolved(names.of(kind, section), kind, section, "mapping") for section in kind.sections}
    return _names(tables, kind)


def _of_plain(mapping: Mapping[str, str], kind: SheetKind) -> Names:
    plain = Headings(kind)
    sides: dict[str, dict[str, str]] = {}
    for heading, target in mapping.items():
        fitting = [section for section in kind.sections if _path(target, section, plain) is not None]
        if not fitting:
            raise _unknown("mapping", heading, target)
        for section in fitting:
            sides.setdefault(section.name, {}).update(_resolved({heading: target}, kind, section, "mapping"))
    return _names(sides, kind)


def _names(tables: _Tables, kind: SheetKind) -> Names:
    own = {name: table for name, table in tables.items() if name not in (kind.head.name, kind.main.name)}
    return Names(head=tables.get(kind.head.name, {}), lines=tables.get(kind.main.name, {}), sections=own)


def _resolved(table: Mapping[str, str], kind: SheetKind, section: Section, origin: str) -> dict[str, str]:
    plain = Headings(kind)
    resolved: dict[str, str] = {}
    for heading, target in table.items():
        path = _path(target, section, plain)
        if path is None:
            raise _unknown(origin, heading, target, [s for s in kind.sections if _path(target, s, plain) is not None])
        resolved[heading] = path
    return resolved


def _path(target: str, section: Section, plain: Headings) -> str | None:
    if target == IGNORED or target in section.fields:
        return target
    found = plain.target(target, section)
    return found.path if found is not None else None


def _unknown(origin: str, heading: str, target: str, elsewhere: Sequence[Section] = ()) -> UnusableInput:
    if elsewhere:
        tables = " / ".join(f"[{section.name}]" for section in elsewhere)
        return UnusableInput(
            f"{origin}：“{heading}”所指的字段“{target}”不在这一段",
            f"{origin}: {heading!r} is mapped to {target!r}, which is no field of this table",
            remedy_zh=f"移到 {tables} 段",
            remedy_en=f"Move it to {tables}",
        )
    return UnusableInput(
        f"{origin}：“{heading}”所指的字段“{target}”不存在",
        f"{origin}: {heading!r} is mapped to {target!r}, which is no field",
        remedy_zh="写字段的中文名（如 商品编码）或属性名（如 hs_code）；不读的列写 -",
        remedy_en="Give the Chinese term (商品编码) or the attribute (hs_code); - leaves a column out",
    )


def _refused(path: Path, zh: str, en: str, kind: SheetKind | None = None) -> UnusableInput:
    names = [section.name for section in kind.sections] if kind is not None else ["head", _LINES]
    tables = "、".join(f"[{name}]" for name in names)
    return UnusableInput(
        f"列名对照文件 {path} 无法使用：{zh}",
        f"the map {path} cannot be used: {en}",
        remedy_zh=f"格式为 {tables} 各段，每行“列名 = 字段”",
        remedy_en=f'It has the tables {", ".join(f"[{name}]" for name in names)}, with lines of "heading" = "field"',
    )
