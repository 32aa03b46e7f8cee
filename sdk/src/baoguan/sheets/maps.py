"""The user's own headings: a TOML file that says which column of an ERP export means which field.

[head]
"单据号" = "企业内部编号"
[lines]
"Material" = "part_no"
"制单人" = "-"            # left out on purpose
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from baoguan.errors import UnusableInput
from baoguan.sheets.names import IGNORED, NO_NAMES, Headings, Names, Section, fields_of


def read_map(path: Path) -> Names:
    """The headings of a map file. Raises UnusableInput when it cannot be read or names a field that there is not."""
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnusableInput(f"{path} 无法打开（{reason}）", f"{path} cannot be opened ({reason})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(path, f"不是正确的 TOML（{error}）", f"it is not TOML in UTF-8 ({error})") from error
    strange = sorted(set(content) - {section.value for section in Section})
    if strange:
        raise _refused(path, f"含有未知的段 {'、'.join(strange)}", f"it has unknown tables: {', '.join(strange)}")
    tables: dict[Section, dict[str, str]] = {}
    for section in Section:
        table = content.get(section.value, {})
        if not isinstance(table, dict) or not all(isinstance(target, str) for target in table.values()):
            raise _refused(
                path, f"[{section.value}] 应为“列名 = 字段”", f'[{section.value}] must hold lines of "heading" = "field"'
            )
        tables[section] = _resolved(table, section, str(path))
    return Names(head=tables[Section.HEAD], lines=tables[Section.LINES])


def as_names(mapping: Names | Mapping[str, str] | None) -> Names:
    """A map in whatever form it is given; the entries of a plain mapping go to every section that has the field.

    Raises UnusableInput for a target that no section has.
    """
    if mapping is None:
        return NO_NAMES
    if isinstance(mapping, Names):
        head = _resolved(mapping.head, Section.HEAD, "mapping")
        return Names(head=head, lines=_resolved(mapping.lines, Section.LINES, "mapping"))
    plain = Headings()
    sides: dict[Section, dict[str, str]] = {section: {} for section in Section}
    for heading, target in mapping.items():
        fitting = [section for section in Section if _path(target, section, plain) is not None]
        if not fitting:
            raise _unknown("mapping", heading, target)
        for section in fitting:
            sides[section].update(_resolved({heading: target}, section, "mapping"))
    return Names(head=sides[Section.HEAD], lines=sides[Section.LINES])


def _resolved(table: Mapping[str, str], section: Section, origin: str) -> dict[str, str]:
    plain = Headings()
    resolved: dict[str, str] = {}
    for heading, target in table.items():
        path = _path(target, section, plain)
        if path is None:
            raise _unknown(origin, heading, target, [s for s in Section if _path(target, s, plain) is not None])
        resolved[heading] = path
    return resolved


def _path(target: str, section: Section, plain: Headings) -> str | None:
    if target == IGNORED or target in fields_of(section):
        return target
    found = plain.target(target, section)
    return found.path if found is not None else None


def _unknown(origin: str, heading: str, target: str, elsewhere: Sequence[Section] = ()) -> UnusableInput:
    if elsewhere:
        tables = " / ".join(f"[{section.value}]" for section in elsewhere)
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


def _refused(path: Path, zh: str, en: str) -> UnusableInput:
    return UnusableInput(
        f"列名对照文件 {path} 无法使用：{zh}",
        f"the map {path} cannot be used: {en}",
        remedy_zh="格式为 [head] 和 [lines] 两段，每行“列名 = 字段”",
        remedy_en='It has two tables, [head] and [lines], with lines of "heading" = "field"',
    )
