"""Receiving: raw rows are given until acknowledged, and change nothing that they should not, in whatever order they come."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from typing import Protocol, cast

import attrs

from baoguan.broker import Status
from baoguan.errors import DecodeError
from baoguan.model.message import Verb
from baoguan.model.receipt import RawReceipt, Receipt
from baoguan.plugin import now
from baoguan.testing.around import Hears
from baoguan.testing.contract import NotApplicable, contract
from baoguan.testing.world import NUMBER, Undisturbed, World, close

_DECLARATION = re.compile(r"encoding=(['\"])[Uu][Tt][Ff]-8\1")
_FOREIGN = "FOREIGN-1"


class _Channel(Protocol):
    def baoguan_receipts(self, limit: int) -> Sequence[RawReceipt]: ...
    def baoguan_acknowledge(self, tokens: Sequence[str], foreign: bool) -> bool: ...
    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]: ...


def _saves(world: World) -> bool:
    return world.able(Verb.SAVE)


def _run(world: World, *plugins: object) -> Status:
    """Submit, and declare where that can be done; where the document stands in the end."""
    with world.broker(*plugins) as broker:
        broker.submit(world.document(), declare=world.able(Verb.DECLARE))
        return world.settle(broker)


def _undisturbed(world: World) -> Undisturbed:
    """A run of its own in which nothing goes wrong; found out once."""
    if world.known.undisturbed is None:
        folder = world.folder / "undisturbed"
        folder.mkdir()
        hears = Hears(lambda rows: rows)
        with World(world.rig, folder) as quiet:
            state = _run(quiet, hears).state
        unique = {(row.name, row.content): row for row in hears.heard}
        world.known.undisturbed = Undisturbed(state, tuple(unique.values()))
    return world.known.undisturbed


def _heard(world: World) -> tuple[RawReceipt, ...]:
    """Every raw row of an undisturbed run."""
    heard = _undisturbed(world).heard
    assert heard, "the far side said nothing at all"
    return heard


@contract(
    "receipts.until-acknowledged",
    "Receipts are given again until they are acknowledged, and not afterwards; never more than asked for.",
    applies=_saves,
    needs="save",
)
def receipts_until_acknowledged(world: World) -> None:
    """See the contract's table."""
    instance = world.open()
    channel = cast("_Channel", instance)
    try:
        for number in ("DEMO-1", "DEMO-2"):
            message = instance.baoguan_encode(world.parcel(number))  # type: ignore[attr-defined]
            for hook in ("baoguan_stage", "baoguan_arm"):
                prepare = getattr(instance, hook, None)
                if prepare is not None:
                    prepare(message=message, owner="contract")
            instance.baoguan_submit(message)  # type: ignore[attr-defined]
        for _ in range(4):
            world.step()
        first = list(channel.baoguan_receipts(limit=100))
        assert first, "no receipt of a message that was taken"
        assert _names(channel.baoguan_receipts(limit=100)) == _names(first), "receipts were not given again"
        assert len(channel.baoguan_receipts(limit=1)) == 1
        for _ in range(2):
            assert channel.baoguan_acknowledge(tokens=[row.token for row in first], foreign=False) is True
        again = _names(channel.baoguan_receipts(limit=100))
        assert not set(again) & set(_names(first)), "acknowledged receipts came again"
    finally:
        close(instance)


def _names(rows: Sequence[RawReceipt]) -> list[tuple[str, bytes]]:
    return sorted((row.name, row.content) for row in rows)


@contract(
    "decode.pure", "Decoding a raw row twice gives the same receipts, each in the core's words.", applies=_saves, needs="save"
)
def decode_pure(world: World) -> None:
    """See the contract's table."""
    rows = _heard(world)
    instance = world.open()
    channel = cast("_Channel", instance)
    try:
        for row in rows:
            receipts = list(channel.baoguan_decode(raw=row))
            assert receipts == list(channel.baoguan_decode(raw=row))
            assert all(isinstance(receipt, Receipt) for receipt in receipts)
    finally:
        close(instance)


GARBAGE = (b"", b"\x00\xff\xfe garbage", b"<a>", b"{", b"<html><body>504</body></html>", "回执".encode("gb18030"))


@contract("decode.garbage", "Bytes that are no receipt are a DecodeError, or say nothing; never another exception.")
def decode_garbage(world: World) -> None:
    """See the contract's table."""
    instance = world.open()
    channel = cast("_Channel", instance)
    try:
        for content in GARBAGE:
            row = RawReceipt(token="garbage", name="garbage.xml", content=content, received=now())
            try:
                channel.baoguan_decode(raw=row)
            except DecodeError as error:
                assert error.zh
                assert error.en
    finally:
        close(instance)


@contract("decode.garbage-parks", "An unreadable row is put aside alone, and the others go on.", applies=_saves, needs="save")
def decode_garbage_parks(world: World) -> None:
    """See the contract's table."""
    garbage = RawReceipt(token="contract-garbage", name="garbage.xml", content=GARBAGE[1], received=now())
    once: list[RawReceipt] = [garbage]
    hears = Hears(lambda rows: [once.pop(), *rows] if once else rows)
    assert _run(world, hears).state == _undisturbed(world).state


def _disturbed(change: Callable[[], Callable[[list[RawReceipt]], list[RawReceipt]]]) -> Callable[[World], None]:
    def check(world: World) -> None:
        status = _run(world, Hears(change()))
        assert status.state == _undisturbed(world).state
        assert not status.needs_person, [c.en for c in status.standing.conflicts]
        assert len(world.taken()) == len(set(world.taken()))

    return check


def _repeating() -> Callable[[list[RawReceipt]], list[RawReceipt]]:
    known: list[RawReceipt] = []

    def change(rows: list[RawReceipt]) -> list[RawReceipt]:
        before = [attrs.evolve(row, name=f"again-{row.name}") for row in known]
        known.extend(row for row in rows if not row.name.startswith("again-"))
        return rows + before[:20]

    return change


def _late() -> Callable[[list[RawReceipt]], list[RawReceipt]]:
    held: list[list[RawReceipt]] = []

    def change(rows: list[RawReceipt]) -> list[RawReceipt]:
        held.append(rows)
        return held.pop(0) if len(held) > 2 else []

    return change


def _reordering() -> Callable[[list[RawReceipt]], list[RawReceipt]]:
    return lambda rows: list(reversed(rows))


contract("receipts.repeated", "Receipts that come again, under another name too, change nothing.", applies=_saves, needs="save")(
    _disturbed(_repeating)
)
contract("receipts.late", "Receipts that come rounds later lead to the same state.", applies=_saves, needs="save")(
    _disturbed(_late)
)
contract("receipts.reordered", "Receipts in another order lead to the same state.", applies=_saves, needs="save")(
    _disturbed(_reordering)
)


@contract("receipts.foreign", "Receipts of somebody else's document change nothing of ours.", applies=_saves, needs="save")
def receipts_foreign(world: World) -> None:
    """See the contract's table."""
    folder = world.folder / "somebody else"
    folder.mkdir()
    theirs = attrs.evolve(world.rig, document=lambda _: world.document(_FOREIGN))
    with World(theirs, folder) as other:
        hears = Hears(lambda rows: rows)
        with other.broker(hears) as broker:
            broker.submit(other.document(), declare=other.able(Verb.DECLARE))
            for _ in range(6):
                broker.run_once(force=True)
                other.step()
        foreign = [attrs.evolve(row, token=f"foreign-{n}") for n, row in enumerate(hears.heard)]
    calls = itertools.count()
    # From the second round on, when something of ours is under way.
    with world.broker(Hears(lambda rows: [*foreign, *rows] if next(calls) else rows)) as broker:
        broker.submit(world.document(), declare=world.able(Verb.DECLARE))
        status = world.settle(broker)
        assert not status.needs_person
        assert [s.number for s in broker.status()] == [NUMBER], "a foreign receipt made a document of ours"
    assert status.state == _undisturbed(world).state


@contract("receipts.gbk", "A receipt in GBK says the same as in UTF-8.", applies=_saves, needs="save and receipts in XML")
def receipts_gbk(world: World) -> None:
    """See the contract's table."""
    rows = [row for row in _heard(world) if row.content.lstrip().startswith(b"<?xml")]
    if not rows:
        raise NotApplicable
    instance = world.open()
    channel = cast("_Channel", instance)
    try:
        for row in rows:
            content = _DECLARATION.sub('encoding="GBK"', row.content.decode("utf-8"), count=1).encode("gb18030")
            assert list(channel.baoguan_decode(raw=attrs.evolve(row, content=content))) == list(channel.baoguan_decode(raw=row))
    finally:
        close(instance)
