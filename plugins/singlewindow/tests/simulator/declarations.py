"""DecMessages written by hand, with invented companies; nothing is imported from the encoder under test."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from lxml import etree

BOX = "Deccus001"
NUMBER = "DEMO-I-1"
TRADER, BROKER, CARD = "4403DEMO01", "4403DEMO02", "8900000000001"

Values = Mapping[str, str | None]
NOTHING: Values = MappingProxyType({})

HEAD: Mapping[str, str] = {
    "SeqNo": "",
    "IEFlag": "I",
    "Type": "  ",
    "AgentCode": BROKER,
    "AgentName": "虚构报关行",
    "AgentCodeScc": "91440300MADEM0A019",
    "CustomMaster": "5301",
    "DistinatePort": "HKG003",
    "GrossWet": "12.5",
    "IEDate": "20260603",
    "IEPort": "5301",
    "NetWt": "12",
    "OwnerName": "虚构电子有限公司",
    "OwnerCodeScc": "91440300MADEM0A00H",
    "PackNo": "4",
    "TradeCode": TRADER,
    "TradeName": "虚构电子有限公司",
    "TradeCoScc": "91440300MADEM0A00H",
    "TradeCountry": "JPN",
    "TradeMode": "0110",
    "TrafMode": "2",
    "TransMode": "1",
    "WrapType": "22",
    "EdiId": "1",
    "CopName": "虚构报关行",
    "CopCode": BROKER,
    "EntryType": "M",
    "TypistNo": CARD,
    "InputerName": "张示例",
    "DeclTrnRel": "0",
    "PromiseItmes": "00000",
    "TradeAreaCode": "JPN",
    "DespPortCode": "JPN000",
    "EntyPortCode": "470501",
    "GoodsPlace": "示例场所",
    "DeclareName": "张示例",
}
GOODS: Mapping[str, str] = {
    "CodeTS": "8542399000",
    "DeclPrice": "2.5",
    "DutyMode": "1",
    "GName": "集成电路",
    "GModel": "4|3|示例用途",
    "OriginCountry": "JPN",
    "TradeCurr": "USD",
    "DeclTotal": "250",
    "GQty": "100",
    "FirstQty": "100",
    "GUnit": "007",
    "FirstUnit": "007",
    "DestinationCountry": "CHN",
    "DistrictCode": "44031",
}
SIGN: Mapping[str, str] = {"OperType": "G", "ICCode": CARD, "CopCode": BROKER, "OperName": "张示例", "Sign": ""}


def record(name: str, values: Values) -> str:
    """An element with its values; None leaves one out."""
    cells = (f"<{k}>{v.replace('&', '&amp;').replace('<', '&lt;')}</{k}>" for k, v in values.items() if v is not None)
    return f"<{name}>{''.join(cells)}</{name}>"


def write_declaration(
    number: str = NUMBER,
    *,
    head: Values = NOTHING,
    goods: Sequence[Values] = ({},),
    sign: Values = NOTHING,
    more: str = "",
    version: str = "4.9.7",
) -> str:
    """The text of a message."""
    lines = "".join(record("DecList", {"GNo": str(n), **GOODS, **each}) for n, each in enumerate(goods, 1))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<DecMessage xmlns="http://www.chinaport.gov.cn/dec" Version="{version}">'
        f"{record('DecHead', {**HEAD, **head})}<DecLists>{lines}</DecLists>"
        f"{record('DecSign', {**SIGN, 'ClientSeqNo': number, 'SignDate': '2026060109000000', **sign})}{more}</DecMessage>"
    )


def put(root: Path, text: str = "", *, name: str = NUMBER, files: Mapping[str, bytes] | None = None, box: str = BOX) -> Path:
    """Put a message into the OutBox: alone as .xml, or as a .zip when there are files (also none) to go with it."""
    outbox = root / box / "OutBox"
    outbox.mkdir(parents=True, exist_ok=True)
    draft = outbox / f"{name}.Temp"
    if files is None:
        draft.write_text(text or write_declaration(), encoding="utf-8")
        return draft.rename(draft.with_suffix(".xml"))
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.xml", text or write_declaration())
        for member, content in files.items():
            archive.writestr(member, content)
    return draft.rename(draft.with_suffix(".zip"))


def names(root: Path, pattern: str = "*") -> list[str]:
    """Names in the InBox, in the order of their last change."""
    paths = sorted((root / BOX / "InBox").glob(pattern), key=lambda path: (path.stat().st_mtime_ns, path.name))
    return [path.name for path in paths]


def heard(root: Path, pattern: str = "*") -> list[etree._Element]:
    """The documents of the InBox, in that order."""
    return [_document((root / BOX / "InBox" / name).read_bytes()) for name in names(root, pattern)]


def _document(content: bytes) -> etree._Element:
    """Receipts in GBK do not always say so."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return etree.fromstring(re.sub(r"\A<\?xml[^>]*\?>", "", text))


def text_of(document: etree._Element, name: str) -> str:
    """The text of the first element of that local name; empty where there is none."""
    element = next(document.iter(f"{{*}}{name}"), None)
    return "" if element is None else element.text or ""


def channels(root: Path) -> list[str]:
    """The codes of the receipts that came, in order."""
    return [text_of(document, "CHANNEL") for document in heard(root, "Receipt_*")]
