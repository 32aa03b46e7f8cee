"""The books beside those of Customs, with a fault planted in one of them: the cause that is named first is the one that was planted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from shutil import copytree

import attrs
import pytest

from baoguan import BondedInventoryList, Broker, UnusableInput
from baoguan.broker.ledgers import import_ledger
from baoguan.broker.reconciling import Reconciled, reconcile
from baoguan.ledger import Booked, BookRow, Cause, Figure
from baoguan.model.ledger import Ledger, LedgerItem
from baoguan.model.ledger_export import LedgerExport
from tests.broker.office import Office, without_waiting_for_disks
from tests.broker.papers import inv201, inv211, minute
from tests.support.lists import inventory, line

LEDGER = "C53216A00001"
Customs = dict[int, dict[Figure, Decimal]]
"""What Customs has of each row."""


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with without_waiting_for_disks():
        yield


def listed(number: int, *quantities: int | str, first: int = 1, **changes: object) -> BondedInventoryList:
    """The n-th list, of so many pieces of the rows from `first` on."""
    lines = tuple(
        line(
            n,
            ledger_item_no=first + n - 1,
            part_no=f"M-{first + n - 1:05d}",
            quantity=Decimal(quantity),
            statutory_quantity=Decimal(quantity),
            total_price=Decimal(quantity) * Decimal("1.25"),
        )
        for n, quantity in enumerate(quantities, 1)
    )
    return attrs.evolve(inventory(f"A-{number}"), lines=lines, **changes)  # type: ignore[arg-type]


def seq_no(document: BondedInventoryList) -> str:
    return f"20260105{int((document.internal_number or '').removeprefix('A-')):010d}"


def list_no(document: BondedInventoryList) -> str:
    return f"QD530026I{int((document.internal_number or '').removeprefix('A-')):09d}"


@attrs.define
class Desk:
    """An office, a broker on its journal, and the books of Customs, folded by the tests themselves."""

    office: Office
    broker: Broker
    customs: Customs = attrs.field(factory=dict)
    ledger: str = LEDGER
    at: int = 10

    def declared(self, document: BondedInventoryList) -> BondedInventoryList:
        self.office.declare(self.broker, document, seq_no(document))
        return document

    def approved(self, document: BondedInventoryList) -> BondedInventoryList:
        """Both have it pre-deducted."""
        self.declared(document)
        self.hear(inv201(seq_no(document), "4", self._next(), list_no=list_no(document)))
        self.booked(document, Figure.PRE_INCREASED)
        return document

    def deducted(self, document: BondedInventoryList) -> BondedInventoryList:
        """Both have it."""
        self.declared(document)
        self.hear(inv211(seq_no(document), self._next(), list_no=list_no(document)))
        self.booked(document)
        return document

    def hear(self, *contents: bytes) -> None:
        self.office.hear(self.broker, *contents)

    def booked(self, document: BondedInventoryList, figure: Figure = Figure.INCREASED, times: int = 1) -> None:
        for each in document.lines:
            assert each.quantity is not None
            self.move(each.ledger_item_no or 0, figure, each.quantity * times)

    def move(self, item: int, figure: Figure, quantity: Decimal) -> None:
        row = self.customs.setdefault(item, dict.fromkeys(list(Figure)[1:5], Decimal(0)))
        row[figure] = row.get(figure, Decimal(0)) + quantity

    def opening(self, *quantities: int) -> None:
        """The opening as it was imported here."""
        rows = tuple(LedgerItem(item_no=n, opening_quantity=Decimal(q)) for n, q in enumerate(quantities, 1))
        ledger = Ledger(ledger_no=LEDGER, materials=rows)
        import_ledger(self.broker, LedgerExport(ledger=ledger), file="手册.xlsx", content=b"x")

    def told(self, **options: object) -> Reconciled:
        rows = [Booked(ledger=self.ledger, item_no=n, figures=f, place=f"{n}") for n, f in sorted(self.customs.items())]
        return reconcile(self.broker, self.ledger, rows, whole=True, **options)  # type: ignore[arg-type]

    def _next(self) -> int:
        self.at += 1
        return self.at


def receipt_lost(desk: Desk) -> None:
    late = desk.approved(listed(3, 70, 71))
    desk.booked(late, Figure.PRE_INCREASED, -1)
    desk.booked(late)


def approval_lost(desk: Desk) -> None:
    desk.booked(desk.declared(listed(3, 70, 71)))


def list_of_others(desk: Desk) -> None:
    desk.booked(listed(9, 33))


def deletion_lost(desk: Desk) -> None:
    gone = desk.deducted(listed(3, 70, 71))
    desk.broker.withdraw(gone.internal_number or "", override="试验")
    desk.office.round(desk.broker, seq_no(gone))
    desk.booked(gone, times=-1)


def deleted_on_page(desk: Desk) -> None:
    gone = desk.deducted(listed(3, 70, 71))
    desk.deducted(listed(4, 5))
    desk.booked(gone, times=-1)


def change(desk: Desk, *, heard: bool) -> Decimal:
    """A list of 70 pieces that is changed to 90."""
    before = desk.deducted(listed(3, 70))
    after = attrs.evolve(before, lines=listed(3, 90).lines)
    desk.broker.modify("A-3", after, declare=True, override="试验")
    for _ in range(3):
        desk.office.round(desk.broker, seq_no(before))
    if heard:
        desk.hear(inv201(seq_no(before), "1", desk.at + 5, list_no=list_no(before), count=1, typecd="2"))
    return Decimal(20)


def change_receipt_lost(desk: Desk) -> None:
    desk.move(1, Figure.INCREASED, change(desk, heard=False))


def change_twice(desk: Desk) -> None:
    desk.move(1, Figure.INCREASED, 2 * change(desk, heard=True))


def change_not_made(desk: Desk) -> None:
    change(desk, heard=True)


def wrong_opening(desk: Desk) -> None:
    desk.opening(500, 600)
    for item, opening in ((1, 500), (2, 650)):
        figures = desk.customs[item]
        figures[Figure.BOOK] = opening + figures[Figure.INCREASED]


def booked_twice(desk: Desk) -> None:
    desk.booked(desk.deducted(listed(3, 70, 71)))


def other_sign(desk: Desk) -> None:
    turned = desk.deducted(listed(3, 70, 71))
    desk.booked(turned, times=-1)
    desk.booked(turned, Figure.DECREASED)


def other_row(desk: Desk) -> None:
    desk.deducted(listed(3, 70))
    desk.move(1, Figure.INCREASED, Decimal(-70))
    desk.move(2, Figure.INCREASED, Decimal(70))


def without_row(desk: Desk) -> None:
    """Of a logistics account, whose incoming goods may come without row."""
    desk.ledger, desk.customs = "T5321D000001", {}
    desk.deducted(attrs.evolve(listed(4, 12), ledger_no=desk.ledger, supervision_mode="5000"))
    loose = attrs.evolve(listed(3, 70), ledger_no=desk.ledger, supervision_mode="5000")
    loose = attrs.evolve(loose, lines=(attrs.evolve(loose.lines[0], ledger_item_no=None),))
    desk.declared(loose)
    desk.hear(inv211(seq_no(loose), 30, list_no=list_no(loose)))
    desk.move(1, Figure.INCREASED, Decimal(70))


def unit(desk: Desk) -> None:
    desk.customs[1] = {figure: quantity / 1000 for figure, quantity in desk.customs[1].items()}


def rounded(desk: Desk) -> None:
    desk.deducted(listed(3, "70.128"))
    desk.customs[1] = {figure: quantity.quantize(Decimal("0.1")) for figure, quantity in desk.customs[1].items()}


PLANTED: Mapping[Cause, Callable[[Desk], None]] = {
    Cause.RECEIPT_LOST: receipt_lost,
    Cause.OTHER_LIST: list_of_others,
    Cause.DELETION_NOT_BOOKED: deletion_lost,
    Cause.DELETED_ON_PAGE: deleted_on_page,
    Cause.CHANGE_RECEIPT_LOST: change_receipt_lost,
    Cause.CHANGE_TWICE: change_twice,
    Cause.CHANGE_NOT_MADE: change_not_made,
    Cause.OPENING: wrong_opening,
    Cause.BOOKED_TWICE: booked_twice,
    Cause.OTHER_SIGN: other_sign,
    Cause.OTHER_ROW: other_row,
    Cause.WITHOUT_ROW: without_row,
    Cause.UNIT: unit,
    Cause.ROUNDED: rounded,
}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Customs]:
    """Two lists that both have: nothing differs yet."""
    office = Office(base=tmp_path_factory.mktemp("begun"))
    with without_waiting_for_disks(), office.broker() as broker:
        made = Desk(office, broker)
        made.deducted(listed(1, 100, 101, 102))
        made.deducted(listed(2, 43, 57))
    return office.base, made.customs


@pytest.fixture
def desk(begun: tuple[Path, Customs], tmp_path: Path) -> Iterator[Desk]:
    """A desk of one's own that begins there."""
    base = tmp_path / "office"
    copytree(begun[0], base)
    office = Office(base=base)
    with office.broker() as broker:
        yield Desk(office, broker, {item: {**row} for item, row in begun[1].items()}, at=12)


def test_books_that_agree_have_no_difference(desk: Desk) -> None:
    told = desk.told()
    assert told.agrees
    assert (told.compared, told.agreeing) == (3, 3)


@pytest.mark.parametrize("cause", PLANTED)
def test_the_cause_named_first_is_the_one_that_was_planted(cause: Cause, desk: Desk) -> None:
    PLANTED[cause](desk)
    told = desk.told()
    assert told.differences
    for difference in told.differences:
        assert difference.causes, difference
        first = difference.causes[0]
        assert first.cause is cause, [(c.cause, c.rows, c.against) for c in difference.causes]
        assert first.zh
        assert first.remedy_en
        assert "{" not in first.zh + first.en + first.remedy_zh + first.remedy_en
        if cause not in (Cause.OTHER_LIST, Cause.OPENING, Cause.UNIT, Cause.ROUNDED):
            assert first.document.endswith("/A-3"), first


def test_a_list_that_was_declared_and_never_heard_of_again(desk: Desk) -> None:
    approval_lost(desk)
    assert [d.causes[0].cause for d in desk.told().differences] == [Cause.RECEIPT_LOST] * 2


def test_two_causes_at_once_are_named_together(desk: Desk) -> None:
    receipt_lost(desk)
    desk.booked(desk.deducted(listed(4, 11)))
    first, second = desk.told().differences
    assert {first.causes[0].cause, first.causes[0].beside.cause if first.causes[0].beside else None} == {
        Cause.RECEIPT_LOST,
        Cause.BOOKED_TWICE,
    }
    assert second.causes[0].cause is Cause.RECEIPT_LOST


def test_a_source_of_an_earlier_day_says_so_or_is_compared_with_the_books_of_that_day(desk: Desk) -> None:
    later = listed(3, 70)
    desk.declared(later)
    desk.hear(inv211(seq_no(later), 60 * 24 * 3, list_no=list_no(later)))
    (difference,) = desk.told().differences
    assert difference.causes[0].cause is Cause.OLDER
    assert desk.told(at=minute(60 * 24)).agrees


def test_a_source_that_begins_anew_with_a_period_says_so(desk: Desk) -> None:
    later = listed(3, 70, 71, 72)
    desk.declared(later)
    desk.hear(inv211(seq_no(later), 60 * 24 * 3, list_no=list_no(later)))
    desk.customs = {}
    desk.booked(later)
    for item, before in ((1, 143), (2, 158), (3, 102)):
        desk.customs[item][Figure.OPENING] = Decimal(before)
    assert {d.causes[0].cause for d in desk.told().differences} == {Cause.PERIOD}


def test_a_row_that_the_source_lacks_counts_as_empty_and_one_that_we_lack_too(desk: Desk) -> None:
    del desk.customs[3]
    desk.move(7, Figure.INCREASED, Decimal(5))
    told = desk.told()
    assert {(d.item_no, d.place) for d in told.differences} == {(3, ""), (7, "7")}


def test_lists_that_the_source_names_and_nobody_here_knows(desk: Desk) -> None:
    figures = {**desk.customs[1], Figure.INCREASED: Decimal(500)}
    told = reconcile(
        desk.broker, LEDGER, [Booked(ledger=LEDGER, item_no=1, figures=figures, list_no="QD530026I000099999", at=minute(99))]
    )
    assert told.differences[0].causes[0].cause is Cause.NAMED_ELSEWHERE
    assert told.differences[0].causes[0].list_no == "QD530026I000099999"


def test_sources_without_balances_tell_what_was_booked(desk: Desk) -> None:
    known = listed(1, 1)
    rows = [
        Booked(ledger=LEDGER, item_no=1, list_no=list_no(known), list_line=1),
        Booked(ledger=LEDGER, item_no=9, list_no=list_no(known), list_line=9),
        Booked(ledger=LEDGER, item_no=1, list_no="QD530026I000099999", list_line=1),
    ]
    told = reconcile(desk.broker, LEDGER, rows)
    assert not told.compared
    assert [(bool(each.document), each.posted, each.agrees) for each in told.lines] == [
        (True, True, True),
        (True, False, False),
        (False, False, False),
    ]


def test_a_source_of_another_ledger_is_refused(desk: Desk) -> None:
    with pytest.raises(UnusableInput, match="C530"):
        reconcile(desk.broker, LEDGER, [Booked(ledger="C53000000000", item_no=1, row=BookRow.PRODUCT)])
