"""What stands across the pages of a document that is not, or no longer, in force."""

from __future__ import annotations

from typing import Final

import attrs

from baoguan.lifecycle import Lifecycle


@attrs.frozen
class Mark:
    """Words across every page."""

    zh: str
    en: str


DRAFT: Final = Mark("草稿", "DRAFT")
DELETED: Final = Mark("已删单", "DELETED")

_DELETED: Final = "deleted"


def mark_of(lifecycle: Lifecycle, state: str) -> Mark | None:
    """The mark of a document in a state: a draft until Customs has released (or approved) it, deleted after a deletion."""
    if state == _DELETED:
        return DELETED
    approved = {t.state for t in lifecycle.transitions if t.rank >= lifecycle.approval_rank and not t.refusal}
    return None if state in approved else DRAFT
