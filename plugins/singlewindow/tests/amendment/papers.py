"""What the tests of the amendment share: an account of invented companies, parcels, and answers written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from baoguan import Amendment, Party
from baoguan.plugin import Act, ChannelContext, DocumentKinds, Parcel, Step, from_json, to_json
from baoguan_singlewindow.account import SingleWindow
from baoguan_singlewindow.amendment.message import KIND, AmendmentMessages
from baoguan_singlewindow.reading import read_file
from baoguan_singlewindow.settings import Settings
from baoguan_singlewindow.ways import open_way
from plugins.singlewindow.tests.declaration.papers import OPERATOR
from plugins.singlewindow.tests.messages import CODES, CREATED
from tests.support.amendments import amendment

DECLARANT = Party(customs_code=OPERATOR.customs_code, name="示例报关行")
SEQ_NO = "M20260000000000001"
ORDER = (
    "DecModSeqNo",
    "DecModType",
    "EntryId",
    "CustomsCode",
    "TradeCode",
    "TradeName",
    "AgentCode",
    "AgentName",
    "DecModNote",
    "CheckMark",
    "DecSeqNo",
    "Items",
    "Sign",
    "SignTime",
    "IeFlag",
    "EdocsRealation",
    "OperType",
    "IcCode",
    "FeedDept",
    "EntOpName",
    "EntOpTele",
    "CopAffirmData",
)
"""Of the official schema."""


def account(**changes: object) -> Settings:
    """Settings of an account; nothing is written below the root."""
    return attrs.evolve(Settings(root=Path("ImpPath"), operators=(OPERATOR,)), **changes)  # type: ignore[arg-type]


def of_agent(**changes: Any) -> Amendment:  # noqa: ANN401
    """An amendment that the account's card may send."""
    return amendment(**{"declarant": DECLARANT, **changes})


def parcel(
    document: Amendment, *, step: Step = Step.SAVE, verbatim: bool = False, files: Mapping[str, bytes] | None = None
) -> Parcel:
    """A parcel as the engine would hand it over."""
    return Parcel(
        exchange_id="X-1",
        environment="test",
        kind=KIND,
        number=document.internal_number or "",
        act=Act.FILING,
        step=step,
        created=CREATED,
        document=document,
        files=files or {},
        verbatim=verbatim,
    )


def encoded(document: Amendment, *, step: Step = Step.SAVE, files: Mapping[str, bytes] | None = None, **settings: object) -> bytes:
    """The message of an amendment by the only card of the account."""
    chosen = account(**settings)
    return AmendmentMessages(chosen, CODES).encode(parcel(document, step=step, files=files), chosen.operators[0])


def channel(folder: Path, **settings: object) -> SingleWindow:
    """An account on folders of its own."""
    context = ChannelContext(
        environment="test", account="demo", codes=CODES, kinds=DocumentKinds(()), journal="test-journal", base=folder
    )
    chosen = attrs.evolve(account(**settings), root=folder / "ImpPath")
    return SingleWindow(chosen, context, open_way(chosen, context))


def read(content: bytes) -> Amendment:
    """The amendment of a message, in an envelope or bare."""
    found = read_file("message.xml", content, CODES)
    assert found is not None
    assert isinstance(found.document, Amendment)
    return found.document


def rebuilt(content: bytes) -> bytes:
    """The message that `build` makes of the document that `read` makes of a message, by way of JSON."""
    return written(from_json(to_json(read(content)), Amendment))


def written(document: Amendment) -> bytes:
    """The message of an amendment that was read, as `build` makes it."""
    return AmendmentMessages(account(), CODES).encode(parcel(document, verbatim=True), None)


def save_response(code: str = "0", seq_no: str = SEQ_NO, *, message: str = "", namespace: bool = True) -> bytes:
    """The client's answer to an amendment."""
    opening = 'DecModSaveResponse xmlns="http://www.chinaport.gov.cn/dec"' if namespace else "DecModSaveResponse"
    values = {"Status": "0", "DecModSeqNo": seq_no, "ResultMessage": message, "ResultCode": code}
    body = "".join(f"<{k}>{v}</{k}>" for k, v in values.items() if v)
    return f'<?xml version="1.0" encoding="UTF-8"?><{opening}>{body}</DecModSaveResponse>'.encode()


def result(code: str, at: str, seq_no: str = SEQ_NO, *, note: str = "", office: str = "示例海关通关科") -> bytes:
    """A result of Customs."""
    dept = f"<FeedbackDept><Id>5301</Id><DisplayName>{office}</DisplayName></FeedbackDept>" if office else ""
    body = (
        f"<HzApprovalResult><DestResourceId>{seq_no}</DestResourceId><ExtendProperties/>{dept}"
        f"<FeedbackResults>{code}</FeedbackResults><FeedbackStep>审核</FeedbackStep><FeedbackTime>{at}</FeedbackTime>"
        f"<FeedbackUser><Id>0</Id><DisplayName>示例关员</DisplayName></FeedbackUser><ResultNote>{note}</ResultNote>"
        "<UniqueCode>DEMO-0001</UniqueCode></HzApprovalResult>"
    )
    return f"<DataInfo><SignedData><Data>{body}</Data></SignedData></DataInfo>".encode()
