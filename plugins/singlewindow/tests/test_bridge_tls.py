"""The bridge over TLS: the command serves it, the account trusts the CA that it is told and nobody else."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from baoguan import Broker, read_config
from baoguan.plugin import ChannelContext, Codes, ConfigurationError, DocumentKinds, NotSent, Secret
from baoguan_singlewindow import channel
from baoguan_singlewindow.account import SingleWindow
from baoguan_singlewindow.bridge import command
from baoguan_singlewindow.simulator import Simulator
from plugins.singlewindow.tests.certificates import Certificates, make
from tests.support.lists import AGENT, inventory

TOKEN = "example-token-123456"
CARD = {"customs_code": AGENT.customs_code}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make(tmp_path_factory.mktemp("tls") / "pem")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def bridge(folder: Path, made: Certificates) -> Iterator[int]:
    """`baoguan bridge` in a process of its own; its port."""
    port = free_port()
    (folder / "token.txt").write_text(TOKEN, encoding="utf-8")
    options = ["--root", folder / "ImpPath", "--port", port, "--token-file", folder / "token.txt", "--stable-seconds", "0"]
    options += ["--tls-cert", made.cert, "--tls-key", made.key]
    process = subprocess.Popen([sys.executable, "-m", "baoguan", "bridge", *map(str, options)])
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, "the bridge ended"
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def opened(folder: Path, url: str, **more: object) -> SingleWindow:
    settings = {
        "transport": "bridge",
        "url": url,
        "token": Secret(TOKEN),
        "operator": [CARD],
        **more,
    }
    return channel.open(settings, context(folder))


def context(folder: Path) -> ChannelContext:
    return ChannelContext(
        environment="test", account="sw", codes=Codes.builtin(), kinds=DocumentKinds(()), journal="journal", base=folder
    )


def test_a_list_goes_all_the_way_over_tls_and_without_the_ca_nothing_does(
    tmp_path: Path, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO_BRIDGE_TOKEN", TOKEN)
    (tmp_path / "ca.pem").write_bytes(certificates.ca.read_bytes())
    with bridge(tmp_path, certificates) as port, Simulator(tmp_path / "ImpPath", tmp_path / "state") as simulator:
        url = f"https://localhost:{port}"
        account = {
            "channel": "singlewindow",
            "transport": "bridge",
            "url": url,
            "token": {"env": "DEMO_BRIDGE_TOKEN"},
            "ca": "ca.pem",
            "operator": [CARD],
        }
        config = {"environment": "simulator", "journal": "journal", "by": "test", "accounts": {"sw": account}}
        with Broker(read_config(config, tmp_path)) as broker:
            broker.submit(inventory("DEMO-1"), declare=True)
            for _ in range(10):
                broker.run_once(force=True)
                simulator.step()
            broker.run_once(force=True)
            assert broker.status("DEMO-1")[0].state == "deducted"
        for stranger in (url, f"https://127.0.0.1:{port}"):
            # Of an unknown CA; and with the right one, but of another name.
            trusting = {} if stranger == url else {"ca": "ca.pem"}
            instance = opened(tmp_path, stranger, **trusting)
            with pytest.raises(NotSent, match="CERTIFICATE_VERIFY_FAILED") as told:
                instance.baoguan_receipts(limit=1)
            assert "setting `ca`" in told.value.remedy_en
            instance.close()
        plain = opened(tmp_path, f"http://localhost:{port}")
        with pytest.raises(Exception, match=r"broke|HTTP"):
            plain.baoguan_receipts(limit=1)
        plain.close()


def test_a_ca_that_cannot_be_used_is_refused_when_the_account_opens(tmp_path: Path, certificates: Certificates) -> None:
    (tmp_path / "empty.pem").write_bytes(b"")
    for name in ("empty.pem", "missing.pem", str(certificates.key)):
        with pytest.raises(ConfigurationError, match="CA"):
            opened(tmp_path, "https://localhost:1", ca=name)
    with pytest.raises(ConfigurationError, match="https"):
        opened(tmp_path, "http://localhost:1", ca=str(certificates.ca))
    with pytest.raises(ConfigurationError, match="ca"):
        opened(tmp_path, "https://localhost:1", ca=7)
    with pytest.raises(ConfigurationError, match="ca"):
        channel.open({"root": "ImpPath", "operator": [CARD], "ca": "ca.pem"}, context(tmp_path))


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What the command would serve."""
    how: dict[str, object] = {}
    monkeypatch.setenv(command.TOKEN, TOKEN)
    monkeypatch.setattr("uvicorn.run", lambda app, **given: how.update(given))
    return how


def test_tls_files_are_handed_to_the_server(
    tmp_path: Path, certificates: Certificates, served: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    tls = ["--tls-cert", str(certificates.cert), "--tls-key", str(certificates.key)]
    assert command.main(["--root", str(tmp_path), "--host", "0.0.0.0", *tls]) == 0
    assert (served["host"], served["ssl_certfile"], served["ssl_keyfile"]) == ("0.0.0.0", certificates.cert, certificates.key)
    assert "https://0.0.0.0" in capsys.readouterr().err


def test_without_tls_the_bridge_listens_on_the_pc_alone_unless_told(
    tmp_path: Path, served: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    root = ["--root", str(tmp_path)]
    for host in ("0.0.0.0", "192.0.2.1", "::", ""):
        assert command.main([*root, "--host", host]) == 2
        said = capsys.readouterr().err
        assert "令牌和报文不加密" in said
        assert "--tls-cert" in said
        assert "--plain" in said
        assert TOKEN not in said
    assert served == {}
    assert command.main([*root, "--host", "0.0.0.0", "--plain"]) == 0
    assert (served["host"], served["ssl_certfile"]) == ("0.0.0.0", None)
    assert command.main([*root, "--host", "127.0.0.1"]) == 0


@pytest.mark.parametrize(
    ("cert", "key", "more", "told"),
    [
        ("cert", "", [], "一起给出"),
        ("", "key", [], "given together"),
        ("cert", "other_key", [], "belong together"),
        ("key", "key", [], "PEM"),
        ("cert", "locked_key", [], "no password"),
        ("cert", "missing", [], "cannot be used"),
        ("cert", "key", ["--plain"], "contradicts"),
    ],
)
def test_tls_files_that_are_of_no_use_are_refused(
    cert: str,
    key: str,
    more: list[str],
    told: str,
    certificates: Certificates,
    tmp_path: Path,
    served: dict[str, object],
    capsys: pytest.CaptureFixture[str],
) -> None:
    named = {"--tls-cert": cert, "--tls-key": key}
    files = [word for option, name in named.items() if name for word in (option, str(getattr(certificates, name, tmp_path / name)))]
    assert command.main(["--root", str(tmp_path / "imp"), "--host", "0.0.0.0", *files, *more]) == 2
    assert told in capsys.readouterr().err
    assert served == {}
    assert not (tmp_path / "imp").exists()
