"""The mock server as a command, and its independence."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

import baoguan_h2010.simulator as package
from baoguan_h2010.simulator import FarSide
from baoguan_h2010.simulator.command import main
from plugins.h2010.tests.papers import TRADE, filed, inventory
from plugins.h2010.tests.sending import account, body, parcel, send

SOURCES = sorted(Path(package.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_nothing_is_imported_from_what_the_mock_judges(source: Path) -> None:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            assert node.level == 1, f"{source.name} imports from outside the simulator"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            roots = {name.partition(".")[0] for name in names}
            assert roots <= sys.stdlib_module_names | {"attrs", "starlette", "uvicorn", "__future__"}


def test_the_desk_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = tmp_path / "s.sqlite"
    far_side = FarSide(state, by_hand=True)
    send(far_side, filed(), "f-d1-0")
    far_side.close()
    for _ in range(2):
        assert main(["--state", str(state), "--step"]) == 0
    far_side = FarSide(state, by_hand=True)
    send(far_side, inventory(), "l-d1-0")
    far_side.step()
    far_side.step()
    far_side.close()
    capsys.readouterr()
    assert main(["--state", str(state), "--declare-entry", f"{TRADE}/LIST-1"]) == 0
    assert len(capsys.readouterr().out.strip()) == 18
    assert main(["--state", str(state), "--resend-lost"]) == 0
    assert main(["--state", str(state), "--maintenance", "60"]) == 0
    capsys.readouterr()
    assert main(["--state", str(state), "--arrivals"]) == 0
    assert [a["verdict"] for a in json.loads(capsys.readouterr().out)] == ["taken", "taken"]
    with pytest.raises(SystemExit):
        main(["--state", str(state), "--declare-entry", f"{TRADE}/LIST-1"])
    with pytest.raises(SystemExit):
        main(["--state", str(state), "--fault", "no:such"])


def test_without_its_packages_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main(["--state", str(tmp_path / "s.sqlite")]) == 2
    told = capsys.readouterr().err
    assert "baoguan-h2010[simulator]" in told
    assert "缺少" in told


def test_a_server_killed_after_it_took_a_message_still_has_it(tmp_path: Path) -> None:
    state = tmp_path / "s.sqlite"
    message = account().baoguan_encode(parcel(filed(), exchange="f-d1-0"))
    for expected in ("new", "known"):
        port = _free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "baoguan_h2010.simulator", "--state", str(state), "--port", str(port), "--token-env", "H2010_T"],
            env={**os.environ, "H2010_T": "t-1"},
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait(port)
            answer = httpx.post(
                f"http://127.0.0.1:{port}/exchange/f-d1-0",
                content=body(message),
                headers={"Authorization": "Bearer t-1"},
                timeout=10,
            )
            assert answer.json()["taken"] == expected
        finally:
            process.kill()
            process.wait()
    far_side = FarSide(state, by_hand=True)
    assert [a.verdict for a in far_side.arrivals()] == ["taken", "repeated"]
    far_side.close()


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            httpx.get(f"http://127.0.0.1:{port}/status", timeout=1)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not start")
