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
from tests.crash.declarations import BUSINESS, with_paper
from tests.support.declarations import declaration
from tests.support.lists import inventory

NAIVE = {"direct": "Sas", "direct declaration": BUSINESS, "direct zip": BUSINESS}
"""Journeys of the naive sender, and the business folders that they lead through."""


def send_all(broker: Broker, root: Path, expected: Sequence[Sequence[str]], patience: float = 10.0) -> bool:
    """Send every document and wait until each is answered. `broker` only encodes: its journal stays empty."""
    for number, journey in expected:
        business = root / NAIVE[journey]
        name = f"{number}_{uuid4().hex[:8]}"
        draft = business / "OutBox" / f"{name}.Temp"
        suffix = _write(draft, name, _encoded(broker, number, journey))
        points.reach("intent")
        draft.rename(draft.with_suffix(suffix))
        points.reach("renamed")
        if not _answered(business / "InBox", name, patience):
            return False
        points.reach("answered")
    return True


def _encoded(broker: Broker, number: str, journey: str) -> bytes:
    if journey == "direct":
        message = broker.build(inventory(number), declare=True)[0]
    else:
        message = broker.build(with_paper(number) if journey == "direct zip" else declaration(number))[0]
    return message.parts[0].content


def _write(draft: Path, name: str, content: bytes) -> str:
    """Write a message, and give the ending of its name. The client wants the XML inside to bear the name of the package."""
    if content[:2] != b"PK":
        draft.write_bytes(content)
        return ".xml"
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(draft, "w") as target:
        for member in source.namelist():
            target.writestr(f"{name}.xml" if member.endswith(".xml") else member, source.read(member))
    return ".zip"


def _answered(in_box: Path, name: str, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if any(in_box.glob(f"*{name}*")):
            return True
        time.sleep(0.01)
    return False
