"""The main job, on invented data: a workbook of inventory lines becomes lists that a simulated Customs has settled.

Makes a workbook over an invented handbook, plants faults and finds them, corrects them, merges and divides the lines into lists,
declares every list through a simulated Single Window that loses, repeats, delays and reorders receipts, and writes the result.

Usage: python examples/demo.py [--lines 30000] [--output demo-output]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from fiction import AGENT, handbook, write_workbook

from baoguan import Arranged, BondedInventoryList, Broker, Config, read_config
from baoguan.cli.inputs import Loaded, load
from baoguan.engine import points
from baoguan.errors import Finding
from baoguan.sheets import annotate, write_lists
from baoguan_singlewindow.simulator import Simulator

CARD = "8900000000001"
REQUESTED = 12
_QUIET = 3.0
"""Seconds without anything new after which the far side is taken to have said what it has to say."""
_PATIENCE = 300
_KILLED = 9
"""Exit code of the worker that dies on purpose."""
FAULTS: dict[tuple[int, str], object] = {
    (3, "企业申报总价"): 999999.99,
    (17, "申报数量"): "12.3456789",
    (40, "申报计量单位"): "箱子",
    (77, "商品编码"): "681599209",
    (120, "币制"): "ABC",
    (301, "原产国(地区)"): "",
    (1400, "征减免方式"): "不知道",
    (2222, "商品序号"): 2221,
}
"""Body row and heading -> what is planted there."""


def main() -> int:
    """Run the demonstration; 0 when every promise held."""
    arguments = _arguments()
    started = time.monotonic()
    folder: Path = arguments.output.absolute()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    parts = handbook(4000)

    _say(
        f"1. 制作工作簿 · a workbook of {arguments.lines:,} invented lines over {len(parts):,} parts, with {len(FAULTS)} planted faults"
    )
    faulty, clean = folder / "lines-with-faults.xlsx", folder / "lines.xlsx"
    faults = {k: v for k, v in FAULTS.items() if k[0] <= arguments.lines}
    write_workbook(faulty, arguments.lines, REQUESTED, parts, faults)

    with Broker(_config(folder)) as broker:
        _say("2. 检查 · check: everything wrong is reported at once")
        loaded, arranged, findings = _check(broker, faulty)
        _report(findings)
        if loaded.reading is not None:
            annotate(faulty, loaded.reading, [(i, f) for i, f in findings if i >= 0], folder / "lines-marked.xlsx")
        missed = _missed(loaded, findings, faults)
        _say(f"   planted {len(faults)}, found {len(faults) - len(missed)}; marked copy: {folder / 'lines-marked.xlsx'}")

        _say("3. 改正后再查 · corrected, checked again, merged and divided")
        write_workbook(clean, arguments.lines, REQUESTED, parts)
        loaded, arranged, findings = _check(broker, clean)
        wrong = [f for _, f in findings if f.severity == "error"]
        bound = sum(s.bound for s in arranged.summaries)
        _say(f"   {arguments.lines:,} lines -> {len(arranged.documents)} lists (bound {bound}), {len(wrong)} errors")
        if missed or wrong:
            _say(f"   NOT AS EXPECTED: missed {missed}, errors {wrong[:3]}")
            return 1

        _say("4. 申报 · declare every list; the simulated Customs loses, repeats, delays and reorders receipts")
        result = _declare(broker, arranged, folder)
        lists = [d for d in arranged.documents if isinstance(d, BondedInventoryList)]
        _write_result(broker, lists, folder / "result.xlsx")
    _say(f"5. 结果 · result: {folder / 'result.xlsx'}, {time.monotonic() - started:.1f} s in all")
    return 0 if result else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lines", type=int, default=30_000)
    parser.add_argument("--output", type=Path, default=Path("demo-output"))
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, flush=True)


def _check(broker: Broker, path: Path) -> tuple[Loaded, Arranged, list[tuple[int, Finding]]]:
    loaded = load(path, broker.codes, broker.kinds)
    arranged = broker.arrange(loaded.documents)
    findings = [*loaded.findings, *arranged.findings]
    for number, document in enumerate(loaded.documents):
        findings += [(number, f) for f in broker.check(document)]
    return loaded, arranged, findings


def _report(findings: list[tuple[int, Finding]]) -> None:
    counts = Counter((f.severity, f.rule) for _, f in findings)
    for (severity, rule), count in counts.most_common(12):
        example = next(f for _, f in findings if f.rule == rule)
        _say(f"   {severity:8} {count:5} x {rule}: {example.zh} / {example.en}"[:200])


def _missed(loaded: Loaded, findings: list[tuple[int, Finding]], faults: dict[tuple[int, str], object]) -> list[tuple[int, str]]:
    """Planted faults that no finding points at."""
    if loaded.reading is None:
        return list(faults)
    cells = [cell for _, cell, _ in loaded.reading.located()]
    cells += [loaded.reading.cells.find(number, finding.path) for number, finding in findings]
    hit = {cell.row - 1 for cell in cells if cell is not None}
    return [place for place in faults if place[0] not in hit]


def _config(folder: Path) -> Config:
    operator = {"customs_code": AGENT[0], "card_no": CARD, "client_id": "0000000001"}
    account = {"channel": "singlewindow", "root": "import-client", "stable_seconds": 0.05, "operator": [operator]}
    settings = {"environment": "simulator", "journal": "journal", "by": "demo", "accounts": {"card-a": account}}
    return read_config(settings, folder.absolute())


def _far_side(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """The import client and Customs, as a program of their own."""
    faults = (
        "--lost 0.03 --late 0.2 --repeat 0.15 --reorder 0.2 --truncated 0.1 --gbk 0.1 --ns2 0.1 --foreign 0.05 --manual-rate 0.1"
    )
    command = [
        sys.executable,
        "-m",
        "baoguan_singlewindow.simulator",
        "--root",
        str(folder / "import-client"),
        "--state",
        str(folder / "customs"),
        "--card",
        f"{AGENT[0]}:{CARD}",
        "--seed",
        "7",
        "--watch",
        *faults.split(),
        *more,
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def die_while_sending(folder: str) -> None:
    """A worker that stops existing between its intent to send and the send; runs in a process of its own."""
    points.listener = lambda point: os._exit(_KILLED) if point == "intent" else None
    with Broker(_config(Path(folder))) as broker:
        broker.run_once(force=True)


def _declare(broker: Broker, arranged: Arranged, folder: Path) -> bool:
    for document in arranged.documents:
        broker.submit(document, "card-a", declare=True)
    _say(f"   {len(arranged.documents)} lists journalled: saved first, declared as a second act")
    script = f"import demo; demo.die_while_sending({str(folder)!r})"
    died = subprocess.run(
        [sys.executable, "-c", script], cwd=Path(__file__).parent, check=False, env={**os.environ, "PYTHONPATH": "."}
    )
    if died.returncode != _KILLED:
        _say(f"   NOT AS EXPECTED: the worker that should die while sending ended with {died.returncode}")
        return False
    _say("   a worker was killed between its intent to send and the send")
    totals: Counter[str] = Counter()
    states: Counter[str] = Counter()
    far_side = _far_side(folder)
    quiet_since = started = time.monotonic()
    try:
        while time.monotonic() - started < _PATIENCE:
            done = broker.run_once(force=True)
            totals.update({name: getattr(done, name) for name in ("sent", "received", "applied", "repeats", "parked", "resolved")})
            if not done.idle:
                quiet_since = time.monotonic()
                continue
            states = Counter(s.state for s in broker.status())
            if time.monotonic() - quiet_since > _QUIET:
                if set(states) == {"deducted"}:
                    break
                _say(f"   receipts are missing ({dict(states)}): Customs is asked to send what was lost")
                far_side.kill()
                far_side.wait()
                far_side = _far_side(folder, "--resend-lost", "--lost", "0")
                quiet_since = time.monotonic()
            time.sleep(0.1)
    finally:
        far_side.kill()
        far_side.wait()
    return _told(broker, arranged, folder, totals, states)


def _told(broker: Broker, arranged: Arranged, folder: Path, totals: Counter[str], states: Counter[str]) -> bool:
    """Print what came of it; whether every promise held, by the simulator's own log."""
    with Simulator(folder / "import-client", folder / "customs") as simulator:
        arrivals = simulator.arrivals()
    lists = len(arranged.documents)
    lines = sum(len(d.lines) for d in arranged.documents if isinstance(d, BondedInventoryList))
    saved = sum(a.accepted and a.declare_flag == "0" for a in arrivals)
    declared = sum(a.accepted and a.declare_flag == "1" for a in arrivals)
    twice = sum(a.twice for a in arrivals)
    counts = broker.inbox_counts()
    _say(f"   lists {lists} · lines {lines:,} · states {dict(states)}")
    _say(
        f"   receipts {totals['received']} · applied {totals['applied']} · repeats ignored {totals['repeats']} · "
        f"parked until complete {totals['parked']} · somebody else's {counts.get('foreign', 0) + counts.get('orphan', 0)} · "
        f"doubts resolved {totals['resolved']}"
    )
    _say(f"   arrivals counted by the simulator: saved {saved}, declared {declared} = lists {lists}; twice {twice}")
    return set(states) == {"deducted"} and saved == declared == lists and twice == 0 and totals["resolved"] > 0


def _write_result(broker: Broker, lists: list[BondedInventoryList], path: Path) -> None:
    statuses = {s.number: s for s in broker.status()}
    shown = [statuses[d.internal_number or ""] for d in lists]
    extra = {
        "状态": [s.state_zh for s in shown],
        "单一窗口统一编号": [s.numbers.get("seq_no", "") for s in shown],
        "核注清单编号": [s.numbers.get("list_no", "") for s in shown],
        "报关单统一编号": [s.numbers.get("entry_seq_no", "") for s in shown],
    }
    write_lists(path, lists, extra)


if __name__ == "__main__":
    sys.exit(main())
