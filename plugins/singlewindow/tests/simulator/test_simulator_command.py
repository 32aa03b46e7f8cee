from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from baoguan_singlewindow.simulator.command import main
from plugins.singlewindow.tests.simulator.declarations import NUMBER, channels, names, put, write_declaration
from plugins.singlewindow.tests.simulator.filings import put as put_ledger
from plugins.singlewindow.tests.simulator.filings import write as write_ledger

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
    for business in ("Sas", "Deccus001", "Npts", "Nems"):
        made = sorted(path.name for path in (tmp_path / "new" / business).iterdir())
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


@pytest.mark.parametrize(
    "wrong",
    [
        ["--plan", "A1"],
        ["--plan", "A1=9"],
        ["--card", "x"],
        ["--lost", "2"],
        ["--declaration-plan", "A=202"],
        ["--press-after", "-1"],
    ],
)
def test_wrong_arguments_are_told(command: Command, capsys: pytest.CaptureFixture[str], wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command(*wrong)
    assert stopped.value.code == 2
    assert wrong[0].removeprefix("--") in capsys.readouterr().err or wrong[1] in {"A1=9", "A=202", "-1"}


def test_the_help_speaks_both_languages_of_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    text = capsys.readouterr().out
    for option in ("--lost-answer", "--truncated", "--watch", "--until-idle"):
        assert option in text
    assert "回执丢失" in text
    assert "a receipt is lost" in text


def test_declarations_are_saved_pressed_on_the_page_and_listed(
    command: Command, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root)
    assert command("--declaration-plan", "DEMO-*=7,L,C") == 0
    capsys.readouterr()
    assert command("--declarations", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["number"], row["state"], row["entry_no"]) == (NUMBER, "saved", "")
    assert command("--page-declare", row["seq_no"], "--declaration-plan", "DEMO-*=7,L,C") == 0
    assert channels(root) == ["7", "L", "C"]
    assert command("--page-delete", row["seq_no"]) == 0
    capsys.readouterr()
    assert command("--declarations") == 0
    line = capsys.readouterr().out.strip()
    assert line.startswith(f"{NUMBER} {row['seq_no']} 5301")
    assert " deleted D " in line


def test_ledgers_and_their_balances_are_listed(
    command: Command, root: Path, send: Send, capsys: pytest.CaptureFixture[str]
) -> None:
    put_ledger(root, write_ledger(number="L-1"), "L-1")
    put_ledger(root, write_ledger(number="L-2"), "L-2")
    assert command("--ledger-plan", "L-2=Y,2") == 0
    capsys.readouterr()
    assert command("--ledgers", "--json") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["state"], second["state"], second["ledger_no"]) == ("approved", "manual", "")
    assert command("--ledgers") == 0
    assert f"L-1 handbook {first['seq_no']} {first['ledger_no']} approved n=0" in capsys.readouterr().out
    send("A1", head={"PutrecNo": first["ledger_no"]})
    send("A2", head={"PutrecNo": first["ledger_no"], "ImpexpMarkcd": "E", "MtpckEndprdMarkcd": "E", "DecType": "2"})
    assert command() == 0
    capsys.readouterr()
    assert command("--balances", first["ledger_no"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "E 1 opening=0 pre_in=0 pre_out=0 in=0 out=100 book=-100",
        "I 1 opening=0 pre_in=0 pre_out=0 in=100 out=0 book=100",
        "left of 1 -150.00000",
    ]
    assert command("--balances", first["ledger_no"], "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"][1]["actual_in"], told["remaining"]) == ("100", {"1": "-150.00000"})


def test_what_cannot_be_done_on_the_page_is_told(command: Command, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(root, write_declaration(head={"GoodsPlace": ""}))
    assert command("--page-declare", "I20250000000000001") == 1
    assert "没有这个统一编号" in capsys.readouterr().err
    assert command() == 0
    assert command("--declarations", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out.partition("\n")[2])
    assert command("--page-declare", row["seq_no"]) == 1
    assert "存放地点不能为空" in capsys.readouterr().err


def test_a_demo_presses_by_itself(command: Command, root: Path) -> None:
    put(root)
    assert command("--press-after", "1", "--old-receipts", "--summary-prefix", "--dxp", "--complete-digit", "4") == 0
    assert len(names(root, "Receipt_DECCUS004_*")) == 4
