"""Credentials come from where the settings say, show themselves nowhere, and what is missing is named with the place that was searched."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from baoguan.broker.secrets import resolve
from baoguan.errors import ConfigurationError
from baoguan.plugin import Secret

VALUE = "a-credential-of-the-test"
RING = {("baoguan", "card-a"): VALUE}


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same credential in a variable, in a file and in a keyring."""
    monkeypatch.setenv("DEMO_TOKEN", VALUE)
    (tmp_path / "token.txt").write_text(f"\ufeff{VALUE}\r\n", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("\n", encoding="utf-8")
    ring = SimpleNamespace(get_password=lambda service, user: RING.get((service, user)))
    monkeypatch.setitem(sys.modules, "keyring", ring)


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ({"env": "DEMO_TOKEN"}, "environment variable DEMO_TOKEN"),
        ({"file": "token.txt"}, "file token.txt"),
        ({"keyring": "baoguan/card-a"}, "keyring baoguan/card-a"),
    ],
    ids=["env", "file", "keyring"],
)
def test_a_credential_is_read_from_its_place_and_shown_nowhere(written: dict[str, str], origin: str, tmp_path: Path) -> None:
    settings = {"token": written, "operator": [{"pin": written, "name": "甲"}], "url": "http://far.example"}
    resolved = resolve(settings, tmp_path, "accounts.a")
    token = resolved["token"]
    assert isinstance(token, Secret)
    assert token.reveal() == VALUE
    assert token.origin == origin
    assert resolved["operator"] == [{"pin": Secret(VALUE), "name": "甲"}]
    assert resolved["url"] == "http://far.example"
    assert VALUE not in f"{resolved} {token}"


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ({"env": "NO_SUCH_TOKEN"}, "environment variable NO_SUCH_TOKEN"),
        ({"file": "absent.txt"}, "absent.txt"),
        ({"file": "empty.txt"}, "empty.txt"),
        ({"keyring": "baoguan/nobody"}, "baoguan/nobody"),
        ({"keyring": "no user"}, "no user"),
    ],
)
def test_a_credential_that_is_missing_is_named_with_where_it_was_looked_for(
    written: dict[str, str], searched: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_SUCH_TOKEN", raising=False)
    with pytest.raises(ConfigurationError) as caught:
        resolve({"operator": [{"pin": written}]}, tmp_path, "accounts.a")
    assert "accounts.a.operator[1].pin" in caught.value.en
    assert searched in caught.value.en
    assert caught.value.remedy_zh


def test_without_the_extra_the_keyring_names_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigurationError, match="keyring") as caught:
        resolve({"token": {"keyring": "baoguan/card-a"}}, tmp_path, "accounts.a")
    assert "baoguan[keyring]" in caught.value.remedy_en
