"""The agent in front of the folders: who may ask, what may be named, and that a message is put once whatever happens in between."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from baoguan.plugin import ConfigurationError, ExchangeFolder
from baoguan_singlewindow.bridge import command
from baoguan_singlewindow.bridge.agent import Agent
from baoguan_singlewindow.bridge.app import create_app

TOKEN = "example-token-123456"
ID = "DEMO-1-s1-0123456789ab"
PATH = f"/messages/Sas/{ID}"
BODY = b"PK\x03\x04 invented"


class Office:
    """An agent on a folder, asked over ASGI."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "ImpPath"
        self.agent = Agent(self.root, ["Sas"], stable_seconds=0)

    def ask(self, method: str, path: str, content: bytes = b"", token: str = TOKEN, **headers: str) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=create_app(self.agent, token=TOKEN, most_bytes=1000))
            async with httpx.AsyncClient(transport=transport, base_url="http://pc.example") as client:
                given = {"Authorization": f"Bearer {token}"} if token else {}
                named = {k.replace("_", "-"): v for k, v in headers.items()}
                return await client.request(method, path, content=content, headers=given | named)

        return asyncio.run(asked())

    def put(self, content: bytes = BODY, name: str = f"{ID}.zip", x_root: str = "") -> httpx.Response:
        return self.ask("PUT", PATH, content, TOKEN, x_part_name=name, **({"x_root": x_root} if x_root else {}))

    def again(self) -> None:
        """The agent is started anew."""
        self.agent.close()
        self.agent = Agent(self.root, ["Sas"], stable_seconds=0)

    @property
    def out_box(self) -> Path:
        return self.root / "Sas" / "OutBox"

    def waiting(self) -> list[str]:
        return sorted(p.name for p in self.out_box.iterdir())

    def drop(self, name: str, content: bytes = b"<Root/>") -> None:
        (self.root / "Sas" / "InBox" / name).write_bytes(content)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.agent.close()


@pytest.mark.parametrize("path", [PATH, "/receipts", "/health", "/nothing"])
@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN[:-1]])
def test_nothing_is_answered_without_the_token(path: str, token: str, office: Office) -> None:
    answer = office.ask("GET", path, token=token)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_an_app_without_a_token_cannot_be_made(office: Office) -> None:
    with pytest.raises(ValueError, match="token"):
        create_app(office.agent, token="")


def test_a_message_is_put_before_the_client(office: Office) -> None:
    assert office.ask("GET", PATH).status_code == 404
    answer = office.put()
    assert (answer.status_code, answer.json()["reference"]) == (200, f"{ID}.zip")
    assert (office.out_box / f"{ID}.zip").read_bytes() == BODY
    assert office.waiting() == [f"{ID}.zip"]
    assert office.ask("GET", PATH).status_code == 200


def test_a_repeat_gets_the_first_answer_and_puts_nothing_also_after_a_restart(office: Office) -> None:
    first = office.put().json()
    (office.out_box / f"{ID}.zip").unlink()
    assert office.put().json() == first
    office.again()
    assert office.put().json() == first
    assert office.waiting() == []


def test_other_bytes_or_another_name_under_the_same_id_are_refused(office: Office) -> None:
    office.put()
    for answer in (office.put(b"other"), office.put(name=f"{ID}.xml")):
        assert answer.status_code == 409
        assert ID in answer.json()["zh"]
    assert (office.out_box / f"{ID}.zip").read_bytes() == BODY


@pytest.mark.parametrize("name", ["", "other.zip", f"{ID}.exe", f"../{ID}.zip", f"{ID}.zip/x", f"{ID}.ZIP"])
def test_only_the_exchange_id_may_name_the_file(name: str, office: Office) -> None:
    assert office.put(name=name).status_code == 400
    assert office.waiting() == []


@pytest.mark.parametrize(
    "exchange_id", ["..", "a%2fb", "..%2f..%2fx", "a%5cb", "a:b", "NUL", "con.x1", "a.", ".a", "x" * 101, "a%00b", "é1"]
)
def test_an_exchange_id_is_a_plain_name(exchange_id: str, office: Office) -> None:
    for method in ("PUT", "GET", "DELETE"):
        answer = office.ask(method, f"/messages/Sas/{exchange_id}", BODY, x_part_name="x.zip")
        assert answer.status_code in {400, 404, 405}, method
    assert office.waiting() == []
    assert office.ask("GET", "/health").json()["businesses"]["Sas"]["waiting"] == 0


@pytest.mark.parametrize("business", ["Nems", "..", "%2e%2e", "Sas%2f..", "Baoguan"])
def test_only_the_configured_businesses_are_there(business: str, office: Office) -> None:
    for method in ("PUT", "GET", "DELETE"):
        answer = office.ask(method, f"/messages/{business}/{ID}", BODY, x_part_name=f"{ID}.zip")
        assert answer.status_code == 404, method


def test_a_message_that_is_too_long_or_empty_is_refused(office: Office) -> None:
    assert office.put(b"x" * 1001).status_code == 413
    assert office.put(b"").status_code == 400
    assert office.put(b"x" * 1000).status_code == 200


def test_another_root_is_not_meant(office: Office) -> None:
    for method in ("PUT", "GET", "DELETE"):
        answer = office.ask(method, PATH, BODY, x_part_name=f"{ID}.zip", x_root="another")
        assert answer.status_code == 421, method
    assert office.waiting() == []
    assert office.put(x_root=office.agent.root).status_code == 200


def test_a_message_is_taken_back_and_stays_so(office: Office) -> None:
    office.put()
    assert office.ask("DELETE", PATH).json() == {"cancelled": "taken back"}
    assert office.ask("DELETE", PATH).json() == {"cancelled": "taken back"}
    assert office.ask("GET", PATH).status_code == 410
    assert office.put().status_code == 409
    assert office.waiting() == []


def test_what_the_client_has_taken_is_too_late(office: Office) -> None:
    office.put()
    (office.out_box / f"{ID}.zip").unlink()
    assert office.ask("DELETE", PATH).json() == {"cancelled": "too late"}
    assert office.ask("GET", PATH).status_code == 200


def test_a_request_that_comes_after_its_cancellation_puts_nothing(office: Office) -> None:
    assert office.ask("DELETE", PATH).json() == {"cancelled": "taken back"}
    office.again()
    assert office.put().status_code == 409
    assert office.waiting() == []


class DiedError(BaseException):
    """Passes by every handler, as a kill does."""


@pytest.mark.parametrize("client_takes_it", [True, False])
@pytest.mark.parametrize(
    ("where", "sent"),
    [("stage", False), ("arm", False), ("add", False), ("send", False), ("finish", True)],
)
def test_a_crash_in_between_is_answered_rightly(
    where: str, sent: bool, client_takes_it: bool, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise DiedError

    owner = ExchangeFolder if hasattr(ExchangeFolder, where) else type(office.agent._arrivals)
    with monkeypatch.context() as patch:
        patch.setattr(owner, where, die)
        with pytest.raises(DiedError):
            office.agent.put("Sas", ID, f"{ID}.zip", BODY)
    office.again()
    if sent and client_takes_it:
        (office.out_box / f"{ID}.zip").unlink()
    assert office.ask("GET", PATH).status_code == (200 if sent else 404)
    assert office.put().status_code == 200
    assert office.waiting() == ([] if sent and client_takes_it else [f"{ID}.zip"])


def test_a_file_that_another_program_holds_is_not_sent_yet(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(source: Path, target: Path) -> bool:
        raise PermissionError(source.name)

    with monkeypatch.context() as patch:
        patch.setattr("baoguan.transport.exchange.rename_once", held)
        answer = office.put()
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
    assert office.ask("GET", PATH).status_code == 404
    assert office.put().status_code == 200
    assert office.waiting() == [f"{ID}.zip"]


def test_a_full_disk_is_not_sent(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(type(office.agent._arrivals), "add", full)
        assert office.put().status_code == 503
    assert office.ask("GET", PATH).status_code == 404
    assert office.put().status_code == 200


def test_two_agents_on_one_root_put_a_message_once(office: Office) -> None:
    other = Agent(office.root, ["Sas"], stable_seconds=0)
    first = office.put().json()
    assert other.put("Sas", ID, f"{ID}.zip", BODY) == first
    other.close()
    assert office.waiting() == [f"{ID}.zip"]


def test_receipts_are_given_until_acknowledged(office: Office) -> None:
    for name in ("a.xml", "b.xml", "half.Temp"):
        office.drop(name, name.encode())
    rows = office.ask("GET", "/receipts?limit=10").json()
    assert [(r["name"], base64.b64decode(r["content"])) for r in rows] == [("a.xml", b"a.xml"), ("b.xml", b"b.xml")]
    assert office.ask("GET", "/receipts?limit=10").json() == rows
    assert len(office.ask("GET", "/receipts?limit=1").json()) == 1
    body = json.dumps({"tokens": [rows[0]["token"]], "foreign": False}).encode()
    assert office.ask("POST", "/acknowledged", body).status_code == 200
    assert office.ask("POST", "/acknowledged", body).status_code == 200
    assert [r["name"] for r in office.ask("GET", "/receipts?limit=10").json()] == ["b.xml"]


def test_receipts_of_others_stay_in_a_shared_inbox_and_are_not_given_again(office: Office) -> None:
    office.drop("theirs.xml")
    (row,) = office.ask("GET", "/receipts").json()
    office.ask("POST", "/acknowledged", json.dumps({"tokens": [row["token"]], "foreign": True}).encode())
    assert office.ask("GET", "/receipts").json() == []
    assert (office.root / "Sas" / "InBox" / "theirs.xml").exists()


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1001", "99999999999", "１"])
def test_the_limit_of_receipts_is_a_small_number(limit: str, office: Office) -> None:
    assert office.ask("GET", f"/receipts?limit={limit}").status_code == 400


def test_many_long_receipts_come_in_portions(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("baoguan_singlewindow.bridge.agent.BATCH_BYTES", 15)
    for name in ("a.xml", "b.xml", "c.xml"):
        office.drop(name, b"x" * 10)
    assert [r["name"] for r in office.ask("GET", "/receipts").json()] == ["a.xml"]


@pytest.mark.parametrize(
    "name", ["../../outside.txt", "..\\outside.txt", "C:outside.txt", "..", "/etc/passwd", "NUL.txt", "a\0b", ""]
)
def test_a_token_reaches_nothing_but_files_of_the_inbox(name: str, office: Office, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"1")
    office.drop("a.xml", b"1")
    (row,) = office.ask("GET", "/receipts").json()
    forged = json.dumps(["Sas", name, 1, outside.stat().st_mtime_ns])
    for foreign in (True, False):
        body = json.dumps({"tokens": [row["token"], forged], "foreign": foreign}).encode()
        assert office.ask("POST", "/acknowledged", body).status_code == 400
    assert outside.exists()
    assert office.ask("GET", "/receipts").json() == [row], "nothing is put away by a request that is refused"


@pytest.mark.parametrize("token", ["cursor-7", '["Nems", "a.xml", 1, 1]', '["Sas", "a.xml"]', "7", "", "[" * 5000])
def test_a_token_of_somewhere_else_means_nothing(token: str, office: Office) -> None:
    office.drop("a.xml", b"1")
    (row,) = office.ask("GET", "/receipts").json()
    assert office.ask("POST", "/acknowledged", json.dumps({"tokens": [token], "foreign": False}).encode()).status_code == 200
    assert office.ask("GET", "/receipts").json() == [row]
    body = json.dumps({"tokens": [token, row["token"]], "foreign": False}).encode()
    assert office.ask("POST", "/acknowledged", body).status_code == 200
    assert office.ask("GET", "/receipts").json() == []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"tokens": [1], "foreign": false}', b'{"tokens": [], "foreign": 0}', b"[" * 5000]
)
def test_an_acknowledgement_that_makes_no_sense_is_refused(body: bytes, office: Office) -> None:
    assert office.ask("POST", "/acknowledged", body).status_code == 400


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_links_lead_nowhere(office: Office, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (office.root / "Sas" / "InBox" / "link.xml").symlink_to(tmp_path / "secret.txt")
    assert office.ask("GET", "/receipts").json() == []
    (office.root / "Nems").symlink_to(tmp_path)
    with pytest.raises(ConfigurationError, match="Nems"):
        Agent(office.root, ["Nems"])
    (office.root / "Npts").mkdir()
    (office.root / "Npts" / "OutBox").symlink_to(tmp_path)
    with pytest.raises(ConfigurationError, match="OutBox"):
        Agent(office.root, ["Npts"])


@pytest.mark.parametrize("name", ["../Sas", "", ".", "a/b", "CON", "业务"])
def test_a_business_is_a_plain_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="--business"):
        Agent(tmp_path, [name])


def test_health_tells_what_waits(office: Office) -> None:
    office.put()
    office.drop("a.xml")
    (office.root / "Sas" / "FailBox").mkdir()
    (office.root / "Sas" / "FailBox" / "x.zip").write_bytes(b"")
    os.utime(office.out_box / f"{ID}.zip", (0, 0))
    told = office.ask("GET", "/health").json()
    assert told["root"] == office.agent.root
    sas = told["businesses"]["Sas"]
    assert (sas["waiting"], sas["failed"], sas["receipts"]) == (1, 1, 1)
    assert sas["oldest_seconds"] > 1_000_000


def test_a_root_of_an_account_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "Baoguan").mkdir()
    (tmp_path / "Baoguan" / "owner.json").write_text('{"journal": "another", "account": "a"}', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="another"):
        Agent(tmp_path, ["Sas"])


def served(argv: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, dict[str, object]]:
    """What the command would serve."""
    how: dict[str, object] = {}
    monkeypatch.setattr("uvicorn.run", lambda app, **given: how.update(given))
    return command.main(argv), how


def test_the_command_listens_on_the_pc_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(command.TOKEN, TOKEN)
    code, how = served(["--root", str(tmp_path)], monkeypatch)
    assert (code, how["host"], how["port"]) == (0, "127.0.0.1", command.PORT)
    assert TOKEN not in capsys.readouterr().err


@pytest.mark.parametrize("token", ["", "short", "with a blank in it 123", "不是ASCII的令牌不是ASCII的令牌"])
def test_the_command_wants_a_token(
    token: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "token.txt"
    file.write_text(token, encoding="utf-8")
    code, how = served(["--root", str(tmp_path / "imp"), "--token-file", str(file)], monkeypatch)
    assert (code, how) == (2, {})
    said = capsys.readouterr().err
    assert "令牌" in said
    assert "token" in said
    assert token == "" or token not in said


def test_the_command_names_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "uvicorn", None)
    assert command.main(["--root", str(tmp_path)]) == 2
    assert 'pip install "baoguan-singlewindow[bridge]"' in capsys.readouterr().err
