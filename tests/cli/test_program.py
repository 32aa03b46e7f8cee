"""The program itself: help of every command, consoles that cannot show Chinese, and what help does not load."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from baoguan.cli.app import _COMMANDS, _GROUPS, UNDER
from tests.cli.conftest import Shell
from tests.support.lists import inventory


def commands() -> Iterator[tuple[str, ...]]:
    yield ()
    for _, name, _ in _COMMANDS:
        yield (name,)
        for _, _, word, _ in UNDER.get(name, ()):
            yield name, word
    for group, _, names in _GROUPS:
        yield (group,)
        for name, _ in names:
            yield group, name
    yield ("bridge",)
    yield ("simulate",)


@pytest.mark.parametrize("words", list(commands()), ids=lambda w: " ".join(w) or "baoguan")
def test_every_command_has_help_in_both_languages(words: tuple[str, ...], shell: Shell) -> None:
    said = shell(*words, "--help")
    assert said.code == 0, said.err
    assert any("\u4e00" <= c <= "\u9fff" for c in said.out)
    assert any(word in said.out for word in ("·", "simulators"))


def test_help_tells_the_exit_codes(shell: Shell) -> None:
    said = shell("--help").out
    assert "exit codes" in said
    assert all(f"{n} " in said for n in range(4))


def test_the_version_is_told(shell: Shell) -> None:
    from importlib.metadata import version

    assert shell("--version").out.strip() == version("baoguan")


def run(*words: object, folder: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHONIO", "PYTHONUTF8", "BAOGUAN"))}
    return subprocess.run(
        [sys.executable, "-m", "baoguan", *map(str, words)],
        cwd=folder,
        env=environment | env,
        capture_output=True,
        timeout=60,
        check=False,
    )


HEAVY = (
    *("sqlalchemy", "alembic", "lxml", "openpyxl", "python_calamine", "pandas", "cattrs", "httpx"),
    *("baoguan.broker", "baoguan.plugin", "baoguan.model", "baoguan_singlewindow"),
)


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["simulate", "--help"], ["simulate"]], ids=" ".join)
def test_help_loads_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    script = f"""
import sys, json
from baoguan.cli import main
try:
    main({words!r})
except SystemExit as end:
    print(json.dumps([end.code, sorted(sys.modules)]), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    code, modules = json.loads(done.stderr.splitlines()[-1])
    assert code == 0
    assert [m for m in modules if m.startswith(HEAVY)] == []


def test_simulators_are_sought_where_plugins_announce_commands() -> None:
    from baoguan.cli import bridge, simulate
    from baoguan.plugin import COMMANDS

    assert simulate._GROUP == bridge._GROUP == COMMANDS


def test_the_bridge_gets_the_rest_of_the_line_and_gives_its_exit_status(shell: Shell) -> None:
    said = shell("bridge", "--root", "imp", "--token-env", "NO_SUCH_VARIABLE")
    assert said.code == 2
    assert "NO_SUCH_VARIABLE" in said.err
    assert "令牌" in said.err


def test_without_the_agent_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, shell: Shell) -> None:
    monkeypatch.setattr("baoguan.cli.bridge.entry_points", lambda **_: ())
    said = shell("bridge")
    assert said.code == 2
    assert "baoguan-singlewindow[bridge]" in said.err


@pytest.mark.parametrize("encoding", ["cp936", "ascii"])
def test_a_console_that_cannot_show_a_character_shows_its_number(encoding: str, shell: Shell, tmp_path: Path) -> None:
    # U+2CB4E is on no console of these, and the accents are not in ASCII.
    path = shell.write("a.json", inventory("A-1", remark="𬭎é", direction="ü𬭎"))
    done = run("check", path, folder=tmp_path, PYTHONIOENCODING=encoding)
    assert done.returncode == 1, done.stderr
    assert b"Traceback" not in done.stderr
    shown = done.stdout.decode(encoding)
    assert "direction" in shown
    assert "\\U0002cb4e" in shown
    assert ("错误" in shown) is (encoding == "cp936")


@pytest.mark.parametrize("words", [["--help"], ["status"], ["codes", "show", "country"]], ids=" ".join)
def test_nothing_that_is_said_breaks_a_chinese_console(words: list[str], tmp_path: Path) -> None:
    done = run(*words, folder=tmp_path, PYTHONIOENCODING="cp936")
    assert done.returncode == (2 if words == ["status"] else 0), done.stderr
    assert b"Traceback" not in done.stderr
    said = (done.stdout + done.stderr).decode("cp936")
    assert any("\u4e00" <= c <= "\u9fff" for c in said)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGPIPE on Windows")
def test_a_reader_that_has_had_enough_is_no_error(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m baoguan codes show country; echo "code $?" >&2'
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; ({command}) | head -1"], cwd=tmp_path, capture_output=True, timeout=60, check=False
    )
    assert b"code 0" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
