"""The life of a handbook (手册), and two sides' books of it: filed, changed, materials in, products out, a rest sold at home, written off.

The simulator keeps books of its own, by effects of supervision modes that it does not share with baoguan. At the end every row of both
is compared, and what should be left of every material; a difference would mean that one of the two has misread something.

Usage: python examples/ledger_life.py
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import attrs
from fiction import AGENT, one_handbook, one_list

from baoguan import BondedInventoryList, Broker, Config, read_config
from baoguan.broker.books import balances, explain_item
from baoguan.broker.material_book import material_book
from baoguan.broker.writing_off import WriteOffRequest, draft_write_off
from baoguan.ledger import BookRow
from baoguan.plugin import Ledger
from baoguan_singlewindow.simulator import Simulator

HANDBOOK = "DEMO-HB-1"
WRITE_OFF = "DEMO-HB-1-W1"
_KINDS = {BookRow.MATERIAL: "I", BookRow.PRODUCT: "E"}
_ROUNDS = 30


@attrs.frozen
class Compared:
    """A row of the ledger, or what should be left of a material, in both books."""

    what: str
    ours: tuple[Decimal, ...]
    theirs: tuple[Decimal, ...]


def config(folder: Path) -> Config:
    """One account at the Single Window, played by the simulator."""
    card = {"customs_code": AGENT[0], "card_no": "8900000000001", "client_id": "0000000001"}
    account = {"channel": "singlewindow", "root": "import-client", "stable_seconds": 0.0, "operator": [card]}
    return read_config(
        {"environment": "simulator", "journal": "journal", "by": "ledger_life", "accounts": {"card-a": account}}, folder
    )


def settle(broker: Broker, customs: Simulator, number: str) -> str:
    """Rounds until neither side has anything to do; gives the state that a document has come to."""
    for _ in range(_ROUNDS):
        done = broker.run_once(force=True)
        customs.step()
        if done.idle and customs.idle():
            break
    return broker.status(number)[0].state


def movement(number: str, ledger: Ledger, mode: str, direction: str, quantities: Sequence[tuple[int, int]]) -> BondedInventoryList:
    """A list that moves rows of the ledger: products out where it is an export in a processing mode, materials else."""
    outward = direction == "E"
    rows = ledger.products if outward else ledger.materials
    first = one_list(number)
    lines = []
    for place, (item, quantity) in enumerate(quantities, 1):
        row = next(each for each in rows if each.item_no == item)
        price = row.unit_price or Decimal(0)
        lines.append(
            attrs.evolve(
                first.lines[0],
                line_no=place,
                ledger_item_no=item,
                part_no=row.part_no,
                hs_code=row.hs_code,
                goods_name=row.goods_name,
                unit_price=price,
                total_price=quantity * price,
                quantity=Decimal(quantity),
                statutory_quantity=Decimal(quantity),
                declaration_line_no=place,
                origin_country="CHN" if outward else "JPN",
                destination_country="USA" if outward else "CHN",
            )
        )
    return attrs.evolve(
        first,
        ledger_no=ledger.ledger_no,
        direction=direction,
        goods_kind="E" if outward else "I",
        supervision_mode=mode,
        declaration_kind="2" if outward else "1",
        lines=tuple(lines),
    )


def compare(broker: Broker, customs: Simulator, ledger_no: str) -> list[Compared]:
    """Both books, row by row, and what is left of each material."""
    theirs = customs.balance(ledger_no)
    rows = {(row.kind, row.item): (row.pre_in, row.pre_out, row.actual_in, row.actual_out) for row in theirs.rows}
    ours = {
        (_KINDS[row], item): (b.pre_increased, b.pre_decreased, b.increased, b.decreased)
        for row, item in balances(broker, ledger_no)
        for b in [explain_item(broker, ledger_no, row, item).balance]
    }
    nothing = (Decimal(0),) * 4
    found = [
        Compared(f"{kind} {item}", ours.get((kind, item), nothing), rows.get((kind, item), nothing))
        for kind, item in sorted({*rows, *ours})
    ]
    materials = material_book(broker, ledger_no).materials
    left = {item: b.remaining for item, b in materials.items()}
    zero = Decimal(0)
    return found + [
        Compared(f"left of {item}", (left.get(item, zero),), (theirs.remaining.get(item, zero),))
        for item in sorted({*left, *theirs.remaining})
    ]


def main(folder: Path) -> list[Compared]:
    """Live the life of a handbook; gives both books side by side. Raises RuntimeError where something does not come to its end."""
    with Broker(config(folder)) as broker, Simulator(folder / "import-client", folder / "customs") as customs:

        def reach(number: str, state: str) -> None:
            stood = settle(broker, customs, number)
            print(f"{number}: {stood}")
            if stood != state:
                raise RuntimeError(f"{number} is {stood}, not {state}")

        book = one_handbook(HANDBOOK)
        broker.submit(book, declare=True)
        reach(HANDBOOK, "approved")
        first = book.materials[0]
        more = attrs.evolve(first, quantity=Decimal(12000), total_price=12000 * (first.unit_price or Decimal(0)))
        book = attrs.evolve(book, materials=(more, *book.materials[1:]))
        broker.modify(HANDBOOK, book, declare=True)
        reach(HANDBOOK, "approved")
        numbers = broker.status(HANDBOOK)[0].numbers
        book = attrs.evolve(book, ledger_no=numbers["ledger_no"])
        for number, mode, direction, quantities in (
            ("DEMO-IN-1", "0615", "I", [(1, 5000), (2, 30000)]),
            ("DEMO-OUT-1", "0615", "E", [(1, 2000)]),
            ("DEMO-SOLD-1", "0644", "I", [(1, 200)]),
        ):
            broker.submit(movement(number, book, mode, direction, quantities), declare=True)
            reach(number, "deducted")
        found = compare(broker, customs, numbers["ledger_no"])
        draft = draft_write_off(broker, numbers["ledger_no"], WriteOffRequest(number=WRITE_OFF))
        if not draft.ready:
            raise RuntimeError("; ".join(finding.en for finding in draft.findings))
        theirs = customs.balance(numbers["ledger_no"]).remaining
        found += [Compared(f"writes off {i}", (terms.theoretical,), (theirs[i],)) for i, terms in draft.terms.materials.items()]
        broker.submit(attrs.evolve(draft.document, declarant=book.declarant), declare=True)
        reach(WRITE_OFF, "approved")
        for each in found:
            print(f"{each.what:12} {'=' if each.ours == each.theirs else '!'} {' '.join(f'{q:f}' for q in each.ours)}")
        for moved in explain_item(broker, numbers["ledger_no"], BookRow.MATERIAL, 1).movements:
            print(f"  {moved.list_no} {moved.counter_zh} {moved.quantity:+f} -> {moved.book:f}")
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(0 if all(each.ours == each.theirs for each in main(Path(temporary))) else 1)
