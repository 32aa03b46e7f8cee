"""The business folder Deccus001: reading, judging and answering its files, and what persons do on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from attrs import evolve, field, frozen

from ..faults import Dice, Faults
from ..folders import Pickup
from ..package import attached_names, open_package
from ..plans import check_plans
from ..post import Post
from ..problems import SHOWN, Findings
from ..records import Event
from ..store import Store
from ..values import Card, DeclarationState
from .checks import check_values, missing_to_declare
from .customs import DeclarationCustoms
from .desk import DeclarationDesk, Verdict
from .message import DecMessage, read_declaration
from .plans import CODES, OPEN
from .receipts import import_response
from .records import DeclarationStore, StoredDeclaration
from .rules import check_card, check_files, check_rules, wanting
from .settings import Declaring
from .values import DECISION, KIND, PRESS, Stage

BUSINESS = "Deccus001"
SAVED, DECLARED = "暂存成功", "直接申报成功"
_SAVES, _DECLARES = "G", frozenset("CD")


@frozen(kw_only=True)
class Arrived:
    """A file of Deccus001 as it was read."""

    data: bytes = b""
    message: DecMessage | None = None
    step: str = ""
    warnings: Sequence[str] = field(factory=tuple)


@frozen
class DeclarationOffice:
    """The simulator's half for declarations."""

    records: DeclarationStore
    desk: DeclarationDesk
    customs: DeclarationCustoms
    post: Post
    cards: Sequence[Card]
    now: Callable[[], datetime]
    settings: Declaring

    def read(self, pickup: Pickup, found: Findings) -> Arrived:
        """What stands in a file, with everything that is wrong with it in ``found``. It changes nothing."""
        data = open_package(pickup.path, pickup.name, found)
        message = read_declaration(data, found) if data is not None else None
        if data is None or message is None:
            return Arrived()
        step = message.step(self.settings.complete_digit)
        warnings = check_values(message, found)
        check_card(message, self.cards, found)
        check_files(message, attached_names(pickup.path, pickup.name), found)
        operation = message.sign.get("OperType")
        if operation and operation != _SAVES and not (self.settings.direct and operation in _DECLARES):
            found.add("OperType", "DecSign/OperType", f"导入客户端不支持操作类型 {operation}")
        if not found:
            check_rules(message, step, found)
        if operation in _DECLARES and not found:
            for text in missing_to_declare(message, step):
                found.add("missing to declare", "", text)
        return Arrived(data=data, message=message, step=step, warnings=[*warnings, *wanting(message, self.settings.wanted)])

    def judge(self, pickup: Pickup, digest: str, arrived: Arrived, found: Findings, step: int) -> tuple[bool, str]:
        """Log and answer a file, inside the caller's transaction; whether it was taken, and the stamp for the file."""
        message, store = arrived.message, self.records.store
        number, enterprise = (message.number, message.enterprise) if message is not None else ("", "")
        operation = message.sign.get("OperType") if message is not None else ""
        key = (enterprise, number, KIND, "", f"{operation} {arrived.step}".rstrip())
        twice = bool(number) and store.was_seen(key)
        verdict = Verdict()
        if message is not None and not found:
            verdict = self.desk.receive(message, arrived.data, pickup.business, step=arrived.step, found=found)
        accepted = not found
        if accepted and verdict.fresh:
            # A draft may be rewritten on purpose; what says the same again was sent twice.
            twice = False
        if accepted or verdict.exists:
            store.mark_seen(key)
        declares = operation in _DECLARES
        stamp = self.post.stamp()
        seq_no = message.head.get("SeqNo") if message is not None else ""
        kind, lines = f"{KIND} {arrived.step}".rstrip(), len(message.goods) if message is not None else 0
        reason = "" if accepted else found.reason()
        store.add_arrival(
            (
                *(pickup.pickup_id, self.now().isoformat(), pickup.business, pickup.name, digest, number, enterprise),
                *(seq_no, kind, "", operation, lines, int(accepted), reason, int(twice), stamp),
            )
        )
        text = ";".join([DECLARED if declares else SAVED, *arrived.warnings]) if accepted else _reasons(found)
        entry = verdict.entry
        answer = import_response(saved=accepted, text=text, number=number, seq_no=entry.seq_no if entry is not None else "")
        self.post.reply(business=pickup.business, stem=pickup.stem, text=answer, accepted=accepted, step=step)
        if accepted and entry is not None:
            self._follow(entry, step, declares=declares)
        return accepted, stamp

    def _follow(self, entry: StoredDeclaration, step: int, *, declares: bool) -> None:
        """What comes after saving by itself."""
        if declares:
            self.customs.declare(entry, step)
        elif self.settings.press_after is not None:
            due = step + max(self.settings.press_after, 1)
            count = entry.declarations + 1
            self.records.store.schedule(entry.seq_no, PRESS, ("",), count=0, declaration=count, due=due)

    def decide(self, event: Event, step: int) -> bool:
        """Take a decision that is due, if it concerns a declaration."""
        if event.act == PRESS:
            entry = self.records.by_seq_no(event.seq_no)
            if entry is not None and not self._hindrance(entry):
                self.customs.declare(entry, step)
        elif event.act == DECISION:
            self.customs.decide(event, step)
        else:
            return False
        return True

    def find(self, seq_no: str) -> StoredDeclaration | None:
        """The declaration with this SeqNo, unless it is gone."""
        return self.records.by_seq_no(seq_no)

    def press(self, entry: StoredDeclaration, step: int) -> None:
        """A person presses 申报 on the page.

        :raises ValueError: if it cannot be declared as it stands.
        """
        hindrance = self._hindrance(entry)
        if hindrance:
            raise ValueError(f"{entry.seq_no}: 该报关单不能申报 / cannot be declared: {hindrance}")
        self.customs.declare(entry, step)

    def _hindrance(self, entry: StoredDeclaration) -> str:
        """Why a declaration cannot be declared as it stands; empty if it can."""
        if entry.stage not in OPEN:
            return str(entry.stage)
        return "；".join(missing_to_declare(self.records.message(entry.seq_no), entry.step)[:SHOWN])

    def delete(self, entry: StoredDeclaration, step: int) -> None:
        """A person deletes a draft on the page at once, or has a declaration withdrawn (撤销), which Customs tells by D.

        :raises ValueError: if it cannot be deleted as it stands.
        """
        if entry.stage in OPEN and not (entry.step == "complete" and entry.stage is Stage.SAVED):
            store = self.records.store
            store.drop_events(entry.seq_no)
            store.forget(entry.enterprise, entry.number, KIND)
            self.records.save(evolve(entry, stage=Stage.DELETED, gone=True))
        elif entry.entry_no:
            self.customs.withdraw(entry, step)
        else:
            raise ValueError(f"{entry.seq_no}: 该报关单不能删除 / cannot be deleted: {entry.stage}")

    def states(self) -> Mapping[str, DeclarationState]:
        """The latest declaration of every ClientSeqNo."""
        return {entry.number: entry.state() for entry in self.records.all()}


def _reasons(found: Findings) -> str:
    """ErrorMessage of a refusal: the reasons joined by semicolons, as real ones are."""
    texts = [problem.zh for problem in found.problems[:SHOWN]]
    rest = len(found.problems) - SHOWN
    return ";".join([*texts, f"另有 {rest} 处错误"] if rest > 0 else texts)


def open_office(
    store: Store,
    post: Post,
    faults: Faults,
    dice: Dice,
    cards: Sequence[Card],
    now: Callable[[], datetime],
    settings: Declaring,
) -> DeclarationOffice:
    """The office on the simulator's own memory and post.

    :raises ValueError: if a plan holds an unknown code.
    """
    plans = check_plans(settings.plans, CODES)
    records = DeclarationStore(store)
    return DeclarationOffice(
        records=records,
        desk=DeclarationDesk(records, post, now),
        customs=DeclarationCustoms(records, post, faults, dice, now, settings, plans),
        post=post,
        cards=cards,
        now=now,
        settings=settings,
    )
