"""What the enterprise cannot do here is refused by name, with who can; a setting turns it on from a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import attrs
import pytest

from baoguan import BondedInventoryList, Unproven, Unsupported, Verb
from baoguan.clock import today
from baoguan.plugin import Evidence, Level
from plugins.shenguantong.tests.world import World, encoder, ledger, never_twice, only
from tests.support.lists import AGENT, inventory


def changed(number: str) -> BondedInventoryList:
    document = inventory(number, remark=None)
    first, *others = document.lines
    lines = attrs.evolve(first, modification="1", remark="更正"), *(attrs.evolve(o, modification="0") for o in others)
    return attrs.evolve(document, lines=lines)


def test_a_list_is_neither_changed_nor_withdrawn_by_default_and_the_error_names_who_can(folders: World) -> None:
    other = {"channel": "singlewindow", "root": "imp", "operator": [{"customs_code": AGENT.customs_code}]}
    with folders.far() as simulator, folders.broker(accounts={"card-a": other}) as broker:
        broker.submit(inventory("A-1"), "sgt", declare=True)
        folders.run(broker, simulator)
        assert only(broker, "A-1").state == "deducted"
        acts: tuple[Callable[[], object], ...] = (
            lambda: broker.modify("A-1", changed("A-1"), "sgt", declare=True, override="test"),
            lambda: broker.withdraw("A-1", "sgt", override="test"),
        )
        for act in acts:
            with pytest.raises(Unsupported) as caught:
                act()
            assert "问题 11" in caught.value.zh
            assert "单一窗口" in caught.value.zh
            assert "question 11" in caught.value.en
            assert "list_changes_from" in caught.value.en
            assert "card-a" in caught.value.remedy_zh
            assert "card-a" in caught.value.remedy_en
        assert len(simulator.arrivals()) == 2


def test_a_ledger_is_not_closed_here(folders: World) -> None:
    with folders.far() as simulator, folders.broker() as broker:
        broker.submit(ledger(), declare=True)
        folders.run(broker, simulator)
        with pytest.raises(Unsupported, match="注销"):
            broker.withdraw("LEDGER-1")


def test_from_the_day_of_the_setting_on_a_list_is_changed_and_withdrawn(world: World) -> None:
    with world.far(list_changes=True) as simulator, world.broker(list_changes_from=today()) as broker:
        broker.submit(inventory("A-1"), declare=True)
        world.run(broker, simulator)
        broker.modify("A-1", changed("A-1"), declare=True, override="test")
        world.run(broker, simulator)
        assert (only(broker, "A-1").state, only(broker, "A-1").change_count) == ("deducted", 1)
        broker.withdraw("A-1", override="test")
        world.run(broker, simulator)
        assert only(broker, "A-1").state == "deleted"
        assert [(a.act, a.declare) for a in simulator.arrivals()] == [("1", 0), ("1", 1), ("2", 0), ("2", 1), ("3", 1)]
        never_twice(simulator)


def test_before_the_day_it_is_as_without(folders: World) -> None:
    with folders.far() as simulator, folders.broker(list_changes_from=today() + timedelta(days=1)) as broker:
        broker.submit(inventory("A-1"), declare=True)
        folders.run(broker, simulator)
        with pytest.raises(Unsupported):
            broker.modify("A-1", changed("A-1"), override="test")


@pytest.mark.parametrize("start", [None, date(2030, 1, 1)])
def test_for_every_verb_and_day_there_is_one_answer(start: date | None) -> None:
    info = encoder(**({"list_changes_from": start} if start else {})).baoguan_channel()
    for kind in ("inventory", "ledger"):
        for verb in set(Verb) - {Verb.COMPLETE, Verb.RESEND}:
            for day in (date(2018, 6, 1), date(2029, 12, 31), date(2030, 1, 1)):
                found = [s for s in info.supports if s.kind == kind and s.verb is verb and s.valid(day)]
                assert len(found) == 1, (kind, verb, day)
                assert found[0].level is Level.UNSUPPORTED or found[0].evidence is Evidence.INFERRED
                assert found[0].note_zh
                assert found[0].note_en
    later = info.support("inventory", Verb.CHANGE, date(2030, 1, 1))
    assert later is not None
    assert (later.level is Level.NATIVE) is (start is not None)


def test_the_name_says_that_the_format_is_assumed() -> None:
    info = encoder().baoguan_channel()
    assert "假定格式" in info.title_zh
    assert "assumed" in info.title_en
    assert info.limits.rows == 30_000
    assert info.bulk, "named for batch import (question 13)"


def test_nothing_goes_to_production_without_the_accounts_word(folders: World) -> None:
    with folders.broker(environment="production") as broker, pytest.raises(Unproven, match="inventory:save"):
        broker.submit(inventory("A-1"))
    allowed = {**folders.settings(), "allow_unproven": ["inventory:save"], "root": "sgt-2"}
    with folders.broker(accounts={"two": allowed}, environment="production") as broker:
        assert broker.submit(inventory("A-1"), "two").unproven
        with pytest.raises(Unproven, match="inventory:declare"):
            broker.declare("A-1", "two")
