"""What the documentation shows can be typed: commands exist, Python compiles and works, the quickstart runs."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from baoguan.broker import read_config
from baoguan.cli import main
from baoguan.plugin import Plugins
from docs._ext.baoguan_tables import commands

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TEXTS = [ROOT / "README.md", *sorted(p for p in DOCS.rglob("*.md") if "_build" not in p.parts)]
BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"`baoguan ([a-z][^`]*)`")
KNOWN = {each.words for each in commands.all_commands()} | {"simulate", "bridge"}


def blocks(path: Path, *languages: str) -> list[str]:
    found = BLOCK.finditer(path.read_text(encoding="utf-8"))
    return [match["body"] for match in found if match["language"] in languages]


def shown(path: Path) -> list[list[str]]:
    """The words behind `baoguan` of every command that a page shows, in blocks and in the text."""
    lines = [line.split("#")[0].strip() for body in blocks(path, "sh", "text") for line in body.splitlines()]
    texts = [line.removeprefix("baoguan ") for line in lines if line.startswith("baoguan ")]
    texts += QUOTED.findall(path.read_text(encoding="utf-8"))
    return [text.replace("'", " ").split() for text in texts]


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_only_commands_that_there_are_are_shown(path: Path) -> None:
    strange = [w for w in shown(path) if w and not w[0].startswith("-") and w[0] not in KNOWN and " ".join(w[:2]) not in KNOWN]
    assert strange == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_python_that_is_shown_compiles(path: Path) -> None:
    for body in blocks(path, "python"):
        compile(body, path.name, "exec")


def test_settings_that_are_shown_are_read(tmp_path: Path) -> None:
    read = 0
    for path in TEXTS:
        for body in blocks(path, "toml"):
            data = tomllib.loads(body)
            if "environment" in data:
                read_config(data, tmp_path, path.name)
                read += 1
    assert read >= 3


def test_the_plugins_that_are_shown_load_and_are_not_broken() -> None:
    room: dict[str, object] = {"__name__": "shown"}
    for body in blocks(DOCS / "plugins.md", "python"):
        exec(compile(body, "plugins.md", "exec"), room)
    own = {name: value for name, value in room.items() if isinstance(value, type) and value.__module__ == "shown"}
    plugins = Plugins(own, discover=False)
    assert plugins.broken == {}
    assert set(plugins.loaded) == {"Timed", "FourEyes", "Notify", "HouseRules", "Ports"}


def test_the_example_of_the_api_page_holds() -> None:
    body = blocks(DOCS / "api.md", "python")[0]
    assert "assert " in body
    exec(compile(body, "api.md", "exec"), {})


def run(words: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(words))
    out, err = capsys.readouterr()
    assert not ended.value.code, f"baoguan {words}: {ended.value.code}\n{out}\n{err}"
    return out


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_quickstart_runs_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    page = DOCS / "quickstart.md"
    (tmp_path / "baoguan.toml").write_text(blocks(page, "toml")[0], encoding="utf-8")
    states: dict[str, str] = {}
    arrivals = ""
    for body in blocks(page, "sh"):
        for line in body.splitlines():
            out = run(line.removeprefix("baoguan "), capsys)
            if line.startswith("baoguan status"):
                states[line] = out
            if line.endswith("--arrivals"):
                arrivals = out
    assert "已暂存，未申报" in states["baoguan status"]
    assert "已核扣" in states["baoguan status DEMO-2025-0001"]
    assert arrivals.count("DEMO-2025-0001 ") == 2
    assert "TWICE" not in arrivals
    assert len(list((tmp_path / "trace").iterdir())) >= 6
    exec(compile(blocks(page, "python")[0], "quickstart.md", "exec"), {})
    assert "DEMO-2025-0001 已核扣 deducted" in capsys.readouterr().out
