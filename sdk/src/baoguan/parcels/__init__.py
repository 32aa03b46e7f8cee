"""Dividing groups of lines over as few lists as possible: pure arithmetic on sizes, no documents.

partition_sizes([GroupSize(lines=20_000), GroupSize(lines=15_000), GroupSize(lines=9_000)], Limits())
# [[0, 2], [1]]
"""

from __future__ import annotations

from baoguan.parcels.packing import partition_sizes
from baoguan.parcels.sizes import GroupSize, Limits, lower_bound

__all__ = ["GroupSize", "Limits", "lower_bound", "partition_sizes"]
