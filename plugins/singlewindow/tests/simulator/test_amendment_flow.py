"""A Broker amends its declaration over the folders, and the simulator, which shares nothing with it, plays everybody on the other side."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
from lxml import etree

from baoguan import Amendment, AmendmentRequest, Broker, Confirmation, CustomsDeclaration, DeclarationAttachment, read_config
from baoguan.broker.today import tasks
from baoguan.cli import main
from baoguan.rules.declaration.sample import sample
from baoguan_singlewindow.simulator import Amending, AmendmentStage, Arrival, Card, Declaring, Faults, Simulator
from tests.broker.office import without_waiting_for_disks

NUMBER, CARD, OFFICE = "DEMO-I-0001", "8900000000001", "4403DEM0B2"
FIRST, SECOND = f"{NUMBER}-M1", f"{NUMBER}-M2"
RELEASED = Declaring(plans={NUMBER: ("7", "L", "P")}, press_after=0)


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with without_waiting_for_disks():
        yield


@attrs.define
class Desk:
    """A Broker with a released declaration, and the far side that it works with."""

    base: Path
    broker: Broker
    sim: Simulator

    def rounds(self, count: int = 1, number: str = FIRST) -> str:
        """Rounds by turns; where a document stands then."""
        for _ in range(count):
            assert not self.broker.run_once(force=True).failures
            self.sim.step()
        assert not self.broker.run_once(force=True).failures
        return str(self.broker.status(number)[0].state)

    def press(self) -> None:
        """A person presses 申报 on the page for the last amendment."""
        self.sim.page_declare(list(self.sim.amendments())[-1])

    def change(self, packages: int = 41, **how: object) -> Amendment:
        """A request to correct the packages and a specification."""
        goods = sample().goods
        after = declaration(packages=packages, goods=(attrs.evolve(goods[0], specification=f"4|3|{packages}"), *goods[1:]))
        return self.broker.amendment(NUMBER, AmendmentRequest(reason="录入差错", after=after, **how))  # type: ignore[arg-type]

    def withdrawal(self) -> Amendment:
        """A request to withdraw it."""
        return self.broker.amendment(NUMBER, AmendmentRequest(reason="货物未实际进口", withdrawal=True))

    def amendments(self) -> list[Arrival]:
        """What arrived of amendments; none of it a second time."""
        found = [a for a in self.sim.arrivals() if a.business == "DECCUS102"]
        assert not any(a.twice for a in found)
        return found


@contextmanager
def opened(base: Path, amending: Amending, faults: Faults = Faults(), **settings: object) -> Iterator[Desk]:  # noqa: B008  (frozen)
    """A Broker and the far side on the journal and the memory of this folder."""
    operator = {"customs_code": OFFICE, "card_no": CARD, "client_id": "0000000001", "person": "张示例"}
    account = {"channel": "singlewindow", "root": "imp", "stable_seconds": 0.0, "operator": [operator], **settings}
    data = {"environment": "simulator", "journal": "journal", "by": "tester", "accounts": {"sw": account}}
    cards = (Card(enterprise=OFFICE, number=CARD),)
    with (
        Broker(read_config(data, base)) as broker,
        Simulator(base / "imp", base / "sim", faults=faults, declaring=RELEASED, amending=amending, cards=cards) as simulator,
    ):
        yield Desk(base, broker, simulator)


@contextmanager
def desk(base: Path, amending: Amending = Amending(), **settings: object) -> Iterator[Desk]:  # noqa: B008  (frozen)
    """The same, where the declaration is released."""
    with opened(base, amending, **settings) as at:  # type: ignore[arg-type]
        at.broker.submit(declaration(), "sw")
        assert at.rounds(8, NUMBER) == "released"
        yield at


def declaration(**changes: object) -> CustomsDeclaration:
    return attrs.evolve(sample(), internal_number=NUMBER, **changes)  # type: ignore[arg-type]


def test_a_change_is_saved_pressed_by_a_person_and_agreed(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.broker.submit(at.change())
        assert at.rounds(3) == "saved"
        at.press()
        assert [at.rounds() for _ in range(3)] == ["stored", "accepted", "approved"]
        (state,) = at.sim.amendments().values()
        standing = at.broker.status(FIRST)[0].standing
        assert (state.state, state.result, state.number, state.items) == (AmendmentStage.AGREED, "S", NUMBER, 2)
        assert standing.numbers["seq_no"] == state.seq_no
        assert state.entry_no == at.broker.status(NUMBER)[0].standing.numbers["entry_no"]
        assert [(a.accepted, a.lines, a.declaration_type) for a in at.amendments()] == [(True, 2, "MOD 1")]
        assert at.broker.status(NUMBER)[0].state == "released"


def test_what_was_agreed_is_what_the_next_change_replaces(tmp_path: Path) -> None:
    with desk(tmp_path, Amending(press_after=0)) as at:
        at.broker.submit(at.change())
        assert at.rounds(6) == "approved"
        at.broker.submit(at.change(42))
        assert at.rounds(6, SECOND) == "approved"
        assert [a.accepted for a in at.amendments()] == [True, True]


def test_an_old_value_that_the_declaration_does_not_hold_is_refused(tmp_path: Path) -> None:
    with desk(tmp_path, Amending(press_after=0)) as at:
        made = at.change()
        at.broker.submit(attrs.evolve(made, items=(attrs.evolve(made.items[0], old_value="39"), *made.items[1:])))
        assert at.rounds(2) == "refused"
        assert "原值“39”与报关单的“40”不一致" in at.broker.status(FIRST)[0].standing.acts[0].texts[0]


def test_a_withdrawal_ends_with_the_declaration_deleted(tmp_path: Path) -> None:
    with desk(tmp_path, Amending(press_after=0)) as at:
        at.broker.submit(at.withdrawal())
        assert at.rounds(5) == "approved"
        assert at.rounds(2, NUMBER) == "deleted"
        assert at.sim.declarations()[NUMBER].state == "deleted"
        assert [(a.accepted, a.declaration_type) for a in at.amendments()] == [(True, "MOD 2")]


@pytest.mark.parametrize(
    ("codes", "state"), [("LAE", "rejected"), ("LATR", "returned"), ("H", "store_failed"), ("3LC", "rejected")]
)
def test_a_refused_one_is_corrected_under_its_number(codes: str, state: str, tmp_path: Path) -> None:
    with desk(tmp_path, Amending(plans={NUMBER: tuple(codes)}, press_after=0)) as at:
        at.broker.submit(at.change())
        assert at.rounds(6) == state
        at.broker.redeclare(FIRST, attrs.evolve(at.change(number=FIRST), reason="录入差错，附说明"))
        assert at.rounds(6) == "approved"
        first, second = at.amendments()
        assert (first.seq_no, second.seq_no) == ("", at.broker.status(FIRST)[0].standing.numbers["seq_no"])
        assert len(at.sim.amendments()) == 1


def test_the_client_refuses_a_second_while_one_is_pending(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.broker.submit(at.change())
        at.rounds(2)
        at.broker.submit(at.withdrawal(), override="电话中已说好")
        assert at.rounds(2, SECOND) == "refused"
        assert "已有未办结的修撤单" in at.broker.status(SECOND)[0].standing.acts[0].texts[0]
        at.amendments()


def test_a_message_that_may_declare_needs_no_person(tmp_path: Path) -> None:
    with desk(tmp_path, Amending(direct=True), amendment_operation="C") as at:
        at.broker.submit(at.change(), declare=True)
        assert at.rounds(6) == "approved"
        assert {a.declare_flag for a in at.amendments()} <= {"G", "C"}


CONFIG = """environment = "simulator"
journal = "journal"
by = "tester"
[accounts.sw]
channel = "singlewindow"
root = "imp"
stable_seconds = 0.0
amendment_operation = "C"
[[accounts.sw.operator]]
customs_code = "{office}"
card_no = "{card}"
client_id = "0000000001"
person = "张示例"
"""


def test_what_customs_asks_for_is_watched_answered_by_a_command_and_done(tmp_path: Path) -> None:
    config = tmp_path / "baoguan.toml"
    config.write_text(CONFIG.format(office=OFFICE, card=CARD), encoding="utf-8")
    with desk(tmp_path, Amending(direct=True), amendment_operation="C") as at:
        asked = at.sim.ask_amendment(at.broker.status(NUMBER)[0].numbers["seq_no"], {"PACK_NO": "44"})
        day = asked.asked_on.isoformat()
        at.broker.record(NUMBER, by="tester", evidence="页面确认书", facts={"amendment_asked_on": day})
        (task,) = (t for t in tasks(at.broker, asked.asked_on) if t.what == "answer")
        assert (task.number, task.last_day) == (NUMBER, asked.asked_on + timedelta(days=5))
        words = ["amend", NUMBER, "--confirm", "agree", "--confirmation-no", asked.seq_no, "--form-no", asked.form_no]
        words += ["--telephone", "13000000000", "--reason", "同意更正", "--declare", "--config", str(config)]
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert not ended.value.code
        assert at.rounds(6) == "approved"
        assert [a.declare_flag for a in at.amendments()] == ["H"]
        assert [q.answer for q in at.sim.questions()] == ["0"]
        assert not [t for t in tasks(at.broker, asked.asked_on) if t.what == "answer"]
        at.broker.submit(at.change(number="X-1"))
        assert at.rounds(2, "X-1") == "refused"
        assert "“40”与报关单的“44”不一致" in at.broker.status("X-1")[0].standing.acts[0].texts[0], (
            "what Customs wanted stands there now"
        )


@pytest.mark.parametrize(("result", "state"), [("0", "deleted"), ("1", "released")])
def test_a_withdrawal_that_customs_asks_for_happens_where_the_answer_agrees(result: str, state: str, tmp_path: Path) -> None:
    with desk(tmp_path, Amending(direct=True), amendment_operation="C") as at:
        asked = at.sim.ask_amendment(at.broker.status(NUMBER)[0].numbers["seq_no"])
        at.broker.submit(answer(at, asked.seq_no, asked.form_no, result), declare=True)
        assert at.rounds(6) == "approved"
        at.rounds(2)
        assert (at.sim.declarations()[NUMBER].state, at.sim.questions()[0].answer) == (state, result)


def test_an_answer_to_nothing_under_another_number_or_given_before_is_refused(tmp_path: Path) -> None:
    with desk(tmp_path, Amending(direct=True, plans={NUMBER: ("L", "E", "|", "L", "A", "S")}), amendment_operation="C") as at:
        asked = at.sim.ask_amendment(at.broker.status(NUMBER)[0].numbers["seq_no"])
        for seq_no, form_no, zh in (("202600000000000031", asked.form_no, "没有确认书"), (asked.seq_no, "QR-9", "海关编号不符")):
            at.broker.submit(answer(at, seq_no, form_no, "0", FIRST), declare=True)
            assert at.rounds(2) == "refused"
            assert zh in at.broker.status(FIRST)[0].standing.acts[0].texts[0]
        at.broker.submit(answer(at, asked.seq_no, asked.form_no, "0", FIRST), declare=True)
        assert at.rounds(5) == "rejected"
        assert at.sim.questions()[0].answer == "", "Customs did not take it: it may be answered again"


def answer(at: Desk, seq_no: str, form_no: str, result: str, number: str | None = None) -> Amendment:
    """An answer to a withdrawal that Customs asked for."""
    said = Confirmation(seq_no=seq_no, form_no=form_no, result=result, note="核对过", contact="13000000000")
    request = AmendmentRequest(reason="答复海关", confirmation=said, withdrawal=True, number=number)
    return at.broker.amendment(NUMBER, request)


def test_a_document_goes_with_it_in_the_zip(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        (tmp_path / "reason.pdf").write_bytes(b"%PDF-1.4 demo")
        scan = DeclarationAttachment(kind="00000001", path=str(tmp_path / "reason.pdf"))
        at.broker.submit(at.change(attachments=(scan,)))
        assert at.rounds(2) == "saved"
        box = tmp_path / "imp" / "DECCUS102" / "SentBox"
        (sent,) = (p for p in box.rglob("*") if p.is_file())
        with zipfile.ZipFile(sent) as archive:
            assert sorted(Path(n).suffix for n in archive.namelist()) == [".pdf", ".xml"]


@pytest.mark.parametrize(
    "faults",
    [
        Faults(repeat=1, reorder=0.7, late=0.5),
        Faults(truncated=0.6, gbk=0.5, crlf=0.5, lowercase=1),
        Faults(foreign=1),
    ],
)
def test_faults_of_the_line_change_nothing(faults: Faults, tmp_path: Path) -> None:
    with desk(tmp_path):
        pass
    with opened(tmp_path, Amending(press_after=0), faults) as at:
        at.broker.submit(at.change())
        for _ in range(30):
            if at.rounds() == "approved":
                break
        assert at.broker.status(FIRST)[0].state == "approved"
        assert len(at.amendments()) == 1


def test_without_an_answer_nobody_knows_its_number_and_it_is_not_sent_again(tmp_path: Path) -> None:
    with desk(tmp_path):
        pass
    with opened(tmp_path, Amending(press_after=0), Faults(lost_answer=1)) as at:
        at.broker.submit(at.change())
        assert at.rounds(8) == "sent"
        assert len(at.amendments()) == 1


def test_a_withdrawal_whose_answer_is_lost_is_settled_by_the_deletion_of_its_declaration(tmp_path: Path) -> None:
    with desk(tmp_path):
        pass
    with opened(tmp_path, Amending(press_after=0), Faults(lost_answer=1)) as at:
        at.broker.submit(at.withdrawal())
        assert at.rounds(10) == "approved"
        assert at.broker.status(NUMBER)[0].state == "deleted"
        assert at.broker.status(FIRST)[0].alerts == ()
        assert len(at.amendments()) == 1


def test_a_change_whose_answer_is_lost_is_settled_by_the_number_that_a_person_reads_on_the_page(tmp_path: Path) -> None:
    with desk(tmp_path):
        pass
    with opened(tmp_path, Amending(press_after=0), Faults(lost_answer=1)) as at:
        at.broker.submit(at.change())
        assert at.rounds(8) == "sent"
        (number,) = at.sim.amendments()
        at.broker.record(FIRST, by="tester", evidence="page", numbers={"seq_no": number})
        assert at.broker.status(FIRST)[0].state == "approved"
        assert len(at.amendments()) == 1


@pytest.mark.parametrize("dxp", [False, True])
def test_receipts_have_the_form_of_the_interface(dxp: bool, tmp_path: Path) -> None:
    with desk(tmp_path, Amending(press_after=0, dxp=dxp)) as at:
        at.broker.submit(at.change())
        assert at.rounds(6) == "approved"
    sent = [p for p in (tmp_path / "imp" / "DECCUS102").rglob("*.xml") if "DECCUS101" in p.name]
    roots = {etree.QName(etree.fromstring(p.read_bytes())).localname for p in sent}
    assert (len(sent), roots) == (3, {"DxpMsg" if dxp else "DataInfo"})
