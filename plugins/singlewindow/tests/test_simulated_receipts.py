"""What the simulated far side writes, in every form it knows, is read as the same receipts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import attrs
import pytest

from baoguan.clock import SHANGHAI
from baoguan.plugin import Act, Outcome, RawReceipt, Receipt, parse_xml
from baoguan_singlewindow.receipts import decode, kind_of
from baoguan_singlewindow.simulator import Faults, Simulator
from plugins.singlewindow.tests.golden_documents import DECLARED
from plugins.singlewindow.tests.messages import encoded

PLAN = {"GOLD-0001": ("Y", "2", "4", "202", "211")}
FORMS = {
    "gbk": Faults(gbk=1),
    "ns2": Faults(ns2=1),
    "lowercase": Faults(lowercase=1),
    "crlf": Faults(crlf=1),
    "all at once": Faults(gbk=1, ns2=1, lowercase=1, crlf=1),
    "now and then": Faults(gbk=0.5, ns2=0.5, lowercase=0.5, crlf=0.5),
}


def receipts(folder: Path, faults: Faults, seed: int = 0) -> list[Receipt]:
    """Declare a list at a simulator and read everything that comes back, in the order it was written."""
    outbox, inbox = folder / "root" / "Sas" / "OutBox", folder / "root" / "Sas" / "InBox"
    outbox.mkdir(parents=True)
    moment = datetime(2026, 1, 6, tzinfo=SHANGHAI)

    def now() -> datetime:
        nonlocal moment
        moment += timedelta(seconds=1)
        return moment

    found: list[Receipt] = []
    seen: set[str] = set()
    with Simulator(folder / "root", folder / "state", faults=faults, plans=PLAN, seed=seed, now=now) as simulator:
        # Without SeqNo the simulator gives one, as the Single Window does at the first declaration.
        document = attrs.evolve(DECLARED, seq_no=None, lines=tuple(attrs.evolve(row, seq_no=None) for row in DECLARED.lines))
        (outbox / "my_base_name.Temp").write_bytes(encoded(document))
        (outbox / "my_base_name.Temp").rename(outbox / "my_base_name.xml")
        while not simulator.idle():
            simulator.step()
            for path in sorted(inbox.iterdir()) if inbox.is_dir() else []:
                if path.name not in seen:
                    seen.add(path.name)
                    found += decode(RawReceipt(token=path.name, name=path.name, content=path.read_bytes(), received=moment))
        assert [a.reason for a in simulator.arrivals()] == [""]
    return found


def said(found: Sequence[Receipt]) -> list[Receipt]:
    """The receipts without their times and the declaration's number, which differ from run to run."""
    timed = ("pre_deducted_at", "deducted_at", "entry_no")
    return [attrs.evolve(r, customs_time=None, facts={k: v for k, v in r.facts.items() if k not in timed}) for r in found]


def numbers_unified(found: Sequence[Receipt]) -> list[Receipt]:
    """Numbers of two simulators differ: each is replaced by what it is."""
    return [attrs.evolve(r, numbers=dict.fromkeys(r.numbers, ""), texts=()) for r in said(found)]


def test_the_whole_course_of_a_list_is_read(tmp_path: Path) -> None:
    found = receipts(tmp_path, Faults())
    assert [r.outcome for r in found[:1]] == [Outcome.SAVED]
    assert found[0].exchange_id == "my_base_name"
    seq_no = found[0].numbers["seq_no"]
    assert [(r.source, r.outcome, r.code) for r in found[1:]] == [
        ("INV201", Outcome.STORED, "Y"),
        ("INV201", Outcome.MANUAL, "2"),
        ("INV201", Outcome.PRE_DEDUCTED, "4"),
        ("INV202", Outcome.DRAFTED, "1"),
        ("INV211", Outcome.DEDUCTED, "2"),
    ]
    assert {r.numbers["seq_no"] for r in found} == {seq_no}
    assert {r.numbers.get("number", "GOLD-0001") for r in found} == {"GOLD-0001"}
    assert {r.act for r in found if r.act} == {Act.FILING}
    assert all(r.customs_time and r.customs_time.tzinfo for r in found[1:])


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_file_says_the_same(tmp_path: Path, form: str) -> None:
    plain = receipts(tmp_path / "plain", Faults())
    formed = receipts(tmp_path / "formed", FORMS[form])
    assert len(plain) > 3
    assert numbers_unified(formed) == numbers_unified(plain)


def test_the_kind_of_every_file_is_known(tmp_path: Path) -> None:
    receipts(tmp_path, Faults(gbk=1, ns2=1, crlf=1))
    kinds = {kind_of(parse_xml(path.read_bytes())) for path in (tmp_path / "root" / "Sas" / "InBox").iterdir()}
    assert {"CommonResponeMessage", "INV201"} <= kinds
    assert "" not in kinds
