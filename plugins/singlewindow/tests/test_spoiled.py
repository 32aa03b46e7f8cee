"""An encoder that is wrong in one place must be caught: by the simulator, which refuses the message, or by a golden file.

Every case spoils the tables or the envelope in one way, encodes all golden lists, and asks both judges.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import attrs
import pytest

import baoguan.wire.encode as wire_encode
from baoguan import BaoguanError
from baoguan.plugin import Act, Element, Parcel, Record
from baoguan_singlewindow import envelope, inventory
from baoguan_singlewindow.simulator import Arrival, Simulator
from baoguan_singlewindow.tables import HEAD, SECTIONS
from plugins.singlewindow.tests.golden_documents import CONSOLIDATED, DECLARED, DRAFT, ECOMMERCE, PARCELS, PROCESSING
from plugins.singlewindow.tests.golden_files import differences, golden
from plugins.singlewindow.tests.messages import OPERATOR, messages, parcel

Spoil = Callable[[pytest.MonkeyPatch], None]


def _fresh() -> dict[str, Parcel]:
    """What a simulator without memory takes: lists as they are first sent."""
    plain = attrs.evolve(DECLARED, seq_no=None, lines=tuple(attrs.evolve(row, seq_no=None) for row in DECLARED.lines))
    materials = tuple(attrs.evolve(row, specification=row.specification or "护套型号") for row in PROCESSING.materials)
    made = {"GOLD-0001": plain, "GOLD-0002": attrs.evolve(PROCESSING, materials=materials)}
    made |= {"GOLD-0003": CONSOLIDATED, "GOLD-0004": ECOMMERCE, "GOLD-0005": DRAFT}
    return {name: parcel(document, act=Act.FILING, exchange_id=name) for name, document in made.items()}


FRESH = _fresh()


# --- ways to spoil ---------------------------------------------------------------------------------------------------------------


def head(change: Callable[[Record], Record]) -> Spoil:
    return lambda patch: patch.setattr(inventory, "HEAD", change(HEAD))


def section(tag: str, change: Callable[[Record], Record]) -> Spoil:
    spoiled = tuple((change(record) if record.tag == tag else record, name) for record, name in SECTIONS)
    return lambda patch: patch.setattr(inventory, "SECTIONS", spoiled)


def element(which: str, /, **changes: object) -> Callable[[Record], Record]:
    def change(record: Record) -> Record:
        assert which in record.by_name
        return attrs.evolve(record, elements=tuple(attrs.evolve(e, **changes) if e.name == which else e for e in record.elements))  # type: ignore[arg-type]

    return change


def renamed(old: str, new: str) -> Callable[[Record], Record]:
    return element(old, name=new)


def dropped(name: str) -> Callable[[Record], Record]:
    return lambda record: attrs.evolve(record, elements=tuple(e for e in record.elements if e.name != name))


def swapped(one: str, other: str) -> Callable[[Record], Record]:
    """Two elements that carry each other's attribute."""

    def change(record: Record) -> Record:
        paths = {one: record.by_name[other].path, other: record.by_name[one].path}
        return attrs.evolve(record, elements=tuple(attrs.evolve(e, path=paths.get(e.name, e.path)) for e in record.elements))

    return change


def moved_last(name: str) -> Callable[[Record], Record]:
    return lambda record: attrs.evolve(record, elements=(*(e for e in record.elements if e.name != name), record.by_name[name]))


def twice(name: str) -> Callable[[Record], Record]:
    return lambda record: attrs.evolve(record, elements=(*record.elements, record.by_name[name]))


def tag(new: str) -> Callable[[Record], Record]:
    return lambda record: attrs.evolve(record, tag=new)


def added(name: str, path: str) -> Callable[[Record], Record]:
    return lambda record: attrs.evolve(record, elements=(*record.elements, Element(name=name, path=path)))


def written(change: Callable[[bytes], bytes]) -> Spoil:
    """The envelope as it leaves, changed."""
    original = envelope.write

    def spoil(patch: pytest.MonkeyPatch) -> None:
        def write(*args: object) -> Iterator[bytes]:
            yield change(b"".join(original(*args)))  # type: ignore[arg-type]

        patch.setattr(envelope, "write", write)

    return spoil


def replaced(old: str, new: str) -> Spoil:
    return written(lambda data: data.replace(old.encode(), new.encode()))


def value(name: str, text: str) -> Spoil:
    """Another value in the envelope or behind the records."""
    original = envelope.write

    def spoil(patch: pytest.MonkeyPatch) -> None:
        def write(values: dict[str, str], root: str, body: Iterator[bytes], tail: dict[str, str]) -> Iterator[bytes]:
            changed = {key: text if key.endswith(f"/{name}") else old for key, old in values.items()}
            return original(changed, root, body, {key: text if key == name else old for key, old in tail.items()})

        patch.setattr(envelope, "write", write)

    return spoil


def without(name: str) -> Spoil:
    def cut(data: bytes) -> bytes:
        before, _, rest = data.partition(f"<{name}>".encode())
        return before + rest.partition(f"</{name}>".encode())[2]

    return written(cut)


def no_escape(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wire_encode, "escape", lambda text: text)


def escaped_twice(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wire_encode, "escape", lambda text: text.replace("&", "&amp;amp;").replace("<", "&lt;").replace(">", "&gt;"))


def naive_cdata(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wire_encode, "cdata", lambda text: f"<![CDATA[{text}]]>" if text else "")


def sections_reversed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(inventory, "SECTIONS", tuple(reversed(SECTIONS)))


def blocks_cut(patch: pytest.MonkeyPatch) -> None:
    """Lines after the first of a block are lost."""
    patch.setattr(wire_encode, "islice", lambda source, count: islice(source, min(count, 1)))
    patch.setattr(inventory, "_records", lambda document, name: _first(getattr(document, name)))


def _first(found: object) -> tuple[object, ...]:
    return found[:1] if isinstance(found, tuple) else () if found is None else (found,)


LINES, GOODS, DRAFT_HEAD = "InvtListType", "InvtGoodsType", "InvtDecHeadType"
SPOILED: dict[str, Spoil] = {
    "head element renamed": head(renamed("EtpsInnerInvtNo", "EtpsInnerInvtno")),
    "head element of the receipts' spelling": head(renamed("PassportUsedTypeCd", "PassportUsedTypecd")),
    "stem of the consignee's credit code": head(renamed("RvsngdEtpsSccd", "RcvgdEtpsSccd")),
    "line element renamed": section(LINES, renamed("Natcd", "NatCd")),
    "currency spelt as in the draft": section(LINES, renamed("DclCurrcd", "DclCurrCd")),
    "draft currency spelt as in the lines": section("InvtDecListType", renamed("DclCurrCd", "DclCurrcd")),
    "gross weight of the draft spelt right": section(DRAFT_HEAD, renamed("GrossWet", "GrossWt")),
    "operating and processing enterprise swapped": head(swapped("BizopEtpsno", "RcvgdEtpsno")),
    "code and name swapped": head(swapped("DclEtpsno", "DclEtpsNm")),
    "dates swapped": head(swapped("InputTime", "InvtDclTime")),
    "port and customs office swapped": head(swapped("ImpexpPortcd", "DclPlcCuscd")),
    "direction and goods kind swapped": head(swapped("ImpexpMarkcd", "MtpckEndprdMarkcd")),
    "quantities swapped": section(LINES, swapped("DclQty", "LawfQty")),
    "price and total swapped": section(LINES, swapped("DclUprcAmt", "DclTotalAmt")),
    "weights swapped": section(LINES, swapped("GrossWt", "NetWt")),
    "origin and destination swapped": section(LINES, swapped("Natcd", "DestinationNatcd")),
    "line and ledger number swapped": section(LINES, swapped("GdsSeqno", "PutrecSeqno")),
    "spares swapped": head(swapped("Param1", "Param2")),
    "required head element dropped": head(dropped("SupvModecd")),
    "required line element dropped": section(LINES, dropped("LvyrlfModecd")),
    "optional head element dropped": head(dropped("Rmk")),
    "optional line element dropped": section(LINES, dropped("SecdLawfQty")),
    "list number dropped": head(dropped("BondInvtNo")),
    "change count dropped": head(dropped("ChgTmsCnt")),
    "head elements in another order": head(moved_last("SeqNo")),
    "line elements in another order": section(LINES, moved_last("GdsSeqno")),
    "sections in another order": sections_reversed,
    "element written twice": head(twice("PutrecNo")),
    "unknown element added": section(LINES, added("GdsDesc", "goods_name")),
    "cdata dropped": section(LINES, element("GdsSpcfModelDesc", cdata=False)),
    "cdata around a name": section(LINES, element("GdsNm", cdata=True)),
    "cdata dropped in the materials": section(GOODS, element("GdsSpcfModelDesc", cdata=False)),
    "cdata that a text can end": naive_cdata,
    "country of the lines in letters": section(LINES, element("Natcd", legacy=None)),
    "country of the head in letters": head(element("StshipTrsarvNatcd", legacy=None)),
    "currency in letters": section(LINES, element("DclCurrcd", legacy=None)),
    "country numbers in the currency": section(LINES, element("DclCurrcd", legacy="country")),
    "date with dashes": head(element("InputTime", date_format="%Y-%m-%d")),
    "date with day first": head(element("InvtDclTime", date_format="%d%m%Y")),
    "root renamed": lambda patch: patch.setattr(inventory, "ROOT", "NemsInvtMessage"),
    "head tag of the ledger system": head(tag("NemsInvtHeadType")),
    "line tag renamed": section(LINES, tag("InvtListTypes")),
    "materials under the tag of lines": section(GOODS, tag(LINES)),
    "warehouse documents in PascalCase": section("InvtWarehouseType", renamed("sasStockNo", "SasStockNo")),
    "e-commerce bills under a type's name": section("InvtCbecBill", tag("InvtCbecBillType")),
    "no SysId": without("SysId"),
    "wrong SysId": value("SysId", "XX"),
    "SysId of another system": value("SysId", "Z8"),
    "no OperCusRegCode": without("OperCusRegCode"),
    "OperCusRegCode of another enterprise": value("OperCusRegCode", "4403D60001"),
    "DelcareFlag spelt right": replaced("DelcareFlag>", "DeclareFlag>"),
    "saved instead of declared": value("DelcareFlag", "0"),
    "BussinessData spelt right": replaced("BussinessData>", "BusinessData>"),
    "EnvelopInfo spelt right": replaced("EnvelopInfo>", "EnvelopeInfo>"),
    "no message type": value("message_type", ""),
    "wrong message type": value("message_type", "INV201"),
    "message id of another message": value("message_id", "X-OTHER"),
    "card of another person": value("Ic_Card", "8930000000002"),
    "time of sending without T": replaced("T09:30:15", " 09:30:15"),
    "signed with values": replaced("<SignatureValue></SignatureValue>", "<SignatureValue>x</SignatureValue>"),
    "no XML declaration": replaced('<?xml version="1.0" encoding="UTF-8"?>\n', ""),
    "GBK bytes": written(lambda data: data.decode().encode("gb18030")),
    "namespace on the root": replaced("<Signature>", '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">'),
    "text not escaped": no_escape,
    "text escaped twice": escaped_twice,
    "lines lost": blocks_cut,
}


# --- judges ----------------------------------------------------------------------------------------------------------------------


def _encode(one: Parcel) -> bytes:
    return b"".join(messages(OPERATOR).encode(one))


def refused(folder: Path) -> list[Arrival]:
    """What the simulator refuses of what is first sent; a message that vanishes afterwards (wrong SysId) counts as refused."""
    outbox = folder / "root" / "Sas" / "OutBox"
    outbox.mkdir(parents=True)
    for name, one in FRESH.items():
        with zipfile.ZipFile(outbox / f"{name}.Temp", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{name}.xml", _encode(one))
        (outbox / f"{name}.Temp").rename(outbox / f"{name}.zip")
    with Simulator(folder / "root", folder / "state") as simulator:
        simulator.step()
        arrivals = simulator.arrivals()
    assert len(arrivals) == len(FRESH)
    return [a for a in arrivals if not a.accepted or a.reason]


def different() -> list[str]:
    """The golden files from which the messages depart."""
    return [name for name, one in PARCELS.items() if differences(_encode(one), golden(name))]


def test_both_judges_are_content_with_the_encoder_as_it_is(tmp_path: Path) -> None:
    assert refused(tmp_path) == []
    assert different() == []


@pytest.mark.parametrize("fault", SPOILED)
def test_a_spoiled_encoder_is_caught(fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SPOILED[fault](monkeypatch)
    try:
        by_golden, by_simulator = different(), refused(tmp_path)
    except BaoguanError as error:
        print(f"{fault}: the encoder itself refuses: {error.en}")
        return
    print(f"{fault}: golden files {by_golden or '-'}; simulator {[a.reason for a in by_simulator] or '-'}")
    assert by_golden or by_simulator


def test_the_simulator_alone_catches_what_has_no_golden_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both judges are awake: at least half of the faults are seen by the simulator without any file to compare with."""
    caught = []
    for number, (fault, spoil) in enumerate(SPOILED.items()):
        with monkeypatch.context() as patch:
            spoil(patch)
            try:
                seen = refused(tmp_path / str(number))
            except BaoguanError as error:
                print(f"{fault}: the encoder itself refuses, the simulator gets nothing to judge: {error.en}")
                continue
            if seen:
                caught.append(fault)
    print(f"{len(caught)} of {len(SPOILED)} by the simulator: {caught}")
    assert len(caught) >= len(SPOILED) // 2
