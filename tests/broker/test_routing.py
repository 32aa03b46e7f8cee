"""Which account a document goes through, and taking one that has not left to another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs
import pytest

from baoguan import Broker, ConfigurationError, Refused, Unsupported, read_config
from baoguan.engine import points
from baoguan.plugin import ChannelInfo, Evidence, Level, Support, Verb, hookimpl
from tests.plugin.scripted import Far, Scripted
from tests.support.lists import inventory

NUMBER = "DEMO-0001"


class Sized(Scripted):
    """A channel for single documents, or for batches; `verbs` are what it can do."""

    def __init__(self, far: Far, *, bulk: bool, verbs: tuple[Verb, ...] = tuple(Verb)) -> None:
        super().__init__(far)
        self._bulk = bulk
        self._verbs = verbs

    def open(self, settings: object, context: object) -> Sized:
        return self

    @hookimpl
    def baoguan_channel(self) -> ChannelInfo:
        supports = tuple(
            Support(
                kind="inventory",
                verb=verb,
                level=Level.NATIVE if verb in self._verbs else Level.UNSUPPORTED,
                evidence=Evidence.REAL_SAMPLE,
            )
            for verb in Verb
        )
        return ChannelInfo(name="sized", title_zh="通道", title_en="channel", supports=supports, bulk=self._bulk)


@attrs.define
class Desk:
    """A Broker with an account for single documents and one for batches."""

    base: Path
    single: Far = attrs.field(factory=Far)
    batch: Far = attrs.field(factory=Far)

    def broker(
        self,
        routing: Mapping[str, object] | None = None,
        *,
        single: tuple[Verb, ...] = tuple(Verb),
        batch: tuple[Verb, ...] = tuple(Verb),
    ) -> Broker:
        data: dict[str, object] = {
            "environment": "test",
            "journal": "journal",
            "by": "tester",
            "accounts": {"card": {"channel": "one"}, "bulk": {"channel": "many"}},
        }
        if routing:
            data["routing"] = routing
        channels = {"one": Sized(self.single, bulk=False, verbs=single), "many": Sized(self.batch, bulk=True, verbs=batch)}
        return Broker(read_config(data, self.base), channels=channels)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize(
    ("lines", "routing", "account"),
    [
        (3, {}, "card"),
        (499, {}, "card"),
        (500, {}, "bulk"),
        (3, {"bulk_from": 2}, "bulk"),
        (3, {"routes": [{"account": "bulk", "kind": "inventory"}]}, "bulk"),
        (3, {"routes": [{"account": "bulk", "kind": "ledger"}]}, "card"),
        (3, {"routes": [{"account": "bulk", "at_least": 4}, {"account": "card"}]}, "card"),
        (9, {"routes": [{"account": "bulk", "at_least": 4, "at_most": 9}, {"account": "card"}]}, "bulk"),
    ],
)
def test_size_decides_unless_the_policy_does(lines: int, routing: dict[str, object], account: str, desk: Desk) -> None:
    with desk.broker(routing) as broker:
        chosen, why = broker.route(inventory(NUMBER, lines=lines))
        assert chosen.name == account
        assert why


def test_the_one_that_can_is_taken_and_a_named_one_is_believed(desk: Desk) -> None:
    saves = (Verb.SAVE,)
    with desk.broker(batch=saves) as broker:
        assert broker.route(inventory(NUMBER, lines=600))[0].name == "bulk"
        assert broker.route(inventory(NUMBER, lines=600), declare=True)[0].name == "card"
        assert broker.route(inventory(NUMBER, lines=600), "bulk", declare=True)[0].name == "bulk"
        with pytest.raises(Unsupported, match="card"):
            broker.submit(inventory(NUMBER), "bulk", declare=True)


def test_when_nobody_can_it_is_said(desk: Desk) -> None:
    with desk.broker(single=(), batch=()) as broker, pytest.raises(Unsupported, match="no account can save"):
        broker.submit(inventory(NUMBER))


@pytest.mark.parametrize(
    ("routing", "key"),
    [
        ({"bulk_from": 0}, "bulk_from"),
        ({"bulk": 5}, "bulk"),
        ({"routes": [{"account": "nobody"}]}, r"routes\[1\].account"),
        ({"routes": [{"account": "card", "lines": 5}]}, r"routes\[1\].lines"),
        ({"routes": [{"account": "card", "at_least": "many"}]}, r"routes\[1\].at_least"),
    ],
)
def test_a_policy_that_says_nothing_is_refused(routing: dict[str, object], key: str, desk: Desk) -> None:
    with pytest.raises(ConfigurationError, match=key):
        desk.broker(routing)


@pytest.mark.parametrize("declare", [False, True])
def test_what_has_not_left_goes_over_another_account_once(declare: bool, desk: Desk) -> None:
    with desk.broker() as broker:
        broker.submit(inventory(NUMBER), "card", declare=declare)
        done = broker.reroute(NUMBER, "bulk", "card")
        assert broker.account_name(NUMBER) == "bulk", "the number means the document that is under way"
        assert done.account == "bulk"
        assert done.steps[0] == "filing:save"
        assert len(done.steps) == 1 + declare
        broker.run_once()
        assert (len(desk.single.sent), len(desk.batch.sent)) == (0, 1)
        assert {s.account: s.state for s in broker.status()}["card"] == "cancelled"
        assert "rerouted" in {e.kind for e in broker.trace(NUMBER, "card").events}


def test_what_may_have_left_stays(desk: Desk) -> None:
    with desk.broker() as broker:
        broker.submit(inventory(NUMBER), "card")
        broker.run_once()
        assert len(desk.single.sent) == 1
        with pytest.raises(Refused, match="declared twice"):
            broker.reroute(NUMBER, "bulk", "card")
        with pytest.raises(Refused, match="already"):
            broker.reroute(NUMBER, "card", "card")


def test_an_intent_that_was_written_counts_as_left(desk: Desk) -> None:
    class DiedError(BaseException):
        """Passes by every handler, as a kill does."""

    def die(point: str) -> None:
        if point == "intent":
            raise DiedError

    with desk.broker() as broker:
        broker.submit(inventory(NUMBER), "card")
        points.listener = die
        try:
            with pytest.raises(DiedError):
                broker.run_once()
        finally:
            points.listener = None
    with desk.broker() as broker, pytest.raises(Refused, match="may have left"):
        broker.reroute(NUMBER, "bulk", "card")
    assert desk.batch.sent == []


def test_a_reroute_that_was_cut_short_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk.broker() as broker:
        broker.submit(inventory(NUMBER), "card", declare=True)
        with monkeypatch.context() as patch:
            patch.setattr("baoguan.broker.acts.Acts.submit", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("power cut")))
            with pytest.raises(RuntimeError):
                broker.reroute(NUMBER, "bulk", "card")
        assert broker.reroute(NUMBER, "bulk", "card").steps == ("filing:save", "filing:declare")
        broker.run_once()
        assert (len(desk.single.sent), len(desk.batch.sent)) == (0, 1)
