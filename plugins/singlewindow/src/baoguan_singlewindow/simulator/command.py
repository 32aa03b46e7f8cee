"""The simulator as a command."""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import attrs

from .amendment.settings import BUSINESS as AMENDMENTS
from .amendment.settings import Amending
from .amendment.values import AmendmentState
from .declaration.office import BUSINESS as DECLARATIONS
from .declaration.settings import Declaring
from .faults import Faults
from .filing.office import BUSINESSES as LEDGERS
from .filing.settings import Filing
from .filing.values import LedgerBalance, LedgerState
from .folders import create
from .simulator import Simulator
from .values import Arrival, Card, DeclarationState

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
        for business in given.business or ("Sas", DECLARATIONS, AMENDMENTS, *LEDGERS):
            create(given.root, business)
        simulator = Simulator(
            given.root,
            given.state,
            faults=faults,
            cards=given.card,
            plans=dict(given.plan),
            declaring=Declaring(
                plans=dict(given.declaration_plan),
                **{a.name: getattr(given, a.name) for a in attrs.fields(Declaring) if a.name in _DECLARING},
            ),
            amending=Amending(plans=dict(given.amendment_plan), press_after=given.press_after, direct=given.direct, dxp=given.dxp),
            write_offs=dict(given.write_off_plan),
            filing=Filing(plans=dict(given.ledger_plan)),
            packs=given.packs,
            resends=given.resends,
            seed=given.seed,
        )
    except ValueError as error:
        parser.error(str(error))
    with simulator:
        if given.arrivals:
            _show(simulator.arrivals(), as_json=given.json)
            return 0
        if given.declarations:
            _show_declarations(simulator.declarations(), as_json=given.json)
            return 0
        if given.amendments:
            _show_amendments(simulator.amendments(), as_json=given.json)
            return 0
        if given.ledgers:
            _show_ledgers(simulator.ledgers(), as_json=given.json)
            return 0
        if given.balances:
            _show_balance(simulator.balance(given.balances), as_json=given.json)
            return 0
        if not (_on_page(given.page_declare, simulator.page_declare) and _on_page(given.page_delete, simulator.page_delete)):
            return 1
        if given.resend_lost:
            print(f"补发 / resent: {simulator.resend_lost()}")
        if given.watch:
            return _watch(simulator, given.interval)
        actions = simulator.step() if given.once else simulator.run_until_idle()
        print(f"动作 / actions: {actions}")
    return 0


def _on_page(numbers: Sequence[str], act: Callable[[str], None]) -> bool:
    """What persons do on the page, one declaration or list after the other; false when one of them could not be done."""
    done = True
    for seq_no in numbers:
        try:
            act(seq_no)
        except KeyError:
            print(f"{seq_no}: 没有这个统一编号 / there is no such SeqNo", file=sys.stderr)
            done = False
        except ValueError as error:
            print(error, file=sys.stderr)
            done = False
    return done


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
    add(
        "--business",
        action="append",
        help="缺少时建立的业务目录（默认 Sas、Npts、Nems、Deccus001、DECCUS102）/ business folder to create if missing (default: these)",
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--once", action="store_true", help="只走一步 / one step only")
    mode.add_argument("--until-idle", action="store_true", help="直到无事可做（默认）/ until nothing is left (default)")
    mode.add_argument("--watch", action="store_true", help="持续监视 / keep watching")
    mode.add_argument("--arrivals", action="store_true", help="列出到达记录 / print the log of arrivals")
    mode.add_argument(
        "--declarations", action="store_true", help="列出报关单及其状态 / print the declarations and where they stand"
    )
    mode.add_argument("--amendments", action="store_true", help="列出修撤单及其状态 / print the amendments and where they stand")
    mode.add_argument(
        "--ledgers", action="store_true", help="列出手册、账册及其状态 / print the handbooks and accounts and where they stand"
    )
    mode.add_argument(
        "--balances",
        metavar="LEDGER",
        help="一本手册、账册各序号的增减和料件应剩余（模拟器自己的账）/ the simulator's own books of a ledger: its rows, and what should be left",
    )
    add("--json", action="store_true", help="以 JSON 列出 / print as JSON")
    add("--resend-lost", action="store_true", help="先补发丢失的回执 / first let the lost receipts come")
    add(
        "--page-declare",
        action="append",
        default=[],
        metavar="SEQNO",
        help="先在页面按“申报”（清单、报关单或修撤单的统一编号）/ first press 申报 on the page (SeqNo of a list, declaration or amendment)",
    )
    add(
        "--page-delete",
        action="append",
        default=[],
        metavar="SEQNO",
        help="先在页面删除草稿或撤销 / first delete a draft, or withdraw, on the page",
    )
    add("--packs", action="store_true", help="接受分包报文（未经证实）/ take messages in several packs (unproven)")
    add(
        "--resends",
        action="store_true",
        help="接受补发回执申请 INV141（未经证实）/ take requests to send receipts again (INV141, unproven)",
    )
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
    add(
        "--write-off-plan",
        type=_plan,
        action="append",
        default=[],
        metavar="GLOB=Y,5,2",
        help="指定报核的结果（EMS221、EML221 代码）/ results of these write-offs (codes of EMS221 and EML221)",
    )
    add(
        "--ledger-plan",
        type=_plan,
        action="append",
        default=[],
        metavar="GLOB=Y,3",
        help="指定手册、账册的回执，| 之后用于下一次申报 / receipts for these ledgers; after | those of the next declaration",
    )
    _add_declaring(parser.add_argument_group("报关单及修撤单 / declarations and amendments"))
    group = parser.add_argument_group("故障 / faults", "概率 0..1，默认关闭 / rates 0..1, off by default")
    for field in attrs.fields(Faults):
        option = f"--{field.name.replace('_', '-')}"
        if isinstance(field.default, bool):
            group.add_argument(option, action=argparse.BooleanOptionalAction, default=field.default, help=_HELP[field.name])
        else:
            group.add_argument(option, type=type(field.default), default=field.default, help=_HELP[field.name])
    return parser


_DECLARING = {
    "press_after": "保存几步后有人按“申报”（缺省：无人按）/ somebody presses 申报 so many steps after saving (default: nobody)",
    "direct": "接受操作类型 C、D（未经证实）/ take OperType C and D (unproven)",
    "summary_prefix": "概要申报的回执代码带 Sp / codes of a summary are written with Sp",
    "old_receipts": "2018 年的回执格式 DEC_DATA（GB2312）/ receipts in the form of 2018, DEC_DATA in GB2312",
    "dxp": "回执装在 DXP 信封内 / receipts in the envelope of the exchange platform",
    "complete_digit": "旧模式完整申报在 Type 第 3 位的数字 / digit of a complete declaration of the old mode (%(default)s)",
}


def _add_declaring(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--declaration-plan",
        type=_plan,
        action="append",
        default=[],
        metavar="GLOB=7,L,P",
        help="指定报关单的回执（CHANNEL 代码），| 之后用于下一次申报 / receipts for these declarations; after | those of the next time",
    )
    group.add_argument(
        "--amendment-plan",
        type=_plan,
        action="append",
        default=[],
        metavar="GLOB=L,A,S",
        help="指定这些报关单的修撤单结果，| 之后用于下一次 / results of amendments of these declarations; after | those of the next",
    )
    for field in attrs.fields(Declaring):
        if field.name in _DECLARING:
            option, text = f"--{field.name.replace('_', '-')}", _DECLARING[field.name]
            if isinstance(field.default, bool):
                group.add_argument(option, action="store_true", help=text)
            else:
                group.add_argument(option, type=int if field.default is None else str, default=field.default, help=text)


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


def _show_declarations(declarations: Mapping[str, DeclarationState], *, as_json: bool) -> None:
    if as_json:
        rows = [{"number": number, **attrs.asdict(state)} for number, state in declarations.items()]
        json.dump(rows, sys.stdout, indent=1)
        print()
        return
    for number, state in declarations.items():
        step = f" {state.step}" if state.step else ""
        print(
            f"{number} {state.seq_no} {state.entry_no or '-'} {state.state} {state.channel or '-'}"
            f" {state.enterprise} lines={state.lines}{step}"
        )


def _show_amendments(amendments: Mapping[str, AmendmentState], *, as_json: bool) -> None:
    if as_json:
        json.dump([attrs.asdict(state) for state in amendments.values()], sys.stdout, indent=1)
        print()
        return
    for state in amendments.values():
        word = "change" if state.amendment_type == "1" else "withdrawal"
        print(f"{state.seq_no} {word} {state.number} {state.entry_no} {state.state} {state.result or '-'} items={state.items}")


def _show_ledgers(ledgers: Mapping[str, LedgerState], *, as_json: bool) -> None:
    if as_json:
        json.dump([attrs.asdict(state) for state in ledgers.values()], sys.stdout, indent=1)
        print()
        return
    for state in ledgers.values():
        rows = f"materials={state.materials} products={state.products} consumptions={state.consumptions}"
        pending = f" pending={state.pending}" if state.pending else ""
        print(
            f"{state.number} {state.family} {state.seq_no} {state.ledger_no or '-'} {state.state} n={state.change_count} "
            f"{state.enterprise} {rows}{pending}"
        )


def _show_balance(balance: LedgerBalance, *, as_json: bool) -> None:
    if as_json:
        json.dump(
            attrs.asdict(balance, value_serializer=lambda _, __, v: str(v) if isinstance(v, Decimal) else v), sys.stdout, indent=1
        )
        print()
        return
    for row in balance.rows:
        print(
            f"{row.kind} {row.item} opening={row.opening:f} pre_in={row.pre_in:f} pre_out={row.pre_out:f} "
            f"in={row.actual_in:f} out={row.actual_out:f} book={row.book:f}"
        )
    for item, left in balance.remaining.items():
        print(f"left of {item} {left:f}")


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
