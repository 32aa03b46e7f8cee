"""Every error of baoguan, ordered by what the caller should do.

.. code-block:: text

    BaoguanError                 everything below; has .zh .en .remedy_zh .remedy_en .side
    ├── InvalidDocument          correct the document: .findings says where and why
    ├── UnusableInput            the file or value could not be read: give another one
    ├── ConfigurationError       correct baoguan.toml or the environment variables
    ├── Refused                  the state of the document forbids it; the message names the way out
    │   ├── IdempotencyConflict  same key, other content: use a new key, or redeclare
    │   ├── Unsupported          the channel cannot do this; the message names who can
    │   ├── Unproven             evidence too weak for production: allow_unproven, or another way
    │   └── TooLarge             more than one message may carry: more lists
    ├── UnknownReference         no such document in the journal
    ├── JournalError             the journal itself: busy, newer than this program, damaged, on a network drive
    ├── DecodeError              raw bytes that are no receipt we can read; the row is parked
    └── ChannelError             out of a send
        ├── NotSent              provably no byte left: safe to try again
        ├── Rejected             the channel said no
        └── InDoubt              nobody knows: never resent before the far side is asked
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Literal

import attrs

Severity = Literal["error", "warning"]


@attrs.frozen(kw_only=True)
class Finding:
    """One thing wrong with a document: where, what, by which rule, and the way out, in Chinese and English."""

    rule: str
    severity: Severity
    path: str
    value: str
    zh: str
    en: str
    remedy_zh: str = ""
    remedy_en: str = ""
    source: str = ""
    mark: str = ""


class Side(StrEnum):
    """Who has to act on a failure."""

    OURS = "ours"
    CHANNEL = "channel"
    CUSTOMS = "customs"
    ENTERPRISE = "enterprise data"


def legible(text: str) -> str:
    """Text that every database and file can hold: a NUL, and half of a surrogate pair (as of a file name in another encoding), is written
    as an escape."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")


class BaoguanError(Exception):
    """Base of all errors; the text is Chinese and English, with the remedy after it."""

    exit_code = 2
    side = Side.OURS

    def __init__(self, zh: str, en: str, *, remedy_zh: str = "", remedy_en: str = "") -> None:
        self.zh = zh = legible(zh)
        self.en = en = legible(en)
        self.remedy_zh = remedy_zh
        self.remedy_en = remedy_en
        super().__init__(zh, en)

    def __str__(self) -> str:
        zh = f"{self.zh}。{self.remedy_zh}" if self.remedy_zh else self.zh
        en = f"{self.en}. {self.remedy_en}" if self.remedy_en else self.en
        return f"{zh} / {en}"


class InvalidDocument(BaoguanError):
    """The document breaks rules; nothing was journalled or sent."""

    exit_code = 1
    side = Side.ENTERPRISE

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        errors = [f for f in self.findings if f.severity == "error"]
        first = errors[0] if errors else self.findings[0]
        super().__init__(
            f"单证有 {len(errors)} 处错误，第一处：{first.path} {first.zh}",
            f"the document has {len(errors)} error(s), the first: {first.path} {first.en}",
            remedy_zh="改正后重新提交；baoguan check 列出全部",
            remedy_en="Correct and submit again; `baoguan check` lists them all",
        )


class UnusableInput(BaoguanError):
    """A file or a value that cannot be read as what it should be."""

    side = Side.ENTERPRISE


class ConfigurationError(BaoguanError):
    """Settings that are missing, contradictory or point nowhere."""


class Refused(BaoguanError):
    """The journal knows a reason not to do this; the message names the way out."""

    exit_code = 3


class IdempotencyConflict(Refused):
    """The same key was used before with other content."""


class Unsupported(Refused):
    """The channel does not offer this act."""


class Unproven(Refused):
    """The act rests on evidence too weak for production and was not opted in to."""


class TooLarge(Refused):
    """The document exceeds a limit of the channel; nothing was sent."""


class UnknownReference(BaoguanError):
    """No document of that reference in the journal."""


class JournalError(BaoguanError):
    """The journal cannot be used as it is."""


class DecodeError(BaoguanError):
    """Raw bytes that cannot be read as a receipt."""

    side = Side.CHANNEL


class ChannelError(BaoguanError):
    """Something that happened between us and the far side of a channel."""

    exit_code = 3
    side = Side.CHANNEL

    def __init__(self, zh: str, en: str, *, remedy_zh: str = "", remedy_en: str = "", retry_after: timedelta | None = None) -> None:
        self.retry_after = retry_after
        """How long the far side asked to be left alone; kept by every worker."""
        self.exchange_id = ""
        """The message it happened to, where it happened to one."""
        super().__init__(zh, en, remedy_zh=remedy_zh, remedy_en=remedy_en)


class NotSent(ChannelError):
    """Provably no byte has left; the same message may be tried again."""


class Rejected(ChannelError):
    """The far side refused the message itself."""


class InDoubt(ChannelError):
    """It is not known whether the message arrived."""
