"""Channels: what each declares of itself, its limits, settings, codes and simulator.

The declarations are those of `baoguan plugins list`, got by the same function. Documented are the channels of this repository's plugins,
whatever else is installed where the pages are made.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from baoguan.cli.declared import declared
from baoguan.documents import core_kinds
from baoguan.plugin import CHANNELS, ChannelInfo, Explanation, Support, Verb, load_one
from baoguan_h2010 import receipts as ems
from baoguan_h2010.explanations import STATES
from baoguan_h2010.messages import TYPES
from baoguan_h2010.settings import Settings as H2010Settings
from baoguan_h2010.simulator import command as h2010_far_side
from baoguan_h2010.simulator.faults import KINDS
from baoguan_shenguantong import protocol
from baoguan_shenguantong.settings import Settings as ShenguantongSettings
from baoguan_shenguantong.simulator import command as shenguantong_far_side
from baoguan_shenguantong.tables import LEFT_OUT, SECTIONS

from .commands import options
from .markdown import code, plain, prose, table
from .seams import settings_table

_ROOT: Final = Path(__file__).resolve().parents[3]
_TITLES: Final[Mapping[str, str]] = {kind.name: kind.title_zh for kind in core_kinds()}


def shipped() -> dict[str, str]:
    """Name of each channel of this repository -> its distribution, in the order of `baoguan plugins list`."""
    found = {}
    for path in _ROOT.glob("plugins/*/pyproject.toml"):
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        for name in project.get("entry-points", {}).get(CHANNELS, {}):
            found[name] = project["name"]
    return dict(sorted(found.items()))


def info(name: str) -> ChannelInfo:
    """What a channel declares. Raises LookupError for one that says nothing without an account: it could not stand in the matrix."""
    found = declared(name)
    if found is None:
        raise LookupError(name)
    return found


def channels() -> str:
    """One line for each channel."""
    rows = []
    for name, distribution in shipped().items():
        told = info(name)
        use = "batches" if told.bulk else "single documents"
        rows.append((_link(name), plain(told.title_zh), plain(told.title_en), code(f"pip install {distribution}"), use))
    return table(("channel", "中文", "English", "install", "named for"), rows)


def matrix() -> str:
    """Every channel, kind and verb, with what is declared of it."""
    rows = []
    for name in shipped():
        supports = sorted(info(name).supports, key=lambda s: (s.kind, list(Verb).index(s.verb), s.since or date.min))
        rows += [(_link(name), *_cells(support)) for support in supports]
    return table(("channel", *_HEADS), rows)


def capabilities(name: str) -> str:
    """What one channel can do, and on what evidence, with its notes."""
    rows = [(*_cells(s), _note(s)) for s in info(name).supports]
    return table((*_HEADS, "note"), rows)


_HEADS: Final = ("document", "verb", "level", "evidence", "since", "until", "setting", "in production")


def _cells(each: Support) -> tuple[str, ...]:
    opt_in = f'allow_unproven = ["{each.kind}:{each.verb}"]'
    allowed = "yes" if each.evidence.proven else f"only with {code(opt_in)}"
    title = _TITLES.get(each.kind, "")
    return (
        f"{code(each.kind)} {title}".rstrip(),
        code(each.verb.value),
        each.level.value,
        each.evidence.name.lower().replace("_", " "),
        str(each.since or ""),
        str(each.until or ""),
        code(each.setting or ""),
        "no" if each.level.value == "unsupported" else allowed,
    )


def _note(each: Support) -> str:
    return " · ".join(
        text for note in (each.note_zh, each.note_en) if (text := plain(note.strip().removeprefix("：").removeprefix(": ")))
    )


def limits() -> str:
    """What one message may carry, by what a repeat is known, and how often the far side is asked."""
    rows = []
    for name in shipped():
        told = info(name)
        size, polling = told.limits, told.polling
        rows.append(
            (
                _link(name),
                *(_number(value) for value in (size.rows, size.bytes, size.requests_per_second, size.at_once)),
                told.dedup.value.replace("_", " "),
                f"every {_span(polling.fast)} to {_span(polling.slow)}" if polling and polling.fast else "in every round",
                _span(told.patience),
                _span(polling.deadline) if polling else "—",
            )
        )
    heads = (
        "channel",
        "rows",
        "bytes",
        "requests a second",
        "at once",
        "knows a repeat by",
        "asked",
        "asleep after",
        "overdue after",
    )
    return table(heads, rows)


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,}"


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, word in ((3600, "h"), (60, "min")):
        if seconds and seconds % size == 0:
            return f"{seconds // size} {word}"
    return f"{seconds} s"


def _link(name: str) -> str:
    return f"[{code(name)}](/reference/{name}.md)"


def explanations(name: str) -> str:
    """What `baoguan explain` knows by code of a channel."""
    known: tuple[Explanation, ...] = load_one(CHANNELS, name).explanations()  # type: ignore[attr-defined]
    rows = [
        (" ".join(map(code, e.codes)), f"{plain(e.zh)} · {plain(e.en)}", f"{prose(e.remedy_zh)} · {prose(e.remedy_en)}", e.mark)
        for e in known
        if e.codes
    ]
    return table(("code", "means", "what to do", "evidence"), rows)


def shenguantong_settings() -> str:
    """The settings of an account at 深关通."""
    return settings_table("accounts.NAME", ShenguantongSettings)


def shenguantong_sections() -> str:
    """The parts of a batch with their columns, as the encoder reads them."""
    rows = []
    for kind, sections in SECTIONS.items():
        for section in sections:
            if section.is_body:
                counted, columns = "count against `max_rows`", "、".join(plain(title) for title in section.titles)
            else:
                counted, columns = "one", f"{len(section.titles)}: every field of the head that Customs does not fill in itself"
            rows.append((code(kind), code(section.name), counted, columns))
    left = "".join(f"- {code(kind)}: {'、'.join(parts.values())}\n" for kind, parts in LEFT_OUT.items() if parts)
    return (
        table(("document", "section", "rows", "columns"), rows)
        + f"\nNo section carries these; a document that has them is refused:\n\n{left}"
    )


def shenguantong_receipts() -> str:
    """What each level of a receipt is read as."""
    rows = []
    for level, outcome in protocol.LEVELS.items():
        for each in protocol.CODES[level]:
            read = {kind: protocol.APPROVALS.get((kind, each), outcome) for kind in protocol.KINDS} if level == "APPROVED" else {}
            means = ", ".join(f"{code(kind)}: {code(o.value)}" for kind, o in read.items()) or code(outcome.value)
            rows.append((code(level), code(each), means))
    return table(("level", "code", "read as"), rows)


def shenguantong_simulator() -> str:
    """The options of the 深关通 simulator."""
    return options(shenguantong_far_side._parser())


def h2010_settings() -> str:
    """The settings of an account at the mock."""
    return settings_table("accounts.NAME", H2010Settings)


def h2010_messages() -> str:
    """The message types and their receipts."""
    rows = [
        (code(t.up), plain(t.zh), plain(t.en), " ".join(map(code, t.records)), code(t.down) or "none was seen", code(t.kind))
        for t in TYPES
    ]
    return table(("up", "中文", "English", "records", "receipt", "document"), rows)


def h2010_receipts() -> str:
    """What each check mark is read as."""
    rows = [(code(mark), "known", code(outcome.value)) for mark, outcome in ems.BUSINESS.items()]
    rows.append((code(ems.DUPLICATE), "known", "an answer to the message alone, see below"))
    rows += [(code(mark), "the mock's own", code(outcome.value)) for mark, outcome in ems.ANSWERS.items()]
    return table(("check mark", "is", "read as"), rows)


def h2010_states() -> str:
    """declareState of a ledger."""
    rows = [
        (code(state), zh, plain(en), f"{plain(more_zh)} · {plain(more_en)}") for state, (zh, en, more_zh, more_en) in STATES.items()
    ]
    return table(("state", "中文", "English", "means"), rows)


def h2010_simulator() -> str:
    """The options of the mock server, and its faults."""
    faults = table(("fault", "中文 / English"), [(code(kind), plain(text)) for kind, text in KINDS.items()])
    return f"{options(h2010_far_side._parser())}\n{faults}"
