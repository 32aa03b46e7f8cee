"""A Broker declares over the folders, and the simulator, which shares nothing with it, plays everybody on the other side."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest
from lxml import etree

from baoguan import Broker, CustomsDeclaration, DeclarationAttachment, UnusableInput, read_config
from baoguan.rules.declaration.sample import sample
from baoguan_singlewindow.simulator import Arrival, Card, Declaring, Faults, Simulator
from tests.broker.office import without_waiting_for_disks

NUMBER, CARD = "DEMO-I-0001", "8900000000001"
OFFICE, OTHER_CARD = "4403DEM0B2", "8900000000009"


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with without_waiting_for_disks():
        yield


@attrs.define
class Desk:
    """A Broker and the far side that it works with."""

    base: Path
    broker: Broker
    sim: Simulator

    def rounds(self, count: int = 1) -> str:
        """Rounds by turns; where the declaration stands then."""
        for _ in range(count):
            assert not self.broker.run_once(force=True).failures
            self.sim.step()
        assert not self.broker.run_once(force=True).failures
        return str(self.broker.status(NUMBER)[0].state)

    def press(self) -> None:
        """A person presses 申报 on the page."""
        self.sim.page_declare(self.sim.declarations()[NUMBER].seq_no)

    def numbers(self) -> dict[str, str]:
        return dict(self.broker.status(NUMBER)[0].standing.numbers)

    def sent(self) -> list[Path]:
        """What the client took, in order."""
        box = self.base / "imp" / "Deccus001" / "SentBox"
        return sorted((p for p in box.rglob("*") if p.is_file()), key=lambda p: p.stat().st_mtime_ns)

    def arrivals(self) -> tuple[Arrival, ...]:
        """What arrived; none of it a second time."""
        found = self.sim.arrivals()
        assert not any(a.twice for a in found)
        return found


@contextmanager
def desk(
    base: Path,
    *,
    faults: Faults = Faults(),  # noqa: B008  (frozen)
    declaring: Declaring = Declaring(),  # noqa: B008  (frozen)
    cards: tuple[Card, ...] = (),
    allowed: tuple[str, ...] = (),
    **settings: object,
) -> Iterator[Desk]:
    operator = {"customs_code": OFFICE, "card_no": CARD, "client_id": "0000000001", "person": "张示例"}
    account = {"channel": "singlewindow", "root": "imp", "stable_seconds": 0.0, "operator": [operator], **settings}
    if allowed:
        account["allow_unproven"] = list(allowed)
    data = {"environment": "simulator", "journal": "journal", "by": "tester", "accounts": {"sw": account}}
    with (
        Broker(read_config(data, base)) as broker,
        Simulator(base / "imp", base / "sim", faults=faults, declaring=declaring, cards=cards) as simulator,
    ):
        yield Desk(base, broker, simulator)


def declaration(**changes: object) -> CustomsDeclaration:
    return attrs.evolve(sample(), internal_number=NUMBER, **changes)  # type: ignore[arg-type]


def exported() -> CustomsDeclaration:
    """An export of Chinese goods to the United States."""
    goods = tuple(attrs.evolve(g, origin_country="CHN", destination_country="USA") for g in sample().goods)
    changes = {"direction": "E", "counterpart_country": "USA", "trading_country": "USA", "destination_port": "USA000"}
    return declaration(goods=goods, **changes)


def test_a_declaration_is_saved_pressed_by_a_person_and_followed_to_its_end(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.broker.submit(declaration(), "sw")
        assert at.rounds(3) == "saved"
        assert set(at.numbers()) == {"seq_no"}
        at.press()
        assert [at.rounds() for _ in range(4)] == ["declared", "stored", "released", "cleared"]
        known = at.sim.declarations()[NUMBER]
        assert at.numbers() == {"seq_no": known.seq_no, "entry_no": known.entry_no}
        assert at.broker.status(NUMBER)[0].standing.facts["import_export_date"] == "2026-06-03"
        assert [(a.accepted, a.lines) for a in at.arrivals()] == [(True, 2)]
        assert not at.broker.status(NUMBER)[0].needs_person


def test_what_is_returned_is_corrected_under_the_same_number(tmp_path: Path) -> None:
    with desk(tmp_path, declaring=Declaring(plans={NUMBER: ("7", "L", "Z")})) as at:
        at.broker.submit(declaration(), "sw")
        at.rounds(2)
        at.press()
        assert at.rounds(4) == "returned"
        at.broker.redeclare(NUMBER, declaration(contract_no="DEMO-C-2"))
        assert at.rounds(2) == "saved"
        first, second = at.arrivals()
        assert (first.seq_no, second.seq_no) == ("", at.numbers()["seq_no"])
        assert second.accepted
        at.press()
        assert at.rounds(5) == "cleared"
        assert at.numbers()["entry_no"] == at.sim.declarations()[NUMBER].entry_no


def test_what_is_refused_at_saving_is_corrected_and_saved(tmp_path: Path) -> None:
    with desk(tmp_path, cards=(Card(enterprise=OFFICE, number=OTHER_CARD),)) as at:
        at.broker.submit(declaration(), "sw")
        assert at.rounds(2) == "refused"
        assert "不在白名单内或IC卡不合法" in at.broker.status(NUMBER)[0].standing.acts[0].texts[0]
        assert at.numbers() == {}
    with desk(tmp_path, cards=(Card(enterprise=OFFICE, number=CARD),)) as at:
        at.broker.redeclare(NUMBER)
        assert at.rounds(2) == "saved"
        assert [a.accepted for a in at.arrivals()] == [False, True]


def test_lost_receipts_leave_it_saved_until_they_come(tmp_path: Path) -> None:
    with desk(tmp_path, faults=Faults(lost=1)) as at:
        at.broker.submit(declaration(), "sw")
        at.rounds(2)
        at.press()
        assert at.rounds(6) == "saved"
        assert at.sim.declarations()[NUMBER].state == "cleared"
        assert at.sim.resend_lost() == 4
        assert at.rounds(2) == "cleared"


def test_a_lost_answer_is_made_good_by_what_a_person_reads_on_the_page(tmp_path: Path) -> None:
    with desk(tmp_path, faults=Faults(lost_answer=1)) as at:
        at.broker.submit(declaration(), "sw")
        assert at.rounds(3) == "sent"
        at.press()
        assert at.rounds(6) == "sent"
        seq_no = at.sim.declarations()[NUMBER].seq_no
        with pytest.raises(UnusableInput, match="seq_no"):
            at.broker.record(NUMBER, by="张示例", evidence="页面 / the page", numbers={"seq_no": "202600000000000001"})
        at.broker.record(NUMBER, by="张示例", evidence="页面 / the page", numbers={"seq_no": seq_no})
        assert at.rounds() == "cleared"
        assert len(at.arrivals()) == 1


@pytest.mark.parametrize(
    "faults",
    [
        Faults(repeat=1),
        Faults(reorder=1, late=1),
        Faults(truncated=1),
        Faults(gbk=1, crlf=1),
        Faults(foreign=1),
        Faults(late=0.5, repeat=0.5, reorder=0.5, gbk=0.5, truncated=0.5, foreign=0.5, hang=0.2, hang_steps=3),
    ],
)
def test_whatever_happens_on_the_line_the_end_is_the_same(tmp_path: Path, faults: Faults) -> None:
    with desk(tmp_path, faults=faults) as at:
        at.broker.submit(declaration(), "sw")
        for _ in range(12):
            if at.rounds() == "saved":
                break
        at.press()
        assert at.rounds(20) == "cleared"
        status = at.broker.status(NUMBER)[0]
        assert not status.needs_person, status.standing.conflicts
        assert [s.number for s in at.broker.status()] == [NUMBER]
        assert len(at.arrivals()) == 1


@pytest.mark.parametrize("declaring", [Declaring(old_receipts=True), Declaring(dxp=True), Declaring(old_receipts=True, dxp=True)])
def test_older_and_enveloped_receipts_say_the_same(tmp_path: Path, declaring: Declaring) -> None:
    with desk(tmp_path, declaring=declaring) as at:
        at.broker.submit(declaration(), "sw")
        at.rounds(2)
        at.press()
        assert [at.rounds() for _ in range(4)] == ["declared", "stored", "released", "cleared"]
        assert at.numbers()["entry_no"] == at.sim.declarations()[NUMBER].entry_no
        assert at.broker.status(NUMBER)[0].standing.facts["import_export_date"] == "2026-06-03"


@pytest.mark.parametrize(
    ("codes", "states"),
    [
        (("7", "L", "C", "J", "P", "R"), ["declared", "stored", "inspection", "audited", "released", "cleared"]),
        (("7", "L", "T", "P"), ["declared", "stored", "tax_due", "released"]),
        (("7", "L", "K", "P"), ["declared", "stored", "released_on_guarantee", "released"]),
        (("7", "L", "N", "M", "H", "1"), ["declared", "stored", "supplement", "recheck", "manual", "supplement"]),
        (("7", "E"), ["declared", "rejected"]),
        (("7", "Y"), ["declared", "store_failed"]),
    ],
)
def test_every_trace_is_followed(tmp_path: Path, codes: tuple[str, ...], states: list[str]) -> None:
    with desk(tmp_path, declaring=Declaring(plans={"*": codes})) as at:
        at.broker.submit(declaration(), "sw")
        at.rounds(2)
        at.press()
        assert [at.rounds() for _ in codes] == states
        assert str(at.sim.declarations()[NUMBER].state) == states[-1]


def test_a_withdrawal_on_the_page_is_heard_of(tmp_path: Path) -> None:
    with desk(tmp_path, declaring=Declaring(plans={"*": ("7", "L", "P")})) as at:
        at.broker.submit(declaration(), "sw")
        at.rounds(2)
        at.press()
        at.rounds(4)
        at.sim.page_delete(at.numbers()["seq_no"])
        assert at.rounds(2) == "deleted"


def test_a_document_travels_in_the_zip(tmp_path: Path) -> None:
    (tmp_path / "invoice.pdf").write_bytes(b"%PDF-1.4 example")
    with desk(tmp_path) as at:
        at.broker.submit(declaration(attachments=(DeclarationAttachment(kind="00000001", path="invoice.pdf"),)), "sw")
        assert at.rounds(2) == "saved"
        (package,) = at.sent()
        with zipfile.ZipFile(package) as archive:
            assert archive.read("invoice.pdf") == b"%PDF-1.4 example"
            assert len(archive.namelist()) == 2


def test_an_export_has_its_countries_where_the_wire_wants_them(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.broker.submit(exported(), "sw")
        assert at.rounds(2) == "saved"
        (message,) = at.sent()
        line = next(etree.parse(message).iter("{*}DecList"))
        assert (line.findtext("{*}OriginCountry"), line.findtext("{*}DestinationCountry")) == ("USA", "CHN")
        assert at.numbers()["seq_no"].startswith("E")


@pytest.mark.parametrize("edition", ["3.1", "4.5", "4.8", "4.9.6", "4.9.7", "5.0"])
def test_the_message_of_every_edition_is_taken_without_a_warning(tmp_path: Path, edition: str) -> None:
    with desk(tmp_path, edition=edition) as at:
        at.broker.submit(declaration(), "sw")
        assert at.rounds(2) == "saved"
        assert at.broker.status(NUMBER)[0].standing.acts[0].texts == ("暂存成功",)


def test_declaring_by_message_is_a_second_act_where_it_is_switched_on(tmp_path: Path) -> None:
    with desk(tmp_path, declaring=Declaring(direct=True), declaration_operation="C") as at:
        at.broker.submit(declaration(), "sw", declare=True)
        assert at.rounds(8) == "cleared"
        assert [(a.declare_flag, bool(a.seq_no), a.accepted) for a in at.arrivals()] == [("G", False, True), ("C", True, True)]
