"""Looking an error up: by its code, by what its text contains, or by words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Final

from baoguan.explain.entry import Explanation

EXACT: Final = 100
QUOTED: Final = 50
_WORD = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*|[\u4e00-\u9fff]")


def search(entries: Iterable[Explanation], asked: str, limit: int = 5) -> list[Explanation]:
    """The entries that fit best, the best first; none when nothing fits.

    A code fits exactly, alone (`-1201002`) or behind its place (`INV201 Z`); a text fits when it contains the words of an entry; otherwise the
    words asked for are looked for in the entries, Chinese by single characters.
    """
    wanted = " ".join(unicodedata.normalize("NFKC", asked).split())
    ranked = [(score, number, entry) for number, entry in enumerate(entries) if (score := _score(entry, wanted))]
    ranked.sort(key=lambda found: (-found[0], found[1]))
    best = ranked[0][0] if ranked else 0
    if best >= EXACT:
        # A code that is met exactly needs no company of entries that merely share a word, and none of its places may be left out.
        return [entry for score, _, entry in ranked if score >= EXACT]
    return [entry for _, _, entry in ranked[:limit]]


def _score(entry: Explanation, asked: str) -> int:
    place, _, code = asked.rpartition(" ")
    if asked in entry.codes or (code in entry.codes and _at(place, entry.where)):
        # The same code means other things elsewhere; with its place it is certain.
        return EXACT + bool(place)
    told = [word for word in entry.words if word.casefold() in asked.casefold()]
    if told:
        return QUOTED + min(len(max(told, key=len)), QUOTED - 1)
    words = set(_WORD.findall(asked.casefold()))
    text = entry.text()
    hits = sum(word in text for word in words)
    # Most of what was asked must be there; a shared particle says nothing.
    return hits if words and hits * 3 >= len(words) * 2 else 0


def _at(place: str, where: str) -> bool:
    return any(fnmatchcase(place.casefold(), one.casefold()) for one in where.split("/"))
