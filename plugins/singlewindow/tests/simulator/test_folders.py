from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import pytest

from baoguan_singlewindow.simulator import Faults

if TYPE_CHECKING:
    from pathlib import Path

    from plugins.singlewindow.tests.simulator.conftest import Inbox, Send, Simulate, StampOf, Write


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def test_only_finished_files_are_picked_up(simulate: Simulate, send: Send, root: Path) -> None:
    sim = simulate()
    outbox = root / "Sas" / "OutBox"
    for name in ("a.Temp", "b.txt", "c.xml.part"):
        (outbox / name).write_bytes(b"")
    send("A1")
    sim.run_until_idle()
    assert names(outbox) == ["a.Temp", "b.txt", "c.xml.part"]
    assert [a.file_name for a in sim.arrivals()] == ["A1.zip"]


@pytest.mark.parametrize("name", ["A1.XML", "A1.Xml"])
def test_a_plain_file_of_any_case_is_picked_up(simulate: Simulate, send: Send, root: Path, inbox: Inbox, name: str) -> None:
    path = send("A1", plain=True)
    path.rename(path.with_name(name))
    simulate().run_until_idle()
    assert len(inbox("Successed_A1_*.xml")) == 1


def test_a_sent_file_keeps_its_name_with_a_timestamp_in_a_folder_a_day(
    simulate: Simulate, send: Send, root: Path, stamp_of: StampOf
) -> None:
    sim = simulate()
    send("A1")
    sim.run_until_idle()
    (day,) = (root / "Sas" / "SentBox").iterdir()
    (name,) = names(day)
    assert day.name == "20250102"
    assert re.fullmatch(r"A1_\d{17,22}\.zip", name)
    assert stamp_of(name).startswith("20250102")
    assert names(root / "Sas" / "FailBox") == []


def test_the_client_may_clean_what_it_sent(simulate: Simulate, send: Send, root: Path) -> None:
    sim = simulate(faults=Faults(clean_sent=True))
    send("A1")
    sim.run_until_idle()
    assert names(root / "Sas" / "SentBox") == []


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        (["other.xml"], "zip name"),
        (["A1.xml", "A2.xml"], "zip content"),
        (["A1.xml", "note.txt"], "zip content"),
        ([], "zip content"),
        (["folder/A1.xml"], "zip folder"),
    ],
)
def test_a_zip_of_the_wrong_shape_fails(
    simulate: Simulate, inv101: Write, root: Path, inbox: Inbox, members: list[str], problem: str
) -> None:
    path = root / "Sas" / "OutBox" / "A1.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for member in members:
            archive.writestr(member, inv101("A1"))
    sim = simulate()
    sim.run_until_idle()
    assert problem in sim.arrivals()[0].reason
    assert len(inbox("Failed_A1_*.xml")) == 1
    assert len(names(root / "Sas" / "FailBox")) == 1


def test_a_zip_that_is_none_fails(simulate: Simulate, root: Path) -> None:
    (root / "Sas" / "OutBox" / "A1.zip").write_bytes(b"PK\x03\x04 broken")
    sim = simulate()
    sim.run_until_idle()
    assert sim.arrivals()[0].reason.startswith("zip:")


def test_attachments_may_ride_along(simulate: Simulate, inv101: Write, root: Path) -> None:
    with zipfile.ZipFile(root / "Sas" / "OutBox" / "A1.zip", "w") as archive:
        archive.writestr("A1.xml", inv101("A1"))
        archive.writestr("invoice.PDF", b"%PDF-1.4")
    sim = simulate()
    sim.run_until_idle()
    assert sim.arrivals()[0].accepted


def test_the_answer_carries_the_base_name_and_comes_at_once(simulate: Simulate, send: Send, root: Path, stamp_of: StampOf) -> None:
    sim = simulate()
    send("A1", name="X_1_2")
    sim.step()
    (name,) = names(root / "Sas" / "InBox")
    assert re.fullmatch(r"Successed_X_1_2_\d{17,22}\.xml", name)


def test_the_same_base_name_may_come_again_without_losing_an_answer(simulate: Simulate, send: Send, root: Path) -> None:
    sim = simulate()
    for _ in range(5):
        send("A1")
        sim.step()
    assert len([n for n in names(root / "Sas" / "InBox") if n.startswith(("Successed_A1", "Failed_A1"))]) == 5


def test_every_business_with_an_outbox_is_served(simulate: Simulate, send: Send, root: Path) -> None:
    (root / "notes").mkdir()
    sim = simulate()
    send("A1")
    send("A2", box="Npts")
    sim.run_until_idle()
    assert sorted(a.business for a in sim.arrivals()) == ["Npts", "Sas"]
