"""The XML of what comes back of an amendment: DecModSaveResponse, and HzApprovalResult in its wrappers."""

from __future__ import annotations

from datetime import datetime

from ..receipts import date_time, record

NAMESPACE = "http://www.chinaport.gov.cn/dec"
MESSAGE_TYPE = "DECCUS101"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LONGEST = 255


def save_response(*, saved: bool, seq_no: str, entry_no: str, text: str) -> str:
    """The client's answer: 0 saved, negative failed. What Status holds is nowhere told; the letter of the operation is ours."""
    values = {
        "Status": "G" if saved else "E",
        "DecModSeqNo": seq_no,
        "EntryId": entry_no,
        "ResultMessage": text[:_LONGEST],
        "ResultCode": "0" if saved else "-1",
    }
    body = record("DecModSaveResponse", values)
    return _DECLARATION + body.replace("<DecModSaveResponse>", f'<DecModSaveResponse xmlns="{NAMESPACE}">', 1)


def result(*, seq_no: str, code: str, note: str, office: str, moment: datetime, unique: str) -> str:
    """One result of Customs. Of its form only the names are known; how the time is written is ours."""
    dept = record("FeedbackDept", {"Id": office, "DisplayName": "示例海关通关科"}).rstrip()
    user = record("FeedbackUser", {"Id": "0", "DisplayName": "示例关员"}).rstrip()
    before = record("HzApprovalResult", {"DestResourceId": seq_no, "ExtendProperties": ""}).replace("</HzApprovalResult>\n", "")
    told = {"FeedbackResults": code, "FeedbackStep": "审核", "FeedbackTime": date_time(moment)}
    return (
        f"{_DECLARATION}<DataInfo><SignedData><Data>{before}{dept}{_plain(told)}{user}"
        f"{_plain({'ResultNote': note, 'UniqueCode': unique})}</HzApprovalResult></Data></SignedData></DataInfo>\n"
    )


def _plain(values: dict[str, str]) -> str:
    return record("x", values).removeprefix("<x>").removesuffix("</x>\n")
