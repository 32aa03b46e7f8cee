"""EML111 and EMS111 written by hand, with invented companies; nothing is imported from the encoder under test."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ENTERPRISE, BROKER = "4403DEMO01", "4403DEMO02"
Cells = Mapping[str, str | None]

_PARTIES = {
    "BizopEtpsno": ENTERPRISE,
    "BizopEtpsNm": "虚构电子有限公司",
    "RcvgdEtpsno": ENTERPRISE,
    "RcvgdEtpsNm": "虚构电子有限公司",
    "DclEtpsno": BROKER,
    "DclEtpsNm": "虚构报关行",
    "DclEtpsTypecd": "3",
    "InputEtpsTypecd": BROKER,
    "InputEtpsNm": "虚构报关行",
    "InputTime": "20250102",
    "DclTime": "20250102",
}
HEADS: Mapping[str, Cells] = {
    "EML111": {
        "DclTypecd": "1",
        "ChgTmsCnt": "0",
        "EmlType": "C",
        "MasterCuscd": "5300",
        "UcnsDclSegcd": "1",
        **_PARTIES,
        "RcvgdEtpsDtcd": "44030",
        "SupvModecd": "0615",
        "ImpCtrtNo": "I-1",
        "ExpCtrtNo": "E-1",
        "ValidDate": "20260101",
        "ReduNatrcd": "503",
        "ProduceTypecd": "示例",
        "ImpexpPortcd": "5301",
        "StndbkBankcd": "1",
        "ImpCurrcd": "502",
        "ExpCurrcd": "502",
        "DclTypeMarkcd": "1",
        "LinkMan": "张示例",
        "LinkManTel": "0755-00000000",
    },
    "EMS111": {
        "DclTypecd": "1",
        "ChgTmsCnt": "0",
        "EmsTypecd": "1",
        "MasterCuscd": "5300",
        "UcnsDclSegcd": "1",
        **_PARTIES,
        "NetwkEtpsArcrpNo": "TR-1",
        "MaxTovrAmt": "300",
        "VclrPridVal": "180",
        "FinishValidDate": "20260101",
    },
}
ITEM: Cells = {
    "Gdecd": "8542310000",
    "GdsNm": "集成电路",
    "EndprdGdsSpcfModelDesc": "示例",
    "DclUnitcd": "007",
    "LawfUnitcd": "007",
    "DclUprcAmt": "1.25",
    "DclCurrcd": "502",
    "DclQty": "1000",
    "LvyrlfModecd": "3",
    "ModfMarkcd": "3",
}
_OF_HANDBOOK: Cells = {"DclTotalAmt": "1250", "Natcd": "116"}
USE: Cells = {
    "GseqNo": "1",
    "EndprdSeqno": "1",
    "EndprdGdsMtno": "P-1",
    "EndprdGdecd": "8542310000",
    "EndprdGdsNm": "成品",
    "MtpckSeqno": "1",
    "MtpckGdsMtno": "M-1",
    "MtpckGdecd": "8542310000",
    "MtpckGdsNm": "料件",
    "UcnsVerno": "0",
    "NetUseupQty": "2",
    "TgblLossRate": "20",
    "IntgbLossRate": "0",
    "UcnsDclStucd": "2",
    "BondMtpckPrpr": "100",
    "ModfMarkcd": "3",
}
RECORDS = {
    "EML111": ("EmlMessage", "NptsEmlHead", "NptsEmlImg", "NptsEmlExg", "NptsEmlConsume", "Npts"),
    "EMS111": ("EmsMessage", "NemsHead", "NemsImgList", "NemsExgList", "NemsCmList", "Nems"),
}


def material(number: int = 1, **cells: str | None) -> Cells:
    """A row of materials."""
    return {**ITEM, "GdsSeqno": str(number), "GdsMtno": f"M-{number}", "AdjmtrMarkcd": "1", **cells}


def product(number: int = 1, **cells: str | None) -> Cells:
    """A row of products."""
    return {**ITEM, "GdsSeqno": str(number), "GdsMtno": f"P-{number}", **cells}


def _record(name: str, values: Cells) -> str:
    inner = "".join(f"<{k}>{v.replace('&', '&amp;').replace('<', '&lt;')}</{k}>" for k, v in values.items() if v is not None)
    return f"<{name}>{inner}</{name}>\n"


def write(
    number: str = "L-1",
    message: str = "EML111",
    *,
    flag: str = "1",
    head: Mapping[str, str | None] = {},
    materials: Sequence[Cells] = (material(),),
    products: Sequence[Cells] = (product(),),
    uses: Sequence[Cells] = (USE,),
    card: str = "",
    operator: str = BROKER,
    message_type: str = "",
) -> str:
    """The text of a message; a value of None leaves the element out."""
    root, head_name, *records = RECORDS[message]
    given = {"EtpsPreentNo": number, **HEADS[message], **head}
    beside = {"SeqNo": given.get("SeqNo", "")}
    of_items = _OF_HANDBOOK if message == "EML111" else {}
    rows = "".join(
        _record(name, {**beside, **(of_items if name is not records[2] else {}), **row})
        for name, some in zip(records, (materials, products, uses), strict=False)
        for row in some
    )
    envelope = {"message_id": number, "file_name": f"{number}.xml", "message_type": message_type or message, "Ic_Card": card}
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Signature><Object Id="String"><Package>'
        f"{_record('EnvelopInfo', envelope)}<DataInfo><BussinessData><{root}>{_record(head_name, given)}{rows}"
        f"<OperCusRegCode>{operator}</OperCusRegCode></{root}><DelcareFlag>{flag}</DelcareFlag></BussinessData></DataInfo></Package>"
        "</Object></Signature>"
    )


def put(root: Path, text: str, name: str = "L-1", box: str = "Npts") -> None:
    """Into an OutBox, as a zip."""
    outbox = root / box / "OutBox"
    outbox.mkdir(parents=True, exist_ok=True)
    draft = outbox / f"{name}.Temp"
    with zipfile.ZipFile(draft, "w") as archive:
        archive.writestr(f"{name}.xml", text.encode())
    draft.rename(draft.with_suffix(".zip"))
