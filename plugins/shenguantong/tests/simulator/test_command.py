"""`baoguan simulate shenguantong`."""

from __future__ import annotations

import builtins
import json
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from baoguan_shenguantong.simulator.command import main
from plugins.shenguantong.tests.world import encoder, parcel
from tests.support.lists import inventory


def put(root: Path, number: str = "A-1") -> None:
    message = encoder().baoguan_encode(parcel(inventory(number)))
    (root / "OutBox").mkdir(parents=True, exist_ok=True)
    (root / "OutBox" / message.parts[0].name).write_bytes(message.parts[0].content)


def test_it_is_announced_under_its_name() -> None:
    (entry,) = entry_points(group="baoguan.commands", name="simulate.shenguantong")
    assert entry.load() is main


def test_it_serves_folders_and_shows_the_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, state = tmp_path / "root", tmp_path / "state"
    put(root)
    assert main(["--root", str(root), "--state", str(state), "--lost-answer", "1"]) == 0
    assert "actions: 1" in capsys.readouterr().out
    assert list((root / "InBox").iterdir()) == []
    assert main(["--root", str(root), "--state", str(state), "--resend-lost"]) == 0
    assert "resent: 1" in capsys.readouterr().out
    assert len(list((root / "InBox").iterdir())) == 1
    assert main(["--state", str(state), "--arrivals", "--json"]) == 0
    (arrival,) = json.loads(capsys.readouterr().out)
    assert (arrival["number"], arrival["accepted"], arrival["rows"]) == ("A-1", 1, 3)
    assert main(["--state", str(state), "--arrivals"]) == 0
    assert "4403D60001/A-1" in capsys.readouterr().out


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["--lost", "2"],
        ["--plan", "A-1"],
        ["--plan", "A-1=X"],
        ["--serve", "nowhere"],
    ],
    ids=" ".join,
)
def test_wrong_arguments_are_said(argv: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = ["--root", str(tmp_path / "root")] if argv and "--serve" not in argv else []
    with pytest.raises(SystemExit) as caught:
        main(["--state", str(tmp_path), *more, *argv])
    assert caught.value.code == 2
    assert capsys.readouterr().err


def test_the_help_says_that_the_format_is_assumed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert "真实接口未公开" in said
    assert "not public" in said


def test_without_a_server_it_names_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "uvicorn":
            raise ImportError("no uvicorn", name="uvicorn")
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    assert main(["--state", str(tmp_path), "--serve", "127.0.0.1:0"]) == 2
    said = capsys.readouterr().err
    assert "uvicorn" in said
    assert "baoguan-shenguantong[simulator]" in said
    assert "未安装" in said
