"""A declarant's place for declarations in two steps: the folder of the import client, and what a person behind it and Customs do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import attrs

from baoguan import Broker, CustomsDeclaration
from baoguan.rules.declaration.sample import sample
from baoguan.twostep import TwoStep, summary_of
from tests.broker.office import CARD, Office
from tests.broker.papers import minute

SEQ_NO = "I20260000000000001"
ENTRY_NO = "530120261000000001"
NOT_FINAL = "999999999999999999"
NEW = TwoStep()
DECLARANT = {**CARD, "customs_code": sample().declarant.customs_code, "person": "示例"}  # type: ignore[union-attr]


def seq_no(number: str) -> str:
    """The pre-entry number of the n-th declaration, `D-n`."""
    return f"I2026{int(number.rpartition('-')[2]):013d}"


def entry_no(number: str) -> str:
    return f"530120261{int(number.rpartition('-')[2]):09d}"


def whole(number: str = "D-1", **changes: object) -> CustomsDeclaration:
    return attrs.evolve(sample(), internal_number=number, **changes)  # type: ignore[arg-type]


def summary(number: str = "D-1", on: date = date(2026, 6, 3), **changes: object) -> CustomsDeclaration:
    return summary_of(whole(number, **changes), NEW, on)


def response(number: str, refused: str = "") -> bytes:
    code, text = ("1", refused) if refused else ("0", "暂存成功")
    numbered = "" if refused else f"<SeqNo>{seq_no(number)}</SeqNo>"
    return (
        f'<DecImportResponse xmlns="http://www.chinaport.gov.cn/dec"><ResponseCode>{code}</ResponseCode><ErrorMessage>{text}</ErrorMessage>'
        f"<ClientSeqNo>{number}</ClientSeqNo>{numbered}</DecImportResponse>"
    ).encode()


def result(channel: str, at: int, entry: str | None = None, number: str = "D-1", note: str = "") -> bytes:
    """A receipt of Customs; from its taking on it names a declaration number."""
    named = entry_no(number) if entry is None else entry
    return (
        f"<DEC_RESULT><CUS_CIQ_NO>{seq_no(number)}</CUS_CIQ_NO><ENTRY_ID>{named}</ENTRY_ID>"
        f"<NOTICE_DATE>{minute(at):%Y-%m-%dT%H:%M:%S}</NOTICE_DATE><CHANNEL>{channel}</CHANNEL><NOTE>{note}</NOTE></DEC_RESULT>"
    ).encode()


def taken(number: str = "D-1", at: int = 1) -> tuple[bytes, bytes]:
    """A person declared the summary, and Customs has it."""
    return result("7", at, "", number), result("L", at + 1, NOT_FINAL, number)


@attrs.define
class Window:
    """The folder of declarations, and what a person behind it does."""

    base: Path
    sent: list[str] = attrs.field(factory=list)
    _stamp: int = 20260105090000000

    @property
    def folder(self) -> Path:
        return self.base / "imp" / "Deccus001"

    def hear(self, broker: Broker, *contents: bytes) -> None:
        for content in contents:
            self._stamp += 1
            (self.folder / "InBox" / f"Receipt_DECCUS004_{self._stamp}.xml").write_bytes(content)
        assert not broker.run_once(force=True).failures

    def round(self, broker: Broker, refused: str = "") -> list[str]:
        """Send; the client takes and answers. Gives the XML of what left."""
        broker.run_once(force=True)
        gone = []
        for path in sorted((self.folder / "OutBox").glob("*.xml")):
            text = path.read_text(encoding="utf-8")
            gone.append(text)
            self._stamp += 1
            number = text.partition("<ClientSeqNo>")[2].partition("<")[0]
            word = "Failed" if refused else "Successed"
            (self.folder / "InBox" / f"{word}_{path.stem}_{self._stamp}.xml").write_bytes(response(number, refused))
            path.unlink()
        self.sent += gone
        broker.run_once(force=True)
        return gone

    def file(self, broker: Broker, document: CustomsDeclaration, *codes: str) -> None:
        """Save a summary, declare it on the page, and hear Customs; `L` names a number that is not final."""
        broker.submit(document)
        self.round(broker)
        number = document.internal_number or ""
        heard = {"7": "", "L": NOT_FINAL}
        self.hear(broker, *(result(code, at, heard.get(code), number) for at, code in enumerate(codes, 1)))


@contextmanager
def opened(base: Path, **two_step: object) -> Iterator[Broker]:
    with Office(base=base).broker(top={"two_step": two_step}, operator=[DECLARANT, CARD]) as broker:
        yield broker
