"""The envelope of the exchange platform of Customs (DXP, 海关外网数据交换): `DxpMsg` around a business message, `DxpRep` about one.

Elements, order and lengths by the platform's own XSD (dxpClient.xsd), misspellings included. Receipts also come wrapped in it. Sending needs the
enterprise's certificate: whoever has one gives a `Signer`; no account sends over DXP.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

import attrs
from lxml import etree

from baoguan.plugin import DecodeError, UnusableInput, child_text, children, find, read_time, text_of

NAMESPACE: Final = "http://www.chinaport.gov.cn/dxp"
MESSAGE: Final = "DxpMsg"
RESPONSE: Final = "DxpRep"
HANDED_ON: Final = "0"
"""The platform handed the message to the business system; what that makes of it comes as a receipt of its own."""

_LENGTHS: Final[Mapping[str, int]] = {
    "CopMsgId": 255,
    "SenderId": 16,
    "ReceiverId": 16,
    "MsgType": 30,
    "FileName": 255,
    "IcCard": 13,
}
_MOST_RECEIVERS: Final = 5
_MOST_KEYS: Final = 5
_KEY_NAME, _KEY_TEXT = 32, 64


@attrs.frozen(kw_only=True)
class TransInfo:
    """Who sends what to whom; in a response, the head of the message that it answers."""

    message_id: str
    sender: str
    receivers: tuple[str, ...]
    created: datetime | None
    message_type: str


@attrs.frozen(kw_only=True)
class Envelope:
    """A `DxpMsg`: the business message's exact bytes, and what stands beside them. A signature is neither checked nor kept."""

    info: TransInfo
    content: bytes = attrs.field(repr=lambda b: f"<{len(b)} bytes>")
    file_name: str = ""
    card_no: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    """Business keys: name, value."""
    encoding: str = ""
    """Character set of the content; empty when it is not marked as text."""


@attrs.frozen(kw_only=True)
class Result:
    """What became of a message at one receiver."""

    receiver: str
    code: str
    texts: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Response:
    """One answer of the platform. Code 0 only says that the message was handed on."""

    code: str
    texts: tuple[str, ...]
    results: tuple[Result, ...]
    original: TransInfo


class Signer(Protocol):
    """Signs an envelope with the enterprise's certificate.

    Published: an enveloped XML signature, C14N 20010315, rsa-sha1, KeyName the certificate's number; SM2/SM3 were announced.
    """

    def sign(self, envelope: etree._Element) -> etree._Element:
        """The `ds:Signature` of an envelope that has none yet; it becomes its last element."""


def read_envelope(root: etree._Element) -> Envelope:
    """A `DxpMsg`. Raises DecodeError for one without head or data, or with data that are no base64."""
    info, data = find(root, "TransInfo"), find(root, "Data")
    if info is None or data is None:
        raise _bad(f"{MESSAGE} 缺少 TransInfo 或 Data", f"{MESSAGE} lacks TransInfo or Data")
    try:
        content = base64.b64decode("".join(text_of(data).split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _bad(f"{MESSAGE} 的 Data 不是 base64：{error}", f"Data of {MESSAGE} is no base64: {error}") from error
    if not content:
        raise _bad(f"{MESSAGE} 的 Data 是空的", f"Data of {MESSAGE} is empty")
    added = find(root, "AddInfo")
    if added is None:
        return Envelope(info=_info(info), content=content)
    keys, marked = find(added, "BizKey"), find(added, "IsText")
    return Envelope(
        info=_info(info),
        content=content,
        file_name=child_text(added, "FileName"),
        card_no=child_text(added, "IcCard"),
        keys=tuple((str(k.get("name", "")), text_of(k)) for k in children(keys, "Key")) if keys is not None else (),
        encoding=str(marked.get("Encode", "")) if marked is not None else "",
    )


def read_responses(root: etree._Element) -> tuple[Response, ...]:
    """The answers of a `DxpRep`. Raises DecodeError for one without a code."""
    found = tuple(_response(each) for each in children(root, "Response"))
    if not found or not all(each.code for each in found):
        raise _bad(f"{RESPONSE} 缺少 ResponseCode", f"{RESPONSE} lacks ResponseCode")
    return found


def _response(node: etree._Element) -> Response:
    results, original = find(node, "Results"), find(node, "OriHead")
    return Response(
        code=child_text(node, "ResponseCode"),
        texts=_texts(node, "ResponseInfo", "Note"),
        results=tuple(
            Result(receiver=child_text(r, "RecId"), code=child_text(r, "Code"), texts=_texts(r, "Info", "Note"))
            for r in (children(results, "Result") if results is not None else ())
        ),
        original=_info(original) if original is not None else _info(node),
    )


def _info(node: etree._Element) -> TransInfo:
    receivers = find(node, "ReceiverIds")
    try:
        created = read_time(child_text(node, "CreatTime"))
    except ValueError:
        created = None
    return TransInfo(
        message_id=child_text(node, "CopMsgId"),
        sender=child_text(node, "SenderId"),
        receivers=tuple(text_of(r) for r in children(receivers, "ReceiverId")) if receivers is not None else (),
        created=created,
        message_type=child_text(node, "MsgType"),
    )


def _texts(node: etree._Element, *names: str) -> tuple[str, ...]:
    return tuple(text for name in names if (text := child_text(node, name)))


def write_envelope(envelope: Envelope, signer: Signer | None = None) -> bytes:
    """The bytes of a `DxpMsg`, with a signature when there is a signer. Raises UnusableInput for what the XSD does not allow."""
    _check(envelope)
    root = etree.Element(f"{{{NAMESPACE}}}{MESSAGE}", nsmap={"dxp": NAMESPACE}, ver="1.0")
    info = _add(root, "TransInfo")
    _add(info, "CopMsgId", envelope.info.message_id)
    _add(info, "SenderId", envelope.info.sender)
    receivers = _add(info, "ReceiverIds")
    for receiver in envelope.info.receivers:
        _add(receivers, "ReceiverId", receiver)
    assert envelope.info.created is not None
    _add(info, "CreatTime", envelope.info.created.isoformat(timespec="seconds"))
    _add(info, "MsgType", envelope.info.message_type)
    _add(root, "Data", base64.b64encode(envelope.content).decode("ascii"))
    if envelope.file_name or envelope.card_no or envelope.keys or envelope.encoding:
        _add_info(_add(root, "AddInfo"), envelope)
    if signer is not None:
        root.append(signer.sign(root))
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


def _add_info(node: etree._Element, envelope: Envelope) -> None:
    if envelope.file_name:
        _add(node, "FileName", envelope.file_name)
    if envelope.card_no:
        _add(node, "IcCard", envelope.card_no)
    if envelope.keys:
        keys = _add(node, "BizKey")
        for name, value in envelope.keys:
            _add(keys, "Key", value).set("name", name)
    if envelope.encoding:
        _add(node, "IsText").set("Encode", envelope.encoding)


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    node = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    node.text = text
    return node


def _check(envelope: Envelope) -> None:
    info = envelope.info
    required = (("CopMsgId", info.message_id), ("SenderId", info.sender), *(("ReceiverId", r) for r in info.receivers))
    optional = (("MsgType", info.message_type), ("FileName", envelope.file_name), ("IcCard", envelope.card_no))
    for name, value in required:
        if not value:
            raise _unusable(name, value, "必填", "required")
    for name, value in (*required, *optional):
        if len(value) > _LENGTHS[name]:
            raise _unusable(name, value, f"最多 {_LENGTHS[name]} 个字符", f"at most {_LENGTHS[name]} characters")
    if not 1 <= len(info.receivers) <= _MOST_RECEIVERS:
        raise _unusable("ReceiverIds", info.receivers, f"1 至 {_MOST_RECEIVERS} 个", f"1 to {_MOST_RECEIVERS}")
    if info.created is None:
        raise _unusable("CreatTime", info.created, "必填", "required")
    if len(envelope.keys) > _MOST_KEYS or not all(1 <= len(n) <= _KEY_NAME and 1 <= len(v) <= _KEY_TEXT for n, v in envelope.keys):
        zh = f"最多 {_MOST_KEYS} 个，名 1-{_KEY_NAME} 字符，值 1-{_KEY_TEXT} 字符"
        en = f"at most {_MOST_KEYS}, names of 1-{_KEY_NAME} and values of 1-{_KEY_TEXT} characters"
        raise _unusable("BizKey", envelope.keys, zh, en)
    if not envelope.content:
        raise _unusable("Data", "", "必填", "required")


def _unusable(name: str, value: str | Sequence[object] | None, zh: str, en: str) -> UnusableInput:
    return UnusableInput(
        f"DXP 信封的 {name} 不可用：{value!r}（{zh}）",
        f"{name} of the DXP envelope cannot be used: {value!r} ({en})",
        remedy_zh="按 dxpClient.xsd 改正",
        remedy_en="Correct it by dxpClient.xsd",
    )


def _bad(zh: str, en: str) -> DecodeError:
    return DecodeError(zh, en, remedy_zh="取得完整文件后 baoguan replay", remedy_en="Get the whole file, then `baoguan replay`")
