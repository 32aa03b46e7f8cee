"""A channel that was begun with `plugins new` works, keeps the contract, and is clean; nothing is written by halves or over anything."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from baoguan.cli import scaffold
from baoguan.errors import UnusableInput
from tests.cli.conftest import Shell

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "mypy-scaffold"
WAYS = [pytest.param([], id="plain"), pytest.param(["--http"], id="http")]
QUICK = '''"""Nothing is forced to the disk."""

import pytest

from tests.broker.office import without_waiting_for_disks


@pytest.fixture(autouse=True)
def quick():
    with without_waiting_for_disks():
        yield
'''


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A tool of the development environment, in the new distribution and by its settings."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")} | {
        "PYTHONPATH": str(ROOT),
        "MYPYPATH": str(ROOT / "sdk" / "src"),
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", WAYS)
def test_a_new_channel_keeps_the_contract(way: list[str], shell: Shell) -> None:
    folder = shell.base / "mine"
    assert shell("plugins", "new", "my_channel", "-o", folder, *way).code == 0
    (folder / "tests" / "conftest.py").write_text(QUICK, encoding="utf-8")
    done = run(folder, "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout + done.stderr
    passed = int(done.stdout.rsplit(" passed", 1)[0].split()[-1])
    assert passed >= 20


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", WAYS)
def test_a_new_channel_is_clean_and_typed(way: list[str], shell: Shell) -> None:
    folder = shell.base / "mine"
    assert shell("plugins", "new", "my_channel", "-o", folder, *way).code == 0
    for words in (
        ["ruff", "check", "--no-cache", "."],
        ["ruff", "format", "--no-cache", "--check", "."],
        ["mypy", "--strict", "--cache-dir", str(CACHE), "src"],
    ):
        done = run(folder, *words)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("way", WAYS)
def test_a_new_channel_announces_itself_and_tells_its_files(way: list[str], shell: Shell) -> None:
    said = shell("plugins", "new", "my_channel", "--json", *way)
    folder = shell.base / "baoguan-my-channel"
    assert said.data["folder"] == "baoguan-my-channel"
    assert {shell.base / f for f in said.data["files"]} == {p for p in folder.rglob("*") if p.is_file()}
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "baoguan-my-channel"
    assert project["entry-points"] == {"baoguan.channels": {"my_channel": "baoguan_my_channel:channel"}}
    assert 'channel = "my_channel"' in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "http", "title_zh", "title_en"),
    [("echo", False, "回声", "echo"), ("relay", True, "转发服务（示例）", "relay service (example)")],
)
def test_what_is_written_is_what_the_examples_are(name: str, http: bool, title_zh: str, title_en: str) -> None:
    example = ROOT / "examples" / name
    files = scaffold.render(name, http=http, title_zh=title_zh, title_en=title_en)
    python = {path: text for path, text in files.items() if path.endswith(".py")}
    assert python == {path: (example / path).read_text(encoding="utf-8") for path in python}
    assert len(python) == 2 + http


@pytest.mark.parametrize(
    "name", ["", "My", "1st", "a-b", "a b", "../up", "class", "渠道", "a\n", "echo", "singlewindow", "relay", "gatepass"]
)
def test_a_name_that_cannot_be_used_is_refused_and_nothing_is_written(name: str, shell: Shell) -> None:
    said = shell("plugins", "new", name, "-o", shell.base / "mine", "--json")
    assert said.code == 2
    assert said.data["error"]["remedy_zh"]
    assert list(shell.base.iterdir()) == []


def test_a_folder_that_exists_is_left_alone(shell: Shell) -> None:
    (shell.base / "mine").mkdir()
    said = shell("plugins", "new", "my_channel", "-o", shell.base / "mine", "--json")
    assert said.code == 2
    assert said.data["error"]["type"] == UnusableInput.__name__
    assert list(shell.base.rglob("*")) == [shell.base / "mine"]


def test_a_full_disk_leaves_nothing_behind(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Path.write_text

    def full(path: Path, text: str, encoding: str | None = None, errors: str | None = None, newline: str | None = None) -> int:
        if path.name == "README.md":
            raise OSError(28, "No space left on device")
        return write(path, text, encoding, errors, newline)

    monkeypatch.setattr(Path, "write_text", full)
    assert shell("plugins", "new", "my_channel").code == 2
    assert list(shell.base.iterdir()) == []
