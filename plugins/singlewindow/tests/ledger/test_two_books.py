"""Filing and change through a Broker, and the books of both sides: the simulator's effects were written apart from ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from baoguan import BondedInventoryList, Broker, Refused, read_config
from baoguan.broker.books import balances
from baoguan.broker.material_book import known_ledger, material_book
from baoguan.ledger import EFFECTS, BookRow
from baoguan.plugin import Ledger
from baoguan_singlewindow.simulator import Faults, Filing, Simulator
from baoguan_singlewindow.simulator.filing.effects import EFFECTS as THEIRS
from plugins.singlewindow.tests.ledger.papers import account_book, handbook
from plugins.singlewindow.tests.ledger.test_read_build import ACCOUNT
from tests.broker.office import without_waiting_for_disks
from tests.support.lists import inventory, line

NUMBER = "DEMO-L-2025-01"
ROWS = {"I": BookRow.MATERIAL, "E": BookRow.PRODUCT}


@attrs.frozen
class Office:
    """A Broker and the far side that it works with."""

    broker: Broker
    sim: Simulator

    def settle(self, number: str = NUMBER) -> str:
        """Rounds until neither side has anything to do; where a document stands then."""
        for _ in range(40):
            done = self.broker.run_once(force=True)
            self.sim.step()
            if done.idle and self.sim.idle():
                break
        assert not any(arrival.twice for arrival in self.sim.arrivals())
        return str(self.broker.status(number)[0].state)


@contextmanager
def office(base: Path, filing: Filing = Filing(), faults: Faults = Faults()) -> Iterator[Office]:  # noqa: B008  (frozen)
    """On the journal and the memory of a folder."""
    data = {"environment": "simulator", "journal": "journal", "by": "tester", "accounts": {"sw": ACCOUNT}}
    with (
        without_waiting_for_disks(),
        Broker(read_config(data, base)) as broker,
        Simulator(base / "imp", base / "sim", filing=filing, faults=faults) as simulator,
    ):
        yield Office(broker, simulator)


def test_the_two_tables_of_effects_say_the_same_of_every_mode_that_both_know() -> None:
    ours = {}
    for effect in EFFECTS:
        for mode in effect.modes:
            for direction in effect.direction or "IE":
                for kind, row in ROWS.items():
                    if effect.row in (row, BookRow.ANY):
                        ours[mode, direction, kind] = (effect.on_row, effect.on_material)
    theirs = {key: (effect.sign, effect.material) for key, effect in THEIRS.items()}
    assert {key: ours.get(key) for key in theirs} == theirs
    # What only we post is inferred from names (1200 … 6033, 5100), or of goods without a ledger (0815).
    assert {mode for mode, _, _ in ours.keys() - theirs.keys()} == {
        *("1200", "1233", "1234", "5000", "5033", "5034", "6033", "5100"),
        "0815",
    }


def test_a_filing_brings_its_number_and_what_products_consume(tmp_path: Path) -> None:
    with office(tmp_path) as at:
        at.broker.submit(handbook(), declare=True)
        assert at.settle() == "approved"
        numbers = at.broker.status(NUMBER)[0].numbers
        state = at.sim.ledgers()[NUMBER]
        assert (numbers["ledger_no"], numbers["seq_no"]) == (state.ledger_no, state.seq_no)
        found, _, source = known_ledger(at.broker, state.ledger_no)
        assert (len(found.consumptions), source.startswith("filing")) == (3, True)


def test_a_change_is_marked_by_what_differs_and_becomes_what_is_known(tmp_path: Path) -> None:
    first, *others = handbook().materials
    new = attrs.evolve(others[0], item_no=3, part_no="DEMO-M-3", modification=None)
    with office(tmp_path) as at:
        at.broker.submit(handbook(), declare=True)
        at.settle()
        more = attrs.evolve(first, quantity=Decimal(12000), total_price=Decimal(6000))
        wanted = handbook(materials=(more, *others, new), consumptions=handbook().consumptions[1:])
        gone = attrs.evolve(handbook().consumptions[0], modification="2")
        at.broker.modify(NUMBER, attrs.evolve(wanted, consumptions=(gone, *wanted.consumptions)), declare=True)
        with pytest.raises(Refused, match="not yet decided"):
            at.broker.modify(NUMBER, wanted, declare=True)
        assert at.settle() == "approved"
        status = at.broker.status(NUMBER)[0]
        state = at.sim.ledgers()[NUMBER]
        assert (state.change_count, status.standing.change_count) == (1, 1)
        assert (state.materials, state.products, state.consumptions) == (3, 2, 2)
        found, _, _ = known_ledger(at.broker, state.ledger_no)
        assert [(row.item_no, row.modification, str(row.quantity)) for row in found.materials] == [
            (1, "1", "12000"),
            (2, "0", "10000"),
            (3, "3", "10000"),
        ]
        assert [row.modification for row in found.consumptions] == ["2", "0", "0"]
        assert all(arrival.accepted for arrival in at.sim.arrivals())


@pytest.mark.parametrize("code", ["3", "Z"])
def test_a_returned_filing_is_corrected_under_its_number_and_a_returned_change_may_come_again(code: str, tmp_path: Path) -> None:
    with office(tmp_path, Filing(plans={NUMBER: ("Y", code, "|", "Y", "1", "|", "Y", code)})) as at:
        at.broker.submit(handbook(), declare=True)
        assert at.settle() == {"3": "rejected", "Z": "store_failed"}[code]
        at.broker.redeclare(NUMBER, handbook(remark="改正"))
        assert at.settle() == "approved"
        for expected in (0, 1):
            at.broker.modify(NUMBER, handbook(remark=f"变更 {expected}"), declare=True)
            assert at.settle() == "approved"
            assert at.sim.ledgers()[NUMBER].change_count == expected
            assert at.broker.status(NUMBER)[0].standing.change_count == expected


def test_faults_of_the_line_change_nothing(tmp_path: Path) -> None:
    with office(tmp_path, faults=Faults(repeat=1, reorder=0.7, late=0.5, gbk=0.5, ns2=0.5, truncated=0.5)) as at:
        at.broker.submit(account_book(), declare=True)
        for _ in range(10):
            if at.settle() == "approved":
                break
        assert at.broker.status(NUMBER)[0].state == "approved"
        assert len(at.sim.arrivals()) == 2


MOVES = (
    ("0615", "I", "I", 1, 5000),
    ("0657", "I", "I", 2, 40),
    ("0700", "E", "I", 1, 10),
    ("0644", "I", "I", 1, 8),
    ("0844", "I", "I", 1, 7),
    ("0615", "E", "E", 1, 100),
    ("4600", "I", "E", 1, 4),
)


def test_both_sides_keep_the_same_books_of_an_account_whatever_moved_it(tmp_path: Path) -> None:
    first, *others = account_book().materials
    book = account_book(materials=(attrs.evolve(first, opening_quantity=Decimal("12.5")), *others))
    with office(tmp_path) as at:
        at.broker.submit(book, declare=True)
        assert at.settle() == "approved"
        number = at.sim.ledgers()[NUMBER].ledger_no
        for place, (mode, direction, kind, item, quantity) in enumerate(MOVES):
            at.broker.submit(
                _move(f"M-{place}", attrs.evolve(book, ledger_no=number), mode, direction, kind, item, quantity),
                declare=True,
                override="示例",
            )
        at.settle(f"M-{len(MOVES) - 1}")
        assert {state.state for state in at.sim.lists().values()} == {"deducted"}
        theirs = at.sim.balance(number)
        counted = {(ROWS[r.kind], r.item): (r.pre_in, r.pre_out, r.actual_in, r.actual_out) for r in theirs.rows}
        ours = balances(at.broker, number)
        assert counted == {key: (b.pre_increased, b.pre_decreased, b.increased, b.decreased) for key, b in ours.items()}
        left = {item: b.remaining for item, b in material_book(at.broker, number).materials.items()}
        # The journal opens a ledger by an import alone, the simulator with what was filed.
        assert left == {1: theirs.remaining[1] - Decimal("12.5"), 2: theirs.remaining[2]}


def _move(number: str, book: Ledger, mode: str, direction: str, kind: str, item: int, quantity: int) -> BondedInventoryList:
    row = (book.products if kind == "E" else book.materials)[item - 1]
    goods = line(
        1,
        ledger_item_no=item,
        part_no=row.part_no,
        hs_code=row.hs_code,
        goods_name=row.goods_name,
        unit=row.unit,
        statutory_unit=row.statutory_unit,
        quantity=Decimal(quantity),
        statutory_quantity=Decimal(quantity),
        unit_price=Decimal(2),
        total_price=Decimal(2 * quantity),
        consumption_version="0" if kind == "E" else None,
    )
    return attrs.evolve(
        inventory(number),
        ledger_no=book.ledger_no,
        operating_enterprise=book.operating_enterprise,
        processing_enterprise=book.processing_enterprise,
        direction=direction,
        goods_kind=kind,
        supervision_mode=mode,
        declaration_kind="1" if direction == "I" else "2",
        lines=(goods,),
    )
