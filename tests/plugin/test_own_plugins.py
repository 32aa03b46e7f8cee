"""The plugins that come with baoguan: the gate for large documents, and the record of who did what."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from baoguan import ConfigurationError, Refused
from baoguan.own.approval import Approval
from baoguan.own.audit import Audit, verify
from baoguan.plugin import Act, Step, SubmissionView
from tests.plugin.scripted import Far, open_broker
from tests.support.lists import inventory

NUMBER = "DEMO-0001"


@pytest.fixture
def far() -> Far:
    return Far()


def test_without_settings_nothing_waits_and_nothing_is_written(far: Far, tmp_path: Path) -> None:
    with open_broker(tmp_path, far) as broker:
        assert {"approval", "audit"} <= set(broker.plugins.loaded)
        broker.submit(inventory())
        broker.run_once()
        assert len(far.sent) == 1
    assert not list(tmp_path.glob("*.jsonl"))


@pytest.mark.parametrize("limit", [{"max_lines": 1}, {"max_total": "1"}])
def test_a_large_document_waits_for_a_second_person(limit: dict[str, object], far: Far, tmp_path: Path) -> None:
    plugins = {"approval": {**limit, "steps": ["save"]}}
    with open_broker(tmp_path, far, plugins=plugins) as broker:
        broker.submit(inventory())
        broker.run_once()
        assert far.sent == []
        (waiting,) = broker.status(NUMBER)[0].waiting
        assert "a second person approves" in waiting
        with pytest.raises(Refused, match="cannot approve what"):
            broker.approve(NUMBER, by="tester")
        broker.approve(NUMBER, by="另一人")
        broker.run_once()
        assert len(far.sent) == 1


@pytest.mark.parametrize("limit", [{"max_lines": 1000}, {"max_total": "100000000"}, {"max_lines": 0, "steps": ["declare"]}])
def test_what_is_within_the_limits_goes(limit: dict[str, object], far: Far, tmp_path: Path) -> None:
    with open_broker(tmp_path, far, plugins={"approval": limit}) as broker:
        broker.submit(inventory())
        broker.run_once()
        assert len(far.sent) == 1


@pytest.mark.parametrize(("limit", "held"), [("60", False), ("59", True)])
def test_amounts_of_different_currencies_are_not_added(limit: str, held: bool, tmp_path: Path) -> None:
    document = inventory()
    first, *others = document.lines
    lines = (
        attrs.evolve(first, currency="JPY", total_price=Decimal(60)),
        *(attrs.evolve(line, currency="USD", total_price=Decimal(1)) for line in others),
    )
    gate = Approval()
    gate.baoguan_configure({"max_total": limit}, tmp_path)
    view = SubmissionView(
        environment="test",
        account="s",
        kind="inventory",
        number=NUMBER,
        owner="4403DEM0A1",
        act=Act.FILING,
        step=Step.DECLARE,
        declaration_no=1,
        document=attrs.evolve(document, lines=lines),
        by="tester",
    )
    assert (gate.baoguan_gate(view) is not None) is held


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"max_lines": -1}, "max_lines"),
        ({"max_lines": "many"}, "max_lines"),
        ({"max_total": "viel"}, "max_total"),
        ({"max_total": True}, "max_total"),
        ({"steps": ["send"]}, "steps"),
        ({"limit": 5}, "limit"),
    ],
)
def test_a_gate_that_cannot_be_set_up_lets_nothing_pass_where_it_is_required(
    settings: dict[str, object], key: str, far: Far, tmp_path: Path
) -> None:
    with open_broker(tmp_path, far, plugins={"required": ["approval"], "approval": settings}) as broker:
        assert f"plugins.approval.{key}" in broker.plugins.broken["approval"]
        with pytest.raises(ConfigurationError, match="approval"):
            broker.submit(inventory())
        assert far.sent == []


def test_every_event_is_written_once_with_who_did_it_and_sealed(far: Far, tmp_path: Path) -> None:
    plugins = {"audit": {"file": "audit/who.jsonl"}}
    file = tmp_path / "audit" / "who.jsonl"
    with open_broker(tmp_path, far, plugins=plugins) as broker:
        broker.submit(inventory())
        broker.run_once()
    with open_broker(tmp_path, far, plugins=plugins) as broker:
        broker.run_once()
        events = list(broker.events(0))
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == [event.id for event in events]
    assert {line["by"] for line in lines} == {"tester"}
    assert {"submission", "sent", "state"} <= {line["did"] for line in lines}
    assert list(verify(file)) == []


@pytest.mark.parametrize("how", ["changed", "removed", "cut"])
def test_a_file_that_somebody_changed_is_told(how: str, far: Far, tmp_path: Path) -> None:
    file = tmp_path / "who.jsonl"
    plugins = {"audit": {"file": "who.jsonl"}}
    with open_broker(tmp_path, far, plugins=plugins) as broker:
        broker.submit(inventory())
        broker.run_once()
        content = file.read_bytes()
        lines = content.splitlines(keepends=True)
        spoilt = {
            "changed": content.replace(b'"by": "tester"', b'"by": "nobody"', 1),
            "removed": b"".join(lines[:1] + lines[2:]),
            "cut": content[:-20],
        }[how]
        file.write_bytes(spoilt)
        assert list(verify(file))
        if how == "cut":
            broker.submit(inventory("DEMO-0002"))
            broker.run_once()
            assert "cut short" in broker.plugins.failing["audit"]
            assert file.read_bytes() == spoilt


def test_events_that_come_again_are_not_written_again(far: Far, tmp_path: Path) -> None:
    file = tmp_path / "who.jsonl"
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory())
        broker.run_once()
        events = list(broker.events(0))
    audit = Audit()
    audit.baoguan_configure({"file": "who.jsonl"}, tmp_path)
    for event in [*events, *events]:
        audit.baoguan_event(event)
    assert [json.loads(line)["id"] for line in file.read_text(encoding="utf-8").splitlines()] == [e.id for e in events]


def test_the_file_of_another_journal_is_not_taken_for_ours(far: Far, tmp_path: Path) -> None:
    plugins = {"audit": {"file": str(tmp_path / "who.jsonl")}}
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with open_broker(tmp_path / "one", far, plugins=plugins) as broker:
        for number in range(3):
            broker.submit(inventory(f"DEMO-{number:04d}"))
        broker.run_once()
    before = (tmp_path / "who.jsonl").read_bytes()
    with open_broker(tmp_path / "two", Far(), plugins=plugins) as broker:
        broker.submit(inventory("DEMO-0009"))
        broker.run_once()
        assert "another journal" in broker.plugins.failing["audit"]
    assert (tmp_path / "who.jsonl").read_bytes() == before


def test_settings_of_a_plugin_that_is_not_installed_are_told(far: Far, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"plugins\.aproval"):
        open_broker(tmp_path, far, plugins={"aproval": {"max_lines": 5}})
