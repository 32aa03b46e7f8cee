"""The XML of what comes back of a declaration: DecImportResponse, DEC_RESULT, the older DEC_DATA, and the envelope DXP around them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from xml.sax.saxutils import escape

from ..receipts import record
from .message import Record

NAMESPACE = "http://www.chinaport.gov.cn/dec"
DXP_NAMESPACE = "http://www.chinaport.gov.cn/dxp"
MESSAGE_TYPE = "DECCUS001"
_SENDER, _RECEIVER = "DXPEDCDEC0000001", "DXPENT0000000000"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OLD_HEAD: Mapping[str, str] = {
    "DECL_PORT": "CustomMaster",
    "AGENT_NAME": "AgentName",
    "DECLARE_NO": "",
    "TRADE_CO": "TradeCode",
    "CUSTOMS_FIELD": "",
    "BONDED_NO": "",
    "I_E_DATE": "IEDate",
    "PACK_NO": "PackNo",
    "BILL_NO": "BillNo",
    "TRAF_MODE": "TrafMode",
    "VOYAGE_NO": "",
    "NET_WT": "NetWt",
    "GROSS_WT": "GrossWet",
}
"""What the older receipt repeats of the head."""


def import_response(*, saved: bool, text: str, number: str, seq_no: str) -> str:
    """The client's answer: 0 saved (the text may hold warnings), 1 not saved, and then without SeqNo."""
    values = {"ResponseCode": "0" if saved else "1", "ErrorMessage": text, "ClientSeqNo": number}
    body = record("DecImportResponse", values | ({"SeqNo": seq_no} if saved else {}))
    return _DECLARATION + body.replace("<DecImportResponse>", f'<DecImportResponse xmlns="{NAMESPACE}">', 1)


def result(*, seq_no: str, entry_no: str, channel: str, note: str, moment: datetime, declared_at: str, head: Record) -> str:
    """DEC_RESULT as the Single Window writes it today: bare, without namespace."""
    values = {
        "CUS_CIQ_NO": seq_no,
        "ENTRY_ID": entry_no,
        "NOTICE_DATE": moment.strftime("%Y-%m-%dT%H:%M:%S"),
        "CHANNEL": channel,
        "NOTE": note,
        "CUSTOM_MASTER": head.get("CustomMaster"),
        "I_E_DATE": head.get("IEDate") if declared_at else "",
        "D_DATE": declared_at,
    }
    return _DECLARATION + record("DEC_RESULT", values)


def old_result(*, seq_no: str, entry_no: str, channel: str, note: str, moment: datetime, declared_at: str, head: Record) -> str:
    """DEC_DATA of 2018, still sent to clients of the exchange platform; its bytes are GB2312."""
    told = {
        "SEQ_NO": seq_no,
        "ENTRY_ID": entry_no,
        "NOTICE_DATE": moment.strftime("%Y%m%dT%H%M%S00"),
        "CHANNEL": channel,
        "NOTE": note,
    }
    repeated = {name: head.get(source) for name, source in _OLD_HEAD.items()}
    inner = record("DEC_RESULT", told | repeated | {"D_DATE": declared_at.replace("-", "")[:8]})
    return f'<?xml version="1.0" encoding="GB2312"?>\n<DEC_DATA>\n{inner}<RESULT_INFO></RESULT_INFO>\n</DEC_DATA>\n'


def enveloped(
    content: bytes, *, message_id: str, file_name: str, card: str, moment: datetime, message_type: str = MESSAGE_TYPE
) -> str:
    """The envelope of the exchange platform around a receipt, unsigned."""
    return (
        f'{_DECLARATION}<dxp:DxpMsg xmlns:dxp="{DXP_NAMESPACE}" ver="1.0">\n<dxp:TransInfo>'
        f"<dxp:CopMsgId>{escape(message_id)}</dxp:CopMsgId><dxp:SenderId>{_SENDER}</dxp:SenderId>"
        f"<dxp:ReceiverIds><dxp:ReceiverId>{_RECEIVER}</dxp:ReceiverId></dxp:ReceiverIds>"
        f"<dxp:CreatTime>{moment:%Y-%m-%dT%H:%M:%S}</dxp:CreatTime><dxp:MsgType>{message_type}</dxp:MsgType></dxp:TransInfo>\n"
        f"<dxp:Data>{base64.b64encode(content).decode('ascii')}</dxp:Data>\n"
        f"<dxp:AddInfo><dxp:FileName>{escape(file_name)}</dxp:FileName><dxp:IcCard>{escape(card)}</dxp:IcCard></dxp:AddInfo>\n"
        "</dxp:DxpMsg>\n"
    )
