"""A channel plugin to begin with: a distribution that installs, keeps the contract, and answers every message from memory."""

from __future__ import annotations

import keyword
import re
import shutil
import tempfile
from collections.abc import Mapping
from importlib import resources
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Final

from baoguan.errors import UnusableInput
from baoguan.plugin import CHANNELS, installed

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_SETTINGS: Final = 'url = "https://far.example"\ntoken = { env = "EXAMPLE_TOKEN" }\n'
_FILES: Final[Mapping[str, Mapping[str, str]]] = {
    "plain": {
        "pyproject.toml": "pyproject.toml.txt",
        "README.md": "README.md.txt",
        "src/$package/__init__.py": "plain/src/__init__.py.txt",
        "tests/test_contract.py": "plain/tests/test_contract.py.txt",
    },
    "http": {
        "pyproject.toml": "pyproject.toml.txt",
        "README.md": "README.md.txt",
        "src/$package/__init__.py": "http/src/__init__.py.txt",
        "src/$package/service.py": "http/src/service.py.txt",
        "tests/test_contract.py": "http/tests/test_contract.py.txt",
    },
}
"""File of the new distribution -> its template; the templates end in .txt, since with `$name` in it none of them is Python yet."""


def distribution_of(name: str) -> str:
    """The name of the distribution that brings a channel."""
    return "baoguan-" + name.replace("_", "-")


def render(name: str, *, http: bool = False, title_zh: str = "", title_en: str = "") -> dict[str, str]:
    """The files of a new channel, path below its folder -> content."""
    testing = ['"baoguan[testing]"', '"starlette>=1.10.0"'] if http else ['"baoguan[testing]"']
    values = {
        "name": name,
        "package": f"baoguan_{name}",
        "distribution": distribution_of(name),
        "class_name": "".join(word.capitalize() for word in name.split("_")),
        "title_zh": title_zh or f"通道 {name}",
        "title_en": title_en or name,
        "version": version("baoguan"),
        "testing": ", ".join(testing),
        "settings": _SETTINGS if http else "",
    }
    templates = resources.files("baoguan.cli") / "templates"
    files = {"src/$package/py.typed": ""}
    files |= {path: (templates / source).read_text("utf-8") for path, source in _FILES["http" if http else "plain"].items()}
    return {Template(path).substitute(values): Template(text).substitute(values) for path, text in files.items()}


def check_name(name: str) -> None:
    """Raises UnusableInput for what cannot name a new channel."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UnusableInput(
            f"通道名 {name!r} 应为小写字母开头，只含小写字母、数字和下划线",
            f"the name {name!r} must begin with a lower case letter and hold only lower case letters, digits and underscores",
            remedy_zh="例如 my_channel",
            remedy_en="For example my_channel",
        )
    if any(e.name == name for e in installed(CHANNELS)) or find_spec(f"baoguan_{name}") is not None:
        raise UnusableInput(
            f"已安装名为 {name} 的通道，或名为 baoguan_{name} 的包",
            f"a channel {name!r} or a package 'baoguan_{name}' is installed already",
            remedy_zh="另取一个名称；已有的见 baoguan plugins list",
            remedy_en="Choose another name; `baoguan plugins list` shows those there are",
        )


def create(name: str, folder: Path, *, http: bool = False) -> list[Path]:
    """Write a new channel into a folder that is not there yet, whole or not at all; gives its files.

    Raises UnusableInput for a name or a folder that cannot be used, OSError where the system refuses.
    """
    check_name(name)
    if folder.exists() or folder.is_symlink():
        raise UnusableInput(
            f"{folder} 已存在，不会覆盖",
            f"{folder} exists already and is not overwritten",
            remedy_zh="用 --output 指定新文件夹",
            remedy_en="Name a new folder with --output",
        )
    files = render(name, http=http)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside the place where it is to be, so that the last step is one rename.
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        draft.chmod(0o755)
        for path, text in files.items():
            (draft / path).parent.mkdir(parents=True, exist_ok=True)
            (draft / path).write_text(text, encoding="utf-8", newline="\n")
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return [folder / path for path in files]
