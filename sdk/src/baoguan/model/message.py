"""What is sent: acts, parcels, messages, and what is known after a send."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import attrs


class Act(StrEnum):
    """What a submission does to the document at Customs; receipts are ranked per act."""

    FILING = "filing"
    CHANGE = "change"
    DELETION = "deletion"
    COMPLETION = "completion"
    """The second step of a declaration in two: the whole data under the numbers of the summary."""


class Step(StrEnum):
    """Save is not declare: a saved document is a draft at the far side, a declared one is a legal act."""

    SAVE = "save"
    DECLARE = "declare"


class Verb(StrEnum):
    """What a channel may be able to do with a kind of document."""

    SAVE = "save"
    DECLARE = "declare"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    COMPLETE = "complete"
    RESEND = "resend"
    """Ask that the receipts of a document be sent again; it declares nothing."""

    @staticmethod
    def of(act: Act, step: Step) -> Verb:
        """The verb of an act and its step."""
        if act is Act.CHANGE:
            return Verb.CHANGE
        if act is Act.DELETION:
            return Verb.WITHDRAW
        if act is Act.COMPLETION:
            return Verb.COMPLETE
        return Verb.SAVE if step is Step.SAVE else Verb.DECLARE


Document = attrs.AttrsInstance
"""Any frozen attrs class of a registered document kind."""


@attrs.frozen(kw_only=True)
class Parcel:
    """One pack of a submission, as a channel gets it to encode.

    `document` already carries the numbers that Customs gave (pre-entry number, list number). `created` is the moment the submission was
    journalled: the only time an encoder may write, so that encoding is deterministic.
    """

    exchange_id: str
    environment: str
    kind: str
    number: str
    act: Act
    step: Step
    change_count: int = 0
    pack: int = 1
    packs: int = 1
    created: datetime
    document: Document
    files: Mapping[str, bytes] = attrs.field(factory=dict, repr=False)
    """The files that travel with the document, by the path that it names."""
    verbatim: bool = False
    """Keep what a document read from the wire carries of its envelope; only `build` asks for it."""

    @property
    def verb(self) -> Verb:
        """The verb of the act and step."""
        return Verb.of(self.act, self.step)


@attrs.frozen(kw_only=True)
class Part:
    """A file of a message: its exact bytes under the name that the far side sees."""

    name: str
    media_type: str
    content: bytes = attrs.field(repr=lambda b: f"<{len(b)} bytes>")


@attrs.frozen(kw_only=True)
class Message:
    """The exact bytes of a parcel, ready to leave. `route` is the channel's own word for where it goes."""

    exchange_id: str
    verb: Verb
    pack: int = 1
    packs: int = 1
    route: str = ""
    parts: tuple[Part, ...]
    unproven: tuple[str, ...] = ()
    """What of this message rests on weak evidence; shown wherever the message is."""


@attrs.frozen(kw_only=True)
class Acknowledgement:
    """The channel took the message; `reference` is the far side's own word for it, `detail` goes into the exchange's row."""

    reference: str = ""
    detail: str = ""


@attrs.frozen(kw_only=True)
class Arrived:
    """The far side has the message."""

    evidence: str


@attrs.frozen(kw_only=True)
class NotArrived:
    """The far side does not have it; `final` only when it provably never will, which alone allows sending it again."""

    final: bool
    evidence: str = ""


@attrs.frozen(kw_only=True)
class Unknown:
    """The far side could not tell."""

    reason: str


Reconciliation = Arrived | NotArrived | Unknown


class Cancelled(StrEnum):
    """The answer to taking a message back."""

    TAKEN_BACK = "taken back"
    TOO_LATE = "too late"
