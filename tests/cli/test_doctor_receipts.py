"""`doctor receipts`: lost receipts are seen, asked for again over the simulator, and come; what may not be asked for says where to look."""

from __future__ import annotations

import shlex
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from baoguan.broker import look
from baoguan.clock import now
from baoguan_singlewindow.simulator import Faults
from tests.broker.office import SEQ_NO, Office
from tests.cli.conftest import Shell
from tests.cli.test_flow import ERROR, well
from tests.support.lists import inventory

MISSING = {
    *("what", "what_zh", "account", "client", "kind", "number", "ref", "state", "state_zh", "age", "patience", "why_zh", "why_en"),
    *("next_zh", "next_en", "commands", "requestable", "asked", "answered"),
}
KEYS = ("documents", "strays", "places", "aside")


@pytest.fixture
def days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is looked at four days after it happened."""
    monkeypatch.setattr(look, "now", lambda: now() + timedelta(days=4))


def unanswered(shell: Shell, office: Office) -> None:
    """A list has left, and its answer is lost."""
    shell.configure()
    shell("submit", shell.write("a.json", inventory("A-1")))
    shell("run", "--once")
    office.take()


def test_nothing_missing_is_done_and_the_doctor_itself_stays_what_it_was(shell: Shell) -> None:
    shell.configure()
    looked = well(shell("doctor", "receipts", "--json"), *KEYS).data
    assert [looked[k] for k in KEYS] == [[], [], [], {}]
    said = shell("doctor", "receipts")
    assert (said.code, "no receipt is missing" in said.out) == (0, True)
    well(shell("doctor", "--account", "sw", "--json"), "observations", "alerts", "broken_plugins", "parked")
    assert shell("doctor", "nothing").code != 0


@pytest.mark.usefixtures("days_later")
def test_lost_receipts_are_asked_for_again_and_come(shell: Shell, office: Office) -> None:
    shell.configure()
    with office.simulator(resends=True, faults=Faults(lost=1.0), plans={"A-1": ("Y", "4", "202", "211")}) as far:
        shell("submit", shell.write("a.json", inventory("A-1")), "--declare")
        for _ in range(4):
            shell("run", "--once")
            far.run_until_idle()
    said = shell("doctor", "receipts", "--json")
    (each,) = said.data["documents"]
    assert (said.code, set(each), each["what"], each["state"]) == (1, MISSING, "receipt", "declared")
    assert (each["age"] // 86400, each["patience"] // 86400, each["requestable"], each["asked"]) == (4, 3, True, None)
    command = shlex.split(each["commands"][0])
    assert command[:-1] == ["baoguan", "doctor", "receipts", "--request"]
    asked = well(shell(*command[1:], "--json"), "requested", "not_requested").data
    assert (asked["requested"][0]["repeated"], asked["requested"][0]["unproven"]) == (False, ["inventory:resend inferred"])
    repeated = shell(*command[1:])
    assert (repeated.code, "今天已请求过" in repeated.out, len(office.out_box())) == (0, True, 1)
    assert "环境 environment: simulator" in repeated.err
    (each,) = shell("doctor", "receipts", "--json").data["documents"]
    assert (each["state"], each["requestable"], each["asked"] is None) == ("declared", False, False)
    with office.simulator(resends=True) as far:
        far.run_until_idle()
        shell("run", "--once")
        assert [(a.accepted, a.declare_flag) for a in far.arrivals()] == [(True, "0"), (True, "1"), (True, "")]
    assert shell("status", "A-1", "--json").data["documents"][0]["state"] == "deducted"
    well(shell("doctor", "receipts", "--json"), *KEYS)


@pytest.mark.usefixtures("days_later")
def test_what_is_told_can_be_typed_and_settles_it(shell: Shell, office: Office) -> None:
    unanswered(shell, office)
    said = shell("doctor", "receipts", "--client", "4403D60001", "--xlsx", "missing.xlsx")
    assert said.code == 1
    for text in ("没有应答 answer  inventory:A-1", "时限 patience 15 分钟", "企业内部编号 A-1", "do not send it again"):
        assert text in said.out
    commands = [line.strip().removeprefix("$ baoguan ") for line in said.out.splitlines() if line.strip().startswith("$")]
    assert [c.rpartition(" --")[2] for c in commands] == ["seq-no NUMBER", "outcome not-arrived"]
    (sheet,) = [CalamineWorkbook.from_path(str(shell.base / "missing.xlsx")).get_sheet_by_index(0).to_python()]
    assert (sheet[1][0], sheet[1][2], len(sheet)) == ("没有应答", "A-1", 2)
    assert shell("doctor", "receipts", "--client", "4403D60009").code == 0
    well(shell(*shlex.split(commands[0].replace("NUMBER", SEQ_NO)), "--json"))
    assert shell("doctor", "receipts").code == 0


def test_what_may_not_be_asked_for_says_why_and_where_to_look_and_the_others_are_asked_for(shell: Shell, office: Office) -> None:
    unanswered(shell, office)
    other = shell.write("b.json", inventory("B-1"))
    shell("submit", other)
    shell("record", "A-1", "--by", "甲", "--evidence", "页面", "--outcome", "not-arrived")
    shell("run", "--once")
    office.take()
    shell("record", "B-1", "--by", "甲", "--evidence", "页面", "--seq-no", SEQ_NO)
    said = shell("doctor", "receipts", "--request", "A-1", "B-1", "--json")
    (refused,) = said.data["not_requested"]
    assert (said.code, refused["ref"], set(refused["error"])) == (3, "A-1", ERROR)
    assert [r["number"] for r in said.data["requested"]] == ["B-1"]
    assert len(office.out_box()) == 1
    assert shell("doctor", "receipts", "--request", "no-such").code == 2
    path = shell.base / "baoguan.toml"
    text = path.read_text(encoding="utf-8").replace('"simulator"', '"production"').replace('"journal"', '"books"')
    path.write_text(text.replace('"imp"', '"clients"'), encoding="utf-8")
    shell("submit", other)
    shell("run", "--once")
    shell("record", "B-1", "--by", "甲", "--evidence", "页面", "--seq-no", SEQ_NO)
    said = shell("doctor", "receipts", "--request", "B-1")
    assert (said.code, 'allow_unproven = ["inventory:resend"]' in said.err) == (3, True)
    assert f"在页面按统一编号 {SEQ_NO} 查保税核注清单" in said.out
