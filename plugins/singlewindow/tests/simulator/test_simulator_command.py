from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from baoguan_singlewindow.simulator.command import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from plugins.singlewindow.tests.simulator.conftest import Inbox, Send, Value

    Command = Callable[..., int]


@pytest.fixture
def command(root: Path, tmp_path: Path) -> Command:
    def run(*arguments: str) -> int:
        return main(["--root", str(root), "--state", str(tmp_path / "state"), *arguments])

    return run


def test_the_folders_are_made_when_missing(tmp_path: Path) -> None:
    assert main(["--root", str(tmp_path / "new"), "--state", str(tmp_path / "state"), "--once"]) == 0
    made = sorted(path.name for path in (tmp_path / "new" / "Sas").iterdir())
    assert made == ["FailBox", "InBox", "OutBox", "SentBox"]


def test_arrivals_are_printed_as_text_and_as_json(command: Command, send: Send, capsys: pytest.CaptureFixture[str]) -> None:
    send("A1")
    send("A1", name="again")
    assert command() == 0
    capsys.readouterr()
    assert command("--arrivals") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "accepted" in first
    assert "refused TWICE" in second
    assert command("--arrivals", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["number"], row["accepted"], row["twice"]) for row in rows] == [
        ("A1", True, False),
        ("A1", False, True),
    ]


def test_plans_faults_and_cards_are_understood(command: Command, send: Send, inbox: Inbox, value: Value) -> None:
    send("A1", card="0000000000001")
    options = ["--plan", "A*=Y,3|Y,5", "--lost", "1", "--card", "4403DEMO02:0000000000001", "--no-typecd-echo"]
    assert command(*options) == 0
    assert inbox("Receipt_*") == []
    assert command("--resend-lost") == 0
    assert [value(d, "manageResult") for d in inbox("Receipt_*")] == ["Y", "3"]


@pytest.mark.parametrize("wrong", [["--plan", "A1"], ["--plan", "A1=9"], ["--card", "x"], ["--lost", "2"]])
def test_wrong_arguments_are_told(command: Command, capsys: pytest.CaptureFixture[str], wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command(*wrong)
    assert stopped.value.code == 2
    assert wrong[0].removeprefix("--") in capsys.readouterr().err or wrong[1] == "A1=9"


def test_the_help_speaks_both_languages_of_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    text = capsys.readouterr().out
    for option in ("--lost-answer", "--truncated", "--watch", "--until-idle"):
        assert option in text
    assert "回执丢失" in text
    assert "a receipt is lost" in text
