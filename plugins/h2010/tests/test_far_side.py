"""The state machine of the mock server, the transitions that it forbids, its books, and its answers to reports."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import attrs
import httpx
import pytest

from baoguan import Act, Step
from baoguan.plugin import Ledger
from baoguan_h2010.codec import Value, encode
from baoguan_h2010.simulator import ConflictError, FarSide, UnreadableError, parse
from baoguan_h2010.simulator.app import create_app
from baoguan_h2010.simulator.store import Document
from plugins.h2010.tests.papers import TRADE, filed, inventory, item, ledger, line
from plugins.h2010.tests.sending import account, body, marks, parcel, send

LEDGER = "E53010000001"


@pytest.fixture
def far_side(tmp_path: Path) -> Iterator[FarSide]:
    """A far side whose time is moved by hand."""
    opened = FarSide(tmp_path / "state.sqlite", by_hand=True)
    yield opened
    opened.close()


def state(far_side: FarSide, number: str = "EMS-A-1") -> tuple[int, int]:
    """State of a document, and of its changing copy."""
    return next((d.state, d.copy) for d in far_side.store.documents() if d.number == number)


def document(far_side: FarSide, number: str = "EMS-A-1") -> Document:
    return next(d for d in far_side.store.documents() if d.number == number)


def in_force(far_side: FarSide) -> None:
    """A ledger in state 3, its receipts taken."""
    send(far_side, filed(), "f-d1-0")
    far_side.step()
    far_side.step()
    assert state(far_side) == (3, 0)
    marks(far_side)


def changed(count: int = 1, **changes: object) -> Ledger:
    """A change that adds a material."""
    before = ledger(ledger_no=LEDGER, act="2", change_count=count, consumptions=())
    rows = (
        *(attrs.evolve(r, modification="0") for r in before.materials),
        item(count + 3, goods_name=f"料{count}", modification="3"),
    )
    products = tuple(attrs.evolve(r, modification="0") for r in before.products)
    return attrs.evolve(before, materials=rows, products=products, **changes)  # type: ignore[arg-type]


def report(kind: str, records: list[tuple[str, dict[str, Value]]], exchange: str, number: str = "DCR-1") -> bytes:
    key: dict[str, Value] = {"TRADE_CODE": TRADE, "COP_EMS_NO": number, "EMS_NO": LEDGER, "FILE_NAME": exchange}
    return encode(kind, records, key=key)


def test_a_filing_goes_one_two_three(far_side: FarSide) -> None:
    send(far_side, filed(), "f-d1-0")
    assert state(far_side) == (1, 0)
    far_side.step()
    assert state(far_side) == (2, 0)
    far_side.step()
    assert state(far_side) == (3, 0)
    assert document(far_side).ems_no == LEDGER
    assert LEDGER[7].isdigit()
    order = ["EMS311", "EMS312", "EMS315", "EMS313"]
    assert marks(far_side) == [f"{d} 1" for d in order] + [f"{d} 2" for d in order]


def test_a_change_goes_four_two_three_while_the_ledger_stays_in_force(far_side: FarSide) -> None:
    in_force(far_side)
    send(far_side, changed(), "c-d1-0", act=Act.CHANGE, count=1)
    seen = [state(far_side)]
    for _ in range(2):
        far_side.step()
        seen.append(state(far_side))
    assert seen == [(3, 4), (3, 2), (3, 0)]
    assert document(far_side).changes == 1
    assert marks(far_side)[-1] == "EMS323 2"


@pytest.mark.parametrize("steps", [0, 1])
def test_no_change_before_the_ledger_is_executing(steps: int, far_side: FarSide) -> None:
    send(far_side, filed(), "f-d1-0")
    for _ in range(steps):
        far_side.step()
    before = state(far_side)
    send(far_side, changed(), "c-d1-0", act=Act.CHANGE, count=1)
    assert state(far_side) == before == (steps + 1, 0)
    assert "EMS323 3" in marks(far_side)
    assert [a.verdict for a in far_side.arrivals()] == ["taken", "rejected"]


@pytest.mark.parametrize("steps", [0, 1])
def test_no_second_change_while_one_is_under_way(steps: int, far_side: FarSide) -> None:
    in_force(far_side)
    send(far_side, changed(), "c-d1-0", act=Act.CHANGE, count=1)
    for _ in range(steps):
        far_side.step()
    before = state(far_side)
    send(far_side, changed(2), "c-d2-0", act=Act.CHANGE, count=2)
    assert state(far_side) == before == (3, 4 - 2 * steps)
    assert marks(far_side)[-1] == "EMS323 3"


@pytest.mark.parametrize("count", [2, 0])
def test_changes_are_counted(count: int, far_side: FarSide) -> None:
    in_force(far_side)
    send(far_side, changed(count), "c-d1-0", act=Act.CHANGE, count=count)
    assert state(far_side) == (3, 0)
    assert marks(far_side) == ["EMS323 3"]


def test_a_rejected_change_leaves_the_ledger_in_force_and_can_be_declared_again(far_side: FarSide) -> None:
    in_force(far_side)
    wrong = changed()
    rows = (*wrong.materials[:-1], item(3, goods_name="料", modification="3"))
    send(far_side, attrs.evolve(wrong, materials=rows), "c-d1-0", act=Act.CHANGE, count=1)
    far_side.step()
    far_side.step()
    assert state(far_side) == (3, 1)
    assert marks(far_side)[-1] == "EMS323 3"
    assert "4" not in far_side.store.content(document(far_side))["ORG_IMG"]
    send(far_side, changed(), "c-d2-0", act=Act.CHANGE, count=1)
    far_side.step()
    far_side.step()
    assert (state(far_side), document(far_side).changes) == ((3, 0), 1)


def test_the_same_exchange_again_is_known_and_does_nothing(far_side: FarSide) -> None:
    message = account().baoguan_encode(parcel(filed(), exchange="f-d1-0"))
    first = far_side.take("f-d1-0", body(message))
    again = far_side.take("f-d1-0", body(message))
    assert (first.taken, again.taken, first.number) == ("new", "known", again.number)
    assert [a.verdict for a in far_side.arrivals()] == ["taken", "repeated"]
    other = account().baoguan_encode(parcel(filed(remark="别的"), exchange="f-d1-0"))
    with pytest.raises(ConflictError, match="other content"):
        far_side.take("f-d1-0", body(other))


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_an_act_that_stands_is_answered_with_four_whatever_its_exchange(steps: int, far_side: FarSide) -> None:
    send(far_side, filed(), "f-d1-0")
    for _ in range(steps):
        far_side.step()
    marks(far_side)
    before = state(far_side)
    send(far_side, filed(), "f-d2-0")
    assert marks(far_side) == ["EMS313 4"]
    assert state(far_side) == before
    assert [a.verdict for a in far_side.arrivals()] == ["taken", "duplicate"]


def test_batches_may_come_in_any_order_and_each_once(far_side: FarSide) -> None:
    rows = tuple(item(n, goods_name=f"集成电路{n}", modification="3") for n in range(1, 25))
    whole = filed(materials=rows, consumptions=())
    old = account(batch_rows=30)
    packs = old.baoguan_encode(parcel(whole, exchange="b-1")).packs
    assert packs == 3
    for k in (3, 1, 3, 2):
        exchange = f"b-{k}" if k != 3 or far_side.store.number("receipt") == 0 else "b-3-again"
        message = old.baoguan_encode(parcel(whole, exchange=exchange, pack=k, packs=packs))
        far_side.take(exchange, body(message))
        assert state(far_side)[0] == (1 if k == 2 else 0)
    assert marks(far_side) == ["EMS313 8", "EMS313 8", "EMS313 4"]
    far_side.step()
    far_side.step()
    assert state(far_side) == (3, 0)
    assert [a.verdict for a in far_side.arrivals()] == ["taken", "taken", "duplicate", "taken"]


def test_a_check_has_no_effect_but_the_number(far_side: FarSide) -> None:
    send(far_side, filed(), "f-s1-0", step=Step.SAVE)
    send(far_side, inventory(), "l-s1-0", step=Step.SAVE)
    assert marks(far_side) == ["EMS313 0", "EMS317 9"]
    assert (state(far_side), state(far_side, "LIST-1")) == ((0, 0), (0, 0))
    assert far_side.step() == 0


def test_approving_a_list_moves_nothing_its_declaration_does_and_only_once(far_side: FarSide) -> None:
    in_force(far_side)
    send(far_side, inventory(), "l-d1-0")
    with pytest.raises(ConflictError, match="not approved"):
        far_side.declare_entry(TRADE, "LIST-1")
    far_side.step()
    far_side.step()
    assert marks(far_side)[-1] == "EMS317 2"
    assert far_side.balances(LEDGER) == {}
    entry = far_side.declare_entry(TRADE, "LIST-1")
    assert entry.startswith("5301")
    assert (len(entry), entry[8]) == (18, "1")
    balance = far_side.balances(LEDGER)
    assert {k: (b.imported, b.exported) for k, b in balance.items()} == {("IMG", "1"): (Decimal(200), Decimal(0))}
    with pytest.raises(ConflictError, match="has its declaration"):
        far_side.declare_entry(TRADE, "LIST-1")
    assert far_side.balances(LEDGER) == balance


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ledger_item_no": 3}, "G_NO"),
        ({"hs_code": "8542310000"}, "CODE_TS"),
        ({"goods_name": "别的"}, "G_NAME"),
        ({"unit": "035"}, "UNIT"),
        ({"part_no": "M-0002"}, "COP_G_NO"),
        ({"quantity": Decimal(0)}, "QTY"),
    ],
)
def test_a_list_must_agree_with_the_merged_rows(changes: dict[str, object], field: str, far_side: FarSide) -> None:
    in_force(far_side)
    send(far_side, inventory(lines=(line(1, **changes),)), "l-d1-0")
    far_side.step()
    far_side.step()
    last = far_side.receipts(100)[-1].body
    assert b"G_CHK_MSG" in last
    assert field.encode() in last
    assert state(far_side, "LIST-1") == (1, 0)


def test_a_list_needs_a_ledger_in_force(far_side: FarSide) -> None:
    send(far_side, inventory(), "l-d1-0")
    assert marks(far_side) == ["EMS317 3"]
    send(far_side, filed(), "f-d1-0")
    send(far_side, inventory("LIST-2"), "l-d2-0")
    assert marks(far_side) == ["EMS317 3"]


def test_write_off_takes_two_reports_and_ends_in_state_five(far_side: FarSide) -> None:
    in_force(far_side)
    send(far_side, inventory(), "l-d1-0")
    far_side.step()
    far_side.step()
    entry = far_side.declare_entry(TRADE, "LIST-1")
    marks(far_side)

    def hand_in(exchange: str, kind: str, *entries: str) -> str:
        head: dict[str, Value] = {"TRADE_CODE": TRADE, "COP_EMS_NO": exchange, "EMS_NO": LEDGER, "DCR_TIMES": 1, "DCR_TYPE": kind}
        rows: list[tuple[str, dict[str, Value]]] = [("DCR_HEAD", head), ("DCR_IMG", {"G_NO": 1, "IN_QTY": Decimal(200)})]
        rows += [("DCR_ENT", {"ENTRY_NO": e, "I_E_FLAG": "I"}) for e in entries]
        far_side.take(exchange, report("EMS231", rows, exchange, exchange))
        far_side.step()
        far_side.step()
        return marks(far_side)[-1]

    assert hand_in("r1", "2") == "EMS331 3"
    assert hand_in("r2", "1") == "EMS331 3"
    assert hand_in("r3", "1", "530120260000000099") == "EMS331 3"
    assert hand_in("r4", "1", entry) == "EMS331 2"
    assert state(far_side) == (3, 0)
    assert hand_in("r5", "2", entry) == "EMS331 3"
    assert hand_in("r6", "2") == "EMS331 2"
    assert state(far_side) == (5, 0)
    send(far_side, changed(), "c-d1-0", act=Act.CHANGE, count=1)
    send(far_side, inventory("LIST-9"), "l-d9-0")
    assert marks(far_side) == ["EMS323 3", "EMS317 3"]


@pytest.mark.parametrize(("kind", "down"), [("EMS230", "EMS330"), ("EMS232", "EMS332")])
def test_checks_of_stock_are_answered(kind: str, down: str, far_side: FarSide) -> None:
    in_force(far_side)
    head: dict[str, Value] = {"TRADE_CODE": TRADE, "COP_EMS_NO": "COL-1", "EMS_NO": LEDGER, "COL_TIMES": 1, "COL_DATE": "20260105"}
    far_side.take("k-1", report(kind, [("COL_HEAD", head), ("COL_IMG", {"G_NO": 1, "STOCK_QTY": Decimal(7)})], "k-1", "COL-1"))
    far_side.step()
    far_side.step()
    assert marks(far_side) == [f"{down} 1", f"{down} 2"]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ({"STEP": "7"}, "control record"),
        ({"BATCH_NO": 2}, "control record"),
        ({"FILE_NAME": "y"}, "FILE_NAME"),
        ({"COP_EMS_NO": ""}, "missing"),
    ],
)
def test_wrong_control_records_are_refused(key: dict[str, Value], told: str, far_side: FarSide) -> None:
    base: dict[str, Value] = {"TRADE_CODE": TRADE, "COP_EMS_NO": "N", "FILE_NAME": "x", "DECLARE_TYPE": "B", **key}
    with pytest.raises(UnreadableError, match=told):
        far_side.take("x", encode("EMS217", [("CL_LIST", {})], key=base))
    assert [a.verdict for a in far_side.arrivals()] == ["refused"]
    assert far_side.known(TRADE, "N") == ([], [], [])


def test_it_survives_its_own_death(tmp_path: Path) -> None:
    first = FarSide(tmp_path / "s.sqlite", by_hand=True)
    send(first, filed(), "f-d1-0")
    first.close()
    second = FarSide(tmp_path / "s.sqlite", by_hand=True)
    second.step()
    second.step()
    assert state(second) == (3, 0)
    with pytest.raises(Exception, match="append-only"):
        second.store._rows("DELETE FROM arrivals")
    second.close()


def test_the_application_in_process(far_side: FarSide) -> None:
    message = account().baoguan_encode(parcel(filed(), exchange="f-d1-0"))

    async def talk() -> None:
        transport = httpx.ASGITransport(app=create_app(far_side, token="t-1"))
        async with httpx.AsyncClient(transport=transport, base_url="http://far") as client:
            bare = await client.get("/receipts")
            assert bare.status_code == 401
            client.headers["Authorization"] = "Bearer t-1"
            assert (await client.get("/status")).json() == {"system": "h2010-mock"}
            assert (await client.post("/exchange/f-d1-0", content=body(message))).json()["taken"] == "new"
            assert (await client.post("/exchange/f-d1-0", content=body(message))).json()["taken"] == "known"
            assert (await client.post("/exchange/f-d1-0", content=b"<EMS_EDI_X>")).status_code == 409
            assert (await client.post("/exchange/g", content=b"<EMS_EDI_X>")).status_code == 422
            for _ in range(2):
                await client.post("/desk/step")
            given = (await client.get("/receipts", params={"limit": "3"})).json()["receipts"]
            assert len(given) == 3
            tokens = [r["token"] for r in given]
            assert (await client.post("/acknowledge", json={"tokens": tokens})).json() == {"acknowledged": 3}
            rest = (await client.get("/receipts")).json()["receipts"]
            assert not {r["token"] for r in rest} & set(tokens)
            query = {"TRADE_CODE": TRADE, "COP_EMS_NO": "EMS-A-1"}
            told = (await client.get("/query", params=query)).json()
            assert (told["exchanges"], told["states"]) == (["f-d1-0"], {"ledger": {"state": 3, "copy": 0}})
            assert len(told["receipts"]) == 8
            assert (await client.post("/desk/maintenance", json={"seconds": 60})).status_code == 200
            closed = await client.get("/receipts")
            assert (closed.status_code, 0 < int(closed.headers["Retry-After"]) <= 60) == (503, True)
            await client.post("/desk/maintenance", json={"seconds": 0})
            assert (await client.get("/receipts")).status_code == 200
            assert (await client.post("/desk/declare-entry", json={"TRADE_CODE": TRADE, "COP_EMS_NO": "?"})).status_code == 409
            assert (await client.get("/desk/balances", params={"EMS_NO": LEDGER})).json() == {"balances": []}
            assert (await client.get("/desk/arrivals")).json()["arrivals"][0]["verdict"] == "taken"
            wrong = [
                await client.get("/receipts?limit=x"), await client.get("/query"), await client.post("/acknowledge", content=b"no"),
                await client.post("/desk/maintenance", json={"seconds": -1}),
            ]  # fmt: skip
            assert [w.status_code for w in wrong] == [400] * 4

    asyncio.run(talk())


def test_a_script_of_faults_is_read_or_refused() -> None:
    assert parse("late:A-*:5").count == 5
    assert (parse("late:A").count, parse("lost:A").count) == (3, 0)
    for wrong in ("", "lost", "lost:", "no:A", "late:A:x"):
        with pytest.raises(ValueError, match="KIND"):
            parse(wrong)
