"""The write-off (报核) of a ledger, drafted from the journal: its lists counted once, every term of every material, and the differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Final

import attrs

from baoguan.broker.books import posting_rows
from baoguan.broker.list_amounts import Amounts, list_amounts
from baoguan.broker.material_book import known_ledger
from baoguan.broker.period_lists import (
    PLACES,
    Earlier,
    PeriodList,
    Place,
    earlier_write_offs,
    of_place,
    period_lists,
)
from baoguan.broker.write_off_findings import draft_findings
from baoguan.clock import today
from baoguan.documents.write_off import completed
from baoguan.engine.posting import OPENING
from baoguan.errors import Finding, UnusableInput
from baoguan.ledger import BookCounter, BookRow, Consumptions, Unusable, family_of
from baoguan.ledger.reasons import Reason, Uncounted, possible_reasons
from baoguan.ledger.write_off import Count, MaterialTerms, ProductTerms, ScrapBasis, Terms, rounded, theoretical_change, write_off
from baoguan.model.ledger import Ledger, LedgerItem
from baoguan.model.ledger_codes import LedgerFamily
from baoguan.model.write_off import WriteOff, WriteOffList, WriteOffRow
from baoguan.store import postings

if TYPE_CHECKING:
    from baoguan.broker.broker import Broker

_C: Final = BookCounter
_TOTAL_IN: Final = (_C.DIRECT_IMPORT, _C.SURPLUS_IN, _C.EXCHANGE_IN, _C.WAREHOUSE_IN)
_TOTAL_OUT: Final = (_C.DIRECT_EXPORT, _C.REDUCTION_EXPORT, _C.WAREHOUSE_OUT)
_REEXPORTED: Final = (_C.REEXPORT, _C.EXCHANGE_OUT, _C.WAREHOUSE_OUT)
_NO_ITEM: Final = LedgerItem()
_ZERO: Final = Decimal(0)


@attrs.frozen(kw_only=True)
class Counted:
    """What was counted of a material, by its row of the ledger, or by its part number where the row is not given."""

    item_no: int | None = None
    part_no: str | None = None
    quantity: Decimal
    reason: str = ""


@attrs.frozen(kw_only=True)
class WriteOffRequest:
    """What a draft is made of beside the journal. Of an account `begin` and `end` bound its period; by default it begins after the last
    write-off, or with its first list, and ends yesterday."""

    begin: date | None = None
    end: date | None = None
    number: str | None = None
    """企业内部编号; by default made of the ledger and the count."""
    sequence: int | None = None
    counted: tuple[Counted, ...] = ()
    scrap: ScrapBasis = ScrapBasis.TANGIBLE


@attrs.frozen(kw_only=True)
class Difference:
    """A material of which something else was counted than should be left, with what may explain it."""

    item_no: int
    part_no: str
    goods_name: str
    terms: MaterialTerms
    reasons: tuple[Reason, ...]


@attrs.frozen(kw_only=True)
class WriteOffDraft:
    """A drafted write-off. It may be declared only where `ready`: no list forbids it, and everything counted was found in the ledger."""

    document: WriteOff
    ledger: Ledger
    source_zh: str
    source_en: str
    opening_zh: str
    opening_en: str
    terms: Terms
    amounts: Amounts
    lists: tuple[PeriodList, ...]
    """Every list of the ledger, counted or not."""
    differences: tuple[Difference, ...]
    course: tuple[tuple[date, Mapping[int, Decimal]], ...]
    """What should be left of each material at the end of each day on which something moved; the first is the opening."""
    unusable: Sequence[Unusable]
    findings: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        """Whether nothing forbids it."""
        return all(finding.severity != "error" for finding in self.findings)


def draft_write_off(
    broker: Broker,
    number: str,
    request: WriteOffRequest = WriteOffRequest(),
    account: str | None = None,
) -> WriteOffDraft:
    """The draft of a ledger's write-off. Raises UnknownReference for a ledger that is not known, UnusableInput for a logistics account, a
    period that ends before it begins, and counts of a material that is not the ledger's."""
    ledger, source_zh, source_en = known_ledger(broker, number)
    family = ledger.family or _family(number)
    _writable(number, family)
    earlier = earlier_write_offs(broker, number, request.number or "")
    begin, end = _period(family, request, earlier)
    written = frozenset(row.list_no for each in earlier for row in each.document.lists if row.list_no)
    found = period_lists(broker, number, begin=begin, end=end, written=written, account=account)
    counted = list(of_place(found, Place.COUNTED))
    if family == LedgerFamily.ACCOUNT and begin is None and counted:
        begin = counted[0].day
    consumptions = Consumptions(ledger.consumptions)
    openings, opening_zh, opening_en = _openings(broker, number, account, earlier)
    counts = _counts(ledger, request.counted)
    amounts = list_amounts(broker, counted)
    terms = write_off(
        [entry for each in counted for entry in each.entries],
        consumptions,
        opening=openings,
        counts=counts,
        prices=_prices(ledger, amounts),
        scrap=request.scrap,
    )
    document = _document(ledger, number, family, request, earlier, begin, end, counted, terms, amounts)
    return WriteOffDraft(
        document=document,
        ledger=ledger,
        source_zh=source_zh,
        source_en=source_en,
        opening_zh=opening_zh,
        opening_en=opening_en,
        terms=terms,
        amounts=amounts,
        lists=tuple(found),
        differences=tuple(_differences(ledger, terms, found, consumptions)),
        course=tuple(_course(openings, counted, consumptions, begin)),
        unusable=consumptions.unusable,
        findings=tuple(draft_findings(found, terms, consumptions.unusable, earlier)),
    )


def _family(number: str) -> str | None:
    known = family_of(number)
    return known.value if known is not None else None


def _writable(number: str, family: str | None) -> None:
    if family not in {LedgerFamily.HANDBOOK.value, LedgerFamily.ACCOUNT.value}:
        raise UnusableInput(
            f"{number} 不是手册或账册，没有报核报文",
            f"{number} is no handbook and no account: no message writes it off",
            remedy_zh="报核只用于手册和账册；在导入的底账中给出底账种类",
            remedy_en="Only handbooks and accounts are written off; give the family in the ledger that is imported",
        )


def _period(family: str | None, request: WriteOffRequest, earlier: Sequence[Earlier]) -> tuple[date | None, date | None]:
    """First and last day; a handbook is written off whole, unless days are given. Raises UnusableInput."""
    begin, end = request.begin, request.end
    if family == LedgerFamily.ACCOUNT:
        last = next((each.document.period_to for each in reversed(earlier) if each.document.period_to), None)
        begin = begin or (last + timedelta(days=1) if last is not None else None)
        end = end or today() - timedelta(days=1)
    if begin is not None and end is not None and begin > end:
        raise UnusableInput(
            f"报核期间 {begin} 至 {end} 不成立",
            f"a period from {begin} to {end} ends before it begins",
            remedy_zh="改正起止日期；缺省从上次报核的次日到昨天",
            remedy_en="Correct the days: by default from the day after the last write-off until yesterday",
        )
    return begin, end


def _openings(broker: Broker, number: str, account: str | None, earlier: Sequence[Earlier]) -> tuple[dict[int, Decimal], str, str]:
    """What was there when the period began: what the last write-off left, or the opening that was imported."""
    last = next((each for each in reversed(earlier) if each.approved), None)
    if last is not None:
        left = {
            row.item_no: quantity
            for row in last.document.materials
            if row.item_no is not None and (quantity := row.remaining if row.remaining is not None else row.theoretical) is not None
        }
        return left, f"上次报核 {last.number} 的剩余", f"what write-off {last.number} left"
    out: dict[int, Decimal] = {}
    for row in posting_rows(broker, number, account):
        if row.source == OPENING and row.row == BookRow.MATERIAL:
            out[row.item_no] = out.get(row.item_no, _ZERO) + postings.entry_of(row).quantity
    return out, "导入底账的期初数量", "the opening of the imported ledger"


def _counts(ledger: Ledger, counted: Iterable[Counted]) -> dict[int, Count]:
    """By row. Raises UnusableInput for a material that the ledger has not, or that is counted twice."""
    rows = {item.item_no for item in ledger.materials}
    by_part: dict[str, list[int]] = {}
    for item in ledger.materials:
        if item.part_no and item.item_no is not None:
            by_part.setdefault(item.part_no, []).append(item.item_no)
    out: dict[int, Count] = {}
    for each in counted:
        named = each.item_no if each.item_no is not None else next(iter(by_part.get(each.part_no or "", [])), None)
        ambiguous = each.item_no is None and len(by_part.get(each.part_no or "", [])) > 1
        said = f"{each.item_no if each.item_no is not None else each.part_no}"
        if named is None or named not in rows or ambiguous:
            raise UnusableInput(
                f"盘点的料件 {said} 不在底账中，或一个料号对应多个序号",
                f"the material {said} that was counted is not in the ledger, or its part number stands in several rows",
                remedy_zh="用备案序号指明料件",
                remedy_en="Name it by its row of the ledger",
            )
        if named in out:
            raise UnusableInput(
                f"料件 {named} 盘点了不止一次",
                f"material {named} was counted more than once",
                remedy_zh="同一料件合为一行",
                remedy_en="Put the counts of one material together",
            )
        out[named] = Count(quantity=each.quantity, reason=each.reason)
    return out


def _prices(ledger: Ledger, amounts: Amounts) -> dict[int, Decimal]:
    """报关清单平均单价, or the price of the ledger where no list of the period brought any in."""
    filed = {i.item_no: i.unit_price for i in ledger.materials if i.item_no is not None and i.unit_price is not None}
    return {**filed, **amounts.average_prices}


def _document(
    ledger: Ledger,
    number: str,
    family: str | None,
    request: WriteOffRequest,
    earlier: Sequence[Earlier],
    begin: date | None,
    end: date | None,
    counted: Sequence[PeriodList],
    terms: Terms,
    amounts: Amounts,
) -> WriteOff:
    account = family == LedgerFamily.ACCOUNT
    sequence = request.sequence or 1 + max((each.document.sequence or 0 for each in earlier), default=0)
    materials = {item.item_no: item for item in ledger.materials}
    products = {item.item_no: item for item in ledger.products}
    return completed(
        WriteOff(
            family=family,
            internal_number=request.number or (f"{number}-W{sequence}" if account else f"{number}-W"),
            ledger_no=number,
            sequence=sequence if account else None,
            period_from=begin if account else None,
            period_to=end if account else None,
            operating_enterprise=ledger.operating_enterprise,
            processing_enterprise=ledger.processing_enterprise,
            declarant=ledger.declarant,
            master_customs=ledger.master_customs,
            import_amount=amounts.imported,
            export_amount=amounts.exported,
            lists=tuple(
                WriteOffList(list_no=each.list_no, direction=each.direction or None, deduction_mark=each.mark) for each in counted
            ),
            materials=tuple(
                _material(materials.get(item, _NO_ITEM), told, amounts, account=account) for item, told in terms.materials.items()
            ),
            products=tuple(_product(products.get(item, _NO_ITEM), told) for item, told in terms.products.items()),
        )
    )


def _material(item: LedgerItem, told: MaterialTerms, amounts: Amounts, *, account: bool) -> WriteOffRow:
    counted = told.count.quantity if told.count is not None else None
    difference = told.difference
    return WriteOffRow(
        item_no=told.item_no,
        part_no=item.part_no,
        hs_code=item.hs_code,
        goods_name=item.goods_name,
        unit=item.unit,
        opening=told.opening if account or told.opening else None,
        total=told.of(*_TOTAL_IN),
        transferred=told.of(_C.TRANSFER_IN),
        sold=told.of(_C.DOMESTIC_SALE),
        sold_amount=amounts.of(told.item_no, _C.DOMESTIC_SALE),
        reexported=told.of(*_REEXPORTED),
        surplus_out=told.of(_C.SURPLUS_OUT),
        destroyed=told.of(_C.DESTRUCTION),
        scrap=told.scrap_made,
        scrap_amount=amounts.of(told.item_no, _C.SCRAP_SALE),
        scrap_destroyed=told.of(_C.SCRAP_DESTRUCTION),
        consumed=told.consumed,
        consumed_amount=told.amount(told.consumed),
        tangible_loss=told.tangible_loss,
        intangible_loss=told.intangible_loss,
        theoretical=told.theoretical,
        theoretical_amount=told.amount(told.theoretical),
        remaining=counted if counted is not None else told.theoretical,
        remaining_amount=told.amount(counted if counted is not None else told.theoretical),
        difference=difference,
        difference_amount=told.amount(difference),
        difference_rate=told.difference_rate,
        average_price=told.price.quantize(Decimal("0.00001")) if told.price is not None else None,
        reason=(told.count.reason or None) if told.count is not None else None,
    )


def _product(item: LedgerItem, told: ProductTerms) -> WriteOffRow:
    return WriteOffRow(
        item_no=told.item_no,
        part_no=item.part_no,
        hs_code=item.hs_code,
        goods_name=item.goods_name,
        unit=item.unit,
        total=told.of(*_TOTAL_OUT),
        transferred=told.of(_C.TRANSFER_OUT),
        exchanged_in=told.of(_C.PRODUCT_EXCHANGE_IN),
        exchanged_out=told.of(_C.PRODUCT_EXCHANGE_OUT),
    )


def _differences(ledger: Ledger, terms: Terms, found: Sequence[PeriodList], consumptions: Consumptions) -> Iterator[Difference]:
    items = {item.item_no: item for item in ledger.materials}
    differing = {told.item_no for told in terms.materials.values() if told.difference}
    outside = of_place(found, Place.PENDING, Place.UNNUMBERED, Place.BEFORE, Place.AFTER) if differing else iter(())
    left_out = [(each, theoretical_change(each.entries, consumptions)) for each in outside]
    for told in terms.materials.values():
        if told.item_no not in differing:
            continue
        item = items.get(told.item_no, _NO_ITEM)
        uncounted = [
            Uncounted(
                list_no=each.list_no or each.number,
                zh=PLACES[each.place][0],
                en=PLACES[each.place][1],
                change=change.get(told.item_no, Fraction(0)),
            )
            for each, change in left_out
        ]
        yield Difference(
            item_no=told.item_no,
            part_no=item.part_no or "",
            goods_name=item.goods_name or "",
            terms=told,
            reasons=tuple(possible_reasons(told, uncounted, terms.unknown)),
        )


def _course(
    openings: Mapping[int, Decimal], counted: Sequence[PeriodList], consumptions: Consumptions, begin: date | None
) -> Iterator[tuple[date, Mapping[int, Decimal]]]:
    """Day by day; sums are exact and each is rounded once."""
    standing = {item: Fraction(quantity) for item, quantity in openings.items()}
    first = begin or next((each.day for each in counted), None)
    if first is None:
        return
    yield first, {item: rounded(quantity) for item, quantity in standing.items()}
    for day, lists in groupby(counted, key=lambda each: each.day):
        for item, change in theoretical_change((e for each in lists for e in each.entries), consumptions).items():
            standing[item] = standing.get(item, Fraction(0)) + change
        if day is not None:
            yield day, {item: rounded(quantity) for item, quantity in standing.items()}
