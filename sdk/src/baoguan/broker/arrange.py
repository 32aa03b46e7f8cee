"""From requested lists to the lists that are declared: lines merged (归并), lists divided where they are too large."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from baoguan.codes import TariffTable
from baoguan.consolidation import Limits, Settings, Summary, split_all
from baoguan.consolidation.compiled import collection_paused
from baoguan.errors import Finding
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.message import Document

_TAGS = 1_100
"""Bytes of one line's tags in the largest message known (element names of 31 written columns)."""

_TEXTS = ("goods_name", "specification", "part_no", "remark")


@attrs.frozen(kw_only=True)
class Arranged:
    """Documents ready to be declared.

    `origins` gives for each document the index of the requested one it was made of; findings go by that index too, and their paths lead to
    the requested document's lines.
    """

    documents: tuple[Document, ...]
    origins: tuple[int, ...]
    findings: tuple[tuple[int, Finding], ...]
    summaries: tuple[Summary, ...]


def arrange(
    documents: Sequence[Document],
    *,
    tariff: TariffTable | None = None,
    limits: Limits | None = None,
    settings: Settings | None = None,
) -> Arranged:
    """Merge and divide bonded inventory lists; other documents, and lists as they were read from the wire, stay as they are.

    Raises UnusableInput for a list that must be divided and cannot be (it is known to Customs already, or has sections that belong to
    no line).
    """
    lists = [d for d in documents if isinstance(d, BondedInventoryList)]
    if len(lists) != len(documents) or any(d.carried is not None for d in lists):
        return Arranged(documents=tuple(documents), origins=tuple(range(len(documents))), findings=(), summaries=())
    out: list[Document] = []
    origins: list[int] = []
    findings: list[tuple[int, Finding]] = []
    sized = limits is not None and limits.max_bytes is not None
    with collection_paused():
        splits = split_all(lists, settings, limits, tariff, line_bytes=line_bytes if sized else None)
        for index, each in enumerate(splits):
            findings += [(index, f) for f in each.findings]
            for part in each:
                out.append(part.document)
                origins.append(index)
    return Arranged(
        documents=tuple(out), origins=tuple(origins), findings=tuple(findings), summaries=tuple(s.summary for s in splits)
    )


def line_bytes(line: InventoryLine) -> int:
    """A safe estimate of a line's bytes in a message: its tags, its texts in UTF-8, and 200 for numbers and codes."""
    return _TAGS + 200 + sum(len((getattr(line, name) or "").encode()) for name in _TEXTS)
