"""What a channel says of itself, and the bytes it makes: declared whole, made without touching anything, always the same."""

from __future__ import annotations

from typing import Final

import attrs

from baoguan.errors import BaoguanError, TooLarge, Unsupported
from baoguan.model.capability import ChannelInfo, Level
from baoguan.model.message import Message, Verb
from baoguan.plugin import API, Diagnosis
from baoguan.testing.contract import contract
from baoguan.testing.world import NUMBER, World, close

_VERBS: Final = frozenset({Verb.SAVE, Verb.DECLARE, Verb.CHANGE, Verb.WITHDRAW})
"""The acts that every kind has. A channel that was complete stays so when a verb of one kind is added."""


def _encoded(world: World, number: str = NUMBER) -> Message:
    instance = world.open()
    try:
        message = instance.baoguan_encode(world.parcel(number))  # type: ignore[attr-defined]
        assert isinstance(message, Message), f"baoguan_encode gave {message!r}"
        return message
    finally:
        close(instance)


@contract(
    "info.complete", "The channel names itself in Chinese and English and says for every verb of a kind whether it can do it."
)
def info_complete(world: World) -> None:
    """See the contract's table."""
    info = world.info
    assert isinstance(info, ChannelInfo)
    assert info.name
    assert info.title_zh
    assert info.title_en
    told = {s.verb for s in info.supports if s.kind == world.kind}
    assert told >= _VERBS, f"nothing is said of {sorted(_VERBS - told)} for {world.kind}"
    unexplained = [s.verb for s in info.supports if s.level is Level.UNSUPPORTED and not (s.note_zh and s.note_en)]
    assert not unexplained, f"unsupported without a note that says why: {unexplained}"
    if info.settings is not None:
        helpless = [f.name for f in attrs.fields(info.settings) if not (f.metadata.get("help_zh") and f.metadata.get("help_en"))]
        assert not helpless, f"settings without help in both languages: {helpless}"
    assert API == 1


@contract("encode.deterministic", "Encoding the same parcel twice gives the same bytes, also from another instance.")
def encode_deterministic(world: World) -> None:
    """See the contract's table."""
    parcel = world.parcel()
    messages = []
    for _ in range(2):
        instance = world.open()
        try:
            messages += [instance.baoguan_encode(parcel), instance.baoguan_encode(parcel)]  # type: ignore[attr-defined]
        finally:
            close(instance)
    assert all(m == messages[0] for m in messages), "the bytes differ from one call to the next"


@contract("encode.pure", "Encoding writes no file and asks nobody.")
def encode_pure(world: World) -> None:
    """See the contract's table."""
    instance = world.open()
    try:
        before = sorted(p for p in world.folder.rglob("*"))
        instance.baoguan_encode(world.parcel())  # type: ignore[attr-defined]
        assert sorted(p for p in world.folder.rglob("*")) == before, "encoding left files"
        assert world.web is None or world.web.seen == [], "encoding sent a request"
    finally:
        close(instance)
    assert world.arrivals() == []


@contract(
    "encode.identity", "A message keeps the exchange id and verb of its parcel, and two documents make two different messages."
)
def encode_identity(world: World) -> None:
    """See the contract's table."""
    first, second = _encoded(world), _encoded(world, "DEMO-2")
    assert first.exchange_id == world.parcel().exchange_id
    assert first.verb is Verb.SAVE
    assert first.parts, "a message without content"
    assert {p.name for p in first.parts}.isdisjoint(p.name for p in second.parts), "two messages share a file name"
    assert [p.content for p in first.parts] != [p.content for p in second.parts], "two documents have the same bytes"


@contract("unsupported.raises", "What the channel declares unsupported is refused by name before anything is sent.")
def unsupported_raises(world: World) -> None:
    """See the contract's table."""
    with world.broker() as broker:
        if not world.able(Verb.SAVE):
            _refused(lambda: broker.submit(world.document()))
            return
        broker.submit(world.document())
        world.settle(broker)
        before = len(world.arrivals())
        if not world.able(Verb.DECLARE):
            _refused(lambda: broker.declare(NUMBER))
        elif world.rig.approve is not None:
            broker.declare(NUMBER)
            world.settle(broker)
            world.rig.approve(world.far, NUMBER)
            world.settle(broker)
            before = len(world.arrivals())
            if not world.able(Verb.CHANGE):
                _refused(lambda: broker.modify(NUMBER, world.document(), override="contract"))
            if not world.able(Verb.WITHDRAW):
                _refused(lambda: broker.withdraw(NUMBER, override="contract"))
        world.settle(broker)
        assert len(world.arrivals()) == before


def _refused(act: object) -> None:
    try:
        act()  # type: ignore[operator]
    except Unsupported as error:
        assert error.zh
        assert error.en
    else:
        raise AssertionError("a verb that is declared unsupported was accepted")


def _limited(world: World) -> bool:
    return world.info.limits.rows is not None and world.rig.long(NUMBER, 1) is not None


@contract(
    "limits.rows",
    "One row more than the declared limit is refused whole, or sent in packs that each keep it; nothing is cut off.",
    applies=_limited,
    needs="a limit of rows, and a rig that makes documents of any length",
)
def limits_rows(world: World) -> None:
    """See the contract's table."""
    limit = world.info.limits.rows
    assert limit is not None
    more = world.rig.long(NUMBER, limit + 1)
    assert more is not None
    rows = world.rows(more)
    assert rows > limit, f"the rig's document of {limit + 1} rows has {rows}"
    instance = world.open()
    try:
        message = instance.baoguan_encode(world.parcel(document=more))  # type: ignore[attr-defined]
    except TooLarge as error:
        assert error.remedy_zh
        assert error.remedy_en
    else:
        assert message.packs > 1, f"{rows} rows in one message, where {limit} are declared as the limit"
    finally:
        close(instance)


@contract(
    "diagnose.answers", "What is wrong on the channel's side is told in both languages; a channel that has nothing to say says so."
)
def diagnose_answers(world: World) -> None:
    """See the contract's table."""
    instance = world.open()
    try:
        look = getattr(instance, "baoguan_diagnose", None)
        if look is None:
            return
        for told in look():
            assert isinstance(told, Diagnosis)
            assert told.zh
            assert told.en
    finally:
        close(instance)


@contract(
    "settings.unknown",
    "A setting that the channel does not know is refused by name, never ignored.",
    applies=lambda w: w.info.settings is not None,
    needs="a class of settings",
)
def settings_unknown(world: World) -> None:
    """See the contract's table."""
    settings = {**world.settings(), "no_such_setting": 1}
    world_again = World(attrs.evolve(world.rig, settings=settings, far=None), world.folder)
    try:
        close(world_again.open())
    except BaoguanError as error:
        assert "no_such_setting" in str(error)
    else:
        raise AssertionError("an unknown setting was accepted")


@contract("close.repeatable", "An account can be closed twice.")
def close_repeatable(world: World) -> None:
    """See the contract's table."""
    instance = world.open()
    close(instance)
    close(instance)
