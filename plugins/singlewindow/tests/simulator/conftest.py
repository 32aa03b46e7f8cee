"""INV101 messages written by hand, with invented companies; nothing is imported from the encoder under test."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from baoguan_singlewindow.simulator import Simulator

ENTERPRISE, BROKER = "4403DEMO01", "4403DEMO02"

Document = etree._Element
Parts = Mapping[str, str | None]
Simulate = Callable[..., Simulator]
Inbox = Callable[..., list[etree._Element]]
Value = Callable[[etree._Element, str], str]
StampOf = Callable[[str], str]
Write = Callable[..., str]
Send = Callable[..., Path]

HEAD: Mapping[str, str] = {
    "SeqNo": "",
    "BondInvtNo": "",
    "ChgTmsCnt": "0",
    "PutrecNo": "C53000000001",
    "InvtType": "0",
    "BizopEtpsno": ENTERPRISE,
    "BizopEtpsNm": "虚构电子有限公司",
    "RcvgdEtpsno": ENTERPRISE,
    "RcvgdEtpsNm": "虚构电子有限公司",
    "DclEtpsno": BROKER,
    "DclEtpsNm": "虚构报关行",
    "InputCode": BROKER,
    "InputName": "虚构报关行",
    "InputTime": "20250102",
    "InvtDclTime": "20250102",
    "ImpexpPortcd": "5301",
    "DclPlcCuscd": "5300",
    "ImpexpMarkcd": "I",
    "MtpckEndprdMarkcd": "I",
    "SupvModecd": "0615",
    "TrspModecd": "4",
    "StshipTrsarvNatcd": "110",
    "DclcusFlag": "1",
    "DclcusTypecd": "2",
    "GenDecFlag": "1",
    "DecType": "1",
    "CorrEntryDclEtpsNo": BROKER,
    "CorrEntryDclEtpsNm": "虚构报关行",
    "DclTypecd": "1",
    "Rmk": "",
}
ROW: Mapping[str, str] = {
    "SeqNo": "",
    "PutrecSeqno": "1",
    "GdsMtno": "M-1",
    "Gdecd": "8542310000",
    "GdsNm": "集成电路",
    "GdsSpcfModelDesc": "型号<A&B>",
    "DclUnitcd": "007",
    "LawfUnitcd": "007",
    "Natcd": "116",
    "DclUprcAmt": "1.25",
    "DclTotalAmt": "125.00",
    "DclCurrcd": "502",
    "LawfQty": "100",
    "DclQty": "100",
    "LvyrlfModecd": "3",
    "EntryGdsSeqno": "1",
    "DestinationNatcd": "142",
    "ClyMarkcd": "0",
    "ModfMarkcd": "3",
}


def _element(name: str, value: str) -> str:
    if name == "GdsSpcfModelDesc" and value:
        return f"<{name}><![CDATA[{value}]]></{name}>"
    return f"<{name}>{value.replace('&', '&amp;').replace('<', '&lt;')}</{name}>"


def _record(name: str, values: Mapping[str, str]) -> str:
    return f"<{name}>{''.join(_element(key, value) for key, value in values.items())}</{name}>\n"


def write_inv101(
    number: str,
    *,
    flag: str = "1",
    head: Mapping[str, str | None] = {},
    rows: Sequence[Mapping[str, str | None]] = ({},),
    sys_id: str = "B1",
    operator: str | None = None,
    card: str = "",
) -> str:
    """The text of a message; a value of None leaves the element out."""
    filled = {**HEAD, "EtpsInnerInvtNo": number, **head}
    kept = {key: value for key, value in filled.items() if value is not None}
    lines = []
    for place, row in enumerate(rows, 1):
        cells = {**ROW, "SeqNo": kept.get("SeqNo", ""), "GdsSeqno": str(place), **row}
        lines.append(_record("InvtListType", {key: value for key, value in cells.items() if value is not None}))
    envelope = {"version": "1.0", "message_id": number, "file_name": f"{number}.xml", "message_type": "INV101"}
    envelope |= {"sender_id": "DXPENT0000000000", "receiver_id": "DXPEDCSAS0000001", "Ic_Card": card}
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Signature><SignatureValue/><Object Id="String"><Package>'
        f"{_record('EnvelopInfo', envelope)}<DataInfo><BussinessData><InvtMessage>{_record('InvtHeadType', kept)}"
        f"{''.join(lines)}<OperCusRegCode>{kept['InputCode'] if operator is None else operator}</OperCusRegCode>"
        f"<SysId>{sys_id}</SysId></InvtMessage><DelcareFlag>{flag}</DelcareFlag></BussinessData></DataInfo></Package>"
        "</Object></Signature>"
    )


@pytest.fixture
def inv101() -> Callable[..., str]:
    """Writes messages."""
    return write_inv101


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with the business Sas."""
    (tmp_path / "root" / "Sas" / "OutBox").mkdir(parents=True)
    return tmp_path / "root"


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """A clock that moves a quarter of a second at every look."""
    moment = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)

    def now() -> datetime:
        nonlocal moment
        moment += timedelta(milliseconds=250)
        return moment

    return now


@pytest.fixture
def simulate(root: Path, tmp_path: Path, clock: Callable[[], datetime]) -> Iterator[Callable[..., Simulator]]:
    """Opens simulators on the same root and state, and closes them."""
    opened: list[Simulator] = []

    def start(**options: object) -> Simulator:
        opened.append(Simulator(root, tmp_path / "state", now=clock, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield start
    for simulator in opened:
        simulator.close()


@pytest.fixture
def send(root: Path) -> Send:
    """Puts a message into the OutBox as a zip, or a plain .xml; a number may be sent under several names."""

    def put(number: str, *, name: str = "", text: str = "", plain: bool = False, box: str = "Sas", **parts: object) -> Path:
        text = text or write_inv101(number, **parts)  # type: ignore[arg-type]
        stem = name or number
        outbox = root / box / "OutBox"
        outbox.mkdir(parents=True, exist_ok=True)
        draft = outbox / f"{stem}.Temp"
        if plain:
            draft.write_text(text, encoding="utf-8")
        else:
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(f"{stem}.xml", text.encode("utf-8"))
        return draft.rename(draft.with_suffix(".xml" if plain else ".zip"))

    return put


@pytest.fixture
def inbox(root: Path) -> Callable[..., list[etree._Element]]:
    """Reads the InBox: the documents whose names match, in the order of their last change."""

    def read(pattern: str = "*", box: str = "Sas") -> list[etree._Element]:
        paths = sorted((root / box / "InBox").glob(pattern), key=lambda path: (path.stat().st_mtime_ns, path.name))
        return [etree.fromstring(path.read_bytes()) for path in paths]

    return read


@pytest.fixture
def value() -> Callable[[etree._Element, str], str]:
    """The text of the first element of that local name."""

    def find(document: etree._Element, name: str) -> str:
        element = next(document.iter(f"{{*}}{name}"), None)
        assert element is not None, f"no {name}"
        return element.text or ""

    return find


@pytest.fixture
def stamp_of() -> Callable[[str], str]:
    """The timestamp at the end of a file name."""

    def find(name: str) -> str:
        match = re.search(r"_(\d{17,22})\.\w+$", name)
        assert match, name
        return match.group(1)

    return find
