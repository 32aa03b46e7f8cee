"""Bonded inventory lists (核注清单, INV101) as the client takes them: read, judged by the rules, logged and answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from attrs import evolve, frozen

from .checks import check_values
from .customs import Customs
from .desk import Desk, Verdict
from .folders import Pickup
from .message import Inv101, read_inv101
from .package import open_package
from .packs import Packs, check_packs, pack_of
from .post import Post
from .problems import Findings
from .records import Event
from .rules import check_card, check_rules, unseen_reason
from .store import Store
from .values import Card, ListState
from .views import list_state


@frozen(kw_only=True)
class Lists:
    """The office of lists; without ``packs`` messages in several packs are refused."""

    store: Store
    post: Post
    desk: Desk
    customs: Customs
    cards: Sequence[Card]
    packs: Packs | None
    now: Callable[[], datetime]

    def states(self) -> Mapping[str, ListState]:
        """The latest list of every internal number."""
        return {entry.number: list_state(entry) for entry in self.store.lists()}

    def read(self, pickup: Pickup, found: Findings) -> Inv101 | None:
        """The list of a file, with everything that is wrong with it; None for what is none."""
        data = open_package(pickup.path, pickup.name, found)
        message = read_inv101(data, found) if data is not None else None
        if message is None or found:
            return message
        if pickup.business.lower() != "sas":
            # Every 核注清单 goes the SAS way, whatever its ledger (FAQ 16); the others answer -1.
            found.add("-1", pickup.business, "-1：核注清单应通过 Sas（特殊监管区域）通道报送")
            return message
        check_values(message, found, packs=self.packs is not None)
        check_card(message, self.cards, found)
        if self.packs is not None and pack_of(message):
            check_packs(message.pocket, found)
        elif not found:
            check_rules(message, found)
        return message

    def judge(self, pickup: Pickup, digest: str, message: Inv101 | None, found: Findings, step: int) -> tuple[bool, str]:
        """Take a list or refuse it, log it and answer; gives whether it was taken, and the stamp of the answer."""
        head: Mapping[str, str] = message.head if message is not None else {}
        flag = message.declare_flag if message is not None else ""
        number, enterprise = head.get("EtpsInnerInvtNo", ""), head.get("BizopEtpsno", "")
        kind, count = head.get("DclTypecd", ""), head.get("ChgTmsCnt", "")
        lines = len(message.rows) if message is not None else 0
        part = pack_of(message) if message is not None else ""
        key = (enterprise, number, kind, count, flag + part)
        twice = bool(number) and self.store.was_seen(key)
        verdict = Verdict(seq_no="")
        unseen = ""
        if message is not None and not found and part and self.packs is not None:
            message = self.packs.receive(message, found)
            verdict = evolve(verdict, exists=bool(found))
        if message is not None and not found:
            unseen = unseen_reason(message, self.cards)
            verdict = self.desk.receive(message, pickup.business, unseen=bool(unseen), step=step, found=found)
        accepted = not found
        if accepted and verdict.fresh:
            # A draft may be rewritten on purpose; what says the same again was sent twice.
            twice = False
        if accepted or verdict.exists:
            self.store.mark_seen(key)
        stamp = self.post.stamp()
        reason = unseen if accepted else found.reason()
        now = self.now().isoformat()
        self.store.add_arrival(
            (
                *(
                    pickup.pickup_id,
                    now,
                    pickup.business,
                    pickup.name,
                    digest,
                    number,
                    enterprise,
                    head.get("SeqNo", ""),
                ),
                *(kind, count, flag, lines, int(accepted), reason, int(twice), stamp),
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
        """Take a decision that is due: what concerns no other office concerns a list."""
        self.customs.decide(event, step)
        return True
