"""What a far side over HTTP says, and whether a byte can have left."""

from __future__ import annotations

import logging
import socket
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
import respx

from baoguan.errors import ChannelError, ConfigurationError, InDoubt, NotSent, Rejected
from baoguan.model.secret import Secret
from baoguan.transport import HttpAnswer, HttpLink

URL = "http://far.example/api"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (httpx.ConnectError("refused"), NotSent),
        (httpx.ConnectTimeout("slow"), NotSent),
        (httpx.ReadTimeout("slow"), InDoubt),
        (httpx.WriteTimeout("slow"), InDoubt),
        (httpx.WriteError("broken pipe"), InDoubt),
        (httpx.ReadError("reset"), InDoubt),
        (httpx.RemoteProtocolError("cut"), InDoubt),
    ],
)
def test_only_what_never_connected_counts_as_not_sent(fault: Exception, expected: type[ChannelError]) -> None:
    with respx.mock:
        respx.post(f"{URL}/m").mock(side_effect=fault)
        with pytest.raises(expected) as told:
            HttpLink(URL).request("POST", "/m", content=b"x")
    assert type(told.value) is expected


@pytest.mark.parametrize(
    ("status", "repeatable", "expected"),
    [
        (200, False, None),
        (202, False, None),
        (302, False, NotSent),
        (400, False, Rejected),
        (401, False, NotSent),
        (403, False, NotSent),
        (404, False, NotSent),
        (408, False, InDoubt),
        (413, False, Rejected),
        (422, False, Rejected),
        (429, False, NotSent),
        (500, False, InDoubt),
        (502, True, InDoubt),
        (503, False, InDoubt),
        (503, True, NotSent),
    ],
)
def test_a_status_says_what_became_of_the_message(status: int, repeatable: bool, expected: type[ChannelError] | None) -> None:
    answer = HttpAnswer(status=status, headers={"content-type": "text/plain", "retry-after": "7"}, content="说明".encode())
    if expected is None:
        assert answer.taken(repeatable=repeatable) is answer
        return
    with pytest.raises(ChannelError) as told:
        answer.taken(repeatable=repeatable)
    assert type(told.value) is expected
    assert f"HTTP {status} 说明" in told.value.zh
    if status in {429, 503}:
        assert told.value.retry_after == timedelta(seconds=7)


def test_how_long_to_wait_is_read_from_seconds_and_dates_and_is_never_endless() -> None:
    def wait(value: str) -> timedelta | None:
        return HttpAnswer(status=429, headers={"retry-after": value}, content=b"").retry_after

    assert wait("3") == timedelta(seconds=3)
    assert wait("999999999999") == timedelta(hours=1)
    soon = wait(format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True))
    assert soon is not None
    assert timedelta(seconds=25) < soon <= timedelta(seconds=30)
    assert wait(format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)) == timedelta(0)
    assert wait("soon") is None
    assert wait("") is None


def test_an_error_page_is_not_quoted() -> None:
    with pytest.raises(Rejected) as told:
        HttpAnswer(status=400, headers={"content-type": "text/html"}, content=b"<html>secret</html>").taken(repeatable=True)
    assert "secret" not in str(told.value)


def test_the_token_is_sent_and_shown_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = Secret("s3cr3t-token", origin="environment variable T")
    link = HttpLink(URL, token=token)
    with respx.mock:
        route = respx.post(f"{URL}/m").mock(return_value=httpx.Response(401, text="no"))
        with pytest.raises(NotSent) as told:
            link.request("POST", "/m", content=b"x").taken(repeatable=False)
        assert route.calls[0].request.headers["Authorization"] == "Bearer s3cr3t-token"
    shown = caplog.text + str(told.value) + repr(link.__dict__) + repr(token) + str(token) + f"{token}"
    assert "s3cr3t" not in shown


@pytest.mark.parametrize("url", ["ftp://x", "far.example", "http://user:pw@far.example", "http://far.example?token=1"])
def test_an_address_with_a_password_or_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        HttpLink(url)


def test_an_answer_without_end_is_cut() -> None:
    with respx.mock:
        respx.get(f"{URL}/r").mock(return_value=httpx.Response(200, content=b"x" * 5000))
        with pytest.raises(InDoubt, match="4096"):
            HttpLink(URL, most_bytes=4096).request("GET", "/r")


def test_a_connection_cut_in_mid_body_is_in_doubt() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        connection, _ = listener.accept()
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
        connection.close()

    thread = threading.Thread(target=answer)
    thread.start()
    link = HttpLink(f"http://127.0.0.1:{listener.getsockname()[1]}")
    with pytest.raises(InDoubt):
        link.request("POST", "/m", content=b"x")
    thread.join()
    listener.close()
    link.close()


def test_what_cannot_be_read_is_in_doubt_and_what_is_known_stays_what_it_is() -> None:
    link = HttpLink(URL)
    with pytest.raises(InDoubt, match="ValueError"), link.asking("save"):
        raise ValueError("no number")
    with pytest.raises(Rejected), link.asking("save"):
        raise Rejected("不", "no")
