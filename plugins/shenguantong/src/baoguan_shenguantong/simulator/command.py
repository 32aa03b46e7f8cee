"""The simulator as a command."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import attrs

from .faults import Faults
from .simulator import MAX_ROWS, Simulator
from .values import Arrival

_INTERRUPTED: Final = 130
_UNUSABLE: Final = 2
TOKEN: Final = "SGT_SIMULATOR_TOKEN"
"""Environment variable with the token that clients must show; no token unless it is set."""


def main(argv: Sequence[str]) -> int:
    """Run the command; gives the exit status (2 for wrong arguments)."""
    for stream in (sys.stdout, sys.stderr):
        # A console of another code page shows a question mark instead of ending the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    parser = _parser()
    given = parser.parse_args(list(argv))
    if given.root is None and given.serve is None and not given.arrivals:
        parser.error("需要 --root 或 --serve / --root or --serve is needed")
    try:
        simulator = Simulator(
            given.state,
            given.root,
            faults=Faults(**{a.name: getattr(given, a.name) for a in attrs.fields(Faults)}),
            plans=dict(given.plan),
            list_changes=given.list_changes,
            max_rows=given.max_rows,
            seed=given.seed,
        )
    except ValueError as error:
        parser.error(str(error))
    with simulator:
        if given.arrivals:
            _show(simulator.arrivals(), as_json=given.json)
            return 0
        if given.resend_lost:
            print(f"补发 / resent: {simulator.resend_lost()}")
        if given.serve is not None:
            return _serve(simulator, *given.serve)
        if given.watch:
            return _watch(simulator, given.interval)
        actions = simulator.step() if given.once else simulator.run_until_idle()
        print(f"动作 / actions: {actions}")
    return 0


def _watch(simulator: Simulator, interval: float) -> int:
    print("监视中，按 Ctrl+C 结束 / watching, press Ctrl+C to end", flush=True)
    try:
        simulator.run(threading.Event(), interval)
    except KeyboardInterrupt:
        return _INTERRUPTED
    return 0


def _serve(simulator: Simulator, host: str, port: int) -> int:
    try:
        import uvicorn

        from .app import create_app
    except ImportError as error:
        print(
            f'HTTP 模拟需要 starlette 和 uvicorn（{error.name} 未安装）：pip install "baoguan-shenguantong[simulator]" / '
            f'serving needs starlette and uvicorn ({error.name} is missing): pip install "baoguan-shenguantong[simulator]"',
            file=sys.stderr,
        )
        return _UNUSABLE
    uvicorn.run(create_app(simulator, token=os.environ.get(TOKEN, "")), host=host, port=port, log_level="warning")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="baoguan simulate shenguantong",
        description="模拟深关通的对方系统（假定格式 assumed-v1，真实接口未公开） / "
        "simulates a far side of 深关通 in the assumed format assumed-v1: the real one is not public",
    )
    add = parser.add_argument
    add("--state", type=Path, required=True, help="模拟器状态目录 / the simulator's own folder")
    add("--root", type=Path, help="目录交换的根目录 / root of the exchange folders")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--once", action="store_true", help="只走一步 / one step only")
    mode.add_argument("--until-idle", action="store_true", help="直到无事可做（默认）/ until nothing is left (default)")
    mode.add_argument("--watch", action="store_true", help="持续监视目录 / keep watching the folders")
    mode.add_argument(
        "--serve", type=_address, metavar="HOST:PORT", help=f"HTTP 服务；令牌取自环境变量 {TOKEN} / serve HTTP; token from {TOKEN}"
    )
    mode.add_argument("--arrivals", action="store_true", help="列出到达记录 / print the log of arrivals")
    add("--json", action="store_true", help="以 JSON 列出 / print as JSON")
    add("--resend-lost", action="store_true", help="先补发丢失的回执 / first let the lost receipts come")
    add("--list-changes", action="store_true", help="允许核注清单修改、撤销 / lists may be changed and withdrawn")
    add("--max-rows", type=int, default=MAX_ROWS, help="单次发送的行数上限 / rows of one batch (%(default)s)")
    add("--interval", type=float, default=0.02, help="空闲时的间隔秒数 / seconds of rest when idle (%(default)s)")
    add("--seed", type=int, default=0, help="随机种子 / seed of all chance (%(default)s)")
    add(
        "--plan",
        type=_plan,
        action="append",
        default=[],
        metavar="GLOB=Y,2,3",
        help="指定单证的回执，| 之后用于下一次申报 / receipts for these documents; after | those of the next declaration",
    )
    group = parser.add_argument_group("故障 / faults", "概率 0..1，默认关闭 / rates 0..1, off by default")
    for field in attrs.fields(Faults):
        group.add_argument(f"--{field.name.replace('_', '-')}", type=float, default=0.0, help=_HELP[field.name])
    return parser


_HELP: Final = {
    "lost": "海关回执丢失，直到补发或查询 / a receipt is lost until resent or asked for",
    "lost_answer": "传输应答丢失 / the transport's answer is lost",
    "late": "回执迟到 / a receipt is late",
    "repeat": "回执重复 / a receipt comes twice",
    "reorder": "回执乱序 / a receipt is overtaken by later ones",
    "foreign": "他人单证的回执 / receipts of somebody else's documents",
    "duplicate": "首次发送答“重复” / a first sending is answered 'duplicate'",
    "reject": "退单 / returned by Customs",
    "manual_rate": "转人工 / manual review",
    "store_failed": "入库失败 / not stored",
}


def _address(text: str) -> tuple[str, int]:
    host, sign, port = text.rpartition(":")
    if not sign or not host or not port.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r}: 应为 HOST:PORT / expected HOST:PORT")
    return host, int(port)


def _plan(text: str) -> tuple[str, tuple[str, ...]]:
    name, sign, codes = text.rpartition("=")
    if not sign or not name:
        raise argparse.ArgumentTypeError(f"{text!r}: 应为 GLOB=Y,2,3 / expected GLOB=Y,2,3")
    parts = [part.strip() for part in codes.replace("|", ",|,").split(",")]
    return name, tuple(part for part in parts if part)


def _show(arrivals: Sequence[Arrival], *, as_json: bool) -> None:
    if as_json:
        rows = [attrs.asdict(a, value_serializer=lambda _, __, v: v if isinstance(v, int) else str(v)) for a in arrivals]
        # ASCII only, so that a console of any code page can print it.
        json.dump(rows, sys.stdout, indent=1)
        print()
        return
    for a in arrivals:
        outcome = "repeated" if a.repeated else "accepted" if a.accepted else "refused"
        mark = " TWICE" if a.twice else ""
        print(
            f"{a.time:%Y-%m-%d %H:%M:%S} {a.transport} {a.exchange_id} {a.kind} {a.owner}/{a.number} seq={a.seq_no or '-'} "
            f"act={a.act} n={a.change_count} declare={a.declare} part={a.pack}/{a.packs} rows={a.rows} {outcome}{mark} "
            f"{a.reason}".rstrip()
        )
