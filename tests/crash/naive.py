"""A sender as one would write it in an afternoon: no journal, a new file name at every try. It is kept to prove that the harness sees.

It does what it can: it writes under another name first and renames, waits for the client's answer, and tries again when none comes.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from baoguan import Broker
from baoguan.engine import points
from tests.support.lists import inventory


def send_all(broker: Broker, out_box: Path, numbers: Sequence[str], patience: float = 10.0) -> bool:
    """Send every list and wait until each is answered. `broker` only encodes: its journal stays empty."""
    in_box = out_box.parent / "InBox"
    for number in numbers:
        packed = broker.build(inventory(number), declare=True)[0].parts[0].content
        name = f"{number}_{uuid4().hex[:8]}"
        draft = out_box / f"{name}.Temp"
        # The client wants the XML inside to bear the name of the package.
        with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(draft, "w") as target:
            target.writestr(f"{name}.xml", source.read(source.namelist()[0]))
        points.reach("intent")
        draft.rename(out_box / f"{name}.zip")
        points.reach("renamed")
        if not _answered(in_box, name, patience):
            return False
        points.reach("answered")
    return True


def _answered(in_box: Path, name: str, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if any(in_box.glob(f"*{name}*")):
            return True
        time.sleep(0.01)
    return False
