"""The simulator: takes batches, lets Customs decide, gives receipts; over folders, HTTP, or both."""

from __future__ import annotations

import hashlib
import json
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Final, Self

from attrs import evolve

from .batch import PROTOCOL, Batch, BatchError, Row, read_batch
from .customs import Customs
from .desk import Desk, Verdict
from .faults import Dice, Faults
from .folders import Folders
from .plans import cut
from .post import NOTICE, Post
from .store import Key, Outgoing, Result, Store
from .values import Arrival, DocumentState

SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept one zone without summer time since 1991, so no time zone data are needed."""
MAX_ROWS: Final = 30_000
_ALL: Final = 1_000_000


def _shanghai_now() -> datetime:
    return datetime.now(SHANGHAI)


class Simulator:
    """A far side of the assumed format.

    Time passes in steps: a declaration taken in step n is stored in step n + 1, decided in n + 2, and so on. Over folders the owner of the
    simulator steps; over HTTP every question for receipts is a step.

    :param state: folder of the simulator's own memory; a simulator on the same state continues where the last one was.
    :param root: the exchange root with OutBox and InBox; without it there is only HTTP.
    :param faults: what goes wrong, and how often.
    :param plans: decisions by number or pattern, such as ``{"A-*": ("Y", "2", "3")}``; ``"|"`` begins the script of the next declaration.
    :param list_changes: lists may be changed and withdrawn, which in 2018 they could not.
    :param max_rows: body rows of one batch.
    :param seed: of all chance.
    :param now: the clock; Asia/Shanghai unless given.
    :raises ValueError: if a plan holds an unknown code.
    """

    def __init__(
        self,
        state: Path,
        root: Path | None = None,
        *,
        faults: Faults = Faults(),  # noqa: B008  (frozen)
        plans: Mapping[str, Sequence[str]] = MappingProxyType({}),
        list_changes: bool = False,
        max_rows: int = MAX_ROWS,
        seed: int = 0,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        clock = now or _shanghai_now
        self._faults, self._dice = faults, Dice(seed)
        self._max_rows, self._now = max_rows, clock
        self._store = Store(Path(state) / "simulator.db")
        self._post = Post(self._store, faults, self._dice, clock)
        self._customs = Customs(self._store, self._post, faults, self._dice, clock, cut(plans))
        self._desk = Desk(self._store, self._customs, list_changes=list_changes)
        self._folders = Folders(Path(root), Path(state)) if root is not None else None
        self._lock = threading.RLock()
        if not self._store.number("base"):
            # Numbers of two simulators must not meet in one journal.
            self._store.set_number("base", 1 + zlib.crc32(str(Path(state).resolve()).encode()) % 999)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the memory; what is in work waits for the next simulator on the same state."""
        with self._lock:
            self._store.close()

    # -- time ----------------------------------------------------------------------------------------------------------

    def step(self) -> int:
        """One pass; gives how many files were taken, decisions made and files written."""
        with self._lock:
            with self._store.transaction():
                step = self._store.next_number("step")
            taken = self._pick_up() if self._folders is not None else 0
            decided = 0
            for event in self._store.due_events(step):
                with self._store.transaction():
                    if self._store.take_event(event):
                        self._customs.decide(event, step)
                        decided += 1
            return taken + decided + (self._deliver(step) if self._folders is not None else 0)

    def idle(self) -> bool:
        """Whether nothing is in work or still to come; lost receipts are not waited for."""
        with self._lock:
            folders = self._folders is not None
            return not (self._store.pending(receipts=folders) or (self._folders is not None and self._folders.anything_ready()))

    def run_until_idle(self, max_steps: int = 1000) -> int:
        """Step until idle, at most ``max_steps`` times; gives the number of actions."""
        actions = 0
        for _ in range(max_steps):
            actions += self.step()
            if self.idle():
                break
        return actions

    def run(self, stop: threading.Event, interval: float = 0.02) -> None:
        """Step until ``stop`` is set, resting whenever there was nothing to do."""
        while not stop.is_set():
            if not self.step():
                stop.wait(interval)

    # -- batches -------------------------------------------------------------------------------------------------------

    def receive(self, exchange_id: str, content: bytes, *, transport: str = "http", pickup: str | None = None) -> Result:
        """Take a batch, or give the first result of one that came before."""
        with self._lock, self._store.transaction():
            return self._receive(exchange_id, content, transport, pickup)

    def _receive(self, exchange_id: str, content: bytes, transport: str, pickup: str | None) -> Result:
        known = self._store.result(exchange_id)
        batch, problem, manifest = self._read(exchange_id, content)
        arrival = self._arrival(exchange_id, content, transport, batch, manifest)
        if known is not None:
            self._store.add_arrival(evolve(arrival, repeated=True, reason=known.text), pickup)
            return known
        verdict = Verdict(level="REFUSED", text=problem)
        twice = False
        if batch is not None:
            verdict, twice = self._take(batch)
        self._store.add_arrival(
            evolve(arrival, accepted=verdict.accepted, twice=twice, reason="" if verdict.accepted else verdict.text), pickup
        )
        reference = f"B{self._store.next_number('reference'):09d}"
        taken = verdict.level != "REFUSED"
        key = (arrival.kind, arrival.owner, arrival.number)
        result = Result(
            exchange_id=exchange_id,
            accepted=taken,
            reference=reference,
            text=verdict.text,
            kind=key[0],
            owner=key[1],
            number=key[2],
        )
        self._store.add_result(result)
        if arrival.kind in {"inventory", "ledger"}:
            self._answer(key, exchange_id, arrival, verdict)
        return result

    def _read(self, exchange_id: str, content: bytes) -> tuple[Batch | None, str, Mapping[str, object]]:
        try:
            batch = read_batch(exchange_id, content, self._max_rows)
        except BatchError as error:
            return None, str(error), error.manifest
        return batch, "", {}

    def _take(self, batch: Batch) -> tuple[Verdict, bool]:
        key: Key = (batch.kind, batch.owner, batch.number)
        act = (batch.act, batch.change_count, batch.declare, batch.pack if batch.packs > 1 else 0)
        seen = self._store.was_seen(key, *act)
        verdict = self._desk.judge(batch)
        if verdict.accepted:
            verdict = self._place(batch, verdict)
        if verdict.level != "REFUSED":
            self._store.mark_seen(key, *act)
        return verdict, seen and not (verdict.accepted and verdict.fresh)

    def _place(self, batch: Batch, verdict: Verdict) -> Verdict:
        """Carry out a document that is whole; keep a part of one until the others are there."""
        step = self._store.number("step")
        rows: Mapping[str, Sequence[tuple[int, Row]]] = batch.rows
        seq_no = verdict.seq_no or self._store.reserved(batch.batch_id) or self._new_seq_no()
        if batch.packs > 1:
            self._store.reserve(batch.batch_id, seq_no)
            if not self._store.keep_pack(batch.batch_id, batch.pack, batch.exchange_id, batch.rows):
                return evolve(verdict, level="DUPLICATE", text=f"第 {batch.pack} 次发送已存在", seq_no=seq_no)
            parts = self._store.packs(batch.batch_id)
            if len(parts) < batch.packs:
                return evolve(verdict, seq_no=seq_no)
            rows = _joined(parts)
            if sum(map(len, rows.values())) != batch.total_rows:
                return Verdict(level="REFUSED", text="各次发送的行数之和与 total_rows 不符")
        self._desk.carry_out(batch, verdict, rows, seq_no, step)
        return evolve(verdict, seq_no=seq_no)

    def _new_seq_no(self) -> str:
        return f"{self._now():%Y%m}{self._store.number('base'):03d}{self._store.next_number('seq_no'):09d}"

    def _arrival(
        self, exchange_id: str, content: bytes, transport: str, batch: Batch | None, manifest: Mapping[str, object]
    ) -> Arrival:
        def text(name: str) -> str:
            value = getattr(batch, name) if batch is not None else manifest.get(name, "")
            return value if isinstance(value, str) else ""

        def whole(name: str) -> int:
            value = getattr(batch, name) if batch is not None else manifest.get(name, 0)
            return value if isinstance(value, int) else 0

        return Arrival(
            time=self._now(),
            transport=transport,
            exchange_id=exchange_id,
            sha256=hashlib.sha256(content).hexdigest(),
            kind=text("kind"),
            owner=text("owner"),
            number=text("number"),
            act=text("act"),
            change_count=whole("change_count"),
            declare=whole("declare"),
            pack=whole("pack"),
            packs=whole("packs"),
            seq_no=text("seq_no"),
            rows=batch.count if batch is not None else whole("rows"),
            accepted=False,
            repeated=False,
            twice=False,
            reason="",
        )

    def _answer(self, key: Key, exchange_id: str, arrival: Arrival, verdict: Verdict) -> None:
        first = arrival.act == "1" and not arrival.seq_no and verdict.accepted
        level, text = verdict.level, verdict.text
        if first and self._dice.roll(self._faults.duplicate, "duplicate", exchange_id):
            level, text = "DUPLICATE", f"企业内部编号 {arrival.number} 已存在"
        self._post.say(
            key,
            level,
            {"ACCEPTED": "0", "DUPLICATE": "-2"}.get(level, "-1"),
            step=self._store.number("step"),
            text=text,
            answers=True,
            more={
                "exchange_id": exchange_id,
                "declare": arrival.declare,
                "pack": arrival.pack,
                "packs": arrival.packs,
                "seq_no": verdict.seq_no,
            },
        )

    # -- folders -------------------------------------------------------------------------------------------------------

    def _pick_up(self) -> int:
        folders = self._folders
        if folders is None:
            return 0
        count = 0
        for pickup in folders.pick_up():
            accepted = self._store.logged(pickup.id)
            if pickup.is_query:
                self._reply(pickup.name, pickup.path.read_bytes())
                accepted = True
            elif accepted is None:
                accepted = self.receive(pickup.stem, pickup.path.read_bytes(), transport="folder", pickup=pickup.id).accepted
            folders.file_away(pickup, accepted=accepted)
            count += 1
        return count

    def _reply(self, name: str, content: bytes) -> None:
        try:
            asked = json.loads(content)["query"]
            key: Key = (str(asked["kind"]), str(asked["owner"]), str(asked["number"]))
        except (ValueError, KeyError, TypeError):
            return
        with self._store.transaction():
            stamp = self._store.next_number("reply")
            stem = name.removesuffix(".json")
            self._post.reply(
                f"Answer_{stem}_{stamp:06d}.json", json.dumps(self.query(*key), ensure_ascii=False), self._store.number("step")
            )

    def _deliver(self, step: int) -> int:
        folders = self._folders
        if folders is None:
            return 0
        due = self._store.due(step, 0, _ALL)
        for outgoing in due:
            folders.write(outgoing.name, outgoing.body.encode())
        # Killed before this, the same bytes are written again under the same names.
        with self._store.transaction():
            self._store.acknowledge([o.id for o in due])
        return len(due)

    # -- asking --------------------------------------------------------------------------------------------------------

    def query(self, kind: str, owner: str, number: str) -> dict[str, object]:
        """What is known of a document, by its 内部编号: its exchanges, and all that was said of it, lost receipts too."""
        key = (kind, owner, number)
        with self._lock:
            exchanges = self._store.exchanges(key)
            receipts = [json.loads(body) for body in self._store.statements(key)]
        return {
            "protocol": PROTOCOL,
            "notice": NOTICE,
            "kind": kind,
            "owner": owner,
            "number": number,
            "known": bool(exchanges),
            "exchanges": exchanges,
            "receipts": receipts,
        }

    def receipts(self, after: int, limit: int) -> Sequence[Outgoing]:
        """Receipts that nobody has acknowledged, the oldest first."""
        with self._lock:
            return self._store.due(self._store.number("step"), after, limit)

    def acknowledge(self, ids: Sequence[int]) -> None:
        """They were taken."""
        with self._lock, self._store.transaction():
            self._store.acknowledge(ids)

    def resend_lost(self) -> int:
        """Let the lost receipts come; gives how many."""
        with self._lock, self._store.transaction():
            return self._store.release(self._store.number("step"))

    def arrivals(self) -> tuple[Arrival, ...]:
        """The log of everything that arrived, in order."""
        with self._lock:
            return tuple(self._store.arrivals())

    def documents(self) -> Mapping[str, DocumentState]:
        """The latest document of every number."""
        with self._lock:
            return {
                d.number: DocumentState(
                    kind=d.kind,
                    owner=d.owner,
                    number=d.number,
                    stage=d.stage,
                    seq_no=d.seq_no,
                    customs_no=d.customs_no,
                    change_count=d.change_count,
                    act=d.act,
                    rows=d.rows,
                )
                for d in self._store.documents()
            }


def _joined(parts: Sequence[Mapping[str, Sequence[tuple[int, Row]]]]) -> dict[str, list[tuple[int, Row]]]:
    out: dict[str, list[tuple[int, Row]]] = {}
    for part in parts:
        for section, rows in part.items():
            out.setdefault(section, []).extend((int(number), row) for number, row in rows)
    return out
