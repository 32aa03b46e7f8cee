"""The simulator as a command."""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import attrs

from .faults import Faults
from .folders import create
from .simulator import Simulator
from .values import Arrival, Card

_INTERRUPTED = 130
_CARD = re.compile(r"([0-9A-Za-z]{10}):(.+)")


def main(argv: Sequence[str]) -> int:
    """Run the command; gives the exit status (2 for wrong arguments)."""
    for stream in (sys.stdout, sys.stderr):
        # A console of another code page shows a question mark instead of ending the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    parser = _parser()
    given = parser.parse_args(list(argv))
    try:
        faults = Faults(**{a.name: getattr(given, a.name) for a in attrs.fields(Faults)})
        create(given.root, given.business)
        simulator = Simulator(
            given.root,
            given.state,
            faults=faults,
            cards=given.card,
            plans=dict(given.plan),
            packs=given.packs,
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="baoguan-singlewindow-simulator",
        description="模拟单一窗口导入客户端及海关 / simulates the Single Window import client and Customs behind it",
    )
    add = parser.add_argument
    add("--root", type=Path, required=True, help="导入客户端根目录 / the client's root folder")
    add("--state", type=Path, required=True, help="模拟器状态目录 / the simulator's own folder")
    add("--business", default="Sas", help="缺少时建立的业务目录 / business folder to create if missing (%(default)s)")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--once", action="store_true", help="只走一步 / one step only")
    mode.add_argument("--until-idle", action="store_true", help="直到无事可做（默认）/ until nothing is left (default)")
    mode.add_argument("--watch", action="store_true", help="持续监视 / keep watching")
    mode.add_argument("--arrivals", action="store_true", help="列出到达记录 / print the log of arrivals")
    add("--json", action="store_true", help="以 JSON 列出 / print as JSON")
    add("--resend-lost", action="store_true", help="先补发丢失的回执 / first let the lost receipts come")
    add("--packs", action="store_true", help="接受分包报文（未经证实）/ take messages in several packs (unproven)")
    add("--interval", type=float, default=0.02, help="空闲时的间隔秒数 / seconds of rest when idle (%(default)s)")
    add("--seed", type=int, default=0, help="随机种子 / seed of all chance (%(default)s)")
    add(
        "--card",
        type=_card,
        action="append",
        default=[],
        metavar="CODE:CARDNO",
        help="十位海关编码:卡号 / customs code:card number",
    )
    add(
        "--plan",
        type=_plan,
        action="append",
        default=[],
        metavar="GLOB=Y,2,3",
        help="指定清单的回执，| 之后用于下一次申报 / receipts for these lists; after | those of the next declaration",
    )
    group = parser.add_argument_group("故障 / faults", "概率 0..1，默认关闭 / rates 0..1, off by default")
    for field in attrs.fields(Faults):
        option = f"--{field.name.replace('_', '-')}"
        if isinstance(field.default, bool):
            group.add_argument(option, action=argparse.BooleanOptionalAction, default=field.default, help=_HELP[field.name])
        else:
            group.add_argument(option, type=type(field.default), default=field.default, help=_HELP[field.name])
    return parser


_HELP = {
    "lost": "回执丢失，直到补发 / a receipt is lost until resent",
    "lost_answer": "技术回执丢失 / the immediate answer is lost",
    "late": "回执迟到 / a receipt is late",
    "repeat": "回执重复 / a receipt comes twice",
    "reorder": "回执乱序 / a receipt is overtaken by later ones",
    "truncated": "文件先出现一半 / a file appears cut first",
    "gbk": "GBK 编码 / written in GBK",
    "ns2": "带 ns2 前缀 / with the prefix ns2",
    "lowercase": "扩展名小写 / extension in lower case",
    "crlf": "CRLF 换行 / CRLF line ends",
    "hang": "客户端停止收件 / the client stops picking up",
    "foreign": "他人录入清单的回执 / receipts of lists typed by somebody else",
    "manual_rate": "转人工 / manual review",
    "reject_rate": "退单 / refused by Customs",
    "store_failed_rate": "入库失败 / not stored by Customs",
    "late_steps": "最多迟到的步数 / late by at most so many steps (%(default)s)",
    "truncated_steps": "几步后补全 / completed after so many steps (%(default)s)",
    "hang_steps": "停止的步数 / hangs for so many steps (%(default)s)",
    "clean_sent": "清理 SentBox / sent files are removed",
    "typecd_echo": "typecd 同申报类型 / typecd repeats DclTypecd (%(default)s)",
}


def _card(text: str) -> Card:
    match = _CARD.fullmatch(text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r}: 应为 十位编码:卡号 / expected CODE:CARDNO")
    return Card(enterprise=match.group(1), number=match.group(2))


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
        outcome = "accepted" if a.accepted else "refused"
        mark = " TWICE" if a.twice else ""
        print(
            f"{a.time:%Y-%m-%d %H:%M:%S} {a.business}/{a.file_name} {a.enterprise}/{a.number} seq={a.seq_no or '-'} "
            f"type={a.declaration_type} n={a.change_count} flag={a.declare_flag} lines={a.lines} {outcome}{mark} "
            f"{a.reason}".rstrip()
        )
