"""The simulator as a witness: what it refuses, what it remembers, what it never alters."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from baoguan.plugin import Act, Message, Step
from baoguan_shenguantong.simulator import Faults, Simulator, Stage
from plugins.shenguantong.tests.world import encoder, ledger, parcel, unpacked
from tests.support.lists import inventory, line

Files = dict[str, bytes]


def packed(files: Files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def told(files: Files, **changes: object) -> Files:
    return {**files, "manifest.json": json.dumps({**json.loads(files["manifest.json"]), **changes}).encode()}


def part(files: Files, name: str, content: bytes) -> Files:
    """Another content of a part, with a digest that fits."""
    parts = json.loads(files["manifest.json"])["parts"]
    for one in parts:
        if one["name"] == name:
            one["sha256"] = hashlib.sha256(content).hexdigest()
    return told({**files, name: content}, parts=parts)


def first(message: Message) -> tuple[str, Files]:
    return message.exchange_id, unpacked(message)


SPOILED: dict[str, Callable[[Files], Files]] = {
    "manifest.json": lambda f: {n: c for n, c in f.items() if n != "manifest.json"},
    "第一个文件": lambda f: {"HEAD.csv": f["HEAD.csv"], **f},
    "不是 JSON": lambda f: {**f, "manifest.json": b"{"},
    "未注明假定格式": lambda f: told(f, protocol="real"),
    "notice|未注明": lambda f: told(f, notice=""),
    "缺失或类型不对": lambda f: told(f, owner=1),
    "报文编号不符": lambda f: told(f, exchange_id="other"),
    "不承载单证种类": lambda f: told(f, kind="entry"),
    "申报类型": lambda f: told(f, act="9"),
    "分次序号": lambda f: told(f, pack=2),
    "不一致": lambda f: told(f, number="B-1"),
    "行数不符": lambda f: told(f, rows=9),
    "sha256": lambda f: {**f, "LIST-001.csv": f["LIST-001.csv"] + b" "},
    "缺失，或分段": lambda f: {n: c for n, c in f.items() if n != "LIST-001.csv"},
    "未列入": lambda f: {**f, "LIST-009.csv": b""},
    "编码": lambda f: told(f, encoding="big5"),
    "与 manifest.json 不符": lambda f: told(f, encoding="gbk"),
    "列名不对": lambda f: part(f, "LIST-001.csv", f["LIST-001.csv"].replace(b"protocol", b"Protocol")),
    "未注明 assumed-v1": lambda f: part(f, "LIST-001.csv", f["LIST-001.csv"].replace(b"assumed-v1", b"v1")),
}


@pytest.mark.parametrize("reason", SPOILED)
def test_a_batch_that_is_not_as_the_format_says_is_refused_and_logged(reason: str, tmp_path: Path) -> None:
    exchange, files = first(encoder().baoguan_encode(parcel(inventory("A-1"))))
    with Simulator(tmp_path) as simulator:
        result = simulator.receive(exchange, packed(SPOILED[reason](files)))
        assert not result.accepted
        assert any(word in result.text for word in reason.split("|")), result.text
        (arrival,) = simulator.arrivals()
        assert (arrival.accepted, arrival.reason) == (False, result.text)
        assert simulator.documents() == {}


def test_bytes_that_are_no_zip_are_refused(tmp_path: Path) -> None:
    with Simulator(tmp_path) as simulator:
        assert "ZIP" in simulator.receive("x-1", b"PK\x03\x04 cut").text


def test_more_rows_than_the_limit_are_refused(tmp_path: Path) -> None:
    message = encoder().baoguan_encode(parcel(inventory("A-1", lines=3)))
    with Simulator(tmp_path, max_rows=2) as simulator:
        assert "3 行，超过 2 行" in simulator.receive(message.exchange_id, message.parts[0].content).text


def test_thirty_thousand_rows_are_taken_and_one_more_is_not(tmp_path: Path) -> None:
    row = line(1)
    many = tuple(attrs.evolve(row, line_no=n) for n in range(1, 30_002))
    with Simulator(tmp_path) as simulator:
        for number, lines in (("A-1", many[:-1]), ("B-1", many)):
            message = encoder(max_rows=99_999).baoguan_encode(
                parcel(attrs.evolve(inventory(number), lines=lines), step=Step.DECLARE, exchange_id=number)
            )
            simulator.receive(number, message.parts[0].content)
        assert [(a.rows, a.accepted) for a in simulator.arrivals()] == [(30_000, True), (30_001, False)]
        simulator.run_until_idle()
        assert simulator.documents()["A-1"].stage is Stage.DEDUCTED


def sent(
    simulator: Simulator,
    number: str = "A-1",
    *,
    exchange: str,
    seq_no: str = "",
    step: Step = Step.SAVE,
    act: Act = Act.FILING,
    change_count: int = 0,
) -> bool:
    document = inventory(number, seq_no=seq_no or None)
    message = encoder().baoguan_encode(parcel(document, exchange_id=exchange, step=step, act=act, change_count=change_count))
    return simulator.receive(exchange, message.parts[0].content).accepted


def test_a_repeated_number_is_recognised_and_counted(tmp_path: Path) -> None:
    with Simulator(tmp_path) as simulator:
        assert sent(simulator, exchange="x-1")
        assert sent(simulator, exchange="x-1"), "the first result again"
        sent(simulator, exchange="x-2")
        assert [(a.accepted, a.repeated, a.twice) for a in simulator.arrivals()] == [
            (True, False, False),
            (False, True, False),
            (False, False, True),
        ]
        levels = [json.loads(r.body)["level"] for r in simulator.receipts(0, 10)]
        assert levels == ["ACCEPTED", "DUPLICATE"]
        assert len(simulator.documents()) == 1


def test_a_declaration_that_stands_cannot_be_repeated_under_another_name(tmp_path: Path) -> None:
    with Simulator(tmp_path) as simulator:
        sent(simulator, exchange="x-1")
        seq_no = simulator.documents()["A-1"].seq_no
        assert sent(simulator, exchange="x-2", seq_no=seq_no, step=Step.DECLARE)
        assert not sent(simulator, exchange="x-3", seq_no=seq_no, step=Step.DECLARE)
        assert [a.twice for a in simulator.arrivals()] == [False, False, True]
        assert not sent(simulator, exchange="x-4", seq_no="1" * 18)
        assert not sent(simulator, "B-1", exchange="x-5", seq_no="1" * 18)


def test_a_draft_may_be_rewritten(tmp_path: Path) -> None:
    with Simulator(tmp_path) as simulator:
        sent(simulator, exchange="x-1")
        assert sent(simulator, exchange="x-2", seq_no=simulator.documents()["A-1"].seq_no)
        assert not any(a.twice for a in simulator.arrivals())


def test_lists_are_neither_changed_nor_withdrawn_unless_allowed(tmp_path: Path) -> None:
    for allowed in (False, True):
        with Simulator(tmp_path / str(allowed), list_changes=allowed) as simulator:
            sent(simulator, exchange="x-1", step=Step.DECLARE)
            simulator.run_until_idle()
            seq_no = simulator.documents()["A-1"].seq_no
            assert sent(simulator, exchange="x-2", seq_no=seq_no, act=Act.CHANGE, change_count=1) is allowed
            assert not sent(simulator, exchange="x-3", seq_no=seq_no, act=Act.CHANGE, change_count=2)


def test_the_course_of_a_declaration_follows_the_script(tmp_path: Path) -> None:
    with Simulator(tmp_path, plans={"A-*": ("Y", "2", "3", "|", "Y", "5")}) as simulator:
        sent(simulator, exchange="x-1", step=Step.DECLARE)
        simulator.run_until_idle()
        assert simulator.documents()["A-1"].stage is Stage.REJECTED
        sent(simulator, exchange="x-2", seq_no=simulator.documents()["A-1"].seq_no, step=Step.DECLARE)
        simulator.run_until_idle()
        assert simulator.documents()["A-1"].stage is Stage.APPROVED
        said = [(json.loads(r.body)["level"], json.loads(r.body)["code"]) for r in simulator.receipts(0, 99)]
        assert said == [
            ("ACCEPTED", "0"),
            ("STORED", "Y"),
            ("MANUAL", "2"),
            ("REJECTED", "3"),
            ("ACCEPTED", "0"),
            ("STORED", "Y"),
            ("APPROVED", "5"),
        ]
        times = [json.loads(r.body)["time"] for r in simulator.receipts(0, 99)]
        assert times == sorted(set(times))


def test_an_unknown_code_in_a_script_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown codes"):
        Simulator(tmp_path, plans={"A-1": ("X",)})


@pytest.mark.parametrize(
    ("faults", "stage"),
    [(Faults(reject=1), "rejected"), (Faults(store_failed=1), "store_failed"), (Faults(manual_rate=1), "deducted")],
)
def test_customs_decides_as_it_is_told(faults: Faults, stage: str, tmp_path: Path) -> None:
    with Simulator(tmp_path, faults=faults) as simulator:
        sent(simulator, exchange="x-1", step=Step.DECLARE)
        simulator.run_until_idle()
        assert simulator.documents()["A-1"].stage == stage


def test_lost_receipts_come_when_they_are_resent_and_are_told_to_those_who_ask(tmp_path: Path) -> None:
    with Simulator(tmp_path, faults=Faults(lost=1)) as simulator:
        sent(simulator, exchange="x-1", step=Step.DECLARE)
        for _ in range(6):
            simulator.step()
        assert len(simulator.receipts(0, 99)) == 1
        answer = simulator.query("inventory", "4403D60001", "A-1")
        assert (answer["known"], answer["exchanges"], len(answer["receipts"])) == (True, ["x-1"], 4)  # type: ignore[arg-type]
        assert simulator.query("ledger", "4403D60001", "A-1")["known"] is False
        assert simulator.resend_lost() == 3
        assert len(simulator.receipts(0, 99)) == 4


def test_parts_of_a_document_are_joined_and_a_repeated_part_is_known(tmp_path: Path) -> None:
    channel = encoder(max_rows=2, auto_split=True)

    def send(pack: int, exchange: str) -> bool:
        message = channel.baoguan_encode(parcel(ledger(), pack=pack, packs=3, exchange_id=exchange))
        simulator.receive(exchange, message.parts[0].content)
        return simulator.arrivals()[-1].accepted

    with Simulator(tmp_path, max_rows=2) as simulator:
        assert send(2, "x-2")
        assert simulator.documents() == {}
        assert not send(2, "x-2b")
        assert send(1, "x-1")
        assert send(3, "x-3")
        assert simulator.documents()["LEDGER-1"].rows == 5
        answers = [json.loads(r.body) for r in simulator.receipts(0, 9)]
        assert len({a["seq_no"] for a in answers}) == 1
        assert [a["level"] for a in answers] == ["ACCEPTED", "DUPLICATE", "ACCEPTED", "ACCEPTED"]


def test_the_log_of_arrivals_is_never_altered_and_survives(tmp_path: Path) -> None:
    with Simulator(tmp_path) as simulator:
        sent(simulator, exchange="x-1")
    database = sqlite3.connect(tmp_path / "simulator.db")
    for statement in ("UPDATE arrivals SET number = ''", "DELETE FROM arrivals"):
        with pytest.raises(sqlite3.IntegrityError):
            database.execute(statement)
    database.close()
    with Simulator(tmp_path) as simulator:
        assert [a.number for a in simulator.arrivals()] == ["A-1"]
        assert not attrs.evolve(simulator.arrivals()[0]).repeated
        sent(simulator, exchange="x-1")
        assert [a.repeated for a in simulator.arrivals()] == [False, True]


class KilledError(BaseException):
    """Stands for the end of the process."""


def test_killed_between_its_log_and_the_filing_away_a_file_is_logged_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from baoguan_shenguantong.simulator.folders import Folders

    root, state = tmp_path / "root", tmp_path / "state"
    message = encoder().baoguan_encode(parcel(inventory("A-1")))

    def die(*_: object, **__: object) -> None:
        raise KilledError

    with Simulator(state, root) as simulator:
        (root / "OutBox" / message.parts[0].name).write_bytes(message.parts[0].content)
        with monkeypatch.context() as patched:
            patched.setattr(Folders, "file_away", die)
            with pytest.raises(KilledError):
                simulator.step()
    with Simulator(state, root) as simulator:
        assert not simulator.idle()
        simulator.run_until_idle()
        assert [a.accepted for a in simulator.arrivals()] == [True]
        assert len(list((root / "SentBox").iterdir())) == 1
        assert len(list((root / "InBox").iterdir())) == 1


def test_killed_before_the_commit_it_is_judged_by_the_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, state = tmp_path / "root", tmp_path / "state"
    message = encoder().baoguan_encode(parcel(inventory("A-1")))

    def die(*_: object, **__: object) -> None:
        raise KilledError

    with Simulator(state, root) as simulator:
        (root / "OutBox" / message.parts[0].name).write_bytes(message.parts[0].content)
        with monkeypatch.context() as patched:
            patched.setattr(Simulator, "_answer", die)
            with pytest.raises(KilledError):
                simulator.step()
        assert simulator.arrivals() == ()
    with Simulator(state, root) as simulator:
        simulator.run_until_idle()
        assert [a.accepted for a in simulator.arrivals()] == [True]
        assert list(simulator.documents()) == ["A-1"]
