"""What Customs starts of its own accord: a change or a withdrawal that the enterprise is asked to confirm (修改/撤销确认书).

No message or receipt that announces one is known: a person reads its two numbers on the page, and answers them with operation H.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from attrs import field, frozen

from ..declaration.message import Record
from ..declaration.records import StoredDeclaration
from ..post import Post
from ..problems import Findings
from ..store import Store
from .held import place_of
from .message import CHANGE, CONFIRM, WITHDRAWAL, ModMessage
from .tables import ITEM

_AGREED = "0"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS amendment_questions (
    seq_no TEXT PRIMARY KEY, form_no TEXT NOT NULL, entry_no TEXT NOT NULL, declaration TEXT NOT NULL, amendment_type TEXT NOT NULL,
    changes TEXT NOT NULL, asked_on TEXT NOT NULL, answer TEXT NOT NULL)
"""


@frozen(kw_only=True)
class Question:
    """A confirmation that Customs asks for."""

    seq_no: str
    """确认书中心统一编号."""
    form_no: str
    """确认书海关编号."""
    entry_no: str
    """报关单号 of the declaration."""
    declaration: str
    """Its 统一编号."""
    amendment_type: str
    """1 修改, 2 撤销."""
    changes: Mapping[str, str]
    """FieldCode of the head -> the value that Customs wants; empty for a withdrawal."""
    asked_on: date
    answer: str = field(default="")
    """AffirmResult: 0 agreed, 1 not; empty while nobody has answered."""


@frozen
class Questions:
    """The confirmations among the simulator's memory; whoever writes does so inside the store's transaction."""

    store: Store
    post: Post
    now: Callable[[], datetime]

    def prepare(self) -> None:
        """Make the table where a memory has none."""
        self.store.database.execute(_SCHEMA)

    def ask(self, known: StoredDeclaration, changes: Mapping[str, str]) -> Question:
        """Customs asks for changes of the head, or for the withdrawal where there are none.

        :raises ValueError: if Customs does not have the declaration, or a field code is not known.
        """
        if not known.entry_no:
            raise ValueError(f"{known.seq_no}: 海关没有该报关单 / Customs does not have the declaration")
        for record in as_items(changes):
            if place_of(record) is None:
                raise ValueError(f"{record.get('FieldCode')}: 未知的字段 / no known field of the head")
        now = self.now()
        question = Question(
            seq_no=f"{now:%Y}{self.post.serial('amendment question', 14)}",
            form_no=f"QR{known.entry_no[:4]}{self.post.serial('amendment form', 8)}",
            entry_no=known.entry_no,
            declaration=known.seq_no,
            amendment_type=CHANGE if changes else WITHDRAWAL,
            changes=dict(changes),
            asked_on=now.date(),
        )
        self.store.database.execute(
            "INSERT INTO amendment_questions VALUES (?, ?, ?, ?, ?, ?, ?, '')",
            (
                *(question.seq_no, question.form_no, question.entry_no, question.declaration, question.amendment_type),
                *(json.dumps(question.changes), question.asked_on.isoformat()),
            ),
        )
        return question

    def all(self) -> list[Question]:
        """Every question, oldest first."""
        rows = self.store.database.execute("SELECT * FROM amendment_questions ORDER BY rowid").fetchall()
        return [
            Question(
                seq_no=row[0],
                form_no=row[1],
                entry_no=row[2],
                declaration=row[3],
                amendment_type=row[4],
                changes=json.loads(row[5]),
                asked_on=date.fromisoformat(row[6]),
                answer=row[7],
            )
            for row in rows
        ]

    def of(self, message: ModMessage) -> Question | None:
        """The question that a message answers, if it answers one."""
        said = message.confirmation if message.get("OperType") == CONFIRM else None
        return next((q for q in self.all() if said is not None and q.seq_no == said.get("SeqNo")), None)

    def check(self, message: ModMessage, found: Findings) -> None:
        """An answer is one to a question that is open, under both of its numbers and of its kind."""
        said = message.confirmation
        if message.get("OperType") != CONFIRM or said is None:
            return
        question = self.of(message)
        if question is None or question.entry_no != message.get("EntryId"):
            found.add("no question", "CopAffirmData/SeqNo", f"该报关单没有确认书 {said.get('SeqNo')}")
        elif question.form_no != said.get("FormCode"):
            found.add("FormCode", "CopAffirmData/FormCode", "确认书海关编号不符")
        elif question.amendment_type != message.get("DecModType"):
            found.add("DecModType", "DecModMessage/DecModType", "修撤单类型与确认书不符")
        elif question.answer:
            found.add("answered", "CopAffirmData", "确认书已答复")

    def answered(self, message: ModMessage) -> None:
        """The answer was taken."""
        said = message.confirmation
        if said is not None:
            self._note(said.get("SeqNo"), said.get("AffirmResult"))

    def reopen(self, message: ModMessage) -> None:
        """The answer came back: it may be given again."""
        question = self.of(message)
        if question is not None:
            self._note(question.seq_no, "")

    def _note(self, seq_no: str, answer: str) -> None:
        self.store.database.execute("UPDATE amendment_questions SET answer = ? WHERE seq_no = ?", (answer, seq_no))


def agreed(message: ModMessage) -> bool:
    """Whether an answer agrees to what Customs wants."""
    said = message.confirmation
    return said is not None and said.get("AffirmResult") == _AGREED


def as_items(changes: Mapping[str, str]) -> Sequence[Record]:
    """Changes of the head as the items of a message."""
    return [Record(ITEM, "海关修改项", {"FieldCode": code, "NewValue": value}) for code, value in changes.items()]
