"""An account over the bridge: what it asks, what it makes of the answers, and that nothing is sent twice or asked for at the wrong root."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import respx
import uvicorn

from baoguan import Broker, read_config
from baoguan.plugin import (
    Arrived,
    Cancelled,
    ChannelContext,
    Codes,
    ConfigurationError,
    DocumentKinds,
    InDoubt,
    Message,
    NotArrived,
    NotSent,
    Part,
    Rejected,
    Secret,
    Staged,
    Unknown,
    Verb,
)
from baoguan_singlewindow import channel
from baoguan_singlewindow.account import SingleWindow
from baoguan_singlewindow.bridge.agent import Agent
from baoguan_singlewindow.bridge.app import create_app
from baoguan_singlewindow.simulator import Simulator
from tests.support.lists import AGENT, inventory

URL = "http://pc.example"
TOKEN = "example-token-123456"
ID = "DEMO-1-s1-0123456789ab"
CARD = {"customs_code": AGENT.customs_code}
SETTINGS: Mapping[str, object] = {"transport": "bridge", "url": URL, "token": Secret(TOKEN), "operator": [CARD]}
MESSAGE = Message(
    exchange_id=ID,
    verb=Verb.SAVE,
    route=f"{AGENT.customs_code}/Sas",
    parts=(Part(name=f"{ID}.zip", media_type="application/zip", content=b"PK\x03\x04 invented"),),
)
PATH = f"/messages/Sas/{ID}"


def opened(folder: Path, settings: Mapping[str, object] = SETTINGS) -> SingleWindow:
    context = ChannelContext(
        environment="test", account="sw", codes=Codes.builtin(), kinds=DocumentKinds(()), journal="journal", base=folder
    )
    return channel.open(settings, context)


@pytest.fixture
def account(tmp_path: Path) -> Iterator[SingleWindow]:
    made = opened(tmp_path)
    yield made
    made.close()


@pytest.fixture
def far() -> Iterator[respx.Router]:
    with respx.mock(base_url=URL) as router:
        yield router


def health(far: respx.Router, root: str = "root-1", **sas: int) -> None:
    told = {"waiting": 0, "oldest_seconds": 0, "failed": 0, "receipts": 0, **sas}
    far.get("/health").respond(json={"root": root, "businesses": {"Sas": told}})


def test_a_message_goes_to_the_root_that_was_named_when_it_was_staged(account: SingleWindow, far: respx.Router) -> None:
    health(far)
    put = far.put(PATH).respond(json={"reference": f"{ID}.zip", "detail": "renamed"})
    assert account.baoguan_stage(MESSAGE, "worker") == Staged(place="root-1")
    assert account.baoguan_arm(MESSAGE, "worker") is True
    assert account.baoguan_submit(MESSAGE).reference == f"{ID}.zip"
    sent = put.calls.last.request
    assert sent.headers["x-root"] == "root-1"
    assert sent.headers["x-part-name"] == f"{ID}.zip"
    assert sent.headers["authorization"] == f"Bearer {TOKEN}"
    assert sent.content == MESSAGE.parts[0].content


def test_another_root_than_the_one_that_was_named_gets_nothing_and_is_named_next(account: SingleWindow, far: respx.Router) -> None:
    health(far)
    far.put(PATH).respond(421)
    account.baoguan_stage(MESSAGE, "worker")
    with pytest.raises(NotSent):
        account.baoguan_submit(MESSAGE)
    health(far, "root-2")
    assert account.baoguan_stage(MESSAGE, "worker") == Staged(place="root-2")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *((status, NotSent) for status in (401, 404, 421, 429, 503)),
        *((status, Rejected) for status in (400, 409, 413)),
        *((status, InDoubt) for status in (408, 500, 502)),
    ],
)
def test_what_an_answer_to_a_send_means(status: int, error: type[Exception], account: SingleWindow, far: respx.Router) -> None:
    far.put(PATH).respond(status, json={"zh": "不", "en": "no"})
    with pytest.raises(error):
        account.baoguan_submit(MESSAGE)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"<html/>"])
def test_an_answer_that_is_none_leaves_a_send_in_doubt(content: bytes, account: SingleWindow, far: respx.Router) -> None:
    far.put(PATH).respond(200, content=content)
    with pytest.raises(InDoubt):
        account.baoguan_submit(MESSAGE)


@pytest.mark.parametrize(
    ("status", "standing", "expected"),
    [
        (200, "sent", Arrived),
        (404, "unknown", NotArrived),
        (404, "armed", NotArrived),
        (410, "taken_back", Unknown),
        (421, "", Unknown),
        (404, "", Unknown),
        (200, "", Unknown),
        (401, "", Unknown),
        (500, "", Unknown),
    ],
)
def test_what_an_answer_about_a_message_means(
    status: int, standing: str, expected: type, account: SingleWindow, far: respx.Router
) -> None:
    asked = far.get(PATH).respond(status, json={"standing": standing} if standing else {})
    assert isinstance(account.baoguan_reconcile(MESSAGE, "root-1"), expected)
    assert asked.calls.last.request.headers["x-root"] == "root-1"


def test_taking_back_says_what_the_agent_says_or_stays_in_doubt(account: SingleWindow, far: respx.Router) -> None:
    for said in Cancelled:
        far.delete(PATH).respond(json={"cancelled": said.value})
        assert account.baoguan_cancel(MESSAGE, "root-1") is said
    for status, content in ((421, b"{}"), (404, b""), (500, b""), (200, b"{}"), (200, b'{"cancelled": "perhaps"}')):
        far.delete(PATH).respond(status, content=content)
        with pytest.raises(InDoubt):
            account.baoguan_cancel(MESSAGE, "root-1")


@pytest.mark.parametrize("rows", [[{"token": "t", "name": "a.xml", "content": "no base64!"}], [{}], {"a": 1}, [1]])
def test_receipts_that_cannot_be_read_are_an_error_and_none_is_made_up(
    rows: object, account: SingleWindow, far: respx.Router
) -> None:
    far.get("/receipts").respond(json=rows)
    with pytest.raises(InDoubt):
        account.baoguan_receipts(10)


def test_diagnosis_tells_what_waits_and_why_the_agent_cannot_be_asked(account: SingleWindow, far: respx.Router) -> None:
    health(far)
    assert [d.level for d in account.baoguan_diagnose()] == ["ok"]
    health(far, waiting=2, oldest_seconds=3600, failed=1)
    found = account.baoguan_diagnose()
    assert [d.level for d in found] == ["error", "warning"]
    assert "60" in found[0].zh
    assert found[0].causes
    far.get("/health").mock(side_effect=httpx.ConnectError("refused"))
    (told,) = account.baoguan_diagnose()
    assert (told.level, URL in told.en) == ("error", True)
    assert TOKEN not in repr(told)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"transport": "post"}, "transport"),
        ({"url": ""}, "url"),
        ({"url": "ftp://pc.example"}, "url"),
        ({"token": "in clear"}, "token"),
        ({"root": "ImpPath"}, "root"),
        ({"own_inbox": True}, "own_inbox"),
        ({"operator": [CARD | {"root": "Other"}]}, "root"),
        ({"transport": "folder"}, "url"),
    ],
)
def test_settings_of_one_transport_are_refused_beside_the_other(change: Mapping[str, object], named: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=named) as raised:
        opened(tmp_path, {**SETTINGS, **change})
    assert "in clear" not in str(raised.value)


def test_without_a_transport_the_folders_are_meant_and_need_a_root(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="root"):
        opened(tmp_path, {"operator": [CARD]})


@contextmanager
def served(agent: Agent) -> Iterator[str]:
    """The agent on a socket of its own."""
    server = uvicorn.Server(uvicorn.Config(create_app(agent, token=TOKEN), host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        agent.close()


def test_a_list_goes_all_the_way_over_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_BRIDGE_TOKEN", TOKEN)
    agent = Agent(tmp_path / "ImpPath", ["Sas"], stable_seconds=0)
    with served(agent) as url, Simulator(tmp_path / "ImpPath", tmp_path / "state") as simulator:
        account = {"channel": "singlewindow", **SETTINGS, "url": url, "token": {"env": "DEMO_BRIDGE_TOKEN"}}
        config = {"environment": "simulator", "journal": "journal", "by": "test", "accounts": {"sw": account}}
        with Broker(read_config(config, tmp_path)) as broker:
            broker.submit(inventory("DEMO-1"), declare=True)
            for _ in range(10):
                broker.run_once(force=True)
                simulator.step()
            broker.run_once(force=True)
            (status,) = broker.status("DEMO-1")
        arrived = simulator.arrivals()
    assert status.state == "deducted", status
    assert [(a.accepted, a.twice) for a in arrived] == [(True, False)] * 2
