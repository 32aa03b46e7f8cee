"""`plugins doctor`: settings, credentials, reachability and clocks of each account; what is wrong with one hides no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
import respx

from tests.cli.conftest import Shell

SETTINGS = """environment = "simulator"
journal = "journal"

[accounts.old]
channel = "h2010"
url = "http://old.example"
token = { env = "OLD_TOKEN" }

[accounts.sgt]
channel = "shenguantong"
root = "sgt"
customs_code = "4403D60001"
"""
TOKEN = "a-secret-of-the-test"


@pytest.fixture
def configured(shell: Shell) -> Shell:
    (shell.base / "baoguan.toml").write_text(SETTINGS, encoding="utf-8")
    return shell


def observations(shell: Shell, name: str) -> list[tuple[str, str]]:
    said = shell("plugins", "doctor", name, "--json")
    seen = said.data["observations"]
    assert said.code == int(any(o["level"] == "error" for o in seen))
    return [(o["level"], " ".join((o["en"], *o["causes"]))) for o in seen]


def test_a_missing_credential_is_an_observation_and_hides_no_other_account(
    configured: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OLD_TOKEN", raising=False)
    ((level, told),) = observations(configured, "old")
    assert level == "error"
    assert "accounts.old.token" in told
    assert "OLD_TOKEN was not found" in told
    assert {level for level, _ in observations(configured, "shenguantong")} == {"warning", "ok"}
    said = configured("plugins", "doctor")
    assert said.code == 1
    assert "sgt" in said.out
    assert "OLD_TOKEN" in said.out


def test_settings_are_shown_and_of_a_credential_only_its_source(configured: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLD_TOKEN", TOKEN)
    with respx.mock(base_url="http://old.example") as far:
        far.get("/status").mock(return_value=httpx.Response(200, json={"system": "h2010-mock"}))
        said = configured("plugins", "doctor", "old", "--json")
        shown = configured("plugins", "doctor", "old").out
    settings = {s["name"]: s for s in said.data["settings"]}
    assert settings["url"]["value"] == "http://old.example"
    assert settings["token"]["given"]
    assert "OLD_TOKEN" in settings["token"]["value"]
    assert not settings["max_bytes"]["given"]
    assert "url = http://old.example" in shown
    assert TOKEN not in said.out + shown


@pytest.mark.parametrize(
    ("answer", "level", "told"),
    [
        (httpx.ConnectError("refused"), "error", "cannot be reached"),
        (httpx.Response(401, text="wrong token"), "error", "does not accept the credentials"),
        (httpx.Response(200, html="<html>a proxy</html>"), "error", "is no mock server"),
    ],
    ids=["nobody", "token", "proxy"],
)
def test_what_keeps_an_account_from_its_far_side_is_told(
    answer: httpx.Response | Exception, level: str, told: str, configured: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLD_TOKEN", TOKEN)
    with respx.mock(base_url="http://old.example") as far:
        far.get("/status").mock(side_effect=[answer])
        ((seen, en),) = observations(configured, "old")
    assert seen == level
    assert told in en


@pytest.mark.parametrize(("off", "level", "told"), [(0, "ok", "agree"), (600, "warning", "behind"), (-600, "warning", "ahead of")])
def test_a_clock_that_is_off_is_seen_by_the_date_of_an_answer(
    off: int, level: str, told: str, configured: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLD_TOKEN", TOKEN)
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=off), usegmt=True)
    with respx.mock(base_url="http://old.example") as far:
        far.get("/status").mock(return_value=httpx.Response(200, headers={"Date": date}, json={"system": "h2010-mock"}))
        (_, (seen, en)) = observations(configured, "old")
    assert seen == level
    assert told in en


def test_the_list_of_plugins_says_where_they_run_even_with_settings_that_cannot_be_read(shell: Shell) -> None:
    assert shell("plugins", "list", "--json").data["environment"]["environment"] == "-"
    (shell.base / "baoguan.toml").write_text("environment = [", encoding="utf-8")
    told = shell("plugins", "list", "--json").data["environment"]
    assert told["environment"].startswith("?")
    assert Path(told["settings"]).name == "baoguan.toml"
