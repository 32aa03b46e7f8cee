"""A simulator of the far side of the assumed format: it takes batches from folders or over HTTP and answers with receipts.

It shares nothing with the encoder and the decoder of this plugin, neither tables nor code, so that it can bear witness against them.
**Nothing of it was seen at the real 深关通**, whose interface is not public.
"""

from __future__ import annotations

from .faults import Faults
from .simulator import Simulator
from .values import Arrival, DocumentState, Stage

__all__ = ["Arrival", "DocumentState", "Faults", "Simulator", "Stage"]
