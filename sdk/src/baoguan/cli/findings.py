"""What is wrong with the documents of a file: from reading, merging and the rules, each told once, with its list and its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import attrs

from baoguan.broker import Arranged
from baoguan.cli.inputs import Loaded
from baoguan.cli.output import Told
from baoguan.errors import Finding
from baoguan.model.message import Document

CheckOne = Callable[[Document], Sequence[Finding]]


@attrs.frozen(kw_only=True)
class Checked:
    """Everything found. `by_rules` is what merging and the rules said, each with the index of the requested document."""

    told: tuple[Told, ...]
    by_rules: tuple[tuple[int, Finding], ...]

    @property
    def errors(self) -> int:
        """How many of them forbid to go on."""
        return sum(t.finding.severity == "error" for t in self.told)


def check_all(loaded: Loaded, arranged: Arranged, check: CheckOne, *, made: bool) -> Checked:
    """Check the requested documents, so that every path leads to the file's own rows; with `made`, also what merging made of them."""
    by_rules = [*arranged.findings]
    for index, document in enumerate(loaded.documents):
        by_rules += [(index, f) for f in check(document)]
    told = list(_told(loaded, by_rules))
    if made and not any(t.finding.severity == "error" for t in told):
        told += [t for document in arranged.documents for t in _of_made(document, check)]
    return Checked(told=tuple(told), by_rules=tuple(by_rules))


def _told(loaded: Loaded, by_rules: Sequence[tuple[int, Finding]]) -> Iterator[Told]:
    numbers = [_number(d) for d in loaded.documents]
    if loaded.reading is None:
        yield from (Told(finding=f, document=numbers[index]) for index, f in by_rules)
        return
    for located in loaded.reading.told(by_rules):
        yield Told(
            finding=located.finding,
            document=None if located.document is None else numbers[located.document],
            cell=None if located.cell is None else str(located.cell),
        )


def _of_made(document: Document, check: CheckOne) -> Iterator[Told]:
    """Errors that only merging made: a merge key of one's own may join what the rules keep apart. Paths begin with the made list's number."""
    number = _number(document)
    for finding in check(document):
        if finding.severity == "error":
            yield Told(finding=attrs.evolve(finding, path=f"{number or ''} {finding.path}".strip()), document=number)


def _number(document: Document) -> str | None:
    return getattr(document, "internal_number", None)
