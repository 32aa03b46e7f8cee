"""The business folder of amendments: reading, judging and answering its files, and what persons do on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from attrs import evolve, frozen

from ..declaration.office import DeclarationOffice
from ..faults import Dice, Faults
from ..folders import Pickup
from ..package import attached_names, open_package
from ..plans import check_plans
from ..post import Post
from ..problems import SHOWN, Findings
from ..records import Event
from ..store import Store
from ..values import Card
from .customs import AmendmentCustoms
from .desk import AmendmentDesk, Verdict
from .message import SAVE, ModMessage, read_amendment
from .plans import CODES
from .questions import Question, Questions
from .receipts import save_response
from .records import AmendmentStore, StoredAmendment
from .rules import check_card, check_files, check_operation, check_rules
from .settings import Amending
from .values import DECISION, KIND, OPEN, PRESS, AmendmentStage, AmendmentState


@frozen(kw_only=True)
class ArrivedAmendment:
    """A file of the folder as it was read."""

    message: ModMessage | None = None


@frozen
class AmendmentOffice:
    """The simulator's half for amendments."""

    records: AmendmentStore
    desk: AmendmentDesk
    customs: AmendmentCustoms
    questions: Questions
    post: Post
    cards: Sequence[Card]
    now: Callable[[], datetime]
    settings: Amending

    def serves(self, business: str) -> bool:
        """Whether files of this business folder are amendments."""
        return business.lower() == self.settings.business.lower()

    def read(self, pickup: Pickup, found: Findings) -> ArrivedAmendment:
        """What stands in a file, with everything that is wrong with it in ``found``. It changes nothing."""
        data = open_package(pickup.path, pickup.name, found)
        message = read_amendment(data, found) if data is not None else None
        if message is None:
            return ArrivedAmendment()
        check_card(message, self.cards, found)
        check_files(message, attached_names(pickup.path, pickup.name), found)
        if not found:
            check_operation(message, found, direct=self.settings.direct)
            check_rules(message, found)
        return ArrivedAmendment(message=message)

    def judge(self, pickup: Pickup, digest: str, arrived: ArrivedAmendment, found: Findings, step: int) -> tuple[bool, str]:
        """Log and answer a file, inside the caller's transaction; whether it was taken, and the stamp for the file.

        The log has the 报关单号 as number: the message has no place for the sender's own.
        """
        message, store = arrived.message, self.records.store
        said = message.get if message is not None else _nothing
        number, enterprise, operation = said("EntryId"), said("TradeCode"), said("OperType")
        key = (enterprise, number, KIND, message.digest if message is not None else "", operation)
        twice = bool(number) and store.was_seen(key)
        verdict = Verdict()
        if message is not None and not found:
            verdict = self.desk.receive(message, pickup.business, found=found)
        accepted = not found
        if accepted or verdict.exists:
            store.mark_seen(key)
        stamp = self.post.stamp()
        kind, items = f"{KIND} {said('DecModType')}".rstrip(), len(message.items) if message is not None else 0
        store.add_arrival(
            (
                *(pickup.pickup_id, self.now().isoformat(), pickup.business, pickup.name, digest, number, enterprise),
                *(said("DecModSeqNo"), kind, "", operation, items, int(accepted), found.reason(), int(twice), stamp),
            )
        )
        entry = verdict.entry if accepted else None
        text = ";".join(problem.zh for problem in found.problems[:SHOWN])
        seq_no = entry.seq_no if entry is not None else ""
        answer = save_response(saved=accepted, seq_no=seq_no, entry_no=number, text=text)
        self.post.reply(business=pickup.business, stem=pickup.stem, text=answer, accepted=accepted, step=step)
        if entry is not None and message is not None:
            self.questions.answered(message)
            self._follow(entry, step, declares=operation != SAVE)
        return accepted, stamp

    def _follow(self, entry: StoredAmendment, step: int, *, declares: bool) -> None:
        """What comes after saving by itself."""
        if declares:
            self.customs.declare(entry, step)
        elif self.settings.press_after is not None:
            due = step + max(self.settings.press_after, 1)
            self.records.store.schedule(entry.seq_no, PRESS, ("",), count=0, declaration=0, due=due)

    def decide(self, event: Event, step: int) -> bool:
        """Take a decision that is due, if it concerns an amendment."""
        if event.act == PRESS:
            entry = self.records.by_seq_no(event.seq_no)
            if entry is not None and entry.stage in OPEN:
                self.customs.declare(entry, step)
        elif event.act == DECISION:
            self.customs.decide(event, step)
        else:
            return False
        return True

    def find(self, seq_no: str) -> StoredAmendment | None:
        """The amendment with this DecModSeqNo, unless it was deleted."""
        return self.records.by_seq_no(seq_no)

    def press(self, entry: StoredAmendment, step: int) -> None:
        """A person presses 申报 on the page.

        :raises ValueError: if it cannot be declared as it stands.
        """
        if entry.stage not in OPEN:
            raise ValueError(f"{entry.seq_no}: 该修撤单不能申报 / cannot be declared: {entry.stage}")
        self.customs.declare(entry, step)

    def delete(self, entry: StoredAmendment) -> None:
        """A person deletes a draft, or what came back, on the page at once.

        :raises ValueError: if it cannot be deleted as it stands.
        """
        if entry.stage not in OPEN:
            raise ValueError(f"{entry.seq_no}: 该修撤单不能删除 / cannot be deleted: {entry.stage}")
        store = self.records.store
        store.drop_events(entry.seq_no)
        store.forget(entry.enterprise, entry.entry_no, KIND, entry.digest)
        self.records.save(evolve(entry, stage=AmendmentStage.DELETED))

    def ask(self, seq_no: str, changes: Mapping[str, str]) -> Question:
        """Customs asks for changes of the head of a declaration, or for its withdrawal.

        :raises KeyError: if there is no such declaration.
        :raises ValueError: if it cannot be asked for.
        """
        known = self.desk.declarations.find(seq_no)
        if known is None:
            raise KeyError(seq_no)
        return self.questions.ask(known, changes)

    def states(self) -> Mapping[str, AmendmentState]:
        """Every amendment by its DecModSeqNo, oldest first."""
        return {entry.seq_no: entry.state() for entry in self.records.all()}


def _nothing(name: str) -> str:
    del name
    return ""


def open_amendments(
    store: Store,
    post: Post,
    faults: Faults,
    dice: Dice,
    cards: Sequence[Card],
    now: Callable[[], datetime],
    settings: Amending,
    declarations: DeclarationOffice,
) -> AmendmentOffice:
    """The office on the simulator's own memory and post.

    :raises ValueError: if a plan holds an unknown code.
    """
    plans = check_plans(settings.plans, CODES)
    records = AmendmentStore(store)
    records.prepare()
    questions = Questions(store, post, now)
    questions.prepare()
    return AmendmentOffice(
        records=records,
        desk=AmendmentDesk(records, declarations, questions, post, now, settings),
        customs=AmendmentCustoms(records, declarations, questions, post, faults, dice, now, settings, plans),
        questions=questions,
        post=post,
        cards=cards,
        now=now,
        settings=settings,
    )
