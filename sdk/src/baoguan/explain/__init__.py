"""The catalogue of errors: code or text -> meaning, cause, remedy, and whom to ask."""

from __future__ import annotations

from baoguan.explain.answers import ANSWERS
from baoguan.explain.entry import CUSTOMS_EN, CUSTOMS_ZH, Explanation
from baoguan.explain.search import search

__all__ = ["ANSWERS", "CUSTOMS_EN", "CUSTOMS_ZH", "Explanation", "search"]
