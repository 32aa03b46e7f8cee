"""The simulator: one pass picks up files, takes the decisions that are due, and writes what is due."""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from .amendment.office import ArrivedAmendment, open_amendments
from .amendment.questions import Question
from .amendment.settings import Amending
from .amendment.values import AmendmentState
from .customs import Customs
from .declaration.office import BUSINESS as DECLARATIONS
from .declaration.office import Arrived, open_office
from .declaration.settings import Declaring
from .desk import Desk
from .faults import Dice, Faults
from .filing.office import ArrivedLedger, open_ledgers
from .filing.settings import Filing
from .filing.values import LedgerBalance, LedgerState
from .folders import Folders, Pickup
from .lists import Lists
from .message import Inv101
from .others import Answers, Others, Reply
from .packs import Packs
from .page import Page
from .plans import check_plans
from .post import Post
from .problems import Findings
from .records import Outgoing
from .resend import Asked, KeepingPost, Resends
from .store import Store
from .values import Arrival, Card, Counters, DeclarationState, ListState
from .views import arrival
from .write_off.message import WriteOffMessage
from .write_off.office import WriteOffState, open_write_offs

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept one zone without summer time since 1991, so no time zone data are needed."""

Message = Inv101 | Arrived | ArrivedAmendment | ArrivedLedger | WriteOffMessage | Asked | Reply | None
_BATCH = 100


def _shanghai_now() -> datetime:
    return datetime.now(SHANGHAI)


class Simulator:
    """A Single Window import client and Customs behind it, on folders.

    Time passes in steps: a declaration taken in step n is stored (INV201 Y) in step n + 1, decided in n + 2, and so on.

    :param root: the client's root; every ``<root>/<business>/OutBox`` that exists is served.
    :param state: folder of the simulator's own memory; a simulator on the same state continues where the last one was.
    :param faults: what goes wrong, and how often.
    :param cards: the IC cards in the client; without any, every enterprise is served.
    :param plans: decisions by internal number or pattern, such as ``{"A-*": ("Y", "2", "3")}``: exactly these, nothing
        is added. ``"|"`` begins the script of the list's next declaration (redeclaration, change, deletion); without
        one, or after the last, the usual course is taken.
    :param others: answers to messages of other kinds, by the local name of their root element.
    :param declaring: what becomes of declarations (报关单, business folder Deccus001).
    :param amending: what becomes of their amendments (修撤单, business folder DECCUS102).
    :param write_offs: results of write-offs (报核, business folders Npts and Nems) by their number or a pattern, as in ``plans``.
    :param filing: what becomes of ledgers (手册 and 账册, business folders Npts and Nems).
    :param packs: messages in several packs are taken; otherwise they are refused.
    :param resends: requests to send the receipts of a list again (INV141) are taken; otherwise they are refused.
    :param seed: of all chance.
    :param now: the clock; Asia/Shanghai unless given. One state must always see clocks of the same kind.
    :raises ValueError: if a plan holds an unknown code.
    """

    def __init__(
        self,
        root: Path,
        state: Path,
        *,
        faults: Faults = Faults(),  # noqa: B008  (frozen)
        cards: Sequence[Card] = (),
        plans: Mapping[str, Sequence[str]] = MappingProxyType({}),
        others: Mapping[str, Answers] = MappingProxyType({}),
        declaring: Declaring = Declaring(),  # noqa: B008  (frozen)
        amending: Amending = Amending(),  # noqa: B008  (frozen)
        write_offs: Mapping[str, Sequence[str]] = MappingProxyType({}),
        filing: Filing = Filing(),  # noqa: B008  (frozen)
        packs: bool = False,
        resends: bool = False,
        seed: int = 0,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        clock = now or _shanghai_now
        dice = Dice(seed)
        self._folders = Folders(Path(root), Path(state))
        self._store = Store(Path(state) / "simulator.db")
        self._faults, self._dice, self._cards = faults, dice, tuple(cards)
        keeping = KeepingPost(self._store, faults, dice, clock) if resends else None
        self._post = keeping or Post(self._store, faults, dice, clock)
        self._resends = Resends(self._store, keeping, self._cards) if keeping is not None else None
        customs = Customs(self._store, self._post, faults, dice, clock, check_plans(plans))
        self._lists = Lists(
            store=self._store,
            post=self._post,
            desk=Desk(self._store, customs, self._post, clock),
            customs=customs,
            cards=self._cards,
            packs=Packs(self._store) if packs else None,
            now=clock,
        )
        self._declarations = open_office(self._store, self._post, faults, dice, self._cards, clock, declaring)
        self._amendments = open_amendments(self._store, self._post, faults, dice, self._cards, clock, amending, self._declarations)
        self._write_offs = open_write_offs(self._store, self._post, faults, dice, self._cards, clock, write_offs)
        self._ledgers = open_ledgers(self._store, self._post, faults, dice, self._cards, clock, filing)
        self._page = Page(self._store, customs, self._declarations, self._amendments, self._ledgers)
        self._others = Others(others, self._store, self._post, clock)
        self._deciding = (self._declarations, self._amendments, self._write_offs, self._ledgers, self._lists)
        self._judges: Mapping[type[object], Callable[..., tuple[bool, str]]] = {
            Arrived: self._declarations.judge,
            ArrivedAmendment: self._amendments.judge,
            WriteOffMessage: self._write_offs.judge,
            ArrivedLedger: self._ledgers.judge,
            Reply: self._others.judge,
            **({Asked: self._resends.judge} if self._resends is not None else {}),
        }
        self._lock = threading.RLock()
        self._step = self._store.number("step")
        self._hangs_until = 0
        if not self._store.number("base"):
            # Numbers of two simulators with the same seed must not meet in one journal.
            self._store.set_number("base", 1 + zlib.crc32(str(Path(state).resolve()).encode()) % 999)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the memory; files in work wait for the next simulator on the same state."""
        with self._lock:
            self._store.close()

    def step(self) -> int:
        """One pass; gives how many files were taken, decisions made and files written."""
        with self._lock:
            self._step = max(self._step, self._store.number("step")) + 1
            return self._receive() + self._decide() + self._deliver()

    def idle(self) -> bool:
        """Whether nothing stands in an OutBox, is in work, or is still to come."""
        with self._lock:
            return not (self._store.waiting() or self._folders.anything_ready() or any(True for _ in self._folders.left_over()))

    def run_until_idle(self, max_steps: int = 1000) -> int:
        """Step until idle, at most ``max_steps`` times; gives the number of actions.

        Lost receipts are not waited for.
        """
        actions = 0
        for _ in range(max_steps):
            actions += self.step()
            if self.idle():
                break
        return actions

    def run(self, stop: threading.Event, interval: float = 0.02) -> None:
        """Step until ``stop`` is set, resting ``interval`` seconds whenever there was nothing to do."""
        while not stop.is_set():
            if not self.step():
                stop.wait(interval)

    def arrivals(self) -> tuple[Arrival, ...]:
        """The log of everything that was picked up, in order."""
        with self._lock:
            return tuple(arrival(row) for row in self._store.arrivals())

    def lists(self) -> Mapping[str, ListState]:
        """The latest list of every internal number."""
        with self._lock:
            return self._lists.states()

    def declarations(self) -> Mapping[str, DeclarationState]:
        """The latest declaration of every ClientSeqNo."""
        with self._lock:
            return self._declarations.states()

    def amendments(self) -> Mapping[str, AmendmentState]:
        """Every amendment by its DecModSeqNo, oldest first."""
        with self._lock:
            return self._amendments.states()

    def write_offs(self) -> Mapping[str, WriteOffState]:
        """Every write-off by its own number, oldest first."""
        with self._lock:
            return self._write_offs.states()

    def ledgers(self) -> Mapping[str, LedgerState]:
        """Every ledger that was filed here, by its internal number, oldest first."""
        with self._lock:
            return self._ledgers.states()

    def balance(self, ledger_no: str) -> LedgerBalance:
        """What lists moved of the rows of a 手册 or 账册, by the simulator's own table of effects, and what is left of its materials."""
        with self._lock:
            return self._ledgers.balance(ledger_no)

    def ask_amendment(self, seq_no: str, changes: Mapping[str, str] = MappingProxyType({})) -> Question:
        """What Customs does: ask that a declaration be changed (FieldCode of the head -> value), or withdrawn where nothing is given.

        :raises KeyError: if there is no declaration of that number.
        :raises ValueError: if Customs does not have it, or a field code is not known.
        """
        with self._lock, self._store.transaction():
            return self._amendments.ask(seq_no, changes)

    def questions(self) -> Sequence[Question]:
        """Every change or withdrawal that Customs asked for, oldest first, with its answer."""
        with self._lock:
            return self._amendments.questions.all()

    def books(self) -> Mapping[tuple[str, int], Counters]:
        """Counters by (ledger number, item number), for plain imports and exports."""
        with self._lock:
            return self._store.books()

    def resend_lost(self) -> int:
        """Let the lost receipts come with the next step; gives how many. Lost answers stay lost."""
        with self._lock, self._store.transaction():
            return self._store.release_held(self._step)

    def page_declare(self, seq_no: str) -> None:
        """What a person does on the page: declare a draft of a list, a declaration, an amendment or a ledger, or what was refused again.

        :raises KeyError: if there is nothing of that number.
        :raises ValueError: if it cannot be declared as it stands.
        """
        with self._lock, self._store.transaction():
            self._page.declare(seq_no, self._remember_step())

    def page_delete(self, seq_no: str) -> None:
        """What a person does on the page: delete a draft at once, or ask Customs to delete an approved list or a declaration.

        :raises KeyError: if there is nothing of that number.
        :raises ValueError: if it cannot be deleted as it stands.
        """
        with self._lock, self._store.transaction():
            self._page.delete(seq_no, self._remember_step())

    def _remember_step(self) -> int:
        """Keep the step with what is scheduled by it, so that a restart does not fall back behind."""
        self._store.set_number("step", self._step)
        return self._step

    def _receive(self) -> int:
        actions = 0
        for pickup in self._folders.left_over():
            self._process(pickup)
            actions += 1
        if self._hanging():
            return actions
        for pickup in self._folders.pick_up():
            self._process(pickup)
            actions += 1
        return actions

    def _hanging(self) -> bool:
        if self._step < self._hangs_until:
            return True
        if self._faults.hang and self._folders.anything_ready() and self._dice.roll(self._faults.hang, "hang", self._step):
            self._hangs_until = self._step + self._faults.hang_steps
            return True
        return False

    def _process(self, pickup: Pickup) -> None:
        """Log, judge and answer one file in one transaction, then file it away.

        Killed before the commit, the file is judged again; killed after it, it is only filed away.
        """
        logged = self._store.arrival_stamp(pickup.pickup_id)
        if logged is None:
            try:
                digest = hashlib.sha256(pickup.path.read_bytes()).hexdigest()
                found = Findings()
                asked = self._resends.read(pickup) if self._resends is not None else None
                special = asked or self._write_offs.read(pickup, found) or self._others.read(pickup)
                message = special or self._read(pickup, found)
            except FileNotFoundError:
                # Another process of this simulator finished it between our look and our reading.
                return
            with self._store.transaction():
                logged = self._store.arrival_stamp(pickup.pickup_id)
                if logged is None:
                    logged = self._answered(pickup, digest, message, found)
        accepted, stamp = logged
        self._folders.file_away(pickup, accepted=accepted, stamp=stamp, keep_sent=not self._faults.clean_sent)

    def _read(self, pickup: Pickup, found: Findings) -> Inv101 | Arrived | ArrivedAmendment | ArrivedLedger | None:
        if pickup.business.lower() == DECLARATIONS.lower():
            return self._declarations.read(pickup, found)
        if self._amendments.serves(pickup.business):
            return self._amendments.read(pickup, found)
        ledger = self._ledgers.read(pickup, found)
        return ledger if ledger is not None else self._lists.read(pickup, found)

    def _answered(self, pickup: Pickup, digest: str, message: Message, found: Findings) -> tuple[bool, str]:
        judge = self._judges.get(type(message), self._lists.judge)
        return judge(pickup, digest, message, found, self._remember_step())

    def _decide(self) -> int:
        events = self._store.due_events(self._step)
        for event in events:
            with self._store.transaction():
                if self._store.take_event(event):
                    step = self._remember_step()
                    any(office.decide(event, step) for office in self._deciding)
        return len(events)

    def _deliver(self) -> int:
        due = self._store.due_files(self._step)
        for start in range(0, len(due), _BATCH):
            whole: list[int] = []
            cut: list[int] = []
            for file_id in due[start : start + _BATCH]:
                outgoing = self._store.outgoing(file_id)
                if outgoing is not None and self._write(outgoing):
                    (cut if outgoing.cut else whole).append(file_id)
            # Killed here, the same bytes are written again under the same names.
            with self._store.transaction():
                self._store.written(whole)
                for file_id in cut:
                    self._store.complete_later(file_id, self._remember_step() + self._faults.truncated_steps)
        return len(due)

    def _write(self, outgoing: Outgoing) -> bool:
        data = outgoing.body[: len(outgoing.body) // 2] if outgoing.cut else outgoing.body
        return self._folders.write(outgoing.business, outgoing.name, data)
