"""The mock server as a command."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from attrs import asdict

from .far_side import ConflictError, FarSide
from .faults import KINDS, Fault, parse

_MISSING = 2


def main(argv: Sequence[str]) -> int:
    """Run the command; gives the exit status (2 for wrong arguments, or without its optional packages)."""
    for stream in (sys.stdout, sys.stderr):
        # A console of another code page shows a question mark instead of ending the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    parser = _parser()
    given = parser.parse_args(list(argv))
    far_side = FarSide(given.state, faults=given.fault, by_hand=given.by_hand)
    try:
        return _do(given, far_side, parser)
    finally:
        far_side.close()


def _do(given: argparse.Namespace, far_side: FarSide, parser: argparse.ArgumentParser) -> int:
    if given.arrivals:
        # ASCII only, so that a console of any code page can print it.
        print(json.dumps([asdict(a) for a in far_side.arrivals()], indent=1))
        return 0
    if given.step:
        print(f"发生 / happened: {far_side.step()}")
        return 0
    if given.resend_lost:
        print(f"补发 / resent: {far_side.resend_lost()}")
        return 0
    if given.maintenance is not None:
        far_side.maintain(given.maintenance)
        return 0
    if given.declare_entry:
        trade, _, number = given.declare_entry.partition("/")
        try:
            print(far_side.declare_entry(trade, number))
        except ConflictError as error:
            parser.error(str(error))
        return 0
    return _serve(given, far_side)


def _serve(given: argparse.Namespace, far_side: FarSide) -> int:
    try:
        import uvicorn

        from .app import create_app
    except ImportError as error:
        print(
            f"缺少模拟服务器的依赖（{error.name}）：pip install 'baoguan-h2010[simulator]'\n"
            f"the mock server needs {error.name}: pip install 'baoguan-h2010[simulator]'",
            file=sys.stderr,
        )
        return _MISSING
    token = os.environ.get(given.token_env, "") if given.token_env else ""
    print(f"模拟的 H2010 / a mock of H2010: http://{given.host}:{given.port}", flush=True)
    uvicorn.run(create_app(far_side, token=token), host=given.host, port=given.port, log_level="warning")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="baoguan simulate h2010",
        description="模拟已停用的 H2010 电子账册系统（不是真实接口） / a mock of the switched-off H2010 accounts (not the real interface)",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="故障 / faults:\n" + "\n".join(f"  {kind:11} {text}" for kind, text in KINDS.items()),
    )
    add = parser.add_argument
    add("--state", type=Path, required=True, help="状态文件（SQLite） / the server's own file")
    add("--host", default="127.0.0.1", help="地址 / address (%(default)s)")
    add("--port", type=int, default=8210, help="端口 / port (%(default)s)")
    add("--token-env", default="", metavar="NAME", help="要求的令牌所在的环境变量 / environment variable with the token to ask for")
    add(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar="KIND:GLOB[:N]",
        help="故障脚本，可多次 / a fault; may be repeated",
    )
    add("--by-hand", action="store_true", help="查询回执不推进时间 / looking for receipts takes no step")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--arrivals", action="store_true", help="列出到达记录 / print the log of arrivals")
    mode.add_argument("--step", action="store_true", help="走一步 / take a step")
    mode.add_argument(
        "--declare-entry", default="", metavar="TRADE/NUMBER", help="对清单申报报关单，核扣账册 / declare the entry of a list"
    )
    mode.add_argument("--resend-lost", action="store_true", help="补发丢失的回执 / let the lost receipts come")
    mode.add_argument("--maintenance", type=int, metavar="SECONDS", help="维护窗口，0 结束 / a maintenance window, 0 ends it")
    return parser


def _fault(text: str) -> Fault:
    try:
        return parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
