"""The row books: what lists moved of every row of a ledger, by the simulator's own table of effects, and what is left of the materials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from ..records import Content
from ..store import Store
from ..tables import COLUMN
from .effects import EFFECTS
from .values import MATERIAL, PRODUCT, LedgerBalance, LedgerRow

_SCHEMA = """
CREATE TABLE IF NOT EXISTS ledger_rows (
    ledger TEXT, kind TEXT, item INTEGER, mode TEXT, direction TEXT, stage TEXT, version TEXT, quantity TEXT NOT NULL,
    PRIMARY KEY (ledger, kind, item, mode, direction, stage, version)) WITHOUT ROWID
"""
_ITEM, _QUANTITY, _VERSION = COLUMN["PutrecSeqno"], COLUMN["DclQty"], COLUMN["UcnsVerno"]
_PLACES = 5

Key = tuple[str, int, str, str, str, str]
"""Kind, item, mode, direction, stage, version."""
Filed = Mapping[str, Sequence[Mapping[str, str]]]
"""Rows of a ledger as they were filed: materials, products, consumptions."""


@frozen
class RowBooks:
    """Among the simulator's memory; whoever writes does so inside the store's transaction."""

    store: Store

    def prepare(self) -> None:
        """Make the table where a memory has none."""
        self.store.database.execute(_SCHEMA)

    def post(self, content: Content, stage: str, sign: int) -> None:
        """Book (+1) or take back (-1) a list; ``stage`` is ``pre``, ``actual`` or empty."""
        head = content.head
        sums: dict[tuple[int, str], Decimal] = {}
        ledger, kind = head.get("PutrecNo", ""), head.get("MtpckEndprdMarkcd", "")
        mode, direction = head.get("SupvModecd", ""), head.get("ImpexpMarkcd", "")
        if not stage or not ledger or (mode, direction, kind) not in EFFECTS:
            return
        for row in content.rows:
            version = (row[_VERSION] or "0") if kind == PRODUCT else ""
            key = (int(row[_ITEM]), version)
            sums[key] = sums.get(key, Decimal(0)) + sign * Decimal(row[_QUANTITY])
        for (item, version), quantity in sums.items():
            self._add(ledger, (kind, item, mode, direction, stage, version), quantity)

    def _add(self, ledger: str, key: Key, quantity: Decimal) -> None:
        where = "(ledger, kind, item, mode, direction, stage, version) = (?, ?, ?, ?, ?, ?, ?)"
        found = self.store.database.execute(f"SELECT quantity FROM ledger_rows WHERE {where}", (ledger, *key)).fetchone()
        after = quantity + (Decimal(found[0]) if found else 0)
        self.store.database.execute(
            "INSERT OR REPLACE INTO ledger_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (ledger, *key, str(after))
        )

    def moved(self, ledger: str) -> dict[Key, Decimal]:
        """Everything that was booked to a ledger."""
        columns = "kind, item, mode, direction, stage, version, quantity"
        found = self.store.database.execute(f"SELECT {columns} FROM ledger_rows WHERE ledger = ?", (ledger,))
        return {(str(k), int(i), str(m), str(d), str(s), str(v)): Decimal(q) for k, i, m, d, s, v, q in found if Decimal(q)}

    def balance(self, ledger: str, filed: Filed) -> LedgerBalance:
        """The books of a ledger, with what was filed of it."""
        rows: dict[tuple[str, int], LedgerRow] = {}
        for kind, name in ((MATERIAL, "materials"), (PRODUCT, "products")):
            for filed_row in filed.get(name, []):
                if opening := filed_row.get("VclrPridInitQty", ""):
                    item = int(filed_row["GdsSeqno"])
                    rows[kind, item] = LedgerRow(kind=kind, item=item, opening=Decimal(opening))
        moved = self.moved(ledger)
        for (kind, item, mode, direction, stage, _), quantity in moved.items():
            sign = EFFECTS[mode, direction, kind].sign
            if sign:
                row = rows.get((kind, item), LedgerRow(kind=kind, item=item))
                counter = f"{stage}_{'in' if sign > 0 else 'out'}"
                rows[kind, item] = evolve(row, **{counter: getattr(row, counter) + quantity})
        left = _remaining({i: r.opening for (k, i), r in rows.items() if k == MATERIAL}, moved, filed.get("consumptions", []))
        return LedgerBalance(ledger_no=ledger, rows=tuple(rows[key] for key in sorted(rows)), remaining=left)


def _remaining(
    opening: Mapping[int, Decimal], moved: Mapping[Key, Decimal], consumptions: Iterable[Mapping[str, str]]
) -> dict[int, Decimal]:
    """What should be left of each material: moved as itself, or through what products take of it."""
    left = {item: Fraction(quantity) for item, quantity in opening.items()}
    taken: dict[tuple[int, str], list[tuple[int, Fraction]]] = {}
    for row in consumptions:
        key = (int(row["EndprdSeqno"]), row.get("UcnsVerno") or "0")
        taken.setdefault(key, []).append((int(row["MtpckSeqno"]), _per_unit(row)))
    for (kind, item, mode, direction, _, version), quantity in moved.items():
        signed = EFFECTS[mode, direction, kind].material * Fraction(quantity)
        parts = [(item, Fraction(1))] if kind == MATERIAL else taken.get((item, version), [])
        for material, rate in parts:
            left[material] = left.get(material, Fraction(0)) + signed * rate
    return {item: _rounded(left[item]) for item in sorted(left)}


def _per_unit(row: Mapping[str, str]) -> Fraction:
    """单耗 of bonded material: 净耗 / (1 - 损耗率) times 保税料件比例."""
    lost = Fraction(row.get("TgblLossRate") or "0") + Fraction(row.get("IntgbLossRate") or "0")
    return Fraction(row["NetUseupQty"]) / (1 - lost / 100) * Fraction(row.get("BondMtpckPrpr") or "100") / 100


def _rounded(value: Fraction) -> Decimal:
    """To five places, half to even."""
    return Decimal(round(value * 10**_PLACES)).scaleb(-_PLACES)
