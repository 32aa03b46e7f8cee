"""Customs behind the client: takes the scheduled decisions, moves lists and books, hands receipts to the post.

A decision is a fact from the moment it is taken; its receipt may be late, doubled or lost afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from attrs import evolve, frozen

from .books import assign_items, book_rows, keep_items
from .books import post as post_to_books
from .faults import Dice, Faults
from .filing.effects import deduction_mode
from .plans import scripted, usual
from .post import Post
from .receipts import date_time, entry_draft, list_head, list_rows, result
from .records import Content, Event, StoredList
from .store import Store
from .strangers import send_foreign
from .values import ListStage

DECLARATION_TYPE: Mapping[str, str] = {"filing": "1", "change": "2", "deletion": "3"}
_STAGES: Mapping[str, ListStage] = {
    "Y": ListStage.STORED,
    "Z": ListStage.STORE_FAILED,
    "2": ListStage.MANUAL,
    "3": ListStage.REJECTED,
    "4": ListStage.PRE_DEDUCTED,
    "1": ListStage.DEDUCTED,
    "5": ListStage.APPROVED,
}
_EFFECTS: Mapping[str, str] = {"4": "pre", "1": "actual", "5": ""}
_NOTES: Mapping[str, tuple[str, ...]] = {
    "3": ("表体第1项：申报内容与备案不符", "请核对后重新申报"),
    "Z": ("入库失败：数据校验未通过",),
}


@frozen
class Customs:
    """Decides; every method runs inside the caller's transaction."""

    store: Store
    post: Post
    faults: Faults
    dice: Dice
    now: Callable[[], datetime]
    plans: Mapping[str, tuple[tuple[str, ...], ...]]

    def declare(self, entry: StoredList, act: str, content: Content, *, count: int, step: int) -> None:
        """A filing, change or deletion has reached Customs: schedule what it will decide."""
        declaration = entry.declarations + 1
        entry = evolve(entry, declarations=declaration, act=act)
        if act == "filing":
            self.store.drop_events(entry.seq_no)
            entry = evolve(entry, stage=ListStage.DECLARED, declared_at=self._moment(entry))
        self.store.save_list(entry)
        codes = scripted(self.plans, entry.number, declaration)
        key = f"{entry.enterprise}/{entry.number}/{declaration}"
        if codes is None:
            codes = usual(act, content.head, self.faults, self.dice, key)
        self.store.schedule(entry.seq_no, act, codes, count=count, declaration=declaration, due=step + 1)
        if self.dice.roll(self.faults.foreign, "foreign", key):
            send_foreign(self.post, entry, content, moment=self.now(), step=step + 1)

    def decide(self, event: Event, step: int) -> None:
        """Take one decision; nothing happens to a list that is gone meanwhile."""
        entry = self.store.by_seq_no(event.seq_no)
        if entry is None:
            return
        moment = self._moment(entry)
        entry = evolve(entry, managed_at=moment)
        if event.code in {"202", "202F"}:
            self._draft(entry, event, step)
        elif event.code == "211":
            self._book(entry, event, step)
        else:
            self._result(entry, event, step)

    def _moment(self, entry: StoredList) -> str:
        """manageDate: strictly later than the list's last one, to the second."""
        now = self.now().replace(microsecond=0)
        if entry.managed_at:
            now = max(now, datetime.fromisoformat(entry.managed_at) + timedelta(seconds=1))
        return now.isoformat()

    def _result(self, entry: StoredList, event: Event, step: int) -> None:
        approved = event.code in _EFFECTS
        content: Content | None = self.store.content(entry.seq_no) if approved else None
        if content is None:
            entry = self._undecided(entry, event)
        elif event.act == "filing":
            entry, content = self._approve(entry, content, event.code)
        elif event.act == "change":
            entry, content = self._change(entry, content, event.count)
        else:
            entry = self._delete(entry, content)
        self.store.save_list(entry)
        body = result(
            seq_no=entry.seq_no,
            list_no=entry.list_no,
            count=event.count,
            kind=DECLARATION_TYPE[event.act] if self.faults.typecd_echo else "1",
            outcome=event.code,
            moment=datetime.fromisoformat(entry.managed_at),
            remark="",
            notes=_NOTES.get(event.code, ()),
        )
        if content is not None and (event.code == "4" or event.act != "filing"):
            body += self._list(entry, content, event)
        if content is not None and event.code == "4":
            body += list_rows(content.rows, list_no=entry.list_no, count=entry.change_count)
        self._send(entry, "INV201", body, event, step)

    def _undecided(self, entry: StoredList, event: Event) -> StoredList:
        """入库, 入库失败, 转人工, 退单. A refusal ends the act, and the same act may come again."""
        if event.act == "filing":
            entry = evolve(entry, stage=_STAGES[event.code])
        if event.code in {"3", "Z"}:
            self.store.forget(entry.enterprise, entry.number, DECLARATION_TYPE[event.act], str(event.count))
            entry = evolve(entry, act="")
        return entry

    def _approve(self, entry: StoredList, content: Content, code: str) -> tuple[StoredList, Content]:
        content = self._with_items(entry, content)
        post_to_books(self.store, content, entry.effect, -1)
        post_to_books(self.store, content, _EFFECTS[code], 1)
        return (
            evolve(
                entry,
                stage=_STAGES[code],
                act="",
                list_no=entry.list_no or self._list_no(content),
                effect=_EFFECTS[code],
                pre_at=entry.managed_at if code == "4" else entry.pre_at,
            ),
            content,
        )

    def _with_items(self, entry: StoredList, content: Content) -> Content:
        """The content with every ledger row known; kept if Customs had to open some."""
        complete = assign_items(self.store, content)
        if complete is not content:
            self.store.set_content(entry.seq_no, complete)
        return complete

    def _change(self, entry: StoredList, content: Content, count: int) -> tuple[StoredList, Content]:
        """An accepted change keeps the stage; the books get the new quantities instead of the old."""
        after = self.store.pending(entry.seq_no)
        if after is not None:
            after = assign_items(self.store, keep_items(content, after))
            post_to_books(self.store, content, entry.effect, -1)
            post_to_books(self.store, after, entry.effect, 1)
            self.store.set_content(entry.seq_no, after)
        return evolve(entry, act="", change_count=count), after or content

    def _delete(self, entry: StoredList, content: Content) -> StoredList:
        post_to_books(self.store, content, entry.effect, -1)
        self.store.drop_events(entry.seq_no)
        return evolve(entry, act="", stage=ListStage.DELETED, effect="", gone=True)

    def _draft(self, entry: StoredList, event: Event, step: int) -> None:
        content = self.store.content(entry.seq_no)
        made = event.code == "202"
        list_no = entry.list_no or self._list_no(content)
        entry_no = f"{content.head['ImpexpMarkcd']}{self.now():%Y}{self.post.serial('entry', 13)}" if made else ""
        entry = evolve(entry, list_no=list_no, entry_no=entry_no or entry.entry_no)
        self.store.save_list(entry)
        body = entry_draft(
            seq_no=entry.seq_no,
            list_no=list_no,
            entry_no=entry_no,
            outcome="1" if made else "2",
            moment=datetime.fromisoformat(entry.managed_at),
            reason="" if made else "生成报关单失败：商品编码已失效",
        )
        self._send(entry, "INV202", body, event, step)

    def _book(self, entry: StoredList, event: Event, step: int) -> None:
        content = self._with_items(entry, self.store.content(entry.seq_no))
        if entry.effect != "actual":
            post_to_books(self.store, content, entry.effect, -1)
            post_to_books(self.store, content, "actual", 1)
        entry = evolve(entry, stage=ListStage.DEDUCTED, effect="actual", list_no=entry.list_no or self._list_no(content))
        self.store.save_list(entry)
        moment = date_time(datetime.fromisoformat(entry.managed_at))
        body = self._list(entry, content, event) + book_rows(self.store, content, list_no=entry.list_no, moment=moment)
        self._send(entry, "INV211", body, event, step)

    def _list_no(self, content: Content) -> str:
        """清单编号: QD, customs office, year, I/E, nine digits."""
        head = content.head
        return f"QD{head['DclPlcCuscd']}{self.now():%y}{head['ImpexpMarkcd']}{self.post.serial('list', 9)}"

    def _list(self, entry: StoredList, content: Content, event: Event) -> str:
        """BondInvtBsc as Customs knows the list now."""
        head = content.head
        managed = date_time(datetime.fromisoformat(entry.managed_at))
        declared = head["DclcusFlag"] == "1"
        released = event.code == "211" and declared
        known = {
            "bondInvtNo": entry.list_no,
            "chgTmsCnt": str(event.count),
            "invtPreentNo": entry.seq_no,
            "invtDclTime": date_time(datetime.fromisoformat(entry.declared_at)) if entry.declared_at else managed,
            "entryDclTime": managed if released else "",
            "prevdTime": date_time(datetime.fromisoformat(entry.pre_at)) if entry.pre_at else "",
            "formalVrfdedTime": managed if entry.effect == "actual" and event.code in {"1", "211"} else "",
            "invtIochkptStucd": "1",
            "vrfdedMarkcd": {"": "0", "pre": "1", "actual": "2"}[entry.effect],
            "invtStucd": "3" if entry.gone else "0",
            "vrfdedModecd": deduction_mode(head["SupvModecd"], head["ImpexpMarkcd"], head["MtpckEndprdMarkcd"]),
            "duCode": "",
            "bondInvtTypecd": head["InvtType"],
            "entryStucd": "1" if released else "0",
            "passportUsedTypecd": "1",
            "needEntryModified": "1" if event.act == "change" and declared else "0",
            "levyBlAmt": head.get("LevyBlAmt", "") or "0",
            "dclTypecd": DECLARATION_TYPE[event.act],
        }
        if released:
            name = "rltEntryNo" if head.get("DclcusTypecd") == "1" else "entryNo"
            direction = "1" if head["ImpexpMarkcd"] == "I" else "0"
            known[name] = f"{head['DclPlcCuscd']}{managed[:4]}{direction}{entry.list_no[-9:]}"
        return list_head(head, known)

    def _send(self, entry: StoredList, kind: str, body: str, event: Event, step: int) -> None:
        key = f"{entry.enterprise}/{entry.number}/{event.declaration}/{event.code}"
        moment = datetime.fromisoformat(entry.managed_at)
        self.post.receipt(entry, kind, body, key=key, moment=moment, step=step)
