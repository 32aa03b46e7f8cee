"""The folders of the far side: OutBox is picked up, InBox is written; sent and failed files are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from attrs import frozen


@frozen(kw_only=True)
class Pickup:
    """A file taken out of OutBox; its id stays the same until it is filed away."""

    id: str
    name: str
    path: Path

    @property
    def stem(self) -> str:
        """The name without its ending: the exchange id."""
        return self.name.rpartition(".")[0]

    @property
    def is_query(self) -> bool:
        """Whether it asks about a document."""
        return self.name.startswith("Query_") and self.name.endswith(".json")


class Folders:
    """OutBox, InBox, SentBox and FailBox below a root, and a folder of work in the simulator's state."""

    def __init__(self, root: Path, state: Path) -> None:
        self._out, self._in, self._sent, self._fail = (root / n for n in ("OutBox", "InBox", "SentBox", "FailBox"))
        self._work = state / "work"
        for folder in (self._out, self._in, self._sent, self._fail, self._work):
            folder.mkdir(parents=True, exist_ok=True)

    def _ready(self) -> list[Path]:
        found = [
            p for p in self._out.iterdir() if p.suffix.lower() == ".zip" or (p.name.startswith("Query_") and p.suffix == ".json")
        ]
        return sorted(found, key=lambda p: (p.stat().st_mtime_ns, p.name))

    def anything_ready(self) -> bool:
        """Whether a file waits in OutBox or is in work."""
        return bool(self._ready()) or any(self._work.iterdir())

    def pick_up(self) -> Iterator[Pickup]:
        """Files in work from before a kill, then those in OutBox, each moved into work first."""
        for path in sorted(self._work.iterdir()):
            yield _pickup(path)
        for path in self._ready():
            target = self._work / f"{uuid4().hex}~{path.name}"
            try:
                path.rename(target)
            except FileNotFoundError:
                # Taken back by the sender at this very moment.
                continue
            yield _pickup(target)

    def file_away(self, pickup: Pickup, *, accepted: bool) -> None:
        """Keep the file among those sent or failed."""
        folder = self._sent if accepted else self._fail
        pickup.path.replace(folder / f"{pickup.stem}_{pickup.id[:8]}{Path(pickup.name).suffix}")

    def write(self, name: str, content: bytes) -> None:
        """Put a file into InBox, whole."""
        draft = self._in / f"{name}.Temp"
        draft.write_bytes(content)
        draft.replace(self._in / name)


def _pickup(path: Path) -> Pickup:
    identity, _, name = path.name.partition("~")
    return Pickup(id=identity, name=name, path=path)
