"""A list from file to deduction by commands alone; exit codes and the JSON that programs rely on."""

from __future__ import annotations

import attrs
import pytest

from tests.broker import papers
from tests.broker.office import SEQ_NO, Office, changed
from tests.broker.papers import LIST_NO, inv201, inv211
from tests.cli.conftest import Said, Shell
from tests.support.lists import inventory, line

SUBMITTED = {"ref", "number", "owner", "account", "kind", "repeated", "steps", "unproven", "warnings"}
STATUS = {
    *("environment", "account", "kind", "owner", "number", "state", "state_zh", "state_en", "declared", "change_count", "numbers"),
    *("standing", "sending", "waiting", "alerts", "unproven", "related", "adopted", "updated", "age"),
}
ROUND = {"sent", "received", "applied", "repeats", "parked", "orphans", "resolved", "taken_back"}
ERROR = {"type", "zh", "en", "remedy_zh", "remedy_en", "side"}
FINDING = {"document", "cell", "rule", "severity", "path", "value", "zh", "en", "remedy_zh", "remedy_en", "source", "mark"}


def well(said: Said, *keys: str) -> Said:
    assert said.code == 0, said.out + said.err
    assert {"ok", "exit_code", *keys} <= set(said.data)
    assert (said.data["ok"], said.data["exit_code"]) == (True, 0)
    return said


def failed(said: Said, code: int, kind: str) -> Said:
    assert said.code == code, said.out + said.err
    data = said.data
    assert (data["ok"], data["exit_code"]) == (False, code)
    assert set(data["error"]) == ERROR
    assert data["error"]["type"] == kind
    assert data["error"]["zh"] != data["error"]["en"]
    return said


def test_a_list_goes_all_the_way_by_commands(shell: Shell, office: Office) -> None:
    shell.configure()
    path = shell.write("a.json", inventory("A-1"))
    checked = well(shell("check", path, "--json"), "documents", "errors", "warnings")
    assert (checked.data["documents"], checked.data["errors"]) == (1, 0)
    submitted = well(shell("submit", path, "--json"), "documents").data["documents"]
    assert set(submitted[0]) == SUBMITTED
    assert (submitted[0]["number"], submitted[0]["steps"]) == ("A-1", ["filing:save"])
    assert well(shell("submit", path, "--json")).data["documents"][0]["repeated"] is True
    ran = well(shell("run", "--once", "--json"), *ROUND, "failures").data
    assert (ran["sent"], ran["failures"]) == (1, {})
    (sent,) = office.take()
    office.answer(sent, papers.saved(SEQ_NO))
    shell("run", "--once")
    (status,) = well(shell("status", "A-1", "--json"), "documents", "inbox").data["documents"]
    assert set(status) == STATUS
    assert (status["state"], status["declared"], status["numbers"]) == ("saved", False, {"seq_no": SEQ_NO})
    assert well(shell("declare", "A-1", "--json")).data["documents"][0]["steps"] == ["filing:declare"]
    shell("run", "--once")
    (sent,) = office.take()
    assert (sent.flag, sent.seq_no) == ("1", SEQ_NO)
    office.answer(sent, papers.saved(SEQ_NO))
    office.drop("y.xml", inv201(SEQ_NO, "Y", 1))
    office.drop("z.xml", inv201(SEQ_NO, "4", 2, list_no=LIST_NO))
    shell("run", "--once")
    office.drop("211.xml", inv211(SEQ_NO, 3, entryNo="530020261000000001"))
    shell("run", "--once")
    assert shell("status", LIST_NO, "--json").data["documents"][0]["state"] == "deducted"
    trace = well(shell("trace", "A-1", "-o", shell.base / "raw", "--json"), "status", "exchanges", "incoming", "events").data
    assert [e["step"] for e in trace["exchanges"]] == ["save", "declare"]
    assert [i["receipt"]["outcome"] for i in trace["incoming"]] == ["saved", "saved", "stored", "pre_deducted", "deducted"]
    assert len(list((shell.base / "raw").iterdir())) == 7
    other = shell.write("change.json", changed("A-1"))
    assert well(shell("modify", "A-1", other, "--declare", "--json")).data["documents"][0]["steps"] == [
        "change:save",
        "change:declare",
    ]
    assert well(shell("withdraw", "A-1", "--json")).data["documents"][0]["steps"] == ["cancelled"]
    backup = well(shell("journal", "backup", shell.base / "backup", "--json"), "target", "blobs").data
    verified = well(shell("journal", "verify", "--json"), "blobs", "damaged", "missing").data
    assert backup["blobs"] == verified["blobs"] > 0
    well(shell("doctor", "--json"), "observations", "alerts", "broken_plugins")


def test_without_json_a_person_reads_both_languages_and_where_it_goes(shell: Shell, office: Office) -> None:
    shell.configure()
    path = shell.write("a.json", inventory("A-1"))
    said = shell("submit", path)
    assert said.code == 0
    assert "只暂存，不申报 save only, not declared" in said.err
    assert "environment: simulator" in said.err
    assert "account: sw" in said.err
    assert "A-1  暂存 save" in said.out
    shell("run", "--once")
    (sent,) = office.take()
    office.answer(sent, papers.saved(SEQ_NO))
    shell("run", "--once")
    said = shell("status")
    assert "已暂存，未申报 · saved, not declared" in said.out
    assert f"seq_no={SEQ_NO}" in said.out
    said = shell("declare", "A-1")
    assert "账户 account: sw" in said.err
    assert "申报 DECLARE" in said.err


def test_a_faulty_list_is_a_finding_and_says_field_value_rule_and_remedy(shell: Shell) -> None:
    shell.configure()
    wrong = attrs.evolve(inventory("A-1", direction="X"), lines=(line(1, hs_code="12"), line(2), line(3)))
    path = shell.write("a.json", wrong)
    for command in (("check", path), ("submit", path, "--declare")):
        said = shell(*command, "--json")
        assert said.code == 1
        assert said.data["exit_code"] == 1
        found = said.data["findings"]
        assert all(set(f) == FINDING for f in found)
        errors = {f["path"]: f for f in found if f["severity"] == "error"}
        assert {"direction", "lines[1].hs_code"} <= set(errors)
        first = errors["direction"]
        assert first["value"] == "X"
        assert all(first[k] for k in ("rule", "zh", "en", "source", "mark"))
        said = shell(*command)
        assert said.code == 1
        assert "lines[1].hs_code" in said.out
        assert all(text in said.out for text in (first["zh"], first["en"], first["rule"], "错误 error"))
    assert shell("status", "--json").data["documents"] == []


def test_what_cannot_be_used_is_exit_code_2(shell: Shell) -> None:
    failed(shell("status", "--json"), 2, "ConfigurationError")
    shell.configure()
    failed(shell("check", "absent.json", "--json"), 2, "UnusableInput")
    failed(shell("status", "A-9", "--json"), 2, "UnknownReference")
    failed(shell("submit", shell.write("a.json", inventory()), "--account", "b", "--json"), 2, "ConfigurationError")
    for name, content in (("bad.json", b"{"), ("list.json", b"[7]"), ("key.json", b'{"colour": "red"}'), ("x.bin", b"\x00\x01")):
        (shell.base / name).write_bytes(content)
        said = failed(shell("check", name, "--json"), 2, "UnusableInput")
        assert said.data["error"]["remedy_zh"]
    said = shell("check", "key.json")
    assert "colour" in said.err


@pytest.mark.parametrize(
    "words", [["declare"], ["no-such-command"], ["status", "--no-such-option"], ["run", "--interval", "soon"], ["build", "a.json"]]
)
def test_a_command_line_that_makes_no_sense_is_exit_code_2(words: list[str], shell: Shell) -> None:
    assert shell(*words).code == 2


def test_what_is_refused_is_exit_code_3(shell: Shell) -> None:
    shell.configure()
    shell("submit", shell.write("a.json", inventory("A-1")))
    failed(shell("submit", shell.write("b.json", inventory("A-1", remark="另一份")), "--json"), 3, "IdempotencyConflict")
    failed(shell("approve", "A-1", "--by", "甲", "--json"), 3, "Refused")
    said = shell("modify", "A-1", shell.write("c.json", changed("A-1")), "--json")
    assert said.code == 3, said.out
    said = shell("approve", "A-1", "--by", "甲")
    assert "nothing of A-1 is held" in said.err
    assert "没有待批准的申报" in said.err


def test_a_round_that_failed_is_exit_code_3_and_names_the_account(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    from baoguan.transport import ExchangeFolder

    shell.configure()
    shell("submit", shell.write("a.json", inventory("A-1"), inventory("A-2")))
    real, calls = ExchangeFolder.stage, 0

    def second_fails(self: ExchangeFolder, *arguments: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise PermissionError("held by another program")
        real(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(ExchangeFolder, "stage", second_fails)
    said = shell("run", "--interval", "0", "--json")
    assert said.code == 3, "one list left, the other did not, and the last, idle round hid it"
    assert "held by another program" in said.data["failures"]["sw"]


def test_submit_waits_for_the_result_if_asked(shell: Shell, office: Office) -> None:
    import threading

    shell.configure()
    path = shell.write("a.json", inventory("A-1"))
    stop = threading.Event()
    with office.simulator() as simulator:
        thread = threading.Thread(target=simulator.run, args=(stop,))
        thread.start()
        try:
            said = shell("submit", path, "--declare", "--wait", "--timeout", "30", "--json")
        finally:
            stop.set()
            thread.join()
    assert said.code == 0, said.out + said.err
    assert [s["state"] for s in said.data["statuses"]] == ["deducted"]


def test_waiting_is_given_up_in_time_and_says_so_by_its_code(shell: Shell) -> None:
    shell.configure()
    said = shell("submit", shell.write("a.json", inventory("A-1")), "--wait", "--timeout", "0.1", "--json")
    assert said.code == 3
    assert said.data["statuses"][0]["state"] == "sent"


def test_recording_copying_adopting(shell: Shell, office: Office) -> None:
    shell.configure()
    shell("submit", shell.write("a.json", inventory("A-1")))
    shell("run", "--once")
    office.take()
    proof = shell.base / "screen.png"
    proof.write_bytes(b"a picture")
    said = shell("record", "A-1", "--by", "甲", "--evidence", proof, "--seq-no", SEQ_NO, "--json")
    assert well(said, "number", "state", "alerts").data["state"] == "saved"
    (event,) = [e for e in shell("trace", "A-1", "--json").data["events"] if e["kind"] == "recorded"]
    assert event["data"]["evidence"].startswith("screen.png sha256:")
    copied = shell("copy", "A-1", "A-2")
    assert copied.data["internal_number"] == "A-2"
    assert "seq_no" not in copied.data
    shell("copy", "A-1", "A-3", "-o", shell.base / "a3.json")
    assert shell("check", shell.base / "a3.json", "--save-only").code == 0
    page = shell.write("page.json", inventory("P-1", seq_no="202600000000000077"))
    assert well(shell("adopt", page, "--by", "甲", "--json")).data["documents"][0]["steps"] == ["adopted"]
    failed(shell("record", "A-1", "--by", "甲", "--evidence", "页面", "--outcome", "banana", "--json"), 2, "UnusableInput")


def test_redeclaring_after_a_refusal(shell: Shell, office: Office) -> None:
    shell.configure()
    shell("submit", shell.write("a.json", inventory("A-1")))
    shell("run", "--once")
    (sent,) = office.take()
    office.answer(sent, papers.refused("商品编码错误"), "Failed")
    shell("run", "--once")
    said = shell("redeclare", "A-1", shell.write("b.json", inventory("A-1", remark="更正")), "--declare", "--json")
    assert well(said).data["documents"][0]["steps"] == ["filing:save", "filing:declare"]
    two = shell.write("two.json", inventory("A-1"), inventory("A-2"))
    failed(shell("redeclare", "A-1", two, "--json"), 2, "UnusableInput")


def test_parked_receipts_are_a_finding_of_replay_and_status_counts_them(shell: Shell, office: Office) -> None:
    shell.configure()
    shell("submit", shell.write("a.json", inventory("A-1")))
    shell("run", "--once")
    office.drop("broken.xml", b"<broken")
    shell("run", "--once")
    assert shell("status", "--json").data["inbox"] == {"parked": 1}
    said = shell("replay", "--json")
    assert (said.code, said.data["counts"]) == (1, {"parked": 1})


def test_a_red_doctor_is_a_finding(shell: Shell, office: Office) -> None:
    import os

    shell.configure()
    shell("submit", shell.write("a.json", inventory("A-1")))
    shell("run", "--once")
    path = office.business / "OutBox" / office.out_box()[0]
    os.utime(path, (1_000_000_000, 1_000_000_000))
    said = shell("doctor", "--json")
    assert said.code == 1
    assert [o["level"] for o in said.data["observations"] if o["level"] != "ok"] == ["error"]
    assert shell("doctor").code == 1


def test_the_settings_file_is_named_by_option_or_variable(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shell.configure().rename(shell.base / "elsewhere.toml")
    assert shell("status").code == 2
    assert shell("status", "--config", path).code == 0
    monkeypatch.setenv("BAOGUAN_CONFIG", str(path))
    assert shell("status").code == 0
    assert shell("check", shell.write("a.json", inventory()), "--json").code == 0
    path.write_text("environment = [", encoding="utf-8")
    said = shell("status", "--json")
    assert (said.code, said.data["error"]["type"]) == (2, "ConfigurationError")


def test_plugins_are_listed_and_looked_at(shell: Shell) -> None:
    shell.configure()
    listed = well(shell("plugins", "list", "--json"), "plugins").data["plugins"]
    assert {"singlewindow", "simulate.singlewindow"} <= {p["name"] for p in listed}
    assert all(set(p) == {"name", "group", "distribution", "version", "target", "broken", "hooks"} for p in listed)
    hooks = {p["name"]: p["hooks"] for p in listed if p["group"] != "baoguan.commands"}
    assert "baoguan_submit" in hooks["singlewindow"]
    assert hooks["approval"] == ["baoguan_configure", "baoguan_gate"]
    assert "environment simulator" in shell("plugins", "list").out
    looked = well(shell("plugins", "doctor", "singlewindow", "--json"), "supports", "observations").data
    assert {s["verb"] for s in looked["supports"]} >= {"save", "declare", "change", "withdraw"}
    assert shell("plugins", "doctor", "carrier-pigeon").code == 2
