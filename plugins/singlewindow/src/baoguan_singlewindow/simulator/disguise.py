"""How a finished text looks on disk: encoding, prefix, line ends. Every form here has been met in real receipts."""

from __future__ import annotations

import re

from .faults import Dice, Faults
from .receipts import NAMESPACE

_BODY = re.compile(r"<(/?)(INV2[0-9]{2})>")
_EMPTY = re.compile(r"<([A-Za-z0-9_]+)></\1>")
_DECLARATION = re.compile(r"\A<\?xml[^>]*\?>\n?")


def disguise(text: str, faults: Faults, dice: Dice, key: str, encoding: str = "utf-8") -> bytes:
    """The bytes of a file, with the faults of form that the dice give it."""
    if dice.roll(faults.ns2, "ns2", key):
        text = _BODY.sub(_prefixed, text)
    if dice.roll(faults.crlf, "crlf", key):
        text = _EMPTY.sub(r"<\1>\n</\1>", text).replace("\n", "\r\n")
    if dice.roll(faults.gbk, "gbk", key):
        declared = dice.choose((0, 1), "gbk declared", key)
        start = '<?xml version="1.0" encoding="gb2312"?>\n' if declared else ""
        # Names outside GBK exist; senders that say gb2312 then write GB 18030.
        return (start + _DECLARATION.sub("", text)).encode("gb18030")
    return text.encode(encoding)


def _prefixed(match: re.Match[str]) -> str:
    slash, name = match.groups()
    return f"</ns2:{name}>" if slash else f'<ns2:{name} xmlns:ns2="{NAMESPACE}">'
