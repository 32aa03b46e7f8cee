"""The programs to read run, and do what they say."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Iterator
from decimal import Decimal
from pathlib import Path

import fastapi_integrator
import httpx
import ledger_life
import one_line
import pytest
import receipt_loop
import wrapper_plugin
from fiction import one_list

from baoguan import Broker, to_json
from baoguan.plugin import Event, Message, NotSent, Verb
from tests.broker.office import without_waiting_for_disks

TOML = """environment = "test"
journal = "journal"
by = "tester"

[accounts.trial]
channel = "echo"
"""


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with without_waiting_for_disks():
        yield


# -- one line ----------------------------------------------------------------------------------------------------------------


def test_one_changed_line_sends_the_list_over_another_channel(tmp_path: Path) -> None:
    found = one_line.main(tmp_path)
    assert [(s.account, s.number, s.declared) for s in found] == [(account, "DEMO-1", True) for account in one_line.ACCOUNTS]
    # The Single Window's number is Customs' own, 18 digits.
    assert len(found[-1].numbers["seq_no"]) == 18


def test_it_is_one_line_of_the_settings() -> None:
    lines = one_line.SETTINGS.splitlines()
    for account in one_line.ACCOUNTS[1:]:
        changed = one_line.SETTINGS.replace(one_line.LINE, f'account = "{account}" ').splitlines()
        assert sum(a != b for a, b in zip(lines, changed, strict=True)) == 1


# -- the loop ----------------------------------------------------------------------------------------------------------------


def test_the_loop_follows_a_list_until_it_is_declared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert receipt_loop.main(tmp_path) == "declared"
    assert "DEMO-1 sent -> declared" in capsys.readouterr().out


def test_an_event_that_failed_comes_again_and_none_is_left_out(tmp_path: Path) -> None:
    seen: list[int] = []

    def fail_once(event: Event) -> None:
        seen.append(event.id)
        if len(seen) == 3:
            raise RuntimeError("the power went out")

    cursor = receipt_loop.Cursor(tmp_path / "cursor")
    with Broker(receipt_loop.config(tmp_path)) as broker:
        broker.submit(one_list("DEMO-1"), declare=True)
        broker.run_once()
        with pytest.raises(RuntimeError, match="power"):
            receipt_loop.deal_with_new(broker, cursor, fail_once)
    with Broker(receipt_loop.config(tmp_path)) as broker:
        receipt_loop.work(broker, cursor, fail_once, rounds=6)
        ids = [event.id for event in broker.events()]
    assert seen == [*ids[:3], *ids[2:]]


# -- the wrapper -------------------------------------------------------------------------------------------------------------


def test_the_wrapper_measures_every_send(tmp_path: Path) -> None:
    sends = wrapper_plugin.main(tmp_path)
    assert [sent.result for sent in sends] == ["sent", "sent"]
    assert len({sent.exchange_id for sent in sends}) == 2
    assert all(sent.seconds >= 0 for sent in sends)


def test_the_wrapper_hands_on_what_the_channel_raised() -> None:
    measured = wrapper_plugin.Measured()
    around = measured.baoguan_submit(Message(exchange_id="x", verb=Verb.SAVE, parts=()))
    next(around)
    with pytest.raises(NotSent):
        around.throw(NotSent("没有发出", "nothing left"))
    assert [(sent.exchange_id, sent.result) for sent in measured.sends] == [("x", "NotSent")]


# -- the life of a ledger ----------------------------------------------------------------------------------------------------


def test_both_sides_keep_the_same_books_of_a_handbook(tmp_path: Path) -> None:
    found = {each.what: each for each in ledger_life.main(tmp_path)}
    assert {what: each.ours for what, each in found.items()} == {what: each.theirs for what, each in found.items()}
    # pre-increased, pre-decreased, increased, decreased; 2000 products took 2 / (1 - 0.5 %) and 12.5 / (1 - 3 %) each.
    assert {what: tuple(map(int, each.ours)) for what, each in found.items() if what[1] == " "} == {
        "E 1": (0, 0, 0, 2000),
        "I 1": (0, 0, 5000, 200),
        "I 2": (0, 0, 30000, 0),
    }
    for what in ("left of", "writes off"):
        assert (found[f"{what} 1"].ours, found[f"{what} 2"].ours) == ((Decimal("779.89950"),), (Decimal("4226.80412"),))


# -- the service -------------------------------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def served(folder: Path) -> AsyncGenerator[httpx.AsyncClient]:
    """The application between its start and its end, and a client of it."""
    settings = folder / "baoguan.toml"
    settings.write_text(TOML, encoding="utf-8")
    app = fastapi_integrator.build(settings, interval=0.01)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://integrator.example") as client,
    ):
        yield client


def test_a_request_submits_and_the_events_tell_what_became_of_it(tmp_path: Path) -> None:
    async def talk() -> tuple[list[str], list[int]]:
        moves: list[str] = []
        ids: list[int] = []
        async with served(tmp_path) as client:
            for repeated in (False, True):
                answer = await client.post("/documents", params={"declare": True}, json=to_json(one_list("DEMO-1")))
                assert (answer.status_code, answer.json()["repeated"]) == (202, repeated)
            cursor, deadline = 0, time.monotonic() + 60
            while "declared" not in moves and time.monotonic() < deadline:
                page = (await client.get("/events", params={"after": cursor, "limit": 2})).json()
                cursor = page["cursor"]
                ids += [event["id"] for event in page["events"]]
                moves += [event["data"]["to"] for event in page["events"] if event["kind"] == "state"]
        return moves, ids

    moves, ids = asyncio.run(talk())
    assert moves[-1] == "declared"
    assert ids == sorted(set(ids))


def test_what_cannot_be_declared_is_refused_with_reasons_and_nothing_is_journalled(tmp_path: Path) -> None:
    async def talk() -> tuple[httpx.Response, ...]:
        async with served(tmp_path) as client:
            wrong = await client.post("/documents", json={**to_json(one_list("DEMO-1")), "direction": "X"})
            none = await client.post("/documents", json={"no such field": 1})
            return wrong, none, await client.get("/events")

    wrong, none, events = asyncio.run(talk())
    assert (wrong.status_code, none.status_code) == (422, 400)
    assert "direction" in {finding["path"] for finding in wrong.json()["findings"]}
    assert "no such field" in none.json()["en"]
    assert events.json() == {"events": [], "cursor": 0}


def test_the_lifespan_closes_the_broker_and_the_next_one_takes_over(tmp_path: Path) -> None:
    async def talk() -> tuple[int, int]:
        async with served(tmp_path) as client:
            await client.post("/documents", json=to_json(one_list("DEMO-1")))
            before = (await client.get("/events")).json()["cursor"]
        async with served(tmp_path) as client:
            return before, (await client.get("/events")).json()["cursor"]

    before, after = asyncio.run(talk())
    assert 0 < before <= after
