"""The folder of declarations, and what stands behind it: the client that takes and answers, Customs that speaks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
from lxml import etree

from baoguan import Broker, Status
from tests.broker.office import Office
from tests.broker.papers import minute

SEQ_NO = "I20260000000000001"
ENTRY_NO = "530120261000000001"
PERSON = {"customs_code": "4403980001", "name": "深圳样品报关有限公司", "card_no": "8900000000001", "person": "示例录入员"}


def response(number: str = "A-1", seq_no: str = SEQ_NO, code: str = "0", text: str = "暂存成功") -> bytes:
    """The client's answer."""
    return (
        f'<DecImportResponse xmlns="http://www.chinaport.gov.cn/dec"><ResponseCode>{code}</ResponseCode><ErrorMessage>{text}</ErrorMessage>'
        f"<ClientSeqNo>{number}</ClientSeqNo><SeqNo>{seq_no}</SeqNo></DecImportResponse>"
    ).encode()


def result(channel: str, at: int, seq_no: str = SEQ_NO, entry_no: str = ENTRY_NO) -> bytes:
    """What Customs says in minute `at`."""
    return (
        f"<DEC_RESULT><CUS_CIQ_NO>{seq_no}</CUS_CIQ_NO><ENTRY_ID>{entry_no}</ENTRY_ID><NOTICE_DATE>{minute(at):%Y-%m-%dT%H:%M:%S}"
        f"</NOTICE_DATE><CHANNEL>{channel}</CHANNEL><NOTE>虚构</NOTE><I_E_DATE>20260103</I_E_DATE><D_DATE>20260105</D_DATE></DEC_RESULT>"
    ).encode()


@attrs.frozen(kw_only=True)
class Taken:
    """A message that the client took: its XML and the files beside it."""

    exchange_id: str
    xml: bytes
    files: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        """The text of the first element of that name."""
        return next((node.text or "" for node in etree.fromstring(self.xml).iter(f"{{*}}{name}")), "")


@attrs.define(kw_only=True)
class Counter:
    """An office whose declarations are taken and answered."""

    office: Office
    _stamp: int = 20260105090000000

    @property
    def folder(self) -> Path:
        """The business folder of declarations."""
        return self.office.base / "imp" / "Deccus001"

    @contextmanager
    def open(self, **account: object) -> Iterator[Broker]:
        """A Broker whose card declares for the sample company."""
        with self.office.broker(operator=[PERSON], **account) as broker:  # type: ignore[arg-type]
            yield broker

    def take(self) -> list[Taken]:
        """What the client does: take every message out of the OutBox."""
        found = []
        for path in sorted((self.folder / "OutBox").glob("*.*")):
            if path.suffix == ".xml":
                found.append(Taken(exchange_id=path.stem, xml=path.read_bytes()))
            elif path.suffix == ".zip":
                with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
                    (name,) = (n for n in archive.namelist() if n.endswith(".xml"))
                    others = tuple(n for n in archive.namelist() if n != name)
                    found.append(Taken(exchange_id=path.stem, xml=archive.read(name), files=others))
            else:
                continue
            path.unlink()
        return found

    def answer(self, taken: Taken, content: bytes, what: str = "Successed") -> None:
        """Put an answer into the InBox, under the name that the client gives it."""
        self._stamp += 1
        self._drop(f"{what}_{taken.exchange_id}_{self._stamp}.xml", content)

    def round(self, broker: Broker, seq_no: str = SEQ_NO) -> list[Taken]:
        """Send what is ready, answer that it is saved, and hear the answer."""
        self._run(broker)
        taken = self.take()
        for each in taken:
            self.answer(each, response(each.text("ClientSeqNo"), seq_no))
        self._run(broker)
        return taken

    def hear(self, broker: Broker, *contents: bytes) -> Status:
        """Receipts come in one after the other; where the only declaration stands then."""
        self.hear_foreign(broker, *contents)
        return broker.status()[0]

    def hear_foreign(self, broker: Broker, *contents: bytes) -> None:
        """Receipts come in, of whatever declaration."""
        for content in contents:
            self._stamp += 1
            self._drop(f"Receipt_DECCUS004_{SEQ_NO}_000001_{self._stamp}.xml", content)
            self._run(broker)

    def _drop(self, name: str, content: bytes) -> None:
        draft = self.office.base / "draft"
        draft.write_bytes(content)
        draft.replace(self.folder / "InBox" / name)

    def _run(self, broker: Broker) -> None:
        done = broker.run_once(force=True)
        assert not done.failures, done.failures
