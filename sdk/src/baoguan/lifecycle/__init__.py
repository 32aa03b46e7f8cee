"""Where a document stands, as a pure function of what was sent and what came back."""

from baoguan.lifecycle.engine import (
    ActStanding,
    Attempt,
    Conflict,
    Lifecycle,
    Standing,
    State,
    Transition,
    fold,
)

__all__ = ["ActStanding", "Attempt", "Conflict", "Lifecycle", "Standing", "State", "Transition", "fold"]
