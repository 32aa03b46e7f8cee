"""The client's folders: ``<root>/<business>/{OutBox,SentBox,InBox,FailBox}`` and the private work folder.

Picking up is a rename out of the OutBox into the work folder under a name that holds a unique pickup id; from then on
the file is ours, and a restart finds it there. Sent and failed files get a timestamp appended, as the real client does.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

SUBFOLDERS = ("OutBox", "SentBox", "InBox", "FailBox")
_SEPARATOR = "~"
_PICKED = frozenset({".xml", ".zip"})


@frozen
class Pickup:
    """A file taken out of an OutBox."""

    path: Path
    pickup_id: str
    business: str
    name: str
    """The name it had in the OutBox."""

    @property
    def stem(self) -> str:
        """The base name, which comes back in the name of the answer."""
        return self.name[: -len(self.extension)]

    @property
    def extension(self) -> str:
        """The extension as it was written, with its dot."""
        return Path(self.name).suffix


class Folders:
    """All folders under one root."""

    def __init__(self, root: Path, state: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        state.mkdir(parents=True, exist_ok=True)
        # A rename cannot leave its device; a root on another one gets the work folder beside its businesses.
        near = state if state.stat().st_dev == root.stat().st_dev else root / ".simulator"
        self._work = near / "work"
        self._drafts = near / "writing"
        for folder in (self._work, self._drafts):
            folder.mkdir(parents=True, exist_ok=True)

    def businesses(self) -> list[str]:
        """The names of the folders that have an OutBox."""
        return sorted(entry.name for entry in self.root.iterdir() if (entry / "OutBox").is_dir())

    def pick_up(self) -> Iterator[Pickup]:
        """Take what stands ready, oldest first; ``.Temp`` and everything else is left alone."""
        for business in self.businesses():
            work = self._work / business
            work.mkdir(exist_ok=True)
            for path in self._ready(self.root / business / "OutBox"):
                pickup_id = uuid.uuid4().hex[:20]
                taken = work / f"{pickup_id}{_SEPARATOR}{path.name}"
                try:
                    path.rename(taken)
                except (FileNotFoundError, PermissionError):
                    # Gone again, or still held open by its writer (Windows): what is still there comes next time.
                    continue
                yield Pickup(taken, pickup_id, business, path.name)

    def left_over(self) -> Iterator[Pickup]:
        """What was picked up and not finished when the last process ended."""
        for work in sorted(self._work.iterdir()):
            for path in _by_age(work):
                pickup_id, _, name = path.name.partition(_SEPARATOR)
                yield Pickup(path, pickup_id, work.name, name)

    def anything_ready(self) -> bool:
        """Whether an OutBox holds a file to pick up."""
        return any(self._ready(self.root / business / "OutBox") for business in self.businesses())

    def file_away(self, pickup: Pickup, *, accepted: bool, stamp: str, keep_sent: bool = True) -> None:
        """Move a finished file to SentBox (a folder a day) or FailBox."""
        if accepted and not keep_sent:
            pickup.path.unlink(missing_ok=True)
            return
        base = self.root / pickup.business
        folder = base / "SentBox" / stamp[:8] if accepted else base / "FailBox"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            pickup.path.replace(folder / f"{pickup.stem}_{stamp}{pickup.extension}")
        except FileNotFoundError:
            # Another process of the same simulator has filed it away; then its target is there.
            if not (folder / f"{pickup.stem}_{stamp}{pickup.extension}").exists():
                raise

    def write(self, business: str, name: str, data: bytes) -> bool:
        """Put a whole file into an InBox; false if a reader holds the old one open (Windows), to be tried again."""
        inbox = self.root / business / "InBox"
        inbox.mkdir(parents=True, exist_ok=True)
        draft = self._drafts / f"{uuid.uuid4().hex}.tmp"
        draft.write_bytes(data)
        try:
            draft.replace(inbox / name)
        except PermissionError:
            draft.unlink(missing_ok=True)
            return False
        return True

    @staticmethod
    def _ready(outbox: Path) -> list[Path]:
        return [path for path in _by_age(outbox) if path.suffix.lower() in _PICKED]


def create(root: Path, business: str) -> None:
    """Make the four folders of a business."""
    for name in SUBFOLDERS:
        (root / business / name).mkdir(parents=True, exist_ok=True)


def _by_age(folder: Path) -> list[Path]:
    aged: list[tuple[int, str, Path]] = []
    for path in folder.iterdir():
        try:
            info = path.stat()
        except FileNotFoundError:
            continue
        aged.append((info.st_mtime_ns, path.name, path))
    return [path for _, _, path in sorted(aged)]
