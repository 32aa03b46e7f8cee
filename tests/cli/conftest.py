from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from baoguan import to_json
from baoguan.cli import main
from tests.broker.office import CARD, Office, without_waiting_for_disks

TOML = """environment = "simulator"
journal = "journal"
by = "tester"

[accounts.sw]
channel = "singlewindow"
root = "imp"
stable_seconds = 0.001

[[accounts.sw.operator]]
customs_code = "{customs_code}"
card_no = "{card_no}"
client_id = "{client_id}"
"""


@attrs.frozen(kw_only=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """The one JSON value on stdout."""
        value: dict[str, Any] = json.loads(self.out)
        return value


@attrs.frozen(kw_only=True)
class Shell:
    """The command line in a folder of its own, in this process."""

    base: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: object) -> Said:
        self.capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(w) for w in words])
        out, err = self.capture.readouterr()
        code = ended.value.code
        return Said(code=code if isinstance(code, int) else int(code is not None), out=out, err=err)

    def configure(self) -> Path:
        path = self.base / "baoguan.toml"
        path.write_text(TOML.format(**CARD), encoding="utf-8")
        return path

    def write(self, name: str, *documents: object) -> Path:
        """Documents as the JSON file that users write."""
        data = [to_json(d) for d in documents]
        path = self.base / name
        path.write_text(json.dumps(data if len(data) > 1 else data[0], ensure_ascii=False), encoding="utf-8")
        return path


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with without_waiting_for_disks():
        yield


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(base=tmp_path)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BAOGUAN_CONFIG", raising=False)
    return Shell(base=tmp_path, capture=capsys)
