"""Before anything leaves, stderr names environment, account and which of the two it is; with --json as well."""

from __future__ import annotations

from tests.broker import papers
from tests.broker.office import SEQ_NO, Office, changed
from tests.broker.papers import LIST_NO, inv201, inv211
from tests.cli.conftest import Shell
from tests.support.lists import inventory


def approved(shell: Shell, office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, "4", 2, list_no=LIST_NO), inv211(SEQ_NO, 3))


def test_a_change_names_the_account_and_the_list(shell: Shell, office: Office) -> None:
    shell.configure()
    approved(shell, office)
    path = shell.write("change.json", changed("A-1"))
    said = shell("modify", "A-1", path)
    assert said.err.splitlines()[0] == "环境 environment: simulator · 账户 account: sw · A-1 · 变更暂存 save a change"
    said = shell("modify", "A-1", path, "--declare", "--json")
    assert "账户 account: sw · A-1 · 变更并申报 CHANGE AND DECLARE" in said.err
    assert said.data["ok"] is True


def test_json_does_not_silence_the_announcement(shell: Shell, office: Office) -> None:
    shell.configure()
    said = shell("submit", shell.write("a.json", inventory("A-1")), "--json")
    assert "environment: simulator · 账户 account: sw · 1 份 · 只暂存，不申报 save only, not declared" in said.err
    assert said.data["ok"] is True
    said = shell("run", "--once", "--json")
    assert "账户 accounts: sw" in said.err
    (sent,) = office.take()
    office.answer(sent, papers.saved(SEQ_NO))
    shell("run", "--once")
    assert "A-1 · 申报 DECLARE" in shell("declare", "A-1", "--json").err
    assert "A-1 · 撤回 WITHDRAW" in shell("withdraw", "A-1", "--json").err
    assert "A-1 · 重新申报 REDECLARE" in shell("redeclare", "A-1", "--json").err


def test_waiting_tells_whatever_else_leaves_with_it(shell: Shell, office: Office) -> None:
    shell.configure()
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        out_box = office.business / "OutBox"
        out_box.rename(out_box.with_name("away"))
        out_box.write_bytes(b"no folder")
        assert broker.run_once(force=True).failures, "the list is made into a message that cannot leave"
        out_box.unlink()
        out_box.with_name("away").rename(out_box)
    said = shell("submit", shell.write("b.json", inventory("A-2")), "--wait", "--timeout", "0.1", "--json")
    assert said.code == 3
    assert "1 份 · 只暂存" in said.err
    assert "将发出 about to leave: sw · 2 × 暂存 save" in said.err, "the other list leaves too"
    assert [s.number for s in office.take()] == ["A-1", "A-2"]
