"""Records that stand on sheets of their own and hang on other records: licences on goods lines, vehicles on licences; and records that a
document has one of at most, such as the head of a transit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, cast

import attrs

from baoguan.model.message import Document
from baoguan.sheets.cells import Problem
from baoguan.sheets.tables import Section, SheetKind

_evolve: Final = cast("Callable[..., Document]", attrs.evolve)


@attrs.frozen
class Lost:
    """A record that could not be put anywhere: its section, its place among the rows of that (from 0), and why."""

    section: Section
    index: int
    problem: Problem


@attrs.frozen
class Hung:
    """Records put where they belong. `values` are the attributes of the document; `places` the path of every record that hangs, or is the only
    one (`goods[2].licences[1]`, `transit`), with its section's path and its place among the rows of that (from 0)."""

    values: Mapping[str, object]
    places: Mapping[str, tuple[str, int]]
    lost: tuple[Lost, ...]


def hang(kind: SheetKind, rows: Mapping[str, Sequence[Document]]) -> Hung:
    """Put the rows of every section, by the section's path, where they belong."""
    records = {path: list(found) for path, found in rows.items() if found}
    hanging = [body for body in kind.bodies if body.joins and body.path in records]
    lost: list[Lost] = []
    parents: dict[str, list[int | None]] = {}
    for body in hanging:
        parents[body.path] = list(_parents(kind, body, records, lost))
    places = dict(_places(kind, records, parents))
    for body in reversed(hanging):
        above, _, attribute = body.path.rpartition(".")
        for index, own in _grouped(parents[body.path]).items():
            mine = tuple(records[body.path][n] for n in own)
            records[above][index] = _evolve(records[above][index], **{attribute: mine})
    values: dict[str, object] = {}
    for body in kind.bodies:
        found = records.get(body.path, [])
        if body.single:
            lost += [Lost(body, n, _second(body)) for n in range(1, len(found))]
            values |= {body.path: found[0]} if found else {}
        elif not body.joins and body.path in rows:
            values[body.path] = tuple(found)
    return Hung(values, places, tuple(lost))


def records_of(kind: SheetKind, document: Document, section: Section) -> Iterator[Document]:
    """The records of a section in the order of their sheet; those that hang say of which record, as the sheet must."""
    if section.single:
        only = getattr(document, section.path)
        yield from () if only is None else (only,)
        return
    above, _, attribute = section.path.rpartition(".")
    if not above:
        yield from getattr(document, section.path)
        return
    parent = kind.body_at(above)
    for number, record in enumerate(records_of(kind, document, parent), 1):
        said = {mine: getattr(record, theirs) for mine, theirs in section.joins.items()}
        said = {mine: number if v is None and section.joins[mine] == parent.numbered else v for mine, v in said.items()}
        for each in getattr(record, attribute):
            yield _evolve(each, **said)


def _parents(kind: SheetKind, body: Section, records: Mapping[str, Sequence[Document]], lost: list[Lost]) -> Iterator[int | None]:
    """For each record of a section the place of the one that it hangs on; None where there is none, or more than one."""
    above = kind.body_at(body.path.rpartition(".")[0])
    known: dict[tuple[object, ...], list[int]] = {}
    for index, record in enumerate(records.get(above.path, ())):
        known.setdefault(tuple(getattr(record, theirs) for theirs in body.joins.values()), []).append(index)
    for index, record in enumerate(records[body.path]):
        said = tuple(getattr(record, mine) for mine in body.joins)
        found = known.get(said, [])
        if len(found) != 1:
            lost.append(Lost(body, index, _nowhere(body, above, said, many=bool(found))))
        yield found[0] if len(found) == 1 else None


def _grouped(parents: Sequence[int | None]) -> Mapping[int, Sequence[int]]:
    found: dict[int, list[int]] = {}
    for own, parent in enumerate(parents):
        if parent is not None:
            found.setdefault(parent, []).append(own)
    return found


def _places(
    kind: SheetKind, records: Mapping[str, Sequence[Document]], parents: Mapping[str, Sequence[int | None]]
) -> Iterator[tuple[str, tuple[str, int]]]:
    """The path of every record that hangs or is the only one; sections stand behind those that they hang on."""
    known: dict[tuple[str, int], str] = {}
    for body in kind.bodies:
        if body.single and records.get(body.path):
            yield body.path, (body.path, 0)
        above, _, attribute = body.path.rpartition(".")
        for parent, own in _grouped(parents.get(body.path, ())).items():
            stem = known.get((above, parent), f"{above}[{parent + 1}]")
            for number, index in enumerate(own, 1):
                known[body.path, index] = f"{stem}.{attribute}[{number}]"
                yield known[body.path, index], (body.path, index)


def _nowhere(body: Section, above: Section, said: Sequence[object], *, many: bool) -> Problem:
    shown = "、".join("（空）" if v is None else str(v) for v in said)
    names = "、".join(body.fields[name].zh for name in body.joins)
    zh, en = ("有多行符合", "fits several rows") if many else ("没有", "is in no row")
    return Problem(
        "no_parent",
        "error",
        f"{body.zh}的{names} {shown} 在{above.zh}中{zh}，这一行没有读入",
        f"{shown} of the {body.name.replace('_', ' ')} {en} of the {above.name.replace('_', ' ')}; this row was not read",
        f"{names}须与{above.zh}的恰好一行相同；做不到的用 JSON 填写",
        f"It must be that of exactly one row of {above.zh}; where that cannot be, give the document as JSON",
    )


def _second(body: Section) -> Problem:
    return Problem(
        "second_row",
        "error",
        f"一份单证只能有一行{body.zh}，这一行没有读入",
        f"a document has one row of {body.name.replace('_', ' ')}; this one was not read",
        "删除多余的行",
        "Remove the other rows",
    )
