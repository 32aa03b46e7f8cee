"""Where a document can stand, what moves it, and what forbids an act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from baoguan.documents.declaration import DECLARATION_KIND
from baoguan.documents.inventory_guards import BOOK_BEFORE_LIST, GUARDS
from baoguan.documents.kind import DocumentKind, Guard
from baoguan.documents.ledger import LEDGER_KIND
from baoguan.engine.points import POINTS
from baoguan.lifecycle import ActStanding, Lifecycle, Standing
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.lifecycle.inventory import INVENTORY
from baoguan.lifecycle.ledger import LEDGER
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.ledger import Ledger
from baoguan.model.message import Act, Step

from .markdown import code, plain, prose, table

D = TypeVar("D")

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
    return state_table(INVENTORY)


def ledger_states() -> str:
    """The states of a ledger."""
    return state_table(LEDGER)


def declaration_states() -> str:
    """The states of a declaration."""
    return state_table(DECLARATION)


def state_table(lifecycle: Lifecycle) -> str:
    """The states of a life cycle."""
    rows = []
    for each in lifecycle.states:
        yes = "declared" if each.declared else ""
        rows.append((code(each.name), plain(each.zh), plain(each.en), yes, "final" if each.final else ""))
    return table(("state", "中文", "English", "legal act?", "final?"), rows)


def transitions() -> str:
    """What each outcome of a receipt does to a list."""
    return transition_table(INVENTORY, f"Of a deletion, {{}} mean that the list is {code('deleted')}.")


def ledger_transitions() -> str:
    """What each outcome of a receipt does to a ledger."""
    return transition_table(LEDGER, f"Of a closing (注销), {{}} mean that the ledger is closed ({code('deleted')}).")


def declaration_transitions() -> str:
    """What each outcome of a receipt does to a declaration."""
    return transition_table(DECLARATION, f"{{}} means that the declaration is {code('deleted')}, whatever was asked for.")


def transition_table(lifecycle: Lifecycle, ended: str) -> str:
    """What each outcome does in a life cycle; `ended` says what those of a deletion mean."""
    rows = []
    for each in lifecycle.transitions:
        means = code(each.state) if each.state else "moves no state"
        rows.append((code(each.outcome.value), str(each.rank), means, "refusal" if each.refusal else ""))
    outcomes = ", ".join(sorted(code(o.value) for o in lifecycle.deletion_outcomes))
    return table(("outcome", "rank", "leads to", ""), rows) + f"\n{ended.format(outcomes)}\n"


def guards() -> str:
    """What forbids an act on a list, and the way out."""
    speaks = [(row.guard, ", ".join(a.value for a in row.acts) + (f" ({row.step.value})" if row.step else "")) for row in GUARDS]
    return guard_table([*speaks, (BOOK_BEFORE_LIST, Act.CHANGE.value)])


def ledger_guards() -> str:
    """What forbids an act on a ledger."""
    return found_guards(LEDGER_KIND, LEDGER, Ledger())


def declaration_guards() -> str:
    """What forbids an act on a declaration."""
    return found_guards(DECLARATION_KIND, DECLARATION, CustomsDeclaration())


def found_guards(kind: DocumentKind[D], lifecycle: Lifecycle, document: D) -> str:
    """The guards of a kind, found by asking in every state, with and without a change that is undecided."""
    guards: dict[str, Guard] = {}
    acts: dict[str, list[str]] = {}
    undecided = ActStanding(act=Act.CHANGE, change_count=1, declaration_no=1, state="declared", open=True)
    for act in Act:
        for state in lifecycle.states:
            for standing in (Standing(state=state.name), Standing(state=state.name, acts=(undecided,))):
                for guard in kind.guards(standing, document, act, Step.DECLARE):
                    guards[guard.id] = guard
                    acts.setdefault(guard.id, []).append(act.value)
    return guard_table([(guard, ", ".join(dict.fromkeys(acts[name]))) for name, guard in guards.items()])


def guard_table(speaks: Sequence[tuple[Guard, str]]) -> str:
    """Guards with the acts that they speak of."""
    rows = []
    for guard, acts in speaks:
        dates = f"{guard.since or '…'} to {guard.until or '…'}" if guard.since or guard.until else ""
        yields = "; ".join(filter(None, ("yields to `--override`" if guard.overridable else "", dates)))
        text = f"{prose(guard.zh)}<br>{prose(guard.en)}"
        way = f"{prose(guard.remedy_zh)}<br>{prose(guard.remedy_en)}"
        rows.append((code(guard.id), acts, text, way, f"{plain(guard.mark)}: {plain(guard.source)}", yields))
    return table(("guard", "acts", "says", "way out", "known from", ""), rows)


def points() -> str:
    """The named points at which the tests let a process die. Raises KeyError for a point without a description."""
    return table(("point", "what holds there"), [(code(p), _POINTS[p]) for p in POINTS])
