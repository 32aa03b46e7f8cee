"""The write-off of a ledger drafted from the journal: figures worked by hand, lists counted once, what forbids it, and why counts differ."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from baoguan import BondedInventoryList, Broker, Party, UnknownReference, UnusableInput, WriteOff
from baoguan.broker.ledgers import import_ledger
from baoguan.broker.period_lists import Place
from baoguan.broker.writing_off import Counted, WriteOffDraft, WriteOffRequest, draft_write_off
from baoguan.clock import today
from baoguan.ledger.write_off import ScrapBasis
from baoguan.model.ledger import Ledger, LedgerItem, UnitConsumption
from baoguan.model.ledger_export import LedgerExport
from tests.broker.office import CARD, Office, without_waiting_for_disks
from tests.support.lists import inventory

D = Decimal
HANDBOOK, ACCOUNT = "C53216A00001", "E53216A00001"
MAKER = Party(customs_code="4403DEM0A1", credit_code="91440300MADEM0A00H", name="示例制造")


def ledger(number: str) -> Ledger:
    """Product 1 takes 0.7 net of material 1 with losses of 3 % and 2.5 %: 0.740740741; and a third of material 2."""
    return Ledger(
        ledger_no=number,
        operating_enterprise=MAKER,
        processing_enterprise=MAKER,
        declarant=Party(customs_code=CARD["customs_code"], name="示例报关"),
        master_customs="5321",
        materials=(LedgerItem(item_no=1, part_no="M-1", opening_quantity=D(10)), LedgerItem(item_no=2, part_no="M-2")),
        products=(LedgerItem(item_no=1, part_no="P-1"), LedgerItem(item_no=9)),
        consumptions=(
            UnitConsumption(
                product_item_no=1, material_item_no=1, net=D("0.7"), tangible_loss=D(3), intangible_loss=D("2.5"), version="0"
            ),
            UnitConsumption(product_item_no=1, material_item_no=2, net=D("0.3"), tangible_loss=D(10), version="0"),
        ),
    )


@attrs.define
class Desk:
    """A journal with a ledger, and lists that are told of it by hand."""

    office: Office
    broker: Broker
    number: str
    count: int = 0

    def list(self, mode: str, *rows: tuple[int, str], export: bool = False, outcome: str = "deducted", list_no: str = "") -> str:
        """A list of rows (ledger row, quantity) that is recorded so; gives its number at Customs."""
        self.count += 1
        kind = "E" if export else "I"
        given = list_no or f"QD532126{kind}{self.count:09}"
        submitted = self.broker.submit(self._document(f"A-{self.count}", mode, rows, kind)).number
        self.office.round(self.broker, f"2026000000000000{self.count:02}")
        self.broker.run_once(force=True)
        self.broker.record(submitted, by="甲", evidence="页面", outcome=outcome, numbers={"list_no": given})
        return given

    def _document(self, number: str, mode: str, rows: tuple[tuple[int, str], ...], kind: str) -> BondedInventoryList:
        document = inventory(number, lines=len(rows))
        lines = tuple(
            attrs.evolve(line, ledger_item_no=item, quantity=D(quantity), total_price=D(quantity) * D("1.25"))
            for line, (item, quantity) in zip(document.lines, rows, strict=True)
        )
        changes = {"supervision_mode": mode, "goods_kind": kind, "direction": kind, "lines": lines, "ledger_no": self.number}
        return attrs.evolve(document, **changes)  # type: ignore[arg-type]

    def draft(self, **request: object) -> WriteOffDraft:
        """The write-off as it would be today."""
        return draft_write_off(self.broker, self.number, WriteOffRequest(**{"end": today(), **request}))  # type: ignore[arg-type]


@contextmanager
def opened(base: Path, number: str) -> Iterator[Desk]:
    """A desk with a first half: material in, products out, some sold, scrap sold."""
    office = Office(base=base)
    with without_waiting_for_disks(), office.broker() as broker:
        import_ledger(broker, LedgerExport(ledger=ledger(number)), file="底账.xlsx", content=b"ledger")
        desk = Desk(office, broker, number)
        desk.list("0615", (1, "1000"), (2, "500"))
        desk.list("0615", (1, "70"), export=True)
        desk.list("0644", (1, "20"))
        desk.list("0844", (1, "1"))
        yield desk


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path, ACCOUNT) as desk:
        yield desk


def test_every_term_of_the_balance_is_that_of_the_hand(account: Desk) -> None:
    draft = account.draft(
        counted=(Counted(item_no=1, quantity=D(938), reason="领料漏记"), Counted(part_no="M-2", quantity=D("476.66667")))
    )
    one, two = draft.document.materials
    # 70 x 0.7 / (1 - 0.055) = 51.851851851...; 3 % and 2.5 % of it are lost.
    assert (one.opening, one.total, one.sold, one.consumed) == (D(10), D(1000), D(20), D("51.85185"))
    assert (one.tangible_loss, one.intangible_loss, one.scrap) == (D("1.55556"), D("1.29630"), D("1.55556"))
    assert (one.theoretical, one.remaining, one.difference, one.reason) == (D("938.14815"), D(938), D("-0.14815"), "领料漏记")
    assert (one.difference_rate, one.average_price, one.difference_amount) == (D("-0.01579"), D("1.25000"), D("-0.18519"))
    assert draft.terms.materials[1].scrap_left == D("0.55556")
    assert f"{draft.terms.materials[1].uses[0].rate.shown:f}" == "0.740740741"
    # 70 x 0.3 / 0.9 = 23.3333...
    assert (two.consumed, two.theoretical, two.difference) == (D("23.33333"), D("476.66667"), D(0))
    (product,) = draft.document.products
    assert (product.total, product.part_no, product.kind) == (D(70), "P-1", "E")
    assert (one.sold_amount, draft.document.import_amount, draft.document.export_amount) == (D(25), D(1875), D("87.5"))
    assert (draft.course[0], draft.course[-1][1]) == ((today(), {1: D(10)}), {1: D("938.14815"), 2: D("476.66667")})
    whole = account.draft(scrap=ScrapBasis.WHOLE)
    assert whole.document.materials[0].scrap == D("2.85185")


def test_the_document_names_each_list_once_and_breaks_no_rule(account: Desk) -> None:
    draft = account.draft(counted=(Counted(item_no=1, quantity=D(938), reason="领料漏记"),))
    document = draft.document
    assert draft.ready
    assert [row.list_no for row in document.lists] == [f"QD532126{d}{n:09}" for n, d in enumerate("IEII", 1)]
    assert (document.import_lists, document.export_lists, document.material_count, document.product_count) == (3, 1, 2, 1)
    assert (document.internal_number, document.sequence, document.period_to) == (f"{ACCOUNT}-W1", 1, today())
    assert document.period_from == today()
    found = account.broker.check(document)
    assert {f.rule for f in found if f.severity == "error"} == set()
    assert {f.rule for f in found} <= {"write_off.period-open"}


def test_a_list_that_is_still_pre_deducted_is_named_and_refuses_it_and_may_explain_the_difference(account: Desk) -> None:
    pending = account.list("0615", (1, "40"), outcome="pre-deducted")
    draft = account.draft(counted=(Counted(item_no=1, quantity=D("978.14815")),))
    assert not draft.ready
    (finding,) = [f for f in draft.findings if f.severity == "error"]
    assert (finding.rule, finding.value) == ("write-off.list-pending", pending)
    assert pending in finding.zh
    assert pending not in {row.list_no for row in draft.document.lists}
    (difference,) = draft.differences
    assert difference.reasons[0].whole
    assert pending in difference.reasons[0].zh
    assert "0.169312169" in difference.reasons[-1].zh, "what the product would have taken, were the consumption wrong"
    account.broker.record("A-5", by="甲", evidence="页面", outcome="deducted")
    after = account.draft()
    assert after.ready
    assert (after.document.import_lists, after.document.materials[0].theoretical) == (4, D("978.14815"))


def test_scrap_in_the_count_and_unknown_consumption_are_suggested(account: Desk) -> None:
    draft = account.draft(counted=(Counted(item_no=1, quantity=D("938.70371")),))
    assert "边角料" in draft.differences[0].reasons[0].zh
    account.list("0615", (9, "5"), export=True)
    short = account.draft(counted=(Counted(item_no=1, quantity=D(900)),))
    assert short.terms.unknown == ((9, "0"),)
    assert any("没有单耗" in reason.zh for reason in short.differences[0].reasons)
    assert "write-off.no-consumption" in {f.rule for f in short.findings}


def test_what_the_last_write_off_left_opens_the_next_period_and_its_lists_are_not_named_again(account: Desk) -> None:
    first = account.draft(counted=(Counted(item_no=1, quantity=D(938), reason="领料漏记"),)).document
    account.broker.submit(first, declare=True)
    with account.office.simulator() as customs:
        for _ in range(6):
            assert not account.broker.run_once(force=True).failures
            customs.step()
        (state,) = customs.write_offs().values()
    assert (state.ledger, account.broker.status(f"{ACCOUNT}-W1")[0].state) == (ACCOUNT, "approved")
    again = account.list("0615", (1, "5"))
    draft = account.draft(begin=today())
    assert ([row.list_no for row in draft.document.lists], draft.document.sequence) == ([again], 2)
    assert draft.document.materials[0].opening == D(938)
    assert draft.document.materials[0].theoretical == D(943)
    assert sum(each.place is Place.EARLIER for each in draft.lists) == 4
    assert "W1" in draft.opening_zh


def test_a_period_bounds_what_is_counted(account: Desk) -> None:
    past = today() - timedelta(days=1)
    ended = account.draft(end=past)
    assert not ended.document.lists
    assert {each.place for each in ended.lists} == {Place.AFTER}
    before = account.draft(begin=today() + timedelta(days=1), end=today() + timedelta(days=2))
    assert {each.place for each in before.lists} == {Place.BEFORE}
    assert [f.rule for f in before.findings] == ["write-off.list-before"] * 4
    with pytest.raises(UnusableInput, match="ends before it begins"):
        account.draft(begin=today(), end=past)


def test_counts_that_are_not_the_ledgers_are_refused(account: Desk) -> None:
    unknown, unknown_part = (Counted(item_no=7, quantity=D(1)),), (Counted(part_no="X", quantity=D(1)),)
    for counted in (unknown, unknown_part, (Counted(item_no=1, quantity=D(1)),) * 2):
        with pytest.raises(UnusableInput):
            account.draft(counted=counted)


def test_a_handbook_is_written_off_whole(tmp_path: Path) -> None:
    with opened(tmp_path, HANDBOOK) as desk:
        document: WriteOff = draft_write_off(desk.broker, HANDBOOK).document
        assert (document.family, document.sequence, document.period_to, len(document.lists)) == ("handbook", None, None, 4)
        with pytest.raises(UnknownReference):
            draft_write_off(desk.broker, "C53216A00009")
