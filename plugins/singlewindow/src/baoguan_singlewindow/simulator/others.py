"""Messages that the simulator does not know itself: whoever adds a document kind to the channel says how they are answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from attrs import frozen
from lxml import etree

from .folders import Pickup
from .package import open_package
from .post import Post
from .problems import Findings
from .records import StoredList
from .store import Store
from .values import ListStage


@frozen(kw_only=True)
class Reply:
    """The answer to one message: the client's, and what Customs says of it in the steps that follow, one receipt a step."""

    number: str
    """The sender's own number of the document."""
    seq_no: str = ""
    """统一编号, in the answer of a client that took the message."""
    refusal: str = ""
    """The Chinese text of a client that did not take it."""
    receipts: Sequence[tuple[str, str]] = ()
    """The name of each receipt, such as ``PASS221``, and the XML of what stands in it."""


Answers = Callable[[etree._Element], Reply]


@frozen
class Others:
    """Answers by the local name of a message's root. They must be pure: a message is read again after a crash."""

    answers: Mapping[str, Answers]
    store: Store
    post: Post
    now: Callable[[], datetime]

    def read(self, pickup: Pickup) -> Reply | None:
        """The reply to a file; nothing to one that is not of these messages."""
        data = open_package(pickup.path, pickup.name, Findings()) if self.answers else None
        if data is None:
            return None
        try:
            root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
        except etree.XMLSyntaxError:
            return None
        answer = self.answers.get(etree.QName(root).localname)
        return answer(root) if answer is not None else None

    def judge(self, pickup: Pickup, digest: str, reply: Reply, found: Findings, step: int) -> tuple[bool, str]:
        """Log and answer it, inside the caller's transaction; whether it was taken, and the stamp for the file."""
        del found  # what was read says itself what is wrong with it
        accepted, stamp, now = not reply.refusal, self.post.stamp(), self.now()
        self.store.add_arrival(
            (
                *(pickup.pickup_id, now.isoformat(), pickup.business, pickup.name, digest),
                *(reply.number, "", reply.seq_no, "", "", "", 0, int(accepted), reply.refusal, 0, stamp),
            )
        )
        self.post.answer(
            business=pickup.business,
            stem=pickup.stem,
            seq_no=reply.seq_no,
            number=reply.number,
            check_info=reply.refusal,
            accepted=accepted,
            step=step,
        )
        document = StoredList(
            seq_no=reply.seq_no,
            enterprise="",
            number=reply.number,
            business=pickup.business,
            receiver="",
            stage=ListStage.DECLARED,
            lines=0,
        )
        for nth, (name, body) in enumerate(reply.receipts, 1):
            self.post.receipt(document, name, body, key=f"{pickup.pickup_id}/{nth}", moment=now, step=step + nth)
        return accepted, stamp
