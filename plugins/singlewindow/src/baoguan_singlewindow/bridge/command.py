"""`baoguan bridge`: the agent as a command."""

from __future__ import annotations

import argparse
import os
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from baoguan import BaoguanError

TOKEN: Final = "BAOGUAN_BRIDGE_TOKEN"
PORT: Final = 8787
SHORTEST_TOKEN: Final = 16
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_UNUSABLE: Final = 2


def main(argv: Sequence[str]) -> int:
    """Serve until interrupted; gives the exit status (2 for wrong arguments or what is missing)."""
    parser = _parser()
    given = parser.parse_args(list(argv))
    try:
        import uvicorn

        from baoguan_singlewindow.bridge.agent import Agent
        from baoguan_singlewindow.bridge.app import create_app
    except ModuleNotFoundError as error:
        return _say(
            f'代理需要 starlette 和 uvicorn（{error.name} 未安装）：pip install "baoguan-singlewindow[bridge]" / '
            f'the agent needs starlette and uvicorn ({error.name} is missing): pip install "baoguan-singlewindow[bridge]"'
        )
    try:
        token = _token(given.token_env, given.token_file)
    except (OSError, ValueError) as error:
        return _say(str(error))
    try:
        _check_encryption(given.host, given.tls_cert, given.tls_key, plain=given.plain)
    except (OSError, ValueError) as error:
        return _say(str(error))
    try:
        agent = Agent(given.root, given.business or ["Sas"], own_inbox=given.own_inbox, stable_seconds=given.stable_seconds)
    except (BaoguanError, OSError) as error:
        return _say(str(error))
    _say(f"{'https' if given.tls_cert else 'http'}://{given.host}:{given.port} -> {given.root}")
    try:
        uvicorn.run(
            create_app(agent, token=token, most_bytes=given.max_bytes),
            host=given.host,
            port=given.port,
            log_level="warning",
            server_header=False,
            ssl_certfile=given.tls_cert,
            ssl_keyfile=given.tls_key,
        )
    finally:
        agent.close()
    return 0


def _say(text: str) -> int:
    print(text, file=sys.stderr, flush=True)
    return _UNUSABLE


def _token(variable: str, file: Path | None) -> str:
    """The token, which is never an argument: arguments are seen by every program of the PC. Raises ValueError when there is none."""
    found = file.read_text(encoding="utf-8-sig").strip() if file is not None else os.environ.get(variable, "").strip()
    where = str(file) if file is not None else variable
    if len(found) < SHORTEST_TOKEN or not (found.isascii() and found.isprintable()) or " " in found:
        raise ValueError(
            f"{where} 中没有令牌：应至少 {SHORTEST_TOKEN} 个 ASCII 字符，不含空格 / "
            f"there is no token in {where}: at least {SHORTEST_TOKEN} ASCII characters without blanks"
        )
    return found


def _check_encryption(host: str, cert: Path | None, key: Path | None, *, plain: bool) -> None:
    """Raises ValueError for an address that others reach without encryption that nobody asked for, and for TLS files that are of no use."""
    if (cert is None) != (key is None):
        raise ValueError("--tls-cert 与 --tls-key 须一起给出 / --tls-cert and --tls-key are given together")
    if cert is not None:
        if plain:
            raise ValueError("--plain 与 --tls-cert 矛盾 / --plain contradicts --tls-cert")
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password=_no_password)
        except (OSError, ValueError) as error:
            raise ValueError(
                f"证书 {cert} 与私钥 {key} 无法使用：{error}。应为 PEM 格式、相互匹配、私钥不加密 / "
                f"certificate {cert} and key {key} cannot be used: {error}. They must be PEM, belong together, and the key have no password"
            ) from error
    elif host not in LOOPBACK and not plain:
        raise ValueError(
            f"{host} 可从其他电脑访问，而令牌和报文不加密：请用 --tls-cert 和 --tls-key；网络可信或前面有 TLS 代理时，加 --plain / "
            f"{host} is reached from other machines, and neither token nor messages would be encrypted: give --tls-cert and --tls-key; "
            "in a network that you trust, or behind a TLS proxy, add --plain"
        )


def _no_password() -> str:
    raise ValueError("私钥有口令 / the key has a password")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="baoguan bridge",
        description="导入客户端所在电脑上的代理 · the agent on the PC of the import client",
    )
    add = parser.add_argument
    add("--root", type=Path, required=True, help="导入客户端根目录 / the client's root folder")
    add(
        "--business",
        action="append",
        metavar="NAME",
        help="业务目录，可多次；缺省 Sas / business folder, repeatable; Sas by default",
    )
    add("--host", default="127.0.0.1", help="监听地址 / address to listen on (%(default)s)")
    add("--port", type=int, default=PORT, help="端口 / port (%(default)s)")
    add("--tls-cert", type=Path, metavar="FILE", help="TLS 证书（链），PEM / TLS certificate (chain), PEM")
    add("--tls-key", type=Path, metavar="FILE", help="证书的私钥，PEM / its private key, PEM")
    add("--plain", action="store_true", help="在其他地址上也不加密 / without TLS also where other machines reach it")
    add("--token-env", default=TOKEN, metavar="NAME", help="存放令牌的环境变量 / environment variable with the token (%(default)s)")
    add(
        "--token-file",
        type=Path,
        metavar="FILE",
        help="存放令牌的文件，代替环境变量 / file with the token, instead of the variable",
    )
    add("--max-bytes", type=int, default=100 * 1024 * 1024, help="报文上限，字节 / most bytes of a message (%(default)s)")
    add(
        "--stable-seconds",
        type=float,
        default=1.0,
        help="回执多久不变才读取 / how long a receipt must stay unchanged (%(default)s)",
    )
    add("--own-inbox", action="store_true", help="InBox 只有本程序读取 / nobody else reads the InBox")
    return parser
