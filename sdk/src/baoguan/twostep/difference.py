"""What the complete declaration says otherwise than its summary."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.fields import Value, paths, value_at
from baoguan.twostep.annex import ITEMS


@attrs.frozen(kw_only=True)
class Difference:
    """A field that the summary gave and the complete declaration gives otherwise."""

    path: str
    zh: str
    summary: Value
    complete: Value


def differences(summary: CustomsDeclaration, complete: CustomsDeclaration) -> list[Difference]:
    """Fields of the summary's items that differ. An HS code that only grew from 6 to 10 digits is no difference, and neither is what the complete
    declaration says beyond its summary."""
    return list(_differences(summary, complete))


def _differences(summary: CustomsDeclaration, complete: CustomsDeclaration) -> Iterator[Difference]:
    given = {path for item in ITEMS for path in item.paths}
    head = sorted(p for p in given if "." not in p or p.partition(".")[0] not in ("goods", "containers", "licence_documents"))
    yield from _record(summary, complete, head, "")
    kept = {(d.kind, d.number) for d in complete.licence_documents}
    for number, document in enumerate(summary.licence_documents, 1):
        if (document.kind, document.number) not in kept:
            said = f"{document.kind or ''} {document.number or ''}".strip()
            yield Difference(path=f"licence_documents[{number}]", zh="随附单证", summary=said, complete=None)
    for name in ("goods", "containers"):
        fields = [p.partition(".")[2] for p in given if p.startswith(f"{name}.")]
        before, after = getattr(summary, name), getattr(complete, name)
        for number in range(max(len(before), len(after))):
            place = f"{name}[{number + 1}]."
            if number >= len(before) or number >= len(after):
                yield Difference(
                    path=place.rstrip("."),
                    zh="多出或缺少",
                    summary=None if number >= len(before) else str(number + 1),
                    complete=None if number >= len(after) else str(number + 1),
                )
                continue
            yield from _record(before[number], after[number], sorted(fields), place)


def _record(before: object, after: object, names: list[str], place: str) -> Iterator[Difference]:
    model: type = type(before)
    known = paths(model)
    for name in names:
        if name not in known:
            continue
        was, now = value_at(before, name), value_at(after, name)
        if was is None or was == now:
            continue
        if name == "hs_code" and str(now or "").startswith(str(was)):
            continue
        yield Difference(path=f"{place}{name}", zh=known[name].zh, summary=was, complete=now)
