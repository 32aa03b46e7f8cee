"""Where a list can stand, what moves it, and what forbids an act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baoguan.documents.inventory_guards import BOOK_BEFORE_LIST, GUARDS
from baoguan.engine.points import POINTS
from baoguan.lifecycle.inventory import INVENTORY
from baoguan.model.message import Act

from .markdown import code, plain, prose, table

_POINTS: Final[Mapping[str, str]] = {
    "staged": "The bytes lie durably under a private name; nothing was claimed.",
    "intent": "The intent to send is committed and the file bears its `.Temp` name; the send itself has not happened.",
    "renamed": "The file bears its final name: sent, but the journal does not know it yet.",
    "answered": "The journal knows what came of the send.",
    "inbox committed": "The raw bytes of receipts are committed; nothing was decoded.",
    "before acknowledge": "Receipts are settled; their files still lie in the InBox.",
    "inside settle": "A receipt is decoded and matched, inside the transaction that settles it.",
}


def states() -> str:
    """The states of a list."""
    rows = []
    for each in INVENTORY.states:
        yes = "declared" if each.declared else ""
        rows.append((code(each.name), plain(each.zh), plain(each.en), yes, "final" if each.final else ""))
    return table(("state", "中文", "English", "legal act?", "final?"), rows)


def transitions() -> str:
    """What each outcome of a receipt does."""
    rows = []
    for each in INVENTORY.transitions:
        means = code(each.state) if each.state else "moves no state"
        rows.append((code(each.outcome.value), str(each.rank), means, "refusal" if each.refusal else ""))
    deletion = ", ".join(sorted(code(o.value) for o in INVENTORY.deletion_outcomes))
    note = f"\nOf a deletion, {deletion} mean that the list is {code('deleted')}.\n"
    return table(("outcome", "rank", "leads to", ""), rows) + note


def guards() -> str:
    """What forbids an act, and the way out."""
    rows = []
    speaks = [(row.guard, ", ".join(a.value for a in row.acts) + (f" ({row.step.value})" if row.step else "")) for row in GUARDS]
    for guard, acts in [*speaks, (BOOK_BEFORE_LIST, Act.CHANGE.value)]:
        dates = f"{guard.since or '…'} to {guard.until or '…'}" if guard.since or guard.until else ""
        yields = "; ".join(filter(None, ("yields to `--override`" if guard.overridable else "", dates)))
        text = f"{prose(guard.zh)}<br>{prose(guard.en)}"
        way = f"{prose(guard.remedy_zh)}<br>{prose(guard.remedy_en)}"
        rows.append((code(guard.id), acts, text, way, f"{plain(guard.mark)}: {plain(guard.source)}", yields))
    return table(("guard", "acts", "says", "way out", "known from", ""), rows)


def points() -> str:
    """The named points at which the tests let a process die. Raises KeyError for a point without a description."""
    return table(("point", "what holds there"), [(code(p), _POINTS[p]) for p in POINTS])
