"""What the channel makes of answers, whatever sent them: request by request."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import respx

from baoguan import ConfigurationError, InDoubt, NotSent, Rejected
from baoguan.plugin import Arrived, ChannelContext, Codes, DocumentKinds, Inquiry, Message, NotArrived, Secret
from baoguan_h2010 import channel
from baoguan_h2010.account import LegacyAccount
from plugins.h2010.tests.papers import filed
from plugins.h2010.tests.sending import body, parcel

URL = "http://old.example/ems"
CONTEXT = ChannelContext(
    environment="test", account="old", codes=Codes.builtin(), kinds=DocumentKinds(()), journal="j", base=Path("/nowhere")
)


def opened(**settings: object) -> LegacyAccount:
    return channel.open({"url": URL, **settings}, CONTEXT)


def message(account: LegacyAccount) -> Message:
    return account.baoguan_encode(parcel(filed(), exchange="a/b-d1-0"))


TAKEN = {"exchange": "a/b-d1-0", "number": 7, "taken": "new"}


@respx.mock
def test_a_message_goes_out_as_it_was_journalled_with_its_id_and_token() -> None:
    route = respx.post(f"{URL}/exchange/a%2Fb-d1-0").respond(json=TAKEN)
    account = opened(token=Secret("secret-1"))
    answer = account.baoguan_submit(message(account))
    (call,) = route.calls
    assert call.request.content == body(message(account))
    assert call.request.headers["content-type"] == "text/plain; charset=GBK"
    assert call.request.headers["authorization"] == "Bearer secret-1"
    assert (answer.reference, answer.detail) == ("7", "new")
    account.close()


ANSWERS: list[tuple[Callable[[], httpx.Response] | type[Exception], type[Exception]]] = [
    (httpx.ReadTimeout, InDoubt),
    (httpx.RemoteProtocolError, InDoubt),
    (httpx.ConnectError, NotSent),
    (httpx.ConnectTimeout, NotSent),
    (lambda: httpx.Response(429, headers={"Retry-After": "7"}), NotSent),
    (lambda: httpx.Response(503, headers={"Retry-After": "7"}), NotSent),
    (lambda: httpx.Response(500, text="oops"), InDoubt),
    (lambda: httpx.Response(502, html="<html>Bad Gateway</html>"), InDoubt),
    (lambda: httpx.Response(504, html="<html>Time-out</html>"), InDoubt),
    (lambda: httpx.Response(200, html="<html>Welcome</html>"), InDoubt),
    (lambda: httpx.Response(200, content=b""), InDoubt),
    (lambda: httpx.Response(200, content=b"", headers={"Content-Type": "application/json"}), InDoubt),
    (lambda: httpx.Response(200, text='{"exchange": "a/b-d1-0"}'), InDoubt),
    (lambda: httpx.Response(200, json=[]), InDoubt),
    (lambda: httpx.Response(200, json={"exchange": "other", "number": 1, "taken": "new"}), InDoubt),
    (lambda: httpx.Response(200, content=b"{", headers={"Content-Type": "application/json"}), InDoubt),
    (lambda: httpx.Response(401), NotSent),
    (lambda: httpx.Response(404), NotSent),
    (lambda: httpx.Response(409, text="other content"), Rejected),
    (lambda: httpx.Response(422, text="第 3 行"), Rejected),
]


@pytest.mark.parametrize(("answer", "wanted"), ANSWERS)
@respx.mock
def test_only_what_provably_was_not_taken_may_be_sent_again(
    answer: Callable[[], httpx.Response] | type[Exception], wanted: type[Exception]
) -> None:
    route = respx.post(url__startswith=URL)
    if isinstance(answer, type):
        route.mock(side_effect=answer)
    else:
        route.mock(return_value=answer())
    account = opened()
    with pytest.raises(wanted) as caught:
        account.baoguan_submit(message(account))
    account.close()
    if not isinstance(answer, type) and answer().status_code in {429, 503}:
        assert caught.value.retry_after == timedelta(seconds=7)  # type: ignore[attr-defined]


@respx.mock
def test_a_time_out_after_acceptance_is_settled_by_asking() -> None:
    respx.post(url__startswith=f"{URL}/exchange").mock(side_effect=httpx.ReadTimeout)
    told = {"number": "EMS-A-1", "exchanges": ["a/b-d1-0"], "receipts": []}
    query = respx.get(f"{URL}/query").respond(json=told)
    account = opened()
    with pytest.raises(InDoubt):
        account.baoguan_submit(message(account))
    assert isinstance(account.baoguan_reconcile(message(account)), Arrived)
    assert dict(query.calls.last.request.url.params) == {"TRADE_CODE": "4403D60001", "COP_EMS_NO": "EMS-A-1"}
    query.respond(json={**told, "exchanges": ["other"]})
    answer = account.baoguan_reconcile(message(account))
    assert isinstance(answer, NotArrived)
    assert answer.final
    account.close()


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, html="<html/>"), httpx.Response(200, content=b""), httpx.Response(200, json={"exchanges": []}),
        httpx.Response(200, json={"number": "ANOTHER", "exchanges": [], "receipts": []}), httpx.Response(503),
        httpx.Response(200, json={"number": "EMS-A-1", "exchanges": "a", "receipts": []}), httpx.Response(404),
    ],
)  # fmt: skip
@respx.mock
def test_no_readable_answer_never_says_that_it_did_not_arrive(answer: httpx.Response) -> None:
    respx.get(f"{URL}/query").mock(return_value=answer)
    account = opened()
    with pytest.raises((InDoubt, NotSent)):
        account.baoguan_reconcile(message(account))
    account.close()


def _mail(*tokens: str) -> dict[str, object]:
    return {"receipts": [{"token": t, "name": f"r{t}.ems", "content": base64.b64encode(t.encode()).decode()} for t in tokens]}


@respx.mock
def test_receipts_come_until_acknowledged_and_foreign_ones_do_not_stand_in_the_way() -> None:
    mailbox = respx.get(f"{URL}/receipts").respond(json=_mail("1", "2", "3"))
    out = respx.post(f"{URL}/acknowledge").respond(json={"acknowledged": 1})
    account = opened()
    assert [r.token for r in account.baoguan_receipts(2)] == ["1", "2"]
    assert [r.content for r in account.baoguan_receipts(1)] == [b"1"]
    assert account.baoguan_acknowledge(["1", "2"], foreign=True)
    assert not out.called
    assert [r.token for r in account.baoguan_receipts(2)] == ["3"]
    assert mailbox.calls.last.request.url.params["limit"] == "4"
    assert account.baoguan_acknowledge(["3"], foreign=False)
    assert out.calls.last.request.content == b'{"tokens": ["3"]}'
    account.close()


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, html="<html/>"), httpx.Response(200, content=b""), httpx.Response(200, json={"receipts": [1]}),
        httpx.Response(200, json={"receipts": [{"token": "1", "name": "x", "content": "%%"}]}), httpx.Response(503),
    ],
)  # fmt: skip
@respx.mock
def test_a_mailbox_that_cannot_be_read_is_an_error_and_not_an_empty_one(answer: httpx.Response) -> None:
    respx.get(f"{URL}/receipts").mock(return_value=answer)
    account = opened()
    with pytest.raises((InDoubt, NotSent)):
        account.baoguan_receipts(10)
    account.close()


@respx.mock
def test_an_overdue_document_is_asked_about() -> None:
    respx.get(f"{URL}/query").respond(json={"number": "A", "exchanges": [], **_mail("5")})
    account = opened()
    inquiry = Inquiry(kind="ledger", owner="4403D60001", number="A", numbers={}, exchange_ids=("x",))
    assert [r.token for r in account.baoguan_inquire(inquiry)] == ["5"]
    account.close()


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        (httpx.Response(200, json={"system": "h2010-mock"}), "ok"),
        (httpx.Response(503, headers={"Retry-After": "60"}), "warning"),
        (httpx.Response(200, html="<html/>"), "error"),
        (httpx.Response(200, json={"system": "other"}), "error"),
    ],
)
@respx.mock
def test_the_doctor_says_who_answers(answer: httpx.Response, level: str) -> None:
    respx.get(f"{URL}/status").mock(return_value=answer)
    account = opened()
    assert [d.level for d in account.baoguan_diagnose()] == [level]
    account.close()


@pytest.mark.parametrize(
    "settings",
    [
        {}, {"url": ""}, {"url": 3}, {"url": "ftp://x"}, {"url": URL, "token": "plain"}, {"url": URL, "nope": 1}, {"url": URL, "timeout": 0},
        {"url": URL, "batch_rows": 1.5}, {"url": URL, "batch_rows": True}, {"url": URL, "own_mailbox": "yes"},
        {"url": URL, "overdue_minutes": -1}, {"url": URL, "max_bytes": 0},
    ],
)  # fmt: skip
def test_settings_that_cannot_be_used_are_named(settings: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        channel.open(settings, CONTEXT)
    assert "plain" not in str(caught.value)
    assert any(key in str(caught.value) for key in (list(settings)[-1:] or ["url"]))
