"""The business folders Npts and Nems: reading, judging and answering the files of ledgers, and what the simulator's books say of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from ..faults import Dice, Faults
from ..folders import Pickup
from ..package import open_package
from ..plans import check_plans
from ..post import Post
from ..problems import Findings
from ..records import Event
from ..store import Store
from ..values import Card
from .customs import LedgerCustoms
from .desk import LedgerDesk, Verdict
from .message import LedgerMessage, check_card, is_ledger, read_ledger
from .plans import CODES
from .records import LedgerStore, StoredLedger
from .rows import RowBooks
from .rules import check_rules
from .settings import Filing
from .tables import FORMS
from .values import DECISION, OPEN, LedgerBalance, LedgerState


@frozen(kw_only=True)
class ArrivedLedger:
    """A file with the message of a ledger as it was read."""

    message: LedgerMessage | None = None


@frozen
class LedgerOffice:
    """The simulator's half for ledgers."""

    records: LedgerStore
    rows: RowBooks
    desk: LedgerDesk
    customs: LedgerCustoms
    post: Post
    cards: Sequence[Card]
    now: Callable[[], datetime]

    def read(self, pickup: Pickup, found: Findings) -> ArrivedLedger | None:
        """What stands in a file, with everything that is wrong with it in ``found``; nothing for a file without a ledger."""
        data = open_package(pickup.path, pickup.name, Findings())
        if data is None or not is_ledger(data):
            return None
        message = read_ledger(data, found)
        if message is None:
            return ArrivedLedger()
        if pickup.business.lower() != message.form.business.lower():
            found.add("-1", pickup.business, f"-1：{message.form.zh}应通过 {message.form.business} 通道报送")
        check_card(message, self.cards, found)
        if not found:
            check_rules(message, found)
        return ArrivedLedger(message=message)

    def judge(self, pickup: Pickup, digest: str, arrived: ArrivedLedger, found: Findings, step: int) -> tuple[bool, str]:
        """Log and answer a file, inside the caller's transaction; whether it was taken, and the stamp for the file."""
        message, store = arrived.message, self.records.store
        head = message.filed.head if message is not None else {}
        flag = message.declare_flag if message is not None else ""
        number, enterprise = head.get("EtpsPreentNo", ""), head.get("BizopEtpsno", "")
        kind, count = kind_of(message), head.get("ChgTmsCnt", "") or "0"
        key = (enterprise, number, kind, count, flag)
        twice = bool(number) and store.was_seen(key)
        verdict = Verdict()
        if message is not None and not found:
            verdict = self.desk.receive(message, pickup.business, step=step, found=found)
        accepted = not found
        twice = twice and not (accepted and verdict.fresh)
        if accepted or verdict.exists:
            store.mark_seen(key)
        stamp, lines = self.post.stamp(), message.lines if message is not None else 0
        reason = "" if accepted else found.reason()
        store.add_arrival(
            (
                *(pickup.pickup_id, self.now().isoformat(), pickup.business, pickup.name, digest, number, enterprise),
                *(head.get("SeqNo", ""), kind, head.get("ChgTmsCnt", ""), flag, lines, int(accepted), reason, int(twice), stamp),
            )
        )
        self.post.answer(
            business=pickup.business,
            stem=pickup.stem,
            seq_no=verdict.seq_no,
            number=number,
            check_info=found.check_info(),
            accepted=accepted,
            step=step,
        )
        return accepted, stamp

    def decide(self, event: Event, step: int) -> bool:
        """Take a decision that is due, if it concerns a ledger."""
        if event.act != DECISION:
            return False
        self.customs.decide(event, step)
        return True

    def press(self, entry: StoredLedger, step: int) -> None:
        """A person presses 申报 on the page.

        :raises ValueError: if it cannot be declared as it stands.
        """
        if entry.stage not in OPEN:
            raise ValueError(f"{entry.seq_no}: 该底账不能申报 / cannot be declared: {entry.stage}")
        self.customs.declare(entry, "filing", count=0, step=step)

    def states(self) -> Mapping[str, LedgerState]:
        """Every ledger by its internal number, oldest first."""
        return {entry.number: entry.state(self.records.filed(entry.seq_no)) for entry in self.records.all()}

    def balance(self, ledger_no: str) -> LedgerBalance:
        """The books of a ledger; of one that was not filed here only what lists moved."""
        entry = self.records.by_ledger_no(ledger_no)
        return self.rows.balance(ledger_no, self.records.filed(entry.seq_no).rows if entry is not None else {})


def open_ledgers(
    store: Store,
    post: Post,
    faults: Faults,
    dice: Dice,
    cards: Sequence[Card],
    now: Callable[[], datetime],
    settings: Filing,
) -> LedgerOffice:
    """The office on the simulator's own memory and post.

    :raises ValueError: if a plan holds an unknown code.
    """
    records, rows = LedgerStore(store), RowBooks(store)
    records.prepare()
    rows.prepare()
    customs = LedgerCustoms(records, post, faults, dice, now, settings, check_plans(settings.plans, CODES))
    return LedgerOffice(records, rows, LedgerDesk(records, customs, post, now), customs, post, cards, now)


def kind_of(message: LedgerMessage | None) -> str:
    """The kind of act in the log and among the acts that stand: ``EML 1``, ``EMS 2``."""
    return f"{message.form.message[:3]} {message.filed.head.get('DclTypecd', '')}" if message is not None else ""


BUSINESSES = tuple(form.business for form in FORMS)
