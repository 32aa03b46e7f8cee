"""The rules of the document kinds, as their packs hold them."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from baoguan.consolidation import findings as merging
from baoguan.model.fields import Term
from baoguan.rules import Mark, Rule, RulePack
from baoguan.rules.amendment import AMENDMENT_RULES
from baoguan.rules.declaration import DECLARATION_RULES
from baoguan.rules.inventory import INVENTORY_RULES
from baoguan.rules.ledger import LEDGER_RULES
from baoguan.rules.write_off import WRITE_OFF_RULES

from .amendments import AMENDMENT_SECTIONS
from .declarations import DECLARATION_SECTIONS
from .fields import LEDGER_SECTIONS, SECTIONS, Section, terms_of
from .markdown import code, plain, prose, shown, table

_FIELD: Final = "field."

_SHARED: Final = frozenset(f"baoguan.rules.{kind}._pack" for kind in ("inventory", "ledger", "amendment", "write_off"))
_MARKS: Final[Mapping[Mark, str]] = {
    Mark.OFFICIAL: "stated by Customs or by its official product (announcement, manual, the page itself); may be an error",
    Mark.TWICE: "seen in two independent programs or texts; may be an error",
    Mark.ONCE: "seen in one program or text; never more than a warning",
    Mark.INFERRED: "follows from other facts, nobody states it; never more than a warning",
    Mark.RECALLED: "remembered by people of the field, no text at hand; never more than a warning",
}
_WHATS: Final[Mapping[str, str]] = {
    "characters": "no control characters or line breaks",
    "trimmed": "no blanks at the ends (warning: the page removes them)",
    "length": "not longer than the field; in names a Chinese character counts 2, as on the page",
    "exact": "exactly the length of the field",
    "digits": "not more integer digits or decimals than the field holds; nothing is ever rounded silently",
    "negative": "not below zero",
    "code": "a code of the list: an error in a closed list, a warning that names the list's date in an open one",
    "unreadable": "the text that was read could be understood as a value of the field",
}


def written(pack: RulePack) -> list[Rule[object]]:
    """The rules of a pack that were written one by one."""
    return [r for r in pack.rules if not r.id.startswith(_FIELD)]


def marks() -> str:
    """How well a rule is known, and how many rules stand on each kind of ground."""
    packs = (INVENTORY_RULES, LEDGER_RULES, DECLARATION_RULES, AMENDMENT_RULES, WRITE_OFF_RULES)
    counts = [Counter(r.mark for r in written(pack)) for pack in packs]
    rows = [(code(m.value), plain(_MARKS[m]), *(str(count[m]) for count in counts)) for m in Mark]
    counted = ("lists", "ledgers", "declarations", "amendments", "write-offs")
    return table(("mark", "means", *(f"rules of {kind}" for kind in counted)), rows)


def rules() -> str:
    """The rules of the list."""
    return rules_of(INVENTORY_RULES)


def ledger_rules() -> str:
    """The rules of ledgers."""
    return rules_of(LEDGER_RULES)


def declaration_rules() -> str:
    """The rules of declarations."""
    return rules_of(DECLARATION_RULES)


def amendment_rules() -> str:
    """The rules of amendments."""
    return rules_of(AMENDMENT_RULES)


def rules_of(pack: RulePack) -> str:
    """Every rule that was written one by one, grouped as in the source."""
    groups: dict[str, list[Rule[object]]] = defaultdict(list)
    for rule in written(pack):
        groups[_home(rule)].append(rule)
    return "\n".join(_group(title, found) for title, found in groups.items())


def _home(rule: Rule[object]) -> str:
    module = rule.check.__module__
    if module in _SHARED:
        return "Rules of one condition each"
    text = (sys.modules[module].__doc__ or module).strip().splitlines()[0]
    return text.split(":")[0].split(". ")[0].rstrip(".")


def _group(title: str, found: list[Rule[object]]) -> str:
    return f"## {plain(title)}\n\n" + "\n".join(_rule(r) for r in found)


def _rule(rule: Rule[object]) -> str:
    facts = [rule.severity, rule.mark.value]
    if rule.declare_only:
        facts.append("asked only when declaring, not when saving")
    if rule.since or rule.until:
        facts.append(f"valid {rule.since or '…'} to {rule.until or '…'}")
    lines = [
        f"### {code(rule.id)}",
        "",
        f"{prose(rule.zh)}",
        "",
        f"{prose(rule.en)}",
        "",
        f"- **{', '.join(facts)}** · {plain(rule.source)}",
        f"- of {code(rule.over) if rule.over else 'the head'}: " + ", ".join(code(f) for f in rule.fields),
    ]
    if rule.remedy_zh or rule.remedy_en:
        lines.append(f"- remedy: {prose(rule.remedy_zh)} / {prose(rule.remedy_en)}")
    lines += [f"- accepted: {_example(e)}" for e in rule.accepted]
    lines += [f"- refused: {_example(e)}" for e in rule.refused]
    return "\n".join(lines) + "\n"


def _example(example: Mapping[str, object]) -> str:
    if not example:
        return "the sample as it stands"
    return ", ".join(f"{code(path)} = {code(shown(value))}" for path, value in example.items())


def field_rules() -> str:
    """The compiled rules of the list."""
    return tables_of_field_rules(INVENTORY_RULES, SECTIONS)


def ledger_field_rules() -> str:
    """The compiled rules of ledgers."""
    return tables_of_field_rules(LEDGER_RULES, LEDGER_SECTIONS)


def declaration_field_rules() -> str:
    """The compiled rules of declarations."""
    return tables_of_field_rules(DECLARATION_RULES, DECLARATION_SECTIONS)


def amendment_field_rules() -> str:
    """The compiled rules of amendments."""
    return tables_of_field_rules(AMENDMENT_RULES, [s for s in AMENDMENT_SECTIONS if not s.inside])


def tables_of_field_rules(pack: RulePack, sections: Sequence[Section]) -> str:
    """The rules that are compiled from the facts of the fields: one table of what is checked, one of the fields."""
    checks: dict[tuple[str, str], list[str]] = defaultdict(list)
    severities: dict[str, set[str]] = defaultdict(set)
    for rule in pack.rules:
        if rule.id.startswith(_FIELD):
            what = rule.id.removeprefix(_FIELD).split(":")[0]
            checks[rule.over, rule.fields[0]].append(what)
            severities[what].add(rule.severity)
    parts = [
        table(("check", "means", "severity"), [(code(w), plain(t), ", ".join(sorted(severities[w]))) for w, t in _WHATS.items()])
    ]
    for section in sections:
        rows = [
            (code(path), plain(term.zh), ", ".join(_checks(checks[section.over, path], term))) for path, term in terms_of(section)
        ]
        parts.append(f"\n### {section.title}\n\n" + table(("field", "中文", "checks"), rows))
    return "\n".join(parts)


def _checks(whats: list[str], term: Term) -> list[str]:
    sizes = {
        "length": f" ≤ {term.length}",
        "exact": f" = {term.length}",
        "digits": f" {term.digits[0]}.{term.digits[1]}" if term.digits else "",
    }
    return [what + sizes.get(what, "") for what in whats]


def merge_findings() -> str:
    """What merging and dividing can say."""
    rows = [
        (code(name), text.severity, text.mark.value, f"{prose(text.zh)}<br>{prose(text.en)}")
        for name, text in merging._TEXTS.items()
    ]
    return table(("finding", "severity", "mark", "text"), rows)
