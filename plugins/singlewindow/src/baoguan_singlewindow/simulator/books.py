"""The simulator's own idea of what a list does to a ledger: I adds to the in counters, E to the out counters.

It knows no supervision mode that turns a sign round; it is a second opinion for plain imports and exports only. The rows of 手册 and 账册
have books of their own that know them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import evolve

from .filing.rows import RowBooks
from .ledgers import is_logistics
from .message import Row
from .receipts import LOGISTICS_ROW, PROCESSING_ROW, book_row
from .records import Content
from .store import Store
from .tables import COLUMN

_ITEM, _QUANTITY, _NUMBER = COLUMN["PutrecSeqno"], COLUMN["DclQty"], COLUMN["GdsSeqno"]


def assign_items(store: Store, content: Content) -> Content:
    """Open a new ledger row for every line without one (imports into a 物流账册)."""
    ledger = content.head.get("PutrecNo", "")
    if not ledger or all(row[_ITEM] for row in content.rows):
        return content
    used = max((int(row[_ITEM]) for row in content.rows if row[_ITEM]), default=0)
    last = max(store.last_item(ledger), used)
    rows: list[Row] = []
    for row in content.rows:
        if row[_ITEM]:
            rows.append(row)
        else:
            last += 1
            rows.append((*row[:_ITEM], str(last), *row[_ITEM + 1 :]))
    return evolve(content, rows=rows)


def keep_items(before: Content, after: Content) -> Content:
    """A change that leaves the ledger row blank keeps the row that was opened at the filing."""
    items = {row[_NUMBER]: row[_ITEM] for row in before.rows}
    rows = [(*row[:_ITEM], row[_ITEM] or items.get(row[_NUMBER], ""), *row[_ITEM + 1 :]) for row in after.rows]
    return evolve(after, rows=rows)


def post(store: Store, content: Content, effect: str, sign: int) -> None:
    """Book (+1) or take back (-1) a list; ``effect`` is ``pre``, ``actual`` or empty."""
    ledger = content.head.get("PutrecNo", "")
    if not effect or not ledger:
        return
    sums: dict[int, Decimal] = {}
    for row in content.rows:
        sums[int(row[_ITEM])] = sums.get(int(row[_ITEM]), Decimal(0)) + Decimal(row[_QUANTITY])
    counter = f"{effect}_{'in' if content.head['ImpexpMarkcd'] == 'I' else 'out'}"
    store.add_to_book(ledger, counter, {item: sign * quantity for item, quantity in sums.items()})
    RowBooks(store).post(content, effect, sign)


def book_rows(store: Store, content: Content, *, list_no: str, moment: str) -> str:
    """The ledger rows of INV211, one for each row the list moved, after posting."""
    ledger = content.head.get("PutrecNo", "")
    last: dict[int, Row] = {int(row[_ITEM]): row for row in content.rows} if ledger else {}
    logistics = is_logistics(ledger)
    order = LOGISTICS_ROW if logistics else PROCESSING_ROW
    parts: list[str] = []
    for item, row in sorted(last.items()):
        values = _common(row, item, list_no)
        if logistics:
            values |= _logistics(store, content, row, item, moment)
        else:
            values |= _processing(content, row)
        parts.append(book_row("BwsDt" if logistics else "EmsPutrecDt", order, values))
    return "".join(parts)


def _cell(row: Row, name: str) -> str:
    return row[COLUMN[name]]


def _common(row: Row, item: int, list_no: str) -> dict[str, str]:
    names = ("GdsMtno", "Gdecd", "GdsNm", "DclUnitcd", "LawfUnitcd", "SecdLawfUnitcd", "DclUprcAmt", "DclCurrcd")
    copied = {f"{name[0].lower()}{name[1:]}": _cell(row, name) for name in names}
    fixed = {"chgTmsCnt": "0", "gdsSeqno": str(item), "invtNo": list_no, "invtGNo": _cell(row, "GdsSeqno")}
    return copied | fixed | {"modfMarkcd": "0", "cusmExeMarkcd": "1"}


def _processing(content: Content, row: Row) -> Mapping[str, str]:
    return {
        "emsNo": content.head["PutrecNo"],
        "mtpckEndprdTypecd": content.head["MtpckEndprdMarkcd"],
        "endprdGdsSpcfModelDesc": _cell(row, "GdsSpcfModelDesc"),
        # The filed quantity and limits of the book are not in a list; the counters are not in this record.
        "dclQty": "0",
        "apprMaxSurpQty": "0",
        "vclrPridInitQty": "0",
        "lvyrlfModecd": _cell(row, "LvyrlfModecd"),
        "qtyCntrMarkcd": "0",
        "adjmtrMarkcd": "1",
        "etpsExeMarkcd": "1",
        "ucnsTqsnFlag": "0",
        "csttnFlag": "0",
    }


def _logistics(store: Store, content: Content, row: Row, item: int, moment: str) -> Mapping[str, str]:
    counters = store.counters(content.head["PutrecNo"], item)
    inward = content.head["ImpexpMarkcd"] == "I"
    return {
        "bwsNo": content.head["PutrecNo"],
        "gdsSpcfModelDesc": _cell(row, "GdsSpcfModelDesc"),
        "natcd": _cell(row, "Natcd"),
        "inDate" if inward else "outDate": moment,
        "avgPrice": _cell(row, "DclUprcAmt"),
        "totalAmt": _cell(row, "UsdStatTotalAmt") or _cell(row, "DclTotalAmt"),
        "inQty": f"{counters.actual_in:f}",
        "inLawfQty": _cell(row, "LawfQty"),
        "inSecdLawfQty": _cell(row, "SecdLawfQty"),
        "actlIncQty": f"{counters.actual_in:f}",
        "actlRedcQty": f"{counters.actual_out:f}",
        "prevdIncQty": f"{counters.pre_in:f}",
        "prevdRedcQty": f"{counters.pre_out:f}",
        "inType": "1",
    }
