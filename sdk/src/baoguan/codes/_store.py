"""A directory with the lists and the tariff table that a user imported, over the built-in ones."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from baoguan.codes._code import CodeList
from baoguan.codes._codes import Codes
from baoguan.codes._format import damaged, dumps_codes, loads_codes
from baoguan.codes._import import list_name
from baoguan.codes._tariff import TariffTable, dumps_tariff, loads_tariff

# A prefix keeps names such as "con" or "nul", which Windows reserves whatever the suffix, usable as list names.
_PREFIX = "list-"
_SUFFIX = ".txt"
_TARIFF = "tariff.txt"


class CodeStore:
    """Imported lists and the tariff table, one text file each in ``directory``, which is made when first written to.

    A file is replaced in one step, so a reader sees the old list or the new one. OSError comes through when the disk
    refuses.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @property
    def directory(self) -> Path:
        """The directory with the files."""
        return self._directory

    def names(self) -> tuple[str, ...]:
        """Return the names of the imported lists, sorted."""
        found = self._directory.glob(f"{_PREFIX}*{_SUFFIX}") if self._directory.is_dir() else ()
        return tuple(sorted(path.name[len(_PREFIX) : -len(_SUFFIX)] for path in found))

    def save(self, code_list: CodeList) -> Path:
        """Keep a list, in place of an earlier import of its name; return its file."""
        path = self._path(code_list.name)
        _write(path, dumps_codes(code_list))
        return path

    def load(self, name: str) -> CodeList | None:
        """Return the imported list of a name, or None; UnusableInput when its file is damaged."""
        path = self._path(name)
        text = _read(path)
        if text is None:
            return None
        code_list = loads_codes(text, origin=str(path))
        if code_list.name != name:
            raise damaged(str(path), f"内容是代码表 {code_list.name}", f"it holds the list {code_list.name!r}")
        return code_list

    def remove(self, name: str) -> bool:
        """Forget an imported list, so that the built-in one counts again; False when there was none."""
        path = self._path(name)
        existed = path.exists()
        path.unlink(missing_ok=True)
        return existed

    def codes(self, base: Codes | None = None) -> Codes:
        """Return ``base`` (the built-in lists by default) with every imported list in place of its namesake."""
        codes = base if base is not None else Codes.builtin()
        for name in self.names():
            code_list = self.load(name)
            if code_list is not None:
                codes = codes.with_list(code_list)
        return codes

    def save_tariff(self, table: TariffTable) -> Path:
        """Keep a tariff table in place of an earlier one; return its file."""
        path = self._directory / _TARIFF
        _write(path, dumps_tariff(table))
        return path

    def tariff(self) -> TariffTable | None:
        """Return the imported tariff table, or None; UnusableInput when its file is damaged."""
        path = self._directory / _TARIFF
        text = _read(path)
        return None if text is None else loads_tariff(text, origin=str(path))

    def _path(self, name: str) -> Path:
        return self._directory / f"{_PREFIX}{list_name(name)}{_SUFFIX}"


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise damaged(str(path), "不是 UTF-8 文本", "it is not UTF-8 text") from error


def _write(path: Path, text: str) -> None:
    """Write beside the target, then rename over it: a crash leaves the old file whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not tempfile: its files are for their owner alone, while a store may be shared by several accounts of a server.
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
