"""The far side: takes messages, decides, makes out receipts, moves ledgers by declarations."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from attrs import evolve, frozen

from .answers import Answer, write_answer
from .customs import Content, RowFault
from .faults import Fault
from .given import Given, given_by
from .layout import Message, UnreadableError, read
from .store import APPROVED, COLLECTING, OPEN, REJECTED, Act, Arrival, Balance, Document, Mail, Store
from .verdicts import APPLYING, CHANGING, EXECUTING, WAITING, WRITTEN_OFF, forbidden, judge

SHANGHAI = timezone(timedelta(hours=8))
_CHECK = "0"
_MARK_CHECKED, _MARK_BATCH, _MARK_CHECK_FAILED = "0", "8", "9"


class ConflictError(Exception):
    """The same exchange came with other content, or an act that is not possible now."""


@frozen(kw_only=True)
class Taken:
    """The answer to a message."""

    number: int
    taken: str
    """`new`, or `known` for an exchange that came before."""
    answered: bool = True
    """False when the answer is to be lost."""


class FarSide:
    """The old system as this mock has it. Safe for threads."""

    def __init__(
        self,
        state: Path,
        *,
        faults: Sequence[Fault] = (),
        by_hand: bool = False,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.store = Store(state)
        self._faults = tuple(faults)
        self._by_hand = by_hand
        self._now = now

    def close(self) -> None:
        """Close the state."""
        self.store.close()

    # --------------------------------------------------------------------------------------------------------------- taking

    def take(self, exchange: str, content: bytes) -> Taken:
        """A message, as a whole or not at all.

        :raises UnreadableError: if it is no message of this system.
        :raises ConflictError: if the exchange came before with other content.
        """
        digest = hashlib.sha256(content).hexdigest()
        with self.store.writing():
            known = self.store.arrival_of(exchange)
            if known is not None and known[1] != digest:
                raise ConflictError(f"{exchange}: 内容与先前不同 / came before with other content")
            try:
                given = given_by(exchange, content)
            except UnreadableError as error:
                self._log(exchange, digest, None, "refused", str(error))
                refused = error
            else:
                if known is not None:
                    self._log(exchange, digest, given, "repeated", "")
                    return Taken(number=known[0], taken="known")
                document = self._document(given)
                verdict = (
                    self._check(given, document, exchange)
                    if given.step == _CHECK
                    else self._declare(given, document, exchange, content)
                )
                number = self._log(exchange, digest, given, verdict, "")
                return Taken(number=number, taken="new", answered=not self._strikes("unanswered", given.number))
        raise refused

    def _log(self, exchange: str, digest: str, given: Given | None, verdict: str, reason: str) -> int:
        said: dict[str, str | int] = {
            "trade": "",
            "number": "",
            "family": "",
            "types": "",
            "step": "",
            "act": "",
            "batch": 0,
            "batches": 0,
        }
        if given is not None:
            said = {name: getattr(given, name) for name in said}
        at = datetime.fromtimestamp(self._now(), SHANGHAI).isoformat()
        return self.store.log({**said, "at": at, "exchange": exchange, "sha256": digest, "verdict": verdict, "reason": reason})

    def _document(self, given: Given) -> Document:
        found = self.store.document(given.trade, given.number, given.family)
        if found is None:
            serial = self.store.next_number("seq_no")
            found = Document(trade=given.trade, number=given.number, family=given.family, seq_no=f"8{serial:017d}")
            self.store.save(found)
        return found

    def _check(self, given: Given, document: Document, exchange: str) -> str:
        """The check before declaring: it books nothing, only the number is kept."""
        faults = forbidden(self.store, given, document)
        if not faults and given.batches == 1:
            faults = judge(self.store, given.messages, given, document)[1]
        mark = _MARK_CHECK_FAILED if faults else _MARK_CHECKED
        note = (
            "预检未通过，未申报 / the check failed"
            if faults
            else "预检通过，未入库、未申报 / checked; nothing is stored or declared"
        )
        self._say(document, _lead(given), mark, given, exchange=exchange, note=note, faults=faults)
        return "taken"

    def _declare(self, given: Given, document: Document, exchange: str, content: bytes) -> str:
        acts = [a for a in self.store.acts_of(document) if a.name == given.act and a.state != REJECTED]
        act = acts[-1] if acts else None
        if act is not None:
            held = {batch: holder for batch, holder, _ in self.store.batches(act)}
            if act.state != COLLECTING or given.batch in held:
                holder = held.get(given.batch) or act.exchange
                self._say(document, _lead(given), "4", given, exchange=exchange, held=holder, note="重复申报 / declared twice")
                return "duplicate"
        faults = forbidden(self.store, given, document)
        if given.seq_no and given.seq_no != document.seq_no:
            faults.append(RowFault("KEY", "", "SEQ_NO", f"预录入号不符 / not {document.seq_no}"))
        if act is not None and act.batches != given.batches:
            faults.append(RowFault("KEY", "", "BATCH_TOTAL", f"总批数不符 / not {act.batches}"))
        if faults:
            self._say(document, _lead(given), "3", given, exchange=exchange, note="不能申报 / not possible now", faults=faults)
            return "rejected"
        act = act or self.store.open_act(document, given.act, given.batches)
        self.store.add_batch(act, given.batch, exchange, content)
        if len(self.store.batches(act)) < given.batches:
            note = f"第 {given.batch}/{given.batches} 批已收 / batch taken"
            self._say(document, _lead(given), _MARK_BATCH, given, exchange=exchange, note=note)
        else:
            self._begin(act, document, exchange)
        if self._strikes("duplicate", given.number):
            self._say(document, _lead(given), "4", given, exchange=exchange, held=exchange, note="重复申报 / declared twice")
        return "taken"

    def _begin(self, act: Act, document: Document, exchange: str) -> None:
        self.store.set_act(act, state=OPEN, exchange=exchange)
        if act.name.startswith("2/"):
            document.copy = CHANGING
        else:
            document.state = APPLYING
        self.store.save(document)
        self.store.schedule(act, ("store", "decide"), self.store.number("step") + 1)

    # ------------------------------------------------------------------------------------------------------------- deciding

    def step(self) -> int:
        """One step of the far side's own time: stores and decides what is due. Gives how much happened."""
        with self.store.writing():
            step = self.store.next_number("step")
            due = self.store.due(step)
            for event, act, what in due:
                self.store.happened(event)
                (self._stored if what == "store" else self._decide)(self.store.act(act))
            return len(due)

    def _messages(self, act: Act) -> tuple[Given, list[Message]]:
        bodies = self.store.batches(act)
        messages = [m for _, _, body in bodies for m in read(body)]
        first = next((b for n, _, b in bodies if n == 1), bodies[0][2])
        return given_by("", first), messages

    def _stored(self, act: Act) -> None:
        document, given, messages = self._of(act)
        if act.name.startswith("2/"):
            document.copy = WAITING
        else:
            document.state = WAITING
        self.store.save(document)
        mark = "7" if self._strikes("mark7", act.number) else "1"
        for down in _answered(messages):
            self._say(document, down, mark, given, exchange=act.exchange, note="入库成功 / stored")
        if act.name.startswith("2/") and self._strikes("older", act.number):
            older = evolve(given, declare_type="1", count=0)
            self._say(document, "EMS313", "1", older, exchange="", note="备案入库 / the filing was stored")
            self._say(document, "EMS313", "2", older, exchange="", note="备案通过 / the filing was approved")

    def _of(self, act: Act) -> tuple[Document, Given, list[Message]]:
        document = self.store.document(act.trade, act.number, act.family)
        assert document is not None
        given, messages = self._messages(act)
        return document, given, messages

    def _decide(self, act: Act) -> None:
        document, given, messages = self._of(act)
        content, faults = judge(self.store, messages, given, document)
        if self._strikes("reject", act.number):
            faults.append(RowFault("KEY", "", "", "按脚本退单 / rejected by the script"))
        change = act.name.startswith("2/")
        self.store.set_act(act, state=REJECTED if faults else APPROVED)
        if faults:
            if change:
                document.copy = APPLYING
            else:
                document.state = APPLYING
        else:
            self._approve(act, document, given, content)
        self.store.save(document)
        for down in _answered(messages):
            self._say(
                document,
                down,
                "3" if faults else "2",
                given,
                exchange=act.exchange,
                note="退单 / rejected" if faults else "审核通过 / approved",
                faults=faults,
            )

    def _approve(self, act: Act, document: Document, given: Given, content: Content) -> None:
        document.state = EXECUTING
        if act.family == "ledger":
            if act.name == "1":
                head = next(iter(content["HEAD"].values()))
                document.ems_no = f"E{head.get('MASTER_CUSTOMS', '')[:4]:0<4}{0:02d}{self.store.next_number('ledger'):05d}"
            else:
                document.changes, document.copy = given.count, 0
            self.store.set_content(document, content)
            return
        document.ems_no = given.ems_no
        if act.family == "list":
            document.list_no = f"QD{self.store.next_number('list'):016d}"
        elif act.name.startswith("EMS231") and act.name.endswith("/2"):
            ledger = self.store.ledger(given.ems_no)
            assert ledger is not None
            ledger.state = WRITTEN_OFF
            self.store.save(ledger)

    # ------------------------------------------------------------------------------------------------------------- vouchers

    def declare_entry(self, trade: str, number: str) -> str:
        """The declaration (报关单) made of an approved list: this, and not the list, moves the ledger. Gives its number.

        :raises ConflictError: if the list is not approved, or has its declaration already.
        """
        with self.store.writing():
            document = self.store.document(trade, number, "list")
            if document is None or document.state != EXECUTING:
                raise ConflictError(f"{number}: 清单未通过 / the list is not approved")
            if document.entry_no:
                raise ConflictError(f"{number}: 一份清单一份报关单，已有 / has its declaration: {document.entry_no}")
            act = next(a for a in self.store.acts_of(document) if a.state == APPROVED)
            given, messages = self._messages(act)
            head, rows = messages[0].of("CL_HEAD")[0].values, messages[0].of("CL_LIST")
            imported = head.get("I_E_FLAG") == "I"
            year = datetime.fromtimestamp(self._now(), SHANGHAI).year
            serial = self.store.next_number("entry")
            document.entry_no = f"{head.get('MASTER_CUSTOMS', '0000')}{year}{1 if imported else 0}{serial:09d}"
            side = "EXG" if head.get("G_FLAG") == "E" else "IMG"
            for row in rows:
                self.store.move(document.ems_no, side, row.values["G_NO"], Decimal(row.values["QTY"]), imported=imported)
            self.store.save(document)
            self._say(
                document, "EMS317", "2", given, exchange="", note="报关单已核扣账册 / the declaration moved the ledger", entry=True
            )
            return document.entry_no

    def balances(self, ems_no: str) -> Mapping[tuple[str, str], Balance]:
        """What moved in a ledger."""
        return self.store.balances(ems_no)

    # ------------------------------------------------------------------------------------------------------------- answering

    def receipts(self, limit: int) -> list[Mail]:
        """What lies in the mailbox. Unless steps are taken by hand, looking takes one."""
        if not self._by_hand:
            self.step()
        return self.store.mail(self.store.number("step"), limit)

    def acknowledge(self, receipts: Iterable[int]) -> None:
        """Take receipts out of the mailbox; repeating it is harmless."""
        with self.store.writing():
            for receipt in receipts:
                self.store.take_out(receipt)

    def known(self, trade: str, number: str) -> tuple[list[str], list[Mail], list[Document]]:
        """Exchanges, receipts and states of a document."""
        documents = [d for d in self.store.documents() if (d.trade, d.number) == (trade, number)]
        return self.store.exchanges_of(trade, number), self.store.mail_of(trade, number), documents

    def arrivals(self) -> list[Arrival]:
        """The log."""
        return self.store.arrivals()

    def resend_lost(self) -> int:
        """Let the lost receipts come."""
        with self.store.writing():
            return self.store.release()

    def maintain(self, seconds: int) -> None:
        """A maintenance window from now on; 0 ends it."""
        with self.store.writing():
            self.store.set_number("maintenance", int(self._now()) + seconds if seconds else 0)

    def maintenance_left(self) -> int:
        """Seconds until the window ends, 0 when there is none."""
        return max(self.store.number("maintenance") - int(self._now()), 0)

    def _strikes(self, kind: str, number: str) -> bool:
        for place, fault in enumerate(self._faults):
            if fault.kind == kind and fault.meets(number):
                times = self.store.next_number(f"fault/{place}/{kind}")
                if fault.count == 0 or times <= fault.count:
                    return True
        return False

    def _delay(self, number: str) -> int:
        return max((f.count for f in self._faults if f.kind == "late" and f.meets(number)), default=0)

    def _say(
        self,
        document: Document,
        down: str,
        mark: str,
        given: Given,
        *,
        exchange: str,
        note: str,
        held: str = "",
        faults: Sequence[RowFault] = (),
        entry: bool = False,
    ) -> None:
        document.said = max(int(self._now()), document.said + 1)
        self.store.save(document)
        when = datetime.fromtimestamp(document.said, SHANGHAI)
        answer = Answer(down=down, mark=mark, exchange=exchange, held=held, note=note, faults=tuple(faults), entry=entry)
        body, step = write_answer(answer, document, given, when), self.store.number("step")
        lost, again = self._strikes("lost", document.number), self._strikes("twice", document.number)
        for _ in range(2 if again else 1):
            serial = self.store.next_number("receipt")
            name = f"{down}_{when:%Y%m%d%H%M%S}_{serial}.ems"
            self.store.post(document, name, body, due=step + self._delay(document.number), held=lost)


def _lead(given: Given) -> str:
    if given.family == "ledger":
        return "EMS313" if given.declare_type == "1" else "EMS323"
    return f"EMS3{given.messages[0].type[4:]}"


def _answered(messages: Sequence[Message]) -> list[str]:
    """The receipts that answer some messages; that of the ledger itself last. Nothing answers EMS226."""
    found = sorted({f"EMS3{m.type[4:]}" for m in messages if m.type != "EMS226"})
    return sorted(found, key=lambda down: down in {"EMS313", "EMS323"})
