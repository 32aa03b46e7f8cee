"""A Broker writes a ledger off over the folders; the simulator, which shares nothing with it, plays client and Customs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from baoguan import Broker, Unproven, WriteOff, read_config
from baoguan_singlewindow.simulator import Card, Faults, Simulator, WriteOffStage
from plugins.singlewindow.tests.write_off.papers import CARD, account, handbook
from tests.broker.office import without_waiting_for_disks

NUMBER = "DEMO-W-2025-1"
NONE = Faults()
OPERATOR = {"customs_code": CARD.customs_code, "card_no": CARD.card_no, "client_id": CARD.client_id}


@attrs.define
class Desk:
    """A Broker and the far side that it works with."""

    broker: Broker
    sim: Simulator

    def rounds(self, count: int) -> list[str]:
        """Where the write-off stands after each of so many rounds."""
        out = []
        for _ in range(count):
            assert not self.broker.run_once(force=True).failures
            self.sim.step()
            assert not self.broker.run_once(force=True).failures
            out.append(str(self.broker.status(NUMBER)[0].state))
        return out


@contextmanager
def desk(
    base: Path,
    plans: Mapping[str, Sequence[str]] | None = None,
    faults: Faults = NONE,
    environment: str = "simulator",
) -> Iterator[Desk]:
    data = {
        "environment": environment,
        "journal": "journal",
        "by": "tester",
        "accounts": {"sw": {"channel": "singlewindow", "root": "imp", "stable_seconds": 0.0, "operator": [OPERATOR]}},
    }
    cards = (Card(enterprise=CARD.customs_code, number=CARD.card_no),)
    with (
        without_waiting_for_disks(),
        Broker(read_config(data, base)) as broker,
        Simulator(base / "imp", base / "sim", faults=faults, cards=cards, write_offs=plans or {}) as simulator,
    ):
        yield Desk(broker, simulator)


def test_an_account_is_saved_declared_calculated_and_written_off(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.broker.submit(account(), declare=True)
        assert at.rounds(5) == ["sent", "declared", "stored", "calculated", "approved"]
        (state,) = at.sim.write_offs().values()
        assert (state.state, state.ledger, state.sequence) == (WriteOffStage.WRITTEN_OFF, "E5301B0A0001", 1)
        assert at.broker.status(NUMBER)[0].standing.numbers["seq_no"] == state.seq_no
        assert [(a.business, a.declaration_type, a.declare_flag, a.accepted, a.twice) for a in at.sim.arrivals()] == [
            ("Nems", "EMS121", "0", True, False),
            ("Nems", "EMS121", "1", True, False),
        ]


def test_a_handbook_goes_through_its_own_folder(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.broker.submit(handbook(), declare=True)
        assert at.rounds(4) == ["sent", "declared", "stored", "approved"]
        assert {a.business for a in at.sim.arrivals()} == {"Npts"}


def test_differences_are_to_be_confirmed_and_a_return_can_be_declared_anew(tmp_path: Path) -> None:
    with desk(tmp_path, {NUMBER: ("Y", "7", "3", "|", "Y", "2")}, Faults(repeat=1, reorder=0.5)) as at:
        at.broker.submit(account(), declare=True)
        at.rounds(8)
        assert at.broker.status(NUMBER)[0].state == "rejected"
        at.broker.redeclare(NUMBER, account(remark="已更正"), declare=True)
        at.rounds(8)
        assert at.broker.status(NUMBER)[0].state == "approved"
        assert not any(a.twice for a in at.sim.arrivals())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"theoretical": Decimal(900), "difference": Decimal(-80)}, "应剩余 900，按各项计算为 825"),
        ({"reason": None}, "料件 1 差异 -5 未说明原因"),
    ],
)
def test_a_calculation_that_customs_does_not_follow_comes_back(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    with desk(tmp_path) as at:
        wrong: WriteOff = account(materials=(attrs.evolve(account().materials[0], **changes),))  # type: ignore[arg-type]
        at.broker.submit(wrong, declare=True)
        assert at.rounds(4)[-1] == "calculation_returned"
        assert any(said in text for each in at.broker.trace(NUMBER).incoming for text in each.receipt.texts)


def test_in_production_it_needs_the_opt_in(tmp_path: Path) -> None:
    with desk(tmp_path, environment="production") as at, pytest.raises(Unproven, match="write_off"):
        at.broker.submit(account())
