"""The message of a pass and its receipt: what another channel asks to carry the kind.

PASS121 to Customs, PASS221 back; both names and all elements are invented for this example.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lxml import etree

from baoguan.plugin import (
    DecodeError,
    Evidence,
    Level,
    MessageType,
    Outcome,
    Parcel,
    Receipt,
    Support,
    Unsupported,
    Verb,
    child_text,
    read_time,
)
from baoguan_gatepass.kind import NAME
from baoguan_gatepass.model import GatePass

RECEIPT: Final = "PASS221"
_ELEMENTS: Final = (("No", "number"), ("Seq", "seq_no"), ("Trade", "enterprise"), ("Plate", "plate"), ("List", "list_no"))
_OUTCOMES: Final = {"1": Outcome.APPROVED, "3": Outcome.REJECTED}
_ABLE: Final = (Verb.SAVE, Verb.DECLARE)
_WHY_ZH, _WHY_EN = "：核放单过卡前作废后另申报一份", ": a pass is not changed: it lapses, and another one is declared"


def encode(parcel: Parcel) -> bytes:
    """The body of a message. Raises Unsupported for a document of another kind."""
    document = parcel.document
    if not isinstance(document, GatePass):
        raise Unsupported(
            f"不是核放单：{type(document).__name__}",
            f"no gate pass: {type(document).__name__}",
            remedy_zh="这是调用方的缺陷",
            remedy_en="This is a defect of the caller",
        )
    root = etree.Element("Pass", flag=parcel.step.value)
    for tag, field in _ELEMENTS:
        etree.SubElement(root, tag).text = getattr(document, field) or ""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def decode(node: etree._Element) -> Sequence[Receipt]:
    """What Customs says of a pass. Raises DecodeError for a result that is not known."""
    code = child_text(node, "result")
    if code not in _OUTCOMES:
        raise DecodeError(f"{RECEIPT} 的 result 未知：{code!r}", f"unknown result in {RECEIPT}: {code!r}")
    return [
        Receipt(
            kind=NAME,
            source=RECEIPT,
            outcome=_OUTCOMES[code],
            code=code,
            texts=tuple(t for t in (child_text(node, "note"),) if t),
            numbers={"seq_no": child_text(node, "seq")},
            customs_time=read_time(child_text(node, "time")),
        )
    ]


def _on(channel: str, level: Level, evidence: Evidence) -> MessageType:
    return MessageType(
        channel=channel,
        kind=NAME,
        name="PASS121",
        supports=tuple(
            Support(kind=NAME, verb=v, level=level, evidence=evidence)
            if v in _ABLE
            else Support(kind=NAME, verb=v, level=Level.UNSUPPORTED, evidence=evidence, note_zh=_WHY_ZH, note_en=_WHY_EN)
            for v in Verb
        ),
        encode=encode,
        decode={RECEIPT: decode},
    )


# No real message was ever seen: on a real channel every verb is weak, and production asks for it to be allowed by name.
MESSAGES: Final = (
    _on("echo", Level.EMULATED, Evidence.INFERRED),
    _on("singlewindow", Level.NATIVE, Evidence.INFERRED),
)
