"""What a channel is tested with: the rig that its author gives, and the world that the kit builds around it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Final, Protocol, cast

import attrs

from baoguan.broker import Broker, Status, read_config
from baoguan.codes import Codes
from baoguan.documents import DocumentKinds, core_kinds
from baoguan.model.capability import ChannelInfo, Level
from baoguan.model.inventory import BondedInventoryList
from baoguan.model.message import Acknowledgement, Act, Document, Message, Parcel, Step, Verb
from baoguan.model.secret import Secret
from baoguan.plugin import ChannelContext, hookimpl, now
from baoguan.store import Journal
from baoguan.testing.web import App, Web

ACCOUNT: Final = "under-test"
NUMBER: Final = "DEMO-1"
ROUNDS: Final = 12
"""Rounds after which a far side is taken to have said what it has to say."""


@attrs.frozen(kw_only=True)
class Arrival:
    """A message that reached the far side, repeats and refused ones included. `taken`: it was accepted as new."""

    exchange_id: str
    number: str
    taken: bool = True


class Arrived(Protocol):
    """What a far side tells of an arrival; `Arrival` is one."""

    @property
    def exchange_id(self) -> str:
        """Its exchange id."""

    @property
    def number(self) -> str:
        """The document's number, '' where it is not known."""

    @property
    def taken(self) -> bool:
        """Whether it was accepted as new."""


class FarSide(Protocol):
    """The far side of a channel, driven by the kit. A simulator is one, or wraps into one in a few lines."""

    def step(self) -> None:
        """Look at what arrived and answer it."""

    def arrivals(self) -> Sequence[Arrived]:
        """Everything that arrived, in order."""


@attrs.frozen
class Rig:
    """A channel to be tested.

    `channel` is what its entry point names. `settings` are those of an account, or made from the test's folder; those that hold a
    secret are given as `Secret`. `document` makes an example under a number; by default a bonded inventory list of one line. `far` opens
    the far side in the test's folder; a channel that answers itself needs none, and its accepted sends are counted as arrivals. A far side
    that has an attribute `app` is reached over HTTP at `url`: an ASGI application, or a function that adds routes to a respx router.
    `approve` makes the far side approve a document. `xfail` names contract tests that are known to fail, with the reason.
    """

    channel: object
    settings: Mapping[str, object] | Callable[[Path], Mapping[str, object]] = attrs.field(factory=dict)
    document: Callable[[str], Document] | None = None
    far: Callable[[Path], FarSide] | None = None
    url: str = "http://far.example"
    approve: Callable[[FarSide | None, str], None] | None = None
    environment: str = "test"
    xfail: Mapping[str, str] = attrs.field(factory=dict)


class Counting:
    """A plugin that counts what the channel accepted: the far side of a channel that answers itself."""

    def __init__(self) -> None:
        self.arrived: list[Arrival] = []

    @hookimpl(wrapper=True)
    def baoguan_submit(self, message: Message) -> Generator[None, Acknowledgement, Acknowledgement]:
        """Count it."""
        answer = yield
        self.arrived.append(Arrival(exchange_id=message.exchange_id, number=""))
        return answer

    @hookimpl(wrapper=True)
    def baoguan_modify(self, message: Message) -> Generator[None, Acknowledgement, Acknowledgement]:
        """Count it."""
        answer = yield
        self.arrived.append(Arrival(exchange_id=message.exchange_id, number=""))
        return answer


class World:
    """One test: a folder, the far side in it, and Brokers on it."""

    def __init__(self, rig: Rig, folder: Path) -> None:
        self.rig = rig
        self.folder = folder
        self.far = rig.far(folder) if rig.far is not None else None
        app = getattr(self.far, "app", None)
        self.web = Web(rig.url, cast("App", app)) if app is not None else None
        self._counting = Counting()
        self._open = ExitStack()

    def __enter__(self) -> World:
        if self.web is not None:
            self._open.enter_context(self.web)
        close = getattr(self.far, "close", None)
        if close is not None:
            self._open.callback(close)
        return self

    def __exit__(self, *raised: object) -> None:
        self._open.close()

    def settings(self) -> Mapping[str, object]:
        """The settings of the account."""
        given = self.rig.settings
        return given(self.folder) if callable(given) else given

    def secrets(self) -> tuple[str, ...]:
        """The secrets among the settings."""
        return tuple(v.reveal() for v in self.settings().values() if isinstance(v, Secret))

    @contextmanager
    def broker(self, *plugins: object) -> Iterator[Broker]:
        """A Broker with one account on the channel, and with plugins around it."""
        data: dict[str, object] = {
            "environment": self.rig.environment,
            "journal": "journal",
            "by": "contract",
            "accounts": {ACCOUNT: {"channel": ACCOUNT, **self.settings()}},
        }
        own: dict[str, object] = {f"contract-{n}": plugin for n, plugin in enumerate(plugins)}
        if self.far is None:
            # Innermost, so that what fails around it fails after the far side took the message.
            own = {"contract-count": self._counting, **own}
        with Broker(read_config(data, self.folder), own=own, channels={ACCOUNT: self.rig.channel}) as broker:
            yield broker

    def journal(self) -> str:
        """The identity of the world's journal: places that belong to one journal belong to this one."""
        journal = Journal(str(self.folder / "journal"))
        try:
            return journal.id
        finally:
            journal.close()

    def open(self) -> object:
        """The channel's instance as an account opens it, without a Broker."""
        context = ChannelContext(
            environment=self.rig.environment,
            account=ACCOUNT,
            codes=Codes.builtin(),
            kinds=DocumentKinds(core_kinds()),
            journal=self.journal(),
            base=self.folder,
        )
        return self.rig.channel.open(self.settings(), context)  # type: ignore[attr-defined]

    def document(self, number: str = NUMBER) -> Document:
        """The example under a number."""
        return (self.rig.document or example)(number)

    def parcel(self, number: str = NUMBER, document: Document | None = None) -> Parcel:
        """A save of the example, as a channel gets it to encode."""
        return Parcel(
            exchange_id=f"{number}-s1-000000000000",
            environment=self.rig.environment,
            kind=DocumentKinds(core_kinds()).of(self.document()).name if self.rig.document is None else self.kind,
            number=number,
            act=Act.FILING,
            step=Step.SAVE,
            created=now(),
            document=document or self.document(number),
        )

    @property
    def kind(self) -> str:
        """The kind of the example."""
        return DocumentKinds(core_kinds()).of(self.document()).name

    def info(self) -> ChannelInfo:
        """What the channel says of itself."""
        instance = self.open()
        try:
            return cast("ChannelInfo", instance.baoguan_channel())  # type: ignore[attr-defined]
        finally:
            close(instance)

    def able(self, verb: Verb) -> bool:
        """Whether the channel can do a verb of the example's kind today."""
        support = self.info().support(self.kind, verb, date.today())  # noqa: DTZ011  a day is enough
        return support is not None and support.level is not Level.UNSUPPORTED

    def step(self) -> None:
        """Let the far side work."""
        if self.far is not None:
            self.far.step()

    def settle(self, broker: Broker, rounds: int = ROUNDS) -> Status:
        """Rounds by turns with the far side; where the example stands afterwards."""
        for _ in range(rounds):
            broker.run_once(force=True)
            self.step()
        broker.run_once(force=True)
        return broker.status(NUMBER)[0]

    def arrivals(self) -> list[Arrived]:
        """Everything that reached the far side."""
        return list(self.far.arrivals() if self.far is not None else self._counting.arrived)

    def taken(self) -> list[str]:
        """Exchange ids that the far side took as new, repeats included."""
        return [a.exchange_id for a in self.arrivals() if a.taken]


def close(instance: object) -> None:
    """Close what `open` gave, where it can be closed."""
    closing = getattr(instance, "close", None)
    if closing is not None:
        closing()


def example(number: str) -> BondedInventoryList:
    """A bonded inventory list of one line that breaks no rule."""
    from baoguan.rules.inventory.sample import sample

    whole = sample()
    return attrs.evolve(whole, internal_number=number, lines=whole.lines[:1])
