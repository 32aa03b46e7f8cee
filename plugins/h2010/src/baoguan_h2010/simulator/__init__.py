"""A mock of the old system: a server with a state of its own, and Customs behind it.

It shares nothing with the encoder and the decoder of this channel, neither tables nor code, so that it can bear witness against them: the log
of arrivals says what was sent, how often, and what became of it. `FarSide` is the system itself, `create_app` puts it behind HTTP.
"""

from __future__ import annotations

from .far_side import ConflictError, FarSide, Taken
from .faults import Fault, parse
from .layout import UnreadableError

__all__ = ["ConflictError", "FarSide", "Fault", "Taken", "UnreadableError", "parse"]
