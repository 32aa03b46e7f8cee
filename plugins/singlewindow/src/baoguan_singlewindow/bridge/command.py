"""`baoguan bridge`: the agent as a command."""

from __future__ import annotations

import argparse
import os
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
        agent = Agent(given.root, given.business or ["Sas"], own_inbox=given.own_inbox, stable_seconds=given.stable_seconds)
    except (BaoguanError, OSError) as error:
        return _say(str(error))
    if given.host not in LOOPBACK:
        _say(
            f"注意：{given.host} 上的 HTTP 不加密，请在可信网络内使用或置于 TLS 代理之后 / "
            f"note: HTTP on {given.host} is not encrypted: use it in a trusted network, or behind a TLS proxy"
        )
    _say(f"http://{given.host}:{given.port} -> {given.root}")
    try:
        uvicorn.run(
            create_app(agent, token=token, most_bytes=given.max_bytes),
            host=given.host,
            port=given.port,
            log_level="warning",
            server_header=False,
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
