"""The books of a ledger: what each supervision mode moves, the limits of what is available, and the causes of differences."""

from __future__ import annotations

from baoguan.ledger import CAUSES, EFFECTS, FIGURES
from baoguan.ledger.effects import TITLES

from .markdown import code, plain, table


def effects() -> str:
    """One row for each effect: supervision modes, direction, row, counter, signs, evidence."""
    rows = [
        (
            ", ".join(map(code, each.modes)),
            each.direction,
            each.row.value,
            f"{TITLES[each.counter]} {code(each.counter.value)}",
            f"{each.on_row:+d}",
            f"{each.on_material:+d}",
            each.mark.value,
            plain(each.source),
        )
        for each in EFFECTS
    ]
    return table(("监管方式 modes", "direction", "row", "counter", "on row", "on material", "mark", "source"), rows)


def causes() -> str:
    """The causes in the order in which equally good ones are named."""
    rows = [
        (code(cause.value), plain(term.zh), plain(term.en), plain(term.remedy_en))
        for cause, term in sorted(CAUSES.items(), key=lambda each: each[1].weight)
    ]
    return table(("cause", "原因", "what may have happened", "what to do"), rows)


def figures() -> str:
    """The figures of a source, and the headings that mean them."""
    rows = [(code(figure.value), term.zh, term.en, "、".join(term.names)) for figure, term in FIGURES.items()]
    return table(("`--column …=`", "中文", "English", "headings that mean it by themselves"), rows)
