"""What lists move, posted step by step, against the same told another way."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baoguan import BondedInventoryList, ConfigurationError
from baoguan.codes import Codes
from baoguan.ledger import (
    EFFECTS,
    BookCounter,
    BookRow,
    Effect,
    Effects,
    Entry,
    Stage,
    entries_of,
    material_balances,
    missing,
    row_balances,
)
from baoguan.lifecycle import Attempt, fold
from baoguan.lifecycle.inventory import INVENTORY
from baoguan.model.message import Act, Step
from baoguan.model.receipt import Receipt
from baoguan.rules import Mark
from tests.ledger import oracle
from tests.lifecycle.test_fold import DECLARE, SAVE, attempt, said
from tests.support.lists import inventory, line

TABLE = Effects()
STATES = {"none": "approved", "pre": "pre_deducted", "actual": "deducted", "deleted": "deleted"}


def a_list(rows: list[tuple[int, Decimal]], *, export: bool = False, mode: str = "0615") -> BondedInventoryList:
    lines = tuple(attrs.evolve(line(n), line_no=n, ledger_item_no=row, quantity=q) for n, (row, q) in enumerate(rows, 1))
    kind, direction = ("E", "E") if export else ("I", "I")
    return attrs.evolve(inventory("A-1"), lines=lines, goods_kind=kind, direction=direction, supervision_mode=mode)


Rows = list[tuple[int, Decimal]]
Drawn = tuple[bool, tuple[Rows, Rows, Rows], list[tuple[str, int]], bool]
ROWS = st.lists(st.tuples(st.integers(1, 4), st.decimals("0.00001", "99999.99999", places=5)), min_size=1, max_size=4)
STEPS = st.lists(st.tuples(st.sampled_from(["pre", "actual"]), st.integers(0, 2)), max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.tuples(ROWS, ROWS, ROWS), STEPS, st.booleans()), min_size=1, max_size=4), st.randoms())
def test_the_books_agree_with_an_oracle_that_folds_the_set_of_receipts(lists: list[Drawn], random: Random) -> None:
    told: list[tuple[int, oracle.Content, set[tuple[str, int]]]] = []
    posted: dict[BookRow, list[Entry]] = {BookRow.MATERIAL: [], BookRow.PRODUCT: []}
    for export, versions, steps, deleted in lists:
        content = dict(enumerate(versions))
        receipts = {*steps, *([("deleted", 0)] if deleted else [])}
        told.append((-1 if export else 1, content, receipts))
        order = [*receipts, *receipts]
        random.shuffle(order)
        mine: list[Entry] = []
        seen: set[tuple[str, int]] = set()
        for each in order:
            seen.add(each)
            stage, count = oracle.standing(seen)
            state = "deleted" if ("deleted", 0) in seen else STATES[stage]
            wanted, notes = entries_of(a_list(content[count], export=export), state, TABLE)
            assert not notes
            mine += missing(wanted, mine)
        posted[BookRow.PRODUCT if export else BookRow.MATERIAL] += mine
    for row, signs in ((BookRow.MATERIAL, 1), (BookRow.PRODUCT, -1)):
        balances = row_balances(posted[row])
        found = {
            item: (b.increased, b.decreased, b.pre_increased, b.pre_decreased)
            for (_, item), b in balances.items()
            if any((b.increased, b.decreased, b.pre_increased, b.pre_decreased))
        }
        assert found == oracle.counters([t for t in told if t[0] == signs])


@attrs.frozen
class Life:
    """A list: declarations that Customs returned, what it said of the last one, of changes, and of a deletion."""

    export: bool
    versions: tuple[Rows, Rows, Rows]
    returned: int
    filing: str
    changes: list[str]
    deletion: str

    def told(self) -> tuple[list[Attempt], list[tuple[Receipt, oracle.Told]]]:
        """What was sent, and every receipt with what it says."""
        attempts, last = [SAVE, DECLARE], self.returned + 1
        receipts: list[tuple[Receipt, oracle.Told]] = []

        def says(code: str, count: int = 0, no: int = last, act: Act | None = None) -> None:
            receipt = said(code, len(receipts) + 1, act=act, count=count)
            receipts.append((receipt, (code, count, no, int(act is Act.DELETION))))

        for no in range(1, last):
            says("Y", no=no)
            says("3", no=no)
            attempts.append(attempt(f"d{no}", Act.FILING, Step.DECLARE, after=len(receipts), no=no + 1))
        for code in ("Y", *self.filing.split()):
            says(code)
        count = 0
        for result in self.changes if self.filing else ():
            sent = len(receipts)
            attempts += [attempt(f"c{count}{step}", Act.CHANGE, step, after=sent, count=count + 1) for step in Step]
            for code in result.split():
                says(code, count + 1, act=Act.CHANGE)
            if result == "3":
                break
            count += 1
        if self.filing and self.deletion:
            attempts.append(attempt("x", Act.DELETION, Step.DECLARE, after=len(receipts), count=count))
            says(self.deletion, count, act=Act.DELETION)
        return attempts, receipts


LIVES = st.builds(
    Life,
    st.booleans(),
    st.tuples(ROWS, ROWS, ROWS),
    st.integers(0, 2),
    st.sampled_from(["", "4", "1", "4 211"]),
    st.lists(st.sampled_from(["1", "4 211", "3"]), max_size=2),
    st.sampled_from(["", "1", "3"]),
)


@settings(max_examples=60, deadline=None)
@given(LIVES, st.randoms(use_true_random=False))
def test_receipts_of_any_declaration_and_change_in_any_order_post_what_their_set_says(life: Life, random: Random) -> None:
    attempts, receipts = life.told()
    order = [*receipts, *receipts]
    random.shuffle(order)
    mine: list[Entry] = []
    heard: list[Receipt] = []
    for receipt, _ in order:
        heard.append(receipt)
        standing = fold(INVENTORY, attempts, heard)
        document = a_list(life.versions[standing.change_count], export=life.export)
        wanted, _ = entries_of(document, standing.state, TABLE)
        mine += missing(wanted, mine)
    stage, count = oracle.in_force({told for _, told in receipts}, life.returned + 1)
    same = {("deleted", 0)} if stage == "none" else {(stage, count)}
    found = {
        item: (b.increased, b.decreased, b.pre_increased, b.pre_decreased)
        for (_, item), b in row_balances(mine).items()
        if any((b.increased, b.decreased, b.pre_increased, b.pre_decreased))
    }
    assert found == oracle.counters([(-1 if life.export else 1, dict(enumerate(life.versions)), same)])


def test_the_same_state_again_posts_nothing() -> None:
    wanted, _ = entries_of(a_list([(1, Decimal("2.5")), (1, Decimal(3))]), "deducted", TABLE)
    (entry,) = missing(wanted, [])
    assert (entry.quantity, entry.lines, entry.stage) == (Decimal("5.5"), (1, 2), Stage.ACTUAL)
    assert missing(wanted, [entry]) == []


def test_a_pre_increase_may_not_be_spent() -> None:
    incoming, _ = entries_of(a_list([(1, Decimal(10))]), "pre_deducted", TABLE)
    balance = row_balances(incoming)[BookRow.MATERIAL, 1]
    assert (balance.book, balance.available) == (Decimal(10), Decimal(0))


@pytest.mark.parametrize(
    ("mode", "expected", "notes"), [("D", 1, 0), ("F", -1, 1), ("N", 0, 1), ("NF", 0, 1), ("E", -1, 1), ("Q", 1, 1), (None, 1, 0)]
)
def test_the_mode_of_customs_is_posted_as_customs_says(mode: str | None, expected: int, notes: int) -> None:
    entries, told = entries_of(a_list([(1, Decimal(4))]), "deducted", TABLE, mode)
    assert len(told) == notes
    assert [e.sign for e in entries] == ([expected] if expected else [])


def test_domestic_sale_goes_out_although_it_is_an_import() -> None:
    entries, _ = entries_of(a_list([(1, Decimal(4))], mode="0245"), "deducted", TABLE)
    assert row_balances(entries)[BookRow.MATERIAL, 1].decreased == 4
    assert material_balances(entries, lambda product, version: {})[1].remaining == Decimal("-4.00000")


@pytest.mark.parametrize("mode", ["0844", "0845"])
def test_scrap_never_touches_the_material_balance(mode: str) -> None:
    entries, _ = entries_of(a_list([(1, Decimal(4))], mode=mode), "deducted", TABLE)
    balance = material_balances(entries, lambda product, version: {})[1]
    assert (balance.remaining, balance.scrap_out) == (Decimal(0), Decimal(4))


def test_products_consume_materials_by_their_version() -> None:
    goods = a_list([(7, Decimal(10))], export=True)
    goods = attrs.evolve(goods, lines=(attrs.evolve(goods.lines[0], consumption_version="2"),))
    entries, _ = entries_of(goods, "deducted", TABLE)
    rates = {(7, "2"): {1: Decimal("0.3"), 2: Decimal("1.000000001")}}
    balances = material_balances(entries, lambda product, version: rates[product, version])
    assert {item: b.remaining for item, b in balances.items()} == {1: Decimal("-3.00000"), 2: Decimal("-10.00000")}
    assert balances[2].consumed == Decimal("10.000000010")


def test_an_unknown_mode_is_not_posted_and_says_so() -> None:
    entries, (note,) = entries_of(a_list([(1, Decimal(4))], mode="0642"), "deducted", TABLE)
    assert entries == []
    assert "0642" in note.zh


def test_a_plugin_adds_what_is_not_known() -> None:
    added = Effect(
        modes=("0642",),
        direction="I",
        row=BookRow.MATERIAL,
        counter=BookCounter.TRANSFER_IN,
        on_row=1,
        on_material=1,
        mark=Mark.RECALLED,
        source="test",
    )
    entries, notes = entries_of(a_list([(1, Decimal(4))], mode="0642"), "deducted", Effects([added]))
    assert ([e.counter for e in entries], notes) == ([BookCounter.TRANSFER_IN], [])


def test_lines_without_a_row_are_named() -> None:
    goods = a_list([(1, Decimal(4)), (2, Decimal(5))])
    goods = attrs.evolve(goods, lines=(goods.lines[0], attrs.evolve(goods.lines[1], ledger_item_no=None)))
    entries, (note,) = entries_of(goods, "deducted", TABLE)
    assert ([e.item_no for e in entries], note.lines) == ([1], (2,))


def test_every_mode_of_the_table_is_in_the_code_list_and_has_a_source() -> None:
    modes = {mode for effect in EFFECTS for mode in effect.modes}
    assert modes - {c.code for c in Codes.builtin()["supervision_mode"]} == {"5200"}, "5200 is newer than the list of 2018"
    assert all(" / " in effect.source for effect in EFFECTS)


def test_a_plugin_cannot_change_what_a_counter_means_for_other_modes() -> None:
    odd = Effect(
        modes=("0642",),
        direction="I",
        row=BookRow.MATERIAL,
        counter=BookCounter.TRANSFER_IN,
        on_row=1,
        on_material=0,
        mark=Mark.RECALLED,
        source="x",
    )
    with pytest.raises(ConfigurationError, match="0642"):
        Effects([odd])


def test_products_in_modes_of_any_row_keep_their_consumption_version() -> None:
    base = inventory("A-1", lines=1, supervision_mode="5000", direction="E", goods_kind="E")
    document = attrs.evolve(base, lines=(attrs.evolve(base.lines[0], consumption_version="2"),))
    (entry,), _ = entries_of(document, "deducted", Effects())
    assert (entry.row, entry.version) == (BookRow.PRODUCT, "2")
