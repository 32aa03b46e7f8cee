"""What rests on weak evidence is off in production until it is allowed by name; what a channel cannot do names who can."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from baoguan import Broker, Unproven, Unsupported, read_config
from baoguan.plugin import ChannelInfo, Evidence, Level, Support, Verb, hookimpl
from tests.plugin.scripted import Far, Scripted
from tests.support.lists import inventory


class Weak(Scripted):
    """Has seen one sample of a declaration; saving is proven, nothing else is offered."""

    def __init__(self, far: Far, *supports: Support) -> None:
        super().__init__(far)
        self.supports = supports

    @hookimpl
    def baoguan_channel(self) -> ChannelInfo:
        return attrs.evolve(super().baoguan_channel(), supports=self.supports)


SAVE = Support(kind="inventory", verb=Verb.SAVE, level=Level.NATIVE, evidence=Evidence.REAL_SAMPLE)
DECLARE = Support(kind="inventory", verb=Verb.DECLARE, level=Level.NATIVE, evidence=Evidence.ONE_SOURCE)


def broker(base: Path, environment: str, *supports: Support, **account: object) -> Broker:
    data = {"environment": environment, "journal": "journal", "by": "tester", "accounts": {"w": {"channel": "weak", **account}}}
    return Broker(read_config(data, base), channels={"weak": Weak(Far(), *supports)})


def test_production_refuses_what_is_unproven_and_says_how_to_allow_it(tmp_path: Path) -> None:
    with broker(tmp_path, "production", SAVE, DECLARE) as opened:
        with pytest.raises(Unproven) as caught:
            opened.submit(inventory(), declare=True)
        assert 'allow_unproven = ["inventory:declare"]' in caught.value.remedy_zh
        assert caught.value.exit_code == 3
        assert opened.status() == []
        assert opened.submit(inventory()).unproven == ()


def test_production_does_what_was_allowed_and_shows_it(tmp_path: Path) -> None:
    with broker(tmp_path, "production", SAVE, DECLARE, allow_unproven=["inventory:declare"]) as opened:
        assert opened.submit(inventory(), declare=True).unproven == ("inventory:declare one_source",)


@pytest.mark.parametrize("environment", ["test", "simulator"])
def test_elsewhere_what_is_unproven_is_done_and_shown(environment: str, tmp_path: Path) -> None:
    with broker(tmp_path, environment, SAVE, DECLARE) as opened:
        assert opened.submit(inventory(), declare=True).unproven == ("inventory:declare one_source",)


@pytest.mark.parametrize("supports", [(SAVE,), (SAVE, attrs.evolve(DECLARE, level=Level.UNSUPPORTED))])
def test_what_a_channel_cannot_do_is_refused_before_anything_is_journalled(supports: tuple[Support, ...], tmp_path: Path) -> None:
    with broker(tmp_path, "test", *supports) as opened:
        with pytest.raises(Unsupported, match="declare") as caught:
            opened.submit(inventory(), declare=True)
        assert caught.value.remedy_zh
        assert opened.status() == []


def test_the_refusal_names_the_accounts_that_can(tmp_path: Path) -> None:
    data = {"environment": "test", "accounts": {"w": {"channel": "weak"}, "able": {"channel": "full"}}}
    channels = {"weak": Weak(Far(), SAVE), "full": Scripted(Far())}
    with Broker(read_config(data, tmp_path), channels=channels) as opened, pytest.raises(Unsupported, match="able"):
        opened.submit(inventory(), "w", declare=True)


def test_the_environment_is_part_of_every_identity(tmp_path: Path) -> None:
    exchanges = []
    for environment in ("test", "simulator", "production"):
        with broker(tmp_path / environment, environment, SAVE, DECLARE) as opened:
            exchanges.append(opened.build(inventory())[0].exchange_id)
    assert len(set(exchanges)) == 3
