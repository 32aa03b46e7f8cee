"""Words that the rooms of the declaration share."""

from __future__ import annotations

from ..values import DeclarationStage as Stage

KIND = "DEC"
"""In place of the kind of act in the log and among the acts that stand."""
DECISION, PRESS = "declaration", "press"
"""Acts of the scheduled events: Customs decides; somebody presses 申报 on the page."""

__all__ = ["DECISION", "KIND", "PRESS", "Stage"]
