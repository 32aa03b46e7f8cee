"""The folder of amendments, and what stands behind it: the client that takes and answers, Customs that decides."""

from __future__ import annotations

from pathlib import Path

import attrs

from baoguan import Broker, Status
from tests.broker.counter import ENTRY_NO, SEQ_NO, Counter, Taken, result
from tests.broker.papers import minute
from tests.support.declarations import declaration

NUMBER = "M20260000000000001"


def save_response(seq_no: str = NUMBER, code: str = "0", text: str = "保存成功") -> bytes:
    """The client's answer to an amendment."""
    values = {"DecModSeqNo": seq_no, "ResultMessage": text, "ResultCode": code}
    body = "".join(f"<{k}>{v}</{k}>" for k, v in values.items() if v)
    return f'<DecModSaveResponse xmlns="http://www.chinaport.gov.cn/dec">{body}</DecModSaveResponse>'.encode()


def decision(code: str, at: int, seq_no: str = NUMBER, note: str = "虚构") -> bytes:
    """What Customs decides in minute `at`."""
    return (
        f"<DataInfo><SignedData><Data><HzApprovalResult><DestResourceId>{seq_no}</DestResourceId><FeedbackResults>{code}</FeedbackResults>"
        f"<FeedbackTime>{minute(at):%Y-%m-%d %H:%M:%S}</FeedbackTime><ResultNote>{note}</ResultNote></HzApprovalResult></Data></SignedData>"
        "</DataInfo>"
    ).encode()


@attrs.define(kw_only=True)
class Desk(Counter):
    """An office whose amendments are taken and answered; declarations go over a counter of their own."""

    @property
    def folder(self) -> Path:
        """The business folder of amendments."""
        return self.office.base / "imp" / "DECCUS102"

    def round(self, broker: Broker, seq_no: str = NUMBER) -> list[Taken]:
        """Send what is ready, answer that it is saved, and hear the answer."""
        self._run(broker)
        taken = self.take()
        for each in taken:
            self.answer(each, save_response(seq_no))
        self._run(broker)
        return taken

    def decide(self, broker: Broker, ref: str, *contents: bytes) -> Status:
        """Decisions come in one after the other; where an amendment stands then."""
        self.hear_foreign(broker, *contents)
        return broker.status(ref)[0]


def released(desk: Desk, broker: Broker, at: int = 3) -> None:
    """A declaration that Customs has released."""
    counter = Counter(office=desk.office)
    broker.submit(declaration())
    counter.round(broker)
    counter.hear_foreign(broker, result("7", 1), result("L", 2), result("P", at))
    assert broker.status(SEQ_NO)[0].numbers["entry_no"] == ENTRY_NO
