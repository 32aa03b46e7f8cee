"""`packs = true`: a message beyond `max_bytes` is divided so that every pack holds the limit and no line is lost or doubled."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from baoguan import BondedInventoryList
from baoguan.documents import DocumentKinds, core_kinds
from baoguan.plugin import Act, ChannelContext, Message, Parcel, Step, TooLarge
from baoguan_singlewindow.account import SingleWindow
from baoguan_singlewindow.folder import FolderWay
from baoguan_singlewindow.reading import read_file
from plugins.singlewindow.tests.messages import CODES, OPERATOR, parcel
from plugins.singlewindow.tests.messages import settings as account_settings
from tests.support.lists import inventory, line

HEAD = 6_000
"""More than envelope and head of these lists; less than that and a line is what no pack can hold."""


def channel(max_bytes: int, *, packs: bool = True) -> SingleWindow:
    context = ChannelContext(
        environment="test", account="sw", codes=CODES, kinds=DocumentKinds(core_kinds()), journal="j", base=Path("none")
    )
    chosen = attrs.evolve(account_settings(OPERATOR), max_bytes=max_bytes, packs=packs)
    return SingleWindow(chosen, context, FolderWay(Path("ImpPath"), chosen, context, claim=False))


def divided(sw: SingleWindow, whole: Parcel) -> list[Message]:
    """As the engine asks: for the message in one piece first, then for each pack."""
    first = sw.baoguan_encode(whole)
    return [sw.baoguan_encode(attrs.evolve(whole, pack=k, packs=first.packs)) for k in range(1, first.packs + 1)]


def xml_of(message: Message) -> bytes:
    with zipfile.ZipFile(io.BytesIO(message.parts[0].content)) as archive:
        (name,) = archive.namelist()
        return archive.read(name)


def said(message: Message, name: str) -> list[str]:
    return [n.text or "" for n in etree.fromstring(xml_of(message)).iter(name)]


@settings(max_examples=40, deadline=None)
@given(lengths=st.lists(st.integers(0, 120), min_size=1, max_size=25), room=st.integers(1_600, 20_000))
def test_every_pack_holds_the_limit_and_every_line_is_in_one(lengths: list[int], room: int) -> None:
    document = attrs.evolve(inventory(), lines=tuple(line(i, specification="型" * n) for i, n in enumerate(lengths, 1)))
    limit = HEAD + room
    messages = divided(channel(limit), parcel(document))
    assert [(m.pack, m.packs) for m in messages] == [(k, len(messages)) for k in range(1, len(messages) + 1)]
    assert all(len(xml_of(m)) <= limit for m in messages)
    carried = [said(m, "GdsSeqno") for m in messages]
    assert all(carried), "a pack without lines says nothing"
    assert [int(n) for some in carried for n in some] == list(range(1, len(lengths) + 1))


def test_the_packs_of_a_message_are_known_by_one_number_and_their_places() -> None:
    messages = divided(channel(HEAD + 3_000), parcel(inventory(lines=24)))
    assert len(messages) > 2
    assert len({said(m, "pocket_id")[0] for m in messages}) == 1
    assert {said(m, "total_pocket_qty")[0] for m in messages} == {str(len(messages))}
    assert [said(m, "cur_pocket_no")[0] for m in messages] == [str(k) for k in range(1, len(messages) + 1)]
    assert {said(m, "EtpsInnerInvtNo")[0] for m in messages} == {"DEMO-0001"}, "every pack has the head"
    assert all(any("分包格式未经证实" in note for note in m.unproven) for m in messages)


def test_no_two_submissions_share_the_number_of_their_packs() -> None:
    """A save and its declaration are journalled in one moment; a second declaration comes a moment later."""
    document, sw = inventory(lines=12), channel(HEAD + 3_000)
    parcels = [
        parcel(document, step=Step.SAVE),
        parcel(document, step=Step.DECLARE),
        attrs.evolve(parcel(document, act=Act.CHANGE, step=Step.DECLARE), change_count=1),
        attrs.evolve(parcel(document, act=Act.CHANGE, step=Step.DECLARE), change_count=2),
        parcel(document, act=Act.DELETION),
    ]
    parcels.append(attrs.evolve(parcels[1], created=parcels[1].created + timedelta(microseconds=1)))
    numbers = [said(divided(sw, p)[0], "pocket_id")[0] for p in parcels]
    assert len(set(numbers)) == len(numbers)
    assert all(len(n) <= 128 for n in numbers)


def test_other_sections_travel_with_the_first_pack_only() -> None:
    from baoguan import WarehouseDocument

    document = attrs.evolve(inventory(lines=12), warehouse_documents=(WarehouseDocument(),))
    counts = [len(said(m, "InvtWarehouseType")) for m in divided(channel(HEAD + 3_000), parcel(document))]
    assert counts == [1] + [0] * (len(counts) - 1)


def test_without_the_setting_or_within_the_limit_nothing_is_divided() -> None:
    whole = parcel(inventory(lines=12))
    with pytest.raises(TooLarge) as caught:
        channel(HEAD + 3_000, packs=False).baoguan_encode(whole)
    assert "拆成多份清单" in caught.value.remedy_zh
    message = channel(1_000_000).baoguan_encode(whole)
    assert (message.packs, message.unproven) == (1, ())
    assert said(message, "pocket_id") == [whole.exchange_id]


@pytest.mark.parametrize("lines", [1, 12])
def test_what_no_number_of_packs_can_hold_is_refused(lines: int) -> None:
    with pytest.raises(TooLarge, match="more than 1000"):
        channel(1_000).baoguan_encode(parcel(inventory(lines=lines)))


def test_a_pack_is_read_for_what_it_is_and_is_no_list() -> None:
    message = divided(channel(HEAD + 3_000), parcel(inventory(lines=12)))[1]
    read = read_file(message.parts[0].name, message.parts[0].content, CODES)
    assert read is not None
    assert read.document is None
    assert f"第 2 包，共 {message.packs} 包" in read.notes[0]
    assert f"pack 2 of {message.packs}" in read.notes[0]
    whole = read_file("x.zip", channel(1_000_000).baoguan_encode(parcel(inventory())).parts[0].content, CODES)
    assert whole is not None
    assert isinstance(whole.document, BondedInventoryList)
    assert whole.notes == ()


def test_what_was_read_from_the_wire_is_never_divided_under_its_own_numbers() -> None:
    content = channel(1_000_000).baoguan_encode(parcel(inventory(lines=12))).parts[0].content
    read = read_file("x.zip", content, CODES)
    assert read is not None
    assert isinstance(read.document, BondedInventoryList)
    with pytest.raises(TooLarge):
        channel(HEAD + 3_000).baoguan_encode(parcel(read.document, verbatim=True))
