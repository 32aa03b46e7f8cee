"""The wire over HTTP: what becomes of a batch when the answer does not come, or is not what it should be."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import respx
import uvicorn

from baoguan import Broker, InDoubt, NotSent, Rejected, read_config
from baoguan.plugin import Arrived, Inquiry, Message, NotArrived, Secret
from baoguan_shenguantong import channel
from baoguan_shenguantong.http import HttpAccount
from baoguan_shenguantong.simulator import Simulator
from baoguan_shenguantong.simulator.app import create_app
from plugins.shenguantong.tests.world import ACCOUNT, TOKEN, URL, World, context, encoder, never_twice, only, parcel, served
from tests.support.lists import inventory

Answer = Callable[[httpx.Request], httpx.Response]
GOOD = {"protocol": "assumed-v1", "exchange_id": "A-1-s1-0123456789ab", "result": "accepted", "reference": "B1"}


@pytest.fixture
def account() -> Iterator[HttpAccount]:
    opened = channel.open({**ACCOUNT, "transport": "http", "url": URL, "token": Secret(TOKEN)}, context())
    assert isinstance(opened, HttpAccount)
    yield opened
    opened.close()


def message() -> Message:
    return encoder().baoguan_encode(parcel(inventory("A-1")))


def page(status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers={"content-type": "text/html", **headers}, content=b"<html>Sorry</html>")


def test_a_batch_is_posted_under_its_exchange_id_with_the_token(account: HttpAccount) -> None:
    with respx.mock:
        route = respx.post(f"{URL}/batches/A-1-s1-0123456789ab").respond(json=GOOD)
        assert account.baoguan_submit(message()).reference == "B1"
        request = route.calls[0].request
        assert request.headers["content-type"] == "application/zip"
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        assert request.content == message().parts[0].content


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (httpx.Response(429, headers={"retry-after": "3"}), NotSent),
        (httpx.Response(503, headers={"retry-after": "3"}), NotSent),
        (httpx.Response(401), NotSent),
        (httpx.Response(500), InDoubt),
        (page(502), InDoubt),
        (page(200), InDoubt),
        (httpx.Response(200), InDoubt),
        (httpx.Response(200, headers={"content-type": "application/json"}, content=b""), InDoubt),
        (httpx.Response(200, headers={"content-type": "image/png"}, content=b"\x89PNG"), InDoubt),
        (httpx.Response(200, headers={"content-type": "text/plain"}, content=json.dumps(GOOD).encode()), InDoubt),
        (httpx.Response(200, json=[1]), InDoubt),
        (httpx.Response(200, json={**GOOD, "protocol": "assumed-v2"}), InDoubt),
        (httpx.Response(200, json={**GOOD, "exchange_id": "B-2"}), InDoubt),
        (httpx.Response(200, json={**GOOD, "result": "perhaps"}), InDoubt),
        (httpx.Response(200, json={"protocol": "assumed-v1"}), InDoubt),
        (httpx.Response(422, json={**GOOD, "result": "refused", "text": "行数不符"}), Rejected),
        (httpx.Response(200, json={**GOOD, "result": "refused", "text": "行数不符"}), Rejected),
    ],
    ids=lambda x: f"{x.status_code} {x.content[:12]!r}" if isinstance(x, httpx.Response) else x.__name__,
)
def test_an_answer_says_what_became_of_the_batch(account: HttpAccount, answer: httpx.Response, expected: type[Exception]) -> None:
    with respx.mock:
        respx.post(url__startswith=URL).mock(return_value=answer)
        with pytest.raises(Exception) as caught:  # noqa: PT011  the very type is compared below
            account.baoguan_submit(message())
    assert type(caught.value) is expected
    assert TOKEN not in str(caught.value)
    if expected is Rejected:
        assert "行数不符" in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [(httpx.ConnectError("refused"), NotSent), (httpx.ReadTimeout("slow"), InDoubt), (httpx.RemoteProtocolError("cut"), InDoubt)],
)
def test_a_fault_on_the_line_says_whether_a_byte_can_have_left(
    account: HttpAccount, fault: Exception, expected: type[Exception]
) -> None:
    with respx.mock:
        respx.post(url__startswith=URL).mock(side_effect=fault)
        with pytest.raises(expected):
            account.baoguan_submit(message())


# -- asking by number --------------------------------------------------------------------------------------------------

KNOWN = {"protocol": "assumed-v1", "kind": "inventory", "owner": "4403D60001", "number": "A-1", "receipts": []}


def test_reconciling_asks_by_the_enterprises_own_number(account: HttpAccount) -> None:
    with respx.mock:
        route = respx.get(f"{URL}/documents").respond(json={**KNOWN, "known": True, "exchanges": [message().exchange_id]})
        assert isinstance(account.baoguan_reconcile(message(), ""), Arrived)
        assert dict(route.calls[0].request.url.params) == {"kind": "inventory", "owner": "4403D60001", "number": "A-1"}


@pytest.mark.parametrize("told", [{"known": False}, {"known": True, "exchanges": ["another"]}], ids=["unknown", "another exchange"])
def test_what_it_does_not_have_may_be_sent_again_under_the_same_id(account: HttpAccount, told: dict[str, object]) -> None:
    with respx.mock:
        respx.get(f"{URL}/documents").respond(json={**KNOWN, **told})
        assert account.baoguan_reconcile(message(), "") == NotArrived(final=True, evidence=_any_text(account, told))


def _any_text(account: HttpAccount, told: dict[str, object]) -> str:
    return f"4403D60001/A-1: exchange {message().exchange_id} is not among {told.get('exchanges', [])}"


@pytest.mark.parametrize(
    "answer",
    [
        *(page(404), page(200), httpx.Response(200), httpx.Response(500)),
        httpx.Response(200, json={**KNOWN, "known": "yes"}),
        httpx.Response(200, json={**KNOWN, "known": True, "exchanges": "none"}),
        httpx.Response(200, json={**KNOWN, "known": False, "number": "B-2"}),
        httpx.Response(200, json={"protocol": "assumed-v1"}),
    ],
    ids=lambda r: f"{r.status_code} {r.content[:60]!r}",
)
def test_an_answer_that_is_none_never_says_that_it_is_not_there(account: HttpAccount, answer: httpx.Response) -> None:
    with respx.mock:
        respx.get(f"{URL}/documents").mock(return_value=answer)
        with pytest.raises((NotSent, InDoubt)):
            account.baoguan_reconcile(message(), "")


def test_a_number_of_any_form_is_asked_for_whole(account: HttpAccount) -> None:
    number = "甲/乙 ?&#%"
    with respx.mock:
        respx.get(f"{URL}/documents").respond(json={**KNOWN, "number": number, "known": False})
        inquiry = Inquiry(kind="inventory", owner="4403D60001", number=number, numbers={}, exchange_ids=())
        assert account.baoguan_inquire(inquiry) == []
        assert respx.calls[0].request.url.params["number"] == number
        other = encoder().baoguan_encode(parcel(inventory(number), exchange_id="x-1"))
        assert isinstance(account.baoguan_reconcile(other, ""), NotArrived)


# -- receipts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        page(200),
        httpx.Response(200),
        httpx.Response(200, json={"protocol": "assumed-v1", "receipts": [{}]}),
        httpx.Response(200, json={}),
    ],
    ids=lambda r: repr(r.content[:40]),
)
def test_receipts_that_cannot_be_read_are_said_and_none_is_acknowledged(account: HttpAccount, answer: httpx.Response) -> None:
    with respx.mock:
        respx.get(f"{URL}/receipts").mock(return_value=answer)
        with pytest.raises(InDoubt):
            account.baoguan_receipts(10)
        assert len(respx.calls) == 1


def test_a_far_side_that_repeats_its_page_is_not_asked_for_ever(account: HttpAccount) -> None:
    row = {"token": "1", "name": "r", "content": "{}"}
    with respx.mock:
        respx.get(f"{URL}/receipts").respond(json={"protocol": "assumed-v1", "receipts": [row]})
        account.baoguan_acknowledge(["1"], foreign=True)
        assert account.baoguan_receipts(10) == []
        assert len(respx.calls) == 2


def test_the_doctor_says_that_the_format_is_assumed_and_whether_anybody_answers(account: HttpAccount) -> None:
    with respx.mock:
        respx.get(f"{URL}/status").mock(side_effect=[page(200), httpx.Response(200, json={"protocol": "assumed-v1", "name": "X"})])
        bad, good = account.baoguan_diagnose(), account.baoguan_diagnose()
    assert [(d.level) for d in bad] == ["warning", "error"]
    assert [(d.level) for d in good] == ["warning", "ok"]
    assert "not public" in bad[0].en


# -- with a Broker -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ReadTimeout("after acceptance"),
        httpx.RemoteProtocolError("cut"),
        page(200),
        page(502),
        httpx.Response(200),
        httpx.Response(200, headers={"content-type": "image/png"}, content=b"\x89PNG"),
        httpx.Response(500),
    ],
    ids=lambda f: type(f).__name__ if isinstance(f, Exception) else f"{f.status_code} {f.headers.get('content-type', '')}",
)
@pytest.mark.parametrize("taken", [True, False], ids=["taken", "lost on the way"])
def test_whatever_the_answer_was_the_batch_arrives_once(web: World, fault: Exception | httpx.Response, taken: bool) -> None:
    """Every first POST of a batch meets the fault, after the far side took it or before."""
    met: set[str] = set()

    def answer(simulator: Simulator, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if not path.startswith("/batches/") or path in met:
            return served(simulator, request)
        met.add(path)
        if taken:
            served(simulator, request)
        if isinstance(fault, Exception):
            raise fault
        return fault

    with Simulator(web.base / "sim") as simulator, respx.mock:
        respx.route(url__startswith=URL).mock(side_effect=lambda request: answer(simulator, request))
        with web.broker() as broker:
            broker.submit(inventory("A-1"), declare=True)
            web.run(broker, simulator, 10)
            assert only(broker, "A-1").state == "deducted"
        assert [(a.declare, a.accepted, a.repeated) for a in simulator.arrivals()] == [(0, True, False), (1, True, False)]
        never_twice(simulator)


@pytest.mark.parametrize("status", [429, 503])
def test_who_asks_to_be_left_alone_is_left_alone_and_gets_it_once(web: World, status: int) -> None:
    busy = [httpx.Response(status, headers={"retry-after": "1"})]
    asked: list[float] = []

    def answer(simulator: Simulator, request: httpx.Request) -> httpx.Response:
        asked.append(time.monotonic())
        return busy.pop() if busy and request.method == "POST" else served(simulator, request)

    with Simulator(web.base / "sim") as simulator, respx.mock:
        respx.route(url__startswith=URL).mock(side_effect=lambda request: answer(simulator, request))
        with web.broker() as broker:
            broker.submit(inventory("A-1"))
            assert "busy" in broker.run_once(force=True).failures["sgt"]
            count = len(asked)
            broker.run_once(force=True)
            assert len(asked) == count
            time.sleep(1.05)
            web.run(broker, simulator, 3)
            assert only(broker, "A-1").state == "saved"
        assert [a.accepted for a in simulator.arrivals()] == [True]


def test_a_repeated_exchange_id_is_answered_with_the_first_result(account: HttpAccount, tmp_path: Path) -> None:
    with Simulator(tmp_path) as simulator, respx.mock:
        respx.route(url__startswith=URL).mock(side_effect=lambda request: served(simulator, request, TOKEN))
        first, second = account.baoguan_submit(message()), account.baoguan_submit(message())
        assert first == second
        assert [(a.accepted, a.repeated) for a in simulator.arrivals()] == [(True, False), (False, True)]
        assert len(simulator.receipts(0, 10)) == 1


def test_without_its_token_nobody_is_served(web: World) -> None:
    with Simulator(web.base / "sim") as simulator, respx.mock:
        respx.route(url__startswith=URL).mock(side_effect=lambda request: served(simulator, request, TOKEN))
        with web.broker() as broker:
            broker.submit(inventory("A-1"))
            assert "401" in broker.run_once(force=True).failures["sgt"]
        assert simulator.arrivals() == ()


def test_over_a_real_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SGT_TOKEN", TOKEN)
    with Simulator(tmp_path / "sim") as simulator:
        server = uvicorn.Server(uvicorn.Config(create_app(simulator, token=TOKEN), log_level="warning", lifespan="off"))
        listener = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            account = {"channel": "shenguantong", "transport": "http", "url": url, "token": {"env": "SGT_TOKEN"}, **ACCOUNT}
            data = {"environment": "simulator", "journal": "journal", "by": "t", "accounts": {"sgt": account}}
            with Broker(read_config(data, tmp_path)) as broker:
                broker.submit(inventory("A-1"), declare=True)
                for _ in range(8):
                    assert broker.run_once(force=True).failures == {}
                assert only(broker, "A-1").state == "deducted"
        finally:
            server.should_exit = True
            thread.join(timeout=20)
            listener.close()
        assert len(simulator.arrivals()) == 2
        never_twice(simulator)
