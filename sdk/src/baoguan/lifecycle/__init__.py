"""Where a document stands, as a pure function of what was sent and what came back."""

from baoguan.lifecycle.engine import fold
from baoguan.lifecycle.standing import ActStanding, Attempt, Conflict, Lifecycle, Standing, State, Transition

__all__ = ["ActStanding", "Attempt", "Conflict", "Lifecycle", "Standing", "State", "Transition", "fold"]
